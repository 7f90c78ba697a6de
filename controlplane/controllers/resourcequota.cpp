// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/resourcequota.h"

#include "controlplane/types/quota.h"

namespace orrery::controllers {

using namespace api;
using namespace client;
using namespace std::chrono_literals;

namespace {

const Gvr resourceQuotas{"", "v1", "resourcequotas"};
constexpr const char *byNamespace = "namespace";
constexpr std::chrono::milliseconds pace = 250ms;

bool isCountable(const Kind &kind)
{
    return kind.namespaced && kind.verbs.contains("list") && kind.verbs.contains("watch")
        && kind.verbs.contains("create") && kind.gvr.resource != "events";
}

void index(Informer *informer)
{
    informer->addIndex(byNamespace, [](const Object &object) { return QList<QByteArray>{object.ns()}; });
}

} // namespace

ResourceQuota::ResourceQuota(Client client, const QList<Kind> &kinds)
    : m_client(std::move(client))
{
    for (const Kind &kind : kinds) {
        if (isCountable(kind))
            m_kinds.insert(kind.gvr.groupResource(), kind.gvr);
    }
}

Watches ResourceQuota::watches() const
{
    Watches all{For(resourceQuotas)};
    for (const Gvr &gvr : m_kinds)
        all.append(Maps(gvr, [this](const Object &object) { return quotasOf(object); }));
    return all;
}

void ResourceQuota::setUp(Informers &informers)
{
    m_all = &informers;
    m_quotas = informers.get(resourceQuotas);
    index(m_quotas);
    for (const Gvr &gvr : std::as_const(m_kinds))
        index(informers.get(gvr));
}

QList<Key> ResourceQuota::quotasOf(const Object &object) const
{
    QList<Key> keys;
    for (const Object &quota : m_quotas->indexed(byNamespace, object.ns()))
        keys.append(quota.key());
    return keys;
}

/// Null if no kind is called so.
Informer *ResourceQuota::informerOf(const QByteArray &resource, bool &followed)
{
    // Kinds may go, and with them their informers (see GarbageCollector): none is ours to keep.
    for (QHash<QByteArray, Gvr> *known : {&m_kinds, &m_later}) {
        const auto found = known->constFind(resource);
        if (found == known->constEnd())
            continue;
        if (Informer *informer = m_all->find(*found)) {
            index(informer);
            followed = known == &m_kinds;
            return informer;
        }
        known->erase(found);
    }
    const auto kinds = discover(m_client);
    if (!kinds)
        return nullptr;
    for (const Kind &kind : *kinds) {
        if (kind.gvr.groupResource() != resource || !isCountable(kind))
            continue;
        Informer *informer = m_all->get(kind.gvr);
        index(informer);
        m_later.insert(resource, kind.gvr);
        return informer;
    }
    return nullptr;
}

Result<Requeue> ResourceQuota::reconcile(const Key &key)
{
    const Object quota = m_quotas->get(key);
    if (!quota || quota.isDeleting()) {
        m_rests.remove(key);
        return Requeue{};
    }
    if (quota.status()["hard"] == quota.spec()["hard"]) {
        QDeadlineTimer &rest = m_rests[key];
        if (!rest.hasExpired())
            return Requeue{std::chrono::milliseconds(rest.remainingTime() + 1)};
        rest.setRemainingTime(pace);
    }
    const Value &hard = quota.spec()["hard"];
    QMap<QByteArray, types::ResourceList> usage; // by kind: what its objects use together
    Requeue requeue;
    for (const Member &member : hard.members()) {
        const QByteArray resource = types::quotaKind(member.key());
        if (resource.isEmpty() || usage.contains(resource))
            continue;
        types::ResourceList &used = usage[resource];
        bool followed = false;
        Informer *informer = informerOf(resource, followed);
        if (!followed)
            requeue.after = informer && !informer->isSynced() ? 100ms : 10s;
        if (!informer)
            continue;
        for (const Object &object : informer->indexed(byNamespace, key.ns)) {
            if (types::quotaSelects(quota.spec(), resource, object.document()))
                types::add(used, types::quotaUsage(resource, object.document()));
        }
    }
    Value used = Value::object(std::vector<Member>());
    for (const Member &member : hard.members()) {
        const QByteArray resource = types::quotaKind(member.key());
        if (!resource.isEmpty())
            used = used.with(member.key(), usage[resource].value(member.key().toByteArray()).text());
    }
    const Value status = Value::object({{"hard", hard}, {"used", used}});
    if (quota.status() == status)
        return requeue;
    const Result<Object> written = m_client.update(resourceQuotas, quota.with("status", status), "status").result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return requeue; // after a conflict the informer brings us back
}

} // namespace orrery::controllers
