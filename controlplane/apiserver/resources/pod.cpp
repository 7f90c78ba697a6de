// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/resources/podspec.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

// --- defaults and rules ---

/// Requests that are not said are the limits.
void requestsFromLimits(Value &container)
{
    const Value &limits = container["resources"]["limits"];
    if (limits.isEmpty())
        return;
    Value requests = container["resources"]["requests"];
    for (const Member &limit : limits.members()) {
        if (!requests.contains(limit.key()))
            requests = requests.with(limit.key(), limit.value);
    }
    container = container.withPath({"resources", "requests"}, requests);
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
    document = document.with("status", Value::object({{"phase", "Pending"}, {"qosClass", qosClass(document["spec"])}}));
}

void validate(FieldErrors &errors, const Value &document)
{
    validatePodSpec(errors, "spec", document["spec"]);
}

/// What may change in a running pod: images, tolerations that are added, two durations.
Value withoutMutable(const Value &spec, const Value &old)
{
    Value same = spec.with("tolerations", old["tolerations"]);
    for (const char *name : {"activeDeadlineSeconds", "terminationGracePeriodSeconds"})
        same = same.with(name, old[name]);
    for (const char *list : {"containers", "initContainers"}) {
        if (!spec[list].isArray() || spec[list].size() != old[list].size())
            continue;
        qsizetype index = 0;
        same = same.with(list, mapped(spec[list], [&](Value &container) {
                             container = container.with("image", old[list].at(index++)["image"]);
                         }));
    }
    return same;
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &oldSpec = old["spec"];
    if (spec.identical(oldSpec) || spec == oldSpec)
        return;
    const Value compared = oldSpec.with("tolerations", oldSpec["tolerations"])
                               .with("activeDeadlineSeconds", oldSpec["activeDeadlineSeconds"])
                               .with("terminationGracePeriodSeconds", oldSpec["terminationGracePeriodSeconds"]);
    if (!(withoutMutable(spec, oldSpec) == compared)) {
        errors.forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
            "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }
    for (const Value &toleration : oldSpec["tolerations"].items()) {
        const auto now = spec["tolerations"].items();
        if (std::find(now.begin(), now.end(), toleration) == now.end()) {
            errors.forbidden("spec.tolerations",
                             "existing toleration can not be modified except its tolerationSeconds");
            break;
        }
    }
}

qint64 gracePeriod(const Object &pod, std::optional<qint64> asked)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    if (pod.spec()["nodeName"].text().isEmpty() || phase == "Succeeded" || phase == "Failed")
        return 0;
    const qint64 period = asked ? *asked : pod.spec()["terminationGracePeriodSeconds"].integer(30);
    return period < 0 ? 1 : period;
}

// --- subresources ---

Result<Value> bind(const Value &pod, const Value &binding, qint64 now)
{
    const QByteArray name = pod["metadata"]["name"].bytes();
    const auto refuse = [&name](const QByteArray &why) {
        Error error{Reason::Conflict, "Operation cannot be fulfilled on pods/binding \"" + name + "\": " + why};
        error.kind = "pods/binding";
        error.name = name;
        return error;
    };
    const Value &target = binding["target"];
    FieldErrors errors;
    if (!target["kind"].text().isEmpty() && target["kind"].text() != "Node" && target["kind"].text() != "Minion")
        errors.notSupported("target.kind", target["kind"], {"Node", "<empty>"});
    if (target["name"].text().isEmpty())
        errors.required("target.name");
    if (!errors.isEmpty())
        return errors.error("", "Binding", name);
    const QByteArray uid = binding["metadata"]["uid"].bytes();
    if (!uid.isEmpty() && uid != pod["metadata"]["uid"].text())
        return refuse("Precondition failed: UID in precondition: " + uid
                      + ", UID in object meta: " + pod["metadata"]["uid"].bytes());
    if (!pod["metadata"]["deletionTimestamp"].isNull())
        return refuse("pod " + name + " is being deleted, cannot be assigned to a host");
    if (!pod["spec"]["nodeName"].text().isEmpty())
        return refuse("pod " + name + " is already assigned to node \"" + pod["spec"]["nodeName"].bytes() + '"');
    if (!pod["spec"]["schedulingGates"].isEmpty())
        return refuse("pod " + name + " has non-empty .spec.schedulingGates");
    Value bound = pod.withPath({"spec", "nodeName"}, target["name"]);
    for (const Member &annotation : binding["metadata"]["annotations"].members())
        bound = bound.withPath({"metadata", "annotations", annotation.key()}, annotation.value);
    return bound.withPath({"status", "conditions"},
                          withCondition(bound["status"]["conditions"], "PodScheduled", true, "", "", now));
}

