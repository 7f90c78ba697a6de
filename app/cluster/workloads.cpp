// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/workloads.h"

namespace orrery::cluster {

QByteArray workloadOf(const api::Object &pod)
{
    if (pod.ns() == "kube-system")
        return "kube-system/system";
    const auto owner = pod.controller();
    QByteArray name = owner ? owner->name : pod.label("app");
    if (name.isEmpty())
        name = pod.name();
    const QByteArray hash = pod.label("pod-template-hash");
    if (owner && owner->kind == "ReplicaSet" && !hash.isEmpty() && name.endsWith('-' + hash))
        name.chop(hash.size() + 1);
    return pod.ns() + '/' + name;
}

} // namespace orrery::cluster
