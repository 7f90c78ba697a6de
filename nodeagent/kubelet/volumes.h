// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"
#include "nodeagent/kubelet/environment.h"
#include "nodeagent/kubelet/nodeconfig.h"

#include <QSet>

namespace orrery::kubelet {

/// Makes the pod's volumes exist on the node and brings their content up to date; idempotent. emptyDir, hostPath,
/// configMap, secret, downwardAPI and projected (with serviceAccountToken, renewed at four fifths of its life). Files
/// are replaced all at once: a new folder, then the link ..data moves to it, as programs that watch such volumes
/// expect. Blocks: for a token, on the API. renewIn: the seconds until a token is to be renewed, when this must be called
/// again; untouched where there is none. Thread: one at a time for a pod. Errors: NotFound, BadRequest, InternalError (the
/// file system).
api::Result<QHash<QByteArray, QString>> setUpVolumes(const api::Object &pod, const NodeConfig &node,
                                                     const EnvironmentSources &sources, const client::Client &client,
                                                     std::optional<qint64> *renewIn = nullptr);
/// Unmounts and removes everything of the pod below dataDir. Never follows links out of it.
void tearDownVolumes(const NodeConfig &node, const QByteArray &podUid);

/// The names of the ConfigMaps and Secrets that the pod mounts or takes variables from.
struct ReferenceNames
{
    QSet<QByteArray> configMaps, secrets;
};
ReferenceNames referenceNames(const api::Object &pod);

} // namespace orrery::kubelet
