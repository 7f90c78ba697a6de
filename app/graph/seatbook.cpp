// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/seatbook.h"

#include "controlplane/api/value.h"

#include <QSet>

#include <algorithm>

namespace orrery::graph {
namespace {

using api::Member;
using api::Value;

constexpr qsizetype maxName = 512; // of "namespace/name"; Kubernetes allows 253 each

std::optional<int> number(const Value &value, int most)
{
    if (!value.isInteger() || value.integer() < 0 || value.integer() > most)
        return {};
    return int(value.integer());
}

bool isName(QByteArrayView name)
{
    return !name.isEmpty() && name.size() <= maxName;
}

Value sorted(std::vector<Member> members)
{
    std::sort(members.begin(), members.end(), [](const Member &a, const Member &b) { return a.key() < b.key(); });
    return Value::object(std::move(members));
}

} // namespace

QByteArray toJson(const SeatBook &book)
{
    QHash<QByteArray, std::vector<Member>> pods;
    for (auto it = book.seats.cbegin(); it != book.seats.cend(); ++it)
        pods[it->node].push_back({it.key(), it->seat});
    std::vector<Member> nodes, hues;
    for (auto it = book.cells.cbegin(); it != book.cells.cend(); ++it)
        nodes.push_back({it.key(), Value::object({{"cell", it.value()}, {"pods", sorted(pods.value(it.key()))}})});
    for (auto it = book.hues.cbegin(); it != book.hues.cend(); ++it)
        hues.push_back({it.key(), it.value()});
    return api::toJson(
        Value::object({{"version", 1}, {"nodes", sorted(std::move(nodes))}, {"hues", sorted(std::move(hues))}}));
}

std::optional<SeatBook> seatBookFrom(const QByteArray &json)
{
    QList<QByteArray> twice;
    const auto document = api::parseJson(json, {.depth = 8, .bytes = maxSeatBookBytes}, &twice);
    if (!document || !twice.isEmpty() || document.value()["version"].integer() != 1)
        return {};
    SeatBook book;
    QSet<int> cells;
    for (const Member &node : document.value()["nodes"].members()) {
        const auto cell = number(node.value["cell"], maxCell);
        if (!isName(node.key()) || !cell || cells.contains(*cell))
            return {};
        cells.insert(*cell);
        const QByteArray name = node.key().toByteArray();
        book.cells.insert(name, *cell);
        QSet<int> seats;
        for (const Member &pod : node.value["pods"].members()) {
            const auto seat = number(pod.value, maxSeat);
            if (!isName(pod.key()) || !seat || seats.contains(*seat) || book.seats.contains(pod.key().toByteArray()))
                return {};
            seats.insert(*seat);
            book.seats.insert(pod.key().toByteArray(), {name, *seat});
        }
    }
    for (const Member &workload : document.value()["hues"].members()) {
        const auto hue = number(workload.value, maxHue);
        if (!isName(workload.key()) || !hue)
            return {};
        book.hues.insert(workload.key().toByteArray(), *hue);
    }
    return book;
}

} // namespace orrery::graph
