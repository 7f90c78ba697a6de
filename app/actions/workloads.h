// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"

namespace orrery::actions {

/// kubectl scale: the scale subresource, so that the right to scale is enough.
Call scaleCall(const cluster::Kind &kind, const api::Key &key, int replicas);
/// kubectl rollout restart: an annotation on the pod template. now: microseconds since the epoch.
Call restartCall(const cluster::Kind &kind, const api::Key &key, qint64 now);
/// kubectl rollout pause and resume.
Call pauseCall(const cluster::Kind &kind, const api::Key &key, bool paused);

} // namespace orrery::actions
