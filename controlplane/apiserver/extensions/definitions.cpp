// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/definitions.h"

#include "controlplane/apiserver/extensions/customkind.h"
#include "controlplane/apiserver/extensions/definition.h"

#include <QLoggingCategory>

namespace orrery::extensions {

using namespace api;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.extensions")

const QByteArray prefix = "/registry/customresourcedefinitions.apiextensions.k8s.io/";

QByteArray instancePrefix(const Value &definition)
{
    const Value &spec = definition["spec"];
    return "/registry/" + spec["names"]["plural"].bytes() + '.' + spec["group"].bytes() + '/';
}

} // namespace

Definitions::Definitions(store::Store &store, const Clock &clock, resources::Registry &registry,
                         resources::Generic &generic, Ask ask)
    : m_store(store)
    , m_clock(clock)
    , m_registry(registry)
    , m_generic(generic)
    , m_ask(std::move(ask))
{
}

Definitions::~Definitions() = default;

void Definitions::start()
{
    store::ListRange range;
    range.prefix = prefix;
    const auto listing = m_store.list(range);
    if (!listing) {
        qCWarning(lc) << "definitions can't be read"
                      << "error=" << listing.error().message;
        return;
    }
    for (const store::Entry &entry : listing->entries) {
        Known &known = m_known[entry.object.name()];
        known.object = entry.object;
        known.cause = entry.cause;
        serve(known);
    }
    auto watch
        = m_store.watch(prefix, listing->revision, [this](const QList<store::Change> &changes) { receive(changes); });
    if (watch)
        m_watch = std::move(*watch);
    // Not now: who starts us is not ready to answer requests yet.
    QMetaObject::invokeMethod(
        &m_store,
        [this, alive = std::weak_ptr<char>(m_alive)] {
            if (!alive.expired())
                lookAll({});
        },
        Qt::QueuedConnection);
}

void Definitions::receive(const QList<store::Change> &changes)
{
    for (const store::Change &change : changes) {
        const QByteArray name = change.entry.object.name();
        if (change.type == store::Change::Type::Deleted) {
            const auto found = m_known.find(name);
            if (found == m_known.end())
                continue;
            found->second.cause = change.entry.cause;
            deleteInstances(found->second); // what was created at the last moment
            withdraw(found->second);
            m_known.erase(found);
            lookAll(change.entry.object.spec()["group"].bytes()); // its names are free
            continue;
        }
        Known &known = m_known[name];
        if (change.entry.revision > known.object.resourceVersion()) { // else an answer told us before
            known.object = change.entry.object;
            known.cause = change.entry.cause;
        }
        look(name);
    }
}

void Definitions::lookAll(const QByteArray &group)
{
    QList<QByteArray> names;
    for (const auto &[name, known] : m_known) {
        if (group.isEmpty() || known.object.spec()["group"].text() == group)
            names.append(name);
    }
    for (const QByteArray &name : std::as_const(names))
        look(name);
}

void Definitions::look(const QByteArray &name)
{
    const auto found = m_known.find(name);
    if (found == m_known.end())
        return;
    Known &known = found->second;
    serve(known);
    if (known.writing)
        return; // its answer makes us look again
    const Value status = statusOf(known);
    if (!(status == known.object.status())) {
        write(name, known, known.object.with("status", status), "/status");
        return;
    }
    if (known.object.isDeleting())
        cleanUp(name, known);
}

Value Definitions::statusOf(const Known &known) const
{
    const Value &definition = known.object.document();
    const Value &group = definition["spec"]["group"];
    QList<Value> others;
    for (const auto &[name, other] : m_known) {
        if (&other != &known && other.object.spec()["group"] == group)
            others.append(other.writing ? other.claimed : other.object.status()["acceptedNames"]);
    }
    const AcceptedNames accepted = acceptNames(definition, others, m_registry);
    const qint64 now = m_clock.now();
    Value status = definition["status"], conditions = status["conditions"];
    const bool free = accepted.reason.isEmpty();
    conditions = withCondition(conditions, "NamesAccepted", free, free ? QByteArray("NoConflicts") : accepted.reason,
                               free ? QByteArray("no conflicts found") : accepted.message, now);
    if (free && !conditionIsTrue(definition, "Established"))
        conditions = withCondition(conditions, "Established", true, "InitialNamesAccepted",
                                   "the initial names have been accepted", now);
    else if (!conditionIsTrue(definition, "Established"))
        conditions = withCondition(conditions, "Established", false, "NotAccepted", "not all names are accepted", now);
    const QByteArrayView name = group.text();
    if (name.endsWith(".k8s.io") || name.endsWith(".kubernetes.io")) {
        const QByteArray approval = known.object.annotation("api-approved.kubernetes.io");
        const bool approved = approval.startsWith("http");
        conditions = withCondition(conditions, "KubernetesAPIApprovalPolicyConformant", approved,
                                   approved ? "ApprovedAnnotation" : "UnapprovedAnnotation",
                                   approved ? "approved in " + approval : "not approved: \"" + approval + '"', now);
    }
    if (known.object.isDeleting() && known.object.finalizers().contains(cleanupFinalizer))
        conditions = withCondition(conditions, "Terminating", true, "InstanceDeletionInProgress",
                                   "CustomResource deletion is in progress", now);
    return status.with("conditions", conditions).with("acceptedNames", accepted.names);
}

