// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// Prefers nodes with the largest free share of CPU and memory.
class LeastAllocated final : public ScorePlugin
{
public:
    QByteArray name() const override { return "LeastAllocated"; }
    qint64 score(const PodInfo &pod, const NodeInfo &node) const override;
};

} // namespace orrery::scheduler
