// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/schema.h"

namespace orrery::test {

/// Objects with every field of the schema's table set: by the types alone, the same in every run. What is in them is valid for the codecs
/// only, not for a kind's validation. A type that holds itself does so once.
class FullObject final
{
public:
    using Field = api::Schema::Field;
    using Kind = api::Schema::Kind;
    using Type = api::Schema::Type;
    using Value = api::Value;

    static Value of(const Type &type, const QByteArray &apiVersion, const QByteArray &kind)
    {
        Value document = FullObject().object(type);
        std::vector<api::Member> members{{"apiVersion", apiVersion}, {"kind", kind}};
        for (const api::Member &member : document.members())
            members.push_back(member);
        return Value::object(std::move(members));
    }

private:
    Value object(const Type &type)
    {
        m_within.append(&type);
        std::vector<api::Member> members;
        for (const Field &field : type.fields) {
            if (field.number == 0 || (holds(field) && m_within.count(holds(field)) > (isSchema(*holds(field)) ? 1 : 0)))
                continue;
            members.push_back({Value(field.name), value(field)});
        }
        m_within.removeLast();
        return Value::object(std::move(members));
    }

    static const Type *holds(const Field &field) { return field.nested ? holds(*field.nested) : field.type; }
    static bool isSchema(const Type &type) { return type.name.contains(".JSONSchemaProps"); }

    Value value(const Field &field)
    {
        if (field.kind == Kind::List)
            return Value::array({element(field), element(field)});
        if (field.kind == Kind::Map)
            return Value::object({{"a" + number(), element(field)}, {"b" + number(), element(field)}});
        return plain(field.kind, field);
    }
    Value element(const Field &field) { return field.nested ? value(*field.nested) : plain(field.element, field); }

    Value plain(Kind kind, const Field &field)
    {
        ++m_count;
        switch (kind) {
        case Kind::String:
            return field.enumValues.isEmpty() ? Value("text-" + number()) : Value(field.enumValues.constLast());
        case Kind::Boolean:
            return true;
        case Kind::Int32:
            return m_count;
        case Kind::Int64:
            return Value(qint64(m_count) << 33);
        case Kind::Double:
            return m_count + 0.5;
        case Kind::Bytes:
            return ("bytes " + number()).toBase64();
        case Kind::Byte:
            return m_count % 256;
        case Kind::Quantity:
            return QByteArray::number(2 * m_count + 1) + "Mi"; // canonical
        case Kind::IntOrString:
            return m_count % 2 ? Value(m_count) : Value("port-" + number());
        case Kind::Time:
            return "2026-01-02T03:04:05Z";
        case Kind::MicroTime:
            return "2026-01-02T03:04:05.000678Z";
        case Kind::Duration:
            return "1h2m3.5s";
        case Kind::FieldsV1:
            return Value::object({{"f:metadata", Value::object({{"f:labels", Value::object({{".", Value::object({})}})}})}});
        case Kind::RawExtension:
            return Value::object({{"apiVersion", "example.com/v1"}, {"kind", "Thing"}, {"list", Value::array({1, "b", Value()})}});
        case Kind::Any:
            return Value::object({{"any", Value::array({true, 1.5, "text", Value()})}});
        case Kind::Reference:
            return field.type->either == Type::Either::No ? object(*field.type) : either(*field.type);
        case Kind::List:
        case Kind::Map:
            break;
        }
        return {};
    }

    /// By turns the schema and what may stand for it.
    Value either(const Type &type)
    {
        const Type &props = *api::Schema::builtin().named("apiextensions.k8s.io/v1.JSONSchemaProps");
        const bool schema = m_within.count(&props) < 2;
        if (type.either == Type::Either::SchemaOrBool)
            return schema && m_count % 2 ? object(props) : Value(m_count % 3 > 0);
        if (type.either == Type::Either::SchemaOrStringArray)
            return Value::array({"one", "two"});
        return schema ? Value::array({object(props), Value::object({{"type", "string"}})})
                      : Value::object({{"type", "integer"}});
    }

    QByteArray number() const { return QByteArray::number(m_count); }

    QList<const Type *> m_within;
    int m_count = 0;
};

} // namespace orrery::test
