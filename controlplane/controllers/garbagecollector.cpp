// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/garbagecollector.h"

#include "controlplane/controllers/support.h"

#include <QLoggingCategory>

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.controllers", QtInfoMsg)

constexpr const char *ownersIndex = "owners";
constexpr const char *foregroundFinalizer = "foregroundDeletion";
constexpr const char *orphanFinalizer = "orphan";
const Key kindsKey { {}, "kinds" }; ///< look again which kinds there are

QByteArray resourceName(const Gvr &gvr)
{
    return gvr.apiVersion() + '/' + gvr.resource;
}

QByteArray groupOf(const QByteArray &apiVersion)
{
    const qsizetype slash = apiVersion.indexOf('/');
    return slash < 0 ? QByteArray() : apiVersion.left(slash);
}

bool isWorthFollowing(const Kind &kind)
{
    return kind.verbs.contains("list") && kind.verbs.contains("watch") && kind.verbs.contains("delete") && kind.verbs.contains("patch")
        && kind.gvr.resource != "events" && kind.gvr.resource != "steps";
}

bool isWaitingForDependents(const Object &owner)
{
    return owner.isDeleting() && owner.finalizers().contains(foregroundFinalizer);
}

} // namespace

GarbageCollector::GarbageCollector(Client client, const QList<Kind> &kinds)
    : m_client(std::move(client))
{
    for (const Kind &kind : kinds) {
        if (isWorthFollowing(kind))
            follow(kind);
    }
}

void GarbageCollector::follow(const Kind &kind)
{
    m_kinds.push_back(std::make_unique<Followed>(Followed { kind, nullptr }));
    const Followed *followed = m_kinds.back().get();
    m_byResource.insert(resourceName(kind.gvr), followed);
    m_byKind.insert(kind.gvr.group + '/' + kind.kind, followed);
    if (m_informers)
        attach(*m_kinds.back(), *m_informers);
}

/// The kinds that discovery names now: after a CustomResourceDefinition changed.
Result<Requeue> GarbageCollector::followKinds()
{
    ORRERY_TRY(kinds, discover(m_client));
    bool changed = false;
    const auto isNamed = [&kinds](const std::unique_ptr<Followed> &followed) {
        return std::any_of(kinds.begin(), kinds.end(), [&](const Kind &kind) {
            return kind.gvr == followed->kind.gvr && kind.kind == followed->kind.kind && isWorthFollowing(kind);
        });
    };
    QList<Key> orphaned;
    std::erase_if(m_kinds, [&](const std::unique_ptr<Followed> &followed) {
        if (isNamed(followed))
            return false;
        const Gvr gvr = followed->kind.gvr;
        const bool inAnotherVersion = std::any_of(kinds.begin(), kinds.end(), [&](const Kind &kind) {
            return kind.gvr.group == gvr.group && kind.kind == followed->kind.kind;
        });
        const auto objects = inAnotherVersion ? QHash<Key, Object>() : followed->informer->objects();
        for (const Object &object : objects) { // with the kind, all of them are gone
            m_absent.insert(object.uid(), new bool(true));
            for (const Dependent &dependent : dependentsOf(object.uid()))
                orphaned.append({ resourceName(dependent.kind->kind.gvr), dependent.object.key().path() });
        }
        m_byResource.remove(resourceName(gvr));
        m_byKind.remove(gvr.group + '/' + followed->kind.kind);
        m_informers->release(gvr);
        changed = true;
        return true;
    });
    for (const Kind &kind : std::as_const(kinds)) {
        if (!isWorthFollowing(kind) || m_byResource.contains(resourceName(kind.gvr)))
            continue;
        follow(kind);
        changed = true;
    }
    for (const Key &key : std::as_const(orphaned))
        ORRERY_CHECK(reconcile(key));
    Requeue again;
    again.watchesChanged = changed;
    return again;
}

Watches GarbageCollector::watches() const
{
    Watches all;
    for (const auto &followed : m_kinds)
        all.append(Maps(followed->kind.gvr, [this, kind = followed.get()](const Object &object) { return keysFor(*kind, object); }));
    return all;
}

