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
            return m_camera.toScreen(place.at);
    }
    return {-1, -1};
}

QString MapView::thingAt(QPointF point) const
{
    if (!m_graph)
        return {};
    const QPointF world = m_camera.toWorld(point);
    const double reach = std::max(m_layout.pod, 6 / m_camera.zoom);
    const Place *nearest = nullptr;
    double best = reach;
    for (const Place &place : m_places) {
        const double distance = std::hypot(place.at.x() - world.x(), place.at.y() - world.y());
        if (distance <= best) {
            best = distance;
            nearest = &place;
        }
    }
    if (nearest)
        return QLatin1String("pod/") + QString::fromUtf8(m_graph->graph().pods[nearest->pod].key.path());
    for (auto it = m_placement.nodeCells().cbegin(); it != m_placement.nodeCells().cend(); ++it) {
        if (it.value() < int(m_layout.cards.size()) && m_layout.cards[size_t(it.value())].contains(world))
            return QLatin1String("node/") + QString::fromUtf8(it.key());
    }
    return {};
}

void MapView::wheelEvent(QWheelEvent *event)
{
    m_home = false;
    m_flight = 1;
    const double steps = event->angleDelta().y() / 120.0;
    Camera camera = m_camera.zoomedAt(event->position(), std::pow(1.18, steps));
    m_to = camera;
    if (camera.zoom <= 1.02 && steps < 0) { // all the way out is home
        fit();
    } else {
        setFocused({}); // a free look: cards are cards again
        setCamera(camera);
    }
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    m_pressedAt = event->position();
    m_draggedFrom = m_camera.offset;
    m_dragging = false;
    event->accept();
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF way = event->position() - m_pressedAt;
    if (!m_dragging && std::hypot(way.x(), way.y()) < 6)
        return;
    m_dragging = true;
    m_home = false;
    m_flight = 1;
    setFocused({});
    Camera camera = m_camera;
    camera.offset = m_draggedFrom + way;
    m_to = camera;
    setCamera(camera);
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragging)
        setSelection(thingAt(event->position()));
    m_dragging = false;
}

void MapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QString thing = thingAt(event->position());
    if (thing.startsWith(u"node/"))
        zoomTo(thing.mid(5));
    if (!thing.isEmpty())
        Q_EMIT opened(thing);
    event->accept();
}

void MapView::hoverMoveEvent(QHoverEvent *event)
{
    setHovered(thingAt(event->position()));
}

void MapView::hoverLeaveEvent(QHoverEvent *)
{
    setHovered({});
}

bool MapView::moveSelection(int key)
{
    if (m_places.empty())
        return false;
    const QPointF way = key == Qt::Key_Left ? QPointF(-1, 0)
        : key == Qt::Key_Right              ? QPointF(1, 0)
        : key == Qt::Key_Up                 ? QPointF(0, -1)
                                            : QPointF(0, 1);
    const auto idOf = [&](const Place &place) {
        return QLatin1String("pod/") + QString::fromUtf8(m_graph->graph().pods[place.pod].key.path());
    };
    const Place *from = nullptr;
    for (const Place &place : m_places) {
        if (idOf(place) == m_selection)
            from = &place;
    }
    if (!from) {
        setSelection(idOf(m_places.front()));
        return true;
    }
    const Place *best = nullptr;
    double cost = 0;
    for (const Place &place : m_places) {
        const QPointF step = place.at - from->at;
        const double ahead = QPointF::dotProduct(step, way);
        if (&place == from || ahead <= 1)
            continue;
        const double aside = std::abs(step.x() * way.y() - step.y() * way.x()), here = ahead + 2 * aside;
        if (!best || here < cost) {
            best = &place;
            cost = here;
        }
    }
    if (best)
        setSelection(idOf(*best));
    return true;
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    bool used = true;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        used = m_graph && moveSelection(event->key());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        used = !m_selection.isEmpty();
        if (m_selection.startsWith(u"node/"))
            zoomTo(m_selection.mid(5));
        if (used)
            Q_EMIT opened(m_selection);
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
    default:
        used = false;
    }
    event->setAccepted(used);
}

} // namespace orrery::graph
