// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/place.h"
#include "controlplane/apiserver/extensions/structural.h"

#include "controlplane/apiserver/resources/validation.h"

#include <QSet>

#include <cmath>

namespace orrery::extensions {

using namespace api;
using resources::FieldErrors;
using resources::Path;

namespace {

constexpr qsizetype maxErrors = 200;
constexpr qint64 maxSteps = 5'000'000; ///< values looked at, by however many rules

constexpr qint64 maxMatchSteps = 100'000; ///< see compilePattern()

using Type = Structural::Type;

const char *typeName(const Value &value)
{
    switch (value.type()) {
    case Value::Type::Null:
        return "null";
    case Value::Type::False:
    case Value::Type::True:
        return "boolean";
    case Value::Type::Integer:
        return "integer";
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
    return "";
}

const char *typeName(Type type)
{
    static constexpr const char *names[] = {"", "array", "boolean", "integer", "number", "object", "string"};
    return names[int(type)];
}

bool isWhole(const Value &value)
{
    return value.isInteger()
        || (value.isNumber() && std::isfinite(value.number()) && std::trunc(value.number()) == value.number());
}

bool isOf(Type type, const Value &value)
{
    switch (type) {
    case Type::None:
        return true;
    case Type::Array:
        return value.isArray();
    case Type::Boolean:
        return value.isBool();
    case Type::Integer:
        return isWhole(value);
    case Type::Number:
        return value.isNumber();
    case Type::Object:
        return value.isObject();
    case Type::String:
        return value.isString();
    }
    return false;
}

/// As Go prints a float64 with %v.
QByteArray shown(double number)
{
    if (std::trunc(number) == number && std::abs(number) < 1e15)
        return QByteArray::number(qint64(number));
    return QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
}

qsizetype characters(QByteArrayView text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return (uchar(c) & 0xc0) != 0x80; });
}

/// The same text for equal values.
void canonical(const Value &value, QByteArray &out)
{
    if (value.isArray()) {
        out += '[';
        for (const Value &item : value.items()) {
            canonical(item, out);
            out += ',';
        }
        out += ']';
    } else if (value.isObject()) {
        std::vector<const Member *> members;
        for (const Member &member : value.members())
            members.push_back(&member);
        std::sort(members.begin(), members.end(),
                  [](const Member *a, const Member *b) { return a->key().compare(b->key()) < 0; });
        out += '{';
        for (const Member *member : members) {
            appendJson(out, member->name);
            out += ':';
            canonical(member->value, out);
            out += ',';
        }
        out += '}';
    } else if (value.isNumber() && isWhole(value) && std::abs(value.number()) < 9e15) {
        out += QByteArray::number(qint64(value.number()));
    } else {
        appendJson(out, value);
    }
}

class Validator
{
public:
    explicit Validator(FieldErrors &errors)
        : m_errors(errors)
    {
    }

    void check(const Structural &schema, const Value &value, const Value &old, const Place &at)
    {
        if (!old.isNull() && (value.identical(old) || value == old)) // it was good enough before
            return;
        judge(schema, value, at);
        if (full())
            return;
        if (value.isObject())
            members(schema, value, old, at);
        else if (value.isArray())
            items(schema, value, old, at);
    }

private:
    bool full()
    {
        if (m_steps > maxSteps && !m_tooMuch) {
            m_tooMuch = true;
            m_errors.invalid(Path("<nil>"), "", "the object is too large to be validated by this schema");
        }
        return m_tooMuch || m_errors.size() > (m_onlyWhether ? 0 : maxErrors);
    }

    void invalid(const Place &at, const Value &value, const QByteArray &detail)
    {
        const QByteArray path = at.text();
        m_errors.invalid(Path(path), value, path + " in body " + detail);
    }

    /// What the schema says of this very value; of its members and items, see below.
    void judge(const Structural &schema, const Value &value, const Place &at)
    {
        m_steps += 1 + qint64(schema.enumeration.size()) / 8 + schema.required.size() * value.size() / 16;
        if (value.isNull() && (schema.nullable || schema.type == Type::None))
            return;
        if (schema.intOrString ? !isWhole(value) && !value.isString() : !isOf(schema.type, value)) {
            wrongType(schema, value, at);
            return;
        }
        if (!schema.enumeration.empty()
            && std::find(schema.enumeration.begin(), schema.enumeration.end(), value) == schema.enumeration.end()) {
            QList<QByteArray> supported;
            for (const Value &one : schema.enumeration)
                supported.append(one.isString() ? one.bytes() : toJson(one));
            m_errors.notSupported(Path(at.text()), value, supported);
        }
        if (value.isNumber())
            number(schema, value, at);
        else if (value.isString())
            string(schema, value, at);
        else if (value.isArray())
            array(schema, value, at);
        else if (value.isObject())
            object(schema, value, at);
        combined(schema, value, at);
    }

