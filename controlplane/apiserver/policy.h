// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/chain/rbac.h"
#include "controlplane/store/store.h"

namespace orrery::apiserver {

/// Gives the cluster the roles and bindings that it always has: makes those that are missing and completes those that
/// have lost something, unless they are marked to stay as they are. Each is a request to `handle`; `rbac` learns of
/// them at once, before they are durable. Thread: the api thread. Lifetime: a call; handle may answer later.
void reconcilePolicy(store::Store &store, chain::Rbac &rbac,
                     const std::function<void(const api::ExchangePtr &exchange)> &handle);

} // namespace orrery::apiserver
