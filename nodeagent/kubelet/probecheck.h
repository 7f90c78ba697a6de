// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "nodeagent/cri/runtime.h"

class QObject;

namespace orrery::kubelet {

struct CheckTarget
{
    cri::RuntimeService &runtime;
    QByteArray containerId;
    QByteArray podIp;
    api::Object pod; ///< for named ports
};

struct CheckResult
{
    bool ok = false;
    QByteArray message; ///< what went wrong, in Kubernetes' words
};

/// Does once what a probe or a lifecycle hook says: exec (exit code 0), httpGet (200 to 399), tcpSocket (connects),
/// grpc (connects). `done` comes later, once, on context's thread, which has an event loop; not if the context dies
/// first.
void check(const api::Value &handler, const CheckTarget &target, qint64 timeoutSeconds, QObject *context,
           std::function<void(CheckResult)> done);

} // namespace orrery::kubelet
