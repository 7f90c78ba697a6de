// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/namespace.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

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

    QByteArray left;
    ORRERY_TRY(remaining, deleteContent(key.name, &left));
    Value conditions = ns.status()["conditions"];
    conditions = withCondition(conditions, "NamespaceContentRemaining", remaining > 0, remaining ? "SomeResourcesRemain" : "ContentRemoved",
                               remaining ? "Some resources are remaining: " + left : QByteArray("All content successfully removed"), m_clock.now());
    if (remaining > 0) {
        if (conditions != ns.status()["conditions"]) {
            const Object next = ns.withPath({ "status", "conditions" }, conditions);
            const Result<Object> written = m_client.update(gvr::namespaces, next, "status").result();
            if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
                return written.error();
        }
        // Pods wake us when they go; for the rest, which has finalizers of others, we look again.
        return Requeue { std::chrono::seconds(1) };
    }
    const Object finalized = ns.withPath({ "spec", "finalizers" }, Value::array(std::move(others)));
    const Result<Object> written = m_client.update(gvr::namespaces, finalized, "finalize").result();
    if (!written && !written.failedWith(Reason::NotFound))
        return written.error();
    return Requeue {};
}

Result<int> Namespace::deleteContent(const QByteArray &ns, QByteArray *left)
{
    ORRERY_TRY(kinds, discover(m_client));
    int remaining = 0;
    for (const Kind &kind : std::as_const(kinds)) {
        if (!kind.namespaced || !kind.verbs.contains("list") || !kind.verbs.contains("delete"))
            continue;
        ListOptions options;
        options.ns = ns;
        ORRERY_TRY(list, m_client.list(kind.gvr, options).result());
        if (list.items.isEmpty())
            continue;
        for (const Object &object : std::as_const(list.items)) {
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
        if (!after.items.isEmpty()) {
            remaining += int(after.items.size());
            *left += (left->isEmpty() ? "" : ", ") + kind.gvr.groupResource() + " has " + QByteArray::number(after.items.size()) + " resource instances";
        }
    }
    return remaining;
}

} // namespace orrery::controllers
