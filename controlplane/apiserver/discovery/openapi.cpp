// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/discovery/openapi.h"

#include "controlplane/apiserver/discovery/customschema.h"

namespace orrery::discovery {

using namespace api;
using resources::Registry;
using resources::Resource;
using resources::Verb;

namespace {

using Kind = Schema::Kind;
constexpr const char *quantityName = "io.k8s.apimachinery.pkg.api.resource.Quantity";
constexpr const char *intOrStringName = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

Value emptyObject()
{
    return Value::object(std::vector<Member>());
}

/// "core/v1.Pod" -> "io.k8s.api.core.v1.Pod"
QByteArray definitionName(const QByteArray &type)
{
    const qsizetype slash = type.indexOf('/');
    const QByteArray group = type.left(slash), rest = type.mid(slash + 1);
    if (group == "meta")
        return "io.k8s.apimachinery.pkg.apis.meta." + rest;
    if (group == "apiextensions.k8s.io")
        return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions." + rest;
    if (group == "orrery.dev")
        return "dev.orrery." + rest;
    return "io.k8s.api." + group.left(group.indexOf('.') < 0 ? group.size() : group.indexOf('.')) + '.' + rest;
}

Value either(const char *a, const char *b)
{
    return Value::object({{"oneOf", Value::array({Value::object({{"type", a}}), Value::object({{"type", b}})})}});
}

/// Types that are wanted, and those that they refer to.
class Definitions
{
public:
    explicit Definitions(const QByteArray &root)
        : m_root(root)
    {
    }

    Value reference(const Schema::Type *type)
    {
        const QByteArray name = definitionName(type->name);
        if (!m_seen.contains(name)) {
            m_seen.insert(name);
            m_queue.push_back(type);
        }
        return named(name);
    }

    /// The kind's definition; kinds receives under which name it is.
    Value reference(const Resource &resource, QHash<QByteArray, Value> &kinds)
    {
        const Value kind = Value::object(
            {{"group", resource.gvr.group}, {"kind", resource.kind}, {"version", resource.gvr.version}});
        if (!resource.custom) {
            kinds.insert(definitionName(resource.type->name), kind);
            return reference(resource.type);
        }
        const Value metadata = reference(Schema::builtin().named("meta/v1.ObjectMeta"));
        const QByteArray name = customName(resource);
        m_custom.push_back({name, customSchema(resource, metadata, m_root.contains("components"))
                                      .with("x-kubernetes-group-version-kind", Value::array({kind}))});
        return named(name);
    }

    Value named(const QByteArray &name)
    {
        if (name == quantityName)
            m_quantity = true;
        else if (name == intOrStringName)
            m_intOrString = true;
        return Value::object({{"$ref", m_root + name}});
    }

    /// Definitions of everything referred to; kinds: what carries x-kubernetes-group-version-kind.
    Value finish(const QHash<QByteArray, Value> &kinds)
    {
        const bool v3 = m_root.contains("components");
        std::vector<Member> members = std::move(m_custom);
        while (!m_queue.empty()) {
            const Schema::Type *type = m_queue.back();
            m_queue.pop_back();
            Value schema = typeSchema(*type);
            const QByteArray name = definitionName(type->name);
            if (const auto kind = kinds.find(name); kind != kinds.end())
                schema = schema.with("x-kubernetes-group-version-kind", Value::array({*kind}));
            members.push_back({name, schema});
        }
        if (m_quantity)
            members.push_back({quantityName, v3 ? either("string", "number") : Value::object({{"type", "string"}})});
        if (m_intOrString)
            members.push_back({intOrStringName,
                               (v3 ? either("integer", "string") : Value::object({{"type", "string"}}))
                                   .with("format", "int-or-string")});
        return Value::object(std::move(members));
    }

private:
    Value scalar(Kind kind, const Schema::Type *type)
    {
        switch (kind) {
        case Kind::String:
            return Value::object({{"type", "string"}});
        case Kind::Boolean:
            return Value::object({{"type", "boolean"}});
        case Kind::Int32:
            return Value::object({{"type", "integer"}, {"format", "int32"}});
        case Kind::Int64:
            return Value::object({{"type", "integer"}, {"format", "int64"}});
        case Kind::Double:
            return Value::object({{"type", "number"}, {"format", "double"}});
        case Kind::Bytes:
        case Kind::Byte:
            return Value::object({{"type", "string"}, {"format", "byte"}});
        case Kind::Quantity:
            return named(quantityName);
        case Kind::IntOrString:
            return named(intOrStringName);
        case Kind::Time:
        case Kind::MicroTime:
            return Value::object({{"type", "string"}, {"format", "date-time"}});
        case Kind::Duration:
            return Value::object({{"type", "string"}});
        case Kind::RawExtension:
        case Kind::FieldsV1:
            return Value::object({{"type", "object"}});
        case Kind::Reference:
            return type ? reference(type) : emptyObject();
        default:
            return emptyObject();
        }
    }

