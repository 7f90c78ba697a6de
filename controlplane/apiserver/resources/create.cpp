// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/managedfields.h"
#include "controlplane/apiserver/resources/write.h"

#include <QRandomGenerator>
#include <QUuid>

namespace orrery::resources {

using namespace api;

namespace {

/// Five characters that spell no words.
QByteArray suffix()
{
    static constexpr QByteArrayView alphabet = "bcdfghjklmnpqrstvwxz2456789";
    QByteArray out(5, '\0');
    for (char &c : out)
        c = alphabet[QRandomGenerator::global()->bounded(int(alphabet.size()))];
    return out;
}

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

/// The metadata of a new object: what the client says, then what the server says.
Result<Value> newMetadata(const Value &given, const Resource &resource, const chain::RequestInfo &info, qint64 now)
{
    if (!given["resourceVersion"].text().isEmpty())
        return error(Reason::BadRequest, "resourceVersion should not be set on objects to be created");
    const QByteArrayView ns = given["namespace"].text();
    if (resource.namespaced && !ns.isEmpty() && ns != info.ns)
        return error(Reason::BadRequest,
                     "the namespace of the provided object does not match the namespace sent on the request");
    QByteArray name = given["name"].bytes();
    const QByteArray generateName = given["generateName"].bytes();
    if (name.isEmpty() && !generateName.isEmpty())
        name = generateName.left(58) + suffix();
    std::vector<Member> members;
    members.reserve(given.members().size() + 6);
    members.push_back({"name", name});
    if (resource.namespaced)
        members.push_back({"namespace", info.ns});
    else if (!ns.isEmpty())
        members.push_back({"namespace", ns}); // validation refuses it
    members.push_back({"uid", newUid()});
    members.push_back({"resourceVersion", ""}); // the store's to fill in
    if (resource.hasGeneration)
        members.push_back({"generation", Value(1)});
    members.push_back({"creationTimestamp", formatTime(now)});
    static const QList<QByteArray> servers{"name",
                                           "namespace",
                                           "uid",
                                           "resourceVersion",
                                           "generation",
                                           "creationTimestamp",
                                           "deletionTimestamp",
                                           "deletionGracePeriodSeconds",
                                           "selfLink"};
    for (const Member &member : given.members()) {
        if (!servers.contains(member.key()))
            members.push_back(member);
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

void Generic::create(Write &write)
{
    const Resource &resource = write.resource;
    auto document = decodeBody(write, resource.type, resource.gvr.apiVersion(), resource.kind);
    if (!document) {
        write.exchange->respond(document.error());
        return;
    }
    if (!resource.createsAt.first.isEmpty()) {
        write.info.name = (*document)["metadata"]["name"].bytes();
        const Resource &parent = *m_registry.find({resource.gvr.group, resource.gvr.version, resource.createsAt.first});
        Write below{write.exchange, write.info,   parent, parent.subresource(resource.createsAt.second),
                    write.form,     write.options};
        createBelow(below);
        return;
    }
    if (resource.answer) {
        if (resource.namespaced && (*document)["metadata"]["namespace"].text() != write.info.ns)
            *document = document->withPath({"metadata", "namespace"}, write.info.ns);
        auto answer = resource.answer(*document, write.request().user, m_context);
        if (answer)
            write.exchange->respond(resources::respond(write.form, Object(*std::move(answer)), 201));
        else
            write.exchange->respond(answer.error());
        return;
    }
    if (const auto committed = commitCreate(write, *std::move(document)); !committed)
        write.exchange->respond(committed.error());
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

Result<> Generic::commitCreate(Write &write, Value document)
{
    const Resource &resource = write.resource;
    const User &user = write.request().user;
    ORRERY_TRY(metadata, newMetadata(document["metadata"], resource, write.info, m_context.clock.now()));
    document = document.with("metadata", metadata);
    const QByteArray name = metadata["name"].bytes();
    document = resource.withDefaults(document);
    // Before admission: what the server adds from here on is nobody's.
    const Value owners = creators(write, document);
    const Value &named = document["metadata"];
    document = document.with("metadata",
                             owners.isNull() ? named.without("managedFields") : named.with("managedFields", owners));

    chain::Attributes attributes{
        chain::Attributes::Operation::Create, write.info, user, name, document, {}, write.options.dryRun, {}};
    ORRERY_CHECK(m_context.admission.admit(attributes));
    document = std::move(attributes.document);
    if (resource.statusSubresource && !resource.keepsStatusOnCreate)
        document = document.without("status");
    if (resource.prepareCreate)
        resource.prepareCreate(document, m_context, user);

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
    attributes.document = document;
    ORRERY_CHECK(m_context.admission.validate(attributes));
    write.warnings += attributes.warnings;
    if (resource.warnings)
        resource.warnings(write.warnings, document);

    const QByteArray key = resource.storeKey({write.info.ns, name});
    const bool taken = bool(write.store(m_context).getNewest(key));
    if (!taken)
        ORRERY_CHECK(m_context.admission.reserve(attributes));
    if (write.options.dryRun) {
        if (taken)
            return alreadyExists(resource, name);
        respond(write, Object(document.with("metadata", document["metadata"].without("resourceVersion"))), 201);
        return {};
    }
    const auto put
        = write.store(m_context).put(key, resource.stored(document), store::Store::Absent, write.request().cause,
                                     [this, write](const Result<store::Entry> &entry) {
                                         if (entry)
                                             respond(write, write.resource.served(entry->object), 201);
                                         else
                                             write.exchange->respond(entry.error());
                                     });
    if (!put) {
        if (!put.failedWith(Reason::AlreadyExists))
            return put.error();
        // A generated name that is taken: another one.
        if (attributes.document["metadata"]["generateName"].text().isEmpty())
            return alreadyExists(resource, name);
        return commitCreate(write,
                            document.with("metadata", document["metadata"].without("name").without("resourceVersion")));
    }
    written(resource, {}, *put, false);
    return {};
}

void Generic::createBelow(Write &write)
{
    const Resource &resource = write.resource;
    const Subresource &subresource = *write.subresource;
    const auto old = write.store(m_context).getNewest(write.key());
    if (!old) {
        write.exchange->respond(notFound(resource, write.info.name));
        return;
    }
    auto body = decodeBody(write, Schema::builtin().type(subresource.apiVersion, subresource.kind),
                           subresource.apiVersion, subresource.kind);
    if (!body) {
        write.exchange->respond(body.error());
        return;
    }
    chain::Attributes attributes{chain::Attributes::Operation::Create,
                                 write.info,
                                 write.request().user,
                                 write.info.name,
                                 *body,
                                 resource.served(old->object),
                                 write.options.dryRun,
                                 {}};
    auto admitted = m_context.admission.admit(attributes);
    if (admitted)
        admitted = m_context.admission.validate(attributes);
    if (!admitted) {
        write.exchange->respond(admitted.error());
        return;
    }
    *body = attributes.document;
    if (subresource.handle) {
        subresource.handle(*this, write.exchange, resource.served(old->object), *body);
        return;
    }
    auto document = subresource.apply(resource.served(old->object).document(), *body, m_context.clock.now());
    if (!document) {
        write.exchange->respond(document.error());
        return;
    }
    if (write.options.dryRun) {
        write.exchange->respond(resources::respond(write.form, success(), 201));
        return;
    }
    const Form form = write.form;
    const ExchangePtr exchange = write.exchange;
    const auto put
        = write.store(m_context).put(old->key, resource.stored(*document), old->revision, write.request().cause,
                                     [exchange, form](const Result<store::Entry> &entry) {
                                         if (entry)
                                             exchange->respond(resources::respond(form, success(), 201));
                                         else
                                             exchange->respond(entry.error());
                                     });
    if (!put) {
        write.exchange->respond(conflict(resource, write.info.name));
        return;
    }
    written(resource, old->object, *put, false);
}

} // namespace orrery::resources
