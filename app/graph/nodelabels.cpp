// SPDX-License-Identifier: GPL-3.0-only
// The words of nodes and services.
#include "app/graph/labels.h"

#include <algorithm>

namespace orrery::graph {
namespace {

constexpr double nameLine = 15; // the height of a name under a card that is seen from far
constexpr double nameWidth = 72; // what a name and its numbers need, at the least

QString text(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8);
}

QVariantList phasesOf(const NodeFacts &node)
{
    QVariantList phases;
    if (node.state != NodeState::Booting && node.state != NodeState::Failed)
        return phases;
    for (const PhaseFacts &phase : node.phases) {
        static const char *const names[] = {"todo", "now", "done", "failed"};
        phases << QVariantMap{{QStringLiteral("title"), text(phase.name)},
                              {QStringLiteral("state"), QString::fromLatin1(names[int(phase.state)])}};
    }
    return phases;
}

QStringList pressuresOf(const NodeFacts &node)
{
    QStringList list;
    for (const QByteArray &pressure : node.pressures)
        list << text(pressure);
    return list;
}

bool hasCard(const LabelInput &in, const NodeFacts &node, int *cell)
{
    *cell = in.placement.cellOf(in.graph, node);
    return *cell >= 0 && *cell < int(in.layout.cards.size());
}

} // namespace

QList<Row> nodeRows(const LabelInput &in)
{
    QList<Row> rows;
    const bool far = in.layout.density == Density::Far;
    for (const NodeFacts &node : in.graph.nodes) {
        const bool focused = node.name == in.focused && in.focus > 0;
        int cell = 0;
        if ((far && !focused) || !hasCard(in, node, &cell))
            continue;
        QRectF card = in.camera.toScreen(in.layout.cards[size_t(cell)]);
        if (focused) {
            const QRectF framed = focusRect(in.view), inside = QRectF(QPointF(), in.view).adjusted(-40, -40, 40, 40);
            const QRectF all(framed.topLeft() + (inside.topLeft() - framed.topLeft()) * in.depth,
                             framed.bottomRight() + (inside.bottomRight() - framed.bottomRight()) * in.depth);
            card = QRectF(card.topLeft() + (all.topLeft() - card.topLeft()) * in.focus,
                          card.bottomRight() + (all.bottomRight() - card.bottomRight()) * in.focus);
        }
        const double faded = focused ? (far ? 1 - in.focus : 0.0) : in.focus;
        rows << Row{QLatin1String("node/") + text(node.name),
                    card,
                    {{QStringLiteral("name"), text(node.name)},
                     {QStringLiteral("ip"), text(node.ip)},
                     {QStringLiteral("podCidr"), text(node.podCidr)},
                     {QStringLiteral("pods"), node.pods},
                     {QStringLiteral("podRoom"), node.podRoom},
                     {QStringLiteral("unhealthy"), node.unhealthy},
                     {QStringLiteral("pressures"), pressuresOf(node)},
                     {QStringLiteral("state"), nodeStateName(node.state)},
                     {QStringLiteral("detail"), text(node.detail)},
                     {QStringLiteral("cordoned"), node.cordoned},
                     {QStringLiteral("machine"), node.isMachine},
                     {QStringLiteral("phases"), phasesOf(node)},
                     {QStringLiteral("cpu"), node.cpu},
                     {QStringLiteral("memory"), node.memory},
                     {QStringLiteral("hub"), in.layout.hubs[size_t(cell)]},
                     {QStringLiteral("hubRadius"), in.layout.hub},
                     {QStringLiteral("faded"), faded},
                     {QStringLiteral("depth"), focused ? in.depth : 0.0}}};
    }
    return rows;
}

QList<Row> nodeNameRows(const LabelInput &in, int *unnamed)
{
    QList<Row> rows;
    *unnamed = 0;
    if (in.layout.density != Density::Far || in.focus > 0.5)
        return rows;
    const QRectF view(QPointF(), in.view);
    for (const NodeFacts &node : in.graph.nodes) {
        int cell = 0;
        if (!hasCard(in, node, &cell))
            continue;
        const QRectF card = in.camera.toScreen(in.layout.cards[size_t(cell)]);
        if (!card.intersects(view))
            continue;
        const double room = in.layout.nameRoom * in.camera.zoom;
        const int lines = int(room / (nameLine * in.typeFactor - 1));
        if (lines < 1 || card.width() < nameWidth * in.typeFactor) {
            ++*unnamed;
            continue;
        }
        // Right under the rings, where those are smaller than the card.
        const double under = in.camera.toScreen(in.layout.hubs[size_t(cell)]).y()
            + in.layout.outerRadius() * in.camera.zoom + 5;
        rows << Row{QLatin1String("node/") + text(node.name),
                    QRectF(card.left(), std::min(under, card.bottom() - room), card.width(), room),
                    {{QStringLiteral("name"), text(node.name)},
                     {QStringLiteral("pods"), node.pods},
                     {QStringLiteral("podRoom"), node.podRoom},
                     {QStringLiteral("unhealthy"), node.unhealthy},
                     {QStringLiteral("state"), nodeStateName(node.state)},
                     {QStringLiteral("cordoned"), node.cordoned},
                     {QStringLiteral("pressure"), !node.pressures.empty()},
                     {QStringLiteral("lines"), std::min(lines, 2)}}};
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
        rows << Row{QLatin1String("service/") + text(service.key.path()),
                    in.camera.toScreen(in.layout.services[i]),
                    {{QStringLiteral("name"), text(service.key.name)},
                     {QStringLiteral("ns"), text(service.key.ns)},
                     {QStringLiteral("type"), text(service.type)},
                     {QStringLiteral("address"), address},
                     {QStringLiteral("hue"), service.hue},
                     {QStringLiteral("pods"), int(service.pods.size())},
                     {QStringLiteral("small"), in.layout.smallServices},
                     {QStringLiteral("faded"),
                      in.emphasis && in.emphasis->ofService(shown[i]) == Emphasis::Faded}}};
    }
    return rows;
}

} // namespace orrery::graph
