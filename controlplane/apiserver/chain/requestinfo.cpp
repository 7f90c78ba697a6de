// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/requestinfo.h"

#include "controlplane/api/selector.h"

namespace orrery::chain {

using namespace api;

namespace {

/// One decoded path segment; nothing if an escape is malformed or hides a separator.
std::optional<QByteArray> decoded(QByteArrayView segment)
{
    if (!segment.contains('%'))
        return segment.toByteArray();
    QByteArray out;
    out.reserve(segment.size());
    const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    };
    for (qsizetype i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            out += segment[i];
            continue;
        }
        if (i + 2 >= segment.size() || digit(segment[i + 1]) < 0 || digit(segment[i + 2]) < 0)
            return std::nullopt;
        const char c = char(digit(segment[i + 1]) * 16 + digit(segment[i + 2]));
        if (c == '/' || c == '\0')
            return std::nullopt;
        out += c;
        i += 2;
    }
    return out;
}

QByteArray verbOf(const Request &request, bool named)
{
    const QByteArray &method = request.method;
    if (method == "GET" || method == "HEAD") {
        if (named)
            return "get";
        return request.query.flag("watch") ? "watch" : "list";
    }
    if (method == "POST")
        return "create";
    if (method == "PUT")
        return "update";
    if (method == "PATCH")
        return "patch";
    if (method == "DELETE")
        return named ? "delete" : "deletecollection";
    return method.toLower();
}

} // namespace

Result<RequestInfo> requestInfo(const Request &request)
{
    RequestInfo info;
    info.path = request.path;
    QList<QByteArray> parts;
    QByteArrayView path(request.path);
    qsizetype restStart = -1;
    for (qsizetype i = 0; i < path.size();) {
        if (path[i] == '/') {
            ++i;
            continue;
        }
        qsizetype end = path.indexOf('/', i);
        if (end < 0)
            end = path.size();
        const auto part = decoded(path.sliced(i, end - i));
        if (!part)
            return error(Reason::BadRequest, "the path of the request is not properly escaped");
        if (parts.size() == 10) {
            restStart = i;
            break;
        }
        parts.append(*part);
        i = end;
    }
    qsizetype at = 0;
    if (parts.size() >= 3 && parts[0] == "api") {
        info.gvr.version = parts[1];
        at = 2;
    } else if (parts.size() >= 4 && parts[0] == "apis") {
        info.gvr.group = parts[1];
        info.gvr.version = parts[2];
        at = 3;
    } else {
        info.verb = request.method.toLower();
        return info;
    }
    info.isResource = true;
    // /api/v1/watch/...: how watches were asked for before ?watch=true; still served.
    const bool watches = parts[at] == "watch" && parts.size() > at + 1;
    if (watches)
        ++at;
    if (parts[at] == "namespaces" && at + 1 < parts.size() && info.gvr.group.isEmpty()) {
        // namespaces/<name>[/status|/finalize] is the namespace itself; anything else is below it.
        const bool below = at + 2 < parts.size() && parts[at + 2] != "status" && parts[at + 2] != "finalize";
        info.ns = parts[at + 1];
        if (below)
            at += 2;
    } else if (parts[at] == "namespaces" && at + 2 < parts.size()) {
        info.ns = parts[at + 1];
        at += 2;
    }
    info.gvr.resource = parts[at++];
    if (at < parts.size())
        info.name = parts[at++];
    if (at < parts.size())
        info.subresource = parts[at++];
    while (at < parts.size())
        info.rest += (info.rest.isEmpty() ? "" : "/") + parts[at++];
    if (restStart >= 0)
        info.rest += '/' + path.sliced(restStart).toByteArray();
    info.verb = verbOf(request, !info.name.isEmpty());
    if (watches)
        info.verb = request.method == "GET" || request.method == "HEAD" ? QByteArray("watch") : request.method.toLower();
    // A collection request that can only concern one object is about that object (for authorization).
    if (info.name.isEmpty() && (info.verb == "list" || info.verb == "watch" || info.verb == "deletecollection")
        && request.query.contains("fieldSelector")) {
        if (const auto selector = FieldSelector::parse(request.query.value("fieldSelector")))
            info.name = selector->exact("metadata.name").value_or(QByteArray());
    }
    return info;
}

} // namespace orrery::chain
