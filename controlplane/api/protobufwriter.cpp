// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/protobuf.h"

#include "controlplane/api/clock.h"
#include "controlplane/api/protobufwire.h"

#include <QVarLengthArray>

#include <algorithm>
#include <bit>

namespace orrery::api {

namespace {

using Field = Schema::Field;
using Kind = Schema::Kind;
using Type = Schema::Type;
using Slots = QVarLengthArray<const Value *, 64>;

const Value absent;

class Encoder final
{
public:
    explicit Encoder(WireWriter &out) : m_out(out) { }

    /// The fields of a message, without its tag.
    void message(const WirePlan &plan, const Value &document)
    {
        const Type &type = *plan.type;
        if (type.either != Type::Either::No)
            return either(type, document);
        Slots members(qsizetype(type.fields.size()));
        std::fill(members.begin(), members.end(), &absent);
        for (const Member &member : document.members()) {
            const QByteArrayView name = member.key();
            const auto at = type.index.constFind(QByteArray::fromRawData(name.data(), name.size()));
            if (at != type.index.constEnd())
                members[*at] = &member.value;
        }
        fields(plan, members);
    }

private:
    void fields(const WirePlan &plan, const Slots &members)
    {
        for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
            if (!step->wrapped) {
                field(*step, *members[step->slot]);
                continue;
            }
            const qsizetype before = m_out.size();
            fields(*step->wrapped, members);
            m_out.close(step->number, before);
        }
    }

    void field(const WirePlan::Step &step, const Value &value)
    {
        const Field &field = *step.field;
        if (field.kind == Kind::List) {
            const auto items = value.items();
            for (auto item = items.rbegin(); item != items.rend(); ++item)
                single(step.number, field.element, step.message, field.nested, *item);
        } else if (field.kind == Kind::Map) {
            map(step, value);
        } else if (!value.isNull() || !(field.pointer || field.kind == Kind::Bytes || field.kind == Kind::Any)) {
            single(step.number, field.kind, step.message, field.nested, value);
        }
    }

    /// message { 1: key, 2: value }, in order of the keys.
    void map(const WirePlan::Step &step, const Value &value)
    {
        QVarLengthArray<const Member *, 32> entries;
        for (const Member &member : value.members())
            entries.append(&member);
        std::sort(entries.begin(), entries.end(),
                  [](const Member *a, const Member *b) { return a->key().compare(b->key()) < 0; });
        for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
            const qsizetype before = m_out.size();
            single(2, step.field->element, step.message, step.field->nested, (*entry)->value);
            m_out.bytes(1, (*entry)->key());
            m_out.close(step.number, before);
        }
    }

    /// One value that is there; a null one is Go's zero value.
    void single(int number, Kind kind, const WirePlan *plan, const Field *nested, const Value &value)
    {
        switch (kind) {
        case Kind::Boolean:
            return m_out.number(number, value.boolean());
        case Kind::Int32:
        case Kind::Int64:
        case Kind::Byte:
            return m_out.number(number, quint64(value.integer()));
        case Kind::Double:
            return m_out.fixed64(number, std::bit_cast<quint64>(value.number()));
        case Kind::String:
            return m_out.bytes(number, value.text());
        case Kind::Bytes:
            return m_out.bytes(number, QByteArray::fromBase64(value.bytes()));
        default:
            break;
        }
        const qsizetype before = m_out.size();
        switch (kind) {
        case Kind::Reference:
            message(*plan, value);
            break;
        case Kind::List: { // a list within a map: message { 1: items }
            const auto items = value.items();
            for (auto item = items.rbegin(); nested && item != items.rend(); ++item)
                single(1, nested->element, WirePlan::of(nested->type), nested->nested, *item);
            break;
        }
        case Kind::Quantity:
            m_out.bytes(1, value.text().isEmpty() ? QByteArrayView("0") : value.text());
            break;
        case Kind::IntOrString:
            m_out.bytes(3, value.text());
            m_out.number(2, quint64(value.integer()));
            m_out.number(1, value.isString());
            break;
        case Kind::Time:
        case Kind::MicroTime:
            time(kind, value);
            break;
        case Kind::Duration:
            m_out.number(1, quint64(parseDuration(value.text()).value_or(0)));
            break;
        case Kind::RawExtension:
        case Kind::FieldsV1:
        case Kind::Any:
            if (!value.isNull() || kind == Kind::Any)
                m_out.bytes(1, toJson(value));
            break;
        default:
            break;
        }
        m_out.close(number, before);
    }

