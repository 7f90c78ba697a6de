// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <memory>

namespace orrery::providers {

/// A network namespace with a bridge that the nodes in namespaces plug into, and a tap device in that bridge whose other end is ours: the
/// way to the switch, and so to its gateway. It has no name in the file system; it is gone when the last descriptor is closed.
/// Needs root. Thread: create() starts a thread of its own for a moment, because a network namespace belongs to a thread.
class Hub final
{
public:
    static constexpr const char *bridge = "br0";
    static api::Result<std::unique_ptr<Hub>> create();
    ~Hub();
    QByteArray path() const; ///< what a child of ours opens to enter the namespace
    int takeTap(); ///< the tap's descriptor, once

private:
    Hub(int nameSpace, int tap) : m_namespace(nameSpace), m_tap(tap) { }
    int m_namespace, m_tap;
};

} // namespace orrery::providers
