// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/schemarules.h"

#include "controlplane/apiserver/extensions/structural.h"
#include "controlplane/apiserver/resources/validation.h"

namespace orrery::extensions {

using namespace api;
using resources::FieldErrors;
using resources::Path;

namespace {

constexpr qsizetype maxErrors = 100;

enum class Level { Root, Field, Item };

const QList<QByteArray> types{"array", "boolean", "integer", "number", "object", "string"};

bool isTrue(const Value &schema, const char *name)
{
    return schema[name].boolean();
}

/// Rules that hold for every schema, at whatever place it stands.
class Rules
{
public:
    Rules(FieldErrors &errors)
        : m_errors(errors)
    {
    }

    void check(const Value &schema, const Path &path, bool isStructure)
    {
        if (m_errors.size() > maxErrors)
            return;
        forbidden(schema, path);
        extensions(schema, path);
        values(schema, path);
        if (isStructure)
            defaults(schema, path);
        below(schema, path, isStructure);
    }

private:
    void forbidden(const Value &schema, const Path &path)
    {
        for (const char *name : {"$ref", "definitions", "dependencies", "patternProperties", "id", "additionalItems"}) {
            const Value &found = schema[name];
            if (!found.isNull() && !(found.isString() && found.text().isEmpty()))
                m_errors.forbidden(path / name, QByteArray(name) + " is not supported");
        }
        if (isTrue(schema, "uniqueItems"))
            m_errors.forbidden(path / "uniqueItems",
                               "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        if (const Value &additional = schema["additionalProperties"]; !additional.isNull()) {
            if (additional.isBool() && !additional.boolean())
                m_errors.forbidden(path / "additionalProperties", "additionalProperties cannot be set to false");
            else if (!schema["properties"].isEmpty())
                m_errors.forbidden(path / "additionalProperties",
                                   "additionalProperties and properties are mutual exclusive");
        }
        if (schema["items"].isArray())
            m_errors.forbidden(path / "items", "items must be a schema object and not an array");
    }

    void extensions(const Value &schema, const Path &path)
    {
        if (const Value &preserve = schema["x-kubernetes-preserve-unknown-fields"];
            preserve.isBool() && !preserve.boolean())
            m_errors.invalid(path / "x-kubernetes-preserve-unknown-fields", preserve, "must be true or undefined");
        const auto needsType = [&](const char *extension, const char *type) {
            const QByteArray why = QByteArray("must be ") + type + " if " + extension + " is specified";
            if (schema["type"].text().isEmpty())
                m_errors.required(path / "type", why);
            else if (schema["type"].text() != type)
                m_errors.invalid(path / "type", schema["type"], why);
        };
        if (const Value &mapType = schema["x-kubernetes-map-type"]; !mapType.isNull()) {
            needsType("x-kubernetes-map-type", "object");
            resources::validateChoice(m_errors, path / "x-kubernetes-map-type", mapType, {"atomic", "granular"});
        }
        const Value &listType = schema["x-kubernetes-list-type"], &keys = schema["x-kubernetes-list-map-keys"];
        if (!listType.isNull()) {
            needsType("x-kubernetes-list-type", "array");
            resources::validateChoice(m_errors, path / "x-kubernetes-list-type", listType, {"atomic", "map", "set"});
        }
        if (!keys.isEmpty() && listType.text() != "map") {
            const char *why = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (listType.isNull())
                m_errors.required(path / "x-kubernetes-list-type", why);
            else
                m_errors.invalid(path / "x-kubernetes-list-type", listType, why);
        }
        if (listType.text() == "map")
            mapList(schema, path, keys);
        else if (listType.text() == "set")
            setList(schema, path);
    }

