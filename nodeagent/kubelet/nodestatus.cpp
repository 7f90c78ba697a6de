// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/nodestatus.h"

#include "controlplane/api/quantity.h"
#include "nodeagent/kubelet/machine.h"
#include "nodeagent/kubelet/network.h"

#include <QLoggingCategory>

namespace orrery::kubelet {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.kubelet", QtInfoMsg)

using api::Object;
using api::Quantity;
using api::Value;

constexpr int leaseMilliseconds = 10'000, leaseSeconds = 40;
constexpr qint64 heartbeatMicroseconds = 300'000'000;
constexpr int refreshMilliseconds = 10'000, firstWait = 30, longestWait = 2000;
constexpr qint64 memoryPressureBytes = 32 << 20;
constexpr int maxImages = 50;

/// We showed a certificate, and are nobody: a server may refuse that at once, or take us for a visitor without one.
bool isStranger(const api::Error &error)
{
    return error.reason == api::Reason::Unauthorized
        || (error.reason == api::Reason::Forbidden && error.message.contains("\"system:anonymous\""));
}

} // namespace

NodeStatus::NodeStatus(const Dependencies &dependencies, EventRecorder &events, PodRunner &runner, Network &network,
                       QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_events(events)
    , m_runner(runner)
    , m_network(network)
    , m_tasks(dependencies.pool, this)
{
    for (auto *timer : {&m_refresh, &m_leaseTimer})
        timer->setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, this, &NodeStatus::refresh);
    connect(&m_leaseTimer, &QTimer::timeout, this, &NodeStatus::renewLease);
}

void NodeStatus::start()
{
    // Of this node alone: in a thousand that share a process, each hearing of all would be a million copies.
    const QByteArray name = m_dependencies.node.nodeName;
    m_self = new client::Informer(m_dependencies.client, client::gvr::nodes, {{}, {}, "metadata.name=" + name}, this);
    connect(m_self, &client::Informer::changed, this, [this](const Object &, const Object &now) { nodeChanged(now); });
    connect(m_self, &client::Informer::synced, this, [this, name] { nodeChanged(m_self->get({{}, name})); });
    connect(m_self, &client::Informer::failed, this, [this](const api::Error &error) {
        if (isStranger(error))
            Q_EMIT unauthorized();
    });
    m_self->start();
    refresh();
    renewLease();
}

void NodeStatus::registerNode()
{
    if (std::exchange(m_registered, true))
        return;
    const auto &node = m_dependencies.node;
    const auto machine = MachineInfo::read(node);
    Value labels = Value::object({{"kubernetes.io/hostname", node.nodeName},
                                  {"kubernetes.io/os", "linux"},
                                  {"kubernetes.io/arch", machine.architecture}});
    if (!node.machine.isEmpty())
        labels = labels.with("orrery.dev/machine", node.machine);
    if (!node.accelerator.isEmpty())
        labels = labels.with("orrery.dev/accelerator", node.accelerator);
    for (auto it = node.labels.cbegin(); it != node.labels.cend(); ++it)
        labels = labels.with(it.key(), it.value());
    Value spec = Value::object({});
    if (!node.providerId.isEmpty())
        spec = spec.with("providerID", node.providerId);
    auto object = api::newObject("v1", "Node", {{}, node.nodeName}).withMetadata("labels", labels).with("spec", spec);
    object = object.with("status", status(object, m_dependencies.clock.now()));
    m_dependencies.client.create(client::gvr::nodes, object).then(this, [this](const api::Result<Object> &result) {
        if (!result && !result.failedWith(api::Reason::AlreadyExists)) {
            qCWarning(lc, "node not registered error=%s", result.error().message.constData());
            m_registered = false;
            schedule(1000);
        } else if (result) {
            qCInfo(lc, "node registered name=%s", m_dependencies.node.nodeName.constData());
            nodeChanged(*result);
        }
    });
}

void NodeStatus::nodeChanged(const Object &node)
{
    if (!node) {
        m_registered = false; // deleted behind our back: while we live, the node does
        registerNode();
        return;
    }
    m_registered = true;
    const QByteArray cidr = node.spec()["podCIDR"].bytes();
    if (!cidr.isEmpty() && cidr != m_podCidr) {
        m_podCidr = cidr;
        m_network.setPodCidr(cidr);
        m_wait = 0;
        schedule(0);
    }
    writeStatus();
}

void NodeStatus::schedule(int milliseconds)
{
    if (!m_refresh.isActive() || m_refresh.remainingTime() > milliseconds)
        m_refresh.start(milliseconds);
}

