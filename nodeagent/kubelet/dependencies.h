// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"
#include "nodeagent/cri/runtime.h"
#include "nodeagent/kubelet/nodeconfig.h"

class QThreadPool;

namespace orrery::kubelet {

/// What a kubelet is given. Everything referred to outlives it; informers, pool and clock may be shared by many
/// kubelets of one thread. Thread: informers belong to the kubelet's thread; the rest is for any.
struct Dependencies
{
    client::Informers &informers; ///< of what is the same for every node: services, other nodes
    client::Client client; ///< speaks for this node
    cri::RuntimeService &runtime;
    cri::ImageService &images;
    const api::Clock &clock;
    QThreadPool &pool; ///< for what blocks: a few threads, however many pods
    NodeConfig node;
};

} // namespace orrery::kubelet
