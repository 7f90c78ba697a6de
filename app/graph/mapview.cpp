// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/mapview.h"

#include <QAbstractAnimation>
#include <QCursor>
#include <QQuickWindow>
#include <QSGRendererInterface>

#include <cmath>

namespace orrery::graph {

/// Runs with the scene graph's animations, so that a step comes with each frame; only while something moves.
class MapView::Ticker final : public QAbstractAnimation
{
public:
    explicit Ticker(MapView *map)
        : m_map(map)
    {
    }
    int duration() const override { return -1; }

protected:
    void updateCurrentTime(int now) override
    {
        const int step = std::clamp(now - m_last, 0, 100);
        m_last = now;
        if (step > 0)
            m_map->advance(step / 1000.0);
    }
    void updateState(State, State) override { m_last = 0; }

private:
    MapView *m_map;
    int m_last = 0;
};

MapView::MapView(QQuickItem *parent)
    : QQuickItem(parent)
    , m_ticker(std::make_unique<Ticker>(this))
{
    setFlag(ItemHasContents);
    setFlag(ItemIsFocusScope, false);
    setAcceptedMouseButtons(Qt::LeftButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
}

MapView::~MapView() = default;

void MapView::setGraph(GraphModel *graph)
{
    if (graph == m_graph)
        return;
    if (m_graph)
        disconnect(m_graph, nullptr, this, nullptr);
    m_graph = graph;
    m_placement = {};
    if (graph)
        connect(graph, &GraphModel::changed, this, [this] { touch(Data); });
    Q_EMIT graphChanged();
    touch(Data);
}

void MapView::setColors(const QVariantMap &colors)
{
    m_colors = colors;
    const auto color = [&](const char *name) { return colors.value(QLatin1String(name)).value<QColor>(); };
    m_palette = {color("disc"),  color("orbit"), color("spoke"), color("brass"), color("text"),   color("track"),
                 color("gauge"), color("bad"),   color("warn"),  color("focus"), color("system"), {}};
    const QVariant hues = colors.value(QStringLiteral("hues"));
    for (const QVariant &hue : hues.toList())
        m_palette.hues.push_back(hue.value<QColor>());
    m_palette.tint = colors.value(QStringLiteral("tint"), 0.2).toDouble();
    m_palette.dark = colors.value(QStringLiteral("dark"), true).toBool();
    Q_EMIT colorsChanged();
    touch(Data);
}

void MapView::setSelection(const QString &selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    Q_EMIT selectionChanged();
    touch(Data);
}

void MapView::setHovered(const QString &thing)
{
    if (thing == m_hovered)
        return;
    m_hovered = thing;
    setCursor(thing.startsWith(u"pod/") ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Q_EMIT hoveredChanged();
    touch(View);
}

void MapView::setFocused(const QString &node)
{
    m_at = node;
    if (node == m_focused)
        return;
    m_focused = node;
    Q_EMIT cameraChanged();
    touch(View);
}

void MapView::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    Q_EMIT clockChanged();
    setRest();
}

void MapView::setTypeFactor(qreal factor)
{
    m_typeFactor = factor;
    Q_EMIT colorsChanged();
    touch(View);
}

QString MapView::focusedNode() const
{
    return m_focused;
}

QString MapView::level() const
{
    return focusedNode().isEmpty() ? QStringLiteral("cluster") : QStringLiteral("node");
}

QString MapView::density() const
{
    return m_layout.density == Density::Full ? QStringLiteral("full")
        : m_layout.density == Density::Far   ? QStringLiteral("far")
                                             : QStringLiteral("compact");
}

int MapView::hiddenServices() const
{
    return m_graph ? int(m_graph->graph().services.size()) - int(m_layout.services.size()) : 0;
}

QVariantMap MapView::chips() const
{
    QVariantMap map;
    const auto add = [&](const char *name, const QRectF &rect) { map.insert(QLatin1String(name), rect); };
    add("control", m_layout.control);
    add("workloads", m_layout.workloads);
    add("you", m_layout.you);
    add("api", m_layout.api);
    add("scheduler", m_layout.scheduler);
    add("controllers", m_layout.controllers);
    add("store", m_layout.store);
    add("browser", m_layout.browser);
    return map;
}

void MapView::touch(int what)
{
    m_dirty |= what;
    polish();
}

void MapView::geometryChange(const QRectF &now, const QRectF &old)
{
    QQuickItem::geometryChange(now, old);
    if (now.size() != old.size())
        touch(Data | View);
}

void MapView::updatePolish()
{
    if (!m_graph || width() < 1 || height() < 1)
        return;
    if (m_dirty & Data) {
        m_placement.update(m_graph->graph(), m_time);
        relayout();
        const SceneInput input{m_graph->graph(), m_placement, m_layout, m_palette, m_selection};
        m_places = placesOf(input);
        m_scene = makeScene(input, m_places);
        ++m_sceneVersion;
        for (const Place &place : m_places)
            m_growingUntil = std::max(m_growingUntil, place.born >= 0 ? place.born + growSeconds : 0.0);
        Q_EMIT layoutChanged();
    }
    if (m_dirty)
        refreshRows();
    m_dirty = 0;
    setRest();
    update();
}

void MapView::relayout()
{
    const Graph &graph = m_graph->graph();
    const LayoutInput input{size(), m_placement.cells(), m_placement.rings(), int(graph.services.size())};
    if (input == m_layoutInput && !m_layout.size.isEmpty())
        return;
    m_layoutInput = input;
    m_layout = makeLayout(input);
    m_packets.clear(); // their ways are no longer where the lanes are
    m_comets.clear();
    refreshCaptions();
    const int cell = m_placement.cellOf(m_at.toUtf8());
    if (m_home || cell < 0)
        setCamera(home());
    else
        setCamera(closeUp(cell));
    m_to = m_camera;
    m_flight = 1;
}

Camera MapView::home() const
{
    return {};
}

// The rings as large as they go, with room for the header above and the labels at both sides.
Camera MapView::closeUp(int cell) const
{
    const QRectF view = focusRect(size());
    const double rings = 2 * m_layout.outerRadius();
    Camera camera;
    camera.zoom = std::clamp(std::min((view.height() - 100) / rings, (view.width() - 300) / rings), 1.4, 12.0);
    camera.offset = view.center() + QPointF(0, 24) - m_layout.hubs[size_t(cell)] * camera.zoom;
    return camera;
}

/// How far the focused card has grown into the view.
double MapView::focusAmount() const
{
    const int cell = m_placement.cellOf(m_focused.toUtf8());
    if (m_focused.isEmpty() || cell < 0 || cell >= int(m_layout.hubs.size()))
        return 0;
    const double full = closeUp(cell).zoom;
    return std::clamp((m_camera.zoom - 1) / (full - 1), 0.0, 1.0);
}

void MapView::refreshRows()
{
    const LabelInput input{m_graph->graph(), m_placement, m_layout,           m_camera,      size(),
                           m_selection,      m_hovered,   m_focused.toUtf8(), focusAmount(), m_typeFactor};
    PodLabels labels = podRows(input, m_places);
    m_podRows.set(std::move(labels.rows));
    setLeaders(std::move(labels.leaders));
    m_nodeRows.set(nodeRows(input));
    m_serviceRows.set(serviceRows(input));
}

void MapView::setLeaders(std::vector<Leader> leaders)
{
    if (leaders == m_leaders)
        return;
    m_leaders = std::move(leaders);
    m_leaderStrokes.clear();
    m_leaderPoints.clear();
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
    QList<Row> rows;
    QList<QRectF> taken;
    for (const Packet &packet : m_packets.flying()) {
        if (packet.caption.isEmpty() || rows.size() >= 8)
            continue;
        const QPointF at = m_camera.toScreen(packet.walk.at(packet.walk.length() * packet.gone));
        // Of several that travel together, the first is named: captions must not cover each other.
        const QRectF words(at, QSizeF((7.5 * double(packet.caption.size()) + 20) * m_typeFactor, 28 * m_typeFactor));
        if (std::any_of(taken.cbegin(), taken.cend(), [&](const QRectF &other) { return other.intersects(words); }))
            continue;
        taken << words;
        rows << Row{QString::number(packet.serial),
                    QRectF(at, QSizeF(0, 0)),
                    {{QStringLiteral("text"), packet.caption}, {QStringLiteral("color"), packet.color}}};
    }
    m_captionRows.set(std::move(rows));
}

// --- motion ---

void MapView::advance(double seconds)
{
    m_time += seconds;
    if (m_flight < 1) {
        m_flight = m_cameraMilliseconds > 0 ? std::min(1.0, m_flight + seconds * 1000 / m_cameraMilliseconds) : 1;
        const double t = m_flight < 0.5 ? 4 * std::pow(m_flight, 3) : 1 - std::pow(2 - 2 * m_flight, 3) / 2;
        setCamera(m_flight >= 1 ? m_to : Camera::between(m_from, m_to, t));
        if (m_flight >= 1 && m_home && !m_focused.isEmpty()) {
            m_focused.clear();
            Q_EMIT cameraChanged();
            touch(View);
        }
    }
    if (!m_packets.isEmpty() && !m_paused) {
        m_packets.advance(seconds * m_speed);
        m_comets = m_packets.comets();
        refreshCaptions();
    }
    update();
    setRest();
}

void MapView::setRest()
{
    const bool moving = m_flight < 1 || (!m_packets.isEmpty() && !m_paused) || m_time < m_growingUntil;
    if (moving && m_ticker->state() != QAbstractAnimation::Running)
        m_ticker->start();
    else if (!moving && m_ticker->state() == QAbstractAnimation::Running)
        m_ticker->stop();
    if (m_atRest != moving)
        return;
    m_atRest = !moving;
    Q_EMIT atRestChanged();
}

void MapView::setCamera(const Camera &camera)
{
    if (camera == m_camera)
        return;
    m_camera = camera;
    Q_EMIT cameraChanged();
    refreshCaptions();
    touch(View);
}

void MapView::moveTo(const Camera &camera)
{
    m_from = m_camera;
    m_to = camera;
    m_flight = m_cameraMilliseconds > 0 ? 0 : 1;
    if (m_flight >= 1)
        setCamera(camera);
    Q_EMIT cameraChanged();
    setRest();
}

void MapView::fit()
{
    m_home = true;
    m_at.clear();
    moveTo(home());
    if (m_flight >= 1)
        m_focused.clear();
}

void MapView::zoomTo(const QString &node)
{
    const int cell = m_placement.cellOf(node.toUtf8());
    if (cell < 0 || cell >= int(m_layout.cards.size()))
        return;
    m_home = false;
    m_at = node;
    m_focused = node;
    moveTo(closeUp(cell));
}

bool MapView::back()
{
    if (!m_home) {
        fit();
        return true;
    }
    if (m_selection.isEmpty())
        return false;
    setSelection({});
    return true;
}

void MapView::zoomBy(qreal factor)
{
    m_home = false;
    setFocused({});
    moveTo((m_flight < 1 ? m_to : m_camera).zoomedAt(QPointF(width() / 2, height() / 2), factor));
}

void MapView::tidy()
{
    m_placement.tidy();
    touch(Data);
}

void MapView::send(const QString &from, const QString &to, const QString &caption, int milliseconds, int hue)
{
    if (!m_graph || !isVisible())
        return;
    if (m_dirty & Data)
        updatePolish();
    Packet packet;
    packet.walk = Walk(routeBetween(from, to, m_graph->graph(), m_placement, m_layout));
    packet.caption = caption;
    packet.seconds = std::clamp(milliseconds, 50, 60'000) / 1000.0;
    packet.color = colorFor(from, to, hue);
    m_packets.send(std::move(packet));
    m_comets = m_packets.comets();
    refreshCaptions();
    update();
    setRest();
}

QColor MapView::colorFor(const QString &from, const QString &to, int hue) const
{
    if (hue >= 0)
        return m_palette.hue(hue);
    if (hue == -2) {
        for (const QString &end : {from, to}) {
            if (!end.startsWith(u"service/"))
                continue;
            for (const ServiceFacts &service : m_graph->graph().services) {
                if (end.mid(8).toUtf8() == service.key.path())
                    return m_palette.hue(service.hue);
            }
        }
    }
    return m_palette.brass;
}

// --- drawing ---

QSGNode *MapView::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    const bool raster = window()->rendererInterface()->graphicsApi() == QSGRendererInterface::Software;
    if (!m_painter || raster != m_painterIsRaster) {
        delete old;
        old = nullptr;
        m_painterIsRaster = raster;
        m_painter = raster ? makeRasterPainter() : makeGpuPainter();
    }
    const Frame frame{
        m_scene,         m_sceneVersion,          m_camera, size(),          window()->effectiveDevicePixelRatio(),
        m_time,          m_time < m_growingUntil, m_comets, m_leaderStrokes, m_leaderPoints,
        m_leaderVersion, m_palette.dark};
    return m_painter->sync(old, frame, window());
}

} // namespace orrery::graph
