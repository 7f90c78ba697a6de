// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

namespace orrery::providers {

struct KvmResult
{
    bool works = false;
    QByteArray why; ///< for people, where it does not
};

/// Whether /dev/kvm really runs x86-64 code: starts a virtual CPU on a few instructions that a kernel needs (a long loop, a page-table
/// write, SSE2, cmpxchg16b, cpuid), in a child process that ends after 3 s whatever happens. Permission to open the device proves
/// nothing: nested and paravirtual KVMs exist that start a guest and then never get through its boot, without any error.
/// Thread: any; blocks, usually for 20 to 120 ms.
KvmResult probeKvm();

} // namespace orrery::providers
