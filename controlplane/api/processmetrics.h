// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/metrics.h"

namespace orrery::api {

/// process_*: what this process takes of CPU, memory and file descriptors, read when somebody asks. Thread: any.
void countProcess(Metrics &metrics);

} // namespace orrery::api
