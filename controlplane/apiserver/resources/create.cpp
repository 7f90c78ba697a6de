// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/names.h"
#include "controlplane/apiserver/resources/managedfields.h"
#include "controlplane/apiserver/resources/write.h"

#include <QRandomGenerator>
#include <QUuid>

namespace orrery::resources {

using namespace api;

namespace {

QByteArray newUid()
{
    quint32 words[4];
    QRandomGenerator::global()->fillRange(words);
    QUuid uuid(words[0], ushort(words[1]), ushort(words[1] >> 16), uchar(words[2]), uchar(words[2] >> 8),
               uchar(words[2] >> 16), uchar(words[2] >> 24), uchar(words[3]), uchar(words[3] >> 8),
               uchar(words[3] >> 16), uchar(words[3] >> 24));
    QByteArray text = uuid.toByteArray(QUuid::WithoutBraces);
    text[14] = '4'; // version 4, variant 1 (RFC 9562)
    text[19] = "89ab"[words[2] & 3];
    return text;
}

bool isServers(QByteArrayView member)
{
    static const QList<QByteArray> servers{"uid",
                                           "resourceVersion",
                                           "generation",
                                           "creationTimestamp",
                                           "deletionTimestamp",
                                           "deletionGracePeriodSeconds",
                                           "selfLink"};
    return servers.contains(member);
}

Result<> checkNewMetadata(const Value &given, const Resource &resource, const chain::RequestInfo &info)
{
    if (!given["resourceVersion"].text().isEmpty())
        return error(Reason::BadRequest, "resourceVersion should not be set on objects to be created");
    const QByteArrayView ns = given["namespace"].text();
    if (resource.namespaced && !ns.isEmpty() && ns != info.ns)
        return error(Reason::BadRequest,
                     "the namespace of the provided object does not match the namespace sent on the request");
    return {};
}

/// What admission sees of a new object's metadata: what the client says, but for what only the server says.
Value submittedMetadata(const Value &given, const Resource &resource, const chain::RequestInfo &info)
{
    Value metadata = given;
    for (const Member &member : given.members()) {
        if (isServers(member.key()))
            metadata = metadata.without(member.key());
    }
    if (resource.namespaced && metadata["namespace"].text() != info.ns)
        metadata = metadata.with("namespace", info.ns);
    return metadata;
}

/// The metadata of a new object: what client and admission say, then what the server says.
Result<Value> newMetadata(const Value &given, const Resource &resource, const chain::RequestInfo &info, qint64 now)
{
    ORRERY_CHECK(checkNewMetadata(given, resource, info));
    QByteArray name = given["name"].bytes();
    const QByteArray generateName = given["generateName"].bytes();
    if (name.isEmpty() && !generateName.isEmpty())
        name = generateName.left(58) + nameSuffix();
    std::vector<Member> members;
    members.reserve(given.members().size() + 6);
    members.push_back({"name", name});
    if (resource.namespaced)
        members.push_back({"namespace", info.ns});
    else if (!given["namespace"].text().isEmpty())
        members.push_back({"namespace", given["namespace"]}); // validation refuses it
    members.push_back({"uid", newUid()});
    members.push_back({"resourceVersion", ""}); // the store's to fill in
    if (resource.hasGeneration)
        members.push_back({"generation", Value(1)});
    members.push_back({"creationTimestamp", formatTime(now)});
    for (const Member &member : given.members()) {
        if (member.key() != "name" && member.key() != "namespace" && !isServers(member.key()))
            members.push_back(member);
    }
    return Value::object(std::move(members));
}

/// A spec or status of which nothing is known, as Kubernetes serialises it: clients read its members without asking
/// whether it is there.
Value emptyPart(const Schema::Type &type)
{
    std::vector<Member> members;
    for (const Schema::Field &field : type.fields) {
        if (!field.alwaysSerialised || field.pointer)
            continue;
        if (field.kind == Schema::Kind::Int32 || field.kind == Schema::Kind::Int64)
            members.push_back({field.name, Value(0)});
        else if (field.kind == Schema::Kind::Boolean)
            members.push_back({field.name, Value(false)});
    }
    return Value::object(std::move(members));
}

Object success()
{
    return Object(Value::object({{"kind", "Status"},
                                 {"apiVersion", "v1"},
                                 {"metadata", Value::object(std::vector<Member>())},
                                 {"status", "Success"},
                                 {"code", 201}}));
}

} // namespace

Result<> Generic::beginCreate(Write &write)
{
    const Resource &resource = write.resource;
    ORRERY_TRY(document, decodeBody(write, resource.type, resource.gvr.apiVersion(), resource.kind));
    return beginNew(write, std::move(document));
}

/// metadata.managedFields of a new object.
Value Generic::creators(const Write &write, const Value &document)
{
    if (write.managedFields)
        return *write.managedFields;
    const Resource &resource = write.resource;
    const FieldManager manager = FieldManager::of(write.request(), resource.gvr.apiVersion(), {});
    const bool hasStatus = !resource.statusSubresource || resource.keepsStatusOnCreate;
    FieldChanges changes = changedFields(resource.type, {}, hasStatus ? document : document.without("status"));
    if (m_createdFields.size() > 1000) // names of managers are the clients' to invent
        m_createdFields.clear();
    FieldSet &last = m_createdFields[{resource.serial, manager.name}];
    if (last == changes.changed)
        changes.changed = last;
    else
        last = changes.changed;
    return managedFieldsAfterUpdate(startingManagedFields({}, document["metadata"]["managedFields"]), changes, manager,
                                    m_context.clock.now());
}

Result<> Generic::beginNew(Write &write, Value document)
{
    const Resource &resource = write.resource;
    ORRERY_CHECK(checkNewMetadata(document["metadata"], resource, write.info));
    const Value metadata = submittedMetadata(document["metadata"], resource, write.info);
    if (!metadata.identical(document["metadata"]))
        document = document.with("metadata", metadata);
    document = resource.withDefaults(document);
    // Before admission: what the server adds from here on is nobody's.
    const Value owners = creators(write, document);
    const Value &named = document["metadata"];
    document = document.with("metadata",
                             owners.isNull() ? named.without("managedFields") : named.with("managedFields", owners));
    write.submit(chain::Attributes::Operation::Create, metadata["name"].bytes(), document, {});
    return {};
}

Result<> Generic::completeCreate(Write &write)
{
    const Resource &resource = write.resource;
    Value &document = write.document;
    document = std::move(write.attributes->document);
    ORRERY_TRY(metadata, newMetadata(document["metadata"], resource, write.info, m_context.clock.now()));
    document = document.with("metadata", metadata);
    const QByteArray name = metadata["name"].bytes();
    if (!write.info.name.isEmpty() && name != write.info.name)
        return nameMismatch(name, write.info.name);
    if (resource.statusSubresource && !resource.keepsStatusOnCreate)
        document = document.without("status");
    if (resource.prepareCreate)
        resource.prepareCreate(document, m_context, write.request().user);
    for (const char *part : {"spec", "status"}) {
        const Schema::Field *field = resource.type && !resource.custom ? resource.type->field(part) : nullptr;
        if (field && field->kind == Schema::Kind::Reference && !field->pointer && document[part].isNull())
            document = document.with(part, emptyPart(*field->type));
    }

    FieldErrors errors;
    validateObjectMeta(errors, document["metadata"], resource.namespaced, resource.nameRule);
    if (resource.validate)
        resource.validate(errors, document);
    if (resource.validateCreate)
        resource.validateCreate(errors, document);
    if (errors.isEmpty() && resource.allocate)
        resource.allocate(errors, document, {}, m_context);
    if (!errors.isEmpty())
        return errors.error(resource.gvr.group, resource.kind, name);
    write.attributes->name = name;
    write.attributes->document = document;
    return {};
}

Result<> Generic::putCreate(const WritePtr &write)
{
    const Resource &resource = write->resource;
    const Value &document = write->document;
    const QByteArray &name = write->attributes->name;
    const QByteArray key = resource.storeKey({write->info.ns, name});
    if (write->store(m_context).getNewest(key)) {
        const bool generated = !document["metadata"]["generateName"].text().isEmpty();
        if (!generated || write->tries >= maxTries)
            return alreadyExists(resource, name);
        again(*write); // with another name
        return {};
    }
    ORRERY_CHECK(m_context.admission.reserve(*write->attributes));
    if (resource.warnings)
        resource.warnings(write->warnings, document);
    if (write->options.dryRun) {
        respond(*write, Object(document.with("metadata", document["metadata"].without("resourceVersion"))), 201);
        return {};
    }
    const auto put
        = write->store(m_context).put(key, resource.stored(document), store::Store::Absent, write->request().cause,
                                      [this, write](const Result<store::Entry> &entry) {
                                          if (entry)
                                              respond(*write, write->resource.served(entry->object), 201);
                                          else
                                              refuse(*write, entry.error());
                                      });
    if (!put)
        return put.error();
    written(resource, {}, *put, false);
    return {};
}

// --- kinds that are questions ---

Result<> Generic::beginQuestion(Write &write)
{
    const Resource &resource = write.resource;
    ORRERY_TRY(document, decodeBody(write, resource.type, resource.gvr.apiVersion(), resource.kind));
    if (resource.namespaced && document["metadata"]["namespace"].text() != write.info.ns)
        document = document.withPath({"metadata", "namespace"}, write.info.ns);
    write.submit(chain::Attributes::Operation::Create, document["metadata"]["name"].bytes(), document, {});
    return {};
}

Result<> Generic::putAnswer(const WritePtr &write)
{
    ORRERY_TRY(answer, write->resource.answer(write->attributes->document, write->request().user, m_context));
    respond(*write, resources::respond(write->form, Object(answer), 201));
    return {};
}

// --- POST of a subresource ---

/// The same by the older address of the collection, for kinds that create in another.
void Generic::postBelow(const Write &write)
{
    const Gvr &gvr = write.resource.gvr;
    const auto &[parentName, name] = write.resource.createsAt;
    const Resource &parent = *m_registry.find({gvr.group, gvr.version, parentName});
    auto below
        = std::make_shared<Write>(write.exchange, write.info, parent, parent.subresource(name), write.form, &posting);
    below->options = write.options;
    const auto body = readBody(write.request(), nullptr);
    if (!body)
        return refuse(write, body.error());
    below->info.name = (*body)["metadata"]["name"].bytes();
    commit(below);
}

Result<> Generic::beginPost(Write &write)
{
    const Resource &resource = write.resource;
    const Subresource &subresource = *write.subresource;
    const auto entry = write.store(m_context).getNewest(write.key());
    if (!entry)
        return notFound(resource, write.info.name);
    write.stored = entry->object;
    write.old = resource.served(entry->object);
    if (subresource.apply)
        write.read = entry->revision;
    ORRERY_TRY(body,
               decodeBody(write, Schema::builtin().type(subresource.apiVersion, subresource.kind),
                          subresource.apiVersion, subresource.kind));
    write.submit(chain::Attributes::Operation::Create, write.info.name, body, write.old);
    return {};
}

Result<> Generic::completePost(Write &write)
{
    if (!write.subresource->apply)
        return {};
    ORRERY_TRY(document,
               write.subresource->apply(write.old.document(), write.attributes->document, m_context.clock.now()));
    write.document = document;
    return {};
}

Result<> Generic::putPost(const WritePtr &write)
{
    const Resource &resource = write->resource;
    if (write->subresource->handle) {
        const auto parent = write->store(m_context).getNewest(write->key());
        if (!parent)
            return notFound(resource, write->info.name);
        write->subresource->handle(*this, write->exchange, resource.served(parent->object),
                                   write->attributes->document);
        return {};
    }
    if (write->options.dryRun) {
        respond(*write, resources::respond(write->form, success(), 201));
        return {};
    }
    const auto put
        = write->store(m_context).put(write->key(), resource.stored(write->document), write->read,
                                      write->request().cause, [this, write](const Result<store::Entry> &entry) {
                                          if (entry)
                                              respond(*write, resources::respond(write->form, success(), 201));
                                          else
                                              refuse(*write, entry.error());
                                      });
    if (!put)
        return conflict(resource, write->info.name);
    written(resource, write->stored, *put, false);
    return {};
}

} // namespace orrery::resources
