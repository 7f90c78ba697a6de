// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/podstatus.h"

#include "controlplane/api/clock.h"
#include "nodeagent/kubelet/containerconfig.h"

namespace orrery::kubelet {

namespace {

using api::Object;
using api::Value;
using cri::ContainerState;

Value terminated(const cri::ContainerStatus &status, const QByteArray &message)
{
    Value result = Value::object(
        {{"exitCode", status.exitCode},
         {"reason", status.reason.isEmpty() ? QByteArray(status.exitCode ? "Error" : "Completed") : status.reason}});
    if (const QByteArray text = message.isEmpty() ? status.message : message; !text.isEmpty())
        result = result.with("message", text.left(4096));
    return result.with("startedAt", timeText(status.startedAt))
        .with("finishedAt", timeText(status.finishedAt))
        .with("containerID", "containerd://" + status.id);
}

Value waiting(const ContainerView &view, bool initialized)
{
    Value result = Value::object(
        {{"reason",
          !view.waitingReason.isEmpty() ? view.waitingReason
                                        : QByteArray(initialized ? "ContainerCreating" : "PodInitializing")}});
    return view.waitingMessage.isEmpty() ? result : result.with("message", view.waitingMessage);
}

Value containerStatus(const Value &container, const ContainerView &view, const Value &old, bool initialized)
{
    const auto &latest = view.latest;
    Value state, last;
    if (!latest || latest->state == ContainerState::Created) {
        state = Value::object({{"waiting", waiting(view, initialized)}});
        if (view.previous)
            last = Value::object({{"terminated", terminated(*view.previous, {})}});
        else if (!latest)
            last = old["lastState"];
    } else if (latest->state == ContainerState::Exited && view.waitingReason.isEmpty()) {
        state = Value::object({{"terminated", terminated(*latest, view.terminationMessage)}});
        if (view.previous)
            last = Value::object({{"terminated", terminated(*view.previous, {})}});
    } else if (latest->state == ContainerState::Exited) { // to be started again
        state = Value::object({{"waiting", waiting(view, initialized)}});
        last = Value::object({{"terminated", terminated(*latest, view.terminationMessage)}});
    } else {
        state = Value::object({{"running", Value::object({{"startedAt", timeText(latest->startedAt)}})}});
        if (view.previous)
            last = Value::object({{"terminated", terminated(*view.previous, {})}});
    }
    const bool running = latest && latest->state == ContainerState::Running;
    const qint64 restarts = latest ? std::max<qint64>(latest->attempt, 0) : old["restartCount"].integer();
    return Value::object({{"name", container["name"]},
                          {"state", state},
                          {"lastState", last.isNull() ? Value::object({}) : last},
                          {"ready", view.ready},
                          {"restartCount", restarts},
                          {"image", container["image"]},
                          {"imageID", latest ? latest->imageRef : QByteArray()},
                          {"containerID", latest ? "containerd://" + latest->id : QByteArray()},
                          {"started", running && view.started}});
}

bool succeeded(const ContainerView &view)
{
    return view.latest && view.latest->state == ContainerState::Exited && view.latest->exitCode == 0
        && view.waitingReason.isEmpty();
}

/// Whether every init container has done its part.
bool initialized(const Object &pod, const PodView &view)
{
    for (const auto &container : pod.spec()["initContainers"].items()) {
        const auto own = view.containers.value(container["name"].bytes());
        if (isSidecar(container) ? !own.started && !view.stopped : !succeeded(own))
            return false;
    }
    return true;
}

Value oldStatus(const Object &pod, QByteArrayView list, QByteArrayView name)
{
    for (const auto &status : pod.status()[list].items()) {
        if (status["name"].text() == name)
            return status;
    }
    return {};
}

struct Condition
{
    bool status = false;
    QByteArray reason, message;
};

Condition readiness(const Object &pod, const PodView &view, const QByteArray &phase)
{
    if (phase == "Succeeded")
        return {false, "PodCompleted", {}};
    if (phase == "Failed")
        return {false, "PodFailed", {}};
    QList<QByteArray> unready;
    for (const auto &container : pod.spec()["containers"].items()) {
        if (!view.containers.value(container["name"].bytes()).ready)
            unready.append(container["name"].bytes());
    }
    if (unready.isEmpty())
        return {true, {}, {}};
    return {false, "ContainersNotReady", "containers with unready status: [" + unready.join(' ') + ']'};
}

Value addresses(const QList<QByteArray> &ips)
{
    std::vector<Value> items;
    for (const auto &ip : ips)
        items.push_back(Value::object({{"ip", ip}}));
    return Value::array(std::move(items));
}

} // namespace

bool isSidecar(const Value &initContainer)
{
    return initContainer["restartPolicy"].text() == "Always";
}

QByteArray timeText(qint64 nanoseconds)
{
    return api::formatTime(nanoseconds / 1000);
}

QByteArray podPhase(const Object &pod, const PodView &view)
{
    if (const auto phase = pod.status()["phase"].bytes(); phase == "Succeeded" || phase == "Failed")
        return phase; // final
    if (!view.reason.isEmpty())
        return "Failed";
    const QByteArray policy
        = pod.spec()["restartPolicy"].isNull() ? QByteArray("Always") : pod.spec()["restartPolicy"].bytes();
    for (const auto &container : pod.spec()["initContainers"].items()) {
        if (isSidecar(container))
            continue;
        const auto own = view.containers.value(container["name"].bytes());
        if (succeeded(own))
            continue;
        const bool failed = own.latest && own.latest->state == ContainerState::Exited && own.waitingReason.isEmpty();
        return failed && (policy == "Never" || view.stopped) ? "Failed" : "Pending";
    }
    int waiting = 0, running = 0, ok = 0, failed = 0;
    for (const auto &container : pod.spec()["containers"].items()) {
        const auto own = view.containers.value(container["name"].bytes());
        if (!own.latest || own.latest->state == ContainerState::Created)
            ++(own.previous ? running : waiting);
        else if (own.latest->state != ContainerState::Exited)
            ++running;
        else if (!own.waitingReason.isEmpty())
            ++running; // ended, and will run again
        else
            ++(own.latest->exitCode == 0 ? ok : failed);
    }
    if (view.stopped)
        return failed || waiting ? "Failed" : "Succeeded";
    if (waiting)
        return "Pending";
    if (running)
        return "Running";
    if (policy == "Always")
        return "Running";
    if (failed)
        return policy == "Never" ? "Failed" : "Running";
    return "Succeeded";
}

Value podStatus(const Object &pod, const PodView &view, const NodeConfig &node, qint64 now)
{
    const QByteArray phase = podPhase(pod, view);
    const bool isInitialized = initialized(pod, view);
    Value status = pod.status().isObject() ? pod.status() : Value::object({});
    status = status.with("phase", phase);
    if (!view.reason.isEmpty())
        status = status.with("reason", view.reason).with("message", view.message);

    Value conditions = status["conditions"];
    const auto set = [&](const char *type, const Condition &condition) {
        conditions = api::withCondition(conditions, type, condition.status, condition.reason, condition.message, now);
    };
    const Condition containers = readiness(pod, view, phase);
    Condition ready = containers;
    for (const auto &gate : pod.spec()["readinessGates"].items()) {
        if (ready.status && api::condition(pod, gate["conditionType"].text())["status"].text() != "True")
            ready = {false, "ReadinessGatesNotReady",
                     "corresponding condition of pod readiness gate \"" + gate["conditionType"].bytes()
                         + "\" is not true"};
    }
    if (pod.isDeleting() && view.stopped && phase != "Succeeded" && phase != "Failed")
        ready = {false, "ContainersNotReady", {}};
    set("PodReadyToStartContainers", {view.sandbox.has_value(), {}, {}});
    set("Initialized",
        isInitialized ? Condition{true, phase == "Succeeded" ? "PodCompleted" : "", {}}
                      : Condition{false, "ContainersNotInitialized", "containers with incomplete status"});
    set("Ready", ready);
    set("ContainersReady", containers);
    if (api::condition(pod, "PodScheduled").isNull())
        set("PodScheduled", {true, {}, {}});
    status = status.with("conditions", conditions);

    status = status.with("hostIP", node.address).with("hostIPs", addresses({node.address}));
    QList<QByteArray> ips;
    if (usesHostNetwork(pod))
        ips = {node.address};
    else if (view.sandbox)
        ips = view.sandbox->ips;
    if (!ips.isEmpty())
        status = status.with("podIP", ips.first()).with("podIPs", addresses(ips));
    else if (phase != "Succeeded" && phase != "Failed" && !view.stopped)
        status = status.without("podIP").without("podIPs");
    if (status["startTime"].isNull())
        status = status.with("startTime", api::formatTime(now));
    status = status.with("qosClass", qosClass(pod));

    struct Lists
    {
        const char *spec, *status;
        bool always, waitsForInit;
    };
    for (const auto &[specList, statusList, always, waitsForInit] :
         {Lists{"initContainers", "initContainerStatuses", false, false},
          Lists{"containers", "containerStatuses", true, true},
          Lists{"ephemeralContainers", "ephemeralContainerStatuses", false, false}}) {
        if (!always && pod.spec()[specList].isEmpty())
            continue;
        std::vector<Value> items;
        for (const auto &container : pod.spec()[specList].items()) {
            const auto own = view.containers.value(container["name"].bytes());
            items.push_back(containerStatus(container, own, oldStatus(pod, statusList, container["name"].text()),
                                            !waitsForInit || isInitialized));
        }
        status = status.with(statusList, Value::array(std::move(items)));
    }
    return status;
}

} // namespace orrery::kubelet
