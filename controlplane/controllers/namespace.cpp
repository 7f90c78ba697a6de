// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/namespace.h"

#include "controlplane/controllers/support.h"

#include <QMap>

namespace orrery::controllers {

using namespace api;
using namespace client;

struct Namespace::Left
{
    QMap<QByteArray, int> kinds, finalizers; ///< "pods.": how many objects
};

Watches Namespace::watches() const
{
    return { For(gvr::namespaces), Maps(gvr::pods, [this](const Object &pod) {
                 const Object ns = m_namespaces->get({ {}, pod.ns() });
                 return ns && ns.isDeleting() ? QList<Key> { ns.key() } : QList<Key>();
             }) };
}

void Namespace::setUp(Informers &informers)
{
    m_namespaces = informers.get(gvr::namespaces);
}

Result<Requeue> Namespace::reconcile(const Key &key)
{
    const Object ns = m_namespaces->get(key);
    if (!ns || !ns.isDeleting())
        return Requeue {};
    std::vector<Value> others;
    bool ours = false;
    for (const Value &finalizer : ns.spec()["finalizers"].items()) {
        if (finalizer.text() == "kubernetes")
            ours = true;
        else
            others.push_back(finalizer);
    }
    if (!ours)
        return Requeue {};

    const Result<Left> left = deleteContent(key.name);
    if (!left) {
        ORRERY_CHECK(say(ns, {}, left.error().message));
        return left.error();
    }
    if (!left->kinds.isEmpty()) {
        ORRERY_CHECK(say(ns, *left, {}));
        // Pods wake us when they go; for the rest, which has finalizers of others, we look again.
        return Requeue { std::chrono::seconds(1) };
    }
    const Object finalized = ns.withPath({ "spec", "finalizers" }, Value::array(std::move(others)));
    const Result<Object> written = m_client.update(gvr::namespaces, finalized, "finalize").result();
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return Requeue {};
}

/// The five conditions of a namespace that is being deleted.
Result<> Namespace::say(const Object &ns, const Left &left, const QByteArray &failure)
{
    Value conditions = ns.status()["conditions"];
    const auto set = [&](const char *type, bool status, const char *reason, const QByteArray &message) {
        conditions = withCondition(conditions, type, status, reason, message, m_clock.now());
    };
    const auto listed = [](const QMap<QByteArray, int> &counts, const QByteArray &between) {
        QByteArray text;
        for (auto it = counts.begin(); it != counts.end(); ++it)
            text += (text.isEmpty() ? "" : ", ") + it.key() + between + QByteArray::number(it.value()) + " resource instances";
        return text;
    };
    const bool failed = !failure.isEmpty(), remains = !left.kinds.isEmpty(), held = !left.finalizers.isEmpty();
    set("NamespaceDeletionDiscoveryFailure", failed, failed ? "DiscoveryFailed" : "ResourcesDiscovered",
        failed ? "Discovery failed for some groups: " + failure : QByteArray("All resources successfully discovered"));
    set("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
    if (!failed) {
        set("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        set("NamespaceContentRemaining", remains, remains ? "SomeResourcesRemain" : "ContentRemoved",
            remains ? "Some resources are remaining: " + listed(left.kinds, " has ") : QByteArray("All content successfully removed"));
        set("NamespaceFinalizersRemaining", held, held ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
            held ? "Some content in the namespace has finalizers remaining: " + listed(left.finalizers, " in ") : QByteArray("All content-preserving finalizers finished"));
    }
    if (conditions == ns.status()["conditions"])
        return {};
    const Result<Object> written = m_client.update(gvr::namespaces, ns.withPath({ "status", "conditions" }, conditions), "status").result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return {};
}

Result<Namespace::Left> Namespace::deleteContent(const QByteArray &ns)
{
    ORRERY_TRY(kinds, discover(m_client));
    Left left;
    for (const Kind &kind : std::as_const(kinds)) {
        if (!kind.namespaced || !kind.verbs.contains("list") || !kind.verbs.contains("delete"))
            continue;
        ListOptions options;
        options.ns = ns;
        const auto list = m_client.list(kind.gvr, options).result();
        if (!list && list.failedWith(Reason::NotFound)) // a custom resource's kind that has gone meanwhile
            continue;
        if (!list)
            return list.error();
        if (list->items.isEmpty())
            continue;
        for (const Object &object : list->items) {
            if (object.isDeleting())
                continue;
            DeleteOptions deletion;
            deletion.uid = object.uid();
            deletion.propagationPolicy = "Background";
            const Result<Object> removed = m_client.remove(kind.gvr, object.key(), deletion).result();
            if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
                return removed.error();
        }
        ORRERY_TRY(after, m_client.list(kind.gvr, options).result());
        if (after.items.isEmpty())
            continue;
        left.kinds.insert(kind.gvr.resource + '.' + kind.gvr.group, int(after.items.size()));
        for (const Object &object : std::as_const(after.items)) {
            const QList<QByteArray> finalizers = object.finalizers();
            for (const QByteArray &finalizer : finalizers)
                ++left.finalizers[finalizer];
        }
    }
    return left;
}

} // namespace orrery::controllers
