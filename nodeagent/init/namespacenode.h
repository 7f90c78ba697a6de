// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <string>

namespace orrery::init {

/// A node in namespaces of this machine instead of a VM: own network, mount, pid, uts and ipc namespaces, joined to the other nodes by a
/// veth pair into the bridge of the hub's network namespace. Inside, the same supervisor runs the same containerd and agent.
/// Needs root. Everything of the node dies with this process, however it ends; its own death follows its parent's. SIGTERM stops the node
/// cleanly, SIGUSR1 at once; both leave no cgroup behind.
/// Beside what the agent reads, the file holds: directory (what the node keeps), seed, containerd, crun, agent (programs), hub (path of the
/// hub's network namespace), bridge, hubInterface (the name of our end there).
/// Call it first thing in main(), before any thread exists. Returns the process's exit code.
int runNamespaceNode(const std::string &configPath);

} // namespace orrery::init