void GarbageCollector::setUp(Informers &informers)
{
    m_informers = &informers;
    for (const auto &followed : m_kinds)
        attach(*followed, informers);
}

void GarbageCollector::attach(Followed &followed, Informers &informers)
{
    followed.informer = informers.get(followed.kind.gvr);
    followed.informer->addIndex(ownersIndex, [](const Object &object) {
        QList<QByteArray> uids;
        const auto references = object.ownerReferences();
        for (const OwnerReference &reference : references)
            uids.append(reference.uid);
        return uids;
    });
}

bool GarbageCollector::seesAll() const
{
    return std::all_of(m_kinds.begin(), m_kinds.end(), [](const auto &followed) { return followed->informer->isSynced(); });
}

QList<Key> GarbageCollector::keysFor(const Followed &kind, const Object &object) const
{
    QList<Key> keys;
    const auto keyOf = [](const Followed &followed, const Object &one) { return Key { resourceName(followed.kind.gvr), one.key().path() }; };
    const auto references = object.ownerReferences();
    if (!references.isEmpty() || object.isDeleting())
        keys.append(keyOf(kind, object));
    if (kind.kind.gvr == gvr::customResourceDefinitions)
        keys.append(kindsKey);
    for (const OwnerReference &reference : references) {
        // An owner that waits for its dependents counts them again.
        const Object owner = ownerOf(object, reference);
        if (owner && isWaitingForDependents(owner))
            keys.append(keyOf(*ownerKind(reference), owner));
    }
    const Object present = kind.informer->get(object.key());
    const bool isGone = !present || present.uid() != object.uid();
    if (isGone) // its kind may go, too, before its dependents are looked at
        m_absent.insert(object.uid(), new bool(true));
    if (isGone || isWaitingForDependents(present)) {
        for (const Dependent &dependent : dependentsOf(object.uid()))
            keys.append(keyOf(*dependent.kind, dependent.object));
    }
    return keys;
}

const GarbageCollector::Followed *GarbageCollector::ownerKind(const OwnerReference &reference) const
{
    return m_byKind.value(groupOf(reference.apiVersion) + '/' + reference.kind);
}

Object GarbageCollector::ownerOf(const Object &object, const OwnerReference &reference) const
{
    const Followed *kind = ownerKind(reference);
    if (!kind)
        return {};
    const Object owner = kind->informer->get({ kind->kind.namespaced ? object.ns() : QByteArray(), reference.name });
    return owner && owner.uid() == reference.uid ? owner : Object();
}

std::vector<GarbageCollector::Dependent> GarbageCollector::dependentsOf(const QByteArray &uid) const
{
    std::vector<Dependent> found;
    for (const auto &followed : m_kinds) {
        const QList<Object> objects = followed->informer->indexed(ownersIndex, uid);
        for (const Object &object : objects)
            found.push_back({ followed.get(), object });
    }
    return found;
}

Result<Requeue> GarbageCollector::reconcile(const Key &key)
{
    if (key == kindsKey)
        return followKinds();
    const Followed *kind = m_byResource.value(key.ns);
    if (!kind)
        return Requeue {};
    const Object object = kind->informer->get(Key::fromPath(key.name));
    if (!object)
        return Requeue {};
    if (object.isDeleting()) {
        const QList<QByteArray> finalizers = object.finalizers();
        const bool ours = finalizers.contains(orphanFinalizer) || finalizers.contains(foregroundFinalizer);
        if (ours && !seesAll()) // a kind that has just come: its dependents are not known yet
            return Requeue { std::chrono::milliseconds(200) };
        if (finalizers.contains(orphanFinalizer))
            ORRERY_CHECK(orphan(*kind, object));
        else if (finalizers.contains(foregroundFinalizer))
            ORRERY_CHECK(foreground(*kind, object));
        return Requeue {};
    }

    QList<QByteArray> gone, waiting;
    bool solid = false;
    const auto references = object.ownerReferences();
    for (const OwnerReference &reference : references) {
        if (m_absent.contains(reference.uid)) {
            gone.append(reference.uid);
            continue;
        }
        if (!ownerKind(reference)) {
            solid = true; // of a kind we can't see: never ours to judge
            continue;
        }
        const Object owner = ownerOf(object, reference);
        if (owner && isWaitingForDependents(owner) && reference.blockOwnerDeletion) {
            waiting.append(reference.uid);
        } else if (owner) {
            solid = true;
        } else {
            ORRERY_TRY(absent, isGone(object, reference));
            if (absent)
                gone.append(reference.uid);
            else
                solid = true;
        }
    }
    if (gone.isEmpty() && waiting.isEmpty())
        return Requeue {};
    if (solid) {
        ORRERY_CHECK(dropReferences(*kind, object, gone + waiting));
        return Requeue {};
    }
    const bool hasDependents = !dependentsOf(object.uid()).empty();
    ORRERY_CHECK(remove(*kind, object, !waiting.isEmpty() && hasDependents ? "Foreground" : "Background"));
    return Requeue {};
}

