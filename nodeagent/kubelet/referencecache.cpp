// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/referencecache.h"

#include "nodeagent/kubelet/volumes.h"

namespace orrery::kubelet {

ReferenceCache::ReferenceCache(client::Client client, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
{
}

ReferenceCache::~ReferenceCache() = default;

ReferenceCache::Entry &ReferenceCache::entry(const Id &id)
{
    auto &entry = m_entries[id];
    if (entry.informer)
        return entry;
    const client::Informer::Scope scope{id.second.ns, {}, "metadata.name=" + id.second.name};
    entry.informer = std::make_unique<client::Informer>(
        m_client, id.first ? client::gvr::secrets : client::gvr::configMaps, scope);
    const auto known = [this, id] {
        m_entries[id].known = true;
        tell(id);
    };
    connect(entry.informer.get(), &client::Informer::synced, this, known);
    connect(entry.informer.get(), &client::Informer::changed, this, [this, id] { tell(id); });
    // Refused: the pod shall say that it is missing, rather than wait in silence.
    connect(entry.informer.get(), &client::Informer::failed, this, [this, id, known](const api::Error &error) {
        if (error.reason == api::Reason::Forbidden && !m_entries[id].known)
            known();
    });
    entry.informer->start();
    return entry;
}

void ReferenceCache::tell(const Id &id)
{
    const auto it = m_entries.find(id);
    if (it == m_entries.end() || !it->second.known)
        return;
    const auto pods = it->second.pods;
    for (const auto &uid : pods)
        Q_EMIT changed(uid);
}

void ReferenceCache::drop(const Id &id, const QByteArray &podUid)
{
    const auto it = m_entries.find(id);
    if (it == m_entries.end())
        return;
    it->second.pods.remove(podUid);
    if (it->second.pods.isEmpty()) {
        it->second.informer.release()->deleteLater(); // it may be the one that is calling
        m_entries.erase(it);
    }
}

std::optional<References> ReferenceCache::get(const QByteArray &podUid, const api::Object &pod)
{
    const auto names = referenceNames(pod);
    QList<Id> ids;
    for (const auto &name : names.configMaps)
        ids.append({false, {pod.ns(), name}});
    for (const auto &name : names.secrets)
        ids.append({true, {pod.ns(), name}});
    const auto before = m_byPod.value(podUid);
    for (const auto &id : before) {
        if (!ids.contains(id))
            drop(id, podUid);
    }
    if (ids.isEmpty())
        m_byPod.remove(podUid);
    else
        m_byPod.insert(podUid, ids);
    References result;
    bool complete = true;
    for (const auto &id : ids) {
        auto &own = entry(id);
        own.pods.insert(podUid);
        complete &= own.known;
        (id.first ? result.secrets : result.configMaps).insert(id.second, own.informer->get(id.second));
    }
    return complete ? std::optional(result) : std::nullopt;
}

void ReferenceCache::forget(const QByteArray &podUid)
{
    const auto ids = m_byPod.take(podUid);
    for (const auto &id : ids)
        drop(id, podUid);
}

} // namespace orrery::kubelet
