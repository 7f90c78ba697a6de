// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/nodename.h"

namespace orrery::scheduler {

QList<QByteArray> NodeName::filter(const PodInfo &pod, const NodeInfo &node) const
{
    if (pod.nodeName.isEmpty() || pod.nodeName == node.node.name())
        return {};
    return { "node(s) didn't match the requested node name" };
}

} // namespace orrery::scheduler