    void wrongType(const Structural &schema, const Value &value, const Place &at)
    {
        const QByteArray path = at.text(), was = typeName(value);
        const QByteArray wanted = schema.intOrString ? QByteArray("integer,string") : QByteArray(typeName(schema.type));
        m_errors.typeInvalid(Path(path), was, path + " in body must be of type " + wanted + ": \"" + was + '"');
    }

    void number(const Structural &schema, const Value &value, const Place &at)
    {
        const double number = value.number();
        if (schema.maximum && (schema.exclusiveMaximum ? number >= *schema.maximum : number > *schema.maximum))
            invalid(at, value,
                    (schema.exclusiveMaximum ? "should be less than " : "should be less than or equal to ")
                        + shown(*schema.maximum));
        if (schema.minimum && (schema.exclusiveMinimum ? number <= *schema.minimum : number < *schema.minimum))
            invalid(at, value,
                    (schema.exclusiveMinimum ? "should be greater than " : "should be greater than or equal to ")
                        + shown(*schema.minimum));
        if (schema.multipleOf && *schema.multipleOf > 0) {
            const double times = number / *schema.multipleOf;
            if (std::abs(times - std::round(times)) > 1e-9 * std::max(1.0, std::abs(times)))
                invalid(at, value, "should be a multiple of " + shown(*schema.multipleOf));
        }
        const bool narrow = schema.format == "int32" && (number > 2147483647.0 || number < -2147483648.0);
        if (narrow || (schema.format == "int64" && !value.isInteger() && std::abs(number) >= 9.3e18)) {
            const QByteArray path = at.text();
            m_errors.typeInvalid(Path(path), value,
                                 path + " in body must be of type " + schema.format + ": \"" + toJson(value) + '"');
        }
    }

    void string(const Structural &schema, const Value &value, const Place &at)
    {
        const QByteArrayView text = value.text();
        if (schema.maxLength && characters(text) > *schema.maxLength)
            m_errors.tooLong(Path(at.text()), int(std::min<qint64>(*schema.maxLength, INT_MAX)));
        if (schema.minLength && characters(text) < *schema.minLength)
            invalid(at, value, "should be at least " + QByteArray::number(*schema.minLength) + " chars long");
        if (!schema.patternText.isEmpty()) {
            const auto match = schema.pattern.match(QString::fromUtf8(text));
            m_steps += match.isValid() ? text.size() / 16 : maxMatchSteps; // invalid: it went on for too long
            if (!match.hasMatch())
                invalid(at, value, "should match '" + schema.patternText + '\'');
        }
        if (!schema.format.isEmpty() && !hasFormat(schema.format, text)) {
            const QByteArray path = at.text();
            m_errors.typeInvalid(Path(path), value,
                                 path + " in body must be of type " + schema.format + ": " + toJson(value));
        }
    }

    void array(const Structural &schema, const Value &value, const Place &at)
    {
        const qsizetype count = value.size();
        if (schema.maxItems && count > *schema.maxItems)
            m_errors.tooMany(Path(at.text()), count, int(*schema.maxItems));
        if (schema.minItems && count < *schema.minItems)
            invalid(at, value, "should have at least " + QByteArray::number(*schema.minItems) + " items");
        const bool isSet = schema.listType == "set" || schema.uniqueItems;
        if (!isSet && schema.listType != "map")
            return;
        QSet<QByteArray> seen;
        qsizetype index = 0;
        for (const Value &item : value.items()) {
            m_steps += 1 + item.size();
            if (full())
                return;
            Value key = item;
            if (!isSet) {
                std::vector<Member> keys;
                for (const QByteArray &name : schema.listMapKeys) {
                    if (item.contains(name))
                        keys.push_back({name, item[name]});
                }
                key = Value::object(std::move(keys));
            }
            QByteArray text;
            canonical(key, text);
            if (seen.contains(text))
                m_errors.duplicate(Path(Place(at, index).text()), key);
            seen.insert(text);
            ++index;
        }
    }

