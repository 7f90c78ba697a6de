// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/steering.h"

#include "app/graph/labels.h"

namespace orrery::graph {
namespace {

// Below the first, chips and services can not be read, nor is there room for larger type.
constexpr double smallestHome = 0.72, smallestFar = 0.3, moreForType = 0.6;
constexpr double podOfView = 0.24; // a pod's radius at its own level
constexpr double readablePod = 13; // pixels of radius at which pods have names beside them

bool has(const Layout &layout, int cell)
{
    return cell >= 0 && cell < int(layout.hubs.size());
}

} // namespace

// All of the world, where nothing covers it. Under a limit it is moved instead, towards what must not be hidden.
Camera Steering::home(const Ground &ground)
{
    if (ground.covered <= 0)
        return {};
    const QRectF free = ground.free();
    Camera camera;
    const double smallest = ground.layout.density == Density::Far
        ? smallestFar
        : std::min(1.0, smallestHome * (1 + (ground.typeFactor - 1) * moreForType));
    camera.zoom = std::clamp(free.width() / std::max(1.0, ground.view.width()), smallest, 1.0);
    const double width = ground.view.width() * camera.zoom, hidden = std::max(0.0, width - free.width());
    const double wanted = ground.keep ? free.width() * 0.6 - ground.keep->x() * camera.zoom : 0;
    camera.offset = {std::clamp(wanted, -hidden, 0.0), (ground.view.height() * (1 - camera.zoom)) / 2};
    return camera;
}

// The rings as large as they go, with room for the header above and the labels at both sides.
Camera Steering::closeUp(const Ground &ground, int cell)
{
    const QRectF view = focusRect(ground.free().size());
    const double high = 2 * ground.layout.outerRadius(), wide = 2 * ground.layout.outerWidth();
    const double above = 100 * ground.typeFactor, beside = 300 * ground.typeFactor;
    const double zoom = std::max(std::min((view.height() - above) / high, (view.width() - beside) / wide),
                                 home(ground).zoom * 1.2);
    return Camera::showing(ground.layout.hubs[size_t(cell)], view.center() + QPointF(0, above * 0.24), zoom);
}

double Steering::podZoom(const Ground &ground)
{
    const QRectF free = ground.free();
    return std::min(free.width(), free.height()) * podOfView / ground.layout.pod;
}

Camera Steering::closeUp(const Ground &ground, int cell, int seat)
{
    return Camera::showing(ground.layout.seat(cell, seat), ground.free().center(), podZoom(ground));
}

bool Steering::hasNodesLevel(const Ground &ground) const
{
    return ground.layout.density == Density::Far && !ground.layout.hubs.empty()
        && readablePod / ground.layout.pod < closeUp(ground, 0).zoom * 0.7;
}

std::optional<Camera> Steering::aimed(const Ground &ground) const
{
    if (m_aim.level == Level::Cluster)
        return home(ground);
    const int cell = ground.placement.cellOf(m_aim.node);
    if (!has(ground.layout, cell))
        return {};
    if (m_aim.level == Level::Nodes) {
        const double zoom = std::max(readablePod / ground.layout.pod, home(ground).zoom * 1.4);
        return bounded(ground, Camera::showing(ground.layout.hubs[size_t(cell)], ground.free().center(), zoom));
    }
    if (m_aim.level == Level::Node)
        return closeUp(ground, cell);
    const int seat = ground.placement.seatOf(m_aim.pod);
    if (seat < 0 || ground.placement.cellOfPod(m_aim.pod) != cell)
        return closeUp(ground, cell); // it has gone; its node is what is left to look at
    return closeUp(ground, cell, seat);
}

Camera Steering::bounded(const Ground &ground, Camera camera)
{
    const double nearest = ground.layout.hubs.empty() ? 4 : std::max(4.0, podZoom(ground) * 1.6);
    const QPointF middle = ground.free().center();
    camera = camera.zoomedAt(middle, std::clamp(camera.zoom, home(ground).zoom * 0.7, nearest));
    // The middle of the view stays over the world.
    const QPointF seen = camera.toWorld(middle);
    const QPointF held(std::clamp(seen.x(), 0.0, ground.layout.size.width()),
                       std::clamp(seen.y(), 0.0, ground.layout.size.height()));
    camera.offset += (seen - held) * camera.zoom;
    return camera;
}

Level Steering::level(const Ground &ground) const
{
    if (!m_aim.free)
        return m_aim.level;
    const double zoom = m_to.zoom;
    if (ground.layout.hubs.empty())
        return zoom > home(ground).zoom * 1.05 ? Level::Nodes : Level::Cluster;
    return zoom >= podZoom(ground) * 0.75               ? Level::Pod
        : zoom >= closeUp(ground, 0).zoom * 0.8         ? Level::Node
        : zoom > home(ground).zoom * 1.05               ? Level::Nodes
                                                        : Level::Cluster;
}

QByteArray Steering::nodeInView(const Ground &ground) const
{
    if (!m_aim.free)
        return m_aim.level >= Level::Node ? m_aim.node : QByteArray();
    if (level(ground) < Level::Node)
        return {};
    const QPointF middle = m_to.toWorld(ground.free().center());
    QByteArray nearest;
    double best = 0;
    for (auto it = ground.placement.nodeCells().cbegin(); it != ground.placement.nodeCells().cend(); ++it) {
        if (!has(ground.layout, it.value()))
            continue;
        const QPointF way = ground.layout.hubs[size_t(it.value())] - middle;
        const double distance = std::hypot(way.x(), way.y());
        if (nearest.isEmpty() || distance < best) {
            nearest = it.key();
            best = distance;
        }
    }
    return nearest;
}

// --- going there ---

void Steering::jump(const Camera &to)
{
    m_camera = m_from = m_to = to;
    m_gone = 1;
}

void Steering::fly(const Camera &to)
{
    if (m_milliseconds <= 0) {
        jump(to);
        m_focus = focusAimed();
        m_depth = depthAimed();
        if (m_focus == 0)
            m_focused.clear();
        return;
    }
    m_from = m_camera;
    m_to = to;
    m_gone = to == m_camera ? 1 : 0;
}

void Steering::setFree()
{
    m_aim = {.free = true};
    if (m_milliseconds <= 0) {
        m_focus = m_depth = 0;
        m_focused.clear();
    }
}

void Steering::toCluster(const Ground &ground)
{
    m_aim = {};
    fly(home(ground));
}

void Steering::toNodes(const Ground &ground, const QByteArray &node)
{
    if (!has(ground.layout, ground.placement.cellOf(node)))
        return;
    m_aim = {Level::Nodes, node, {}};
    fly(*aimed(ground));
}

void Steering::toNode(const Ground &ground, const QByteArray &node)
{
    const int cell = ground.placement.cellOf(node);
    if (!has(ground.layout, cell))
        return;
    m_aim = {Level::Node, node, {}};
    if (m_focused != node)
        m_focus = 0;
    m_focused = node;
    fly(closeUp(ground, cell));
}

void Steering::toPod(const Ground &ground, const api::Key &pod)
{
    const int cell = ground.placement.cellOfPod(pod), seat = ground.placement.seatOf(pod);
    if (!has(ground.layout, cell) || seat < 0)
        return;
    m_aim = {Level::Pod, ground.placement.nodeOf(pod), pod};
    if (m_focused != m_aim.node)
        m_focus = 0;
    m_focused = m_aim.node;
    fly(closeUp(ground, cell, seat));
}

void Steering::zoom(const Ground &ground, QPointF at, double factor, bool flying)
{
    const Camera &from = flying ? m_to : m_camera;
    const double wanted = from.zoom * factor;
    if (factor < 1 && wanted <= home(ground).zoom * 1.02) {
        toCluster(ground);
        return;
    }
    setFree();
    const double nearest = std::max(4.0, podZoom(ground) * 1.6);
    const Camera to = bounded(ground, from.zoomedAt(at, std::min(wanted, nearest)));
    flying ? fly(to) : jump(to);
}

void Steering::pan(const Ground &ground, QPointF pixels, bool flying)
{
    setFree();
    Camera to = flying ? m_to : m_camera;
    to.offset += pixels;
    to = bounded(ground, to);
    flying ? fly(to) : jump(to);
}

void Steering::lookAt(const Ground &ground, QPointF world)
{
    setFree();
    jump(bounded(ground, Camera::showing(world, ground.free().center(), m_camera.zoom)));
}

void Steering::reveal(const Ground &ground, const QRectF &world)
{
    const QRectF box = m_to.toScreen(world), free = ground.free().adjusted(48, 48, -48, -48);
    if (free.width() < 1 || free.height() < 1 || free.contains(box))
        return;
    const auto way = [](double from, double to, double least, double most) {
        return to - from > most - least || from < least ? least - from : to > most ? most - to : 0;
    };
    const QPointF by(way(box.left(), box.right(), free.left(), free.right()),
                     way(box.top(), box.bottom(), free.top(), free.bottom()));
    if (!by.isNull())
        pan(ground, by, true);
}

void Steering::settle(const Ground &ground)
{
    if (!m_aim.free && !aimed(ground))
        m_aim = {}; // what it was aimed at has left the map
    jump(m_aim.free ? bounded(ground, m_to) : *aimed(ground));
}

void Steering::follow(const Ground &ground)
{
    if (m_aim.free || m_aim.level == Level::Cluster)
        return;
    if (!aimed(ground))
        toCluster(ground);
    else if (m_aim.level == Level::Pod && ground.placement.nodeOf(m_aim.pod) != m_aim.node)
        toNode(ground, m_aim.node);
}

void Steering::makeRoom(const Ground &ground)
{
    follow(ground);
    if (!m_aim.free)
        fly(*aimed(ground));
    else if (ground.keep)
        reveal(ground, QRectF(*ground.keep, QSizeF(0, 0)));
}

bool Steering::advance(double seconds)
{
    if (!isMoving())
        return false;
    const double part = m_milliseconds > 0 ? seconds * 1000 / m_milliseconds : 1;
    if (m_gone < 1) {
        m_gone = std::min(1.0, m_gone + part);
        const double t = m_gone < 0.5 ? 4 * std::pow(m_gone, 3) : 1 - std::pow(2 - 2 * m_gone, 3) / 2;
        m_camera = m_gone >= 1 ? m_to : Camera::between(m_from, m_to, t);
    }
    const auto towards = [part](double from, double to) {
        return to > from ? std::min(to, from + part) : std::max(to, from - part);
    };
    m_focus = towards(m_focus, focusAimed());
    m_depth = towards(m_depth, depthAimed());
    if (m_focus == 0 && focusAimed() == 0)
        m_focused.clear();
    return true;
}

} // namespace orrery::graph
