// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/facts.h"

#include "app/cluster/workloads.h"
#include "controlplane/api/quantity.h"

#include <algorithm>

namespace orrery::graph {

using api::Object;
using api::Value;

namespace {

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

/// What the pods of a workload belong to: a ReplicaSet with a template hash is a Deployment's.
QByteArray ownerOf(const Object &pod)
{
    const auto owner = pod.controller();
    if (!owner)
        return {};
    const QByteArray hash = pod.label("pod-template-hash");
    const bool deployed = owner->kind == "ReplicaSet" && !hash.isEmpty() && owner->name.endsWith('-' + hash);
    return deployed ? QByteArray("Deployment") : owner->kind;
}

void attach(PodFacts &facts, const char *kind, const Value &name)
{
    if (name.text().isEmpty() || name.text() == "kube-root-ca.crt") // every pod has that one
        return;
    Attachment attachment{kind, name.bytes()};
    if (std::find(facts.attachments.begin(), facts.attachments.end(), attachment) == facts.attachments.end())
        facts.attachments.push_back(std::move(attachment));
}

void addVolumes(PodFacts &facts, const Value &volumes)
{
    for (const Value &volume : volumes.items()) {
        attach(facts, "PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]);
        if (volume.contains("ephemeral")) // its claim is named by rule
            attach(facts, "PersistentVolumeClaim", Value(facts.key.name + '-' + volume["name"].bytes()));
        attach(facts, "ConfigMap", volume["configMap"]["name"]);
        attach(facts, "Secret", volume["secret"]["secretName"]);
        for (const Value &source : volume["projected"]["sources"].items()) {
            attach(facts, "ConfigMap", source["configMap"]["name"]);
            attach(facts, "Secret", source["secret"]["name"]);
        }
    }
}

void addEnvironment(PodFacts &facts, const Value &containers)
{
    for (const Value &container : containers.items()) {
        for (const Value &from : container["envFrom"].items()) {
            attach(facts, "ConfigMap", from["configMapRef"]["name"]);
            attach(facts, "Secret", from["secretRef"]["name"]);
        }
        for (const Value &variable : container["env"].items()) {
            attach(facts, "ConfigMap", variable["valueFrom"]["configMapKeyRef"]["name"]);
            attach(facts, "Secret", variable["valueFrom"]["secretKeyRef"]["name"]);
        }
    }
}

} // namespace

PodFacts podFacts(const Object &pod)
{
    PodFacts facts;
    facts.key = pod.key();
    facts.node = pod.spec()["nodeName"].bytes();
    facts.ip = pod.status()["podIP"].bytes();
    facts.shortName = shortNameOf(pod);
    facts.workload = cluster::workloadOf(pod);
    facts.owner = ownerOf(pod);
    facts.labels = pod.labels();
    facts.ready = api::condition(pod, "Ready")["status"].text() == "True";
    const Value &statuses = pod.status()["containerStatuses"];
    addContainers(facts, pod.spec()["containers"], statuses);
    addVolumes(facts, pod.spec()["volumes"]);
    addEnvironment(facts, pod.spec()["initContainers"]);
    addEnvironment(facts, pod.spec()["containers"]);

    const QByteArrayView phase = pod.status()["phase"].text();
    bool broken = false;
    QByteArray reason = waitingReason(pod.status()["initContainerStatuses"], &broken);
    if (!broken)
        reason = waitingReason(statuses, &broken);
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

} // namespace orrery::graph
