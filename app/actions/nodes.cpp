// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/nodes.h"

namespace orrery::actions {

using api::Value;

Call cordonCall(const cluster::Kind &kind, const api::Key &node, bool cordoned)
{
    Call call = patchCall(kind, node, Value().withPath({"spec", "unschedulable"}, cordoned ? Value(true) : Value()));
    call.kubectl = QStringLiteral("kubectl %1 %2").arg(cordoned ? QStringLiteral("cordon") : QStringLiteral("uncordon"), QString::fromUtf8(node.name));
    return call;
}

Call powerCall(const api::Key &machine, bool on)
{
    const cluster::Kind kind{client::gvr::machines, "Machine", false, {}, {}, "Machine"};
    return patchCall(kind, machine, Value().withPath({"spec", "powerState"}, on ? "On" : "Off"));
}

} // namespace orrery::actions
