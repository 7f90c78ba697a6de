// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobuf.h"

#include "controlplane/api/clock.h"

#include <bit>

namespace orrery::api {

namespace {

using Field = Schema::Field;
using Kind = Schema::Kind;
using Type = Schema::Type;

Error malformed(QByteArray why)
{
    return error(Reason::BadRequest, "the body of the request is not valid protobuf: " + why);
}

/// One field of a message as it is on the wire: a number, or bytes.
struct WireField
{
    int number = 0;
    bool isBytes = false;
    quint64 integer = 0;
    QByteArrayView bytes;
};

/// Reads a message field by field. https://protobuf.dev/programming-guides/encoding/
class Wire final
{
public:
    explicit Wire(QByteArrayView bytes) : m_rest(bytes) { }
    bool atEnd() const { return m_rest.isEmpty(); }

    Result<WireField> next()
    {
        ORRERY_TRY(tag, varint());
        WireField field;
        field.number = int(std::min<quint64>(tag >> 3, INT_MAX));
        if (field.number == 0)
            return malformed("field number 0");
        switch (tag & 7) {
        case 0: {
            ORRERY_TRY(value, varint());
            field.integer = value;
            return field;
        }
        case 1:
            return fixed(field, 8);
        case 2: {
            ORRERY_TRY(length, varint());
            if (length > quint64(m_rest.size()))
                return malformed("a length runs beyond the end");
            field.isBytes = true;
            field.bytes = m_rest.first(qsizetype(length));
            m_rest = m_rest.sliced(qsizetype(length));
            return field;
        }
        case 5:
            return fixed(field, 4);
        default:
            return malformed("an unknown wire type");
        }
    }

    Result<quint64> varint()
    {
        quint64 value = 0;
        for (int i = 0; i < 10 && i < m_rest.size(); ++i) {
            const quint8 byte = quint8(m_rest[i]);
            value |= quint64(byte & 0x7f) << (7 * i);
            if (!(byte & 0x80)) {
                m_rest = m_rest.sliced(i + 1);
                return value;
            }
        }
        return malformed("a number does not end");
    }

private:
    Result<WireField> fixed(WireField field, int size)
    {
        if (m_rest.size() < size)
            return malformed("it ends within a number");
        for (int i = 0; i < size; ++i)
            field.integer |= quint64(quint8(m_rest[i])) << (8 * i);
        m_rest = m_rest.sliced(size);
        return field;
    }

    QByteArrayView m_rest;
};

class Decoder final
{
public:
    explicit Decoder(const Schema &schema) : m_schema(schema) { }

    Result<Value> message(const Type &type, QByteArrayView bytes, int depth)
    {
        if (depth > maxDepth)
            return malformed("it is nested too deep");
        Members members(type.fields.size());
        ORRERY_CHECK(into(members, type, {}, bytes, depth));
        std::vector<Member> document;
        for (size_t i = 0; i < type.fields.size(); ++i) {
            const Field &field = type.fields[i];
            Member member { Value(field.name), {} };
            if (field.kind == Kind::List && !members[i].items.empty())
                member.value = Value::array(std::move(members[i].items));
            else if (field.kind == Kind::Map && !members[i].entries.empty())
                member.value = Value::object(std::move(members[i].entries));
            else
                member.value = std::move(members[i].value);
            if (!member.value.isNull() && !isLeftOut(field, member.value))
                document.push_back(std::move(member));
        }
        return Value::object(std::move(document));
    }

private:
    static constexpr int maxDepth = 200;
    struct Gathered
    {
        Value value;
        std::vector<Value> items;
        std::vector<Member> entries;
    };
    using Members = std::vector<Gathered>;

    /// What JSON's omitempty drops: zero values of plain (non-pointer) members.
    static bool isLeftOut(const Field &field, const Value &value)
    {
        if (field.pointer)
            return false;
        if (value.isString())
            return value.text().isEmpty() || (field.kind == Kind::Quantity && value.text() == "0" && field.optional);
        if (value.isNumber())
            return value.number() == 0 && field.optional && !field.alwaysSerialised;
        if (value.isBool())
            return !value.boolean() && field.optional && !field.alwaysSerialised;
        return false;
    }

