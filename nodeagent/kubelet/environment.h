// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"
#include "controlplane/api/object.h"

#include <QHash>

namespace orrery::kubelet {

/// The ConfigMaps and Secrets that a pod names, as the node knows them. An absent one is a null Object.
struct References
{
    QHash<api::Key, api::Object> configMaps, secrets;
};

/// What a container's environment can refer to besides the pod itself.
struct EnvironmentSources
{
    const References &references;
    const QHash<api::Key, api::Object> &services;
    QByteArray podIp; ///< may be empty: then status.podIP is
    QByteArray hostIp;
    QByteArray nodeName;
    qint64 nodeMilliCpus = 0, nodeMemory = 0; ///< stand in for absent limits
};

using Environment = QList<std::pair<QByteArray, QByteArray>>;

/// The container's variables in order, later ones replacing earlier ones, $(NAME) expanded from those before: first the
/// services of the pod's namespace (unless enableServiceLinks is false) and kubernetes, then envFrom, then env. Errors:
/// NotFound, BadRequest: a ConfigMap, Secret or key that is not optional is missing, or a field does not exist.
api::Result<Environment> environment(const api::Object &pod, const api::Value &container,
                                     const EnvironmentSources &sources);

/// $(NAME) replaced by the variable's value, $$ by $; an unknown name stays as written (Kubernetes' rule for command,
/// args and env).
QByteArray expand(QByteArrayView text, const QHash<QByteArray, QByteArray> &variables);

/// A field of the downward API: "metadata.labels['app']", "status.podIP", ... Errors: BadRequest.
api::Result<QByteArray> fieldValue(const api::Object &pod, QByteArrayView path, const EnvironmentSources &sources);
/// A resource of the downward API ("limits.cpu") of one of the pod's containers, divided and rounded up. Errors:
/// BadRequest.
api::Result<QByteArray> resourceValue(const api::Object &pod, const api::Value &resourceFieldRef,
                                      QByteArrayView containerName, const EnvironmentSources &sources);

} // namespace orrery::kubelet
