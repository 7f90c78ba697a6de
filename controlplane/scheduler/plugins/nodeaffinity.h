// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// A pod's nodeSelector and required node affinity.
class NodeAffinity final : public FilterPlugin
{
public:
    QByteArray name() const override { return "NodeAffinity"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

/// A pod's preferred node affinity.
class NodeAffinityScore final : public ScorePlugin
{
public:
    QByteArray name() const override { return "NodeAffinity"; }
    int weight() const override { return 2; }
    qint64 score(const PodInfo &pod, const NodeInfo &node) const override;
    void normalise(std::vector<qint64> &scores) const override;
};

} // namespace orrery::scheduler
