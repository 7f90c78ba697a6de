// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/labels.h"

#include <cmath>

namespace orrery::graph {
namespace {

constexpr double iconFrom = 8.5, namesFrom = 11, containersFrom = 34; // a pod's radius on the screen, pixels

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

QVariantList containersOf(const PodFacts &pod)
{
    QVariantList list;
    for (const ContainerFacts &container : pod.containers) {
        const char *state = container.state == ContainerFacts::State::Running ? "running"
            : container.state == ContainerFacts::State::Ended                 ? "ended"
                                                                              : "waiting";
        list << QVariantMap { { QStringLiteral("name"), text(container.name) },
                              { QStringLiteral("image"), text(container.image) },
                              { QStringLiteral("state"), QString::fromLatin1(state) } };
    }
    return list;
}

struct Wish
{
    const Place *place;
    int urgency; ///< small first
    QPointF at;
};

} // namespace

QString podStateName(PodState state)
{
    static const char *const names[] = { "running", "pending", "leaving", "failed", "succeeded" };
    return QString::fromLatin1(names[int(state)]);
}

QString nodeStateName(NodeState state)
{
    static const char *const names[] = { "ready", "booting", "notReady", "off", "failed", "leaving" };
    return QString::fromLatin1(names[int(state)]);
}

QRectF focusRect(QSizeF view)
{
    return QRectF(QPointF(), view).adjusted(38, 24, -38, -20);
}

QList<Row> podRows(const LabelInput &in, const std::vector<Place> &places)
{
    const double radius = in.layout.pod * in.camera.zoom;
    const QRectF view = QRectF(QPointF(), in.view).adjusted(-radius, -radius, radius, radius);
    std::vector<Wish> wishes;
    for (const Place &place : places) {
        const PodFacts &pod = in.graph.pods[place.pod];
        const QString id = QLatin1String("pod/") + text(pod.key.path());
        const bool asked = id == in.selection || id == in.hovered;
        const QPointF at = in.camera.toScreen(place.at);
        if (in.focus > 0.5 && pod.node != in.focused)
            continue;
        if ((radius < iconFrom && !asked) || !view.contains(at))
            continue;
        wishes.push_back({ &place, asked ? 0 : pod.state == PodState::Failed ? 1 : pod.state == PodState::Running ? 3 : 2, at });
    }
    std::stable_sort(wishes.begin(), wishes.end(), [](const Wish &a, const Wish &b) { return a.urgency < b.urgency; });
    if (wishes.size() > maxLabels)
        wishes.resize(maxLabels);

    const bool large = radius >= containersFrom;
    const double line = (large ? 21 : 17) * in.typeFactor, gap = large ? 14 : 9;
    std::vector<QRectF> taken;
    const auto free = [&](const QRectF &box) {
        for (const QRectF &other : taken) {
            if (other.intersects(box))
                return false;
        }
        return true;
    };
    QList<Row> rows;
    for (const Wish &wish : wishes) {
        const PodFacts &pod = in.graph.pods[wish.place->pod];
        const Seat seat = seatAt(wish.place->seat);
        const bool east = seat.angle < M_PI, outer = seat.ring == in.layout.rings - 1;
        const QRectF card = !in.focused.isEmpty() && pod.node == in.focused ? focusRect(in.view)
                                                                            : in.camera.toScreen(in.layout.cards[size_t(wish.place->cell)]);
        const double edge = gap + radius;
        double room = (east ? card.right() - wish.at.x() : wish.at.x() - card.left()) - edge - 5;
        QString side = east ? QStringLiteral("right") : QStringLiteral("left");
        if (wish.urgency == 0)
            room = std::max(room, 150.0);
        else if (!outer) { // an inner ring has no room beside it; its names go under the pods once there is some
            room = in.layout.ringRadius(seat.ring) * in.camera.zoom * 2 * M_PI / seatsInRing(seat.ring) - 8;
            side = (in.layout.step - 2 * in.layout.pod) * in.camera.zoom >= line ? QStringLiteral("below") : QString();
        }
        if (room < 40 || (radius < namesFrom && wish.urgency > 0))
            side.clear();
        const double width = std::min(room, 9.0 * in.typeFactor * double(pod.shortName.size()) * (large ? 1.25 : 1));
        bool detail = side != u"below";
        if (!side.isEmpty()) {
            const auto boxOf = [&](bool withDetail) {
                const double h = line * (withDetail ? 2 : 1) - 4;
                if (side == u"below")
                    return QRectF(wish.at.x() - width / 2, wish.at.y() + radius + 2, width, h);
                return QRectF(side == u"right" ? wish.at.x() + edge : wish.at.x() - edge - width, wish.at.y() - h / 2, width, h);
            };
            if (detail && !free(boxOf(true)))
                detail = false;
            const QRectF box = boxOf(detail);
            if (wish.urgency > 0 && !free(box))
                side.clear();
            else
                taken.push_back(box);
        }
        QVariantMap info {
            { QStringLiteral("name"), text(pod.shortName) },
            { QStringLiteral("fullName"), text(pod.key.name) },
            { QStringLiteral("ns"), text(pod.key.ns) },
            { QStringLiteral("detail"), text(pod.detail.isEmpty() ? pod.ip : pod.detail) },
            { QStringLiteral("side"), side },
            { QStringLiteral("room"), std::floor(room) },
            { QStringLiteral("hue"), pod.hue },
            { QStringLiteral("icon"), text(pod.state == PodState::Failed ? QByteArray("cross") : pod.icon) },
            { QStringLiteral("state"), podStateName(pod.state) },
            { QStringLiteral("showDetail"), detail },
            { QStringLiteral("large"), large },
        };
        if (large)
            info[QStringLiteral("containers")] = containersOf(pod);
        rows << Row { QLatin1String("pod/") + text(pod.key.path()), QRectF(wish.at.x() - radius, wish.at.y() - radius, radius * 2, radius * 2), std::move(info) };
    }
    // In reading order, whatever the urgency was: by node, then seat.
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.id < b.id; });
    return rows;
}

