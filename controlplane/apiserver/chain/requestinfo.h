// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"

namespace orrery::chain {

/// What a request asks for, read off its method and path: the attributes that authorization, admission and routing
/// share. Thread: any; a value.
struct RequestInfo
{
    bool isResource = false; ///< below /api/<version>/ or /apis/<group>/<version>/ and naming a resource
    QByteArray verb; ///< "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"; else the
                     ///< method in lower case
    api::Gvr gvr;
    QByteArray ns, name, subresource;
    QByteArray rest; ///< what follows the subresource ("proxy/a/b": "a/b")
    QByteArray path; ///< as requested, without the query

    bool isWrite() const { return verb != "get" && verb != "list" && verb != "watch"; }
};

/// Errors: BadRequest (a malformed percent escape).
api::Result<RequestInfo> requestInfo(const api::Request &request);

} // namespace orrery::chain
