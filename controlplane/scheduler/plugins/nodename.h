// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// A pod that names its node goes nowhere else.
class NodeName final : public FilterPlugin
{
public:
    QByteArray name() const override { return "NodeName"; }
    QList<QByteArray> filter(const PodInfo &pod, const NodeInfo &node) const override;
};

} // namespace orrery::scheduler
