// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <QHash>

#include <deque>

namespace orrery::api {

/// The table of API facts (resources/schema/types.jsonl, compiled in): every type's fields with JSON types, protobuf numbers, list and
/// merge keys, enums, defaults. It drives decoding, pruning, defaulting, merging, OpenAPI, explain and the wire format.
/// Thread: any after load(). Lifetime: the process (Schema::builtin()), immutable.
class Schema final
{
public:
    struct Type;
    enum class Kind : quint8 {
        String, Boolean, Int32, Int64, Double, Bytes, Byte, Any, Quantity, IntOrString, Time, MicroTime, Duration, RawExtension, FieldsV1,
        Reference, List, Map
    };
    struct Field
    {
        QByteArray name;
        Value setName; ///< "f:" and the name, shared by every field set
        Kind kind = Kind::Any; ///< List and Map: of `element`
        Kind element = Kind::Any; ///< what a list or map holds
        const Type *type = nullptr; ///< for Reference, or for element == Reference
        const Field *nested = nullptr; ///< for lists of lists and maps of lists: the inner field
        int number = 0; ///< protobuf; 0: none
        QList<int> wrappers; ///< protobuf: a spliced field lies in messages of these numbers, outermost first
        bool pointer = false, optional = false, required = false, nullable = false, alwaysSerialised = false, closedEnum = false;
        Value defaultValue; ///< null: none
        QList<QByteArray> enumValues;
        QByteArray listType; ///< "atomic", "set", "map", ""
        QList<QByteArray> listMapKeys;
        QByteArray patchStrategy, patchMergeKey; ///< strategic merge: "merge", "replace", "retainKeys"
        bool atomicMap = false, granularStruct = false; ///< server-side apply, where it differs from the type's own
    };
    struct Type
    {
        QByteArray name; ///< "core/v1.Pod", "meta/v1.ObjectMeta"
        std::vector<Field> fields; ///< inlined types spliced in
        QHash<QByteArray, int> index;
        bool atomicStruct = false;
        /// apiextensions' JSONSchemaPropsOr...: the wire has no fields for it, JSON has either form.
        enum class Either : quint8 { No, SchemaOrBool, SchemaOrArray, SchemaOrStringArray } either = Either::No;
        const Field *field(QByteArrayView name) const;
    };

    static const Schema &builtin();
    /// The type behind apiVersion and kind; null if there is none (custom resources).
    const Type *type(QByteArrayView apiVersion, QByteArrayView kind) const;
    const Type *named(QByteArrayView name) const;
    const std::deque<Type> &types() const { return m_types; }

    /// Problems that decoding found, as Kubernetes' strict decoder words them: `unknown field "spec.foo"`.
    struct Report
    {
        QList<QByteArray> unknown; ///< paths
        QList<QByteArray> duplicates; ///< paths
    };
    /// The document as this type reads it: unknown members dropped (and reported), null members dropped, values checked against their JSON
    /// types. Unchanged parts are shared. Errors: BadRequest, with Kubernetes' words ("json: cannot unmarshal string into Go struct field ...").
    Result<Value> decode(const Type &type, const Value &document, Report *report = nullptr) const;
    /// The document with the table's defaults filled in.
    Value withDefaults(const Type &type, const Value &document) const;

private:
    Schema() = default;
    std::deque<Type> m_types;
    QHash<QByteArray, const Type *> m_byName;
    std::deque<Field> m_nested;
};

} // namespace orrery::api
