// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// The form that a client's Accept header asks for. Thread: any; a value.
struct Form
{
    enum class Kind : quint8 { Object, Table, Partial };
    enum class Include : quint8 { Metadata, Object, None };
    Kind kind = Kind::Object;
    Include include = Include::Metadata; ///< of a Table's rows
    bool yaml = false;
    bool beta = false; ///< meta.k8s.io/v1beta1
    bool causes = false; ///< watch frames carry their cause
    bool pretty = false;

    bool isPlain() const { return kind == Kind::Object && !yaml && !pretty; }
    quint8 key() const { return quint8(int(kind) | int(include) << 2 | int(beta) << 4 | int(causes) << 5); }
};

/// Errors: NotAcceptable.
api::Result<Form> negotiate(const api::Request &request);

/// The object in that form (a Table of one row, a PartialObjectMetadata, itself).
api::Object inForm(const Form &form, const Resource &resource, const api::Object &object, qint64 now);
api::Response respond(const Form &form, const Resource &resource, const api::Object &object, int status, qint64 now);
api::Response respond(const Form &form, const Resource &resource, api::ObjectList list, qint64 now);
/// Any other document (Scale, Status, a review): only yaml and pretty count.
api::Response respond(const Form &form, const api::Object &object, int status);

} // namespace orrery::resources
