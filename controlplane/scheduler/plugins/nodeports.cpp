// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/nodeports.h"

namespace orrery::scheduler {

QList<QByteArray> NodePorts::filter(const PodInfo &pod, const NodeInfo &node) const
{
    for (const HostPort &wanted : pod.hostPorts) {
        for (const HostPort &used : node.usedPorts) {
            if (wanted.clashesWith(used))
                return { "node(s) didn't have free ports for the requested pod ports" };
        }
    }
    return {};
}

} // namespace orrery::scheduler
