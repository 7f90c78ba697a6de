// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

namespace orrery::kubelet {

/// Routes of the calling thread's network namespace, by rtnetlink; IPv4. They carry a protocol number of their own, so
/// that ours are told from others'. Errors: BadRequest (not addresses), InternalError (what the kernel said).
api::Result<> setRoute(const QByteArray &cidr, const QByteArray &gateway); ///< replaces one for the same CIDR
api::Result<> removeRoute(const QByteArray &cidr); ///< idempotent

} // namespace orrery::kubelet
