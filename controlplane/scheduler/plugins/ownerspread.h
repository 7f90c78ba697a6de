// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// Spreads the pods of one controller over the nodes.
class OwnerSpread final : public ScorePlugin
{
public:
    QByteArray name() const override { return "OwnerSpread"; }
    int weight() const override { return 2; }
    qint64 score(const PodInfo &pod, const NodeInfo &node) const override;
    void normalise(std::vector<qint64> &scores) const override;
};

} // namespace orrery::scheduler
