// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/graph/painter.h"
#include "app/graph/routes.h"

#include <QString>

#include <deque>

namespace orrery::graph {

/// One thing that travels on the map.
struct Packet
{
    Walk walk;
    QString caption;
    QColor color;
    double seconds = 1; ///< for the whole way
    double gone = 0; ///< of the way, 0..1
    quint64 serial = 0;
};

/// Something that happened at a place, told without travelling: where packets would be noise. A ring that grows and
/// fades.
struct Pulse
{
    QPointF at;
    double from = 0, to = 0; ///< radii, world units
    QColor color;
    double gone = 0; ///< 0..1
};

/// Where a place's line from the API server (or another place) is: the ways that packets take. Names of places: "you",
/// "apiserver", "store", "scheduler", "controllers", "browser", "node/<name>", "pod/<ns>/<name>",
/// "service/<ns>/<name>". Empty where one of them is not on the map. A pure function.
Line routeBetween(const QString &from, const QString &to, const Graph &graph, const Placement &placement,
                  const Layout &layout);

/// The cell whose node a travel is about: its end, else its beginning; -1 if it touches none. A pure function.
int cellOfTravel(const QString &from, const QString &to, const Placement &placement);

/// The packets on their way. Thread: any, one at a time.
class Packets final
{
public:
    static constexpr size_t maxFlying = 60; ///< a burst beyond it loses its oldest
    static constexpr size_t noisy = 24; ///< so many in the air: what has no caption pulses instead
    static constexpr size_t maxPulses = 80; ///< places that pulse at once; more are as good as all
    static constexpr double pulseSeconds = 0.8;
    void send(Packet packet);
    void pulse(const Pulse &pulse); ///< a place that pulses already does not begin anew
    void advance(double seconds); ///< of the picture's clock; drops what has arrived
    void clear();
    bool isEmpty() const { return m_flying.empty() && m_pulses.empty(); }
    const std::deque<Packet> &flying() const { return m_flying; }
    const std::vector<Pulse> &pulses() const { return m_pulses; }
    std::vector<Comet> comets() const; ///< the pulses too

private:
    std::deque<Packet> m_flying;
    std::vector<Pulse> m_pulses;
    quint64 m_serial = 0;
};

} // namespace orrery::graph
