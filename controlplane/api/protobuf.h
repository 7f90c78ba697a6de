// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "controlplane/api/schema.h"

namespace orrery::api {

inline constexpr QByteArrayView protobufMediaType = "application/vnd.kubernetes.protobuf";

/// A document in Kubernetes' binary form (the bytes "k8s\0", then message Unknown{typeMeta, raw}) as the JSON that it stands for, by the
/// schema's field numbers. Go writes every plain member, also when it is empty: a zero that JSON would leave out is left out.
/// Bounded: depth 200, as many values as bytes. Errors: BadRequest (malformed, or a kind that the schema does not know).
Result<Value> parseProtobuf(const Schema &schema, QByteArrayView bytes);

/// The other way, with the same bytes as Kubernetes' own encoder: fields by number, every plain one written, maps in order of their keys.
/// Errors: NotAcceptable (a kind that the schema does not know, or that has no wire form: Table).
Result<QByteArray> toProtobuf(const Schema &schema, const Value &document);
bool hasProtobuf(const Schema &schema, QByteArrayView apiVersion, QByteArrayView kind);

/// One event of a watch: its length in four bytes, then message WatchEvent{type, object}. object: what toProtobuf() made.
QByteArray protobufWatchFrame(WatchEvent::Type type, QByteArrayView object);

} // namespace orrery::api
