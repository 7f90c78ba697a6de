// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/accept.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources {

/// The form that a client's Accept header asks for. Thread: any; a value.
struct Form
{
    enum class Kind : quint8 { Object, Table, Partial };
    enum class Include : quint8 { Metadata, Object, None };
    Kind kind = Kind::Object;
    Include include = Include::Metadata; ///< of a Table's rows
    api::WireForm wire = api::WireForm::Json;
    bool beta = false; ///< meta.k8s.io/v1beta1
    bool causes = false; ///< watch frames carry their cause
    bool pretty = false;

    bool isPlain() const { return kind == Kind::Object && wire == api::WireForm::Json && !pretty; }
    /// What tells the frames of watches apart.
    quint8 key() const
    {
        return quint8(int(kind) | int(include) << 2 | int(beta) << 4 | int(causes) << 5
                      | int(wire == api::WireForm::Protobuf) << 6);
    }
    QByteArray streamType() const; ///< the content type of a watch
};

/// What the answer may be in.
struct Offer
{
    bool protobuf = true; ///< the kind has that form (as PartialObjectMetadata every kind has)
    bool watch = false; ///< a stream of events
    static Offer of(const Resource &resource, const Subresource *subresource = nullptr);
};

/// Errors: NotAcceptable.
api::Result<Form> negotiate(const api::Request &request, Offer offer);

/// The object in that form (a Table of one row, a PartialObjectMetadata, itself).
api::Object inForm(const Form &form, const Resource &resource, const api::Object &object, qint64 now);
api::Response respond(const Form &form, const Resource &resource, const api::Object &object, int status, qint64 now);
api::Response respond(const Form &form, const Resource &resource, api::ObjectList list, qint64 now);
/// Any other document (Scale, Status, a review).
api::Response respond(const Form &form, const api::Object &object, int status);
/// One event of a watch, as bytes: of an object that is inForm() already.
QByteArray watchFrame(const Form &form, const api::WatchEvent &event, const api::Cause &cause);

} // namespace orrery::resources
