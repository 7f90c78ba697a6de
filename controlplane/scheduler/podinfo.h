// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "controlplane/types/podresources.h"

namespace orrery::scheduler {

/// What a pod asks for, or a node has: CPUs in thousandths, the rest in bytes or pieces.
struct Resources
{
    qint64 milliCpu = 0, memory = 0, ephemeralStorage = 0;
    QMap<QByteArray, qint64> others; ///< extended resources and hugepages

    static Resources of(const types::ResourceList &list); ///< without "pods"
    static Resources of(const api::Value &list) { return of(types::resourceList(list)); }
    Resources &operator+=(const Resources &other);
    Resources &operator-=(const Resources &other);
};

struct HostPort
{
    QByteArray ip, protocol;
    qint64 port = 0;
    bool clashesWith(const HostPort &other) const;
};

/// What scheduling wants to know of a pod, read once.
/// Thread: any; a value.
struct PodInfo
{
    PodInfo() = default;
    explicit PodInfo(const api::Object &pod);

    api::Object pod;
    api::Key key;
    QByteArray uid;
    QByteArray nodeName;
    QByteArray ownerUid; ///< of the controller; empty: none
    qint64 priority = 0;
    Resources requests; ///< containers, init containers and overhead, as the kubelet counts them
    /// Requests as scores count them: what asks for nothing still weighs 100m and 200Mi.
    qint64 scoredMilliCpu = 0, scoredMemory = 0;
    QList<HostPort> hostPorts;
};

/// Whether a pod still holds its place on its node.
bool isFinished(const api::Object &pod);

} // namespace orrery::scheduler
