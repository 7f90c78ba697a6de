// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// Keeps pods off nodes with a taint (NoSchedule, NoExecute) that they do not tolerate.
class TaintToleration final : public FilterPlugin
{
public:
    QByteArray name() const override { return "TaintToleration"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

/// Prefers nodes with few PreferNoSchedule taints that the pod does not tolerate.
class TaintTolerationScore final : public ScorePlugin
{
public:
    QByteArray name() const override { return "TaintToleration"; }
    int weight() const override { return 3; }
    qint64 score(const PodInfo &pod, const NodeInfo &node) const override;
    void normalise(std::vector<qint64> &scores) const override;
};

} // namespace orrery::scheduler
