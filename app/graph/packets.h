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

/// Where a place's line from the API server (or another place) is: the ways that packets take. Names of places: "you",
/// "apiserver", "store", "scheduler", "controllers", "browser", "node/<name>", "pod/<ns>/<name>",
/// "service/<ns>/<name>". Empty where one of them is not on the map. A pure function.
Line routeBetween(const QString &from, const QString &to, const Graph &graph, const Placement &placement,
                  const Layout &layout);

/// The packets on their way. Thread: any, one at a time.
class Packets final
{
public:
    static constexpr size_t maxFlying = 60; ///< a burst beyond it loses its oldest
    void send(Packet packet);
    void advance(double seconds); ///< of the picture's clock; drops what has arrived
    void clear() { m_flying.clear(); }
    bool isEmpty() const { return m_flying.empty(); }
    const std::deque<Packet> &flying() const { return m_flying; }
    std::vector<Comet> comets() const;

private:
    std::deque<Packet> m_flying;
    quint64 m_serial = 0;
};

} // namespace orrery::graph
