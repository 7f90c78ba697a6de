// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authorization.h"
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

/// The object may have been made anew under its name.
Result<> checkUid(const Resource &resource, const Object &old, const Value &given)
{
    const QByteArrayView uid = given["metadata"]["uid"].text();
    if (uid.isEmpty() || uid == old.metadata()["uid"].text())
        return {};
    return conflict(resource, old.name(),
                    "Precondition failed: UID in precondition: " + uid.toByteArray()
                        + ", UID in object meta: " + old.uid());
}

} // namespace

Error nameMismatch(const Value &given, const QByteArray &wanted)
{
    return error(Reason::BadRequest,
                 "the name of the object (" + given.bytes() + ") does not match the name on the URL (" + wanted + ')');
}

/// PUT, and PATCH of every kind: the next version of what is there, if it is there.
Result<> Generic::beginChange(Write &write)
{
    const Resource &resource = write.resource;
    const QByteArray &name = write.info.name;
    const auto entry = write.store(m_context).getNewest(write.key());
    write.read = entry ? entry->revision : store::Store::Absent;
    if (entry) {
        write.stored = entry->object;
        write.old = resource.served(entry->object);
    }
    const bool applies = patchType(write.request().headers.value("content-type")) == PatchType::Apply;
    ORRERY_TRY(document, write.info.verb == "update" ? replaced(write) : applies ? applied(write) : patched(write));
    if (!entry) { // who may only change things makes none
        chain::RequestInfo creates = write.info;
        creates.verb = "create";
        ORRERY_CHECK(m_context.authorization.check({write.request().user, creates, {}}));
        write.way = &creation;
        return beginNew(write, std::move(document));
    }
    const Value &oldMetadata = write.old.metadata();
    const QByteArrayView version = document["metadata"]["resourceVersion"].text();
    if (version.isEmpty() && !resource.unconditionalUpdate && write.info.verb == "update") {
        FieldErrors errors;
        errors.invalid("metadata.resourceVersion", Value(0), "must be specified for an update");
        return errors.error(resource.gvr.group, resource.kind, name);
    }
    if (!version.isEmpty() && version != oldMetadata["resourceVersion"].text())
        return conflict(resource, name);
    ORRERY_CHECK(checkUid(resource, write.old, document));

    // What a client says of managedFields is weighed at the end; until then the document has the stored ones.
    const Value storedOwners = oldMetadata["managedFields"];
    write.sentOwners = document["metadata"]["managedFields"];
    if (!write.sentOwners.identical(storedOwners)) {
        const Value &metadata = document["metadata"];
        document = document.with("metadata",
                                 storedOwners.isNull() ? metadata.without("managedFields")
                                                       : metadata.with("managedFields", storedOwners));
    }
    if (!write.subresource)
        document = resource.withDefaults(document);
    const bool isView = write.subresource && write.subresource->view;
    write.document = document;
    write.submitted = isView ? write.subresource->view(Object(document)) : document;
    write.submit(chain::Attributes::Operation::Update, name, write.submitted,
                 isView ? Object(write.subresource->view(write.old)) : write.old);
    return {};
}

Result<> Generic::completeChange(Write &write)
{
    const Resource &resource = write.resource;
    const Subresource *below = write.subresource;
    const Value &old = write.old.document();
    const Value &oldMetadata = write.old.metadata();
    Value &document = write.document;
    if (!below) {
        document = write.attributes->document;
    } else if (!write.attributes->document.identical(write.submitted)) { // admission has no more say than the client
        ORRERY_TRY(changed, below->apply(old, write.attributes->document, m_context.clock.now()));
        document = changed;
    }
    document = document.with("metadata", updatedMetadata(document["metadata"], oldMetadata));
    if (!below) {
        if (resource.statusSubresource)
            document = old["status"].isNull() ? document.without("status") : document.with("status", old["status"]);
        if (resource.prepareUpdate)
            resource.prepareUpdate(document, write.old, m_context);
    }
    const bool differs = write.differs = contentDiffers(resource, document, old);
    if (resource.hasGeneration && differs)
        document = document.withPath({"metadata", "generation"}, Value(write.old.generation() + 1));

    FieldErrors errors;
    if (!document["metadata"].identical(oldMetadata)) {
        validateObjectMeta(errors, document["metadata"], resource.namespaced, resource.nameRule);
        validateObjectMetaUpdate(errors, document["metadata"], oldMetadata);
    }
    if (differs && resource.validate)
        resource.validate(errors, document);
    if (below && below->validateUpdate)
        below->validateUpdate(errors, document, old);
    else if (resource.validateUpdate && !(below && below->name == "status"))
        resource.validateUpdate(errors, document, old);
    if (errors.isEmpty() && differs && resource.allocate)
        resource.allocate(errors, document, old, m_context);
    if (!errors.isEmpty())
        return errors.error(resource.gvr.group, resource.kind, write.info.name);
    write.attributes->document = below && below->view ? below->view(Object(document)) : document;
    return {};
}

