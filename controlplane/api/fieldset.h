// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

namespace orrery::api {

/// A set of an object's fields, as metadata.managedFields keeps them (KEP-555): held as its FieldsV1 document, so that
/// storing one costs nothing and what two sets have in common is shared. Members: "f:name", `k:{"name":"x"}`, `v:"x"`,
/// "i:0"; "." says that the field itself is meant and not only what is in it; sorted by their text. Does not: know the
/// schema (see apply.h). Thread: any; a value.
class FieldSet final
{
public:
    FieldSet() = default;
    /// Of a document that is known to be sorted: made by this class, or read from the store.
    explicit FieldSet(Value fieldsV1)
        : m_fields(fieldsV1.isEmpty() ? Value() : std::move(fieldsV1))
    {
    }
    /// Of a client's document, made canonical. Errors: BadRequest.
    static Result<FieldSet> parse(const Value &fieldsV1);

    bool isEmpty() const { return m_fields.isNull(); }
    Value document() const; ///< {} for the empty set
    bool identical(const FieldSet &other) const { return m_fields.identical(other.m_fields); }
    bool operator==(const FieldSet &other) const { return m_fields == other.m_fields; }

    [[nodiscard]] FieldSet united(const FieldSet &other) const;
    [[nodiscard]] FieldSet minus(const FieldSet &other) const; ///< the very fields only, not what is in them
    [[nodiscard]] FieldSet intersected(const FieldSet &other) const;
    [[nodiscard]] FieldSet onlyBelow(QByteArrayView member) const; ///< of the root: "f:status"
    [[nodiscard]] FieldSet withoutBelow(QByteArrayView member) const;
    /// Every field as Kubernetes words it: `.spec.template.spec.containers[name="web"].image`.
    QList<QByteArray> paths() const;

private:
    Value m_fields; ///< null: the empty set
};

/// What apply.cpp builds sets of: a node is a field and what is in it. Null: neither.
namespace fieldnode {
/// The node of these members (in any order; no "."), being a field itself or not.
Value make(std::vector<Member> children, bool self);
bool isSelf(const Value &node);
} // namespace fieldnode

} // namespace orrery::api
