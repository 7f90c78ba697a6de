// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/httpcall.h"

namespace orrery::streams {

// What a proxy request means, and what of a server's answer goes to the client. Pure functions.

/// "name", "name:port" or "scheme:name:port".
struct SchemeNamePort
{
    QByteArray scheme, name, port;
    bool operator==(const SchemeNamePort &) const = default;
};
std::optional<SchemeNamePort> splitSchemeNamePort(const QByteArray &id);

/// The request's path up to and with "/proxy", and what follows it: both as they were sent. rest is empty or begins
/// with '/'. What is to be reached: resource "pods", "services" or "nodes", and id with scheme and port as it is in the
/// path.
struct ProxyPath
{
    QByteArray prefix, rest, resource, ns, id;
};
ProxyPath splitProxyPath(const QByteArray &path);

/// What the server gets: the client's request without what was meant for us (credentials, impersonation) and for this
/// connection alone.
HttpRequest proxyRequest(const api::Request &request, const QByteArray &rest);

/// What the client gets: the answer's head without what is for the server's connection alone, and with redirections
/// that lead back through the proxy. Length and chunks are left to who writes it.
api::Response proxyAnswer(const api::Response &head, const QByteArray &prefix, const QByteArray &host);

/// A page with its links to absolute paths led through the proxy.
QByteArray rewriteLinks(const QByteArray &html, const QByteArray &prefix);

} // namespace orrery::streams
