// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/scheduler/framework.h"

namespace orrery::scheduler {

/// Every plugin, in the order in which filters are asked.
Plugins makePlugins();

} // namespace orrery::scheduler
