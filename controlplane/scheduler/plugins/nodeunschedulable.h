// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// Keeps pods off cordoned nodes, unless they tolerate the taint that says the same.
class NodeUnschedulable final : public FilterPlugin
{
public:
    QByteArray name() const override { return "NodeUnschedulable"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

} // namespace orrery::scheduler
