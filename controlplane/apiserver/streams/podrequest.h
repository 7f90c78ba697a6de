// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/api/tunnel.h"

namespace orrery::streams {

// What a client's query means for this pod, with Kubernetes' defaults and refusals. Pure functions.

/// The container that a request is about: the named one, else kubectl.kubernetes.io/default-container's, else the only one.
/// Errors: BadRequest.
api::Result<QByteArray> chooseContainer(const api::Object &pod, const QByteArray &name);

/// Errors: BadRequest, Invalid.
api::Result<api::TunnelOpen> logRequest(const api::Object &pod, const api::Query &query);
api::Result<api::TunnelOpen> execRequest(const api::Object &pod, const api::Query &query);
api::Result<api::TunnelOpen> attachRequest(const api::Object &pod, const api::Query &query);
api::TunnelOpen portForwardRequest(const api::Object &pod, int port);
/// The `ports` of a WebSocket port-forward, comma-separated or repeated. Errors: BadRequest (none, too many, not 1 to 65535).
api::Result<QList<int>> forwardedPorts(const api::Query &query);

} // namespace orrery::streams
