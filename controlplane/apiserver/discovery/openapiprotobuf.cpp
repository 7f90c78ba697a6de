// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/discovery/openapi.h"

#include "controlplane/api/yaml.h"

namespace orrery::discovery {

using namespace api;

// The field numbers are those of message openapi.v2.Document and what it holds (github.com/google/gnostic,
// openapiv2/OpenAPIv2.proto); only what openApiV2() writes is here.

namespace {

class Message
{
public:
    void text(int field, QByteArrayView value)
    {
        if (!value.isEmpty())
            bytes(field, value);
    }
    void bytes(int field, QByteArrayView value)
    {
        varint(quint64(field) << 3 | 2);
        varint(quint64(value.size()));
        m_out += value;
    }
    void message(int field, const Message &value) { bytes(field, value.m_out); }
    void boolean(int field, bool value)
    {
        if (!value)
            return;
        varint(quint64(field) << 3);
        varint(1);
    }
    const QByteArray &out() const { return m_out; }

private:
    void varint(quint64 value)
    {
        while (value > 127) {
            m_out += char((value & 127) | 128);
            value >>= 7;
        }
        m_out += char(value);
    }
    QByteArray m_out;
};

/// Any { google.protobuf.Any value = 1; string yaml = 2 }
Message any(const Value &value)
{
    Message out;
    out.text(2, toYaml(value));
    return out;
}

Message namedAny(const Member &member)
{
    Message out;
    out.text(1, member.key());
    out.message(2, any(member.value));
    return out;
}

/// Members that begin with x-, as NamedAny.
void extensions(Message &out, int field, const Value &object)
{
    for (const Member &member : object.members()) {
        if (member.key().startsWith("x-"))
            out.message(field, namedAny(member));
    }
}

Message schema(const Value &value);

Message namedSchema(const Member &member)
{
    Message out;
    out.text(1, member.key());
    out.message(2, schema(member.value));
    return out;
}

Message schema(const Value &value)
{
    Message out;
    out.text(1, value["$ref"].text());
    out.text(2, value["format"].text());
    out.text(4, value["description"].text());
    if (const Value *otherwise = value.find("default"))
        out.message(5, any(*otherwise));
    for (const Value &name : value["required"].items())
        out.bytes(19, name.text());
    for (const Value &one : value["enum"].items())
        out.message(20, any(one));
    if (const Value *additional = value.find("additionalProperties")) {
        Message item; // AdditionalPropertiesItem { oneof: Schema schema = 1 }
        item.message(1, schema(*additional));
        out.message(21, item);
    }
    if (!value["type"].text().isEmpty()) {
        Message type; // TypeItem { repeated string value = 1 }
        type.bytes(1, value["type"].text());
        out.message(22, type);
    }
    if (const Value *items = value.find("items")) {
        Message item; // ItemsItem { repeated Schema schema = 1 }
        item.message(1, schema(*items));
        out.message(23, item);
    }
    if (!value["properties"].isEmpty()) {
        Message properties; // Properties { repeated NamedSchema additional_properties = 1 }
        for (const Member &member : value["properties"].members())
            properties.message(1, namedSchema(member));
        out.message(25, properties);
    }
    extensions(out, 31, value);
    return out;
}

/// ParametersItem { oneof: Parameter parameter = 1 }, Parameter { NonBodyParameter = 2 }
Message parameter(const Value &value)
{
    const bool inPath = value["in"].text() == "path";
    Message own; // QueryParameterSubSchema: required 1, in 2, name 4, type 6. PathParameterSubSchema: required 1, in 2,
                 // name 4, type 5
    own.boolean(1, value["required"].boolean());
    own.text(2, value["in"].text());
    own.text(4, value["name"].text());
    own.text(inPath ? 5 : 6, value["type"].text());
    Message nonBody; // header 1, formData 2, query 3, path 4
    nonBody.message(inPath ? 4 : 3, own);
    Message either;
    either.message(2, nonBody);
    Message item;
    item.message(1, either);
    return item;
}

Message responses(const Value &value)
{
    Message out; // Responses { repeated NamedResponseValue response_code = 1 }
    for (const Member &member : value.members()) {
        Message response; // description 1, SchemaItem schema 2
        response.text(1, member.value["description"].text());
        Message item; // SchemaItem { oneof: Schema schema = 1 }
        item.message(1, schema(member.value["schema"]));
        response.message(2, item);
        Message either; // ResponseValue { oneof: Response response = 1 }
        either.message(1, response);
        Message named;
        named.text(1, member.key());
        named.message(2, either);
        out.message(1, named);
    }
    return out;
}

Message operation(const Value &value)
{
    Message out;
    out.text(5, value["operationId"].text());
    for (const Value &one : value["parameters"].items())
        out.message(8, parameter(one));
    out.message(9, responses(value["responses"]));
    extensions(out, 13, value);
    return out;
}

Message pathItem(const Value &value)
{
    static constexpr std::pair<const char *, int> methods[]
        = {{"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}};
    Message out;
    for (const auto &[method, field] : methods) {
        if (const Value *found = value.find(method))
            out.message(field, operation(*found));
    }
    for (const Value &one : value["parameters"].items())
        out.message(9, parameter(one));
    return out;
}

} // namespace

QByteArray toOpenApiProtobuf(const Value &document)
{
    Message info;
    info.text(1, document["info"]["title"].text());
    info.text(2, document["info"]["version"].text());
    Message paths; // Paths { repeated NamedPathItem path = 2 }
    for (const Member &member : document["paths"].members()) {
        Message named;
        named.text(1, member.key());
        named.message(2, pathItem(member.value));
        paths.message(2, named);
    }
    Message definitions; // Definitions { repeated NamedSchema additional_properties = 1 }
    for (const Member &member : document["definitions"].members())
        definitions.message(1, namedSchema(member));
    Message out;
    out.text(1, document["swagger"].text());
    out.message(2, info);
    out.message(8, paths);
    out.message(9, definitions);
    return out.out();
}

} // namespace orrery::discovery
