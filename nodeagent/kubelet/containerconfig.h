// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/cri/values.h"
#include "nodeagent/kubelet/environment.h"
#include "nodeagent/kubelet/nodeconfig.h"

namespace orrery::kubelet {

/// Labels and annotations by which the kubelet finds again what it has made.
namespace label {
inline constexpr char podName[] = "io.kubernetes.pod.name";
inline constexpr char podNamespace[] = "io.kubernetes.pod.namespace";
inline constexpr char podUid[] = "io.kubernetes.pod.uid";
inline constexpr char containerName[] = "io.kubernetes.container.name";
inline constexpr char containerHash[] = "io.kubernetes.container.hash"; ///< annotation
} // namespace label

/// "Guaranteed", "Burstable" or "BestEffort".
QByteArray qosClass(const api::Object &pod);
/// The container's requests and limits as cgroup values.
cri::Resources resources(const api::Object &pod, const api::Value &container, qint64 nodeMemory);
/// Changes when the container must be replaced: of its image and name, as all else is immutable in a running pod.
QByteArray containerHash(const api::Value &container);
bool usesHostNetwork(const api::Object &pod);
/// The pull policy; unset means Always for the tag latest, else IfNotPresent.
QByteArray pullPolicy(const api::Value &container);

cri::SandboxConfig sandboxConfig(const api::Object &pod, const NodeConfig &node, quint32 attempt);

struct ContainerInputs
{
    const api::Object &pod;
    const api::Value &container;
    const NodeConfig &node;
    const EnvironmentSources &sources;
    const QHash<QByteArray, QString> &volumes; ///< volume name -> path on the node
    const cri::Image &image;
    quint32 attempt = 0;
    QByteArray pidTarget; ///< an ephemeral container's target: the id of the container whose processes it sees
};
/// Everything the runtime needs to create the container. Makes subPath folders and the files of terminationMessagePath
/// and /etc/hosts. Errors: as environment(); BadRequest (a volume is not there, runAsNonRoot contradicts the image).
api::Result<cri::ContainerConfig> containerConfig(const ContainerInputs &inputs);

/// Where a container's termination message is written on the node.
QString terminationMessagePath(const NodeConfig &node, const QByteArray &podUid, const QByteArray &container,
                               quint32 attempt);

} // namespace orrery::kubelet
