// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

namespace orrery::actions {

/// kubectl cordon and uncordon: spec.unschedulable.
Call cordonCall(const cluster::Kind &kind, const api::Key &node, bool cordoned);
/// Pulls a machine's plug, or puts it in again: spec.powerState "Off" or "On".
Call powerCall(const api::Key &machine, bool on);

} // namespace orrery::actions
