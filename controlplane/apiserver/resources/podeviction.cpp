// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/selector.h"
#include "controlplane/apiserver/resources/generic.h"
#include "controlplane/apiserver/resources/podsubresources.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr qsizetype mostDisrupted = 2000; ///< evictions that the budget's controller has not seen the end of

// --- binding ---

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
    for (const char *label : {"topology.kubernetes.io/region", "topology.kubernetes.io/zone"}) { // admission's
        if (const Value &value = binding["metadata"]["labels"][label]; !value.isNull())
            bound = bound.withPath({"metadata", "labels", label}, value);
    }
    return bound.withPath({"status", "conditions"},
                          withCondition(bound["status"]["conditions"], "PodScheduled", true, "", "", now));
}

// --- eviction ---

bool isReady(const Object &pod)
{
    return condition(pod, "Ready")["status"].text() == "True";
}

/// A pod whose end disturbs nobody: it has ended, has not begun, or ends already.
bool isBeyondBudgets(const Object &pod)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    return phase == "Succeeded" || phase == "Failed" || phase == "Pending" || pod.isDeleting();
}

Error tooManyRequests(const QByteArray &why, int retryAfterSeconds)
{
    Error error{Reason::TooManyRequests, "Cannot evict pod as it would violate the pod's disruption budget."};
    error.causes.append({"DisruptionBudget", why, {}});
    error.retryAfterSeconds = retryAfterSeconds;
    return error;
}

Error forbidden(const Resource &budgets, const Object &budget, const QByteArray &why)
{
    Error error{Reason::Forbidden, budgets.gvr.groupResource() + " \"" + budget.name() + "\" is forbidden: " + why};
    error.group = budgets.gvr.group;
    error.kind = budgets.gvr.resource;
    error.name = budget.name();
    return error;
}

