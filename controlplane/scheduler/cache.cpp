// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/cache.h"

#include "controlplane/api/quantity.h"

namespace orrery::scheduler {

using namespace api;

void NodeInfo::add(const PodInfo &pod)
{
    pods.insert(pod.key, pod);
    requested += pod.requests;
    scoredMilliCpu += pod.scoredMilliCpu;
    scoredMemory += pod.scoredMemory;
    usedPorts += pod.hostPorts;
    if (!pod.ownerUid.isEmpty())
        ++byOwner[pod.ownerUid];
}

void NodeInfo::remove(const Key &key)
{
    const auto it = pods.find(key);
    if (it == pods.end())
        return;
    const PodInfo pod = *it;
    pods.erase(it);
    requested -= pod.requests;
    scoredMilliCpu -= pod.scoredMilliCpu;
    scoredMemory -= pod.scoredMemory;
    if (!pod.hostPorts.isEmpty()) {
        usedPorts.clear();
        for (const PodInfo &other : std::as_const(pods))
            usedPorts += other.hostPorts;
    }
    if (!pod.ownerUid.isEmpty() && --byOwner[pod.ownerUid] <= 0)
        byOwner.remove(pod.ownerUid);
}

void Cache::setNode(const Object &node)
{
    NodeInfo &info = m_nodes[node.name()];
    info.node = node;
    info.allocatable = Resources::of(node.status()["allocatable"]);
    info.allocatablePods = Quantity::of(node.status()["allocatable"]["pods"]).value();
}

void Cache::removeNode(const QByteArray &name)
{
    const auto it = m_nodes.find(name);
    if (it == m_nodes.end())
        return;
    it->second.node = {};
    if (it->second.pods.isEmpty())
        m_nodes.erase(it);
}

void Cache::drop(const Key &key)
{
    const auto place = m_places.constFind(key);
    if (place == m_places.cend())
        return;
    const auto node = m_nodes.find(place->node);
    if (node != m_nodes.end()) {
        node->second.remove(key);
        if (!node->second.node && node->second.pods.isEmpty())
            m_nodes.erase(node);
    }
    m_places.erase(place);
}

bool Cache::setPod(const Object &pod)
{
    const Key key = pod.key();
    const auto place = m_places.constFind(key);
    const bool known = place != m_places.cend();
    if (known && place->uid == pod.uid() && place->assumed && pod.spec()["nodeName"].text().isEmpty())
        return false; // the watch is behind our binding
    const PodInfo info(pod);
    if (info.nodeName.isEmpty() || isFinished(pod)) {
        drop(key);
        return known;
    }
    const bool moved = known && place->node != info.nodeName;
    drop(key);
    m_nodes[info.nodeName].add(info);
    m_places.insert(key, { info.nodeName, info.uid, false });
    return moved;
}

bool Cache::removePod(const Object &pod)
{
    const Key key = pod.key();
    const bool known = m_places.contains(key);
    drop(key);
    return known;
}

void Cache::assume(const PodInfo &pod, const QByteArray &node)
{
    drop(pod.key);
    m_nodes[node].add(pod);
    m_places.insert(pod.key, { node, pod.uid, true });
}

void Cache::forget(const Key &key, const QByteArray &uid)
{
    if (isAssumed(key, uid))
        drop(key);
}

bool Cache::isAssumed(const Key &key, const QByteArray &uid) const
{
    const auto place = m_places.constFind(key);
    return place != m_places.cend() && place->assumed && place->uid == uid;
}

int Cache::nodeCount() const
{
    return int(std::count_if(m_nodes.begin(), m_nodes.end(), [](const auto &entry) { return bool(entry.second.node); }));
}

} // namespace orrery::scheduler
