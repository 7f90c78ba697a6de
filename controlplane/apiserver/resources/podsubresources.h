// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// What may change in a pod, and through which of its addresses. Thread: the api thread.

/// PUT and PATCH of the pod itself: images, tolerations that are added, gates that go, a deadline that comes nearer.
void validatePodUpdate(FieldErrors &errors, const api::Value &document, const api::Value &old);
/// pods/ephemeralcontainers, pods/resize.
Subresource ephemeralContainers();
Subresource resize();

/// pods/binding: the node for the pod.
Subresource podBinding();
/// pods/eviction: a deletion that asks the PodDisruptionBudgets first (kubernetes.io, API-initiated Eviction).
Subresource eviction();

} // namespace orrery::resources