    /// Go's zero time is an empty message. metav1.Time keeps whole seconds.
    void time(Kind kind, const Value &value)
    {
        const auto microseconds = value.isString() ? parseTime(value.text()) : std::nullopt;
        if (!microseconds)
            return;
        qint64 seconds = *microseconds / 1'000'000, rest = *microseconds % 1'000'000;
        if (rest < 0)
            --seconds, rest += 1'000'000;
        m_out.number(2, kind == Kind::MicroTime ? quint64(rest) * 1000 : 0);
        m_out.number(1, quint64(seconds));
    }

    /// JSONSchemaPropsOrBool { 1: allows, 2: schema }, ...OrArray { 1: schema, 2: schemas }, ...OrStringArray { 1: schema, 2: strings }.
    void either(const Type &type, const Value &value)
    {
        static const WirePlan *plan
            = WirePlan::of(Schema::builtin().named("apiextensions.k8s.io/v1.JSONSchemaProps"));
        const bool orBool = type.either == Type::Either::SchemaOrBool;
        if (value.isObject())
            single(orBool ? 2 : 1, Kind::Reference, plan, nullptr, value);
        if (orBool)
            m_out.number(1, value.isObject() || value.boolean());
        const Kind element = type.either == Type::Either::SchemaOrArray ? Kind::Reference : Kind::String;
        const auto items = value.items();
        for (auto item = items.rbegin(); item != items.rend(); ++item)
            single(2, element, plan, nullptr, *item);
    }

    WireWriter &m_out;
};

/// Options and Status may be said in any group's version; they are the same type in each.
const WirePlan *planOf(const Schema &schema, QByteArrayView apiVersion, QByteArrayView kind)
{
    const Type *type = schema.type(apiVersion, kind);
    return type ? WirePlan::of(type) : nullptr;
}

} // namespace

bool hasProtobuf(const Schema &schema, QByteArrayView apiVersion, QByteArrayView kind)
{
    const WirePlan *plan = planOf(schema, apiVersion, kind);
    return plan && plan->complete;
}

Result<QByteArray> toProtobuf(const Schema &schema, const Value &document)
{
    const Value &apiVersion = document["apiVersion"], &kind = document["kind"];
    const WirePlan *plan = planOf(schema, apiVersion.text(), kind.text());
    if (!plan || !plan->complete)
        return error(Reason::NotAcceptable,
                     "object " + kind.bytes() + " in " + apiVersion.bytes() + " does not implement the protobuf form");
    WireWriter out(4096);
    out.bytes(4, {}); // contentType
    out.bytes(3, {}); // contentEncoding
    qsizetype before = out.size();
    Encoder(out).message(*plan, document);
    out.close(2, before);
    before = out.size();
    out.bytes(2, kind.text());
    out.bytes(1, apiVersion.text());
    out.close(1, before);
    out.raw(protobufMagic);
    return out.finish();
}

QByteArray protobufWatchFrame(WatchEvent::Type type, QByteArrayView object)
{
    WireWriter out(object.size() + 64);
    out.bytes(1, object);
    out.close(2, 0); // RawExtension
    out.bytes(1, eventTypeName(type));
    const quint32 length = quint32(out.size());
    const char bytes[4] = {char(length >> 24), char(length >> 16), char(length >> 8), char(length)};
    out.raw({bytes, 4});
    return out.finish();
}

} // namespace orrery::api
