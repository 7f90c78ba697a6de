// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"

namespace orrery::api {

/// application/vnd.kubernetes.protobuf, both ways, by the schema's field numbers: four bytes "k8s\0", then message Unknown with the TypeMeta and
/// the object's own message. What JSON leaves out (empty text that is no pointer, zero times) is left out of the document, too.
/// Bounded like JSON: 100 levels. Thread: any.
bool isProtobuf(QByteArrayView bytes);
/// Errors: BadRequest (malformed, or a kind without a type).
Result<Value> parseProtobuf(const Schema &schema, QByteArrayView bytes);
/// Errors: NotAcceptable (a kind without a type: custom resources have none).
Result<QByteArray> toProtobuf(const Schema &schema, const Value &document);

} // namespace orrery::api
