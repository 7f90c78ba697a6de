// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/firstobjects.h"

namespace orrery::apiserver {

using namespace api;

namespace {

constexpr auto flowcontrol = "flowcontrol.apiserver.k8s.io/v1";

Object priorityClass(const char *name, int value, const char *description)
{
    return newObject("scheduling.k8s.io/v1", "PriorityClass", {{}, name})
        .with("value", Value(value))
        .with("description", description)
        .with("preemptionPolicy", "PreemptLowerPriority");
}

Object flowObject(const char *kind, const QByteArray &name, Value spec)
{
    return newObject(flowcontrol, kind, {{}, name})
        .withMetadata("annotations", Value::object({{"apf.kubernetes.io/autoupdate-spec", "true"}}))
        .with("spec", std::move(spec));
}

/// queues 0: what is too much is rejected.
Object limitedLevel(const QByteArray &name, int shares, int lendablePercent, int queues, int handSize)
{
    const Value response = queues == 0
        ? Value::object({{"type", "Reject"}})
        : Value::object(
            {{"type", "Queue"},
             {"queuing",
              Value::object(
                  {{"queues", Value(queues)}, {"handSize", Value(handSize)}, {"queueLengthLimit", Value(50)}})}});
    return flowObject("PriorityLevelConfiguration", name,
                      Value::object({{"type", "Limited"},
                                     {"limited",
                                      Value::object({{"nominalConcurrencyShares", Value(shares)},
                                                     {"lendablePercent", Value(lendablePercent)},
                                                     {"limitResponse", response}})}}));
}

Object exemptLevel()
{
    const Value exempt = Value::object({{"nominalConcurrencyShares", Value(0)}, {"lendablePercent", Value(0)}});
    return flowObject("PriorityLevelConfiguration", "exempt", Value::object({{"type", "Exempt"}, {"exempt", exempt}}));
}

Value list(const QByteArray &commas)
{
    std::vector<Value> items;
    for (const QByteArray &item : commas.split(','))
        items.push_back(item == "core" ? Value("") : Value(item));
    return Value::array(std::move(items));
}

/// "Group:system:masters", "User:...", "ServiceAccount:NAME" (of kube-system).
Value subject(const QByteArray &text)
{
    const qsizetype colon = text.indexOf(':');
    const QByteArray kind = text.left(colon), name = text.mid(colon + 1);
    if (kind == "ServiceAccount")
        return Value::object(
            {{"kind", kind}, {"serviceAccount", Value::object({{"namespace", "kube-system"}, {"name", name}})}});
    return Value::object({{"kind", kind}, {kind.toLower(), Value::object({{"name", name}})}});
}

Value resourceRule(const QByteArray &verbs, const QByteArray &group, const QByteArray &resources, bool cluster,
                   bool namespaced)
{
    Value rule = Value::object({{"verbs", list(verbs)}, {"apiGroups", list(group)}, {"resources", list(resources)}});
    if (cluster)
        rule = rule.with("clusterScope", Value(true));
    return namespaced ? rule.with("namespaces", list("*")) : rule;
}

struct Rules
{
    Value resources, urls;
};

Rules everything()
{
    return {Value::array({resourceRule("*", "*", "*", true, true)}),
            Value::array({Value::object({{"verbs", list("*")}, {"nonResourceURLs", list("*")}})})};
}

/// distinguisher: "ByUser", "ByNamespace", or empty.
Object schema(const QByteArray &name, const char *level, int precedence, const char *distinguisher,
              const QByteArray &subjects, const Rules &rules)
{
    Value spec = Value::object(
        {{"priorityLevelConfiguration", Value::object({{"name", level}})}, {"matchingPrecedence", Value(precedence)}});
    if (*distinguisher)
        spec = spec.with("distinguisherMethod", Value::object({{"type", distinguisher}}));
    std::vector<Value> who;
    for (const QByteArray &one : subjects.split(' '))
        who.push_back(subject(one));
    Value rule = Value::object({{"subjects", Value::array(std::move(who))}});
    if (!rules.resources.isNull())
        rule = rule.with("resourceRules", rules.resources);
    if (!rules.urls.isNull())
        rule = rule.with("nonResourceRules", rules.urls);
    return flowObject("FlowSchema", name, spec.with("rules", Value::array({rule})));
}

QList<Object> flowSchemas()
{
    const QByteArray everybody = "Group:system:unauthenticated Group:system:authenticated";
    const QByteArray controllers = "User:system:kube-controller-manager";
    const Value leases = resourceRule("get,create,update", "coordination.k8s.io", "leases", false, true);
    const Value endpoints = resourceRule("get,create,update", "core", "endpoints", false, true);
    const Value oldLocks = resourceRule("get,create,update", "core", "endpoints,configmaps", false, true);
    const Value ofNodes = resourceRule("*", "core", "nodes,nodes/status", true, true);
    const Value allLeases = resourceRule("*", "coordination.k8s.io", "leases", false, true);
    const Value probes = Value::object({{"verbs", list("get")}, {"nonResourceURLs", list("/healthz,/readyz,/livez")}});
    return {
        schema("exempt", "exempt", 1, "", "Group:system:masters", everything()),
        schema("probes", "exempt", 2, "", everybody, {{}, Value::array({probes})}),
        schema("system-leader-election", "leader-election", 100, "ByUser",
               controllers + " User:system:kube-scheduler ServiceAccount:*", {Value::array({leases}), {}}),
        schema("endpoint-controller", "workload-high", 150, "ByUser",
               controllers + " ServiceAccount:endpoint-controller ServiceAccount:endpointslicemirroring-controller",
               {Value::array({endpoints}), {}}),
        schema("workload-leader-election", "leader-election", 200, "ByUser", "ServiceAccount:*",
               {Value::array({oldLocks, leases}), {}}),
        schema("system-node-high", "node-high", 400, "ByUser", "Group:system:nodes",
               {Value::array({ofNodes, allLeases}), {}}),
        schema("system-nodes", "system", 500, "ByUser", "Group:system:nodes", everything()),
        schema("kube-controller-manager", "workload-high", 800, "ByNamespace", controllers, everything()),
        schema("kube-scheduler", "workload-high", 800, "ByNamespace", "User:system:kube-scheduler", everything()),
        schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", "ServiceAccount:*", everything()),
        schema("service-accounts", "workload-low", 9000, "ByUser", "Group:system:serviceaccounts", everything()),
        schema("global-default", "global-default", 9900, "ByUser", everybody, everything()),
        schema("catch-all", "catch-all", 10000, "ByUser", everybody, everything()),
    };
}

} // namespace

QList<Object> firstObjects(const QByteArray &serviceCidr)
{
    QList<Object> all{
        priorityClass("system-cluster-critical", 2000000000,
                      "For pods that the cluster cannot do without, on whichever node they run."),
        priorityClass("system-node-critical", 2000001000, "For pods that their node cannot do without."),
        exemptLevel(),
        limitedLevel("catch-all", 5, 0, 0, 0),
        limitedLevel("system", 30, 33, 64, 6),
        limitedLevel("node-high", 40, 25, 64, 6),
        limitedLevel("leader-election", 10, 0, 16, 4),
        limitedLevel("workload-high", 40, 50, 128, 6),
        limitedLevel("workload-low", 100, 90, 128, 6),
        limitedLevel("global-default", 20, 50, 128, 6),
    };
    all += flowSchemas();
    all.append(newObject("networking.k8s.io/v1", "ServiceCIDR", {{}, "kubernetes"})
                   .with("spec", Value::object({{"cidrs", list(serviceCidr)}})));
    return all;
}

} // namespace orrery::apiserver
