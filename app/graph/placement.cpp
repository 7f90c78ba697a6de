// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/scene.h"

#include <QSet>

#include <algorithm>
#include <map>

namespace orrery::graph {

int Placement::cellOf(const QByteArray &node) const
{
    return m_cellOf.value(node, -1);
}

int Placement::cellOf(const Graph &graph, const NodeFacts &node) const
{
    const auto at = size_t(&node - graph.nodes.data());
    return at < m_cellAt.size() ? m_cellAt[at] : -1;
}

int Placement::cellOfPod(const api::Key &pod) const
{
    return cellOf(m_nodeOf.value(pod));
}

int Placement::seatOf(const api::Key &pod) const
{
    const auto seating = m_seating.constFind(m_nodeOf.value(pod));
    return seating == m_seating.cend() ? -1 : seating->seatOf(pod.path());
}

bool Placement::update(const Graph &graph, double now)
{
    const int cells = m_cells, rings = m_rings;

    QSet<QByteArray> alive;
    for (const NodeFacts &node : graph.nodes)
        alive.insert(node.name);
    m_version += quint64(m_cellOf.removeIf([&](auto it) { return !alive.contains(it.key()); }));
    m_seating.removeIf([&](auto it) { return !alive.contains(it.key()); });
    QSet<int> taken;
    for (int cell : std::as_const(m_cellOf))
        taken.insert(cell);
    for (const NodeFacts &node : graph.nodes) {
        const int before = m_before.cells.value(node.name, -1);
        if (before < 0 || taken.contains(before) || m_cellOf.contains(node.name))
            continue;
        taken.insert(before);
        m_cellOf.insert(node.name, before);
        ++m_version;
    }
    for (const NodeFacts &node : graph.nodes) {
        if (m_cellOf.contains(node.name))
            continue;
        int cell = 0;
        while (taken.contains(cell))
            ++cell;
        taken.insert(cell);
        m_cellOf.insert(node.name, cell);
        ++m_version;
    }
    m_cells = 0;
    m_cellAt.clear();
    for (const NodeFacts &node : graph.nodes) {
        m_cellAt.push_back(m_cellOf.value(node.name));
        m_cells = std::max(m_cells, m_cellAt.back() + 1);
    }

    std::vector<const PodFacts *> newcomers;
    qsizetype stayed = 0;
    for (const PodFacts &pod : graph.pods) {
        if (!m_cellOf.contains(pod.node))
            continue;
        const auto known = m_nodeOf.constFind(pod.key);
        if (known != m_nodeOf.cend() && *known == pod.node)
            ++stayed;
        else
            newcomers.push_back(&pod);
    }
    if (stayed < m_nodeOf.size()) { // somebody is gone, or on another node
        QHash<api::Key, QByteArray> here;
        here.reserve(qsizetype(graph.pods.size()));
        for (const PodFacts &pod : graph.pods) {
            if (m_cellOf.contains(pod.node))
                here.insert(pod.key, pod.node);
        }
        for (auto it = m_nodeOf.begin(); it != m_nodeOf.end();) {
            if (const auto now = here.constFind(it.key()); now != here.cend() && *now == it.value()) {
                ++it;
                continue;
            }
            if (const auto seating = m_seating.find(it.value()); seating != m_seating.end())
                seating->leave(it.key().path());
            m_born.remove(it.key());
            it = m_nodeOf.erase(it);
            ++m_version;
        }
    }
    // The first picture seats whole workloads together; what comes later is seated as it comes.
    std::stable_sort(newcomers.begin(), newcomers.end(), [](auto *a, auto *b) { return a->workload < b->workload; });
    // Those who were here before come first, or others would sit on their seats.
    for (const PodFacts *pod : newcomers) {
        const auto before = m_before.seats.constFind(pod->key.path());
        if (before != m_before.seats.cend() && before->node == pod->node)
            m_seating[pod->node].takeAgain(pod->key.path(), pod->workload, before->seat);
    }
    m_version += newcomers.size();
    for (const PodFacts *pod : newcomers) {
        m_seating[pod->node].take(pod->key.path(), pod->workload);
        m_nodeOf.insert(pod->key, pod->node);
        if (!m_first)
            m_born.insert(pod->key, float(now));
    }
    if (m_first && !graph.pods.empty())
        m_first = false;

    if (m_cellOf.isEmpty())
        m_rings = 1;
    // Rings stay until tidy(), so that a node that goes takes nobody's size away.
    for (const Seating &seating : std::as_const(m_seating))
        m_rings = std::max(m_rings, seating.rings());
    return cells != m_cells || rings != m_rings;
}

SeatBook Placement::book() const
{
    SeatBook book;
    book.cells = m_cellOf;
    book.seats.reserve(m_nodeOf.size());
    for (auto it = m_nodeOf.cbegin(); it != m_nodeOf.cend(); ++it) {
        const QByteArray path = it.key().path();
        if (const auto seating = m_seating.constFind(it.value()); seating != m_seating.cend())
            book.seats.insert(path, {it.value(), seating->seatOf(path)});
    }
    return book;
}

void Placement::tidy()
{
    ++m_version;
    std::vector<std::pair<int, QByteArray>> order;
    for (auto it = m_cellOf.cbegin(); it != m_cellOf.cend(); ++it)
        order.push_back({it.value(), it.key()});
    std::sort(order.begin(), order.end());
    m_cells = 0;
    std::map<int, int> now; // by what it was
    for (const auto &entry : order) {
        now[entry.first] = m_cells;
        m_cellOf[entry.second] = m_cells++;
    }
    for (int &cell : m_cellAt)
        cell = now[cell];
    m_rings = 1;
    for (const Seating &seating : std::as_const(m_seating))
        m_rings = std::max(m_rings, seating.rings());
}

} // namespace orrery::graph
