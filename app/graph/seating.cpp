// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/seating.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace orrery::graph {
namespace {

// Only nearness counts here, so any proportions like those of the layout will do.
QPointF unitPosition(int index)
{
    const Seat seat = seatAt(index);
    const double radius = 3.6 + 2.5 * seat.ring;
    return {radius * std::sin(seat.angle), -radius * std::cos(seat.angle)};
}

double squaredDistance(QPointF a, QPointF b)
{
    const QPointF way = b - a;
    return QPointF::dotProduct(way, way);
}

} // namespace

Seat seatAt(int index)
{
    int ring = 0;
    while (index >= seatsInRing(ring))
        index -= seatsInRing(ring++);
    return {ring, (index + 0.5) * 2 * std::numbers::pi / seatsInRing(ring)};
}

int ringsFor(int seats)
{
    int rings = 1;
    while (seatsInRings(rings) < seats)
        ++rings;
    return rings;
}

int Seating::take(const QByteArray &id, const QByteArray &group)
{
    if (const auto known = m_seats.constFind(id); known != m_seats.cend())
        return *known;
    if (m_seats.size() >= seatsInRings(m_rings))
        ++m_rings;
    m_groups.resize(size_t(seatsInRings(m_rings)));
    m_taken.resize(m_groups.size());
    const int seat = choose(group);
    sit(id, group, seat);
    return seat;
}

bool Seating::takeAgain(const QByteArray &id, const QByteArray &group, int seat)
{
    if (seat < 0 || m_seats.contains(id) || (seat < int(m_taken.size()) && m_taken[size_t(seat)]))
        return false;
    m_rings = std::max(m_rings, ringsFor(seat + 1));
    m_groups.resize(size_t(seatsInRings(m_rings)));
    m_taken.resize(m_groups.size());
    sit(id, group, seat);
    return true;
}

void Seating::sit(const QByteArray &id, const QByteArray &group, int seat)
{
    m_groups[size_t(seat)] = group;
    m_taken[size_t(seat)] = true;
    m_seats.insert(id, seat);
}

void Seating::leave(const QByteArray &id)
{
    const auto known = m_seats.constFind(id);
    if (known == m_seats.cend())
        return;
    m_taken[size_t(*known)] = false;
    m_groups[size_t(*known)].clear();
    m_seats.erase(known);
}

int Seating::choose(const QByteArray &group) const
{
    std::vector<QPointF> all, siblings, others;
    for (size_t i = 0; i < m_groups.size(); ++i) {
        all.push_back(unitPosition(int(i)));
        if (m_taken[i])
            (m_groups[i] == group ? siblings : others).push_back(all.back());
    }
    const auto nearest = [](QPointF from, const std::vector<QPointF> &points) {
        double best = std::numeric_limits<double>::max();
        for (QPointF point : points)
            best = std::min(best, squaredDistance(from, point));
        return std::sqrt(best);
    };
    int chosen = -1;
    double best = 0;
    for (size_t i = 0; i < m_groups.size(); ++i) {
        if (m_taken[i])
            continue;
        // Small is good. The last term only breaks ties, towards the lower seat number.
        double cost = double(i) * 1e-6;
        if (!siblings.empty())
            cost += nearest(all[i], siblings);
        else if (!others.empty())
            cost -= std::min(nearest(all[i], others), 12.0) - 2.0 * seatAt(int(i)).ring;
        else if (i == 0)
            cost -= 1;
        if (chosen < 0 || cost < best) {
            chosen = int(i);
            best = cost;
        }
    }
    return chosen;
}

} // namespace orrery::graph
