// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/discovery/customschema.h"

namespace orrery::discovery {

using namespace api;

namespace {

const char *apiVersionText = "APIVersion defines the versioned schema of this representation of an object.";
const char *kindText = "Kind is a string value representing the REST resource this object represents.";

Value withIdentity(const Value &schema, const Value &objectMeta)
{
    std::vector<Member> properties{
        {"apiVersion", Value::object({{"description", apiVersionText}, {"type", "string"}})},
        {"kind", Value::object({{"description", kindText}, {"type", "string"}})},
        {"metadata", objectMeta}};
    for (const Member &member : schema["properties"].members()) {
        const QByteArrayView name = member.key();
        if (name != "apiVersion" && name != "kind" && name != "metadata")
            properties.push_back(member);
    }
    return schema.with("properties", Value::object(std::move(properties)));
}

Value forV3(const Value &schema, const Value &objectMeta)
{
    Value out = schema;
    for (const char *name : {"items", "additionalProperties"}) {
        if (schema[name].isObject())
            out = out.with(name, forV3(schema[name], objectMeta));
    }
    if (const Value &properties = schema["properties"]; !properties.isEmpty()) {
        std::vector<Member> members;
        for (const Member &member : properties.members())
            members.push_back({member.name, forV3(member.value, objectMeta)});
        out = out.with("properties", Value::object(std::move(members)));
    }
    return schema["x-kubernetes-embedded-resource"].boolean() ? withIdentity(out, objectMeta) : out;
}

Value forV2(const Value &schema, const Value &objectMeta)
{
    const bool preserves = schema["x-kubernetes-preserve-unknown-fields"].boolean();
    const bool loose = schema["x-kubernetes-int-or-string"].boolean() || schema["nullable"].boolean();
    std::vector<Member> out;
    for (const Member &member : schema.members()) {
        const QByteArrayView name = member.key();
        const bool structure = name == "items" || name == "properties" || name == "additionalProperties";
        if (structure && (preserves || loose)) // whatever comes is right
            continue;
        if (name == "properties") {
            std::vector<Member> members;
            for (const Member &property : member.value.members())
                members.push_back({property.name, forV2(property.value, objectMeta)});
            out.push_back({name, Value::object(std::move(members))});
        } else if (structure && member.value.isObject()) {
            out.push_back({name, forV2(member.value, objectMeta)});
        } else if (name == "type" || name == "required") {
            if (!loose && !(preserves && name == "type" && member.value.text() != "object"))
                out.push_back(member);
        } else if (name == "description" || name == "format" || name == "enum" || name.startsWith("x-kubernetes-")) {
            out.push_back(member);
        }
    }
    Value result = Value::object(std::move(out));
    return schema["x-kubernetes-embedded-resource"].boolean() && !preserves ? withIdentity(result, objectMeta) : result;
}

} // namespace

Value customSchema(const resources::Resource &resource, const Value &objectMeta, bool v3)
{
    const Value &schema = resource.openApi;
    if (!v3 && schema["x-kubernetes-preserve-unknown-fields"].boolean())
        return Value::object({{"type", "object"}});
    Value published = withIdentity(v3 ? forV3(schema, objectMeta) : forV2(schema, objectMeta), objectMeta);
    if (!resource.selectableFields.isEmpty()) {
        std::vector<Value> fields;
        for (const QByteArray &field : resource.selectableFields)
            fields.push_back(Value::object({{"fieldPath", field}}));
        published = published.with("x-kubernetes-selectable-fields", Value::array(std::move(fields)));
    }
    return published;
}

QByteArray customName(const resources::Resource &resource)
{
    QList<QByteArray> parts = resource.gvr.group.split('.');
    std::reverse(parts.begin(), parts.end());
    return parts.join('.') + '.' + resource.gvr.version + '.' + resource.kind;
}

} // namespace orrery::discovery
