// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/registry.h"

#include "controlplane/scheduler/plugins/leastallocated.h"
#include "controlplane/scheduler/plugins/nodeaffinity.h"
#include "controlplane/scheduler/plugins/nodename.h"
#include "controlplane/scheduler/plugins/nodeports.h"
#include "controlplane/scheduler/plugins/noderesourcesfit.h"
#include "controlplane/scheduler/plugins/nodeunschedulable.h"
#include "controlplane/scheduler/plugins/ownerspread.h"
#include "controlplane/scheduler/plugins/tainttoleration.h"

namespace orrery::scheduler {

Plugins makePlugins()
{
    Plugins plugins;
    plugins.filters.push_back(std::make_unique<NodeUnschedulable>());
    plugins.filters.push_back(std::make_unique<NodeName>());
    plugins.filters.push_back(std::make_unique<TaintToleration>());
    plugins.filters.push_back(std::make_unique<NodeAffinity>());
    plugins.filters.push_back(std::make_unique<NodePorts>());
    plugins.filters.push_back(std::make_unique<NodeResourcesFit>());
    plugins.scores.push_back(std::make_unique<TaintTolerationScore>());
    plugins.scores.push_back(std::make_unique<NodeAffinityScore>());
    plugins.scores.push_back(std::make_unique<LeastAllocated>());
    plugins.scores.push_back(std::make_unique<OwnerSpread>());
    return plugins;
}

} // namespace orrery::scheduler