    Value element(const Schema::Field &field)
    {
        return field.nested ? fieldSchema(*field.nested) : scalar(field.element, field.type);
    }

    Value fieldSchema(const Schema::Field &field)
    {
        Value schema;
        if (field.kind == Kind::List)
            schema = Value::object({{"type", "array"}, {"items", element(field)}});
        else if (field.kind == Kind::Map)
            schema = Value::object({{"type", "object"}, {"additionalProperties", element(field)}});
        else
            schema = scalar(field.kind, field.type);
        const bool refers = schema.contains("$ref");
        if (!field.enumValues.isEmpty() && field.closedEnum && field.kind == Kind::String)
            schema = schema.with("enum",
                                 Value::array(std::vector<Value>(field.enumValues.begin(), field.enumValues.end())));
        if (!field.defaultValue.isNull() && !refers)
            schema = schema.with("default", field.defaultValue);
        if (!field.listType.isEmpty())
            schema = schema.with("x-kubernetes-list-type", field.listType);
        if (!field.listMapKeys.isEmpty())
            schema = schema.with("x-kubernetes-list-map-keys",
                                 Value::array(std::vector<Value>(field.listMapKeys.begin(), field.listMapKeys.end())));
        if (!field.patchMergeKey.isEmpty())
            schema = schema.with("x-kubernetes-patch-merge-key", field.patchMergeKey);
        if (!field.patchStrategy.isEmpty())
            schema = schema.with("x-kubernetes-patch-strategy", field.patchStrategy);
        if (field.atomicMap)
            schema = schema.with("x-kubernetes-map-type", "atomic");
        return schema;
    }

    Value typeSchema(const Schema::Type &type)
    {
        if (type.either != Schema::Type::Either::No) // of no one type
            return emptyObject();
        std::vector<Member> properties;
        std::vector<Value> required;
        const bool isKind = type.field("metadata") != nullptr;
        if (isKind) {
            properties.push_back({"apiVersion", Value::object({{"type", "string"}})});
            properties.push_back({"kind", Value::object({{"type", "string"}})});
        }
        for (const Schema::Field &field : type.fields) {
            if (isKind && (field.name == "apiVersion" || field.name == "kind"))
                continue;
            properties.push_back({field.name, fieldSchema(field)});
            if (field.required)
                required.push_back(field.name);
        }
        Value schema = Value::object({{"type", "object"}});
        if (!properties.empty())
            schema = schema.with("properties", Value::object(std::move(properties)));
        if (!required.empty())
            schema = schema.with("required", Value::array(std::move(required)));
        return type.atomicStruct ? schema.with("x-kubernetes-map-type", "atomic") : schema;
    }

