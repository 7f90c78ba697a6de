// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

namespace {

QByteArray message(int nodes, const QMap<QByteArray, int> &reasons)
{
    if (nodes == 0)
        return "no nodes available to schedule pods";
    QList<QByteArray> parts;
    for (auto it = reasons.cbegin(); it != reasons.cend(); ++it)
        parts.append(QByteArray::number(it.value()) + ' ' + it.key());
    std::sort(parts.begin(), parts.end());
    return "0/" + QByteArray::number(nodes) + " nodes are available: " + parts.join(", ") + '.';
}

} // namespace

Choice choose(const PodInfo &pod, const Cache &cache, const Plugins &plugins)
{
    std::vector<const NodeInfo *> candidates;
    std::vector<const QByteArray *> names;
    QMap<QByteArray, int> reasons;
    for (const auto &[name, node] : cache.nodes()) {
        if (!node.node)
            continue;
        bool fits = true;
        for (const auto &plugin : plugins.filters) {
            const QList<QByteArray> against = plugin->filter(pod, node);
            for (const QByteArray &reason : against)
                ++reasons[reason];
            if (!against.isEmpty()) {
                fits = false;
                break; // as Kubernetes: the first filter that says no speaks for the node
            }
        }
        if (fits) {
            candidates.push_back(&node);
            names.push_back(&name);
        }
    }
    if (candidates.empty())
        return { {}, message(cache.nodeCount(), reasons) };
    std::vector<qint64> totals(candidates.size(), 0);
    for (const auto &plugin : plugins.scores) {
        std::vector<qint64> scores;
        scores.reserve(candidates.size());
        for (const NodeInfo *node : candidates)
            scores.push_back(plugin->score(pod, *node));
        plugin->normalise(scores);
        for (size_t i = 0; i < scores.size(); ++i)
            totals[i] += std::clamp<qint64>(scores[i], 0, 100) * plugin->weight();
    }
    const size_t best = size_t(std::max_element(totals.begin(), totals.end()) - totals.begin());
    return { *names[best], {} };
}

} // namespace orrery::scheduler
