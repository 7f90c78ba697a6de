// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/clustergraph.h"

#include "controlplane/api/quantity.h"

#include <QSet>

#include <algorithm>

namespace orrery::graph {

using api::Object;
using api::Value;

const QList<api::Gvr> &watchedResources()
{
    using namespace client;
    static const QList<api::Gvr> list{gvr::machines, gvr::nodes,          gvr::deployments, gvr::replicaSets,
                                      gvr::services, gvr::endpointSlices, gvr::pods};
    return list;
}

bool naturalLess(QByteArrayView a, QByteArrayView b)
{
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    qsizetype i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            qsizetype p = i, q = j;
            while (p < a.size() && digit(a[p]))
                ++p;
            while (q < b.size() && digit(b[q]))
                ++q;
            const auto left = a.sliced(i, p - i), right = b.sliced(j, q - j);
            if (left.size() != right.size())
                return left.size() < right.size();
            if (const int order = left.compare(right))
                return order < 0;
            i = p;
            j = q;
        } else if (a[i] != b[j]) {
            return a[i] < b[j];
        } else {
            ++i;
            ++j;
        }
    }
    return a.size() - i < b.size() - j;
}

namespace {

QByteArray addressOf(const Value &addresses)
{
    for (const Value &address : addresses.items()) {
        if (address["type"].text() == "InternalIP")
            return address["address"].bytes();
    }
    return addresses.at(0)["address"].bytes();
}

/// The group that a pod's siblings share. A ReplicaSet's name is its Deployment's and the template hash.
QByteArray workloadOf(const Object &pod)
{
    if (pod.ns() == "kube-system")
        return "kube-system/system";
    const auto owner = pod.controller();
    QByteArray name = owner ? owner->name : pod.label("app");
    if (name.isEmpty())
        name = pod.name();
    const QByteArray hash = pod.label("pod-template-hash");
    if (owner && owner->kind == "ReplicaSet" && !hash.isEmpty() && name.endsWith('-' + hash))
        name.chop(hash.size() + 1);
    return pod.ns() + '/' + name;
}

QByteArray shortNameOf(const Object &pod)
{
    QByteArray name = pod.name();
    const QByteArray hash = pod.label("pod-template-hash");
    if (!hash.isEmpty()) {
        const qsizetype at = name.indexOf('-' + hash + '-');
        if (at > 0)
            name.replace(at, hash.size() + 2, "\xe2\x80\xa6");
    }
    return name;
}

/// What keeps the containers from running, in the kubelet's own word; empty if nothing does.
QByteArray waitingReason(const Value &statuses, bool *broken)
{
    for (const Value &status : statuses.items()) {
        const Value &waiting = status["state"]["waiting"];
        if (waiting.isNull()) {
            const Value &ended = status["state"]["terminated"];
            if (!ended.isNull() && ended["exitCode"].integer() != 0) {
                *broken = true;
                return ended["reason"].bytes();
            }
            continue;
        }
        const QByteArray reason = waiting["reason"].bytes();
        if (!reason.isEmpty() && reason != "ContainerCreating" && reason != "PodInitializing") {
            *broken = true;
            return reason;
        }
    }
    return {};
}

void addContainers(PodFacts &facts, const Value &specs, const Value &statuses)
{
    for (const Value &spec : specs.items()) {
        ContainerFacts container{spec["name"].bytes(), spec["image"].bytes()};
        for (const Value &status : statuses.items()) {
            if (status["name"].text() != spec["name"].text())
                continue;
            const Value &state = status["state"];
            container.state = !state["running"].isNull() ? ContainerFacts::State::Running
                : !state["terminated"].isNull()          ? ContainerFacts::State::Ended
                                                         : ContainerFacts::State::Waiting;
            container.reason = state["waiting"]["reason"].bytes();
            if (container.reason.isEmpty())
                container.reason = state["terminated"]["reason"].bytes();
            container.restarts = int(status["restartCount"].integer());
        }
        const Value &requests = spec["resources"]["requests"];
        facts.cpuMilli += api::Quantity::of(requests["cpu"]).milli();
        facts.memory += api::Quantity::of(requests["memory"]).value();
        facts.containers.push_back(std::move(container));
    }
}

NodeFacts nodeFacts(const Object &node)
{
    NodeFacts facts;
    facts.name = node.name();
    facts.ip = addressOf(node.status()["addresses"]);
    facts.podCidr = node.spec()["podCIDR"].bytes();
    facts.cordoned = node.spec()["unschedulable"].boolean();
    const Value &ready = api::condition(node, "Ready");
    facts.state = node.isDeleting()        ? NodeState::Leaving
        : ready["status"].text() == "True" ? NodeState::Ready
                                           : NodeState::NotReady;
    if (facts.state == NodeState::NotReady)
        facts.detail = ready["reason"].bytes();
    const Value &room = node.status()["allocatable"];
    facts.cpuMilli = api::Quantity::of(room["cpu"]).milli();
    facts.memoryBytes = api::Quantity::of(room["memory"]).value();
    return facts;
}

NodeFacts machineFacts(const Object &machine)
{
    NodeFacts facts;
    facts.name = machine.name();
    facts.isMachine = true;
    facts.ip = addressOf(machine.status()["addresses"]);
    const QByteArrayView phase = machine.status()["phase"].text();
    facts.state = machine.isDeleting() ? NodeState::Leaving
        : phase == "Off"               ? NodeState::Off
        : phase == "Failed"            ? NodeState::Failed
        : phase == "Running"           ? NodeState::Ready
                                       : NodeState::Booting;
    bool before = true;
    for (const char *type : {"Provisioned", "Booted", "AgentConnected", "Ready"}) {
        const Value &condition = api::condition(machine, type);
        const bool done = condition["status"].text() == "True";
        auto state = done ? PhaseFacts::State::Done : before ? PhaseFacts::State::Now : PhaseFacts::State::Todo;
        if (!done && before) {
            if (facts.state == NodeState::Failed)
                state = PhaseFacts::State::Failed;
            facts.detail = condition["message"].bytes();
        }
        before = before && done;
        facts.phases.push_back({type, state});
    }
    return facts;
}

QByteArray portsText(const Value &spec)
{
    QByteArray text;
    for (const Value &port : spec["ports"].items()) {
        if (!text.isEmpty())
            text += ", ";
        text += QByteArray::number(port["port"].integer());
        if (const qint64 nodePort = port["nodePort"].integer())
            text += " \xe2\x86\x92 " + QByteArray::number(nodePort);
    }
    return text;
}

} // namespace

