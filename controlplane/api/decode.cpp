// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/clock.h"
#include "controlplane/api/quantity.h"
#include "controlplane/api/schema.h"

#include <cmath>
#include <limits>

namespace orrery::api {

using Kind = Schema::Kind;
using Field = Schema::Field;
using Type = Schema::Type;

namespace {

constexpr qsizetype maxReports = 100;

/// A copy of an array or object that begins when the first difference shows; unchanged ones stay shared.
class Rebuilt
{
public:
    explicit Rebuilt(const Value &original)
        : m_original(original)
    {
    }
    void keep(const Member &member)
    {
        if (m_differs)
            m_members.push_back(member);
        else
            ++m_kept;
    }
    void replace(const Member &member, Value value)
    {
        if (value.identical(member.value))
            return keep(member);
        differ();
        m_members.push_back({member.name, std::move(value)});
    }
    void drop() { differ(); }
    Value finish() { return m_differs ? Value::object(std::move(m_members)) : m_original; }

private:
    void differ()
    {
        if (m_differs)
            return;
        m_differs = true;
        const auto members = m_original.members();
        m_members.reserve(members.size());
        m_members.assign(members.begin(), members.begin() + qsizetype(m_kept));
    }
    const Value &m_original;
    std::vector<Member> m_members;
    size_t m_kept = 0;
    bool m_differs = false;
};

QByteArray shortName(const Type &type)
{
    return type.name.sliced(type.name.lastIndexOf('.') + 1);
}

/// The name that Go has for a field's type, for messages.
QByteArray goName(Kind kind, const Type *type)
{
    switch (kind) {
    case Kind::Boolean:
        return "bool";
    case Kind::Int32:
        return "int32";
    case Kind::Int64:
        return "int64";
    case Kind::Double:
        return "float64";
    case Kind::Bytes:
        return "[]uint8";
    case Kind::Byte:
        return "uint8";
    case Kind::Reference: {
        const qsizetype slash = type->name.indexOf('/');
        return type->name.sliced(slash + 1);
    }
    default:
        return "string";
    }
}

QByteArray goName(const Field &field)
{
    if (field.kind != Kind::List && field.kind != Kind::Map)
        return goName(field.kind, field.type);
    const QByteArray inner = field.nested ? goName(*field.nested) : goName(field.element, field.type);
    return (field.kind == Kind::List ? "[]" : "map[string]") + inner;
}

QByteArray jsonName(const Value &value)
{
    switch (value.type()) {
    case Value::Type::Null:
        return "null";
    case Value::Type::False:
    case Value::Type::True:
        return "bool";
    case Value::Type::Integer:
    case Value::Type::Double:
        return "number";
    case Value::Type::InlineString:
    case Value::Type::String:
        return "string";
    case Value::Type::Array:
        return "array";
    case Value::Type::Object:
        return "object";
    }
    return {};
}

class Decoder
{
public:
    Decoder(const Schema &schema, Schema::Report *report)
        : m_schema(schema)
        , m_report(report)
    {
    }

    Result<Value> decodeRoot(const Type &type, const Value &document)
    {
        if (!document.isObject())
            return error(Reason::BadRequest,
                         "json: cannot unmarshal " + jsonName(document) + " into Go value of type "
                             + goName(Kind::Reference, &type));
        return decodeStruct(type, document, Root);
    }

private:
    enum Place { Inside, Root, ListItem }; ///< the latter two may carry apiVersion and kind
    /// One step of the path to where the decoder is; lives on the stack, so that a path costs nothing until it is
    /// printed.
    struct Step
    {
        const Step *outer;
        QByteArrayView name;
        qsizetype index = -1;
    };

    static QByteArray path(const Step *step, bool indexes)
    {
        if (!step)
            return {};
        QByteArray text = path(step->outer, indexes);
        if (step->index >= 0)
            return indexes ? text + '[' + QByteArray::number(step->index) + ']' : text;
        return text.isEmpty() ? step->name.toByteArray() : text + '.' + step->name.toByteArray();
    }

    /// As Go's encoding/json words it: the innermost struct, then the path of members from the root, without indexes.
    Error mismatch(const QByteArray &found, const QByteArray &goType) const
    {
        QByteArray message = "json: cannot unmarshal " + found + " into Go ";
        if (m_struct && m_step)
            message += "struct field " + shortName(*m_struct) + '.' + path(m_step, false);
        else
            message += "value";
        return error(Reason::BadRequest, message + " of type " + goType);
    }

