// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/layout.h"

namespace orrery::graph {

using Line = std::vector<QPointF>;

/// The map's ways, as polylines in world units: axis-parallel lanes with rounded corners, like a metro map. Pure
/// functions. A cell is a node card's place; a service is an index into Layout::services.

/// Rounds the corners of a line, by at most `radius`.
Line rounded(const Line &corners, double radius);
double lengthOf(const Line &line);

/// From the API server down to a kubelet (enters the card at 12 o'clock).
Line controlLane(const Layout &layout, int cell);
/// From a kubelet to the seat of one of its pods.
Line spoke(const Layout &layout, int cell, int seat);
/// Which of the tracks a service's lanes take: services share them.
int trackOf(const Layout &layout, int service);
/// From a service up to a card's ring (enters at 6 o'clock), ending where the ring begins.
Line serviceLane(const Layout &layout, int service, int cell);
/// From that end along the orbit to a seat; the same track for all seats of a side.
Line serviceOrbit(const Layout &layout, int service, int cell, int seat);
/// Between the chips of the control plane, and from the browser to a service.
Line chipLine(const Layout &layout, const QRectF &from, const QRectF &to);

/// A point on its way: arc length against the line.
class Walk final
{
public:
    Walk() = default;
    explicit Walk(Line line);
    bool isEmpty() const { return m_line.size() < 2; }
    double length() const { return m_lengths.empty() ? 0 : m_lengths.back(); }
    QPointF at(double distance) const; ///< clamped to the ends

private:
    Line m_line;
    std::vector<double> m_lengths;
};

} // namespace orrery::graph
