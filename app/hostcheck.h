// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/clusters/program.h"

namespace orrery {

/// What this machine can do for clusters: virtual machines (KVM, QEMU, libvirt, the node image), memory, disk, nodes in namespaces.
/// folder: where clusters go. Blocks for some tenths of a second; thread: any. Starts no libvirt: asking it can take the embedded driver.
QList<clusters::HostFact> checkHost(const QString &folder);

} // namespace orrery