    Error malformed(const QByteArray &message) const
    {
        return error(Reason::BadRequest, path(m_step, true) + ": " + message);
    }

    void reportUnknown(QByteArrayView name)
    {
        if (!m_report || m_report->unknown.size() >= maxReports)
            return;
        const Step step{m_step, name};
        m_report->unknown.append(path(&step, true));
    }

    Result<Value> decodeStruct(const Type &type, const Value &value, Place place = Inside)
    {
        if (type.either != Type::Either::No)
            return decodeEither(type, value);
        if (!value.isObject())
            return mismatch(jsonName(value), goName(Kind::Reference, &type));
        const Type *outerStruct = std::exchange(m_struct, &type);
        Rebuilt result(value);
        for (const Member &member : value.members()) {
            const QByteArrayView name = member.key();
            const Field *field = type.field(name);
            if (!field && place != Inside && (name == "kind" || name == "apiVersion")) {
                if (!member.value.isString() && !member.value.isNull())
                    return error(Reason::BadRequest,
                                 "json: cannot unmarshal " + jsonName(member.value) + " into Go struct field "
                                     + shortName(type) + '.' + name.toByteArray() + " of type string");
                result.keep(member);
                continue;
            }
            if (!field) {
                reportUnknown(name);
                result.drop();
                continue;
            }
            if (member.value.isNull()) {
                result.drop();
                continue;
            }
            const Step step{m_step, name};
            m_step = &step;
            // A list's items are whole objects, and so are a StatefulSet's claims.
            const bool isItems = (place == Root && name == "items") || name == "volumeClaimTemplates";
            auto decoded = decodeField(*field, member.value, isItems ? ListItem : Inside);
            m_step = step.outer;
            if (!decoded)
                return std::move(decoded).error();
            result.replace(member, std::move(decoded).value());
        }
        m_struct = outerStruct;
        return result.finish();
    }

    Result<Value> decodeEither(const Type &type, const Value &value)
    {
        const Type *schema = m_schema.named("apiextensions.k8s.io/v1.JSONSchemaProps");
        if (value.isObject())
            return decodeStruct(*schema, value);
        if (type.either == Type::Either::SchemaOrBool && value.isBool())
            return value;
        if (!value.isArray() || type.either == Type::Either::SchemaOrBool)
            return mismatch(jsonName(value), goName(Kind::Reference, &type));
        Field item;
        item.kind = Kind::List;
        item.element = type.either == Type::Either::SchemaOrArray ? Kind::Reference : Kind::String;
        item.type = schema;
        return decodeList(item, value, Inside);
    }

    Result<Value> decodeField(const Field &field, const Value &value, Place place)
    {
        if (field.kind == Kind::List)
            return decodeList(field, value, place);
        if (field.kind == Kind::Map)
            return decodeMap(field, value);
        return decodePlain(field.kind, field.type, value, place);
    }

    Result<Value> decodeElement(const Field &field, const Value &value, Place place)
    {
        if (value.isNull())
            return zero(field);
        return field.nested ? decodeField(*field.nested, value, place)
                            : decodePlain(field.element, field.type, value, place);
    }

    /// What Go makes of a null in a list or a map.
    static Value zero(const Field &field)
    {
        switch (field.element) {
        case Kind::Reference:
            return field.type->either == Type::Either::No ? Value::object(std::vector<Member>()) : Value();
        case Kind::Boolean:
            return false;
        case Kind::Int32:
        case Kind::Int64:
        case Kind::Double:
        case Kind::Byte:
            return 0;
        case Kind::String:
        case Kind::Bytes:
            return "";
        case Kind::Quantity:
            return "0";
        default:
            return {};
        }
    }

    Result<Value> decodeList(const Field &field, const Value &value, Place place)
    {
        if (!value.isArray())
            return mismatch(jsonName(value), goName(field));
        std::vector<Value> items;
        bool differs = false;
        const auto all = value.items();
        for (size_t i = 0; i < all.size(); ++i) {
            const Step step{m_step, {}, qsizetype(i)};
            m_step = &step;
            auto decoded = decodeElement(field, all[i], place);
            m_step = step.outer;
            if (!decoded)
                return std::move(decoded).error();
            if (!differs && !decoded->identical(all[i])) {
                differs = true;
                items.reserve(all.size());
                items.assign(all.begin(), all.begin() + qsizetype(i));
            }
            if (differs)
                items.push_back(std::move(decoded).value());
        }
        return differs ? Value::array(std::move(items)) : value;
    }

