// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/scene.h"

#include <algorithm>

namespace orrery::graph {
namespace {

constexpr double laneWidth = 1.8, loudLaneWidth = 2.8;

QColor mix(const QColor &ground, const QColor &over, double amount)
{
    const auto channel = [amount](int a, int b) { return int(a + (b - a) * amount + 0.5); };
    return {channel(ground.red(), over.red()), channel(ground.green(), over.green()),
            channel(ground.blue(), over.blue())};
}

QColor faded(QColor color, double alpha)
{
    color.setAlphaF(float(alpha));
    return color;
}

/// A service's bundle: one stroke to each node, and on its orbits the longest way on either side; or the way to one
/// pod alone.
class Bundles final
{
public:
    Bundles(const SceneInput &input, const std::vector<Place> &places)
        : in(input)
        , all(places)
    {
    }

    std::vector<Line> linesOf(int index, const ServiceFacts &service, const api::Key *only)
    {
        if (at.isEmpty()) { // made when it is needed: the pods may be many, and mostly no bundle is drawn then
            at.reserve(qsizetype(all.size()));
            for (const Place &place : all)
                at.insert(in.graph.pods[place.pod].key, &place);
        }
        std::vector<Line> lines;
        std::map<std::pair<int, int>, std::pair<int, int>> reach; // (cell, ring) -> seats furthest east and west, or -1
        for (const api::Key &key : service.pods) {
            const Place *place = only && !(key == *only) ? nullptr : at.value(key);
            if (!place)
                continue;
            const Seat seat = seatAt(place->seat);
            auto &ends = reach.try_emplace({place->cell, seat.ring}, -1, -1).first->second;
            const bool east = seat.angle < M_PI;
            int &end = east ? ends.first : ends.second;
            if (end < 0 || (east ? place->seat < end : place->seat > end))
                end = place->seat;
        }
        int lastCell = -1, lanes = 0;
        for (const auto &[where, ends] : reach) {
            if (where.first != lastCell) {
                lastCell = where.first;
                if (++lanes > maxServiceLanes)
                    break;
                lines.push_back(serviceLane(in.layout, index, where.first));
            }
            for (int seat : {ends.first, ends.second}) {
                if (seat >= 0)
                    lines.push_back(serviceOrbit(in.layout, index, where.first, seat));
            }
        }
        return lines;
    }

private:
    const SceneInput &in;
    const std::vector<Place> &all;
    QHash<api::Key, const Place *> at;
};

class Builder final
{
public:
    explicit Builder(const SceneInput &input)
        : in(input)
    {
    }

    void line(const Line &line, double width, const QColor &color)
    {
        if (line.size() < 2)
            return;
        scene.strokes.push_back({int(scene.points.size()), int(line.size()), float(width), color});
        scene.points.insert(scene.points.end(), line.begin(), line.end());
    }

    void controlPlane()
    {
        const Layout &layout = in.layout;
        const QColor brass = faded(in.palette.brass, 0.5);
        for (const QRectF &chip : {layout.you, layout.store, layout.scheduler, layout.controllers})
            line(chipLine(layout, chip, layout.api), 1.6, brass);
        for (auto it = in.placement.nodeCells().cbegin(); it != in.placement.nodeCells().cend(); ++it) {
            if (isShown(it.key()))
                line(controlLane(layout, it.value()), 1.6, brass);
        }
    }

    void services(const std::vector<Place> &places)
    {
        const auto shown = shownServices(in.graph, int(in.layout.services.size()));
        Bundles bundles(in, places);
        const bool all = drawsBundles(in.graph, in.layout, shown);
        bool first = true;
        for (size_t i = 0; i < shown.size(); ++i) {
            const ServiceFacts &service = in.graph.services[shown[i]];
            const bool quiet = weightOfService(shown[i]) == Emphasis::Faded;
            const QColor hue
                = faded(in.palette.hue(service.hue), (in.palette.dark ? 0.5 : 0.55) * (quiet ? 0.35 : 1));
            if (all) {
                for (const Line &way : bundles.linesOf(int(i), service, nullptr))
                    line(way, laneWidth, hue);
            }
            if (first && !in.layout.smallServices
                && (service.type == "NodePort" || service.type == "LoadBalancer")) {
                first = false;
                line(chipLine(in.layout, in.layout.browser, in.layout.services[i]), laneWidth, hue);
            }
        }
    }

