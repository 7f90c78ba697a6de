// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/nodeconfig.h"

namespace orrery::kubelet {

/// What the kernel says about the machine. Thread: any.
struct MachineInfo
{
    int cpus = 1;
    qint64 memory = 0, memoryAvailable = 0; ///< bytes
    qint64 disk = 0, diskAvailable = 0; ///< bytes, of the data folder's file system
    qint64 processes = 0, maxProcesses = 0;
    QByteArray kernel, osImage, machineId, bootId, architecture;

    /// The configuration's cpus and memory take the place of the kernel's.
    static MachineInfo read(const NodeConfig &config);
};

} // namespace orrery::kubelet
