// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/tunnel.h"

namespace orrery::kubelet {

/// The stream for what is asked: "log", "exec", "attach", "portforward", "dial", "kubelet", "stats"; null if it is none of them.
std::unique_ptr<TunnelStream> makeStream(Tunnel &tunnel, quint32 id, const api::TunnelOpen &open);

} // namespace orrery::kubelet
