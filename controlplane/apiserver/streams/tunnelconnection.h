// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/connection.h"
#include "controlplane/apiserver/streams/tunnel.h"

namespace orrery::streams {

/// A stream of a node's tunnel as a connection: channel 0 to the node, channel 1 from it.
ConnectionPtr connectionOver(std::shared_ptr<TunnelStream> stream);

} // namespace orrery::streams
