// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobuf.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/protobufwire.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace orrery::api {

namespace {

using Field = Schema::Field;
using Kind = Schema::Kind;
using Type = Schema::Type;
using WireField = WireReader::Field;

Error malformed(const QByteArray &why)
{
    return malformedProtobuf(why);
}

class Decoder final
{
public:
    explicit Decoder(const Schema &schema) : m_schema(schema) { }

    /// The envelope and what it holds.
    Result<Value> document(QByteArrayView bytes, int depth)
    {
        QByteArray apiVersion, kind;
        QByteArrayView raw;
        WireReader unknown(bytes.sliced(protobufMagic.size()));
        while (!unknown.atEnd()) {
            ORRERY_TRY(field, unknown.next());
            if (field.number == 1 && field.isBytes) {
                WireReader typeMeta(field.bytes);
                while (!typeMeta.atEnd()) {
                    ORRERY_TRY(part, typeMeta.next());
                    (part.number == 1 ? apiVersion : kind) = part.bytes.toByteArray();
                }
            } else if (field.number == 2 && field.isBytes) {
                raw = field.bytes;
            }
        }
        // Options of a request (DeleteOptions, ...) may be said in any group's version; they are the same type in each.
        const Type *type = m_schema.type(apiVersion, kind);
        if (!type)
            type = m_schema.named("meta/v1." + kind);
        if (!type)
            return error(Reason::BadRequest,
                         "no kind \"" + kind + "\" is registered for version \"" + apiVersion + '"');
        ORRERY_TRY(content, message(*WirePlan::of(type), raw, depth + 1));
        std::vector<Member> members { { "apiVersion", apiVersion }, { "kind", kind } };
        for (const Member &member : content.members())
            members.push_back(member);
        return Value::object(std::move(members));
    }

private:
    static constexpr int maxDepth = 200;
    static constexpr qsizetype maxValues = 1'000'000;

    /// What arrived for a field so far.
    struct Slot
    {
        const WirePlan::Step *step = nullptr;
        Value value;
        std::vector<Value> items;
        std::vector<Member> entries;
    };
    using Slots = std::vector<Slot>;

    Result<Value> message(const WirePlan &plan, QByteArrayView bytes, int depth)
    {
        if (plan.type->either != Type::Either::No)
            return either(*plan.type, bytes, depth);
        Slots found;
        ORRERY_CHECK(into(found, plan, bytes, depth));
        std::sort(found.begin(), found.end(), [](const Slot &a, const Slot &b) { return a.step->slot < b.step->slot; });
        std::vector<Member> members;
        members.reserve(found.size());
        for (Slot &slot : found) {
            const Field &field = *slot.step->field;
            Value value = std::move(slot.value);
            if (field.kind == Kind::List)
                value = Value::array(std::move(slot.items));
            else if (field.kind == Kind::Map)
                value = mapOf(std::move(slot.entries));
            if (!value.isNull() && !isLeftOut(field, value))
                members.push_back({slot.step->name, std::move(value)});
        }
        return Value::object(std::move(members));
    }

    /// In order of the keys; of several entries with one key the last counts.
    static Value mapOf(std::vector<Member> entries)
    {
        const auto less = [](const Member &a, const Member &b) { return a.key().compare(b.key()) < 0; };
        if (!std::is_sorted(entries.begin(), entries.end(), less))
            std::stable_sort(entries.begin(), entries.end(), less);
        std::vector<Member> unique;
        unique.reserve(entries.size());
        for (Member &entry : entries) {
            if (!unique.empty() && unique.back().key() == entry.key())
                unique.back() = std::move(entry);
            else
                unique.push_back(std::move(entry));
        }
        return Value::object(std::move(unique));
    }

    /// What JSON's omitempty drops: zero values of plain (non-pointer) members, and structs that hold nothing.
    static bool isLeftOut(const Field &field, const Value &value)
    {
        if (field.pointer)
            return false;
        if (field.kind == Kind::Reference && field.type->either == Type::Either::No)
            return value.isEmpty();
        if (value.isString() && field.kind != Kind::IntOrString)
            return value.text().isEmpty() || (field.kind == Kind::Quantity && value.text() == "0" && field.optional);
        if (value.isNumber())
            return value.number() == 0 && !field.alwaysSerialised;
        if (value.isBool())
            return !value.boolean() && !field.alwaysSerialised;
        return false;
    }

