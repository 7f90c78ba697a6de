// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/leastallocated.h"

namespace orrery::scheduler {

qint64 LeastAllocated::score(const PodInfo &pod, const NodeInfo &node) const
{
    const auto freeShare = [](qint64 asked, qint64 all) { return all <= 0 || asked >= all ? 0 : (all - asked) * 100 / all; };
    return (freeShare(node.scoredMilliCpu + pod.scoredMilliCpu, node.allocatable.milliCpu)
            + freeShare(node.scoredMemory + pod.scoredMemory, node.allocatable.memory))
        / 2;
}

} // namespace orrery::scheduler