/// policy/v1 Eviction: a deletion that asks first. Without disruption budgets nobody says no.
void evict(Generic &generic, const ExchangePtr &exchange, const Object &pod, const Value &eviction)
{
    const Resource &pods = *generic.registry().find({"", "v1", "pods"});
    const auto entry = generic.context().store.getNewest(pods.storeKey(pod.key()));
    if (!entry) {
        exchange->respond(notFound(pods, pod.name()));
        return;
    }
    const Value &said = eviction["deleteOptions"];
    DeleteOptions options;
    if (said["gracePeriodSeconds"].isInteger())
        options.gracePeriodSeconds = std::max<qint64>(0, said["gracePeriodSeconds"].integer());
    const QByteArray uid = said["preconditions"]["uid"].bytes();
    if (!uid.isEmpty() && uid != entry->object.uid()) {
        exchange->respond(conflict(pods, pod.name(),
                                   "Precondition failed: UID in precondition: " + uid
                                       + ", UID in object meta: " + entry->object.uid()));
        return;
    }
    for (const Value &value : said["dryRun"].items())
        options.dryRun = options.dryRun || value.text() == "All";
    options.dryRun = options.dryRun || exchange->request().query.value("dryRun") == "All";
    generic.removeObject(
        pods, *entry, options, exchange->request().cause, [exchange](const Result<Object> &object, bool) {
            if (!object) {
                exchange->respond(object.error());
                return;
            }
            exchange->respond(Response::of(Object(Value::object({{"kind", "Status"},
                                                                 {"apiVersion", "v1"},
                                                                 {"metadata", Value::object(std::vector<Member>())},
                                                                 {"status", "Success"},
                                                                 {"code", 201}})),
                                           201));
        });
}

Result<Value> addEphemeral(const Value &pod, const Value &body, qint64)
{
    const Value &now = body["spec"]["ephemeralContainers"];
    const auto items = now.items();
    for (const Value &had : pod["spec"]["ephemeralContainers"].items()) {
        const bool kept = std::any_of(items.begin(), items.end(),
                                      [&had](const Value &item) { return item["name"] == had["name"]; });
        if (kept)
            continue;
        FieldErrors errors;
        errors.forbidden("spec.ephemeralContainers",
                         "existing ephemeral containers " + toJson(had["name"]) + " may not be removed");
        return errors.error("", "Pod", pod["metadata"]["name"].text());
    }
    Value spec = pod["spec"].with("ephemeralContainers", now);
    defaultPodSpec(spec);
    return pod.with("spec", spec);
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
    resource.validateUpdate = validateUpdate;
    resource.gracePeriod = gracePeriod;

    Subresource binding{"binding", "v1", "Binding", Verb::Create};
    binding.apply = bind;
    Subresource eviction{"eviction", "policy/v1", "Eviction", Verb::Create};
    eviction.handle = evict;
    Subresource ephemeral{"ephemeralcontainers", "v1", "Pod", readWrite};
    ephemeral.apply = addEphemeral;
    const auto stream = [](const char *name, const char *kind, Verbs verbs) {
        Subresource subresource{name, "v1", kind, verbs};
        subresource.connects = true;
        return subresource;
    };
    const Verbs dialled = Verbs(Verb::Create) | Verb::Get;
    resource.subresources = {stream("attach", "PodAttachOptions", dialled),
                             binding,
                             ephemeral,
                             eviction,
                             stream("exec", "PodExecOptions", dialled),
                             stream("log", "Pod", Verb::Get),
                             stream("portforward", "PodPortForwardOptions", dialled),
                             statusSubresource("v1", "Pod")};
    return resource;
}

} // namespace orrery::resources::kinds