    Result<Value> decodeMap(const Field &field, const Value &value)
    {
        if (!value.isObject())
            return mismatch(jsonName(value), goName(field));
        Rebuilt result(value);
        for (const Member &member : value.members()) {
            const Step step{m_step, member.key()};
            m_step = &step;
            // Go's messages leave map keys out of the path; to say which one is of more use.
            auto decoded = decodeElement(field, member.value, Inside);
            m_step = step.outer;
            if (!decoded)
                return std::move(decoded).error();
            result.replace(member, std::move(decoded).value());
        }
        return result.finish();
    }

    Result<Value> decodePlain(Kind kind, const Type *type, const Value &value, Place place)
    {
        switch (kind) {
        case Kind::Reference:
            return decodeStruct(*type, value, place);
        case Kind::String:
            return value.isString() ? Result<Value>(value) : mismatch(jsonName(value), "string");
        case Kind::Boolean:
            return value.isBool() ? Result<Value>(value) : mismatch(jsonName(value), "bool");
        case Kind::Int32:
            return decodeInteger(value, std::numeric_limits<qint32>::min(), std::numeric_limits<qint32>::max(),
                                 "int32");
        case Kind::Byte:
            return decodeInteger(value, 0, 255, "uint8");
        case Kind::Int64:
            return decodeInteger(value, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(),
                                 "int64");
        case Kind::Double:
            return value.isNumber() ? Result<Value>(value) : mismatch(jsonName(value), "float64");
        case Kind::Bytes:
            return decodeBytes(value);
        case Kind::Quantity:
            return decodeQuantity(value);
        case Kind::IntOrString:
            if (value.isString())
                return value;
            return decodeInteger(value, std::numeric_limits<qint32>::min(), std::numeric_limits<qint32>::max(),
                                 "int32");
        case Kind::Time:
        case Kind::MicroTime:
            if (!value.isString())
                return mismatch(jsonName(value), "string");
            if (!parseTime(value.text()))
                return malformed("parsing time \""
                                 + value.text().first(std::min<qsizetype>(value.text().size(), 64)).toByteArray()
                                 + "\" as \"2006-01-02T15:04:05Z07:00\": it is not RFC 3339");
            return value;
        case Kind::Duration:
            return value.isString() ? Result<Value>(value) : mismatch(jsonName(value), "string");
        case Kind::FieldsV1:
            return value.isObject() ? Result<Value>(value) : mismatch(jsonName(value), "v1.FieldsV1");
        case Kind::Any:
        case Kind::RawExtension:
        case Kind::List:
        case Kind::Map:
            break;
        }
        return value;
    }

    Result<Value> decodeInteger(const Value &value, qint64 lowest, qint64 highest, const char *goType) const
    {
        if (!value.isNumber())
            return mismatch(jsonName(value), goType);
        if (!value.isInteger() || value.integer() < lowest || value.integer() > highest)
            return mismatch("number " + toJson(value), goType);
        return value;
    }

    Result<Value> decodeQuantity(const Value &value) const
    {
        if (!value.isString() && !value.isNumber())
            return mismatch(jsonName(value), "string");
        const auto quantity = Quantity::parse(value.isString() ? value.text() : QByteArrayView(toJson(value)));
        if (!quantity)
            return malformed(quantity.error().message);
        const QByteArray canonical = quantity->text();
        return value.isString() && value.text() == canonical ? value : Value(canonical);
    }

    Result<Value> decodeBytes(const Value &value) const
    {
        if (!value.isString())
            return mismatch(jsonName(value), "[]uint8");
        qsizetype count = 0, padding = 0;
        const QByteArrayView text = value.text();
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '\n' || c == '\r')
                continue;
            const bool digit
                = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
            padding += c == '=';
            if ((c != '=' && !digit) || (digit && padding) || padding > 2)
                return malformed("illegal base64 data at input byte " + QByteArray::number(i));
            ++count;
        }
        if (count % 4 != 0)
            return malformed("illegal base64 data at input byte " + QByteArray::number(text.size()));
        return value;
    }

    const Schema &m_schema;
    Schema::Report *m_report;
    const Step *m_step = nullptr;
    const Type *m_struct = nullptr;
};

} // namespace

Result<Value> Schema::decode(const Type &type, const Value &document, Report *report) const
{
    return Decoder(*this, report).decodeRoot(type, document);
}

} // namespace orrery::api
