// SPDX-License-Identifier: GPL-3.0-only
#include "app/window/photographer.h"

#include "app/graph/mapview.h"

#include <QGuiApplication>
#include <QLoggingCategory>
#include <QTimer>

namespace orrery::window {

Q_LOGGING_CATEGORY(lcPicture, "orrery.window.picture")

Photographer::Photographer(QQuickWindow *window, const WindowOptions &options)
    : QObject(window)
    , m_window(window)
    , m_options(options)
{
    QTimer::singleShot(options.pictureTimeout * 1000, this, [this] { take(false); });
    if (options.view == QLatin1String("clusters") || options.view == QLatin1String("welcome")) { // no cluster in them to wait for
        QTimer::singleShot(3000, this, [this] { take(true); });
        return;
    }
    // The cluster's part of the window comes when its tab is in front.
    connect(window, &QQuickWindow::afterAnimating, this, &Photographer::find);
    find();
}

void Photographer::find()
{
    auto *graph = m_window->property("graph").value<graph::GraphModel *>();
    if (!graph || m_graph)
        return;
    m_graph = graph;
    disconnect(m_window, &QQuickWindow::afterAnimating, this, &Photographer::find);
    connect(graph, &graph::GraphModel::changed, this, &Photographer::look);
    look();
}

void Photographer::look()
{
    const bool offline = !m_options.offline.isEmpty();
    if (m_taken || m_waiting || !m_graph || !(offline ? m_graph->isLoaded() : m_graph->isSettled()))
        return;
    m_waiting = true;
    prepare();
    QTimer::singleShot(offline ? 700 : 1500, this, [this] { // for the last labels and the camera to arrive
        m_waiting = false;
        if (!m_options.offline.isEmpty() || (m_graph && m_graph->isSettled()))
            take(true);
    });
}

void Photographer::prepare()
{
    auto *map = m_window->property("map").value<graph::MapView *>();
    if (!map)
        return;
    if (!m_options.select.isEmpty())
        m_window->setProperty("selected", m_options.select);
    if (!m_options.zoomed)
        return;
    const QString pod = m_options.select.section(QLatin1Char('/'), 1);
    QString node = m_options.select.startsWith(QLatin1String("node/")) ? pod : QString();
    for (const graph::PodFacts &facts : m_graph->graph().pods) {
        if (facts.key.path() == pod.toUtf8())
            node = QString::fromUtf8(facts.node);
    }
    QTimer::singleShot(0, map, [map, node] { map->zoomTo(node); });
}

void Photographer::take(bool ready)
{
    if (m_taken)
        return;
    m_taken = true;
    const bool saved = m_window->grabWindow().save(m_options.picture);
    if (!saved)
        qCWarning(lcPicture) << "picture not saved"
                             << "file=" << m_options.picture;
    QCoreApplication::exit(saved && ready ? 0 : 1);
}

} // namespace orrery::window
