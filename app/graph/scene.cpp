// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/scene.h"

#include <algorithm>

namespace orrery::graph {
namespace {

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
        QHash<api::Key, const Place *> at;
        for (const Place &place : places)
            at.insert(in.graph.pods[place.pod].key, &place);
        int lanes = 0;
        bool first = true;
        for (size_t i = 0; i < shown.size(); ++i) {
            const ServiceFacts &service = in.graph.services[shown[i]];
            const QColor hue = faded(in.palette.hue(service.hue), in.palette.dark ? 0.5 : 0.55);
            // One stroke for each node, and on its orbits the longest way on either side.
            std::map<std::pair<int, int>, std::pair<int, int>>
                reach; // (cell, ring) -> seats furthest east and west, or -1
            for (const api::Key &key : service.pods) {
                const Place *place = at.value(key);
                if (!place)
                    continue;
                const Seat seat = seatAt(place->seat);
                auto &ends = reach.try_emplace({place->cell, seat.ring}, -1, -1).first->second;
                const bool east = seat.angle < M_PI;
                int &end = east ? ends.first : ends.second;
                if (end < 0 || (east ? place->seat < end : place->seat > end))
                    end = place->seat;
            }
            int lastCell = -1;
            for (const auto &[where, ends] : reach) {
                if (lanes >= maxServiceLanes) {
                    ++scene.hidden;
                    continue;
                }
                if (where.first != lastCell) {
                    lastCell = where.first;
                    ++lanes;
                    line(serviceLane(in.layout, int(i), where.first), 1.8, hue);
                }
                for (int seat : {ends.first, ends.second}) {
                    if (seat >= 0)
                        line(serviceOrbit(in.layout, int(i), where.first, seat), 1.8, hue);
                }
            }
            if (first && (service.type == "NodePort" || service.type == "LoadBalancer")) {
                first = false;
                line(chipLine(in.layout, in.layout.browser, in.layout.services[i]), 1.8, hue);
            }
        }
    }

    void orbits()
    {
        const Layout &layout = in.layout;
        for (const NodeFacts &node : in.graph.nodes) {
            if (!isShown(node.name))
                continue;
            const QPointF hub = layout.hubs[size_t(in.placement.cellOf(node.name))];
            for (int ring = 0; ring < layout.rings && layout.density != Density::Far; ++ring) {
                add(hub, layout.ringRadius(ring), Disc::Style::Ring, {}, in.palette.orbit, 1.2);
                scene.ground.push_back(scene.discs.back());
                scene.discs.pop_back();
            }
        }
    }

    void hubs()
    {
        const Layout &layout = in.layout;
        const Palette &palette = in.palette;
        for (const NodeFacts &node : in.graph.nodes) {
            if (!isShown(node.name))
                continue;
            const QPointF hub = layout.hubs[size_t(in.placement.cellOf(node.name))];
            const bool well = node.state == NodeState::Ready || node.state == NodeState::Leaving;
            const QColor color = well              ? palette.brass
                : node.state == NodeState::Booting ? palette.warn
                : node.state == NodeState::Off     ? palette.gauge
                                                   : palette.bad;
            if (layout.density == Density::Far) {
                if (well)
                    add(hub, layout.hub * 0.6, Disc::Style::Plain, color, color, 0);
                else
                    add(hub, layout.hub * 0.6,
                        node.state == NodeState::Booting ? Disc::Style::Dashed : Disc::Style::Solid, palette.disc,
                        color, 2);
                continue;
            }
            const double thick = std::clamp(layout.hub / 11, 1.5, 4.0);
            if (!well) {
                add(hub, layout.hub, node.state == NodeState::Booting ? Disc::Style::Dashed : Disc::Style::Solid,
                    palette.disc, color, 2.4);
                continue;
            }
            add(hub, layout.hub, Disc::Style::Plain, palette.disc, palette.disc, 0);
            arc(hub, layout.hub, thick, mix(palette.disc, color, 0.2), 1);
            arc(hub, layout.hub, thick, color, node.cpu);
            arc(hub, layout.hub - thick * 1.7, thick * 0.7, mix(palette.disc, palette.gauge, 0.2), 1);
            arc(hub, layout.hub - thick * 1.7, thick * 0.7, palette.gauge, node.memory);
        }
    }

    void pods(const std::vector<Place> &places)
    {
        const Palette &palette = in.palette;
        const double radius = in.layout.pod;
        const bool small = radius < 6;
        for (const Place &place : places) {
            const PodFacts &pod = in.graph.pods[place.pod];
            const QColor hue = pod.state == PodState::Failed ? palette.bad : palette.hue(pod.hue);
            QColor fill = mix(palette.disc, hue, small ? palette.tint * 1.8 : palette.tint), rim = hue;
            Disc::Style style = Disc::Style::Solid;
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
                if (small)
                    fill = hue;
                break;
            }
            const float born = place.born;
            if (in.selection.startsWith(u"pod/")
                && in.selection == QLatin1String("pod/") + QString::fromUtf8(pod.key.path()))
                add(place.at, radius, Disc::Style::Halo, {}, palette.text, 2);
            add(place.at, radius, style, fill, rim, small ? 1.2 : 2);
            scene.discs.back().born = born;
        }
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
};

} // namespace

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
    std::vector<Place> places = all;
    if (!input.alone.isEmpty())
        std::erase_if(places, [&](const Place &place) { return input.graph.pods[place.pod].node != input.alone; });
    Builder builder(input);
    builder.controlPlane();
    builder.spokes(places);
    builder.services(places);
    builder.orbits();
    builder.hubs();
    builder.pods(places);
    return std::move(builder.scene);
}

} // namespace orrery::graph
