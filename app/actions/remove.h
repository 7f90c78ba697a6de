// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

namespace orrery::actions {

/// kubectl delete and its options.
struct Removal
{
    bool orphan = false; ///< leave what it owns
    std::optional<int> grace; ///< seconds; 0: at once, without waiting for the kubelet (--force)
};
Call removeCall(const cluster::Kind &kind, const api::Key &key, const Removal &removal = {});

} // namespace orrery::actions