void NodeStatus::refresh()
{
    if (m_refreshing)
        return;
    m_refreshing = true;
    m_tasks.run(
        [&dependencies = m_dependencies, cidr = m_podCidr, known = m_runtime.version] {
            Runtime runtime;
            auto conditions = dependencies.runtime.status();
            if (!conditions) {
                runtime.problem = "container runtime is down: " + conditions.error().message;
                return runtime;
            }
            runtime.answers = true;
            for (const auto &condition : *conditions) {
                if (condition.status)
                    continue;
                if (condition.type == "NetworkReady" && !cidr.isEmpty())
                    (void)bool(dependencies.runtime.updatePodCidr(cidr));
                runtime.problem += (runtime.problem.isEmpty() ? "container runtime not ready: " : ", ") + condition.type
                    + "=false reason:" + condition.reason + " message:" + condition.message;
            }
            runtime.version = known;
            if (known.runtimeName.isEmpty()) {
                if (auto version = dependencies.runtime.version())
                    runtime.version = *version;
            }
            if (auto images = dependencies.images.listImages()) {
                runtime.images = *images;
                // The largest first, as Kubernetes has them; and always in the same order, or each look would be a
                // change.
                std::sort(runtime.images.begin(), runtime.images.end(), [](const auto &a, const auto &b) {
                    return a.size != b.size ? a.size > b.size : a.id < b.id;
                });
            }
            return runtime;
        },
        [this](Runtime runtime) { refreshed(std::move(runtime)); });
}

void NodeStatus::refreshed(Runtime runtime)
{
    m_refreshing = false;
    m_runtime = std::move(runtime);
    const bool runs = m_runtime.answers && m_runtime.problem.isEmpty();
    const bool ready = runs && m_network.isReady();
    // Pods wait for the runtime's network; the Node says Ready only when all is.
    m_runner.setNodeReady(ready);
    if (ready != m_ready) {
        m_ready = ready;
        qCInfo(lc, "node %s name=%s", ready ? "ready" : "not ready", m_dependencies.node.nodeName.constData());
        Q_EMIT readyChanged(ready);
    }
    // Quickly while something is on its way, then at rest.
    m_wait = ready ? refreshMilliseconds : std::clamp(m_wait * 2, firstWait, longestWait);
    schedule(m_wait);
    if (!m_registered && m_self->isSynced())
        registerNode();
    writeStatus();
}

Value NodeStatus::status(const Object &node, qint64 heartbeat) const
{
    const auto &config = m_dependencies.node;
    const auto machine = MachineInfo::read(config);
    const qint64 now = m_dependencies.clock.now();
    const Value capacity = Value::object({{"cpu", QByteArray::number(machine.cpus)},
                                          {"memory", QByteArray::number(machine.memory / 1024) + "Ki"},
                                          {"ephemeral-storage", QByteArray::number(machine.disk / 1024) + "Ki"},
                                          {"pods", QByteArray::number(config.maxPods)}});
    Value conditions = node.status()["conditions"];
    const auto set = [&](const char *type, bool value, const char *reason, const QByteArray &message) {
        conditions = api::withCondition(conditions, type, value, reason, message, now);
    };
    const bool lowMemory = machine.memoryAvailable > 0 && machine.memoryAvailable < memoryPressureBytes;
    const bool lowDisk = machine.disk > 0 && machine.diskAvailable < machine.disk / 20;
    const bool lowProcesses = machine.maxProcesses > 0 && machine.processes > machine.maxProcesses * 9 / 10;
    set("MemoryPressure", lowMemory, lowMemory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
        lowMemory ? "kubelet has insufficient memory available" : "kubelet has sufficient memory available");
    set("DiskPressure", lowDisk, lowDisk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
        lowDisk ? "kubelet has disk pressure" : "kubelet has no disk pressure");
    set("PIDPressure", lowProcesses, lowProcesses ? "KubeletHasInsufficientPID" : "KubeletHasSufficientPID",
        lowProcesses ? "kubelet has insufficient PID available" : "kubelet has sufficient PID available");
    const QByteArray problem = !m_runtime.problem.isEmpty() ? m_runtime.problem
        : !m_runtime.answers ? QByteArray("container runtime status check may not have completed yet")
                             : m_network.health();
    set("Ready", problem.isEmpty(), problem.isEmpty() ? "KubeletReady" : "KubeletNotReady",
        problem.isEmpty() ? QByteArray("kubelet is posting ready status") : problem);
    std::vector<Value> stamped;
    const QByteArray time = api::formatTime(heartbeat);
    for (const auto &condition : conditions.items()) {
        const auto type = condition["type"].text();
        const bool ours = type == "Ready" || type.endsWith("Pressure");
        stamped.push_back(ours ? condition.with("lastHeartbeatTime", time) : condition);
    }
    std::vector<Value> images;
    for (const auto &image : m_runtime.images) {
        if (images.size() >= maxImages)
            break;
        std::vector<Value> names;
        for (const auto &name : image.digests + image.tags)
            names.push_back(name);
        if (!names.empty())
            images.push_back(
                Value::object({{"names", Value::array(std::move(names))}, {"sizeBytes", qint64(image.size)}}));
    }
    const QByteArray runtime = m_runtime.version.runtimeName.isEmpty()
        ? QByteArray()
        : m_runtime.version.runtimeName + "://" + m_runtime.version.runtimeVersion;
    return Value::object({
        {"capacity", capacity},
        {"allocatable", capacity},
        {"conditions", Value::array(std::move(stamped))},
        {"addresses",
         Value::array({Value::object({{"type", "InternalIP"}, {"address", config.address}}),
                       Value::object({{"type", "Hostname"}, {"address", config.nodeName}})})},
        {"images", Value::array(std::move(images))},
        {"nodeInfo",
         Value::object({{"machineID", machine.machineId},
                        {"systemUUID", machine.machineId},
                        {"bootID", machine.bootId},
                        {"kernelVersion", machine.kernel},
                        {"osImage", machine.osImage},
                        {"containerRuntimeVersion", runtime},
                        {"kubeletVersion", "v1.36.0+orrery"},
                        {"kubeProxyVersion", "v1.36.0+orrery"},
                        {"operatingSystem", "linux"},
                        {"architecture", machine.architecture}})},
    });
}

