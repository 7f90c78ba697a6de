// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobuf.h"

#include "controlplane/api/clock.h"

#include <bit>
#include <cstring>

namespace orrery::api {

using Kind = Schema::Kind;
using Field = Schema::Field;
using Type = Schema::Type;

namespace {

constexpr QByteArrayView magic("k8s\0", 4);
constexpr int maxDepth = 100;
enum Wire { Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5 };

Error malformed() { return error(Reason::BadRequest, "the protobuf body of the request is malformed"); }

/// One message's fields, in the order they come. ok turns false at the first byte that can't be.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_rest(bytes) { }
    bool next()
    {
        if (m_rest.isEmpty() || !ok)
            return false;
        const quint64 tag = varint();
        number = int(tag >> 3);
        wire = int(tag & 7);
        switch (wire) {
        case Varint: value = varint(); break;
        case Fixed64: value = fixed(8); break;
        case Fixed32: value = fixed(4); break;
        case Length: bytes = take(varint()); break;
        default: ok = false;
        }
        ok = ok && number > 0 && tag >> 3 < (1u << 29);
        return ok;
    }
    bool ok = true;
    int number = 0, wire = 0;
    quint64 value = 0;
    QByteArrayView bytes;

    quint64 varint()
    {
        quint64 out = 0;
        for (int shift = 0; shift < 70 && !m_rest.isEmpty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest = m_rest.sliced(1);
            out |= quint64(byte & 127) << std::min(shift, 63);
            if (byte < 128)
                return out;
        }
        ok = false;
        return 0;
    }
    bool atEnd() const { return m_rest.isEmpty(); }

private:
    QByteArrayView take(quint64 size)
    {
        if (size > quint64(m_rest.size())) {
            ok = false;
            return {};
        }
        const QByteArrayView out = m_rest.first(qsizetype(size));
        m_rest = m_rest.sliced(qsizetype(size));
        return out;
    }
    quint64 fixed(int size)
    {
        quint64 out = 0;
        const QByteArrayView raw = take(quint64(size));
        for (qsizetype i = raw.size(); i-- > 0;)
            out = out << 8 | static_cast<unsigned char>(raw[i]);
        return out;
    }
    QByteArrayView m_rest;
};

QByteArray durationText(qint64 nanoseconds)
{
    // Go's form where it is whole seconds, which is what the API has.
    const qint64 seconds = nanoseconds / 1'000'000'000;
    if (nanoseconds % 1'000'000'000 != 0)
        return QByteArray::number(double(nanoseconds) / 1e9, 'g', 17) + 's';
    QByteArray out;
    if (seconds >= 3600)
        out += QByteArray::number(seconds / 3600) + 'h';
    if (seconds >= 60)
        out += QByteArray::number(seconds / 60 % 60) + 'm';
    return out + QByteArray::number(seconds % 60) + 's';
}

class Decoder
{
public:
    bool ok = true;

    /// The members of a message of `type`, of those fields that lie below the wrappers.
    void message(const Type &type, const QList<int> &wrappers, QByteArrayView bytes, std::vector<Member> &members, int depth)
    {
        if (depth > maxDepth) {
            ok = false;
            return;
        }
        Reader reader(bytes);
        while (ok && reader.next()) {
            const Field *field = nullptr;
            bool wraps = false;
            for (const Field &candidate : type.fields) {
                const qsizetype level = wrappers.size();
                if (candidate.wrappers.size() < level || candidate.wrappers.first(level) != wrappers)
                    continue;
                if (candidate.wrappers.size() == level ? candidate.number == reader.number : candidate.wrappers[level] == reader.number) {
                    field = &candidate;
                    wraps = candidate.wrappers.size() > level;
                    break;
                }
            }
            if (!field)
                continue; // a newer client's field
            if (wraps)
                message(type, wrappers + QList<int> { reader.number }, reader.bytes, members, depth + 1);
            else
                add(*field, reader, members, depth);
        }
        ok = ok && reader.ok;
    }

private:
    static Member &memberOf(const Field &field, std::vector<Member> &members)
    {
        for (Member &member : members) {
            if (member.key() == field.name)
                return member;
        }
        members.push_back({ Value(field.name), Value() });
        return members.back();
    }

    void add(const Field &field, Reader &reader, std::vector<Member> &members, int depth)
    {
        if (field.kind == Kind::List) {
            std::vector<Value> items;
            const bool packs = reader.wire == Length && (field.element == Kind::Int32 || field.element == Kind::Int64 || field.element == Kind::Boolean);
            if (packs) {
                Reader packed(reader.bytes);
                while (!packed.atEnd() && packed.ok) {
                    Reader one = packed;
                    one.wire = Varint;
                    one.value = packed.varint();
                    items.push_back(scalar(field.element, nullptr, one, depth));
                }
                ok = ok && packed.ok;
            } else {
                items.push_back(field.nested ? nested(*field.nested, reader, depth) : scalar(field.element, field.type, reader, depth));
            }
            Member &member = memberOf(field, members);
            if (member.value.isNull())
                member.value = Value::array(std::move(items));
            else
                for (Value &item : items)
                    member.value = member.value.withAppended(std::move(item));
        } else if (field.kind == Kind::Map) {
            Reader entry(reader.bytes);
            Value key(""), value;
            while (entry.next()) {
                if (entry.number == 1)
                    key = Value(entry.bytes);
                else if (entry.number == 2)
                    value = field.nested ? nested(*field.nested, entry, depth) : scalar(field.element, field.type, entry, depth);
            }
            ok = ok && entry.ok;
            if (value.isNull())
                value = field.element == Kind::String || field.element == Kind::Bytes ? Value("") : Value::object(std::vector<Member>());
            Member &member = memberOf(field, members);
            member.value = member.value.with(key.text(), value);
        } else {
            Value value = scalar(field.kind, field.type, reader, depth);
            const bool zero = value.isNull() || (value.isString() && value.text().isEmpty()) || (value.isInteger() && value.integer() == 0)
                || (value.isBool() && !value.boolean()) || (value.isObject() && value.isEmpty());
            if (zero && !field.pointer && !field.alwaysSerialised)
                return;
            if (!value.isNull())
                memberOf(field, members).value = std::move(value);
        }
    }

    Value nested(const Field &field, const Reader &reader, int depth)
    {
        // Lists of lists: a message whose field 1 repeats.
        std::vector<Member> members;
        Reader inner(reader.bytes);
        while (ok && inner.next())
            add(field, inner, members, depth + 1);
        return members.empty() ? Value::array(std::vector<Value>()) : members.front().value;
    }

    Value scalar(Kind kind, const Type *type, const Reader &reader, int depth)
    {
        const bool wantsBytes = kind != Kind::Boolean && kind != Kind::Int32 && kind != Kind::Int64 && kind != Kind::Byte && kind != Kind::Double;
        if (wantsBytes != (reader.wire == Length)) {
            ok = false;
            return {};
        }
        switch (kind) {
        case Kind::String: return Value(reader.bytes);
        case Kind::Boolean: return Value(reader.value != 0);
        case Kind::Int32: return Value(qint64(qint32(reader.value)));
        case Kind::Byte:
        case Kind::Int64: return Value(qint64(reader.value));
        case Kind::Double: return Value(std::bit_cast<double>(reader.value));
        case Kind::Bytes: return Value(reader.bytes.toByteArray().toBase64());
        case Kind::Quantity: return Value(single(reader.bytes, 1));
        case Kind::IntOrString: {
            Reader inner(reader.bytes);
            qint64 form = 0, number = 0;
            QByteArrayView text;
            while (inner.next()) {
                if (inner.number == 1)
                    form = qint64(inner.value);
                else if (inner.number == 2)
                    number = qint32(inner.value);
                else if (inner.number == 3)
                    text = inner.bytes;
            }
            ok = ok && inner.ok;
            return form == 1 ? Value(text) : Value(number);
        }
        case Kind::Time:
        case Kind::MicroTime: {
            Reader inner(reader.bytes);
            qint64 seconds = 0, nanoseconds = 0;
            while (inner.next())
                (inner.number == 1 ? seconds : nanoseconds) = qint64(inner.value);
            ok = ok && inner.ok;
            if (seconds == 0 && nanoseconds == 0)
                return {};
            if (seconds < -62'135'596'800 || seconds > 253'402'300'799) { // years 1 to 9999
                ok = false;
                return {};
            }
            const qint64 time = seconds * 1'000'000 + nanoseconds / 1000;
            return Value(kind == Kind::Time ? formatTime(time) : formatMicroTime(time));
        }
        case Kind::Duration: {
            Reader inner(reader.bytes);
            qint64 nanoseconds = 0;
            while (inner.next())
                nanoseconds = inner.number == 1 ? qint64(inner.value) : nanoseconds;
            ok = ok && inner.ok;
            return Value(durationText(nanoseconds));
        }
        case Kind::Any:
        case Kind::RawExtension:
        case Kind::FieldsV1: {
            const QByteArrayView raw = single(reader.bytes, 1);
            if (raw.isEmpty())
                return {};
            auto value = isProtobuf(raw) ? parseProtobuf(Schema::builtin(), raw) : parseJson(raw);
            ok = ok && value && depth < maxDepth;
            return value ? *std::move(value) : Value();
        }
        case Kind::Reference: {
            std::vector<Member> members;
            message(*type, {}, reader.bytes, members, depth + 1);
            return Value::object(std::move(members));
        }
        default: ok = false; return {};
        }
    }

    QByteArrayView single(QByteArrayView bytes, int number)
    {
        Reader inner(bytes);
        QByteArrayView out;
        while (inner.next()) {
            if (inner.number == number && inner.wire == Length)
                out = inner.bytes;
        }
        ok = ok && inner.ok;
        return out;
    }
};

class Writer
{
public:
    QByteArray out;
    void varint(quint64 value)
    {
        while (value > 127) {
            out += char((value & 127) | 128);
            value >>= 7;
        }
        out += char(value);
    }
    void number(int field, quint64 value)
    {
        varint(quint64(field) << 3 | Varint);
        varint(value);
    }
    void bytes(int field, QByteArrayView value)
    {
        varint(quint64(field) << 3 | Length);
        varint(quint64(value.size()));
        out += value;
    }
};

class Encoder
{
public:
    QByteArray message(const Type &type, const QList<int> &wrappers, const Value &document)
    {
        Writer writer;
        QList<int> done;
        const qsizetype level = wrappers.size();
        for (const Field &field : type.fields) {
            if (field.wrappers.size() < level || field.wrappers.first(level) != wrappers)
                continue;
            if (field.wrappers.size() > level) {
                const int wrapper = field.wrappers[level];
                if (done.contains(wrapper))
                    continue;
                done.append(wrapper);
                writer.bytes(wrapper, message(type, wrappers + QList<int> { wrapper }, document));
                continue;
            }
            const Value *value = document.find(field.name);
            if (value && !value->isNull() && field.number > 0)
                add(writer, field, *value);
        }
        return writer.out;
    }

private:
    void add(Writer &writer, const Field &field, const Value &value)
    {
        if (field.kind == Kind::List) {
            for (const Value &item : value.items()) {
                if (field.nested) {
                    Writer inner;
                    add(inner, *field.nested, item);
                    writer.bytes(field.number, inner.out);
                } else {
                    scalar(writer, field.number, field.element, field.type, item);
                }
            }
        } else if (field.kind == Kind::Map) {
            for (const Member &member : value.members()) {
                Writer entry;
                entry.bytes(1, member.key());
                if (field.nested)
                    add(entry, *field.nested, member.value);
                else
                    scalar(entry, 2, field.element, field.type, member.value);
                writer.bytes(field.number, entry.out);
            }
        } else {
            scalar(writer, field.number, field.kind, field.type, value);
        }
    }

    void scalar(Writer &writer, int number, Kind kind, const Type *type, const Value &value)
    {
        Writer inner;
        switch (kind) {
        case Kind::String: writer.bytes(number, value.text()); break;
        case Kind::Boolean: writer.number(number, value.boolean() ? 1 : 0); break;
        case Kind::Int32:
        case Kind::Int64:
        case Kind::Byte: writer.number(number, quint64(value.integer())); break;
        case Kind::Double: {
            const quint64 bits = std::bit_cast<quint64>(value.number());
            writer.varint(quint64(number) << 3 | Fixed64);
            for (int i = 0; i < 8; ++i)
                writer.out += char(bits >> (8 * i) & 255);
            break;
        }
        case Kind::Bytes: writer.bytes(number, QByteArray::fromBase64(value.bytes())); break;
        case Kind::Quantity:
            inner.bytes(1, value.isString() ? value.bytes() : toJson(value));
            writer.bytes(number, inner.out);
            break;
        case Kind::IntOrString:
            inner.number(1, value.isString() ? 1 : 0);
            inner.number(2, quint64(value.integer()));
            inner.bytes(3, value.text());
            writer.bytes(number, inner.out);
            break;
        case Kind::Time:
        case Kind::MicroTime:
            if (const auto time = parseTime(value.text())) {
                inner.number(1, quint64(*time / 1'000'000));
                inner.number(2, quint64(*time % 1'000'000 * 1000));
            }
            writer.bytes(number, inner.out);
            break;
        case Kind::Any:
        case Kind::RawExtension:
        case Kind::FieldsV1:
            inner.bytes(1, toJson(value));
            writer.bytes(number, inner.out);
            break;
        case Kind::Reference: writer.bytes(number, message(*type, {}, value)); break;
        default: break; // durations are in no served kind
        }
    }
};

const Type *typeOf(const Schema &schema, QByteArrayView apiVersion, QByteArrayView kind)
{
    if (const Type *type = schema.type(apiVersion, kind))
        return type;
    return schema.named("meta/v1." + kind.toByteArray()); // DeleteOptions and the like, which every group has
}

} // namespace

bool isProtobuf(QByteArrayView bytes)
{
    return bytes.startsWith(magic);
}

Result<Value> parseProtobuf(const Schema &schema, QByteArrayView bytes)
{
    if (!isProtobuf(bytes))
        return malformed();
    Reader reader(bytes.sliced(magic.size()));
    QByteArrayView apiVersion, kind, raw;
    while (reader.next()) {
        if (reader.number == 1 && reader.wire == Length) {
            Reader meta(reader.bytes);
            while (meta.next()) {
                if (meta.wire == Length)
                    (meta.number == 1 ? apiVersion : kind) = meta.bytes;
            }
            reader.ok = meta.ok;
        } else if (reader.number == 2 && reader.wire == Length) {
            raw = reader.bytes;
        }
    }
    if (!reader.ok)
        return malformed();
    const Type *type = typeOf(schema, apiVersion, kind);
    if (!type)
        return error(Reason::BadRequest, "no kind \"" + kind.toByteArray() + "\" is registered for version \"" + apiVersion.toByteArray() + '"');
    std::vector<Member> members { { "apiVersion", Value(apiVersion) }, { "kind", Value(kind) } };
    Decoder decoder;
    decoder.message(*type, {}, raw, members, 0);
    if (!decoder.ok)
        return malformed();
    return Value::object(std::move(members));
}

Result<QByteArray> toProtobuf(const Schema &schema, const Value &document)
{
    const Type *type = typeOf(schema, document["apiVersion"].text(), document["kind"].text());
    if (!type)
        return error(Reason::NotAcceptable, "only the following media types are accepted: application/json, application/yaml");
    Writer meta;
    meta.bytes(1, document["apiVersion"].text());
    meta.bytes(2, document["kind"].text());
    Writer unknown;
    unknown.bytes(1, meta.out);
    unknown.bytes(2, Encoder().message(*type, {}, document));
    unknown.bytes(3, {});
    unknown.bytes(4, {});
    return magic.toByteArray() + unknown.out;
}

} // namespace orrery::api
