// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/noderesourcesfit.h"

namespace orrery::scheduler {

QList<QByteArray> NodeResourcesFit::filter(const PodInfo &pod, const NodeInfo &node) const
{
    QList<QByteArray> reasons;
    if (node.pods.size() + 1 > node.allocatablePods)
        reasons.append("Too many pods");
    const auto check = [&reasons](qint64 asked, qint64 used, qint64 all, QByteArrayView name) {
        if (asked > 0 && asked > all - used)
            reasons.append("Insufficient " + name.toByteArray());
    };
    check(pod.requests.milliCpu, node.requested.milliCpu, node.allocatable.milliCpu, "cpu");
    check(pod.requests.memory, node.requested.memory, node.allocatable.memory, "memory");
    check(pod.requests.ephemeralStorage, node.requested.ephemeralStorage, node.allocatable.ephemeralStorage, "ephemeral-storage");
    for (auto it = pod.requests.others.cbegin(); it != pod.requests.others.cend(); ++it)
        check(it.value(), node.requested.others.value(it.key()), node.allocatable.others.value(it.key()), it.key());
    return reasons;
}

} // namespace orrery::scheduler