    const QByteArray m_root;
    QSet<QByteArray> m_seen;
    std::vector<const Schema::Type *> m_queue;
    std::vector<Member> m_custom;
    bool m_quantity = false, m_intOrString = false;
};

Value gvkOf(const Resource &resource)
{
    return Value::object({{"group", resource.gvr.group}, {"kind", resource.kind}, {"version", resource.gvr.version}});
}

struct Operation
{
    Verb verb;
    const char *method, *action;
    bool named;
};
constexpr Operation operations[] = {
    {Verb::List, "get", "list", false},
    {Verb::Create, "post", "post", false},
    {Verb::DeleteCollection, "delete", "deletecollection", false},
    {Verb::Get, "get", "get", true},
    {Verb::Update, "put", "put", true},
    {Verb::Patch, "patch", "patch", true},
    {Verb::Delete, "delete", "delete", true},
};

Value queryParameter(const char *name, bool v3)
{
    Value parameter = Value::object({{"name", name}, {"in", "query"}, {"uniqueItems", Value(true)}});
    return v3 ? parameter.without("uniqueItems").with("schema", Value::object({{"type", "string"}}))
              : parameter.with("type", "string");
}

Value pathParameter(const char *name, bool v3)
{
    const Value parameter = Value::object({{"name", name}, {"in", "path"}, {"required", Value(true)}});
    return v3 ? parameter.with("schema", Value::object({{"type", "string"}})) : parameter.with("type", "string");
}

/// One path with its operations; clients look here for what a kind's requests may say (dryRun, fieldValidation).
Value pathItem(const Resource &resource, bool named, bool v3, const Value &body)
{
    Value item;
    for (const Operation &operation : operations) {
        if (operation.named != named || !(resource.verbs & operation.verb))
            continue;
        const bool writes
            = operation.verb == Verb::Create || operation.verb == Verb::Update || operation.verb == Verb::Patch;
        std::vector<Value> parameters;
        if (writes) {
            for (const char *name : {"dryRun", "fieldManager", "fieldValidation"})
                parameters.push_back(queryParameter(name, v3));
        } else if (operation.verb == Verb::Delete || operation.verb == Verb::DeleteCollection) {
            for (const char *name : {"dryRun", "gracePeriodSeconds", "propagationPolicy"})
                parameters.push_back(queryParameter(name, v3));
        }
        if (operation.verb == Verb::List || operation.verb == Verb::DeleteCollection) {
            for (const char *name :
                 {"continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "timeoutSeconds", "watch"})
                parameters.push_back(queryParameter(name, v3));
        }
        Value response = Value::object({{"description", "OK"}});
        if (!v3)
            response = response.with("schema", body);
        else
            response
                = response.with("content", Value::object({{"application/json", Value::object({{"schema", body}})}}));
        Value entry
            = Value::object({{"operationId",
                              QByteArray(operation.action) + resource.gvr.group.left(resource.gvr.group.indexOf('.'))
                                  + resource.gvr.version + resource.kind},
                             {"responses", Value::object({{operation.verb == Verb::Create ? "201" : "200", response}})},
                             {"x-kubernetes-action", operation.action},
                             {"x-kubernetes-group-version-kind", gvkOf(resource)}});
        if (!parameters.empty())
            entry = entry.with("parameters", Value::array(std::move(parameters)));
        item = item.with(operation.method, entry);
    }
    if (item.isNull())
        return item;
    std::vector<Value> shared;
    if (named)
        shared.push_back(pathParameter("name", v3));
    if (resource.namespaced)
        shared.push_back(pathParameter("namespace", v3));
    return shared.empty() ? item : item.with("parameters", Value::array(std::move(shared)));
}

void addPaths(std::vector<Member> &paths, const Resource &resource, bool v3, const Value &body)
{
    const QByteArray root
        = resource.gvr.group.isEmpty() ? "/api/" + resource.gvr.version : "/apis/" + resource.gvr.apiVersion();
    const QByteArray collection
        = root + (resource.namespaced ? "/namespaces/{namespace}/" : "/") + resource.gvr.resource;
    if (const Value item = pathItem(resource, false, v3, body); !item.isNull())
        paths.push_back({collection, item});
    if (const Value item = pathItem(resource, true, v3, body); !item.isNull())
        paths.push_back({collection + "/{name}", item});
}

Value info()
{
    return Value::object({{"title", "Kubernetes"}, {"version", "v1.36.0"}});
}

} // namespace

Value openApiV2(const Registry &registry)
{
    Definitions definitions("#/definitions/");
    QHash<QByteArray, Value> kinds;
    std::vector<Member> paths;
    for (const Resource &resource : registry.all()) {
        if (!resource.type)
            continue;
        addPaths(paths, resource, false, definitions.reference(resource, kinds));
    }
    return Value::object({{"swagger", "2.0"},
                          {"info", info()},
                          {"paths", Value::object(std::move(paths))},
                          {"definitions", definitions.finish(kinds)}});
}

Value openApiV3(const Registry &registry, const QByteArray &group, const QByteArray &version)
{
    Definitions definitions("#/components/schemas/");
    QHash<QByteArray, Value> kinds;
    std::vector<Member> paths;
    for (const Resource &resource : registry.all()) {
        if (!resource.type || resource.gvr.group != group || resource.gvr.version != version)
            continue;
        addPaths(paths, resource, true, definitions.reference(resource, kinds));
    }
    return Value::object({{"openapi", "3.0.0"},
                          {"info", info()},
                          {"paths", Value::object(std::move(paths))},
                          {"components", Value::object({{"schemas", definitions.finish(kinds)}})}});
}

} // namespace orrery::discovery
