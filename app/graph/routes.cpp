// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/routes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace orrery::graph {
namespace {

constexpr double corner = 20;

double distance(QPointF a, QPointF b)
{
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

void addCurve(Line &out, QPointF from, QPointF control, QPointF to)
{
    constexpr int pieces = 8;
    for (int i = 1; i <= pieces; ++i) {
        const double t = double(i) / pieces, u = 1 - t;
        out.push_back(from * (u * u) + control * (2 * u * t) + to * (t * t));
    }
}

/// The x beside the card's column where a lane passes to the next row of cards.
double gutter(const Layout &layout, int cell)
{
    const QRectF card = layout.cards[size_t(cell)];
    return card.left() - 8;
}

int columnsUsed(const Layout &layout)
{
    return std::min(layout.columns, int(layout.cards.size()));
}

/// How far beside the middle a service's track runs: services share the tracks, tracks keep apart.
double trackOffset(const Layout &layout, int service)
{
    const int count = int(layout.lanes.size());
    if (count < 2)
        return 0;
    const double step = std::clamp(12.0 / (count - 1), 4.0, 6.0);
    return (trackOf(layout, service) - (count - 1) / 2.0) * step;
}

/// On the orbits tracks lie closer: they must stay on the pods.
double orbitOffset(const Layout &layout, int service)
{
    return trackOffset(layout, service) * std::clamp(layout.pod / 30, 0.3, 0.75);
}

} // namespace

Line rounded(const Line &corners, double radius)
{
    if (corners.size() < 3)
        return corners;
    Line out{corners.front()};
    for (size_t i = 1; i + 1 < corners.size(); ++i) {
        const QPointF before = corners[i - 1], here = corners[i], after = corners[i + 1];
        const double in = distance(before, here), on = distance(here, after);
        const double r = std::min({radius, in / 2, on / 2});
        if (r < 0.5) {
            out.push_back(here);
            continue;
        }
        const QPointF from = here + (before - here) * (r / in), to = here + (after - here) * (r / on);
        out.push_back(from);
        addCurve(out, from, here, to);
    }
    out.push_back(corners.back());
    return out;
}

double lengthOf(const Line &line)
{
    double sum = 0;
    for (size_t i = 1; i < line.size(); ++i)
        sum += distance(line[i - 1], line[i]);
    return sum;
}

Line controlLane(const Layout &layout, int cell)
{
    if (layout.api.isNull() || cell >= int(layout.cards.size()))
        return {};
    const QPointF hub = layout.hubs[size_t(cell)];
    const int columns = columnsUsed(layout), column = cell % layout.columns;
    const double spread = std::min(62.0, layout.api.width() * 0.8 / std::max(1, columns));
    const double x = layout.api.center().x() + (column - (columns - 1) / 2.0) * spread;
    const QPointF end(hub.x(), hub.y() - layout.hub - 2);
    if (cell < layout.columns)
        return rounded({{x, layout.api.bottom()}, {x, layout.laneTop}, {hub.x(), layout.laneTop}, end}, corner);
    const double side = gutter(layout, cell), rowLane = layout.cards[size_t(cell)].top() - layout.rowGap / 2;
    return rounded({{x, layout.api.bottom()},
                    {x, layout.laneTop},
                    {side, layout.laneTop},
                    {side, rowLane},
                    {hub.x(), rowLane},
                    end},
                   corner);
}

Line spoke(const Layout &layout, int cell, int seat)
{
    const QPointF hub = layout.hubs[size_t(cell)], pod = layout.seat(cell, seat);
    const double length = distance(hub, pod);
    const QPointF way = (pod - hub) / length;
    return {hub + way * (layout.hub + 2), hub + way * std::max(layout.hub + 2, length - layout.pod - 2)};
}

int trackOf(const Layout &layout, int service)
{
    return layout.lanes.empty() ? 0 : service % int(layout.lanes.size());
}

Line serviceLane(const Layout &layout, int service, int cell)
{
    if (service >= int(layout.services.size()) || cell >= int(layout.cards.size()))
        return {};
    const QPointF hub = layout.hubs[size_t(cell)];
    const double track = trackOffset(layout, service), port = hub.x() + track;
    const QRectF box = layout.services[size_t(service)];
    const double lane = layout.lanes[size_t(trackOf(layout, service))];
    // Straight down where the box is under the port anyway. From the second row of small boxes a lane passes between two
    // of the first.
    const bool second = box.top() > layout.services.front().top();
    const double from = second                                                    ? box.right() + 4
        : layout.smallServices                                                    ? box.right() - 14
        : std::abs(box.center().x() - hub.x()) < box.width() / 3 ? port
                                                                                  : box.center().x() + track;
    Line line;
    if (second)
        line = {{box.right() - 14, box.top()}, {box.right() - 14, box.top() - 4}, {from, box.top() - 4}};
    else
        line = {{from, box.top()}};
    line.push_back({from, lane});
    const QPointF end(port, hub.y() + layout.ringRadius(layout.rings - 1) + std::min(22.0, layout.pod));
    const int rows = (int(layout.cards.size()) + layout.columns - 1) / layout.columns;
    if (cell / layout.columns == rows - 1) {
        line.insert(line.end(), {{port, lane}, end});
        return rounded(line, corner);
    }
    const double side = gutter(layout, cell) + track / 2,
                 rowLane = layout.cards[size_t(cell)].bottom() + layout.rowGap / 2 + track;
    line.insert(line.end(), {{side, lane}, {side, rowLane}, {port, rowLane}, end});
    return rounded(line, corner);
}

Line serviceOrbit(const Layout &layout, int service, int cell, int seat)
{
    const Seat at = seatAt(seat);
    const double track = trackOffset(layout, service),
                 radius = layout.ringRadius(at.ring) + orbitOffset(layout, service);
    const QPointF hub = layout.hubs[size_t(cell)];
    const QPointF start(hub.x() + track, hub.y() + layout.ringRadius(layout.rings - 1) + std::min(22.0, layout.pod));
    const bool east = at.angle < std::numbers::pi;
    // It joins the orbit a little off 6 o'clock, with a bend.
    const double half = std::numbers::pi / seatsInRing(at.ring);
    const double join = std::numbers::pi + (east ? -1 : 1) * std::min(0.16, half / 2);
    Line line{start};
    const QPointF below(hub.x() + track, hub.y() + radius + std::min(20.0, layout.pod * 0.8));
    if (below.y() < start.y())
        line.push_back(below);
    addCurve(line, line.back(), {hub.x() + track, hub.y() + radius}, layout.onRing(cell, radius, join));
    const double way = at.angle - join;
    const int pieces = std::max(1, int(std::ceil(std::abs(way) / 0.07)));
    for (int i = 1; i <= pieces; ++i)
        line.push_back(layout.onRing(cell, radius, join + way * i / pieces));
    return line;
}

Line chipLine(const Layout &layout, const QRectF &from, const QRectF &to)
{
    if (from.isNull() || to.isNull())
        return {};
    const QPointF a = from.center(), b = to.center();
    if (std::abs(a.y() - b.y()) < 1) {
        const bool right = b.x() > a.x();
        return {{right ? from.right() : from.left(), a.y()}, {right ? to.left() : to.right(), b.y()}};
    }
    // From a chip's side, bending into the top of the API server (or the other way round).
    const bool down = b.y() > a.y();
    const QRectF upper = down ? from : to, lower = down ? to : from;
    const double side = upper.center().x() < lower.center().x() ? 1 : -1;
    const QPointF start(side > 0 ? upper.right() : upper.left(), upper.center().y());
    const QPointF end(lower.center().x() - side * lower.width() * 0.19, lower.top());
    Line line = rounded({start, {end.x(), start.y()}, end}, corner * 1.3);
    if (!down)
        std::reverse(line.begin(), line.end());
    Q_UNUSED(layout)
    return line;
}

Walk::Walk(Line line)
    : m_line(std::move(line))
{
    double sum = 0;
    for (size_t i = 0; i < m_line.size(); ++i) {
        if (i > 0)
            sum += distance(m_line[i - 1], m_line[i]);
        m_lengths.push_back(sum);
    }
}

QPointF Walk::at(double distance) const
{
    if (m_line.empty())
        return {};
    if (distance <= 0)
        return m_line.front();
    if (distance >= length())
        return m_line.back();
    const size_t i = size_t(std::upper_bound(m_lengths.begin(), m_lengths.end(), distance) - m_lengths.begin());
    const double from = m_lengths[i - 1], piece = m_lengths[i] - from;
    return m_line[i - 1] + (m_line[i] - m_line[i - 1]) * (piece > 0 ? (distance - from) / piece : 0);
}

} // namespace orrery::graph
