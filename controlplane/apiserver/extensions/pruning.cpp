// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/schema.h"
#include "controlplane/apiserver/extensions/place.h"
#include "controlplane/apiserver/extensions/structural.h"

#include <QSet>

namespace orrery::extensions {

using namespace api;

namespace {

constexpr qsizetype maxReported = 256;

bool isIdentity(QByteArrayView member)
{
    return member == "apiVersion" || member == "kind" || member == "metadata";
}

/// Members of an embedded object's metadata that metadata has no place for.
Value prunedMetadata(const Value &metadata, const Place &at, QList<QByteArray> *unknown)
{
    static const Schema::Type *type = Schema::builtin().named("meta/v1.ObjectMeta");
    Schema::Report report;
    const auto decoded = Schema::builtin().decode(*type, metadata, &report);
    if (!decoded) // of wrong types: validation's to refuse
        return metadata;
    for (const QByteArray &path : std::as_const(report.unknown)) {
        if (unknown && unknown->size() < maxReported)
            unknown->append(at.text() + '.' + path);
    }
    return *decoded;
}

class Pruner
{
public:
    explicit Pruner(QList<QByteArray> *unknown)
        : m_unknown(unknown)
    {
    }

    Value prune(const Structural &schema, const Value &value, bool isRoot, const Place &at)
    {
        if (value.isArray())
            return array(schema, value, at);
        return value.isObject() ? object(schema, value, isRoot, at) : value;
    }

private:
    Value array(const Structural &schema, const Value &value, const Place &at)
    {
        if (!schema.items && schema.preserves)
            return value;
        static const Structural nothing;
        std::vector<Value> items;
        bool same = true;
        qsizetype i = 0;
        items.reserve(value.items().size());
        for (const Value &item : value.items()) {
            items.push_back(prune(schema.items ? *schema.items : nothing, item, false, {at, i++}));
            same &= items.back().identical(item);
        }
        return same ? value : Value::array(std::move(items));
    }

    Value object(const Structural &schema, const Value &value, bool isRoot, const Place &at)
    {
        std::vector<Member> members;
        bool same = true;
        members.reserve(value.members().size());
        for (const Member &member : value.members()) {
            const QByteArrayView name = member.key();
            if ((isRoot || schema.embedded) && isIdentity(name)) {
                if (!isRoot && name == "metadata" && member.value.isObject()) {
                    members.push_back({member.name, prunedMetadata(member.value, {at, name}, m_unknown)});
                    same &= members.back().value.identical(member.value);
                } else {
                    members.push_back(member);
                }
                continue;
            }
            const Structural *below = schema.property(name);
            if (!below)
                below = schema.additional.get();
            if (below) {
                members.push_back({member.name, prune(*below, member.value, false, {at, name})});
                same &= members.back().value.identical(member.value);
            } else if (schema.preserves || schema.anyMember) {
                members.push_back(member);
            } else {
                same = false;
                if (m_unknown && m_unknown->size() < maxReported)
                    m_unknown->append(Place{at, name}.text());
            }
        }
        return same ? value : Value::object(std::move(members));
    }

    QList<QByteArray> *m_unknown;
};

Value defaulted(const Structural &schema, const Value &value);

Value defaultedArray(const Structural &schema, const Value &value)
{
    if (!schema.items)
        return value;
    std::vector<Value> items;
    bool same = true;
    items.reserve(value.items().size());
    for (const Value &item : value.items()) {
        items.push_back(defaulted(*schema.items, item));
        same &= items.back().identical(item);
    }
    return same ? value : Value::array(std::move(items));
}

Value defaultedObject(const Structural &schema, const Value &value)
{
    std::vector<Member> members;
    bool same = true;
    members.reserve(value.members().size() + 4);
    for (const Member &member : value.members()) {
        const Structural *below = schema.property(member.key());
        if (!below)
            below = schema.additional.get();
        if (member.value.isNull() && below && !below->nullable) {
            same = false;
            if (!below->defaultValue.isNull())
                members.push_back({member.name, defaulted(*below, below->defaultValue)});
            continue;
        }
        members.push_back(below ? Member{member.name, defaulted(*below, member.value)} : member);
        same &= members.back().value.identical(member.value);
    }
    if (schema.hasDefaults) {
        constexpr size_t many = 32; // members, from which on looking each up takes too long
        QSet<QByteArray> names;
        for (const Member &member : value.members().size() > many ? value.members() : std::span<const Member>())
            names.insert(member.key().toByteArray());
        const auto has
            = [&](const QByteArray &name) { return names.isEmpty() ? value.contains(name) : names.contains(name); };
        for (const Structural::Property &property : schema.properties) {
            const Value &otherwise = property.schema->defaultValue;
            if (otherwise.isNull() || has(property.name))
                continue;
            same = false;
            members.push_back({property.name, defaulted(*property.schema, otherwise)});
        }
    }
    return same ? value : Value::object(std::move(members));
}

Value defaulted(const Structural &schema, const Value &value)
{
    if (value.isArray())
        return defaultedArray(schema, value);
    return value.isObject() ? defaultedObject(schema, value) : value;
}

} // namespace

Value pruned(const Structural &schema, const Value &document, bool isRoot, QList<QByteArray> *unknown)
{
    return Pruner(unknown).prune(schema, document, isRoot, {});
}

Value withDefaults(const Structural &schema, const Value &document)
{
    return defaulted(schema, document);
}

} // namespace orrery::extensions
