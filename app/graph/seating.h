// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QHash>
#include <QPointF>

#include <vector>

namespace orrery::graph {

/// The seats around a kubelet. Ring k (from 0) has 8 + 6k seats, each ring turned by half a step, so that 12 and 6
/// o'clock stay free for the traffic. Seats are numbered ring by ring, clockwise from 12.
struct Seat
{
    int ring = 0;
    double angle = 0; ///< radians clockwise from 12 o'clock
};
constexpr int seatsInRing(int ring)
{
    return 8 + 6 * ring;
}
constexpr int seatsInRings(int rings)
{
    return rings * (8 + 3 * (rings - 1));
}
Seat seatAt(int index);
int ringsFor(int seats); ///< whole rings that hold so many, at least one

/// Who sits where around one kubelet. A seat is for life; a newcomer takes the free seat nearest to its siblings, so
/// that a workload reads as a patch of colour; without siblings, the seat that leaves most room. Rings are added whole
/// and not taken away. Does not: know positions on the screen. Thread: any, one at a time. Deterministic: the same
/// calls give the same seats.
class Seating final
{
public:
    int take(const QByteArray &id, const QByteArray &group); ///< the seat; the same again for a known id
    /// That very seat, if it is free and the id has none: for one that sat there before. False if not.
    bool takeAgain(const QByteArray &id, const QByteArray &group, int seat);
    void leave(const QByteArray &id);
    int seatOf(const QByteArray &id) const { return m_seats.value(id, -1); }
    int rings() const { return m_rings; }
    qsizetype count() const { return m_seats.size(); }
    const QHash<QByteArray, int> &seats() const { return m_seats; }

private:
    void sit(const QByteArray &id, const QByteArray &group, int seat);
    int choose(const QByteArray &group) const;

    QHash<QByteArray, int> m_seats;
    std::vector<QByteArray> m_groups; ///< by seat; null: free
    std::vector<bool> m_taken;
    int m_rings = 1;
};

} // namespace orrery::graph