/// The budget with one disruption less, in which the pod is on its way out. Errors: TooManyRequests, Forbidden.
Result<Value> charged(const Resource &budgets, const Object &budget, const Object &pod, qint64 now)
{
    const Value &status = budget.status();
    const qint64 allowed = status["disruptionsAllowed"].integer();
    if (status["observedGeneration"].integer() < budget.generation())
        return tooManyRequests("The disruption budget " + budget.name() + " is still being processed by the server.",
                               10);
    if (allowed < 0)
        return forbidden(budgets, budget, "pdb disruptions allowed is negative");
    if (status["disruptedPods"].size() > mostDisrupted)
        return forbidden(budgets, budget,
                         "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    if (allowed == 0)
        return tooManyRequests("The disruption budget " + budget.name() + " needs "
                                   + QByteArray::number(status["desiredHealthy"].integer()) + " healthy pods and has "
                                   + QByteArray::number(status["currentHealthy"].integer()) + " currently",
                               0);
    Value left = status.with("disruptionsAllowed", Value(allowed - 1));
    left = left.withPath({"disruptedPods", pod.name()}, formatTime(now));
    if (allowed == 1)
        left = left.with("conditions",
                         withCondition(status["conditions"], "DisruptionAllowed", false, "InsufficientPods", "", now));
    return budget.document().with("status", left);
}

/// Whether the budget has no say: the pod is of no use to it as it is.
bool isSpared(const Object &budget, const Object &pod)
{
    if (isReady(pod))
        return false;
    if (budget.spec()["unhealthyPodEvictionPolicy"].text() == "AlwaysAllow")
        return true;
    const qint64 desired = budget.status()["desiredHealthy"].integer();
    return desired > 0 && budget.status()["currentHealthy"].integer() >= desired;
}

/// The one budget that the pod is under, if any. Errors: InternalError (several).
Result<std::optional<store::Entry>> budgetOf(store::Store &store, const Resource &budgets, const Object &pod)
{
    store::ListRange range;
    range.prefix = budgets.storeKey({pod.ns(), ""});
    ORRERY_TRY(listing, store.list(range));
    std::optional<store::Entry> found;
    for (const store::Entry &visible : std::as_const(listing.entries)) {
        const auto entry = store.getNewest(visible.key);
        const auto selector = entry ? LabelSelector::fromValue(entry->object.spec()["selector"])
                                    : Result<LabelSelector>(LabelSelector());
        if (!entry || !selector || !selector->matches(pod.labels()))
            continue;
        if (found)
            return error(
                Reason::InternalError,
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        found = *entry;
    }
    return found;
}

/// Asks the pod's budget, and takes from it. Errors: Conflict, Forbidden, TooManyRequests, InternalError.
Result<> askBudget(Generic &generic, const ExchangePtr &exchange, const Object &pod, bool dryRun)
{
    const Resource *budgets = generic.registry().find({"policy", "v1", "poddisruptionbudgets"});
    if (!budgets || isBeyondBudgets(pod))
        return {};
    store::Store &store = generic.context().store;
    ORRERY_TRY(entry, budgetOf(store, *budgets, pod));
    if (!entry || isSpared(entry->object, pod))
        return {};
    ORRERY_TRY(document, charged(*budgets, entry->object, pod, generic.context().clock.now()));
    if (dryRun)
        return {};
    const auto put = store.put(entry->key, Object(document), entry->revision, exchange->request().cause,
                               [](const Result<store::Entry> &) {});
    return put ? Result<>() : Result<>(conflict(*budgets, entry->object.name()));
}

Response success()
{
    return Response::of(Object(Value::object({{"kind", "Status"},
                                              {"apiVersion", "v1"},
                                              {"metadata", Value::object(std::vector<Member>())},
                                              {"status", "Success"},
                                              {"code", 201}})),
                        201);
}

void evict(Generic &generic, const ExchangePtr &exchange, const Object &named, const Value &eviction)
{
    const Resource &pods = *generic.registry().find({"", "v1", "pods"});
    auto entry = generic.context().store.getNewest(pods.storeKey(named.key()));
    if (!entry) {
        exchange->respond(notFound(pods, named.name()));
        return;
    }
    const Object pod = entry->object;
    if (const QByteArray name = eviction["metadata"]["name"].bytes(); !name.isEmpty() && name != pod.name()) {
        exchange->respond(error(Reason::BadRequest, "name in URL does not match name in Eviction object"));
        return;
    }
    const Value &said = eviction["deleteOptions"];
    DeleteOptions options;
    if (said["gracePeriodSeconds"].isInteger())
        options.gracePeriodSeconds = std::max<qint64>(0, said["gracePeriodSeconds"].integer());
    options.propagationPolicy = said["propagationPolicy"].bytes();
    for (const Value &value : said["dryRun"].items())
        options.dryRun = options.dryRun || value.text() == "All";
    options.dryRun = options.dryRun || exchange->request().query.value("dryRun") == "All";
    const Value &wanted = said["preconditions"];
    for (const auto &[member, what] : {std::pair("uid", "UID"), std::pair("resourceVersion", "ResourceVersion")}) {
        const QByteArray expected = wanted[member].bytes();
        if (expected.isEmpty() || expected == pod.metadata()[member].text())
            continue;
        exchange->respond(conflict(pods, pod.name(),
                                   QByteArray("Precondition failed: ") + what + " in precondition: " + expected + ", "
                                       + what + " in object meta: " + pod.metadata()[member].bytes()));
        return;
    }
    if (const auto allowed = askBudget(generic, exchange, pod, options.dryRun); !allowed) {
        exchange->respond(allowed.error());
        return;
    }
    // Whoever looks at the pod while it ends shall know why.
    entry->object
        = pod.withPath({"status", "conditions"},
                       withCondition(pod.status()["conditions"], "DisruptionTarget", true, "EvictionByEvictionAPI",
                                     "Eviction API: evicting", generic.context().clock.now()));
    generic.removeObject(pods, *entry, options, exchange->request().cause,
                         [exchange](const Result<Object> &object, bool) {
                             if (object)
                                 exchange->respond(success());
                             else
                                 exchange->respond(object.error());
                         });
}

} // namespace

Subresource podBinding()
{
    Subresource binding{"binding", "v1", "Binding", Verb::Create};
    binding.apply = bind;
    return binding;
}

Subresource eviction()
{
    Subresource eviction{"eviction", "policy/v1", "Eviction", Verb::Create};
    eviction.handle = evict;
    return eviction;
}

} // namespace orrery::resources
