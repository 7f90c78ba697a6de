// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/rbac.h"
#include "controlplane/store/store.h"

namespace orrery::apiserver {

class Bootstrap;

/// Gives the cluster the roles and bindings that it always has: makes those that are missing and completes those that
/// have lost something, unless they are marked to stay as they are. Each is a request by `bootstrap`; `rbac` learns of
/// them at once, before they are durable. Thread: the api thread. Lifetime: a call; the answers may come later.
void reconcilePolicy(store::Store &store, chain::Rbac &rbac, Bootstrap &bootstrap);

} // namespace orrery::apiserver
