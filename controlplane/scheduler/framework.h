// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/cache.h"

#include <memory>
#include <vector>

namespace orrery::scheduler {

/// Says whether a pod may run on a node. One rule each. Thread: the scheduler's. Lifetime: the scheduler's; stateless.
class FilterPlugin
{
public:
    virtual ~FilterPlugin() = default;
    virtual QByteArray name() const = 0;
    /// Why not, in Kubernetes' words ("Insufficient cpu"); empty: it may.
    virtual QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const = 0;
};

/// Says how well a pod sits on a node that passed every filter. Thread: the scheduler's. Lifetime: the scheduler's; stateless.
class ScorePlugin
{
public:
    virtual ~ScorePlugin() = default;
    virtual QByteArray name() const = 0;
    virtual int weight() const { return 1; }
    virtual qint64 score(const PodInfo &pod, const NodeInfo &node) const = 0;
    /// Brings the scores of all candidates to 0..100, 100 the best; as they are by default.
    virtual void normalise(std::vector<qint64> &) const { }
};

struct Plugins
{
    std::vector<std::unique_ptr<FilterPlugin>> filters;
    std::vector<std::unique_ptr<ScorePlugin>> scores;
};

/// The best node for a pod, or why there is none.
struct Choice
{
    QByteArray node; ///< empty: none
    QByteArray message; ///< "0/2 nodes are available: 2 Insufficient cpu."
};
/// Pure: the same pod and cache give the same choice; of equal nodes the first by name.
Choice choose(const PodInfo &pod, const Cache &cache, const Plugins &plugins);

} // namespace orrery::scheduler
