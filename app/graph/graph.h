// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"
#include "controlplane/api/value.h"

#include <QString>

#include <vector>

namespace orrery::graph {

/// The picture's values: what of the cluster the map shows, already judged (states, workloads, hues), without any
/// geometry. Thread: any; values. Names and addresses are UTF-8 as the API has them.

enum class PodState : quint8 { Running, Pending, Leaving, Failed, Succeeded };
enum class NodeState : quint8 { Ready, Booting, NotReady, Off, Failed, Leaving };

inline constexpr int systemHue = -1;

struct ContainerFacts
{
    enum class State : quint8 { Waiting, Running, Ended };
    QByteArray name, image;
    State state = State::Waiting;
    QByteArray reason; ///< why it waits or ended, in the kubelet's word: "ErrImagePull", "Completed"
    int restarts = 0;
    bool operator==(const ContainerFacts &) const = default;
};

/// What a pod's spec names beside its images: a claim, a ConfigMap, a Secret.
struct Attachment
{
    QByteArray kind, name; ///< "PersistentVolumeClaim", "data-db-0"; in the pod's namespace
    bool operator==(const Attachment &) const = default;
};

struct PodFacts
{
    api::Key key;
    QByteArray node; ///< empty: not scheduled
    QByteArray ip;
    QByteArray shortName; ///< without the template hash: "web…x2x9k"
    QByteArray workload; ///< "default/web": what its siblings share
    QByteArray owner; ///< the workload's kind, "Deployment"; empty: nothing owns it
    QByteArray detail; ///< in place of the IP while there is something to say: "creating", "CrashLoopBackOff"
    PodState state = PodState::Pending;
    bool ready = false;
    int hue = systemHue;
    QByteArray icon;
    std::vector<ContainerFacts> containers;
    std::vector<Attachment> attachments; ///< each once, in the spec's order
    api::Value labels;
    qint64 cpuMilli = 0, memory = 0; ///< requests
    bool operator==(const PodFacts &) const = default;
};

struct PhaseFacts
{
    enum class State : quint8 { Todo, Now, Done, Failed };
    QByteArray name; ///< "Provisioned", "Booted", "AgentConnected", "Ready"
    State state = State::Todo;
    bool operator==(const PhaseFacts &) const = default;
};

struct NodeFacts
{
    QByteArray name, ip, podCidr;
    NodeState state = NodeState::NotReady;
    QByteArray detail; ///< why it is not Ready, from the condition or the Machine
    bool cordoned = false;
    bool isMachine = false;
    std::vector<PhaseFacts> phases; ///< while a Machine boots; else empty
    std::vector<QByteArray> pressures; ///< conditions that should not be: "MemoryPressure", "DiskPressure"
    int pods = 0, unhealthy = 0; ///< unhealthy: of the pods
    int podRoom = 0; ///< allocatable pods; 0: the node does not say
    double cpu = 0, memory = 0; ///< requested of allocatable, 0..1
    qint64 cpuMilli = 0, memoryBytes = 0; ///< allocatable
    bool operator==(const NodeFacts &) const = default;
};

struct ServiceFacts
{
    api::Key key;
    QByteArray type, clusterIp, ports; ///< "NodePort", "10.96.0.12", "80 → 30080"
    QByteArray workload;
    int hue = systemHue;
    bool system = false;
    api::Value labels;
    std::vector<api::Key> pods; ///< ready endpoints, sorted
    bool operator==(const ServiceFacts &) const = default;
};

struct WorkloadFacts
{
    QByteArray id, name; ///< "default/web", "web"
    QByteArray kind; ///< "Deployment"; empty: pods that only look alike
    int have = 0, want = 0; ///< ready, desired
    int hue = systemHue;
    QByteArray icon;
    bool system = false;
    bool operator==(const WorkloadFacts &) const = default;
};

/// A consistent picture of the cluster; every list is sorted, so that equal clusters give equal graphs.
struct Graph
{
    std::vector<NodeFacts> nodes;
    std::vector<PodFacts> pods;
    std::vector<ServiceFacts> services;
    std::vector<WorkloadFacts> workloads;
    int unscheduled = 0; ///< pods without a node
    int unhealthy = 0; ///< failed pods, and nodes that are neither Ready nor booting
    quint64 structure = 0; ///< another number: pods or nodes came, went or moved; else indexes are as they were
    const PodFacts *pod(const api::Key &key) const; ///< null if there is none
};

} // namespace orrery::graph
