// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/init/config.h"
#include "nodeagent/init/supervisor.h"

#include <string>

namespace orrery::init {

/// Where a node keeps what: the same in a VM and in namespaces but for the paths.
struct Paths
{
    std::string containerd = "/usr/bin/containerd";
    std::string crun = "/usr/bin/crun";
    std::string agent = "/usr/bin/orrery-node";
    std::string seed = "/usr/share/orrery/seed"; ///< containerd's store with the images of the package
    std::string config; ///< the agent's configuration file
    std::string containerdRoot = "/var/lib/containerd";
    std::string containerdState = "/run/containerd";
    std::string logs = "/var/log"; ///< containerd.log
    std::string cniBin = "/usr/lib/cni", cniConf = "/run/orrery/cni";
    bool restricted = false; ///< no CAP_SYS_RESOURCE and perhaps no huge pages: a node in namespaces
};

/// containerd.log keeps only warnings. Writes `<state>/config.toml`, seeds the store on the first start, and gives the two services.
Service containerdService(const Paths &paths);
Service agentService(const Paths &paths, bool toConsole);
/// nameserver into a resolv.conf of that path; empty: none known.
void writeResolvConf(const std::string &path, const std::string &nameserver);
/// What the network of a node needs in its own network namespace: address, default route, forwarding.
bool configureNetwork(const Config &config);

} // namespace orrery::init