    Result<> into(Slots &found, const WirePlan &plan, QByteArrayView bytes, int depth)
    {
        if (depth > maxDepth)
            return malformed("it is nested too deep");
        WireReader wire(bytes);
        while (!wire.atEnd()) {
            ORRERY_TRY(field, wire.next());
            if (++m_values > maxValues)
                return malformed("it has too many values");
            const WirePlan::Step *step = plan.step(field.number);
            if (!step)
                continue; // of a newer version
            if (step->wrapped) {
                if (field.isBytes)
                    ORRERY_CHECK(into(found, *step->wrapped, field.bytes, depth + 1));
                continue;
            }
            // Mostly the one before: the items of a list come together.
            auto slot = !found.empty() && found.back().step == step
                ? std::prev(found.end())
                : std::find_if(found.begin(), found.end(), [&](const Slot &s) { return s.step == step; });
            if (slot == found.end())
                slot = found.insert(slot, Slot{step, {}, {}, {}});
            ORRERY_CHECK(gather(*slot, field, depth));
        }
        return {};
    }

    Result<> gather(Slot &slot, const WireField &wire, int depth)
    {
        const Field &field = *slot.step->field;
        if (field.kind == Kind::List)
            return gatherItem(slot.items, field, slot.step->message, wire, depth);
        if (field.kind == Kind::Map) {
            ORRERY_TRY(entry, mapEntry(field, slot.step->message, wire, depth));
            slot.entries.push_back(std::move(entry));
            return {};
        }
        ORRERY_TRY(value, single(field.kind, slot.step->message, field.nested, wire, depth));
        slot.value = std::move(value);
        return {};
    }

    Result<> gatherItem(std::vector<Value> &items, const Field &field, const WirePlan *plan, const WireField &wire,
                        int depth)
    {
        const bool number = field.element == Kind::Int32 || field.element == Kind::Int64 || field.element == Kind::Boolean;
        if (number && wire.isBytes) { // packed
            WireReader packed(wire.bytes);
            while (!packed.atEnd()) {
                ORRERY_TRY(integer, packed.varint());
                ORRERY_TRY(value, single(field.element, nullptr, nullptr, { field.number, false, integer, {} }, depth));
                items.push_back(std::move(value));
                if (++m_values > maxValues)
                    return malformed("it has too many values");
            }
            return {};
        }
        ORRERY_TRY(value, single(field.element, plan, field.nested, wire, depth));
        items.push_back(std::move(value));
        return {};
    }

    /// message { 1: key, 2: value }
    Result<Member> mapEntry(const Field &field, const WirePlan *plan, const WireField &wire, int depth)
    {
        if (!wire.isBytes)
            return malformed("a map entry is no message");
        Member entry { Value(""), {} };
        bool has = false;
        WireReader message(wire.bytes);
        while (!message.atEnd()) {
            ORRERY_TRY(part, message.next());
            if (part.number == 1) {
                if (!part.isBytes || !part.bytes.isValidUtf8())
                    return malformed("a map's key is not UTF-8");
                entry.name = Value(part.bytes);
            } else if (part.number == 2) {
                ORRERY_TRY(value, single(field.element, plan, field.nested, part, depth + 1));
                entry.value = std::move(value);
                has = true;
            }
        }
        if (!has) { // Go's zero value
            const WireField nothing { 2, true, 0, {} };
            ORRERY_TRY(value, single(field.element, plan, field.nested, nothing, depth + 1));
            entry.value = std::move(value);
        }
        return entry;
    }