Result<bool> GarbageCollector::isGone(const Object &object, const OwnerReference &reference)
{
    if (m_absent.contains(reference.uid))
        return true;
    const Followed *kind = ownerKind(reference);
    const Result<Object> owner = m_client.get(kind->kind.gvr, { kind->kind.namespaced ? object.ns() : QByteArray(), reference.name }).result();
    if (!owner && !owner.failedWith(Reason::NotFound))
        return owner.error();
    const bool absent = !owner || owner->uid() != reference.uid;
    if (absent)
        m_absent.insert(reference.uid, new bool(true));
    return absent;
}

Result<> GarbageCollector::orphan(const Followed &kind, const Object &owner)
{
    for (const Dependent &dependent : dependentsOf(owner.uid()))
        ORRERY_CHECK(dropReferences(*dependent.kind, dependent.object, { owner.uid() }));
    return dropFinalizer(kind, owner, orphanFinalizer);
}

Result<> GarbageCollector::foreground(const Followed &kind, const Object &owner)
{
    bool blocked = false;
    for (const Dependent &dependent : dependentsOf(owner.uid())) {
        const auto references = dependent.object.ownerReferences();
        const bool blocks = std::any_of(references.begin(), references.end(), [&](const OwnerReference &reference) {
            return reference.uid == owner.uid() && reference.blockOwnerDeletion;
        });
        blocked = blocked || blocks;
        // The others stay for the collection that follows the owner's end.
    }
    // The dependents themselves were woken with their owner; each decides by all its owners.
    return blocked ? Result<>() : dropFinalizer(kind, owner, foregroundFinalizer);
}

Result<> GarbageCollector::dropReferences(const Followed &kind, const Object &object, const QList<QByteArray> &uids)
{
    std::vector<Value> kept;
    for (const Value &reference : object.metadata()["ownerReferences"].items()) {
        if (!uids.contains(reference["uid"].bytes()))
            kept.push_back(reference);
    }
    const Value patch = Value::object({ { "metadata", Value::object({ { "ownerReferences", Value::array(std::move(kept)) } }) } });
    const Result<Object> written = patchFrom(m_client, kind.kind.gvr, object, patch);
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return {};
}

Result<> GarbageCollector::dropFinalizer(const Followed &kind, const Object &object, QByteArrayView finalizer)
{
    std::vector<Value> kept;
    const auto finalizers = object.finalizers();
    for (const QByteArray &one : finalizers) {
        if (one != finalizer)
            kept.push_back(one);
    }
    const Value patch = Value::object({ { "metadata", Value::object({ { "finalizers", Value::array(std::move(kept)) } }) } });
    const Result<Object> written = patchFrom(m_client, kind.kind.gvr, object, patch);
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return {};
}

Result<> GarbageCollector::remove(const Followed &kind, const Object &object, const QByteArray &policy)
{
    qCDebug(lc).noquote() << "collecting resource=" + kind.kind.gvr.groupResource() << "key=" + object.key().path();
    DeleteOptions options;
    options.uid = object.uid();
    options.propagationPolicy = policy;
    const Result<Object> removed = m_client.remove(kind.kind.gvr, object.key(), options).result();
    if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
        return removed.error();
    return {};
}

} // namespace orrery::controllers
