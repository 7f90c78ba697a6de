// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

namespace orrery::cluster {

/// The group that a pod's siblings share ("default/web"): what they look alike for. A ReplicaSet's name is its Deployment's and
/// the template hash; what runs in kube-system is one group. Thread: any.
QByteArray workloadOf(const api::Object &pod);

} // namespace orrery::cluster
