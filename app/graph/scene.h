// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/relations.h"
#include "app/graph/routes.h"
#include "app/graph/seatbook.h"

#include <QColor>

#include <map>

namespace orrery::graph {

/// The theme's colours, as the painters need them.
struct Palette
{
    QColor disc, orbit, spoke, brass, text, track, gauge, bad, warn, focus, system;
    std::vector<QColor> hues;
    double tint = 0.2;
    bool dark = true;
    QColor hue(int index) const { return index < 0 || hues.empty() ? system : hues[size_t(index) % hues.size()]; }
};

/// What a painter draws, back to front: ground, strokes, then discs. Flat arrays, world units, no objects.
struct Stroke
{
    int first = 0, count = 0; ///< into Scene::points
    float width = 1; ///< device-independent pixels at zoom 1
    QColor color;
};

struct Disc
{
    enum class Style : quint8 {
        Ring,
        Solid,
        Dashed,
        Arc,
        Plain,
        Halo,
        Cross,
        Bar
    }; // outline; body with rim; body with broken rim; part of a rim; body; outline outside; body with a cross; with a bar
    float x = 0, y = 0, r = 0;
    float rim = 2; ///< width of the rim
    Style style = Style::Solid;
    QColor fill, line;
    float from = 0, sweep = 0; ///< Arc: degrees clockwise from 12 o'clock; Bar: from is its turn, 0 lies
    float born = -1; ///< when it appeared, seconds on the map's clock; grows from there
};

struct Scene
{
    std::vector<Disc> ground;
    std::vector<QPointF> points;
    std::vector<Stroke> strokes;
    std::vector<Disc> discs;
};

/// A pod on its seat.
struct Place
{
    size_t pod = 0; ///< index into Graph::pods
    int cell = 0, seat = 0;
    QPointF at;
    float born = -1;
};

/// Where nodes and pods are, kept from one graph to the next: cells and seats are for life.
/// Thread: any, one at a time. Deterministic.
class Placement final
{
public:
    /// Seats newcomers, frees what left; now: the map's clock, for those that appear. True if something the layout
    /// depends on changed.
    bool update(const Graph &graph, double now);
    void tidy(); ///< closes the gaps that removed nodes left
    /// Who was where before: they sit there again when they come, if nobody else does.
    void remember(const SeatBook &book) { m_before = book; }
    SeatBook book() const; ///< of those who are here; without hues
    quint64 version() const { return m_version; } ///< another number: somebody came, left or moved

    int cells() const { return m_cells; }
    int rings() const { return m_rings; }
    int cellOf(const QByteArray &node) const; ///< -1: it has none
    /// The same without a search, for a node of the graph that update() saw last.
    int cellOf(const Graph &graph, const NodeFacts &node) const;
    const QHash<QByteArray, int> &nodeCells() const { return m_cellOf; }
    int seatOf(const api::Key &pod) const;
    int cellOfPod(const api::Key &pod) const;
    QByteArray nodeOf(const api::Key &pod) const { return m_nodeOf.value(pod); }
    float bornAt(const api::Key &pod) const { return m_born.value(pod, -1); }

private:
    QHash<QByteArray, int> m_cellOf;
    std::vector<int> m_cellAt; ///< by index in the graph
    QHash<QByteArray, Seating> m_seating;
    QHash<api::Key, QByteArray> m_nodeOf;
    QHash<api::Key, float> m_born;
    SeatBook m_before;
    int m_cells = 0, m_rings = 1;
    quint64 m_version = 0;
    bool m_first = true;
};

struct SceneInput
{
    const Graph &graph;
    const Placement &placement;
    const Layout &layout;
    const Palette &palette;
    QString selection; ///< "pod/default/web-1", "node/node-1", "service/default/web"
    QByteArray alone; ///< a node that fills the view: no other is drawn, and it in full
    const Emphasis *emphasis = nullptr; ///< null: everything alike
};

inline constexpr int maxServiceLanes = 100; ///< of one service: beyond it the pods tell by their emphasis
inline constexpr int maxCrosses = 8; ///< on a card that is seen from far; more are counted in words

/// The pods that have a place, in the graph's order.
std::vector<Place> placesOf(const SceneInput &input);
/// The services that the layout has boxes for, as indexes into Graph::services: those that are reached from outside
/// first, the system's last.
std::vector<size_t> shownServices(const Graph &graph, int room);
/// True if the services' lanes can be told apart, so that they are drawn without being asked for.
bool drawsBundles(const Graph &graph, const Layout &layout, const std::vector<size_t> &shown);
/// A pure function.
Scene makeScene(const SceneInput &input, const std::vector<Place> &places);
/// The lanes of what belongs to a thing, drawn over the others: to one pod, or to all of a service's.
void addLanes(const SceneInput &input, const std::vector<Place> &places, const QString &thing,
              const Relations &relations, std::vector<Stroke> &strokes, std::vector<QPointF> &points);

} // namespace orrery::graph
