// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/structural.h"

namespace orrery::extensions {

using namespace api;

namespace {

Structural::Type typeNamed(QByteArrayView name)
{
    static const QHash<QByteArray, Structural::Type> types{
        {"array", Structural::Type::Array},     {"boolean", Structural::Type::Boolean},
        {"integer", Structural::Type::Integer}, {"number", Structural::Type::Number},
        {"object", Structural::Type::Object},   {"string", Structural::Type::String},
    };
    return types.value(name.toByteArray(), Structural::Type::None);
}

std::optional<double> numberOf(const Value &value)
{
    return value.isNumber() ? std::optional(value.number()) : std::nullopt;
}

std::optional<qint64> countOf(const Value &value)
{
    return value.isInteger() ? std::optional(value.integer()) : std::nullopt;
}

std::vector<std::unique_ptr<Structural>> readAll(const Value &schemas)
{
    std::vector<std::unique_ptr<Structural>> out;
    for (const Value &schema : schemas.items())
        out.push_back(Structural::read(schema));
    return out;
}

} // namespace

std::unique_ptr<Structural> Structural::read(const Value &schema)
{
    auto owned = std::make_unique<Structural>();
    Structural &out = *owned;
    out.type = typeNamed(schema["type"].text());
    out.nullable = schema["nullable"].boolean();
    out.intOrString = schema["x-kubernetes-int-or-string"].boolean();
    out.embedded = schema["x-kubernetes-embedded-resource"].boolean();
    out.preserves = schema["x-kubernetes-preserve-unknown-fields"].boolean();
    out.format = schema["format"].bytes();
    out.listType = schema["x-kubernetes-list-type"].bytes();
    out.mapType = schema["x-kubernetes-map-type"].bytes();
    for (const Value &key : schema["x-kubernetes-list-map-keys"].items())
        out.listMapKeys.append(key.bytes());
    out.defaultValue = schema["default"];

    out.hasDefaults = !out.defaultValue.isNull();
    const auto adopt = [&out](std::unique_ptr<Structural> below) {
        out.hasDefaults |= below->hasDefaults;
        return below;
    };
    for (const Member &member : schema["properties"].members()) {
        out.index.insert(member.key().toByteArray(), int(out.properties.size()));
        out.properties.push_back({member.key().toByteArray(), adopt(read(member.value))});
    }
    if (const Value *items = schema.find("items"); items && items->isObject())
        out.items = adopt(read(*items));
    if (const Value *additional = schema.find("additionalProperties")) {
        out.anyMember = additional->boolean();
        if (additional->isObject())
            out.additional = adopt(read(*additional));
    }
    if (const Value *negated = schema.find("not"); negated && negated->isObject())
        out.negated = read(*negated);
    out.allOf = readAll(schema["allOf"]);
    out.anyOf = readAll(schema["anyOf"]);
    out.oneOf = readAll(schema["oneOf"]);

    out.maximum = numberOf(schema["maximum"]);
    out.minimum = numberOf(schema["minimum"]);
    out.multipleOf = numberOf(schema["multipleOf"]);
    out.exclusiveMaximum = schema["exclusiveMaximum"].boolean();
    out.exclusiveMinimum = schema["exclusiveMinimum"].boolean();
    out.uniqueItems = schema["uniqueItems"].boolean();
    out.maxLength = countOf(schema["maxLength"]);
    out.minLength = countOf(schema["minLength"]);
    out.maxItems = countOf(schema["maxItems"]);
    out.minItems = countOf(schema["minItems"]);
    out.maxProperties = countOf(schema["maxProperties"]);
    out.minProperties = countOf(schema["minProperties"]);
    out.patternText = schema["pattern"].bytes();
    if (!out.patternText.isEmpty())
        out.pattern = compilePattern(out.patternText);
    for (const Value &one : schema["enum"].items())
        out.enumeration.push_back(one);
    for (const Value &name : schema["required"].items())
        out.required.append(name.bytes());
    return owned;
}

const Structural *Structural::property(QByteArrayView name) const
{
    const auto found = index.constFind(QByteArray::fromRawData(name.data(), name.size()));
    return found == index.constEnd() ? nullptr : properties[size_t(*found)].schema.get();
}

} // namespace orrery::extensions
