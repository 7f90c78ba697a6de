// SPDX-License-Identifier: GPL-3.0-only
// MapView's picture: from the graph to the scene and to what QML draws.
#include "app/graph/mapview.h"

namespace orrery::graph {

constexpr int newNames = 8; ///< a frame: each is a handful of items to make, and a hundred at once would be felt

SceneInput MapView::sceneInput() const
{
    return {m_graph->graph(), m_placement, m_layout, m_palette, m_selection, m_alone, &m_emphasis};
}

void MapView::refreshScene()
{
    const Graph &graph = m_graph->graph();
    const bool moved = !m_seated || graph.structure != m_structure || graph.structure == 0;
    if (moved)
        seat();
    relayout();
    m_steering.follow(ground());
    m_alone = aloneNode();
    m_relations = relationsOf(graph, m_selection);
    m_emphasis = emphasisOf(graph, m_filter, m_relations);
    const SceneInput input = sceneInput();
    if (moved || m_places.empty()) {
        m_places = placesOf(input);
        for (const Place &place : m_places)
            m_growingUntil = std::max(m_growingUntil, place.born >= 0 ? place.born + growSeconds : 0.0);
    }
    m_structure = graph.structure;
    m_scene = makeScene(input, m_places);
    ++m_sceneVersion;
    Q_EMIT sceneChanged();
}

/// Over the quiet lanes: those of the selection and of what the pointer is over.
void MapView::refreshLanes()
{
    m_laneStrokes.clear();
    m_lanePoints.clear();
    const SceneInput input = sceneInput();
    addLanes(input, m_places, m_selection, m_relations, m_laneStrokes, m_lanePoints);
    if (m_hovered != m_selection && !m_layout.services.empty())
        addLanes(input, m_places, m_hovered, relationsOf(m_graph->graph(), m_hovered), m_laneStrokes, m_lanePoints);
}

void MapView::refreshRows(int dirty)
{
    const bool lanesChanged = dirty & (Data | Lanes);
    if (lanesChanged)
        refreshLanes();
    const LabelInput input{m_graph->graph(),
                           m_placement,
                           m_layout,
                           camera(),
                           ground().free().size(),
                           m_selection,
                           m_hovered,
                           m_steering.focused(),
                           m_steering.focus(),
                           m_typeFactor,
                           &m_emphasis,
                           &m_relations,
                           m_steering.depth()};
    const int room = m_steering.isMoving() ? 0 : newNames; // a flight is over in a moment
    PodLabels labels = podRows(input, m_places);
    m_relationRows.set(relationRows(input, m_places, labels));
    m_naming = !m_podRows.set(std::move(labels.rows), room);
    m_taken = std::move(labels.taken);
    setLeaders(std::move(labels.leaders), lanesChanged);
    m_nodeRows.set(nodeRows(input));
    int unnamed = 0;
    m_naming |= !m_nodeNameRows.set(nodeNameRows(input, &unnamed), room);
    m_serviceRows.set(serviceRows(input));
    if (std::exchange(m_unnamed, unnamed) != unnamed)
        Q_EMIT unnamedChanged();
    if (m_naming && room > 0)
        QMetaObject::invokeMethod(this, [this] { touch(View); }, Qt::QueuedConnection);
}

void MapView::setLeaders(std::vector<Leader> leaders, bool lanesChanged)
{
    if (leaders == m_leaders && !lanesChanged)
        return;
    m_leaders = std::move(leaders);
    m_leaderStrokes = m_laneStrokes;
    m_leaderPoints = m_lanePoints;
    for (const Leader &leader : m_leaders) {
        QColor color = leader.state == PodState::Failed ? m_palette.bad : m_palette.hue(leader.hue);
        color.setAlphaF(0.4f);
        m_leaderStrokes.push_back({int(m_leaderPoints.size()), 2, 1, color});
        m_leaderPoints.push_back(leader.line.first);
        m_leaderPoints.push_back(leader.line.second);
    }
    ++m_leaderVersion;
}

void MapView::refreshCaptions()
{
    std::vector<QRectF> shunned;
    for (const QRectF &chip : {m_layout.api, m_layout.you, m_layout.scheduler, m_layout.controllers, m_layout.store,
                               m_layout.browser, m_layout.workloads})
        shunned.push_back(camera().toScreen(chip));
    for (const Row &service : m_serviceRows.rows())
        shunned.push_back(service.box);
    m_captionRows.set(m_captions.rows(m_packets, camera(), size(), m_typeFactor, shunned, m_taken));
}

/// Where packets would be noise their place pulses instead; true if this one is told so.
bool MapView::pulses(const QString &from, const QString &to, const QString &caption, const QColor &color)
{
    const bool far = m_layout.density == Density::Far;
    if (!far && (!caption.isEmpty() || m_packets.flying().size() < Packets::noisy))
        return false;
    const int cell = cellOfTravel(from, to, m_placement);
    if (cell < 0 || cell >= int(m_layout.hubs.size()))
        return far; // between parts that are not on the map
    m_packets.pulse({m_layout.hubs[size_t(cell)], m_layout.hub * 0.7, m_layout.hub * (far ? 3 : 1.8), color});
    m_comets = m_packets.comets();
    update();
    setRest();
    return true;
}

} // namespace orrery::graph