    void orbits()
    {
        const Layout &layout = in.layout;
        for (const NodeFacts &node : in.graph.nodes) {
            const int cell = in.placement.cellOf(in.graph, node);
            if (!isShown(node.name) || (layout.density == Density::Far && in.alone.isEmpty()))
                continue;
            for (int ring = 0; ring < layout.rings; ++ring) {
                if (layout.stretch > 1) {
                    Line ellipse;
                    for (int i = 0; i <= 96; ++i)
                        ellipse.push_back(layout.onRing(cell, layout.ringRadius(ring), i * 2 * M_PI / 96));
                    line(ellipse, 1.2, in.palette.orbit);
                    continue;
                }
                add(layout.hubs[size_t(cell)], layout.ringRadius(ring), Disc::Style::Ring, {}, in.palette.orbit, 1.2);
                scene.ground.push_back(scene.discs.back());
                scene.discs.pop_back();
            }
        }
    }

    void hubs()
    {
        for (const NodeFacts &node : in.graph.nodes) {
            if (!isShown(node.name))
                continue;
            const QPointF hub = in.layout.hubs[size_t(in.placement.cellOf(in.graph, node))];
            const bool inFull = in.layout.density != Density::Far || in.layout.hub >= 9 || !in.alone.isEmpty();
            inFull ? hubInFull(node, hub) : hubFromFar(node, hub);
        }
    }

    void pods(const std::vector<Place> &places)
    {
        // What is ill is drawn last: nothing hides it.
        const QByteArray selected = in.selection.startsWith(u"pod/") ? in.selection.mid(4).toUtf8() : QByteArray();
        const Place *chosen = nullptr;
        for (bool ill : {false, true}) {
            for (const Place &place : places) {
                const PodFacts &facts = in.graph.pods[place.pod];
                if ((facts.state == PodState::Failed) != ill)
                    continue;
                if (!selected.isEmpty() && selected.endsWith(facts.key.name) && facts.key.path() == selected)
                    chosen = &place;
                else
                    pod(place, facts, in.emphasis ? in.emphasis->ofPod(place.pod) : Emphasis::Normal);
            }
        }
        if (!chosen)
            return;
        add(chosen->at, std::max(in.layout.pod, 3.0), Disc::Style::Halo, {}, in.palette.text, 2);
        pod(*chosen, in.graph.pods[chosen->pod], Emphasis::Normal);
    }

    void spokes(const std::vector<Place> &places)
    {
        if (in.layout.density == Density::Far || in.layout.rings > 1)
            return;
        for (const Place &place : places) {
            const bool pending = in.graph.pods[place.pod].state == PodState::Pending;
            line(spoke(in.layout, place.cell, place.seat), 1.2,
                 pending ? faded(in.palette.brass, 0.8) : in.palette.spoke);
        }
    }

    Scene scene;

private:
    bool isShown(const QByteArray &node) const { return in.alone.isEmpty() || node == in.alone; }

    Emphasis::Weight weightOfService(size_t index) const
    {
        return in.emphasis ? in.emphasis->ofService(index) : Emphasis::Normal;
    }

    QColor colorOf(const NodeFacts &node) const
    {
        return node.state == NodeState::Ready || node.state == NodeState::Leaving ? in.palette.brass
            : node.state == NodeState::Booting                                    ? in.palette.warn
            : node.state == NodeState::Off                                        ? in.palette.gauge
                                                                                  : in.palette.bad;
    }

    /// A state is a shape: a cross is lost, a lying bar is cordoned, a standing one is under pressure, broken is on
    /// its way, hollow is off.
    void hubFromFar(const NodeFacts &node, QPointF hub)
    {
        const QColor color = colorOf(node), ink = in.palette.disc;
        const double radius = in.layout.hub * 0.6;
        switch (node.state) {
        case NodeState::Ready:
        case NodeState::Leaving:
            if (!node.pressures.empty()) {
                add(hub, radius * 1.2, Disc::Style::Bar, in.palette.warn, ink, radius * 0.5);
                scene.discs.back().from = 90;
            } else if (node.cordoned) {
                add(hub, radius * 1.2, Disc::Style::Bar, color, ink, radius * 0.5);
            } else {
                add(hub, radius, Disc::Style::Plain, color, color, 0);
            }
            break;
        case NodeState::NotReady:
        case NodeState::Failed:
            add(hub, std::max(radius * 1.5, 3.5), Disc::Style::Cross, color, ink, radius * 0.4);
            break;
        case NodeState::Booting:
            add(hub, radius, Disc::Style::Dashed, ink, color, 2);
            break;
        case NodeState::Off:
            add(hub, radius, Disc::Style::Solid, ink, color, 2);
            break;
        }
    }

