// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/proxyrequest.h"

namespace orrery::streams {

std::optional<SchemeNamePort> splitSchemeNamePort(const QByteArray &id)
{
    const QList<QByteArray> parts = id.split(':');
    SchemeNamePort result;
    switch (parts.size()) {
    case 1:
        result.name = parts[0];
        break;
    case 2:
        result.name = parts[0];
        result.port = parts[1];
        break;
    case 3:
        result = {parts[0], parts[1], parts[2]};
        break;
    default:
        return std::nullopt;
    }
    if (result.name.isEmpty() || (!result.scheme.isEmpty() && result.scheme != "http" && result.scheme != "https"))
        return std::nullopt;
    return result;
}

ProxyPath splitProxyPath(const QByteArray &path)
{
    qsizetype segments = 5; // /api/v1/nodes/NAME/proxy, /api/v1/namespaces/NS/pods/NAME/proxy
    QList<QByteArray> words;
    qsizetype at = 0;
    while (words.size() < segments && at < path.size()) {
        while (at < path.size() && path[at] == '/')
            ++at;
        const qsizetype start = at;
        while (at < path.size() && path[at] != '/')
            ++at;
        words.append(QByteArray::fromPercentEncoding(path.mid(start, at - start)));
        if (words.size() == 3 && words[2] == "namespaces")
            segments = 7;
    }
    const bool namespaced = segments == 7;
    return {path.left(at), path.mid(at), words.value(namespaced ? 4 : 2), namespaced ? words.value(3) : QByteArray(),
            words.value(namespaced ? 5 : 3)};
}

/// Headers that are for one connection, not for what is asked or answered.
static bool isHopByHop(const QByteArray &name, const QByteArray &connection)
{
    static const QList<QByteArray> fixed{
        "connection", "proxy-connection", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "te",         "trailer",          "upgrade",    "transfer-encoding"};
    if (fixed.contains(name))
        return true;
    for (const QByteArray &word : connection.split(',')) {
        if (word.trimmed().toLower() == name)
            return true;
    }
    return false;
}

/// WebSocket subprotocols without the one that carries the credentials of who can't set headers.
static QByteArray withoutCredentials(const QByteArray &subprotocols)
{
    QList<QByteArray> kept;
    for (const QByteArray &word : subprotocols.split(',')) {
        if (!word.contains("base64url.bearer.authorization.k8s.io"))
            kept.append(word.trimmed());
    }
    return kept.join(", ");
}

HttpRequest proxyRequest(const api::Request &request, const QByteArray &rest)
{
    HttpRequest out;
    out.method = request.method;
    out.target = rest.isEmpty() ? QByteArray("/") : rest;
    const QByteArray query = request.query.encoded();
    if (!query.isEmpty())
        out.target += '?' + query;
    out.host = request.headers.value("host");
    out.body = request.body;
    const QByteArray connection = request.headers.value("connection");
    const QByteArray upgrade = request.headers.value("upgrade");
    out.upgrade = !upgrade.isEmpty() && connection.toLower().contains("upgrade");
    for (const auto &[name, value] : request.headers.fields()) {
        const bool ours = name == "host" || name == "content-length" || name == "expect" || name == "authorization"
            || name.startsWith("impersonate-") || name.startsWith("x-remote-") || name == "x-forwarded-uri"
            || name == "x-forwarded-host" || name == "x-forwarded-proto" || name == "x-forwarded-for";
        if (ours || isHopByHop(name, connection))
            continue;
        const QByteArray passed = name == "sec-websocket-protocol" ? withoutCredentials(value) : value;
        if (!passed.isEmpty() || value.isEmpty())
            out.headers.add(name, passed);
    }
    if (out.upgrade) {
        out.headers.add("connection", "Upgrade");
        out.headers.add("upgrade", upgrade);
    }
    QByteArray forwarded = request.headers.value("x-forwarded-for");
    forwarded += (forwarded.isEmpty() || request.peer.isEmpty() ? "" : ", ") + request.peer;
    if (!forwarded.isEmpty())
        out.headers.add("x-forwarded-for", forwarded);
    out.headers.add("x-forwarded-host", out.host);
    out.headers.add("x-forwarded-proto", "https");
    out.headers.add("x-forwarded-uri", request.path);
    return out;
}

/// A redirection of a server knows nothing of the path that leads to it.
static QByteArray rewriteLocation(const QByteArray &location, const QByteArray &prefix, const QByteArray &host)
{
    QByteArray path = location;
    for (const char *scheme : {"http://", "https://"}) {
        if (location.startsWith(scheme + host + '/'))
            path = location.mid(qsizetype(qstrlen(scheme)) + host.size());
    }
    if (!path.startsWith('/') || path.startsWith("//") || path.startsWith(prefix + '/'))
        return location;
    return prefix + path;
}

api::Response proxyAnswer(const api::Response &head, const QByteArray &prefix, const QByteArray &host)
{
    api::Response out;
    out.status = head.status;
    out.contentType = head.contentType;
    const QByteArray connection = head.headers.value("connection");
    for (const auto &[name, value] : head.headers.fields()) {
        if (head.status == 101 ? name == "content-length" : (isHopByHop(name, connection) || name == "content-length"))
            continue;
        if (name.startsWith("access-control-"))
            continue; // whom this server lets in is not theirs to say
        out.headers.add(name, name == "location" ? rewriteLocation(value, prefix, host) : value);
    }
    return out;
}

QByteArray rewriteLinks(const QByteArray &html, const QByteArray &prefix)
{
    static const QList<QByteArray> linking{"href", "src",  "action",   "formaction", "poster",
                                           "cite", "data", "manifest", "background"};
    QByteArray out;
    out.reserve(html.size() + 256);
    qsizetype at = 0;
    while (at < html.size()) {
        const qsizetype open = html.indexOf('<', at);
        if (open < 0)
            break;
        out += QByteArrayView(html).sliced(at, open - at);
        at = open;
        if (html.mid(open, 4) == "<!--") {
            const qsizetype end = html.indexOf("-->", open);
            if (end < 0)
                break;
            out += QByteArrayView(html).sliced(open, end + 3 - open);
            at = end + 3;
            continue;
        }
        // Within the tag: copy, and put the prefix in front of quoted absolute paths of linking attributes.
        char quote = 0;
        qsizetype nameStart = -1;
        QByteArray name;
        for (; at < html.size(); ++at) {
            const char c = html[at];
            out += c;
            if (quote) {
                if (c == quote)
                    quote = 0;
                continue;
            }
            if (c == '>') {
                ++at;
                break;
            }
            if (c == '"' || c == '\'') {
                quote = c;
                const bool absolute = html.mid(at + 1, 1) == "/" && html.mid(at + 2, 1) != "/";
                if (absolute && linking.contains(name) && !QByteArrayView(html).sliced(at + 1).startsWith(prefix + '/'))
                    out += prefix;
                name.clear();
            } else if (c == '=') {
                if (nameStart >= 0)
                    name = html.mid(nameStart, at - nameStart).trimmed().toLower();
                nameStart = -1;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                nameStart = -1;
            } else if (nameStart < 0) {
                nameStart = at;
            }
        }
    }
    out += QByteArrayView(html).sliced(at);
    return out;
}

} // namespace orrery::streams