PodFacts podFacts(const Object &pod)
{
    PodFacts facts;
    facts.key = pod.key();
    facts.node = pod.spec()["nodeName"].bytes();
    facts.ip = pod.status()["podIP"].bytes();
    facts.shortName = shortNameOf(pod);
    facts.workload = workloadOf(pod);
    facts.ready = api::condition(pod, "Ready")["status"].text() == "True";
    const Value &statuses = pod.status()["containerStatuses"];
    addContainers(facts, pod.spec()["containers"], statuses);

    const QByteArrayView phase = pod.status()["phase"].text();
    bool broken = false;
    const QByteArray reason = waitingReason(statuses, &broken);
    if (pod.isDeleting()) {
        facts.state = PodState::Leaving;
        facts.detail = "terminating";
    } else if (phase == "Failed" || broken) {
        facts.state = PodState::Failed;
        facts.detail = !reason.isEmpty() ? reason : pod.status()["reason"].bytes();
        if (facts.detail.isEmpty())
            facts.detail = "Failed";
    } else if (phase == "Succeeded") {
        facts.state = PodState::Succeeded;
        facts.detail = "completed";
    } else if (phase == "Running") {
        facts.state = PodState::Running;
        if (!facts.ready)
            facts.detail = facts.ip.isEmpty() ? "starting" : "";
    } else {
        facts.state = PodState::Pending;
        facts.detail = facts.node.isEmpty() ? "waiting for a node" : "creating\xe2\x80\xa6";
    }
    return facts;
}

