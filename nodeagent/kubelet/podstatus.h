// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "nodeagent/cri/values.h"
#include "nodeagent/kubelet/nodeconfig.h"

#include <QHash>

namespace orrery::kubelet {

/// What is known of one container of a pod.
struct ContainerView
{
    std::optional<cri::ContainerStatus> latest; ///< the newest one of that name
    std::optional<cri::ContainerStatus> previous; ///< the one before it
    QByteArray waitingReason, waitingMessage; ///< why it doesn't run, if it is to run (again)
    bool started = false; ///< running, and its startup probe has succeeded
    bool ready = false;
    QByteArray terminationMessage; ///< of the newest that has ended
};

/// What is known of a pod on this node: the input of podStatus().
struct PodView
{
    std::optional<cri::SandboxStatus> sandbox; ///< only a ready one
    QHash<QByteArray, ContainerView> containers; ///< by name
    QByteArray reason, message; ///< the pod as a whole has failed: "DeadlineExceeded", ...
    bool stopped = false; ///< nothing of it runs, and nothing will
};

/// Pod.status as the node sees it, on top of what the object says already: conditions of others and startTime stay. A
/// pure function. now: microseconds since the Unix epoch.
api::Value podStatus(const api::Object &pod, const PodView &view, const NodeConfig &node, qint64 now);

/// Pending, Running, Succeeded or Failed.
QByteArray podPhase(const api::Object &pod, const PodView &view);
/// A restartable init container (KEP-753).
bool isSidecar(const api::Value &initContainer);
/// RFC 3339 of CRI's nanoseconds.
QByteArray timeText(qint64 nanoseconds);

} // namespace orrery::kubelet