void NodeStatus::writeStatus()
{
    auto node = m_self ? m_self->get({{}, m_dependencies.node.nodeName}) : Object();
    if (!node)
        return;
    // The informer may be behind our own last write; judged by an older state, two answers would chase each other for
    // ever.
    if (m_written && m_written.uid() == node.uid() && m_written.resourceVersion() > node.resourceVersion())
        node = m_written;
    if (m_writing) {
        m_writeAgain = true;
        return;
    }
    const auto machine = MachineInfo::read(m_dependencies.node);
    m_runner.setAllocatable(machine.cpus * 1000, machine.memory);
    const qint64 now = m_dependencies.clock.now();
    // The heartbeat alone is no reason to write, except every five minutes: the Lease says that we live. Nor is what
    // the API makes of what we sent; but another's word on whether we are ready is.
    const Value wanted = status(node, m_lastWrite);
    const bool said = wanted == m_sent && now - m_lastWrite < heartbeatMicroseconds;
    const bool heard = api::condition(node, "Ready")["status"]
        == api::condition(Object(Value::object({{"status", wanted}})), "Ready")["status"];
    if (said && heard)
        return;
    m_writing = true;
    m_lastWrite = now;
    m_sent = status(node, now);
    const Value patch = Value::object({{"status", m_sent}});
    m_dependencies.client
        .patch(client::gvr::nodes, node.key(), api::PatchType::Merge, patch, "status")
        .then(this, [this](const api::Result<Object> &result) {
            m_writing = false;
            const bool again = std::exchange(m_writeAgain, false);
            if (result) {
                m_written = *result;
                if (again)
                    writeStatus();
                return;
            }
            m_lastWrite = 0;
            m_sent = {};
            qCInfo(lc, "node status not written error=%s", result.error().message.constData());
            schedule(1000);
        });
}

void NodeStatus::renewLease()
{
    if (std::exchange(m_renewing, true))
        return;
    const QByteArray now = api::formatMicroTime(m_dependencies.clock.now());
    const auto answered = [this](const api::Result<Object> &result) {
        m_renewing = false;
        if (result) {
            m_lease = *result;
            m_leaseFailures = 0;
            m_leaseTimer.start(leaseMilliseconds);
            return;
        }
        const bool stale = result.failedWith(api::Reason::Conflict) || result.failedWith(api::Reason::NotFound)
            || result.failedWith(api::Reason::AlreadyExists);
        if (stale)
            m_lease = {};
        if (isStranger(result.error()))
            Q_EMIT unauthorized();
        m_leaseTimer.start(std::min(200 << std::min(m_leaseFailures++, 5), leaseMilliseconds / 2));
    };
    if (m_lease) {
        m_dependencies.client
            .update(client::gvr::leases, m_lease.withPath({"spec", "renewTime"}, now))
            .then(this, answered);
        return;
    }
    // Of an earlier life, or none yet.
    const api::Key key{"kube-node-lease", m_dependencies.node.nodeName};
    m_dependencies.client
        .get(client::gvr::leases, key)
        .then(this, [this, key, now, answered](const api::Result<Object> &found) {
            const Value spec = Value::object(
                {{"holderIdentity", key.name}, {"leaseDurationSeconds", leaseSeconds}, {"renewTime", now}});
            if (found)
                m_dependencies.client
                    .update(client::gvr::leases, found.value().with("spec", spec))
                    .then(this, answered);
            else if (found.failedWith(api::Reason::NotFound))
                m_dependencies.client
                    .create(client::gvr::leases,
                            api::newObject("coordination.k8s.io/v1", "Lease", key).with("spec", spec))
                    .then(this, answered);
            else
                answered(found);
        });
}

} // namespace orrery::kubelet
