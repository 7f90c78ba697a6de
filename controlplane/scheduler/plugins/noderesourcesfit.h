// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// The requests of all pods of a node stay within what it can allocate.
class NodeResourcesFit final : public FilterPlugin
{
public:
    QByteArray name() const override { return "NodeResourcesFit"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

} // namespace orrery::scheduler
