// SPDX-License-Identifier: GPL-3.0-only
// MapView's camera as QML and the keyboard see it: levels, the trail, going in and out.
#include "app/graph/mapview.h"

namespace orrery::graph {

Ground MapView::ground() const
{
    const auto kept = m_selection.isEmpty() ? std::nullopt : graph::rectOf(picture(), m_selection);
    return {m_layout,     m_placement, size(), m_covered,
            m_typeFactor, kept ? std::optional(kept->center()) : std::nullopt};
}

QString MapView::focusedNode() const
{
    return QString::fromUtf8(m_steering.nodeInView(ground()));
}

QString MapView::level() const
{
    static const char *const names[] = {"cluster", "nodes", "node", "pod"};
    return QString::fromLatin1(names[int(m_steering.level(ground()))]);
}

QRectF MapView::viewport() const
{
    return camera().toWorld(ground().free());
}

bool MapView::allFits() const
{
    return viewport().adjusted(-1, -1, 1, 1).contains(QRectF(QPointF(), m_layout.size));
}

/// Where one is, from the cluster down: what the view is about, and what of it is selected.
void MapView::refreshTrail()
{
    const Ground here = ground();
    const Level level = m_steering.level(here);
    const QByteArray inView = m_steering.nodeInView(here);
    const QByteArray selected = nodeOf(picture(), m_selection), node = inView.isEmpty() ? selected : inView;
    QVariantList trail;
    const auto add = [&](const QString &id, const QByteArray &title, bool isHere) {
        trail << QVariantMap{{QStringLiteral("id"), id},
                             {QStringLiteral("title"), QString::fromUtf8(title)},
                             {QStringLiteral("here"), isHere}};
    };
    if (!node.isEmpty())
        add(idOf("node", {{}, node}), node, level == Level::Node);
    const Thing thing = thingOf(m_selection);
    QString pod = thing.kind == "pod" && selected == node ? m_selection : QString();
    if (pod.isEmpty() && level == Level::Pod) {
        const QString middle = thingAt(here.free().center());
        pod = !m_steering.aim().free ? idOf("pod", m_steering.aim().pod) : middle.startsWith(u"pod/") ? middle : QString();
    }
    if (!pod.isEmpty())
        add(pod, thingOf(pod).key.name, level == Level::Pod);
    else if (thing.kind == "service" || thing.kind == "workload")
        add(m_selection, thing.key.name, false);
    if (trail == m_trail)
        return;
    m_trail = trail;
    Q_EMIT trailChanged();
}

void MapView::setCovered(qreal pixels)
{
    if (pixels == m_covered)
        return;
    m_covered = pixels;
    Q_EMIT coveredChanged();
    m_steering.makeRoom(ground());
    cameraMoved();
}

void MapView::cameraMoved()
{
    Q_EMIT cameraChanged();
    refreshCaptions();
    touch(aloneNode() != m_alone ? Data | View : View);
    setRest();
}

void MapView::fit()
{
    m_steering.toCluster(ground());
    cameraMoved();
}

void MapView::zoomTo(const QString &node)
{
    m_steering.toNode(ground(), node.toUtf8());
    cameraMoved();
}

void MapView::goTo(const QString &thing)
{
    const Thing what = thingOf(thing);
    if (what.kind.isEmpty()) {
        fit();
        return;
    }
    setSelection(thing);
    if (what.kind == "node")
        m_steering.toNode(ground(), what.key.name);
    else if (what.kind == "pod")
        m_steering.toPod(ground(), what.key);
    else if (const auto where = graph::rectOf(picture(), thing))
        m_steering.reveal(ground(), *where);
    cameraMoved();
}

void MapView::goIn(const QString &thing)
{
    const Ground here = ground();
    const QByteArray node = nodeOf(picture(), thing);
    if (node.isEmpty())
        return;
    const Level level = m_steering.level(here);
    const bool there = level >= Level::Node && m_steering.nodeInView(here) == node;
    if (there && thing.startsWith(u"pod/"))
        m_steering.toPod(here, thingOf(thing).key);
    else if (level == Level::Cluster && m_steering.hasNodesLevel(here))
        m_steering.toNodes(here, node);
    else
        m_steering.toNode(here, node);
    cameraMoved();
}

bool MapView::back()
{
    const Ground here = ground();
    const Level level = m_steering.level(here);
    const QByteArray node = m_steering.nodeInView(here);
    if (level == Level::Pod)
        m_steering.toNode(here, node);
    else if (level == Level::Node && m_steering.hasNodesLevel(here))
        m_steering.toNodes(here, node);
    else if (level != Level::Cluster || m_steering.aim().free)
        m_steering.toCluster(here);
    else if (!m_selection.isEmpty())
        setSelection({});
    else
        return false;
    cameraMoved();
    return true;
}

void MapView::zoomBy(qreal factor)
{
    const Ground here = ground();
    m_steering.zoom(here, here.free().center(), factor, true);
    cameraMoved();
}

void MapView::lookAt(QPointF world)
{
    m_steering.lookAt(ground(), world);
    cameraMoved();
}

} // namespace orrery::graph