    Result<Value> single(Kind kind, const WirePlan *plan, const Field *nested, const WireField &wire, int depth)
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
            return number(std::bit_cast<double>(wire.integer));
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
            return message(*plan, wire.bytes, depth + 1);
        case Kind::List: { // a list within a map: message { 1: items }
            std::vector<Value> items;
            WireReader list(wire.bytes);
            while (nested && !list.atEnd()) {
                ORRERY_TRY(item, list.next());
                ORRERY_CHECK(gatherItem(items, *nested, WirePlan::of(nested->type), item, depth + 1));
            }
            return Value::array(std::move(items));
        }
        default:
            return special(kind, wire.bytes, depth);
        }
    }

    static Result<Value> number(double value)
    {
        if (!std::isfinite(value))
            return malformed("a number that JSON does not have");
        // JSON does not tell 5 from 5.0, and Go writes the former.
        if (value == std::trunc(value) && std::abs(value) < 9e15)
            return Value(qint64(value));
        return Value(value);
    }

    /// The types with messages of their own; see resources/schema/README.md for their fields.
    Result<Value> special(Kind kind, QByteArrayView bytes, int depth)
    {
        quint64 first = 0, second = 0;
        QByteArrayView text;
        WireReader message(bytes);
        while (!message.atEnd()) {
            ORRERY_TRY(part, message.next());
            if (part.isBytes)
                text = part.bytes;
            else
                (part.number == 1 ? first : second) = part.integer;
        }
        switch (kind) {
        case Kind::Quantity:
            if (!text.isValidUtf8())
                return malformed("a string is not UTF-8");
            return Value(text.isEmpty() ? QByteArrayView("0") : text);
        case Kind::IntOrString:
            if (!text.isValidUtf8())
                return malformed("a string is not UTF-8");
            return first == 0 ? Value(qint64(qint32(second))) : Value(text);
        case Kind::Time:
        case Kind::MicroTime: {
            if (bytes.isEmpty())
                return Value(); // Go's zero time
            constexpr qint64 firstSecond = -62'135'596'800, lastSecond = 253'402'300'799; // of the years 1 to 9999
            if (qint64(first) < firstSecond || qint64(first) > lastSecond || second >= 1'000'000'000)
                return malformed("a time out of range");
            const qint64 microseconds = qint64(first) * 1'000'000 + qint64(second) / 1000;
            return Value(kind == Kind::Time ? formatTime(microseconds) : formatMicroTime(microseconds));
        }
        case Kind::Duration:
            return Value(formatDuration(qint64(first)));
        case Kind::RawExtension:
            if (text.startsWith(protobufMagic)) {
                if (depth > maxDepth)
                    return malformed("it is nested too deep");
                return document(text, depth + 1);
            }
            [[fallthrough]];
        case Kind::FieldsV1:
        case Kind::Any:
            return text.isEmpty() ? Result<Value>(Value()) : parseJson(text);
        default:
            return malformed("a type that has no wire form");
        }
    }

    /// See toProtobuf().
    Result<Value> either(const Type &type, QByteArrayView bytes, int depth)
    {
        if (depth > maxDepth)
            return malformed("it is nested too deep");
        static const WirePlan *plan
            = WirePlan::of(Schema::builtin().named("apiextensions.k8s.io/v1.JSONSchemaProps"));
        const bool orBool = type.either == Type::Either::SchemaOrBool;
        const Kind element = type.either == Type::Either::SchemaOrArray ? Kind::Reference : Kind::String;
        bool allows = false;
        Value schema;
        std::vector<Value> items;
        WireReader wire(bytes);
        while (!wire.atEnd()) {
            ORRERY_TRY(part, wire.next());
            if (++m_values > maxValues)
                return malformed("it has too many values");
            if (orBool && part.number == 1) {
                allows = part.integer != 0;
            } else if (part.number == (orBool ? 2 : 1)) {
                ORRERY_TRY(value, single(Kind::Reference, plan, nullptr, part, depth));
                schema = std::move(value);
            } else if (part.number == 2) {
                ORRERY_TRY(value, single(element, plan, nullptr, part, depth));
                items.push_back(std::move(value));
            }
        }
        if (!items.empty())
            return Value::array(std::move(items));
        return orBool && schema.isNull() ? Value(allows) : schema;
    }

    const Schema &m_schema;
    qsizetype m_values = 0;
};

} // namespace

Result<Value> parseProtobuf(const Schema &schema, QByteArrayView bytes)
{
    if (!bytes.startsWith(protobufMagic))
        return malformed("it does not begin with k8s");
    return Decoder(schema).document(bytes, 0);
}

} // namespace orrery::api