/// Whether the definition's instances would be a built-in kind's objects, whatever its status says.
bool Definitions::isBuiltIn(const Object &definition) const
{
    const QByteArray instances = instancePrefix(definition.document());
    return std::ranges::any_of(m_registry.all(), [&instances](const resources::Resource &resource) {
        return !resource.custom && resource.prefix == instances;
    });
}

void Definitions::serve(Known &known)
{
    const Value &definition = known.object.document();
    if (!conditionIsTrue(definition, "Established") || isBuiltIn(known.object))
        return;
    const bool terminating = known.object.isDeleting();
    const Value made = Value::array({definition["spec"], definition["status"]["acceptedNames"], Value(terminating)});
    if (known.served.identical(made) || known.served == made)
        return;
    known.served = made;
    QList<Gvr> before = std::exchange(known.kinds, {});
    for (resources::Resource &kind : customKinds(definition, terminating)) {
        const Gvr gvr = kind.gvr;
        before.removeAll(gvr);
        if (m_registry.add(std::move(kind)))
            known.kinds.append(gvr);
    }
    for (const Gvr &gone : std::as_const(before))
        m_registry.remove(gone);
}

void Definitions::withdraw(Known &known)
{
    for (const Gvr &gvr : std::as_const(known.kinds))
        m_registry.remove(gvr);
    known.kinds.clear();
}

void Definitions::cleanUp(const QByteArray &name, Known &known)
{
    if (!known.object.finalizers().contains(cleanupFinalizer))
        return;
    const QByteArray instances = instancePrefix(known.object.document());
    const bool hasInstances = !isBuiltIn(known.object);
    if (hasInstances && !known.instances) {
        // From here on whatever goes makes us look again.
        auto watch
            = m_store.watch(instances, m_store.visibleRevision(), [this, name](const QList<store::Change> &changes) {
                  const auto found = m_known.find(name);
                  const auto isNew
                      = [](const store::Change &change) { return change.type == store::Change::Type::Added; };
                  if (found != m_known.end() && std::any_of(changes.begin(), changes.end(), isNew))
                      deleteInstances(found->second);
                  look(name);
              });
        if (watch)
            known.instances = std::move(*watch);
        deleteInstances(known);
    }
    if (hasInstances && m_store.count(instances) > 0)
        return;
    std::vector<Value> finalizers;
    for (const Value &finalizer : known.object.metadata()["finalizers"].items()) {
        if (finalizer.text() != cleanupFinalizer)
            finalizers.push_back(finalizer);
    }
    write(name, known, known.object.withMetadata("finalizers", Value::array(std::move(finalizers))), "");
}

void Definitions::deleteInstances(const Known &known)
{
    if (isBuiltIn(known.object))
        return;
    const Gvr gvr = known.kinds.value(0);
    const resources::Resource *kind = m_registry.find(gvr);
    store::ListRange range;
    range.prefix = instancePrefix(known.object.document());
    const auto listing = m_store.list(range);
    if (!listing)
        return;
    // Where no version is served any more, the instances can't have come with rules of their own.
    static const std::shared_ptr<resources::Resource> plain = std::make_shared<resources::Resource>();
    for (const store::Entry &visible : listing->entries) {
        const auto entry = m_store.getNewest(visible.key);
        if (entry)
            m_generic.removeObject(kind ? *kind : *plain, *entry, {}, known.cause, [](const Result<Object> &, bool) {});
    }
}

void Definitions::write(const QByteArray &name, Known &known, const Object &changed, const char *subresource)
{
    known.writing = true;
    known.claimed = changed.status()["acceptedNames"];
    Request request;
    request.method = "PUT";
    request.path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name + subresource;
    request.headers = {{"user-agent", "apiextensions-apiserver"}};
    request.object = changed;
    request.cause = known.cause;
    m_ask(
        request,
        [this, name, was = changed.resourceVersion(), alive = std::weak_ptr<char>(m_alive)](const Response &response) {
            if (alive.expired())
                return;
            const auto found = m_known.find(name);
            if (found == m_known.end())
                return;
            Known &known = found->second;
            known.writing = false;
            if (response.status < 300 && response.object.resourceVersion() > known.object.resourceVersion()
                && response.object.uid() == known.object.uid())
                known.object = response.object;
            else if (response.status >= 300 && response.status != 409 && response.status != 404)
                qCWarning(lc).noquote() << "a definition could not be written"
                                        << "name=" << name << "answer=" << response.json();
            // After a conflict there is something newer, which comes as a change if it is not here yet.
            if (known.object.resourceVersion() > was)
                look(name);
        });
}

} // namespace orrery::extensions