Result<> Generic::putChange(const WritePtr &written)
{
    Write &write = *written;
    const Resource &resource = write.resource;
    const Value &old = write.old.document();
    Value &document = write.document;
    if (write.differs && resource.warnings)
        resource.warnings(write.warnings, document);

    const bool same = document == old; // but for what managedFields say of it
    const Value storedOwners = old["metadata"]["managedFields"];
    Value owners = storedOwners;
    if (write.managedFields)
        owners = *write.managedFields;
    else if (!write.subresource)
        owners = startingManagedFields(storedOwners, write.sentOwners);
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
        ORRERY_CHECK(m_context.admission.reserve(*write.attributes));
    if ((same && sameOwners) || write.options.dryRun) {
        respond(write, Object(document), 200);
        return {};
    }
    const bool removes = isFinished(resource, document);
    const auto done = [this, written](const Result<store::Entry> &entry) {
        if (entry)
            respond(*written, written->resource.served(entry->object), 200);
        else
            refuse(*written, entry.error());
    };
    store::Store &store = write.store(m_context);
    const Object next = resource.stored(document);
    const auto entry = removes ? store.remove(write.key(), next, write.read, write.request().cause, done)
                               : store.put(write.key(), next, write.read, write.request().cause, done);
    if (!entry)
        return entry.failedWith(Reason::Conflict) ? conflict(resource, write.info.name) : entry.error();
    this->written(resource, write.stored, *entry, removes);
    return {};
}

/// What the body of a subresource makes of the object; for the object itself, the body.
Result<Value> Generic::withBody(const Write &write, const Value &body) const
{
    if (!write.subresource)
        return body;
    ORRERY_CHECK(checkUid(write.resource, write.old, body));
    return write.subresource->apply(write.old.document(), body, m_context.clock.now());
}

/// As PUT has it.
Result<Value> Generic::replaced(Write &write) const
{
    const Resource &resource = write.resource;
    const Subresource *below = write.subresource;
    const bool isView = below && below->view;
    const QByteArray apiVersion = isView ? below->apiVersion : resource.gvr.apiVersion();
    const QByteArray kind = isView ? below->kind : resource.kind;
    ORRERY_TRY(body,
               decodeBody(write, isView ? Schema::builtin().type(apiVersion, kind) : resource.type, apiVersion, kind));
    const Value metadata = body["metadata"];
    const QByteArrayView ns = metadata["namespace"].text();
    if (metadata["name"].text() != write.info.name)
        return nameMismatch(metadata["name"], write.info.name);
    if (resource.namespaced && !ns.isEmpty() && ns != write.info.ns)
        return error(Reason::BadRequest,
                     "the namespace of the provided object does not match the namespace sent on the request");
    if (resource.namespaced && metadata["namespace"].isNull())
        body = body.withPath({"metadata", "namespace"}, write.info.ns);
    if (!write.old.isNull())
        return withBody(write, body);
    const bool creates = resource.createOnUpdate && !below && metadata["resourceVersion"].text().isEmpty();
    return creates ? Result<Value>(body) : Result<Value>(notFound(resource, write.info.name));
}

/// As a JSON, merge or strategic merge patch has it.
Result<Value> Generic::patched(Write &write) const
{
    const Subresource *below = write.subresource;
    const bool isView = below && below->view;
    const Schema::Type *type = isView ? Schema::builtin().type(below->apiVersion, below->kind) : write.resource.type;
    if (write.old.isNull())
        return notFound(write.resource, write.info.name);
    const Value base = isView ? below->view(write.old) : write.old.document();
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
    ORRERY_TRY(body, decode(write, type, *result, duplicates, apiVersion.text(), baseKind.text()));
    return withBody(write, body);
}

} // namespace orrery::resources