    /// Three gauges, from outside: CPU, memory, pods.
    void hubInFull(const NodeFacts &node, QPointF hub)
    {
        const Palette &palette = in.palette;
        const bool well = node.state == NodeState::Ready || node.state == NodeState::Leaving;
        const QColor color = colorOf(node);
        const double radius = in.layout.hub, thick = std::clamp(radius / 11, 0.4, 4.0);
        if (!well) {
            add(hub, radius, node.state == NodeState::Booting ? Disc::Style::Dashed : Disc::Style::Solid, palette.disc,
                color, 2.4);
            return;
        }
        add(hub, radius, Disc::Style::Plain, palette.disc, palette.disc, 0);
        const double pods = node.podRoom > 0 ? std::min(1.0, double(node.pods) / node.podRoom) : 0;
        gauge(hub, radius, thick, color, node.cpu);
        gauge(hub, radius - thick * 1.7, thick * 0.7, palette.gauge, node.memory);
        if (node.podRoom > 0)
            gauge(hub, radius - thick * 2.9, thick * 0.5, palette.system, pods);
    }

    void gauge(QPointF at, double radius, double width, const QColor &color, double value)
    {
        arc(at, radius, width, mix(in.palette.disc, color, 0.2), 1);
        arc(at, radius, width, value >= 0.95 ? in.palette.warn : color, value);
    }

    void pod(const Place &place, const PodFacts &pod, Emphasis::Weight weight)
    {
        const Palette &palette = in.palette;
        double radius = in.layout.pod;
        const bool small = radius < 6, ill = pod.state == PodState::Failed;
        const QColor hue = ill ? palette.bad : palette.hue(pod.hue);
        QColor fill = mix(palette.disc, hue, small ? palette.tint * 1.8 : palette.tint), rim = hue;
        Disc::Style style = Disc::Style::Solid;
        double width = small ? std::min(1.2, radius * 0.5) : 2;
        switch (pod.state) {
        case PodState::Running:
            break;
        case PodState::Succeeded:
            fill = palette.disc;
            break;
        case PodState::Pending:
            fill = mix(palette.disc, hue, 0.06);
            style = Disc::Style::Dashed;
            break;
        case PodState::Leaving:
            fill = mix(palette.disc, hue, palette.tint * 0.6);
            rim = mix(palette.disc, hue, 0.5);
            style = Disc::Style::Dashed;
            break;
        case PodState::Failed:
            if (in.layout.density != Density::Far)
                break; // its icon is a cross
            fill = hue;
            if (!isCrowdOfIll(place.cell)) {
                style = Disc::Style::Cross;
                rim = palette.disc;
                radius = small ? std::max(radius * 1.25, 3.2) : radius;
                width = radius * 0.3;
            }
            break;
        }
        if (weight == Emphasis::Faded && !ill) {
            fill = mix(palette.disc, fill, 0.3);
            rim = mix(palette.disc, rim, 0.3);
        } else if (weight == Emphasis::Faded) {
            fill = mix(palette.disc, fill, 0.45);
        }
        if (weight == Emphasis::Related && in.layout.density != Density::Far)
            add(place.at, radius, Disc::Style::Halo, {}, faded(hue, 0.8), 1.4);
        add(place.at, radius, style, fill, rim, width);
        scene.discs.back().born = place.born;
    }

    /// A wall of crosses says less than a number.
    bool isCrowdOfIll(int cell)
    {
        if (illOn.empty()) {
            illOn.resize(size_t(in.placement.cells()));
            for (const NodeFacts &node : in.graph.nodes)
                illOn[size_t(in.placement.cellOf(in.graph, node))] = node.unhealthy;
        }
        return illOn[size_t(cell)] > maxCrosses;
    }

