// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/customkind.h"

#include "controlplane/apiserver/extensions/applytypes.h"
#include "controlplane/apiserver/extensions/jsonpath.h"
#include "controlplane/apiserver/extensions/structural.h"

#include <cmath>

namespace orrery::extensions {

using namespace api;
using resources::Column;
using resources::FieldErrors;
using resources::Path;
using resources::Resource;
using resources::Subresource;

namespace {

/// What the functions of one version's Resource share.
struct Version
{
    std::unique_ptr<Structural> schema;
    std::shared_ptr<const ApplyTypes> types;
    QByteArray apiVersion, kind;
};
using VersionPtr = std::shared_ptr<const Version>;

/// A document as it comes from a client: metadata checked, unknown members dropped and reported.
Result<Value> decode(const Version &version, const Value &document, Schema::Report *report)
{
    static const Schema::Type *metaType = Schema::builtin().named("meta/v1.ObjectMeta");
    Value decoded = document;
    if (const Value &metadata = document["metadata"]; !metadata.isNull()) {
        Schema::Report below;
        auto read = Schema::builtin().decode(*metaType, metadata, &below);
        if (!read) {
            Error problem = read.error();
            return problem;
        }
        if (report) {
            for (const QByteArray &path : std::as_const(below.unknown))
                report->unknown.append("metadata." + path);
        }
        if (!read->identical(metadata))
            decoded = decoded.with("metadata", *read);
    }
    return pruned(*version.schema, decoded, true, report ? &report->unknown : nullptr);
}

Value cell(const QByteArray &type, const QList<Value> &found, qint64 now)
{
    if (found.isEmpty())
        return {};
    const Value &value = found.constFirst();
    if (type == "string") {
        if (value.isString())
            return value;
        return value.isNull() ? Value() : Value(toJson(value));
    }
    if (type == "integer")
        return value.isNumber()
            ? Value(value.isInteger() ? value.integer() : qint64(std::clamp(value.number(), -9e18, 9e18)))
            : Value();
    if (type == "number")
        return value.isNumber() ? value : Value();
    if (type == "boolean")
        return value.isBool() ? value : Value();
    if (type != "date" || !value.isString())
        return {};
    return parseTime(value.text()) ? Value(resources::age(value, now)) : Value("<invalid>");
}

std::vector<Column> columnsOf(const Value &definitions)
{
    std::vector<Column> columns;
    for (const Value &definition : definitions.items()) {
        const auto path = JsonPath::parse(definition["jsonPath"].text());
        if (!path)
            continue;
        const QByteArray type = definition["type"].bytes();
        Column column{definition["name"].bytes(),
                      type,
                      int(definition["priority"].integer()),
                      [path = *path, type](const Object &object, qint64 now) {
                          return cell(type, path.find(object.document()), now);
                      },
                      definition["description"].bytes(),
                      definition["format"].bytes()};
        if (column.description.isEmpty())
            column.description
                = "Custom resource definition column (in JSONPath format): " + definition["jsonPath"].bytes();
        columns.push_back(std::move(column));
    }
    return columns;
}

Value withAt(const Value &document, const QList<QByteArray> &path, qsizetype depth, const Value &value)
{
    if (depth == path.size())
        return value;
    return document.with(path[depth], withAt(document[path[depth]], path, depth + 1, value));
}

QList<QByteArray> membersOf(const Value &path)
{
    const auto parsed = JsonPath::parse(path.text());
    return parsed ? parsed->members() : QList<QByteArray>();
}

const Value &valueAt(const Value &document, const QList<QByteArray> &path)
{
    static const Value none;
    if (path.isEmpty())
        return none;
    const Value *value = &document;
    for (const QByteArray &member : path)
        value = &(*value)[member];
    return *value;
}

Subresource scaleOf(const Value &scale)
{
    const QList<QByteArray> spec = membersOf(scale["specReplicasPath"]),
                            status = membersOf(scale["statusReplicasPath"]),
                            selector = membersOf(scale["labelSelectorPath"]);
    Subresource subresource = resources::scaleSubresource();
    subresource.view = [spec, status, selector](const Object &parent) {
        const Value &document = parent.document();
        Value metadata;
        for (const char *member : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            if (const Value *found = parent.metadata().find(member))
                metadata = metadata.with(member, *found);
        }
        Value observed = Value::object({{"replicas", Value(valueAt(document, status).integer())}});
        if (const Value &labels = valueAt(document, selector); labels.isString() && !labels.text().isEmpty())
            observed = observed.with("selector", labels);
        return Value::object({{"kind", "Scale"},
                              {"apiVersion", "autoscaling/v1"},
                              {"metadata", metadata},
                              {"spec", Value::object({{"replicas", Value(valueAt(document, spec).integer())}})},
                              {"status", observed}});
    };
    subresource.apply = [spec](const Value &parent, const Value &body, qint64) -> Result<Value> {
        const Value &replicas = body["spec"]["replicas"];
        if (replicas.integer() < 0) {
            FieldErrors errors;
            errors.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
            return errors.error("autoscaling", "Scale", parent["metadata"]["name"].text());
        }
        const Value now = withAt(parent, spec, 0, Value(replicas.integer()));
        const Value &version = body["metadata"]["resourceVersion"];
        return version.text().isEmpty() ? now : now.withPath({"metadata", "resourceVersion"}, version);
    };
    return subresource;
}

void rules(Resource &resource, const VersionPtr &version)
{
    resource.decode
        = [version](const Value &document, Schema::Report *report) { return decode(*version, document, report); };
    resource.defaults = [version](Value &document) { document = withDefaults(*version->schema, document); };
    resource.validateCreate
        = [version](FieldErrors &errors, const Value &document) { validate(errors, {}, *version->schema, document); };
    resource.validateUpdate = [version](FieldErrors &errors, const Value &document, const Value &old) {
        validate(errors, {}, *version->schema, document, old);
    };
}

void subresources(Resource &resource, const Value &definition, const VersionPtr &version)
{
    if (!definition["status"].isNull()) {
        resource.statusSubresource = true;
        Subresource status = resources::statusSubresource(version->apiVersion, version->kind);
        // What comes in here is judged like anything else; it gets no defaults but in its status.
        status.apply
            = [version, apply = status.apply](const Value &parent, const Value &body, qint64 now) -> Result<Value> {
            ORRERY_TRY(document, apply(parent, body, now));
            return withDefaults(*version->schema, document);
        };
        status.validateUpdate = resource.validateUpdate;
        resource.subresources.push_back(std::move(status));
    }
    if (!definition["scale"].isNull())
        resource.subresources.push_back(scaleOf(definition["scale"]));
}

/// What is read from the store was written by whatever version and schema there were.
std::function<Value(const Value &)> reader(const VersionPtr &version)
{
    return [version](const Value &stored) {
        const Value document = stored["apiVersion"].text() == version->apiVersion
            ? stored
            : stored.with("apiVersion", version->apiVersion);
        return withDefaults(*version->schema, pruned(*version->schema, document, true, nullptr));
    };
}

} // namespace

std::vector<Resource> customKinds(const Value &definition, bool terminating)
{
    const Value &spec = definition["spec"], &names = definition["status"]["acceptedNames"];
    const QByteArray group = spec["group"].bytes(), plural = names["plural"].bytes();
    Gvr storage;
    for (const Value &version : spec["versions"].items()) {
        if (version["storage"].boolean())
            storage = {group, version["name"].bytes(), plural};
    }
    std::vector<Resource> kinds;
    for (const Value &version : spec["versions"].items()) {
        if (!version["served"].boolean())
            continue;
        Resource resource;
        resource.gvr = {group, version["name"].bytes(), plural};
        resource.kind = names["kind"].bytes();
        resource.singular = names["singular"].bytes();
        resource.listKind = names["listKind"].bytes();
        for (const Value &name : names["shortNames"].items())
            resource.shortNames.append(name.bytes());
        for (const Value &name : names["categories"].items())
            resource.categories.append(name.bytes());
        resource.namespaced = spec["scope"].text() == "Namespaced";
        resource.custom = true;
        resource.hasGeneration = true;
        resource.unconditionalUpdate = false;
        if (terminating)
            resource.verbs.setFlag(resources::Verb::Create, false);
        if (!(resource.gvr == storage))
            resource.storedAs = storage;
        if (version["deprecated"].boolean()) {
            const Value &warning = version["deprecationWarning"];
            resource.deprecation = warning.text().isEmpty()
                ? resource.gvr.apiVersion() + ' ' + resource.kind + " is deprecated"
                : warning.bytes();
        }

        auto shared = std::make_shared<Version>();
        shared->schema = Structural::read(version["schema"]["openAPIV3Schema"]);
        shared->apiVersion = resource.gvr.apiVersion();
        shared->kind = resource.kind;
        shared->types = ApplyTypes::make(*shared->schema, resource.gvr.apiVersion() + '.' + resource.kind);
        resource.type = shared->types->root;
        resource.openApi = version["schema"]["openAPIV3Schema"];
        rules(resource, shared);
        subresources(resource, version["subresources"], shared);
        resource.fromStored = reader(shared);
        resource.toStored = [apiVersion = storage.apiVersion()](const Value &document) {
            return document["apiVersion"].text() == apiVersion ? document : document.with("apiVersion", apiVersion);
        };
        if (const Value &columns = version["additionalPrinterColumns"]; !columns.isEmpty()) {
            resource.columns = columnsOf(columns);
            resource.ageColumn = false;
        }
        for (const Value &field : version["selectableFields"].items())
            resource.selectableFields.append(field["jsonPath"].bytes().mid(1));
        kinds.push_back(std::move(resource));
    }
    return kinds;
}

} // namespace orrery::extensions
