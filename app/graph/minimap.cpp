// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/minimap.h"

#include <QPainter>

namespace orrery::graph {

namespace {
constexpr size_t maxDots = 400; // of pods; a node's own colour tells of the rest
}

MiniMap::MiniMap(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
}

void MiniMap::setMap(MapView *map)
{
    if (map == m_map)
        return;
    if (m_map)
        disconnect(m_map, nullptr, this, nullptr);
    m_map = map;
    if (map) {
        connect(map, &MapView::sceneChanged, this, &MiniMap::refresh);
        connect(this, &QQuickItem::visibleChanged, this, &MiniMap::refresh);
    }
    Q_EMIT mapChanged();
    refresh();
}

void MiniMap::geometryChange(const QRectF &now, const QRectF &old)
{
    QQuickPaintedItem::geometryChange(now, old);
    if (now.size() != old.size())
        refresh();
}

void MiniMap::refresh()
{
    if (!m_map || !m_map->graph() || !isVisible() || width() < 1 || height() < 1)
        return;
    const Picture picture = m_map->picture();
    const Palette &palette = m_map->palette();
    const QSizeF world = picture.layout.size;
    if (world.isEmpty())
        return;
    const double zoom = std::min(width() / world.width(), height() / world.height());
    const Camera camera
        = Camera::showing({world.width() / 2, world.height() / 2}, {width() / 2, height() / 2}, zoom);
    if (camera != m_camera) {
        m_camera = camera;
        Q_EMIT scalingChanged();
    }
    m_cards.clear();
    m_dots.clear();
    QColor part = palette.brass;
    part.setAlphaF(0.35f);
    if (!picture.layout.control.isEmpty())
        m_cards.push_back({camera.toScreen(picture.layout.control), part});
    for (const QRectF &box : picture.layout.services) {
        QColor service = palette.system;
        service.setAlphaF(0.5f);
        m_cards.push_back({camera.toScreen(box), service});
    }
    for (const NodeFacts &node : picture.graph.nodes) {
        const int cell = picture.placement.cellOf(picture.graph, node);
        if (cell < 0 || cell >= int(picture.layout.cards.size()))
            continue;
        const bool ill = node.state == NodeState::NotReady || node.state == NodeState::Failed;
        const QColor color = ill               ? palette.bad
            : node.state == NodeState::Booting ? palette.warn
            : node.state == NodeState::Off     ? palette.gauge
                                               : palette.orbit;
        const QRectF card = camera.toScreen(picture.layout.cards[size_t(cell)]);
        m_cards.push_back({card, color});
        m_dots.push_back({camera.toScreen(picture.layout.hubs[size_t(cell)]),
                          std::clamp(picture.layout.hub * zoom, 1.2, 5.0), ill ? palette.bad : palette.brass});
    }
    size_t dots = 0;
    for (const Place &place : picture.places) {
        const PodFacts &pod = picture.graph.pods[place.pod];
        if (pod.state == PodState::Failed && dots++ < maxDots)
            m_dots.push_back({camera.toScreen(place.at), std::clamp(picture.layout.pod * zoom, 1.6, 4.0), palette.bad});
    }
    update();
}

void MiniMap::paint(QPainter *painter)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    for (const auto &[card, color] : m_cards) {
        painter->setBrush(color);
        const double inset = std::min(0.5, card.width() * 0.1);
        painter->drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), 3, 3);
    }
    for (const Dot &dot : m_dots) {
        painter->setBrush(dot.color);
        painter->drawEllipse(dot.at, dot.radius, dot.radius);
    }
}

} // namespace orrery::graph
