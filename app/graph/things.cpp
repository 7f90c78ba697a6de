// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/things.h"

#include <algorithm>
#include <cmath>

namespace orrery::graph {
namespace {

bool has(const Layout &layout, int cell)
{
    return cell >= 0 && cell < int(layout.cards.size());
}

int serviceIndex(const Picture &picture, const api::Key &key)
{
    const auto shown = shownServices(picture.graph, int(picture.layout.services.size()));
    for (size_t i = 0; i < shown.size(); ++i) {
        if (picture.graph.services[shown[i]].key == key)
            return int(i);
    }
    return -1;
}

} // namespace

Thing thingOf(const QString &id)
{
    const qsizetype slash = id.indexOf(QLatin1Char('/'));
    if (slash <= 0)
        return {};
    Thing thing{id.first(slash).toUtf8(), api::Key::fromPath(id.mid(slash + 1).toUtf8())};
    static const QByteArray known[] = {"pod", "node", "service", "workload", "part"};
    if (std::find(std::begin(known), std::end(known), thing.kind) == std::end(known))
        return {};
    return thing;
}

QString idOf(const char *kind, const api::Key &key)
{
    return QLatin1String(kind) + QLatin1Char('/') + QString::fromUtf8(key.path());
}

QRectF partRect(const Layout &layout, QByteArrayView name)
{
    return name == "you"         ? layout.you
        : name == "apiserver"    ? layout.api
        : name == "scheduler"    ? layout.scheduler
        : name == "controllers"  ? layout.controllers
        : name == "store"        ? layout.store
        : name == "browser"      ? layout.browser
                                 : QRectF();
}

std::optional<QRectF> rectOf(const Picture &picture, const QString &id)
{
    const Thing thing = thingOf(id);
    const Layout &layout = picture.layout;
    if (thing.kind == "pod") {
        const int cell = picture.placement.cellOfPod(thing.key), seat = picture.placement.seatOf(thing.key);
        if (!has(layout, cell) || seat < 0)
            return {};
        const QPointF at = layout.seat(cell, seat);
        return QRectF(at.x() - layout.pod, at.y() - layout.pod, 2 * layout.pod, 2 * layout.pod);
    }
    if (thing.kind == "node") {
        const int cell = picture.placement.cellOf(thing.key.name);
        return has(layout, cell) ? std::optional(layout.cards[size_t(cell)]) : std::nullopt;
    }
    if (thing.kind == "service") {
        const int index = serviceIndex(picture, thing.key);
        return index >= 0 ? std::optional(layout.services[size_t(index)]) : std::nullopt;
    }
    if (thing.kind == "part") {
        const QRectF rect = partRect(layout, thing.key.name);
        return rect.isEmpty() ? std::nullopt : std::optional(rect);
    }
    return {};
}

QString thingAt(const Picture &picture, QPointF world, double reach)
{
    const Layout &layout = picture.layout;
    const Place *nearest = nullptr;
    double best = std::max(layout.pod, reach);
    for (const Place &place : picture.places) {
        const double distance = std::hypot(place.at.x() - world.x(), place.at.y() - world.y());
        if (distance <= best) {
            best = distance;
            nearest = &place;
        }
    }
    if (nearest)
        return idOf("pod", picture.graph.pods[nearest->pod].key);
    for (auto it = picture.placement.nodeCells().cbegin(); it != picture.placement.nodeCells().cend(); ++it) {
        if (has(layout, it.value()) && layout.cards[size_t(it.value())].contains(world))
            return idOf("node", {{}, it.key()});
    }
    const auto shown = shownServices(picture.graph, int(layout.services.size()));
    for (size_t i = 0; i < shown.size(); ++i) {
        if (layout.services[i].contains(world))
            return idOf("service", picture.graph.services[shown[i]].key);
    }
    for (const char *name : partNames) {
        if (partRect(layout, name).contains(world))
            return idOf("part", {{}, name});
    }
    return {};
}

QByteArray nodeOf(const Picture &picture, const QString &id)
{
    const Thing thing = thingOf(id);
    return thing.kind == "pod" ? picture.placement.nodeOf(thing.key)
        : thing.kind == "node" ? thing.key.name
                               : QByteArray();
}

std::vector<Stop> stopsOf(const Picture &picture, bool pods)
{
    std::vector<Stop> stops;
    // In reading order: card by card, around each; then the services.
    std::vector<std::pair<int, QByteArray>> nodes;
    for (auto it = picture.placement.nodeCells().cbegin(); it != picture.placement.nodeCells().cend(); ++it) {
        if (has(picture.layout, it.value()))
            nodes.push_back({it.value(), it.key()});
    }
    std::sort(nodes.begin(), nodes.end());
    std::vector<const Place *> places;
    for (const Place &place : picture.places)
        places.push_back(&place);
    std::sort(places.begin(), places.end(), [](const Place *a, const Place *b) {
        return a->cell != b->cell ? a->cell < b->cell : a->seat < b->seat;
    });
    auto place = places.begin();
    for (const auto &[cell, name] : nodes) {
        stops.push_back({idOf("node", {{}, name}), picture.layout.hubs[size_t(cell)]});
        for (; pods && place != places.end() && (*place)->cell <= cell; ++place)
            stops.push_back({idOf("pod", picture.graph.pods[(*place)->pod].key), (*place)->at});
    }
    const auto shown = shownServices(picture.graph, int(picture.layout.services.size()));
    for (size_t i = 0; i < shown.size(); ++i)
        stops.push_back({idOf("service", picture.graph.services[shown[i]].key), picture.layout.services[i].center()});
    return stops;
}

const Stop *nextStop(const std::vector<Stop> &stops, const Stop &from, QPointF way)
{
    const Stop *best = nullptr;
    double cost = 0;
    for (const Stop &stop : stops) {
        const QPointF step = stop.at - from.at;
        const double ahead = QPointF::dotProduct(step, way);
        if (stop.id == from.id || ahead <= 1e-3)
            continue;
        const double aside = std::abs(step.x() * way.y() - step.y() * way.x()), here = ahead + 2 * aside;
        if (!best || here < cost) {
            best = &stop;
            cost = here;
        }
    }
    return best;
}

} // namespace orrery::graph
