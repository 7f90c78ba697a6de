// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/nodeunschedulable.h"
#include "controlplane/scheduler/taints.h"

namespace orrery::scheduler {

QList<QByteArray> NodeUnschedulable::filter(const PodInfo &pod, const NodeInfo &node) const
{
    if (!node.node.spec()["unschedulable"].boolean())
        return {};
    static const api::Value taint = api::Value::object({ { "key", "node.kubernetes.io/unschedulable" }, { "effect", "NoSchedule" } });
    if (tolerates(pod.pod.spec()["tolerations"], taint))
        return {};
    return { "node(s) were unschedulable" };
}

} // namespace orrery::scheduler