QList<Row> nodeRows(const LabelInput &in)
{
    QList<Row> rows;
    for (const NodeFacts &node : in.graph.nodes) {
        const int cell = in.placement.cellOf(node.name);
        if (cell < 0 || cell >= int(in.layout.cards.size()))
            continue;
        QRectF card = in.camera.toScreen(in.layout.cards[size_t(cell)]);
        if (node.name == in.focused && in.focus > 0) {
            const QRectF all = focusRect(in.view);
            card = QRectF(card.topLeft() + (all.topLeft() - card.topLeft()) * in.focus, card.bottomRight() + (all.bottomRight() - card.bottomRight()) * in.focus);
        }
        QVariantList phases;
        for (const PhaseFacts &phase : node.phases) {
            static const char *const names[] = { "todo", "now", "done", "failed" };
            phases << QVariantMap { { QStringLiteral("title"), text(phase.name) },
                                    { QStringLiteral("state"), QString::fromLatin1(names[int(phase.state)]) } };
        }
        rows << Row { QLatin1String("node/") + text(node.name), card,
                      { { QStringLiteral("name"), text(node.name) },
                        { QStringLiteral("ip"), text(node.ip) },
                        { QStringLiteral("podCidr"), text(node.podCidr) },
                        { QStringLiteral("pods"), node.pods },
                        { QStringLiteral("state"), nodeStateName(node.state) },
                        { QStringLiteral("detail"), text(node.detail) },
                        { QStringLiteral("cordoned"), node.cordoned },
                        { QStringLiteral("machine"), node.isMachine },
                        { QStringLiteral("phases"), node.state == NodeState::Booting || node.state == NodeState::Failed ? phases : QVariantList() },
                        { QStringLiteral("cpu"), node.cpu },
                        { QStringLiteral("memory"), node.memory },
                        { QStringLiteral("hub"), in.layout.hubs[size_t(cell)] },
                        { QStringLiteral("hubRadius"), in.layout.hub },
                        { QStringLiteral("far"), in.layout.density == Density::Far },
                        { QStringLiteral("faded"), node.name == in.focused ? 0.0 : in.focus } } };
    }
    return rows;
}

QList<Row> serviceRows(const LabelInput &in)
{
    QList<Row> rows;
    const auto shown = shownServices(in.graph, int(in.layout.services.size()));
    for (size_t i = 0; i < shown.size(); ++i) {
        const ServiceFacts &service = in.graph.services[shown[i]];
        QString address = text(service.clusterIp);
        if (!service.ports.isEmpty())
            address += QLatin1Char(':') + text(service.ports);
        rows << Row { QLatin1String("service/") + text(service.key.path()), in.camera.toScreen(in.layout.services[i]),
                      { { QStringLiteral("name"), text(service.key.name) },
                        { QStringLiteral("ns"), text(service.key.ns) },
                        { QStringLiteral("type"), text(service.type) },
                        { QStringLiteral("address"), address },
                        { QStringLiteral("hue"), service.hue },
                        { QStringLiteral("pods"), int(service.pods.size()) } } };
    }
    return rows;
}

} // namespace orrery::graph
