// SPDX-License-Identifier: GPL-3.0-only
// MapView's mouse and keyboard.
#include "app/graph/mapview.h"

#include <QCursor>
#include <QHoverEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace orrery::graph {

QPointF MapView::podCenter(const QString &name) const
{
    if (!m_graph)
        return {-1, -1};
    const QByteArray wanted = name.toUtf8();
    for (const Place &place : m_places) {
        const api::Key &key = m_graph->graph().pods[place.pod].key;
        if (key.name == wanted || key.path() == wanted)
            return camera().toScreen(place.at);
    }
    return {-1, -1};
}

QRectF MapView::rectOf(const QString &thing) const
{
    const auto rect = graph::rectOf(picture(), thing);
    return rect ? camera().toScreen(*rect) : QRectF();
}

QString MapView::thingAt(QPointF point) const
{
    const QString thing = graph::thingAt(picture(), camera().toWorld(point), 6 / camera().zoom);
    // A node that fills the view hides the others.
    const QByteArray alone = aloneNode();
    return alone.isEmpty() || nodeOf(picture(), thing) == alone ? thing : idOf("node", {{}, alone});
}

QString MapView::nodeAt(QPointF point) const
{
    return QString::fromUtf8(nodeOf(picture(), thingAt(point)));
}

void MapView::wheelEvent(QWheelEvent *event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (steps != 0)
        m_steering.zoom(ground(), event->position(), std::pow(1.18, steps), false);
    cameraMoved();
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::RightButton) {
        askForMenu(thingAt(event->position()), event->position());
        return;
    }
    m_pressedAt = m_draggedTo = event->position();
    m_dragging = false;
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    if (!event->buttons().testFlag(Qt::LeftButton))
        return;
    const QPointF way = event->position() - m_pressedAt;
    if (!m_dragging && std::hypot(way.x(), way.y()) < 6)
        return;
    m_dragging = true;
    m_steering.pan(ground(), event->position() - m_draggedTo, false);
    m_draggedTo = event->position();
    cameraMoved();
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (!m_dragging) {
        const QString thing = thingAt(event->position());
        setSelection(thing.startsWith(u"part/") ? QString() : thing);
    }
    m_dragging = false;
}

void MapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QString thing = thingAt(event->position());
    if (event->button() == Qt::LeftButton && !thing.isEmpty() && !thing.startsWith(u"part/")) {
        goIn(thing);
        Q_EMIT opened(thing);
    }
    event->accept();
}

void MapView::askForMenu(const QString &thing, QPointF point)
{
    const Thing what = thingOf(thing);
    if (what.kind.isEmpty() || what.kind == "part")
        return;
    setSelection(thing);
    const QString kind = what.kind == "pod" ? QStringLiteral("Pod")
        : what.kind == "node"               ? QStringLiteral("Node")
        : what.kind == "service"            ? QStringLiteral("Service")
                                            : m_graph->workloadKind(thing);
    if (kind.isEmpty())
        return;
    Q_EMIT menuRequested(kind, QString::fromUtf8(what.key.ns), QString::fromUtf8(what.key.name), point);
}

void MapView::hoverMoveEvent(QHoverEvent *event)
{
    setHovered(thingAt(event->position()));
}

void MapView::hoverLeaveEvent(QHoverEvent *)
{
    setHovered({});
}

void MapView::selectByKey(const QString &thing)
{
    const Steering::Aim aim = m_steering.aim();
    setSelection(thing);
    const Ground here = ground();
    if (!aim.free && aim.level == Level::Pod && thing.startsWith(u"pod/"))
        m_steering.toPod(here, thingOf(thing).key);
    else if (const auto where = graph::rectOf(picture(), thing); where && (aim.free || aim.level == Level::Nodes))
        m_steering.reveal(here, *where);
    cameraMoved();
}

bool MapView::moveSelection(int key)
{
    const QPointF way = key == Qt::Key_Left ? QPointF(-1, 0)
        : key == Qt::Key_Right              ? QPointF(1, 0)
        : key == Qt::Key_Up                 ? QPointF(0, -1)
                                            : QPointF(0, 1);
    // Pods that are but dots are not gone through one by one.
    const std::vector<Stop> stops = stopsOf(picture(), m_layout.pod * camera().zoom > 6);
    if (stops.empty())
        return false;
    if (key == Qt::Key_Home || key == Qt::Key_End) {
        selectByKey(key == Qt::Key_Home ? stops.front().id : stops.back().id);
        return true;
    }
    const auto selected = graph::rectOf(picture(), m_selection);
    if (!selected) { // begins where one looks
        const QPointF middle = viewport().center();
        const auto away = [&](const Stop &stop) {
            return std::hypot(stop.at.x() - middle.x(), stop.at.y() - middle.y());
        };
        selectByKey(std::min_element(stops.begin(), stops.end(), [&](const Stop &a, const Stop &b) {
                        return away(a) < away(b);
                    })->id);
        return true;
    }
    // A node is where its hub is.
    Stop from{m_selection, selected->center()};
    for (const Stop &stop : stops) {
        if (stop.id == m_selection)
            from = stop;
    }
    if (const Stop *next = nextStop(stops, from, way))
        selectByKey(next->id);
    return true;
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    bool used = true;
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto pan = [this](double x, double y) {
        m_steering.pan(ground(), QPointF(x, y), true);
        cameraMoved();
    };
    switch (event->key()) {
    case Qt::Key_Left:
        shift ? pan(120, 0) : void(used = moveSelection(Qt::Key_Left));
        break;
    case Qt::Key_Right:
        shift ? pan(-120, 0) : void(used = moveSelection(Qt::Key_Right));
        break;
    case Qt::Key_Up:
        shift ? pan(0, 120) : void(used = moveSelection(Qt::Key_Up));
        break;
    case Qt::Key_Down:
        shift ? pan(0, -120) : void(used = moveSelection(Qt::Key_Down));
        break;
    case Qt::Key_Home:
    case Qt::Key_End:
        used = moveSelection(event->key());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        used = !m_selection.isEmpty() || moveSelection(Qt::Key_Down);
        if (used) {
            goIn(m_selection);
            Q_EMIT opened(m_selection);
        }
        break;
    case Qt::Key_Escape:
        used = back();
        break;
    case Qt::Key_F:
        used = event->modifiers() == Qt::NoModifier;
        if (used)
            fit();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(1.3);
        break;
    case Qt::Key_Minus:
        zoomBy(1 / 1.3);
        break;
    case Qt::Key_F10:
    case Qt::Key_Menu:
        used = event->key() == Qt::Key_Menu || shift;
        if (used)
            askForMenu(m_selection, rectOf(m_selection).center());
        break;
    default:
        used = false;
    }
    event->setAccepted(used);
}

} // namespace orrery::graph
