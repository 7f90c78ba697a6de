// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/fieldset.h"
#include "controlplane/api/schema.h"

namespace orrery::api {

// Server-side apply's parts (KEP-555; kubernetes.io/docs/reference/using-api/server-side-apply), driven by the schema's
// list types, list map keys, atomic structs and maps. type is null for custom resources without a schema: then every
// list is atomic and every object granular. What every object's metadata says of its identity (name, uid,
// resourceVersion, ...) is nobody's field. Thread: any; pure functions. Unchanged parts of documents are shared and
// compared by pointer.

/// The fields that an applied configuration says. Errors: InternalError's code without a reason, in Kubernetes' words
/// (items without their key, or twice the same key), which begin with the field's path.
Result<FieldSet> appliedFields(const Schema::Type *type, const Value &configuration);

/// What differs between two versions of a document.
struct FieldChanges
{
    FieldSet changed; ///< new, or of another value
    FieldSet removed;
    bool isEmpty() const { return changed.isEmpty() && removed.isEmpty(); }
};
/// old may be null: a new object.
FieldChanges changedFields(const Schema::Type *type, const Value &old, const Value &now);

/// The live document with the configuration's fields in it: sets and maps are merged item by item, atomics replaced.
Value mergeApplied(const Schema::Type *type, const Value &live, const Value &configuration);

/// The document without the fields that the manager had applied and no longer does: those of `before` which are not in
/// `owned`, the union of what all managers own now. A struct that nobody owns a part of any more goes as a whole.
Value withoutAbandoned(const Schema::Type *type, const Value &document, const FieldSet &before, const FieldSet &owned);

} // namespace orrery::api