    /// The fields of `type` that lie in this message: those whose wrappers are exactly `within`; a wrapper's own number leads further in.
    Result<> into(Members &members, const Type &type, const QList<int> &within, QByteArrayView bytes, int depth)
    {
        Wire wire(bytes);
        while (!wire.atEnd()) {
            ORRERY_TRY(field, wire.next());
            if (++m_values > maxValues)
                return malformed("it has too many values");
            bool wrapper = false;
            for (size_t i = 0; i < type.fields.size(); ++i) {
                const Field &candidate = type.fields[i];
                if (candidate.wrappers == within && candidate.number == field.number) {
                    ORRERY_CHECK(gather(members[i], candidate, field, depth));
                    wrapper = false;
                    break;
                }
                wrapper = wrapper || leadsInto(candidate.wrappers, within, field.number);
            }
            if (wrapper && field.isBytes) {
                QList<int> deeper = within;
                deeper.append(field.number);
                ORRERY_CHECK(into(members, type, deeper, field.bytes, depth + 1));
            }
        }
        return {};
    }

    static bool leadsInto(const QList<int> &wrappers, const QList<int> &within, int number)
    {
        return wrappers.size() > within.size() && std::equal(within.cbegin(), within.cend(), wrappers.cbegin()) && wrappers[within.size()] == number;
    }

    Result<> gather(Gathered &member, const Field &field, const WireField &wire, int depth)
    {
        switch (field.kind) {
        case Kind::List:
            return gatherItem(member, field, wire, depth);
        case Kind::Map: {
            ORRERY_TRY(entry, mapEntry(field, wire, depth));
            member.entries.push_back(std::move(entry));
            return {};
        }
        default: {
            ORRERY_TRY(value, single(field.kind, field.type, field.nested, wire, depth));
            member.value = std::move(value);
            return {};
        }
        }
    }

    Result<> gatherItem(Gathered &member, const Field &field, const WireField &wire, int depth)
    {
        const bool number = field.element == Kind::Int32 || field.element == Kind::Int64 || field.element == Kind::Boolean;
        if (number && wire.isBytes) { // packed
            Wire packed(wire.bytes);
            while (!packed.atEnd()) {
                ORRERY_TRY(integer, packed.varint());
                ORRERY_TRY(value, single(field.element, nullptr, nullptr, { field.number, false, integer, {} }, depth));
                member.items.push_back(std::move(value));
                if (++m_values > maxValues)
                    return malformed("it has too many values");
            }
            return {};
        }
        ORRERY_TRY(value, single(field.element, field.type, field.nested, wire, depth));
        member.items.push_back(std::move(value));
        return {};
    }

    /// message { 1: key, 2: value }
    Result<Member> mapEntry(const Field &field, const WireField &wire, int depth)
    {
        if (!wire.isBytes)
            return malformed("a map entry is no message");
        Member entry { Value(""), {} };
        Wire message(wire.bytes);
        while (!message.atEnd()) {
            ORRERY_TRY(part, message.next());
            if (part.number == 1) {
                if (!part.isBytes || !part.bytes.isValidUtf8())
                    return malformed("a map's key is not UTF-8");
                entry.name = Value(part.bytes);
            } else if (part.number == 2) {
                ORRERY_TRY(value, single(field.element, field.type, field.nested, part, depth + 1));
                entry.value = std::move(value);
            }
        }
        if (entry.value.isNull() && (field.element == Kind::String || field.element == Kind::Bytes))
            entry.value = Value("");
        return entry;
    }