    void object(const Structural &schema, const Value &value, const Place &at)
    {
        const qsizetype count = value.size();
        if (schema.maxProperties && count > *schema.maxProperties)
            m_errors.tooMany(Path(at.text()), count, int(*schema.maxProperties));
        if (schema.minProperties && count < *schema.minProperties)
            invalid(at, value, "should have at least " + QByteArray::number(*schema.minProperties) + " properties");
        for (const QByteArray &name : schema.required) {
            if (!value.contains(name))
                m_errors.required(Path(Place(at, name).text()));
        }
        if (!schema.embedded)
            return;
        for (const char *name : {"apiVersion", "kind"}) {
            if (value[name].text().isEmpty())
                m_errors.required(Path(Place(at, name).text()), "must not be empty");
        }
        if (const Value &metadata = value["metadata"]; metadata.isObject()) {
            resources::validateLabels(m_errors, Path(at.text()) / "metadata" / "labels", metadata["labels"]);
            resources::validateAnnotations(m_errors, Path(at.text()) / "metadata" / "annotations",
                                           metadata["annotations"]);
        } else if (!metadata.isNull()) {
            static const Structural wanted = [] {
                Structural schema;
                schema.type = Type::Object;
                return schema;
            }();
            wrongType(wanted, metadata, {at, "metadata"});
        }
    }

    /// Whether the value has nothing against this schema, its members and items included.
    bool fits(const Structural &schema, const Value &value)
    {
        FieldErrors found;
        Validator inner(found);
        inner.m_steps = m_steps;
        inner.m_onlyWhether = true;
        inner.check(schema, value, {}, {});
        m_steps = inner.m_steps;
        m_tooMuch |= inner.m_tooMuch;
        return found.isEmpty();
    }

    void combined(const Structural &schema, const Value &value, const Place &at)
    {
        const auto quoted = [&at] { return '"' + at.text() + '"'; };
        const auto against = [this](const QByteArray &detail) { m_errors.invalid(Path("<nil>"), "", detail); };
        if (!schema.anyOf.empty()
            && std::ranges::none_of(schema.anyOf, [&](const auto &one) { return fits(*one, value); }) && !full()) {
            against(quoted() + " must validate at least one schema (anyOf)");
            if (!full())
                check(*schema.anyOf.front(), value, {}, at);
        }
        if (!schema.oneOf.empty()) {
            const auto count = std::ranges::count_if(schema.oneOf, [&](const auto &one) { return fits(*one, value); });
            if (count != 1 && !full()) {
                against(quoted() + " must validate one and only one schema (oneOf). "
                        + (count ? "Found " + QByteArray::number(qsizetype(count)) + " valid alternatives"
                                 : QByteArray("Found none valid")));
                if (!count && !full())
                    check(*schema.oneOf.front(), value, {}, at);
            }
        }
        for (const auto &one : schema.allOf) {
            if (full())
                return;
            check(*one, value, {}, at);
        }
        if (schema.negated && fits(*schema.negated, value) && !full())
            against(quoted() + " must not validate the schema (not)");
    }

    void members(const Structural &schema, const Value &value, const Value &old, const Place &at)
    {
        constexpr size_t many = 32; // members, from which on looking each up takes too long
        QHash<QByteArrayView, const Value *> before;
        for (const Member &member : old.members().size() > many ? old.members() : std::span<const Member>())
            before.insert(member.key(), &member.value);
        const auto was = [&](QByteArrayView name) {
            const Value *found = before.isEmpty() ? old.find(name) : before.value(name);
            return found ? *found : Value();
        };
        for (const Member &member : value.members()) {
            if (full())
                return;
            const Structural *below = schema.property(member.key());
            if (!below)
                below = schema.additional.get();
            if (below)
                check(*below, member.value, was(member.key()), {at, member.key()});
        }
    }

    void items(const Structural &schema, const Value &value, const Value &old, const Place &at)
    {
        if (!schema.items)
            return;
        // Items of a list with keys are the same ones as before if their keys are.
        QHash<QByteArray, const Value *> before;
        const auto keyOf = [&schema](const Value &item) {
            QByteArray text;
            for (const QByteArray &key : schema.listMapKeys) {
                canonical(item[key], text);
                text += ',';
            }
            return text;
        };
        if (schema.listType == "map") {
            for (const Value &item : old.items())
                before.insert(keyOf(item), &item);
        }
        qsizetype index = 0;
        for (const Value &item : value.items()) {
            if (full())
                return;
            const Value *was = before.isEmpty() ? nullptr : before.value(keyOf(item));
            check(*schema.items, item, was ? *was : Value(), {at, index++});
        }
    }

    FieldErrors &m_errors;
    qint64 m_steps = 0;
    bool m_tooMuch = false;
    bool m_onlyWhether = false; ///< the first error is enough
};

} // namespace

void validate(FieldErrors &errors, const Path &path, const Structural &schema, const Value &value, const Value &old)
{
    Validator(errors).check(schema, value, old, Place::root(path.text()));
}

} // namespace orrery::extensions
