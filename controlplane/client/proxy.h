// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <QNetworkProxy>

#include <functional>

namespace orrery::client {

/// The proxy that the environment (HTTPS_PROXY for https servers, HTTP_PROXY for others, NO_PROXY; either case) wants for that server, as Go
/// programs such as kubectl read it: this machine itself is always reached directly. Empty: none. Thread: any.
QByteArray proxyOfEnvironment(const QByteArray &server, const std::function<QByteArray(const char *name)> &variable);

/// "http://[user:password@]host[:port]" or "socks5://...", as a socket wants it; empty text: no proxy. Connections are tunnelled (CONNECT).
/// Errors: BadRequest. Thread: any.
api::Result<QNetworkProxy> proxyOf(const QByteArray &url);

} // namespace orrery::client
