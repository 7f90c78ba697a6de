// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/clustergraph.h"

#include "app/cluster/naturalorder.h"

#include <algorithm>

namespace orrery::graph {

using api::Object;

const QList<api::Gvr> &watchedResources()
{
    using namespace client;
    static const QList<api::Gvr> list{gvr::machines, gvr::nodes,          gvr::deployments, gvr::replicaSets,
                                      gvr::services, gvr::endpointSlices, gvr::pods};
    return list;
}

const PodFacts *Graph::pod(const api::Key &key) const
{
    const auto at = std::lower_bound(pods.begin(), pods.end(), key, [](const PodFacts &pod, const api::Key &wanted) {
        return pod.key < wanted;
    });
    return at != pods.end() && at->key == key ? &*at : nullptr;
}

namespace {

constexpr qsizetype rememberedHues = 4096; // of workloads that are gone: Jobs come and go for ever

bool isSystem(const QByteArray &workload)
{
    return workload.startsWith("kube-system/");
}

/// The icon says how a workload is reached: from outside, inside the cluster, or not at all.
const QByteArray &plainIcon(bool system)
{
    static const QByteArray shield("shield"), gear("gear");
    return system ? shield : gear;
}

template <class Map, class Facts> bool put(Map &map, const typename Map::key_type &key, const Object &now, Facts read)
{
    if (!now)
        return map.remove(key) > 0;
    auto facts = read(now);
    auto at = map.find(key);
    if (at != map.end() && *at == facts)
        return false;
    map.insert(key, std::move(facts));
    return true;
}

} // namespace

void ClusterGraph::apply(const api::Gvr &gvr, const api::Key &key, const Object &now)
{
    if (gvr == client::gvr::pods) {
        m_changedPods[key] = now ? std::optional(podFacts(now)) : std::nullopt;
    } else if (gvr == client::gvr::nodes) {
        m_nodesChanged |= put(m_nodes, key.name, now, nodeFacts);
    } else if (gvr == client::gvr::machines) {
        m_nodesChanged |= put(m_machines, key.name, now, machineFacts);
    } else if (gvr == client::gvr::services) {
        const bool isServer = key == api::Key{"default", "kubernetes"}; // that is the API server, which has its place
        m_servicesChanged |= put(m_services, key, isServer ? Object() : now, serviceFacts);
    } else if (gvr == client::gvr::endpointSlices) {
        applySlice(key, now);
    } else if (gvr == client::gvr::deployments || gvr == client::gvr::replicaSets) {
        // A ReplicaSet that a Deployment owns has its pods counted there; its own name never is a Deployment's.
        const bool counts = now && (gvr == client::gvr::deployments || !now.controller());
        const QByteArray kind = gvr == client::gvr::deployments ? "Deployment" : "ReplicaSet";
        const auto wanted = [&](const Object &object) { return Wanted{kind, int(object.spec()["replicas"].integer(1))}; };
        m_workloadsChanged |= put(m_wanted, key.path(), counts ? now : Object(), wanted);
    }
}

void ClusterGraph::applySlice(const api::Key &key, const Object &now)
{
    const QByteArray service = now ? now.label("kubernetes.io/service-name") : QByteArray();
    const auto before = m_serviceOf.constFind(key);
    if (before != m_serviceOf.cend() && (service.isEmpty() || before->name != service)) {
        m_slices[*before].remove(key);
        if (m_slices[*before].isEmpty())
            m_slices.remove(*before);
        m_serviceOf.erase(before);
        m_servicesChanged = true;
    }
    if (service.isEmpty())
        return;
    const api::Key owner{key.ns, service};
    m_serviceOf.insert(key, owner);
    std::vector<api::Key> pods = readyPods(now);
    auto &slices = m_slices[owner];
    if (slices.contains(key) && slices.value(key) == pods)
        return;
    slices.insert(key, std::move(pods));
    m_servicesChanged = true;
}

const Graph &ClusterGraph::graph()
{
    const bool podsChanged = !m_changedPods.empty();
    if (!podsChanged && !m_nodesChanged && !m_servicesChanged && !m_workloadsChanged)
        return m_graph;
    const quint64 structure = m_graph.structure;
    const bool wantedChanged = m_workloadsChanged;
    giveHues();
    mergePods();
    if (std::exchange(m_nodesChanged, false))
        mergeNodes();
    if (std::exchange(m_loadsChanged, false) || podsChanged)
        loadNodes();
    // A service takes its hue from its first pod, or from a workload of its name.
    if (std::exchange(m_servicesChanged, false) || wantedChanged || m_graph.structure != structure) {
        mergeServices();
        dressPods();
        m_workloadsChanged = true;
    }
    if (std::exchange(m_workloadsChanged, false))
        listWorkloads();
    return m_graph;
}

void ClusterGraph::setHues(const QHash<QByteArray, int> &hues)
{
    for (auto it = hues.cbegin(); it != hues.cend(); ++it)
        m_hues.insert(it.key(), it.value());
}

bool ClusterGraph::isWanted(const QByteArray &workload) const
{
    return !isSystem(workload) && m_wanted.contains(workload);
}

// A hue for life: the first free one, in the order of names.
void ClusterGraph::giveHues()
{
    QMap<QByteArray, bool> fresh;
    QSet<int> taken;
    for (const auto &[key, pod] : m_changedPods) {
        if (!pod || isSystem(pod->workload))
            continue;
        if (const auto known = m_hues.constFind(pod->workload); known != m_hues.cend())
            taken.insert(*known); // from before, and here again
        else
            fresh.insert(pod->workload, true);
    }
    for (auto it = m_wanted.cbegin(); m_workloadsChanged && it != m_wanted.cend(); ++it) {
        if (!isSystem(it.key()) && !m_hues.contains(it.key()))
            fresh.insert(it.key(), true);
    }
    if (fresh.isEmpty())
        return;
    if (m_hues.size() > rememberedHues)
        m_hues.removeIf([&](auto it) { return !isShown(it.key()); });
    for (auto hue = m_hues.cbegin(); hue != m_hues.cend(); ++hue) {
        if (isShown(hue.key()))
            taken.insert(hue.value());
    }
    int hue = 0;
    for (auto it = fresh.cbegin(); it != fresh.cend(); ++it) {
        while (taken.contains(hue))
            ++hue;
        taken.insert(hue);
        m_hues.insert(it.key(), hue);
    }
}

void ClusterGraph::count(const PodFacts &pod, int sign)
{
    Tally &tally = m_tallies[pod.workload];
    tally.pods += sign;
    if (tally.kind.isEmpty())
        tally.kind = pod.key.path() == pod.workload ? QByteArray("Pod") : pod.owner;
    tally.ready += pod.ready && pod.state == PodState::Running ? sign : 0;
    tally.meant += pod.state != PodState::Leaving && pod.state != PodState::Succeeded ? sign : 0;
    if (tally.pods == 0)
        m_tallies.remove(pod.workload);
    const bool unhealthy = pod.state == PodState::Failed;
    m_graph.unscheduled += pod.node.isEmpty() ? sign : 0;
    m_workloadsChanged = true;
    Load &load = m_loads[pod.node];
    load.pods += sign;
    load.unhealthy += unhealthy ? sign : 0;
    if (pod.state != PodState::Succeeded) { // what has ended needs no room
        load.cpuMilli += sign * pod.cpuMilli;
        load.memory += sign * pod.memory;
    }
    if (load.pods == 0)
        m_loads.remove(pod.node);
}

// The changed pods, sorted, into the sorted list: in place where nobody came or went, else in one pass.
void ClusterGraph::mergePods()
{
    bool moved = false;
    for (auto it = m_changedPods.begin(); it != m_changedPods.end();) {
        if (it->second) {
            PodFacts &now = *it->second;
            const bool system = isSystem(now.workload);
            now.hue = system ? systemHue : m_hues.value(now.workload);
            now.icon = m_icons.value(now.workload, plainIcon(system));
        }
        auto *known = const_cast<PodFacts *>(m_graph.pod(it->first));
        if (known && it->second) {
            moved = moved || known->node != it->second->node || known->workload != it->second->workload;
            if (!(*known == *it->second)) {
                count(*known, -1);
                *known = std::move(*it->second);
                count(*known, 1);
            }
            it = m_changedPods.erase(it);
        } else if (!known && !it->second) {
            it = m_changedPods.erase(it);
        } else {
            ++it;
        }
    }
    if (!m_changedPods.empty()) {
        std::vector<PodFacts> merged;
        merged.reserve(m_graph.pods.size() + m_changedPods.size());
        auto next = m_changedPods.begin();
        const auto come = [&] {
            if (next->second) {
                count(*next->second, 1);
                merged.push_back(std::move(*next->second));
            }
            ++next;
        };
        for (PodFacts &pod : m_graph.pods) {
            while (next != m_changedPods.end() && next->first < pod.key)
                come();
            if (next != m_changedPods.end() && next->first == pod.key) { // what is known and still here: gone
                count(pod, -1);
                ++next;
            } else {
                merged.push_back(std::move(pod));
            }
        }
        while (next != m_changedPods.end())
            come();
        m_graph.pods = std::move(merged);
        m_changedPods.clear();
        moved = true;
    }
    if (moved)
        ++m_graph.structure;
}

void ClusterGraph::mergeNodes()
{
    QMap<QByteArray, NodeFacts> all = m_nodes;
    for (const NodeFacts &machine : std::as_const(m_machines)) {
        const auto node = all.find(machine.name);
        if (node == all.end()) {
            NodeFacts booting = machine;
            // The Machine runs, but no Node stands for it yet.
            if (booting.state == NodeState::Ready)
                booting.state = NodeState::Booting;
            all.insert(machine.name, booting);
            continue;
        }
        node->isMachine = true;
        if (machine.state == NodeState::Off || machine.state == NodeState::Failed
            || machine.state == NodeState::Leaving) {
            node->state = machine.state;
            node->detail = machine.detail;
        } else if (node->state == NodeState::NotReady && machine.state == NodeState::Booting) {
            node->state = NodeState::Booting;
            node->phases = machine.phases;
            node->detail = machine.detail;
        }
    }
    std::vector<NodeFacts> nodes(all.cbegin(), all.cend());
    std::sort(nodes.begin(), nodes.end(), [](const auto &a, const auto &b) { return cluster::compareNaturally(a.name, b.name) < 0; });
    const auto sameName = [](const NodeFacts &a, const NodeFacts &b) { return a.name == b.name; };
    if (!std::equal(nodes.begin(), nodes.end(), m_graph.nodes.begin(), m_graph.nodes.end(), sameName))
        ++m_graph.structure;
    m_graph.nodes = std::move(nodes);
    m_loadsChanged = true;
}

void ClusterGraph::loadNodes()
{
    m_graph.unhealthy = 0;
    for (const Load &load : std::as_const(m_loads))
        m_graph.unhealthy += load.unhealthy;
    for (NodeFacts &node : m_graph.nodes) {
        const Load load = m_loads.value(node.name);
        node.pods = load.pods;
        node.unhealthy = load.unhealthy;
        node.cpu = node.cpuMilli > 0 ? std::min(1.0, double(load.cpuMilli) / double(node.cpuMilli)) : 0;
        node.memory = node.memoryBytes > 0 ? std::min(1.0, double(load.memory) / double(node.memoryBytes)) : 0;
        m_graph.unhealthy += node.state == NodeState::NotReady || node.state == NodeState::Failed;
    }
}

void ClusterGraph::mergeServices()
{
    m_graph.services.clear();
    for (ServiceFacts service : std::as_const(m_services)) {
        for (const auto &pods : m_slices.value(service.key))
            service.pods.insert(service.pods.end(), pods.begin(), pods.end());
        std::sort(service.pods.begin(), service.pods.end());
        service.pods.erase(std::unique(service.pods.begin(), service.pods.end()), service.pods.end());
        for (const api::Key &key : service.pods) {
            if (const PodFacts *pod = m_graph.pod(key)) {
                service.workload = pod->workload;
                break;
            }
        }
        // No endpoint yet: by name, as people do.
        if (const QByteArray guess = service.key.path(); service.workload.isEmpty() && isShown(guess))
            service.workload = guess;
        if (!service.workload.isEmpty() && !isSystem(service.workload))
            service.hue = m_hues.value(service.workload);
        m_graph.services.push_back(std::move(service));
    }
}

void ClusterGraph::dressPods()
{
    static const QByteArray globe("globe"), bolt("bolt");
    QHash<QByteArray, QByteArray> icons;
    for (const ServiceFacts &service : m_graph.services) {
        if (service.workload.isEmpty() || service.system)
            continue;
        const bool outside = service.type == "NodePort" || service.type == "LoadBalancer";
        if (outside || !icons.contains(service.workload))
            icons[service.workload] = outside ? globe : bolt;
    }
    if (icons == m_icons)
        return;
    m_icons = std::move(icons);
    for (PodFacts &pod : m_graph.pods)
        pod.icon = m_icons.value(pod.workload, plainIcon(isSystem(pod.workload)));
}

void ClusterGraph::listWorkloads()
{
    m_graph.workloads.clear();
    const auto add = [&](const QByteArray &id, const QByteArray &kind, int want) {
        WorkloadFacts workload;
        workload.id = id;
        workload.name = id.mid(id.indexOf('/') + 1);
        workload.have = m_tallies.value(id).ready;
        workload.want = want;
        workload.system = isSystem(id);
        workload.kind = workload.system ? QByteArray() : kind; // there is no such object
        workload.hue = workload.system ? systemHue : m_hues.value(id);
        workload.icon = m_icons.value(id, plainIcon(workload.system));
        m_graph.workloads.push_back(std::move(workload));
    };
    for (auto it = m_tallies.cbegin(); it != m_tallies.cend(); ++it) {
        if (!isWanted(it.key()))
            add(it.key(), it->kind, it->meant);
    }
    for (auto it = m_wanted.cbegin(); it != m_wanted.cend(); ++it) {
        if (!isSystem(it.key()))
            add(it.key(), it->kind, it->replicas);
    }
    std::sort(m_graph.workloads.begin(), m_graph.workloads.end(), [](const auto &a, const auto &b) {
        return a.system != b.system ? b.system : a.id < b.id;
    });
}

} // namespace orrery::graph
