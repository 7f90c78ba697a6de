// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/workloads.h"

#include "controlplane/api/clock.h"

namespace orrery::actions {

using api::Value;

Call scaleCall(const cluster::Kind &kind, const api::Key &key, int replicas)
{
    Call call = patchCall(kind, key, Value().withPath({"spec", "replicas"}, replicas), "scale");
    call.kubectl = kubectlText(QStringLiteral("scale"), kind, key, QStringLiteral("--replicas=%1").arg(replicas));
    return call;
}

Call restartCall(const cluster::Kind &kind, const api::Key &key, qint64 now)
{
    Call call = patchCall(kind, key,
                          Value().withPath({"spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"},
                                           api::formatTime(now)));
    call.kubectl = kubectlText(QStringLiteral("rollout restart"), kind, key);
    return call;
}

Call pauseCall(const cluster::Kind &kind, const api::Key &key, bool paused)
{
    Call call = patchCall(kind, key, Value().withPath({"spec", "paused"}, paused ? Value(true) : Value()));
    call.kubectl = kubectlText(paused ? QStringLiteral("rollout pause") : QStringLiteral("rollout resume"), kind, key);
    return call;
}

} // namespace orrery::actions
