// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/authorization.h"

namespace orrery::chain {

/// The node's name behind user system:node:<name> of group system:nodes; empty for anybody else.
QByteArray nodeName(const api::User &user);

/// What a node's agent may do: read the network's objects, its own pods and what those name; write its own Node, Lease,
/// pods' status, events, certificate requests and tunnel. Source: kubernetes.io, Using Node Authorization.
Decision nodeAuthorizer(const store::Store &store, const Question &question);

} // namespace orrery::chain
