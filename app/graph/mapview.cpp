// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/mapview.h"

#include "app/graph/mapaccessible.h"
#include "app/graph/spoken.h"

#include <QAbstractAnimation>
#include <QCoreApplication>
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
    setAcceptedMouseButtons(Qt::LeftButton | Qt::RightButton);
    setAcceptHoverEvents(true);
    setActiveFocusOnTab(true);
    installMapAccessibility();
    m_keepSoon.setSingleShot(true);
    m_keepSoon.setInterval(3000);
    connect(&m_keepSoon, &QTimer::timeout, this, &MapView::keepSeats);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MapView::keepSeats);
}

MapView::~MapView()
{
    keepSeats();
}

void MapView::setGraph(GraphModel *graph)
{
    if (graph == m_graph)
        return;
    if (m_graph)
        disconnect(m_graph, nullptr, this, nullptr);
    m_graph = graph;
    m_seated = false;
    m_structure = 0;
    m_places.clear();
    if (graph) {
        connect(graph, &GraphModel::changed, this, &MapView::onGraphChanged);
        connect(graph, &GraphModel::sessionChanged, this, [this] { m_seated = false; });
    }
    Q_EMIT graphChanged();
    touch(Data);
}

void MapView::onGraphChanged()
{
    if (m_graph->graph().structure != m_structure) { // the places are about pods that are elsewhere now
        m_places.clear();
        m_structure = 0;
    }
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
    // What was chosen elsewhere is not left out of sight.
    const Ground here = ground();
    const QByteArray node = nodeOf(picture(), selection), shown = m_steering.nodeInView(here);
    if (!shown.isEmpty() && !node.isEmpty() && node != shown)
        m_steering.toNode(here, node);
    else if (m_steering.aim().free && here.keep)
        m_steering.makeRoom(here);
    else if (m_covered > 0 && m_steering.aim().level == Level::Cluster)
        m_steering.makeRoom(here);
    cameraMoved();
    touch(Data);
}

void MapView::setCameraMilliseconds(int milliseconds)
{
    m_cameraMilliseconds = milliseconds;
    m_steering.setMilliseconds(milliseconds);
    Q_EMIT colorsChanged();
}

void MapView::setHovered(const QString &thing)
{
    if (thing == m_hovered)
        return;
    m_hovered = thing;
    setCursor(thing.startsWith(u"pod/") ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Q_EMIT hoveredChanged();
    touch(View | Lanes);
}

void MapView::setFilter(const QString &filter)
{
    if (filter == m_filterText)
        return;
    m_filterText = filter;
    m_filter = cluster::Filter(filter);
    Q_EMIT filterChanged();
    touch(Data);
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
    m_steering.makeRoom(ground());
    cameraMoved();
    touch(Data | View);
}

Picture MapView::picture() const
{
    static const Graph empty;
    return {m_graph ? m_graph->graph() : empty, m_placement, m_layout, m_places};
}

QVariantMap MapView::facts(const QString &thing) const
{
    return m_graph ? factsOf(m_graph->graph(), thing) : QVariantMap();
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
    add("more", m_layout.more);
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

/// The same seats as before, for those who were here before.
void MapView::seat()
{
    if (!std::exchange(m_seated, true)) {
        m_placement = {};
        m_placement.remember(m_graph->seats());
        m_keptSeats = 0;
    }
    m_placement.update(m_graph->graph(), m_cameraMilliseconds > 0 ? m_time : -1);
    if (m_placement.version() != m_keptSeats && m_graph->isLoaded() && !m_keepSoon.isActive())
        m_keepSoon.start();
}

void MapView::keepSeats()
{
    m_keepSoon.stop();
    if (!m_graph || !m_seated || m_placement.version() == m_keptSeats)
        return;
    m_keptSeats = m_placement.version();
    m_graph->keepSeats(m_placement.book());
}

void MapView::updatePolish()
{
    if (!m_graph || width() < 1 || height() < 1 || !m_graph->isSeatable())
        return;
    const int dirty = std::exchange(m_dirty, 0); // who hears of it may touch the map again
    if (dirty & Data)
        refreshScene();
    if (dirty) {
        refreshRows(dirty);
        refreshTrail();
    }
    setRest();
    update();
}

void MapView::relayout()
{
    const Graph &graph = m_graph->graph();
    const LayoutInput input{size(), m_placement.cells(), m_placement.rings(), int(graph.services.size()), m_typeFactor};
    if (input == m_layoutInput && !m_layout.size.isEmpty())
        return;
    m_layoutInput = input;
    m_layout = makeLayout(input);
    m_places.clear();
    Q_EMIT layoutChanged();
    m_packets.clear(); // their ways are no longer where the lanes are
    m_comets.clear();
    refreshCaptions();
    m_steering.settle(ground());
    cameraMoved();
}

// --- motion ---

// Two clocks: the camera is the viewer's and always goes on; all else moves by the picture's, which pauses and slows.
void MapView::advance(double seconds)
{
    if (m_steering.advance(seconds))
        cameraMoved();
    double gone = seconds * m_speed;
    if (m_paused) {
        gone = std::min(gone, m_stepLeft);
        m_stepLeft -= gone;
    }
    if (gone > 0 && isPictureMoving()) {
        m_time += gone;
        m_packets.advance(gone);
        m_comets = m_packets.comets();
        refreshCaptions();
    }
    update();
    setRest();
}

void MapView::step(int milliseconds)
{
    m_stepLeft = std::clamp(milliseconds, 0, 60'000) / 1000.0;
    setRest();
}

bool MapView::isPictureMoving() const
{
    return !m_packets.isEmpty() || m_time < m_growingUntil;
}

void MapView::setRest()
{
    if (!isPictureMoving())
        m_stepLeft = 0;
    const bool moving = m_steering.isMoving() || (isPictureMoving() && (!m_paused || m_stepLeft > 0));
    if (moving && m_ticker->state() != QAbstractAnimation::Running)
        m_ticker->start();
    else if (!moving && m_ticker->state() == QAbstractAnimation::Running)
        m_ticker->stop();
    if (const bool was = std::exchange(m_atRest, !moving && !m_naming); was != m_atRest)
        Q_EMIT atRestChanged();
}

void MapView::tidy()
{
    m_placement.tidy();
    m_places.clear();
    touch(Data);
}

void MapView::send(const QString &from, const QString &to, const QString &caption, int milliseconds, int hue)
{
    if (!m_graph || !isVisible() || !m_graph->isSeatable())
        return;
    if (m_dirty & Data)
        updatePolish();
    const QColor color = colorFor(from, to, hue);
    if (pulses(from, to, caption, color))
        return;
    Packet packet;
    packet.walk = Walk(routeBetween(from, to, m_graph->graph(), m_placement, m_layout));
    packet.caption = caption;
    packet.seconds = std::clamp(milliseconds, 50, 60'000) / 1000.0;
    packet.color = color;
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
        m_scene,         m_sceneVersion,          camera(), size(),          window()->effectiveDevicePixelRatio(),
        m_time,          m_time < m_growingUntil, m_comets, m_leaderStrokes, m_leaderPoints,
        m_leaderVersion, m_palette.dark};
    return m_painter->sync(old, frame, window());
}

} // namespace orrery::graph