    Result<Value> single(Kind kind, const Type *type, const Field *nested, const WireField &wire, int depth)
    {
        switch (kind) {
        case Kind::Boolean:
            return Value(wire.integer != 0);
        case Kind::Int32:
        case Kind::Byte:
            return Value(qint64(qint32(wire.integer)));
        case Kind::Int64:
            return Value(qint64(wire.integer));
        case Kind::Double:
            return Value(std::bit_cast<double>(wire.integer));
        default:
            break;
        }
        if (!wire.isBytes)
            return malformed("field " + QByteArray::number(wire.number) + " has the wrong wire type");
        switch (kind) {
        case Kind::String:
            if (!wire.bytes.isValidUtf8())
                return malformed("a string is not UTF-8");
            return Value(wire.bytes);
        case Kind::Bytes:
            return Value(wire.bytes.toByteArray().toBase64());
        case Kind::Reference:
            return message(*type, wire.bytes, depth + 1);
        case Kind::List: { // a list within a map or a list: message { 1: items }
            Gathered inner;
            Wire list(wire.bytes);
            while (nested && !list.atEnd()) {
                ORRERY_TRY(item, list.next());
                ORRERY_CHECK(gatherItem(inner, *nested, item, depth + 1));
            }
            return Value::array(std::move(inner.items));
        }
        default:
            return special(kind, wire.bytes);
        }
    }

    /// The types with messages of their own; see resources/schema/README.md for their fields.
    Result<Value> special(Kind kind, QByteArrayView bytes)
    {
        quint64 first = 0, second = 0;
        QByteArrayView text;
        Wire message(bytes);
        while (!message.atEnd()) {
            ORRERY_TRY(part, message.next());
            if (part.isBytes)
                text = part.bytes;
            else
                (part.number == 1 ? first : second) = part.integer;
        }
        switch (kind) {
        case Kind::Quantity:
            return Value(text);
        case Kind::IntOrString:
            return first == 0 ? Value(qint64(qint32(second))) : Value(text);
        case Kind::Time:
        case Kind::MicroTime: {
            if (first == 0 && second == 0)
                return Value(); // Go's zero time
            const qint64 microseconds = qint64(first) * 1'000'000 + qint64(second) / 1000;
            return Value(kind == Kind::Time ? formatTime(microseconds) : formatMicroTime(microseconds));
        }
        case Kind::Duration:
            return Value(QByteArray::number(double(qint64(first)) / 1e9, 'g', 17) + 's');
        case Kind::RawExtension:
        case Kind::FieldsV1:
        case Kind::Any:
            return text.isEmpty() ? Result<Value>(Value()) : parseJson(text);
        default:
            return malformed("a type that has no wire form");
        }
    }

    const Schema &m_schema;
    qsizetype m_values = 0;
    static constexpr qsizetype maxValues = 1'000'000;
};

} // namespace

Result<Value> parseProtobuf(const Schema &schema, QByteArrayView bytes)
{
    constexpr QByteArrayView magic("k8s\0", 4);
    if (!bytes.startsWith(magic))
        return malformed("it does not begin with k8s");
    QByteArray apiVersion, kind;
    QByteArrayView raw;
    Wire unknown(bytes.sliced(magic.size()));
    while (!unknown.atEnd()) {
        ORRERY_TRY(field, unknown.next());
        if (field.number == 1 && field.isBytes) {
            Wire typeMeta(field.bytes);
            while (!typeMeta.atEnd()) {
                ORRERY_TRY(part, typeMeta.next());
                (part.number == 1 ? apiVersion : kind) = part.bytes.toByteArray();
            }
        } else if (field.number == 2 && field.isBytes) {
            raw = field.bytes;
        }
    }
    // Options of a request (DeleteOptions, ...) may be said in any group's version; they are the same type in each.
    const Schema::Type *type = schema.type(apiVersion, kind);
    if (!type)
        type = schema.named("meta/v1." + kind);
    if (!type)
        return error(Reason::BadRequest, "no kind \"" + kind + "\" is registered for version \"" + apiVersion + '"');
    ORRERY_TRY(document, Decoder(schema).message(*type, raw, 0));
    std::vector<Member> members { { "apiVersion", apiVersion }, { "kind", kind } };
    for (const Member &member : document.members())
        members.push_back(member);
    return Value::object(std::move(members));
}

} // namespace orrery::api
