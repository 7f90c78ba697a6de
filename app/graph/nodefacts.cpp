// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/facts.h"

#include "controlplane/api/quantity.h"

#include <algorithm>

namespace orrery::graph {

using api::Object;
using api::Value;

namespace {

QByteArray addressOf(const Value &addresses)
{
    for (const Value &address : addresses.items()) {
        if (address["type"].text() == "InternalIP")
            return address["address"].bytes();
    }
    return addresses.at(0)["address"].bytes();
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
    for (const Value &condition : node.status()["conditions"].items()) {
        if (condition["type"].text() != "Ready" && condition["status"].text() == "True")
            facts.pressures.push_back(condition["type"].bytes());
    }
    std::sort(facts.pressures.begin(), facts.pressures.end());
    const Value &room = node.status()["allocatable"];
    facts.podRoom = int(std::clamp<qint64>(api::Quantity::of(room["pods"]).value(), 0, 1'000'000));
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

ServiceFacts serviceFacts(const Object &service)
{
    ServiceFacts facts;
    facts.key = service.key();
    facts.type = service.spec()["type"].isNull() ? QByteArray("ClusterIP") : service.spec()["type"].bytes();
    facts.clusterIp = service.spec()["clusterIP"].bytes();
    facts.ports = portsText(service.spec());
    facts.system = facts.key.ns == "kube-system";
    facts.labels = service.labels();
    return facts;
}

std::vector<api::Key> readyPods(const Object &slice)
{
    std::vector<api::Key> pods;
    for (const Value &endpoint : slice["endpoints"].items()) {
        const Value &target = endpoint["targetRef"];
        if (target["kind"].text() == "Pod" && endpoint["conditions"]["ready"].boolean(true))
            pods.push_back({slice.ns(), target["name"].bytes()});
    }
    return pods;
}

} // namespace orrery::graph
