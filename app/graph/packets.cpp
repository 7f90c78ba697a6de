// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/packets.h"

#include <algorithm>
#include <cmath>

namespace orrery::graph {
namespace {

Line reversed(Line line)
{
    std::reverse(line.begin(), line.end());
    return line;
}

void append(Line &line, const Line &more)
{
    line.insert(line.end(), more.begin(), more.end());
}

api::Key podKey(const QString &place)
{
    return api::Key::fromPath(place.mid(4).toUtf8());
}

/// From the API server to the place.
Line fromServer(const QString &place, const Placement &placement, const Layout &layout)
{
    const QRectF *chip = place == u"you" ? &layout.you
        : place == u"store"              ? &layout.store
        : place == u"scheduler"          ? &layout.scheduler
        : place == u"controllers"        ? &layout.controllers
                                         : nullptr;
    if (chip)
        return reversed(chipLine(layout, *chip, layout.api));
    int cell = -1, seat = -1;
    if (place.startsWith(u"node/")) {
        cell = placement.cellOf(place.mid(5).toUtf8());
    } else if (place.startsWith(u"pod/")) {
        cell = placement.cellOfPod(podKey(place));
        seat = placement.seatOf(podKey(place));
    }
    if (cell < 0 || cell >= int(layout.hubs.size()))
        return {};
    Line line = layout.density == Density::Far ? Line{{layout.size.width() / 2, 0}, layout.hubs[size_t(cell)]}
                                               : controlLane(layout, cell);
    if (seat >= 0)
        append(line, spoke(layout, cell, seat));
    return line;
}

int serviceAt(const QString &place, const Graph &graph, const Layout &layout)
{
    const api::Key key = api::Key::fromPath(place.mid(8).toUtf8());
    const auto shown = shownServices(graph, int(layout.services.size()));
    for (size_t i = 0; i < shown.size(); ++i) {
        if (graph.services[shown[i]].key == key)
            return int(i);
    }
    return -1;
}

} // namespace

Line routeBetween(const QString &from, const QString &to, const Graph &graph, const Placement &placement,
                  const Layout &layout)
{
    if (from == to)
        return {};
    if (to.startsWith(u"service/") && !from.startsWith(u"service/")) {
        const int service = serviceAt(to, graph, layout);
        if (service >= 0 && from == u"browser")
            return chipLine(layout, layout.browser, layout.services[size_t(service)]);
        return reversed(routeBetween(to, from, graph, placement, layout));
    }
    if (from.startsWith(u"service/")) {
        const int service = serviceAt(from, graph, layout);
        if (service < 0)
            return {};
        if (to == u"browser")
            return reversed(chipLine(layout, layout.browser, layout.services[size_t(service)]));
        const int cell = placement.cellOfPod(podKey(to)), seat = placement.seatOf(podKey(to));
        if (!to.startsWith(u"pod/") || cell < 0 || seat < 0)
            return {};
        Line line = serviceLane(layout, service, cell);
        append(line, serviceOrbit(layout, service, cell, seat));
        return line;
    }
    if (from.startsWith(u"node/") && to.startsWith(u"pod/")) {
        const int cell = placement.cellOfPod(podKey(to)), seat = placement.seatOf(podKey(to));
        return cell >= 0 && seat >= 0 ? spoke(layout, cell, seat) : Line();
    }
    Line line;
    if (from != u"apiserver") {
        line = reversed(fromServer(from, placement, layout));
        if (line.empty())
            return {};
    }
    if (to != u"apiserver") {
        const Line rest = fromServer(to, placement, layout);
        if (rest.empty())
            return {};
        append(line, rest);
    }
    return line;
}

int cellOfTravel(const QString &from, const QString &to, const Placement &placement)
{
    for (const QString *place : {&to, &from}) {
        const int cell = place->startsWith(u"node/") ? placement.cellOf(place->mid(5).toUtf8())
            : place->startsWith(u"pod/")             ? placement.cellOfPod(podKey(*place))
                                                     : -1;
        if (cell >= 0)
            return cell;
    }
    return -1;
}

void Packets::pulse(const Pulse &pulse)
{
    const auto same = [&](const Pulse &other) { return other.at == pulse.at && other.gone < 0.6; };
    if (m_pulses.size() < maxPulses && std::none_of(m_pulses.begin(), m_pulses.end(), same))
        m_pulses.push_back(pulse);
}

void Packets::clear()
{
    m_flying.clear();
    m_pulses.clear();
}

void Packets::send(Packet packet)
{
    if (packet.walk.isEmpty())
        return;
    packet.serial = ++m_serial;
    if (m_flying.size() >= maxFlying)
        m_flying.pop_front();
    m_flying.push_back(std::move(packet));
}

void Packets::advance(double seconds)
{
    for (Packet &packet : m_flying)
        packet.gone += seconds / std::max(0.05, packet.seconds);
    std::erase_if(m_flying, [](const Packet &packet) { return packet.gone >= 1; });
    for (Pulse &pulse : m_pulses)
        pulse.gone += seconds / pulseSeconds;
    std::erase_if(m_pulses, [](const Pulse &pulse) { return pulse.gone >= 1; });
}

std::vector<Comet> Packets::comets() const
{
    std::vector<Comet> comets;
    for (const Packet &packet : m_flying) {
        Comet comet;
        comet.color = packet.color;
        comet.size = 10;
        const double length = packet.walk.length(), at = length * packet.gone;
        for (int i = 0; i < 9; ++i) {
            const double behind = at - i * 3.4;
            if (i > 0 && behind < 0)
                break;
            comet.trail.push_back(packet.walk.at(behind));
        }
        comets.push_back(std::move(comet));
    }
    for (const Pulse &pulse : m_pulses) {
        const double way = 1 - std::pow(1 - pulse.gone, 2);
        Comet ring;
        ring.trail = {pulse.at};
        ring.ring = float(pulse.from + (pulse.to - pulse.from) * way);
        ring.color = pulse.color;
        ring.color.setAlphaF(float(0.9 * (1 - pulse.gone)));
        comets.push_back(std::move(ring));
    }
    return comets;
}

} // namespace orrery::graph
