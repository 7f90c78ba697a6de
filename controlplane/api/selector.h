// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <optional>

namespace orrery::api {

/// A label selector, from a query string ("app=web,tier in (a,b),!x") or from a metav1.LabelSelector. Empty selects everything.
/// Thread: any; a value.
class LabelSelector final
{
public:
    struct Requirement
    {
        enum class Operator { In, NotIn, Exists, DoesNotExist, GreaterThan, LessThan };
        QByteArray key;
        Operator op = Operator::Exists;
        QList<QByteArray> values;
    };
    static Result<LabelSelector> parse(QByteArrayView text); ///< Errors: BadRequest
    /// matchLabels and matchExpressions. Null selects nothing, empty everything, as in Kubernetes. Errors: Invalid
    static Result<LabelSelector> fromValue(const Value &labelSelector);
    static LabelSelector fromMap(const Value &labels); ///< a Service's spec.selector: all of them equal
    bool isEmpty() const { return m_requirements.isEmpty() && !m_nothing; }
    bool matches(const Value &labels) const;
    QByteArray text() const; ///< in the query form
    const QList<Requirement> &requirements() const { return m_requirements; }

private:
    QList<Requirement> m_requirements;
    bool m_nothing = false; ///< made of null: matches nothing
};

/// A field selector: "metadata.name=x,status.phase!=Running". Which fields a kind has is the kind's business.
class FieldSelector final
{
public:
    struct Requirement { QByteArray field; QByteArray value; bool equal = true; };
    static Result<FieldSelector> parse(QByteArrayView text); ///< Errors: BadRequest
    bool isEmpty() const { return m_requirements.isEmpty(); }
    const QList<Requirement> &requirements() const { return m_requirements; }
    bool matches(const Object &object) const; ///< dotted paths into the document
    std::optional<QByteArray> exact(QByteArrayView field) const; ///< the value that `field` must have, if the selector says so
    QByteArray text() const;

private:
    QList<Requirement> m_requirements;
};

} // namespace orrery::api
