// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/quantity.h"

#include <QMap>

namespace orrery::types {

/// A v1.ResourceList: amounts by the resource's name. Thread of all functions here: any.
using ResourceList = QMap<QByteArray, api::Quantity>;

ResourceList resourceList(const api::Value &list);
void add(ResourceList &to, const ResourceList &other);

/// What a pod asks for, and what it may use at most: containers beside each other, init containers one after the other,
/// those that stay (restartPolicy Always) beside all that follows; what the pod says itself wins for what it names; and
/// the overhead. A limit without a request is one. otherwise: what a container counts as that asks for nothing of it.
/// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
ResourceList podRequests(const api::Value &spec, const ResourceList &otherwise = {});
ResourceList podLimits(const api::Value &spec);

/// Neither requests nor limits of CPU or memory anywhere: quality of service BestEffort.
bool isBestEffort(const api::Value &spec);
/// Succeeded or Failed: it holds nothing any more.
bool isFinished(const api::Value &pod);

} // namespace orrery::types
