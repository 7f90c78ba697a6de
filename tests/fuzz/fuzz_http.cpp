// SPDX-License-Identifier: GPL-3.0-only
#include "tests/fuzz/fuzz.h"

#include "controlplane/api/accept.h"
#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/apiserver/http/head.h"

using namespace orrery;

/// The head of a request, as it comes from the wire, and what is read off it.
void fuzz(QByteArrayView input)
{
    auto head = http::parseHead(input);
    if (!head)
        return;
    check(head->path.startsWith('/') && !head->path.contains('\n') && !head->path.contains(' '));
    api::Request request;
    request.method = head->method;
    request.path = head->path;
    request.query = api::Query(head->query);
    check(api::Query(request.query.encoded()).encoded() == request.query.encoded());
    if (const auto info = chain::requestInfo(request)) {
        check(!info->name.contains('/') && !info->ns.contains('/') && !info->gvr.resource.contains('/'));
        check(!info->name.contains('\0') && !info->ns.contains('\0'));
    }
    const auto ranges = api::parseAccept(head->headers.value("accept"));
    for (qsizetype i = 1; i < ranges.size(); ++i)
        check(ranges[i - 1].weight >= ranges[i].weight);
    http::acceptsGzip(head->headers.value("accept-encoding"));
}
