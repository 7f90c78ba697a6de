// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/managedfields.h"
#include "controlplane/apiserver/resources/write.h"

namespace orrery::resources {

using namespace api;

namespace {

/// What of a configuration this address may set: a subresource its own part, the object all but what has a status
/// subresource for itself.
Value addressed(const Resource &resource, const Subresource *below, const Value &configuration)
{
    if (!below)
        return resource.statusSubresource ? configuration.without("status") : configuration;
    const QByteArrayView name = below->name;
    const char *part = name == "status" || name == "approval" ? "status" : "spec";
    Value metadata;
    for (const char *member : {"name", "namespace", "uid", "resourceVersion"}) {
        if (const Value *found = configuration["metadata"].find(member))
            metadata = metadata.with(member, *found);
    }
    Value result
        = Value::object({{"apiVersion", resource.gvr.apiVersion()}, {"kind", resource.kind}, {"metadata", metadata}});
    if (const Value *found = configuration.find(part))
        result = result.with(part, *found);
    return result;
}

} // namespace

Result<Value> Generic::readConfiguration(Write &write, const Schema::Type *type, const QByteArray &apiVersion,
                                         const QByteArray &kind) const
{
    QList<QByteArray> duplicates;
    ORRERY_TRY(configuration, readBody(write.request(), &duplicates));
    if (!configuration.isObject() || configuration["kind"].text().isEmpty()
        || configuration["apiVersion"].text().isEmpty())
        return error(Reason::BadRequest, "an applied configuration must be an object with apiVersion and kind");
    if (configuration["apiVersion"].text() != apiVersion)
        return error(Reason::BadRequest,
                     "Incorrect version specified in apply patch. Specified patch version: "
                         + configuration["apiVersion"].bytes() + ", expected: " + apiVersion);
    if (configuration["kind"].text() != kind)
        return error(Reason::BadRequest,
                     "the kind in the data (" + configuration["kind"].bytes() + ") does not match the expected kind ("
                         + kind + ')');
    const Value metadata = configuration["metadata"];
    if (!metadata["managedFields"].isEmpty())
        return error(Reason::BadRequest, "metadata.managedFields must be nil");
    const auto said = [&](const char *member, const QByteArray &wanted, const char *what) -> Result<> {
        if (wanted.isEmpty() || metadata[member].text().isEmpty() || metadata[member].text() == wanted)
            return {};
        return error(Reason::BadRequest,
                     QByteArray("the ") + what + " of the object (" + metadata[member].bytes() + ") does not match the "
                         + what + " on the URL (" + wanted + ')');
    };
    ORRERY_CHECK(said("name", write.info.name, "name"));
    ORRERY_CHECK(said("namespace", write.info.ns, "namespace"));
    configuration = configuration.with("metadata", metadata.without("managedFields").with("name", write.info.name));
    if (write.resource.namespaced)
        configuration = configuration.withPath({"metadata", "namespace"}, write.info.ns);
    if (!duplicates.isEmpty() && write.options.fieldValidation != WriteOptions::FieldValidation::Ignore) {
        QList<QByteArray> problems;
        for (const QByteArray &path : std::as_const(duplicates))
            problems.append("duplicate field \"" + path + '"');
        if (write.options.fieldValidation == WriteOptions::FieldValidation::Strict)
            return error(Reason::BadRequest, "strict decoding error: " + problems.join(", "));
        write.warnings += problems;
    }
    if (!type)
        return configuration;
    Schema::Report report;
    const bool own = type == write.resource.type && write.resource.decode;
    ORRERY_TRY(decoded,
               own ? write.resource.decode(configuration, &report)
                   : Schema::builtin().decode(*type, configuration, &report));
    if (!report.unknown.isEmpty()) {
        Error problem{Reason::Unknown, {}};
        problem.code = 500;
        QList<QByteArray> lines;
        for (const QByteArray &path : std::as_const(report.unknown))
            lines.append('.' + path + ": field not declared in schema");
        problem.message = lines.size() == 1 ? lines.constFirst() : "errors:\n  " + lines.join("\n  ");
        return problem;
    }
    return decoded;
}

/// As an applied configuration has it (server-side apply).
Result<Value> Generic::applied(Write &write) const
{
    const Resource &resource = write.resource;
    const Subresource *below = write.subresource;
    const bool isView = below && below->view;
    const QByteArray apiVersion = isView ? QByteArray(below->apiVersion) : resource.gvr.apiVersion();
    const QByteArray kind = isView ? QByteArray(below->kind) : resource.kind;
    const auto typed = [&](Error problem) { // as Kubernetes begins what its typed documents say
        if (problem.code != 500)
            return problem;
        const Gvr &gvr = resource.gvr;
        problem.message.prepend("failed to create typed patch object (" + write.info.ns + '/' + write.info.name + "; "
                                + gvr.group + '/' + gvr.version + ", Kind=" + kind + "): ");
        return problem;
    };
    auto configuration
        = readConfiguration(write, isView ? Schema::builtin().type(apiVersion, kind) : resource.type, apiVersion, kind);
    if (!configuration)
        return typed(configuration.error());

    const bool isNew = write.old.isNull();
    if (isNew && below)
        return notFound(resource, write.info.name);
    Application application;
    application.type = resource.type;
    application.live = isNew ? Value() : write.old.document();
    application.configuration = addressed(resource, below, *configuration);
    application.manager = FieldManager::of(write.request(), resource.gvr.apiVersion(), write.info.subresource);
    application.force = write.request().query.flag("force");
    application.now = m_context.clock.now();
    auto applied = resources::apply(application);
    if (!applied)
        return typed(applied.error());
    write.managedFields = applied->managedFields;
    const Value &metadata = applied->document["metadata"];
    if (isNew && (!metadata["resourceVersion"].text().isEmpty() || !metadata["uid"].text().isEmpty()))
        return conflict(resource, write.info.name, "the object to apply to does not exist");
    if (!below)
        return applied->document;
    return below->apply(application.live, applied->document, m_context.clock.now());
}

} // namespace orrery::resources
