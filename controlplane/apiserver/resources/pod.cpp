// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/podsubresources.h"
#include "controlplane/apiserver/resources/proxysubresource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

// --- defaults and rules ---

/// Requests that are not said are the limits.
void requestsFromLimits(Value &container)
{
    const Value &limits = container["resources"]["limits"], &requests = container["resources"]["requests"];
    if (limits.isEmpty() || limits.size() > mostResources)
        return;
    std::vector<Member> all(requests.members().begin(), requests.members().end());
    for (const Member &limit : limits.members()) {
        if (!requests.contains(limit.key()))
            all.push_back(limit);
    }
    container = container.withPath({"resources", "requests"}, Value::object(std::move(all)));
}

void defaults(Value &document)
{
    Value spec = document["spec"];
    defaultPodSpec(spec);
    setDefault(spec, "enableServiceLinks", Value(true));
    for (const char *list : {"initContainers", "containers"}) {
        if (spec[list].isArray())
            spec = spec.with(list, mapped(spec[list], requestsFromLimits));
    }
    document = document.with("spec", spec);
}

void prepareCreate(Value &document, const Context &, const User &)
{
    Value status = Value::object({{"phase", "Pending"}, {"qosClass", qosClass(document["spec"])}});
    if (!document["spec"]["schedulingGates"].isEmpty())
        status = status.with(
            "conditions",
            Value::array({Value::object({{"type", "PodScheduled"},
                                         {"status", "False"},
                                         {"reason", "SchedulingGated"},
                                         {"message", "Scheduling is blocked due to non-empty scheduling gates"}})}));
    document = document.with("status", status);
}

void validate(FieldErrors &errors, const Value &document)
{
    validatePodSpec(errors, "spec", document["spec"]);
}

void validateCreate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    if (!spec["ephemeralContainers"].isEmpty())
        errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
    if (!spec["schedulingGates"].isEmpty() && !spec["nodeName"].text().isEmpty())
        errors.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared");
}

qint64 gracePeriod(const Object &pod, std::optional<qint64> asked)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    if (pod.spec()["nodeName"].text().isEmpty() || phase == "Succeeded" || phase == "Failed")
        return 0;
    const qint64 period = asked ? *asked : pod.spec()["terminationGracePeriodSeconds"].integer(30);
    return period < 0 ? 1 : period;
}

// --- kubectl's columns ---

QByteArray exitReason(const Value &terminated)
{
    const Value &signal = terminated["signal"];
    if (signal.integer() != 0)
        return "Signal:" + QByteArray::number(signal.integer());
    return "ExitCode:" + QByteArray::number(terminated["exitCode"].integer());
}

struct Summary
{
    QByteArray status;
    int ready = 0, total = 0;
    qint64 restarts = 0, lastRestart = 0;
};

void countRestarts(Summary &summary, const Value &container)
{
    summary.restarts += container["restartCount"].integer();
    if (const auto finished = parseTime(container["lastState"]["terminated"]["finishedAt"].text()))
        summary.lastRestart = std::max(summary.lastRestart, *finished);
}

/// True while init containers run; then status says which.
bool summariseInit(Summary &summary, const Object &pod)
{
    const auto specs = pod.spec()["initContainers"].items();
    qsizetype index = -1;
    for (const Value &container : pod.status()["initContainerStatuses"].items()) {
        ++index;
        const bool sidecar
            = index < qsizetype(specs.size()) && specs[size_t(index)]["restartPolicy"].text() == "Always";
        countRestarts(summary, container);
        const Value &terminated = container["state"]["terminated"], &waiting = container["state"]["waiting"];
        if (sidecar && container["started"].boolean()) {
            summary.ready += container["ready"].boolean() ? 1 : 0;
            continue;
        }
        if (!terminated.isNull() && terminated["exitCode"].integer() == 0)
            continue;
        if (!terminated.isNull())
            summary.status = "Init:"
                + (terminated["reason"].text().isEmpty() ? exitReason(terminated) : terminated["reason"].bytes());
        else if (!waiting["reason"].text().isEmpty() && waiting["reason"].text() != "PodInitializing")
            summary.status = "Init:" + waiting["reason"].bytes();
        else
            summary.status = "Init:" + QByteArray::number(index) + '/' + QByteArray::number(qint64(specs.size()));
        return true;
    }
    return false;
}

