// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"
#include "app/cluster/session.h"

namespace orrery::actions {

/// Creates what was deleted. While the old one still ends (a pod's grace period, a finalizer), waits for that, for two minutes at most. `done` once, on
/// context's thread, unless context or session are gone by then. Errors: the server's; Timeout.
void createAgain(cluster::Session *session, const Call &call, QObject *context, std::function<void(const api::Result<api::Object> &)> done);

} // namespace orrery::actions
