// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/types/podresources.h"

namespace orrery::types {

// ResourceQuota (https://kubernetes.io/docs/concepts/policy/resource-quotas/): what objects use, and which a quota is
// about. resource is a kind's group resource ("pods", "deployments.apps"). Thread: any.

/// What an object uses, under every name that a quota may give it: "count/pods", "pods", "requests.cpu", ...
ResourceList quotaUsage(const QByteArray &resource, const api::Value &object);
/// Whether the quota's scopes let it count this object. A quota with scopes is about pods (and, for
/// VolumeAttributesClass, claims) only.
bool quotaSelects(const api::Value &quotaSpec, const QByteArray &resource, const api::Value &object);
/// Whether a resource of this name is used by objects of that kind.
bool quotaConcerns(QByteArrayView name, const QByteArray &resource);
/// The kind that uses what is called so ("limits.cpu": "pods", "count/jobs.batch": "jobs.batch"); empty if none can:
/// Events are not counted, as in Kubernetes.
QByteArray quotaKind(QByteArrayView name);

} // namespace orrery::types
