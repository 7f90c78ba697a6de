// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// No two pods of a node share a host port.
class NodePorts final : public FilterPlugin
{
public:
    QByteArray name() const override { return "NodePorts"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

} // namespace orrery::scheduler
