// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"

namespace orrery::actions {

/// Creates the object, or merges it into the one that is there (RFC 7386). The result says what is in the cluster now.
/// Thread: any. Errors: the server's.
QFuture<api::Result<api::Object>> apply(const client::Client &client, const api::Gvr &gvr, const api::Object &object);

} // namespace orrery::actions
