// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace orrery::init {

/// PID 1 of a node VM, from the initramfs on: boot modules, the shared read-only root (/dev/vda), the machine's own disk (/dev/vdb) on /var,
/// the network from QEMU's fw_cfg entry opt/orrery/node, then containerd and the agent until the power button. Never returns.
/// Nothing is configured from the kernel command line, which every pod can read.
[[noreturn]] void runMachine();

} // namespace orrery::init