    void mapList(const Value &schema, const Path &path, const Value &keys)
    {
        const Path keysPath = path / "x-kubernetes-list-map-keys";
        const Value &items = schema["items"];
        if (keys.isEmpty())
            m_errors.required(keysPath, "must not be empty if x-kubernetes-list-type is map");
        if (!items.isObject()) {
            m_errors.required(path / "items", "must have a schema if x-kubernetes-list-type is map");
            return;
        }
        if (items["type"].text() != "object")
            m_errors.invalid(path / "items" / "type", items["type"].text(),
                             "must be object if parent array's x-kubernetes-list-type is map");
        if (isTrue(items, "nullable"))
            m_errors.forbidden(path / "items" / "nullable", "cannot be nullable when x-kubernetes-list-type is map");
        QList<QByteArray> seen;
        for (const Value &key : keys.items()) {
            const QByteArray name = key.bytes();
            if (seen.contains(name)) {
                m_errors.invalid(keysPath, keys, "must not contain duplicate entries");
                continue;
            }
            seen.append(name);
            const Value &property = items["properties"][name];
            const Path at = (path / "items" / "properties").key(name);
            if (property.isNull()) {
                m_errors.invalid(keysPath, keys, "entries must all be names of item properties");
                continue;
            }
            if (property["type"].text() == "array" || property["type"].text() == "object")
                m_errors.invalid(at / "type", property["type"],
                                 "must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (isTrue(property, "nullable"))
                m_errors.forbidden(at / "nullable",
                                   "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            const auto required = items["required"].items();
            if (property["default"].isNull() && std::find(required.begin(), required.end(), key) == required.end())
                m_errors.required(at / "default",
                                  "this property is in x-kubernetes-list-map-keys, so it must have a default or be a "
                                  "required property");
        }
    }

    void setList(const Value &schema, const Path &path)
    {
        const Value &items = schema["items"];
        if (!items.isObject()) {
            m_errors.required(path / "items", "must have a schema if x-kubernetes-list-type is set");
            return;
        }
        if (isTrue(items, "nullable"))
            m_errors.forbidden(path / "items" / "nullable", "cannot be nullable when x-kubernetes-list-type is set");
        const char *why = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (items["type"].text() == "array" && !items["x-kubernetes-list-type"].isNull()
            && items["x-kubernetes-list-type"].text() != "atomic")
            m_errors.invalid(path / "items" / "x-kubernetes-list-type", items["x-kubernetes-list-type"], why);
        if (items["type"].text() != "object")
            return;
        if (items["x-kubernetes-map-type"].isNull())
            m_errors.required(path / "items" / "x-kubernetes-map-type", why);
        else if (items["x-kubernetes-map-type"].text() != "atomic")
            m_errors.invalid(path / "items" / "x-kubernetes-map-type", items["x-kubernetes-map-type"], why);
    }

    void values(const Value &schema, const Path &path)
    {
        const Value &type = schema["type"];
        if (!type.text().isEmpty() && !types.contains(type.text()))
            m_errors.notSupported(path / "type", type, types);
        if (!schema["pattern"].text().isEmpty()) {
            QByteArray problem;
            (void)compilePattern(schema["pattern"].text(), &problem);
            if (!problem.isEmpty())
                m_errors.invalid(path / "pattern", schema["pattern"],
                                 "must be a valid regular expression, but isn't: " + problem);
        }
        for (const char *name : {"maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"}) {
            if (schema[name].integer() < 0)
                m_errors.invalid(path / name, schema[name], "must be greater than or equal to 0");
        }
        if (const Value &multiple = schema["multipleOf"]; multiple.isNumber() && multiple.number() <= 0)
            m_errors.invalid(path / "multipleOf", multiple, "must be greater than 0");
    }

    void defaults(const Value &schema, const Path &path)
    {
        const Value &otherwise = schema["default"];
        if (otherwise.isNull())
            return;
        const auto structural = Structural::read(schema);
        const Path at = path / "default";
        if (!pruned(*structural, otherwise, false, nullptr).identical(otherwise))
            m_errors.invalid(at, otherwise, "must not have unknown fields");
        extensions::validate(m_errors, at, *structural, withDefaults(*structural, otherwise));
    }

    void below(const Value &schema, const Path &path, bool isStructure)
    {
        for (const Member &member : schema["properties"].members())
            check(member.value, (path / "properties").key(member.key()), isStructure);
        for (const char *name : {"items", "additionalProperties"}) {
            if (schema[name].isObject())
                check(schema[name], path / name, isStructure);
        }
        if (schema["not"].isObject())
            check(schema["not"], path / "not", false);
        for (const char *name : {"allOf", "anyOf", "oneOf"}) {
            resources::eachItem(path / name, schema[name],
                                [this](const Value &one, const Path &at) { check(one, at, false); });
        }
    }

    FieldErrors &m_errors;
};

/// Rules of being structural.
class Structure
{
public:
    Structure(FieldErrors &errors)
        : m_errors(errors)
    {
    }

    void check(const Value &schema, const Path &path, Level level)
    {
        if (m_errors.size() > maxErrors)
            return;
        type(schema, path, level);
        if (level == Level::Root || isTrue(schema, "x-kubernetes-embedded-resource"))
            identity(schema, path);
        for (const Member &member : schema["properties"].members())
            check(member.value, (path / "properties").key(member.key()), Level::Field);
        if (schema["items"].isObject())
            check(schema["items"], path / "items", Level::Item);
        else if (schema["type"].text() == "array" && !schema["items"].isArray())
            m_errors.required(path / "items", "must be specified");
        if (schema["additionalProperties"].isObject())
            check(schema["additionalProperties"], path / "additionalProperties", Level::Field);
        eachCombined(schema, path, [&](const Value &one, const Path &at, bool) {
            logical(one, schema, at, path, isIntOrString(schema));
        });
    }

private:
    static bool isIntOrString(const Value &schema) { return isTrue(schema, "x-kubernetes-int-or-string"); }

    template <class Visit> static void eachCombined(const Value &schema, const Path &path, const Visit &visit)
    {
        for (const char *name : {"allOf", "anyOf", "oneOf"})
            resources::eachItem(path / name, schema[name],
                                [&](const Value &one, const Path &at) { visit(one, at, false); });
        if (schema["not"].isObject())
            visit(schema["not"], path / "not", true);
    }

    void type(const Value &schema, const Path &path, Level level)
    {
        const Value &type = schema["type"];
        const bool embedded = isTrue(schema, "x-kubernetes-embedded-resource"),
                   preserves = isTrue(schema, "x-kubernetes-preserve-unknown-fields");
        const bool hasType = !type.text().isEmpty(), hasAdditional = !schema["additionalProperties"].isNull();
        if (isIntOrString(schema)) {
            if (hasType)
                m_errors.invalid(path / "type", type, "must be empty if x-kubernetes-int-or-string is true");
            if (embedded)
                m_errors.forbidden(path / "x-kubernetes-embedded-resource",
                                   "must be false if x-kubernetes-int-or-string is true");
            if (preserves)
                m_errors.forbidden(path / "x-kubernetes-preserve-unknown-fields",
                                   "must be false if x-kubernetes-int-or-string is true");
        } else if (!hasType) {
            if (level == Level::Root)
                m_errors.required(path / "type", "must not be empty at the root");
            else if (embedded)
                m_errors.required(path / "type", "must be object if x-kubernetes-embedded-resource is true");
            else if (!preserves)
                m_errors.required(path / "type",
                                  level == Level::Item ? "must not be empty for specified array items"
                                                       : "must not be empty for specified object fields");
        } else if (level == Level::Root && type.text() != "object") {
            m_errors.invalid(path / "type", type, "must be object at the root");
        } else if (embedded && type.text() != "object") {
            m_errors.invalid(path / "type", type, "must be object if x-kubernetes-embedded-resource is true");
        }
        if (hasAdditional && level == Level::Root)
            m_errors.forbidden(path / "additionalProperties", "must not be used at the root");
        if (hasAdditional && embedded)
            m_errors.forbidden(path / "additionalProperties",
                               "must not be used if x-kubernetes-embedded-resource is set");
        if (embedded && !preserves && schema["properties"].isEmpty())
            m_errors.required(path / "properties",
                              "must not be empty if x-kubernetes-embedded-resource is true without "
                              "x-kubernetes-preserve-unknown-fields");
        if (level == Level::Root && isTrue(schema, "nullable"))
            m_errors.forbidden(path / "nullable", "nullable cannot be true at the root");
    }

    /// apiVersion, kind and metadata, which a schema may only restrict.
    void identity(const Value &schema, const Path &path)
    {
        const Value &properties = schema["properties"];
        for (const char *name : {"apiVersion", "kind"}) {
            if (const Value *found = properties.find(name); found && (*found)["type"].text() != "string")
                m_errors.invalid((path / "properties").key(name) / "type", (*found)["type"].text(), "must be string");
        }
        const Value *metadata = properties.find("metadata");
        if (!metadata)
            return;
        const Path at = (path / "properties").key("metadata");
        if ((*metadata)["type"].text() != "object")
            m_errors.invalid(at / "type", (*metadata)["type"].text(), "must be object");
        bool other = false;
        for (const Member &member : metadata->members())
            other |= member.key() != "type" && member.key() != "properties" && member.key() != "description";
        for (const Member &member : (*metadata)["properties"].members())
            other |= member.key() != "name" && member.key() != "generateName";
        if (other)
            m_errors.forbidden(
                at, "must not specify anything other than name and generateName, but metadata is implicitly specified");
    }

    /// What stands below allOf, anyOf, oneOf or not may only judge what the structure above it names.
    void logical(const Value &schema, const Value &structure, const Path &path, const Path &above, bool intOrString)
    {
        if (m_errors.size() > maxErrors)
            return;
        const auto forbid = [&](const char *name, const char *why) {
            const Value &found = schema[name];
            if (!found.isNull() && !(found.isString() && found.text().isEmpty())
                && !(found.isBool() && !found.boolean()))
                m_errors.forbidden(path / name, why);
        };
        const bool isHalf = intOrString && (schema["type"].text() == "integer" || schema["type"].text() == "string");
        if (!isHalf)
            forbid("type", "must be empty to be structural");
        forbid("description", "must be empty to be structural");
        forbid("title", "must be empty to be structural");
        forbid("default", "must be undefined to be structural");
        forbid("nullable", "must be false to be structural");
        forbid("additionalProperties", "must be undefined to be structural");
        for (const char *name :
             {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"})
            forbid(name, "must be false to be structural");
        for (const char *name : {"x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type"})
            forbid(name, "must be undefined to be structural");
        for (const Member &member : schema["properties"].members()) {
            const Path at = (path / "properties").key(member.key());
            const Value *found = structure["properties"].find(member.key());
            if (!found && structure["additionalProperties"].isObject())
                found = &structure["additionalProperties"];
            const Path foundAt = (above / "properties").key(member.key());
            if (!found) {
                m_errors.required(foundAt, "because it is defined in " + at.text());
                continue;
            }
            logical(member.value, *found, at, foundAt, isIntOrString(*found));
        }
        if (schema["items"].isObject()) {
            if (!structure["items"].isObject())
                m_errors.required(above / "items", "because it is defined in " + (path / "items").text());
            else
                logical(schema["items"], structure["items"], path / "items", above / "items",
                        isIntOrString(structure["items"]));
        }
        eachCombined(schema, path,
                     [&](const Value &one, const Path &at, bool) { logical(one, structure, at, above, intOrString); });
    }

    FieldErrors &m_errors;
};

} // namespace

void validateSchema(FieldErrors &errors, const Path &path, const Value &schema)
{
    FieldErrors found;
    Rules(found).check(schema, path, true);
    Structure(found).check(schema, path, Level::Root);
    errors.append(found);
}

QList<QByteArray> schemaWarnings(const Path &path, const Value &schema, bool &rules)
{
    QList<QByteArray> warnings;
    if (const Value &format = schema["format"]; !format.text().isEmpty() && !isKnownFormat(format.text()))
        warnings.append((path / "format").text() + ": unrecognized format " + toJson(format));
    rules |= !schema["x-kubernetes-validations"].isEmpty();
    const auto descend = [&warnings, &rules](const Value &below, const Path &at) {
        if (warnings.size() < 20 && below.isObject())
            warnings += schemaWarnings(at, below, rules);
    };
    for (const Member &member : schema["properties"].members())
        descend(member.value, (path / "properties").key(member.key()));
    descend(schema["items"], path / "items");
    descend(schema["additionalProperties"], path / "additionalProperties");
    return warnings;
}

const Value *schemaAt(const Value &schema, QByteArrayView jsonPath)
{
    const Value *at = &schema;
    for (const QByteArray &name : jsonPath.toByteArray().split('.').mid(1)) {
        at = (*at)["properties"].find(name);
        if (!at)
            return nullptr;
    }
    return at;
}

} // namespace orrery::extensions
