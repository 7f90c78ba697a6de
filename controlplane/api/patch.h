// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"

namespace orrery::api {

enum class PatchType { Json, Merge, StrategicMerge, Apply };
QByteArray contentType(PatchType type); ///< "application/strategic-merge-patch+json"
std::optional<PatchType> patchType(QByteArrayView contentType);

/// RFC 7386. Shares what it does not touch.
Value mergePatch(const Value &document, const Value &patch);
/// RFC 6902. Errors: BadRequest (malformed), Invalid (a test fails, a path is missing). Bounded: 10,000 operations.
Result<Value> jsonPatch(const Value &document, const Value &operations);
/// Kubernetes' strategic merge: merge keys from the schema, $patch, $deleteFromPrimitiveList/x, $setElementOrder/x, $retainKeys.
/// type may be null (custom resources: not supported by Kubernetes either). Errors: BadRequest, UnsupportedMediaType.
Result<Value> strategicMergePatch(const Schema &schema, const Schema::Type *type, const Value &document, const Value &patch);
/// What turns `from` into `to` by RFC 7386: the smallest patch for a typed client's update.
Value mergeDiff(const Value &from, const Value &to);

} // namespace orrery::api