void ClusterGraph::apply(const api::Gvr &gvr, const api::Key &key, const Object &now)
{
    m_dirty = true;
    if (gvr == client::gvr::pods) {
        if (now)
            m_pods[key] = podFacts(now);
        else
            m_pods.remove(key);
    } else if (gvr == client::gvr::nodes) {
        if (now)
            m_nodes[key.name] = nodeFacts(now);
        else
            m_nodes.remove(key.name);
    } else if (gvr == client::gvr::machines) {
        if (now)
            m_machines[key.name] = machineFacts(now);
        else
            m_machines.remove(key.name);
    } else if (gvr == client::gvr::services) {
        if (!now || key == api::Key{"default", "kubernetes"}) { // that one is the API server, which has its place
            m_services.remove(key);
            return;
        }
        ServiceFacts facts;
        facts.key = key;
        facts.type = now.spec()["type"].isNull() ? QByteArray("ClusterIP") : now.spec()["type"].bytes();
        facts.clusterIp = now.spec()["clusterIP"].bytes();
        facts.ports = portsText(now.spec());
        facts.system = key.ns == "kube-system";
        m_services[key] = std::move(facts);
    } else if (gvr == client::gvr::endpointSlices) {
        const QByteArray service = now.label("kubernetes.io/service-name");
        if (!now || service.isEmpty()) {
            m_slices.remove(key);
            return;
        }
        std::vector<api::Key> pods;
        for (const Value &endpoint : now["endpoints"].items()) {
            const Value &target = endpoint["targetRef"];
            if (target["kind"].text() == "Pod" && endpoint["conditions"]["ready"].boolean(true))
                pods.push_back({key.ns, target["name"].bytes()});
        }
        m_slices[key] = {{key.ns, service}, std::move(pods)};
    } else if (gvr == client::gvr::deployments) {
        if (now)
            m_wanted[key.path()] = int(now.spec()["replicas"].integer(1));
        else
            m_wanted.remove(key.path());
    } else if (gvr == client::gvr::replicaSets) {
        // One that a Deployment owns has its pods counted under the Deployment; its own name never is a Deployment's.
        if (now && !now.controller())
            m_wanted[key.path()] = int(now.spec()["replicas"].integer(1));
        else
            m_wanted.remove(key.path());
    }
}

const Graph &ClusterGraph::graph()
{
    if (m_dirty) {
        build();
        m_dirty = false;
    }
    return m_graph;
}

void ClusterGraph::setHues(const QHash<QByteArray, int> &hues)
{
    for (auto it = hues.cbegin(); it != hues.cend(); ++it)
        m_hues.insert(it.key(), it.value());
    m_dirty = true;
}

void ClusterGraph::build()
{
    m_graph = {};
    m_graph.pods.reserve(size_t(m_pods.size()));
    QHash<api::Key, size_t> index;
    for (const PodFacts &pod : std::as_const(m_pods)) {
        index.insert(pod.key, m_graph.pods.size());
        m_graph.pods.push_back(pod);
        m_graph.unscheduled += pod.node.isEmpty();
        m_graph.unhealthy += pod.state == PodState::Failed;
    }
    buildWorkloads();
    buildServices(index);
    buildNodes();
}

void ClusterGraph::buildNodes()
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
    QHash<QByteArray, std::pair<qint64, qint64>> asked;
    for (const PodFacts &pod : m_graph.pods) {
        const auto node = all.find(pod.node);
        if (node == all.end())
            continue;
        ++node->pods;
        auto &sum = asked[pod.node];
        sum.first += pod.cpuMilli;
        sum.second += pod.memory;
    }
    for (NodeFacts &node : all) {
        const auto sum = asked.value(node.name);
        if (node.cpuMilli > 0)
            node.cpu = std::min(1.0, double(sum.first) / double(node.cpuMilli));
        if (node.memoryBytes > 0)
            node.memory = std::min(1.0, double(sum.second) / double(node.memoryBytes));
        m_graph.unhealthy += node.state == NodeState::NotReady || node.state == NodeState::Failed;
        m_graph.nodes.push_back(node);
    }
    std::sort(m_graph.nodes.begin(), m_graph.nodes.end(),
              [](const auto &a, const auto &b) { return naturalLess(a.name, b.name); });
}