    void add(QPointF at, double radius, Disc::Style style, const QColor &fill, const QColor &rim, double width)
    {
        Disc disc;
        disc.x = float(at.x());
        disc.y = float(at.y());
        disc.r = float(radius);
        disc.rim = float(width);
        disc.style = style;
        disc.fill = fill;
        disc.line = rim;
        scene.discs.push_back(disc);
    }

    void arc(QPointF at, double radius, double width, const QColor &color, double value)
    {
        if (value <= 0)
            return;
        add(at, radius, Disc::Style::Arc, {}, color, width);
        scene.discs.back().from = -135;
        scene.discs.back().sweep = float(270 * value);
    }

    const SceneInput &in;
    std::vector<int> illOn; // by cell
};

Scene drawScene(const SceneInput &input, const std::vector<Place> &places)
{
    Builder builder(input);
    builder.orbits();
    builder.controlPlane();
    builder.spokes(places);
    builder.services(places);
    builder.hubs();
    builder.scene.discs.reserve(places.size() + 8 * input.graph.nodes.size());
    builder.pods(places);
    return std::move(builder.scene);
}

} // namespace

bool drawsBundles(const Graph &graph, const Layout &layout, const std::vector<size_t> &shown)
{
    const auto busy = std::count_if(shown.begin(), shown.end(), [&](size_t i) { return !graph.services[i].pods.empty(); });
    return int(busy) <= layout.bundles;
}

std::vector<size_t> shownServices(const Graph &graph, int room)
{
    std::vector<size_t> order;
    for (size_t i = 0; i < graph.services.size(); ++i)
        order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        const ServiceFacts &left = graph.services[a], &right = graph.services[b];
        const auto weight = [](const ServiceFacts &s) {
            return (s.system ? 2 : 0) + (s.type == "NodePort" || s.type == "LoadBalancer" ? 0 : 1);
        };
        return weight(left) < weight(right);
    });
    order.resize(std::min(order.size(), size_t(std::max(0, room))));
    return order;
}

std::vector<Place> placesOf(const SceneInput &input)
{
    std::vector<Place> places;
    places.reserve(input.graph.pods.size());
    for (size_t i = 0; i < input.graph.pods.size(); ++i) {
        const api::Key &key = input.graph.pods[i].key;
        const int cell = input.placement.cellOfPod(key), seat = input.placement.seatOf(key);
        if (cell >= 0 && cell < int(input.layout.hubs.size()) && seat >= 0)
            places.push_back({i, cell, seat, input.layout.seat(cell, seat), input.placement.bornAt(key)});
    }
    return places;
}

Scene makeScene(const SceneInput &input, const std::vector<Place> &all)
{
    if (!input.alone.isEmpty()) {
        std::vector<Place> few;
        const auto isHere = [&](const Place &place) { return input.graph.pods[place.pod].node == input.alone; };
        std::copy_if(all.begin(), all.end(), std::back_inserter(few), isHere);
        return drawScene(input, few);
    }
    return drawScene(input, all);
}

void addLanes(const SceneInput &input, const std::vector<Place> &places, const QString &thing,
              const Relations &relations, std::vector<Stroke> &strokes, std::vector<QPointF> &points)
{
    const api::Key pod = api::Key::fromPath(thing.mid(4).toUtf8());
    const bool ofPod = thing.startsWith(u"pod/");
    const auto shown = shownServices(input.graph, int(input.layout.services.size()));
    if (shown.empty() || relations.services.empty())
        return;
    Bundles bundles(input, places);
    for (size_t i = 0; i < shown.size(); ++i) {
        if (!std::binary_search(relations.services.begin(), relations.services.end(), shown[i]))
            continue;
        const ServiceFacts &service = input.graph.services[shown[i]];
        const QColor hue = faded(input.palette.hue(service.hue), 0.9);
        for (const Line &way : bundles.linesOf(int(i), service, ofPod ? &pod : nullptr)) {
            strokes.push_back({int(points.size()), int(way.size()), float(loudLaneWidth), hue});
            points.insert(points.end(), way.begin(), way.end());
        }
    }
}

} // namespace orrery::graph
