// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"
#include "controlplane/apiserver/resources/fielderrors.h"

#include <QHash>
#include <QRegularExpression>

#include <memory>

namespace orrery::extensions {

/// A structural schema (kubernetes.io/docs/tasks/extend-kubernetes/custom-resources), read from its JSON form for use:
/// what is pruned, defaulted and validated by. Reading never fails: what it does not understand it ignores; see
/// schemarules.h for what a schema must be. Thread: any after read(). Lifetime: shared by whoever uses it.
struct Structural
{
    enum class Type : quint8 { None, Array, Boolean, Integer, Number, Object, String };
    struct Property
    {
        QByteArray name;
        std::unique_ptr<Structural> schema;
    };

    static std::unique_ptr<Structural> read(const api::Value &schema);
    const Structural *property(QByteArrayView name) const;

    Type type = Type::None;
    bool nullable = false;
    bool intOrString = false; ///< x-kubernetes-int-or-string
    bool embedded = false; ///< x-kubernetes-embedded-resource
    bool preserves = false; ///< x-kubernetes-preserve-unknown-fields
    bool anyMember = false; ///< additionalProperties: true
    bool hasDefaults = false; ///< here or below
    QByteArray format, listType, mapType;
    QList<QByteArray> listMapKeys;
    api::Value defaultValue; ///< null: none

    std::vector<Property> properties;
    QHash<QByteArray, int> index; ///< of properties
    std::unique_ptr<Structural> items, additional, negated;
    std::vector<std::unique_ptr<Structural>> allOf, anyOf, oneOf;

    std::optional<double> maximum, minimum, multipleOf;
    bool exclusiveMaximum = false, exclusiveMinimum = false, uniqueItems = false;
    std::optional<qint64> maxLength, minLength, maxItems, minItems, maxProperties, minProperties;
    QByteArray patternText;
    QRegularExpression pattern;
    std::vector<api::Value> enumeration;
    QList<QByteArray> required;
};

/// The document without what the schema has no place for; unknown receives the paths of what was dropped. isRoot: of a
/// whole object, whose apiVersion, kind and metadata stay. Parts that stay as they are are shared.
api::Value pruned(const Structural &schema, const api::Value &document, bool isRoot, QList<QByteArray> *unknown);

/// The document with the schema's defaults where there is nothing (or a null that may not be), and without other nulls
/// that may not be. Shares what stays.
api::Value withDefaults(const Structural &schema, const api::Value &document);

/// What the schema's rules find wrong with a value at that path, in Kubernetes' words. old: what was there before, or
/// null: what has not changed is not judged again. Bounded in time and in errors, whatever schema and value are.
void validate(resources::FieldErrors &errors, const resources::Path &path, const Structural &schema,
              const api::Value &value, const api::Value &old = {});

/// A pattern as Go's regexp reads it, in Qt's terms, with a bound on its steps. problem receives why it is none.
QRegularExpression compilePattern(QByteArrayView pattern, QByteArray *problem = nullptr);

/// Whether the text is of that OpenAPI format; formats that nobody knows fit everything.
bool hasFormat(QByteArrayView format, QByteArrayView text);
bool isKnownFormat(QByteArrayView format);

} // namespace orrery::extensions