void ClusterGraph::buildWorkloads()
{
    QMap<QByteArray, WorkloadFacts> all;
    for (const PodFacts &pod : m_graph.pods) {
        WorkloadFacts &workload = all[pod.workload];
        workload.have += pod.ready && pod.state == PodState::Running;
        workload.want += pod.state != PodState::Leaving && pod.state != PodState::Succeeded;
        workload.system = pod.key.ns == "kube-system";
    }
    for (auto it = m_wanted.cbegin(); it != m_wanted.cend(); ++it) {
        if (it.key().startsWith("kube-system/"))
            continue;
        all[it.key()].want = it.value();
    }
    // A hue for life: the first free one, in the order of names.
    for (auto it = all.begin(); it != all.end(); ++it) {
        it->id = it.key();
        it->name = it.key().mid(it.key().indexOf('/') + 1);
        if (!it->system && !m_hues.contains(it.key())) {
            QSet<int> taken;
            for (auto hue = m_hues.cbegin(); hue != m_hues.cend(); ++hue) {
                if (all.contains(hue.key()))
                    taken.insert(hue.value());
            }
            int hue = 0;
            while (taken.contains(hue))
                ++hue;
            m_hues.insert(it.key(), hue);
        }
        it->hue = it->system ? systemHue : m_hues.value(it.key());
        it->icon = it->system ? "shield" : "gear";
    }
    for (PodFacts &pod : m_graph.pods)
        pod.hue = all.value(pod.workload).hue;
    for (const WorkloadFacts &workload : std::as_const(all))
        m_graph.workloads.push_back(workload);
    std::stable_sort(m_graph.workloads.begin(), m_graph.workloads.end(),
                     [](const auto &a, const auto &b) { return a.system < b.system; });
}

void ClusterGraph::buildServices(const QHash<api::Key, size_t> &podIndex)
{
    QHash<api::Key, std::vector<api::Key>> ready;
    for (const auto &slice : std::as_const(m_slices)) {
        auto &pods = ready[slice.first];
        pods.insert(pods.end(), slice.second.begin(), slice.second.end());
    }
    // The icon says how a workload is reached: from outside, inside the cluster, or not at all.
    QHash<QByteArray, QByteArray> icons;
    for (ServiceFacts service : std::as_const(m_services)) {
        service.pods = ready.value(service.key);
        std::sort(service.pods.begin(), service.pods.end());
        service.pods.erase(std::unique(service.pods.begin(), service.pods.end()), service.pods.end());
        for (const api::Key &key : service.pods) {
            const auto at = podIndex.constFind(key);
            if (at == podIndex.cend())
                continue;
            service.workload = m_graph.pods[*at].workload;
            service.hue = m_graph.pods[*at].hue;
            break;
        }
        if (service.workload.isEmpty()) { // no endpoint yet: by name, as people do
            const QByteArray guess = service.key.path();
            for (const WorkloadFacts &workload : m_graph.workloads) {
                if (workload.id == guess) {
                    service.workload = guess;
                    service.hue = workload.hue;
                }
            }
        }
        if (!service.workload.isEmpty() && !service.system) {
            const bool outside = service.type == "NodePort" || service.type == "LoadBalancer";
            if (outside || !icons.contains(service.workload))
                icons[service.workload] = outside ? "globe" : "bolt";
        }
        m_graph.services.push_back(std::move(service));
    }
    for (PodFacts &pod : m_graph.pods)
        pod.icon = icons.value(pod.workload, pod.key.ns == "kube-system" ? "shield" : "gear");
    for (WorkloadFacts &workload : m_graph.workloads)
        workload.icon = icons.value(workload.id, workload.icon);
}

} // namespace orrery::graph
