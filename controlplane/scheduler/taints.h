// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::scheduler {

/// Whether one of the tolerations takes the taint.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
bool tolerates(const api::Value &tolerations, const api::Value &taint);

} // namespace orrery::scheduler
