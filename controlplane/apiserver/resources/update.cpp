// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/managedfields.h"
#include "controlplane/apiserver/resources/write.h"

#include "controlplane/api/patch.h"

namespace orrery::resources {

using namespace api;

namespace {

/// Whether anything changed that is neither metadata nor status.
bool contentDiffers(const Resource &resource, const Value &a, const Value &b)
{
    // A custom resource's status is like any other member if it has no address of its own.
    const bool ignoresStatus = !resource.custom || resource.statusSubresource;
    const auto covers = [ignoresStatus](const Value &x, const Value &y) {
        for (const Member &member : x.members()) {
            if (member.key() == "metadata" || (ignoresStatus && member.key() == "status"))
                continue;
            const Value &other = y[member.key()];
            if (!other.identical(member.value) && !(other == member.value))
                return false;
        }
        return true;
    };
    return !covers(a, b) || !covers(b, a);
}

/// metadata of an update: the client's, but for what only the server says.
Value updatedMetadata(const Value &given, const Value &old)
{
    Value metadata = given;
    for (const char *member : {"uid", "creationTimestamp", "generation", "deletionTimestamp",
                               "deletionGracePeriodSeconds", "resourceVersion"}) {
        const Value &had = old[member];
        if (had.isNull())
            metadata = metadata.without(member);
        else if (!metadata[member].identical(had))
            metadata = metadata.with(member, had);
    }
    return metadata.without("selfLink");
}

bool isFinished(const Resource &resource, const Value &document)
{
    const Value &metadata = document["metadata"];
    return !metadata["deletionTimestamp"].isNull() && metadata["finalizers"].isEmpty()
        && metadata["deletionGracePeriodSeconds"].integer() == 0 && !(resource.isHeld && resource.isHeld(document));
}

Error nameMismatch(const Value &given, const QByteArray &wanted)
{
    return error(Reason::BadRequest,
                 "the name of the object (" + given.bytes() + ") does not match the name on the URL (" + wanted + ')');
}

} // namespace

void Generic::update(Write &write)
{
    const Resource &resource = write.resource;
    const Subresource *below = write.subresource;
    const bool isScale = below && below->view;
    const QByteArray apiVersion = isScale ? QByteArray(below->apiVersion) : resource.gvr.apiVersion();
    const QByteArray kind = isScale ? QByteArray(below->kind) : resource.kind;
    auto body = decodeBody(write, isScale ? Schema::builtin().type(apiVersion, kind) : resource.type, apiVersion, kind);
    if (!body) {
        write.exchange->respond(body.error());
        return;
    }
    const Value metadata = (*body)["metadata"];
    if (metadata["name"].text() != write.info.name) {
        write.exchange->respond(nameMismatch(metadata["name"], write.info.name));
        return;
    }
    if (resource.namespaced && !metadata["namespace"].text().isEmpty()
        && metadata["namespace"].text() != write.info.ns) {
        write.exchange->respond(
            error(Reason::BadRequest,
                  "the namespace of the provided object does not match the namespace sent on the request"));
        return;
    }
    if (resource.namespaced && metadata["namespace"].isNull())
        *body = body->withPath({"metadata", "namespace"}, write.info.ns);
    const auto old = write.store(m_context).getNewest(write.key());
    Result<> result;
    if (!old) {
        result = resource.createOnUpdate && !below && metadata["resourceVersion"].text().isEmpty()
            ? commitCreate(write, *body)
            : Result<>(notFound(resource, write.info.name));
    } else {
        auto document = decodeAsParent(write, *old, *body);
        result = document ? commitUpdate(write, *old, *std::move(document)) : Result<>(document.error());
    }
    if (!result)
        write.exchange->respond(result.error());
}

/// What the body of a subresource makes of the object; for the object itself, the body.
Result<Value> Generic::decodeAsParent(Write &write, const store::Entry &old, const Value &body) const
{
    if (!write.subresource)
        return body;
    const Value &uid = body["metadata"]["uid"];
    if (!uid.text().isEmpty() && uid.text() != old.object.metadata()["uid"].text())
        return conflict(write.resource, write.info.name,
                        "Precondition failed: UID in precondition: " + uid.bytes()
                            + ", UID in object meta: " + old.object.uid());
    return write.subresource->apply(write.resource.served(old.object).document(), body, m_context.clock.now());
}

Result<> Generic::commitUpdate(Write &write, const store::Entry &oldEntry, Value document)
{
    const Resource &resource = write.resource;
    const Object oldObject = resource.served(oldEntry.object);
    const Value &old = oldObject.document();
    const Value &oldMetadata = oldObject.metadata();
    const QByteArray &name = write.info.name;
    const QByteArrayView version = document["metadata"]["resourceVersion"].text();
    if (version.isEmpty() && !resource.unconditionalUpdate && write.info.verb == "update") {
        FieldErrors errors;
        errors.invalid("metadata.resourceVersion", Value(0), "must be specified for an update");
        return errors.error(resource.gvr.group, resource.kind, name);
    }
    if (!version.isEmpty() && version != oldMetadata["resourceVersion"].text())
        return conflict(resource, name);
    const QByteArrayView uid = document["metadata"]["uid"].text();
    if (!uid.isEmpty() && uid != oldMetadata["uid"].text())
        return conflict(resource, name,
                        "Precondition failed: UID in precondition: " + uid.toByteArray()
                            + ", UID in object meta: " + oldObject.uid());

    // What a client says of managedFields is weighed at the end; until then the document has the stored ones.
    const Value storedOwners = oldMetadata["managedFields"], sentOwners = document["metadata"]["managedFields"];
    if (!sentOwners.identical(storedOwners)) {
        const Value &metadata = document["metadata"];
        document = document.with("metadata",
                                 storedOwners.isNull() ? metadata.without("managedFields")
                                                       : metadata.with("managedFields", storedOwners));
    }
    if (!write.subresource)
        document = resource.withDefaults(document);
    chain::Attributes attributes{chain::Attributes::Operation::Update,
                                 write.info,
                                 write.request().user,
                                 name,
                                 document,
                                 oldObject,
                                 write.options.dryRun,
                                 {}};
    ORRERY_CHECK(m_context.admission.admit(attributes));
    document = std::move(attributes.document);
    document = document.with("metadata", updatedMetadata(document["metadata"], oldMetadata));
    if (!write.subresource) {
        if (resource.statusSubresource)
            document = old["status"].isNull() ? document.without("status") : document.with("status", old["status"]);
        if (resource.prepareUpdate)
            resource.prepareUpdate(document, oldObject, m_context);
    }
    const bool differs = contentDiffers(resource, document, old);
    if (resource.hasGeneration && differs)
        document = document.withPath({"metadata", "generation"}, Value(oldObject.generation() + 1));

    FieldErrors errors;
    if (!document["metadata"].identical(oldMetadata)) {
        validateObjectMeta(errors, document["metadata"], resource.namespaced, resource.nameRule);
        validateObjectMetaUpdate(errors, document["metadata"], oldMetadata);
    }
    if (differs && resource.validate)
        resource.validate(errors, document);
    if (write.subresource && write.subresource->validateUpdate)
        write.subresource->validateUpdate(errors, document, old);
    else if (resource.validateUpdate && !(write.subresource && write.subresource->name == "status"))
        resource.validateUpdate(errors, document, old);
    if (errors.isEmpty() && differs && resource.allocate)
        resource.allocate(errors, document, old, m_context);
    if (!errors.isEmpty())
        return errors.error(resource.gvr.group, resource.kind, name);
    attributes.document = document;
    ORRERY_CHECK(m_context.admission.validate(attributes));
    write.warnings += attributes.warnings;
    if (differs && resource.warnings)
        resource.warnings(write.warnings, document);

    const bool same = document == old; // but for what managedFields say of it
    Value owners = storedOwners;
    if (write.managedFields) {
        owners = *write.managedFields;
    } else if (!write.subresource) {
        owners = startingManagedFields(storedOwners, sentOwners);
    }
    if (!write.managedFields && !same && !owners.isEmpty()) {
        const FieldManager manager
            = FieldManager::of(write.request(), resource.gvr.apiVersion(), write.info.subresource);
        owners = managedFieldsAfterUpdate(owners, changedFields(resource.type, old, document), manager,
                                          m_context.clock.now());
    }
    const bool sameOwners = owners.identical(storedOwners) || owners == storedOwners;
    if (!sameOwners) {
        const Value &metadata = document["metadata"];
        document = document.with(
            "metadata", owners.isNull() ? metadata.without("managedFields") : metadata.with("managedFields", owners));
    }
    if (!same)
        ORRERY_CHECK(m_context.admission.reserve(attributes));
    if ((same && sameOwners) || write.options.dryRun) {
        respond(write, Object(document), 200);
        return {};
    }
    const bool removes = isFinished(resource, document);
    const auto done = [this, write](const Result<store::Entry> &entry) {
        if (entry)
            respond(write, write.resource.served(entry->object), 200);
        else
            write.exchange->respond(entry.error());
    };
    store::Store &store = write.store(m_context);
    const auto entry = removes
        ? store.remove(oldEntry.key, resource.stored(document), oldEntry.revision, write.request().cause, done)
        : store.put(oldEntry.key, resource.stored(document), oldEntry.revision, write.request().cause, done);
    if (!entry)
        return entry.failedWith(Reason::Conflict) ? conflict(resource, name) : entry.error();
    written(resource, oldEntry.object, *entry, removes);
    return {};
}

void Generic::patch(Write &write)
{
    if (patchType(write.request().headers.value("content-type")) == PatchType::Apply) {
        if (const Result<> applied = applyConfiguration(write); !applied)
            write.exchange->respond(applied.error());
        return;
    }
    const Resource &resource = write.resource;
    const Subresource *below = write.subresource;
    const auto old = write.store(m_context).getNewest(write.key());
    if (!old) {
        write.exchange->respond(notFound(resource, write.info.name));
        return;
    }
    const bool isScale = below && below->view;
    const Schema::Type *type = isScale ? Schema::builtin().type(below->apiVersion, below->kind) : resource.type;
    const Object served = resource.served(old->object);
    const Value base = isScale ? below->view(served) : served.document();
    auto document = patched(write, base, type);
    if (document && below)
        document = decodeAsParent(write, *old, *document);
    const Result<> result = document ? commitUpdate(write, *old, *std::move(document)) : Result<>(document.error());
    if (!result)
        write.exchange->respond(result.error());
}

Result<Value> Generic::patched(Write &write, const Value &base, const Schema::Type *type) const
{
    const auto kind = patchType(write.request().headers.value("content-type"));
    const bool strategic = type && !(write.resource.custom && type == write.resource.type);
    if (!kind || (*kind == PatchType::StrategicMerge && !strategic))
        return error(Reason::UnsupportedMediaType,
                     "the body of the request was in an unknown format - accepted media types include: "
                     "application/json-patch+json, "
                     "application/merge-patch+json"
                         + QByteArray(strategic ? ", application/strategic-merge-patch+json" : "")
                         + ", application/apply-patch+yaml");
    QList<QByteArray> duplicates;
    ORRERY_TRY(patch, readBody(write.request(), &duplicates));
    Result<Value> result = Value();
    if (*kind == PatchType::Json) {
        result = jsonPatch(base, patch);
    } else if (!patch.isObject()) {
        return error(Reason::BadRequest, "the body of a patch must be a JSON object");
    } else if (*kind == PatchType::Merge) {
        result = mergePatch(base, patch);
    } else {
        result = strategicMergePatch(Schema::builtin(), type, base, patch);
    }
    if (!result) {
        Error problem = result.error();
        if (problem.reason == Reason::Invalid) // Kubernetes says no more than this
            problem = error(Reason::Invalid, "the server rejected our request due to an error in our request");
        return problem;
    }
    const Value &apiVersion = base["apiVersion"];
    const Value &baseKind = base["kind"];
    if (!((*result)["apiVersion"] == apiVersion) || !((*result)["kind"] == baseKind)
        || !(*result)["metadata"].isObject())
        return error(Reason::BadRequest, "a patch may not change apiVersion, kind, or remove metadata");
    if ((*result)["metadata"]["name"].text() != write.info.name) {
        FieldErrors errors;
        errors.invalid("metadata.name", (*result)["metadata"]["name"], "field is immutable");
        return errors.error(write.resource.gvr.group, write.resource.kind, write.info.name);
    }
    return decode(write, type, *result, duplicates, apiVersion.text(), baseKind.text());
}

} // namespace orrery::resources