Summary summarise(const Object &pod)
{
    Summary summary;
    const Value &status = pod.status();
    summary.total = int(pod.spec()["containers"].size());
    for (const Value &container : pod.spec()["initContainers"].items())
        summary.total += container["restartPolicy"].text() == "Always" ? 1 : 0;
    const QByteArray reason = status["reason"].bytes();
    summary.status = reason.isEmpty() ? status["phase"].bytes() : reason;
    if (condition(pod, "PodScheduled")["reason"].text() == "SchedulingGated")
        summary.status = "SchedulingGated";
    if (!summariseInit(summary, pod)) {
        summary.restarts = 0;
        summary.lastRestart = 0;
        bool running = false;
        const auto containers = status["containerStatuses"].items();
        for (auto it = containers.rbegin(); it != containers.rend(); ++it) {
            const Value &container = *it;
            countRestarts(summary, container);
            const Value &state = container["state"], &terminated = state["terminated"];
            if (!state["waiting"]["reason"].text().isEmpty())
                summary.status = state["waiting"]["reason"].bytes();
            else if (!terminated.isNull())
                summary.status
                    = terminated["reason"].text().isEmpty() ? exitReason(terminated) : terminated["reason"].bytes();
            else if (container["ready"].boolean() && !state["running"].isNull()) {
                running = true;
                ++summary.ready;
            }
        }
        if (summary.status == "Completed" && running)
            summary.status = condition(pod, "Ready")["status"].text() == "True" ? "Running" : "NotReady";
    }
    const QByteArrayView phase = status["phase"].text();
    if (pod.isDeleting() && reason == "NodeLost")
        summary.status = "Unknown";
    else if (pod.isDeleting() && phase != "Succeeded" && phase != "Failed")
        summary.status = "Terminating";
    return summary;
}

Value readyCell(const Object &pod, qint64)
{
    const Summary summary = summarise(pod);
    return QByteArray::number(summary.ready) + '/' + QByteArray::number(summary.total);
}

Value restartsCell(const Object &pod, qint64 now)
{
    const Summary summary = summarise(pod);
    QByteArray text = QByteArray::number(summary.restarts);
    if (summary.restarts > 0 && summary.lastRestart > 0)
        text += " (" + humanDuration((now - summary.lastRestart) / 1'000'000) + " ago)";
    return text;
}

Value gatesCell(const Object &pod, qint64)
{
    const auto gates = pod.spec()["readinessGates"].items();
    if (gates.empty())
        return Value("<none>");
    const auto good = std::count_if(gates.begin(), gates.end(), [&pod](const Value &gate) {
        return condition(pod, gate["conditionType"].text())["status"].text() == "True";
    });
    return QByteArray::number(qint64(good)) + '/' + QByteArray::number(qint64(gates.size()));
}

} // namespace

Resource pod()
{
    Resource resource;
    resource.gvr = {"", "v1", "pods"};
    resource.kind = "Pod";
    resource.shortNames = {"po"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.returnsDeleted = true;
    resource.selectableFields
        = {"spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
           "status.phase",  "status.podIP",       "status.podIPs",      "status.nominatedNodeName"};
    resource.columns = {
        {"Ready", "string", 0, readyCell},
        {"Status", "string", 0, [](const Object &pod, qint64) { return Value(summarise(pod).status); }},
        {"Restarts", "string", 0, restartsCell},
        {"IP", "string", 1, [](const Object &pod, qint64) { return orNone(pod.status()["podIP"].bytes()); }},
        {"Node", "string", 1, [](const Object &pod, qint64) { return orNone(pod.spec()["nodeName"].bytes()); }},
        {"Nominated Node", "string", 1,
         [](const Object &pod, qint64) { return orNone(pod.status()["nominatedNodeName"].bytes()); }},
        {"Readiness Gates", "string", 1, gatesCell},
    };
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.validate = validate;
    resource.validateCreate = validateCreate;
    resource.validateUpdate = validatePodUpdate;
    resource.warnings
        = [](QList<QByteArray> &warnings, const Value &document) { warnOfPodSpec(warnings, "spec", document["spec"]); };
    resource.gracePeriod = gracePeriod;

    const auto stream = [](const char *name, const char *kind, Verbs verbs) {
        Subresource subresource{name, "v1", kind, verbs};
        subresource.connects = true;
        return subresource;
    };
    const Verbs dialled = Verbs(Verb::Create) | Verb::Get;
    resource.subresources = {stream("attach", "PodAttachOptions", dialled),
                             podBinding(),
                             ephemeralContainers(),
                             eviction(),
                             stream("exec", "PodExecOptions", dialled),
                             stream("log", "Pod", Verb::Get),
                             stream("portforward", "PodPortForwardOptions", dialled),
                             proxySubresource("PodProxyOptions"),
                             resize(),
                             statusSubresource("v1", "Pod")};
    return resource;
}

} // namespace orrery::resources::kinds
