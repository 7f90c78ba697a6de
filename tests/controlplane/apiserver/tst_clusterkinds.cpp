// SPDX-License-Identifier: GPL-3.0-only
#include "kindcases.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray quotas = "/api/v1/namespaces/default/resourcequotas";
static const QByteArray limits = "/api/v1/namespaces/default/limitranges";
static const QByteArray priorities = "/apis/scheduling.k8s.io/v1/priorityclasses";
static const QByteArray runtimes = "/apis/node.k8s.io/v1/runtimeclasses";
static const QByteArray flow = "/apis/flowcontrol.apiserver.k8s.io/v1/";
static const QByteArray levels = flow + "prioritylevelconfigurations";
static const QByteArray schemas = flow + "flowschemas";
static const QByteArray devices = "/apis/resource.k8s.io/v1/";
static const QByteArray deviceClaims = devices + "namespaces/default/resourceclaims";
static const QByteArray slices = devices + "resourceslices";

static QByteArray limit(const QByteArray &item)
{
    return named("x", R"("spec":{"limits":[{)" + item + "}]}");
}

static QByteArray spec(const QByteArray &members)
{
    return named("x", R"("spec":{)" + members + '}');
}

static QByteArray level(const QByteArray &response)
{
    return spec(R"("type":"Limited","limited":{"limitResponse":{)" + response + "}}");
}

static QByteArray schema(const QByteArray &rule)
{
    return spec(R"("priorityLevelConfiguration":{"name":"l"},"rules":[{)" + rule + "}]");
}

static QByteArray request(const QByteArray &request)
{
    return spec(R"("devices":{"requests":[{"name":"r",)" + request + "}]}");
}

/// Quotas and limits, classes of priority and runtimes, flow control and devices.
class TestClusterKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        defaultsColumns();
        defaultsRow(
            "limits", limits, limit(R"("type":"Container","max":{"cpu":"2"},"min":{"memory":"1Mi"})"), "spec",
            R"({"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"memory":"1Mi"},"default":{"cpu":"2"},"defaultRequest":{"cpu":"2","memory":"1Mi"}}]})");
        defaultsRow("priority", priorities, named("x", R"("value":5)"), "preemptionPolicy",
                    R"("PreemptLowerPriority")");
        defaultsRow(
            "level", levels, level(R"("type":"Queue","queuing":{})"), "spec",
            R"({"type":"Limited","limited":{"limitResponse":{"type":"Queue","queuing":{"queues":64,"handSize":8,"queueLengthLimit":50}},"nominalConcurrencyShares":30,"lendablePercent":0}})");
        defaultsRow("schema", schemas, spec(R"("priorityLevelConfiguration":{"name":"l"})"), "spec",
                    R"({"priorityLevelConfiguration":{"name":"l"},"matchingPrecedence":1000})");
        defaultsRow(
            "claim", deviceClaims, request(R"("exactly":{"deviceClassName":"c"})"), "spec",
            R"({"devices":{"requests":[{"name":"r","exactly":{"deviceClassName":"c","allocationMode":"ExactCount","count":1}}]}})");
    }
    void defaults() { checkDefaults(m_api); }

    void invalid_data()
    {
        invalidColumns();
        invalidRow("quota name", quotas, spec(R"("hard":{"what":"1"})"),
                   R"(spec.hard[what]: Invalid value: "what": must be a standard resource for quota)");
        invalidRow("quota whole", quotas, spec(R"("hard":{"pods":"1500m"})"),
                   R"(spec.hard[pods]: Invalid value: "1500m": must be an integer)");
        invalidRow("quota negative", quotas, spec(R"("hard":{"cpu":"-1"})"),
                   R"(spec.hard[cpu]: Invalid value: "-1": must be greater than or equal to 0)");
        invalidRow("quota scope", quotas, spec(R"("hard":{"services":"1"},"scopes":["BestEffort"])"),
                   R"(spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource)");
        invalidRow("quota conflict", quotas, spec(R"("hard":{"pods":"1"},"scopes":["BestEffort","NotBestEffort"])"),
                   R"(spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes)");
        invalidRow(
            "quota selector", quotas,
            spec(
                R"("hard":{"pods":"1"},"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In"}]})"),
            "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is "
            "'In' or 'NotIn' for scope selector");
        invalidRow("limit type", limits, limit(R"("type":"What")"),
                   R"(spec.limits[0].type: Invalid value: "What": must be a standard limit type or fully qualified)");
        invalidRow("limit of pods", limits, limit(R"("type":"Pod","default":{"cpu":"1"})"),
                   "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'");
        invalidRow("limit order", limits, limit(R"("type":"Pod","min":{"cpu":"2"},"max":{"cpu":"1"})"),
                   R"(spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1)");
        invalidRow(
            "limit ratio", limits,
            limit(R"("type":"Pod","min":{"cpu":"1"},"max":{"cpu":"2"},"maxLimitRequestRatio":{"cpu":"3"})"),
            R"(spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000)");
        invalidRow("limit of claims", limits, limit(R"("type":"PersistentVolumeClaim")"),
                   "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but "
                   "neither was provided");
        invalidRow(
            "limit resource", limits, limit(R"("type":"Container","max":{"storage":"1"})"),
            R"([spec.limits[0].max[storage]: Invalid value: "storage": must be a standard resource for containers,...)");
        invalidRow("priority", priorities, named("x", R"("value":2000000000)"),
                   "value: Forbidden: maximum allowed value of a user defined priority is 1000000000");
        invalidRow("system priority", priorities, named("system-mine", R"("value":1)"),
                   "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use "
                   "only. error: system-mine is not a known system priority class");
        invalidRow("handler", runtimes, named("x", R"("handler":"A")"),
                   R"(handler: Invalid value: "A": a lowercase...)");
        invalidRow("level type", levels, spec(R"("type":"Exempt")"),
                   R"(spec.type: Invalid value: "Exempt": type must be 'Exempt' if and only if name is 'exempt')");
        invalidRow("level", levels, spec(R"("type":"Limited")"),
                   "spec.limited: Required value: must not be empty when type is Limited");
        invalidRow(
            "hand", levels, level(R"("type":"Queue","queuing":{"queues":4,"handSize":8})"),
            "spec.limited.limitResponse.queuing.handSize: Invalid value: 8: should not be greater than queues (4)");
        invalidRow("entropy", levels, level(R"("type":"Queue","queuing":{"queues":64,"handSize":11})"),
                   "spec.limited.limitResponse.queuing.handSize: Invalid value: 11: required entropy bits of deckSize 64 "
                   "and handSize 11 should not be greater than 60");
        invalidRow(
            "precedence", schemas, spec(R"("priorityLevelConfiguration":{"name":"l"},"matchingPrecedence":1)"),
            "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1");
        invalidRow("no subjects", schemas, schema(R"("nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/a"]}])"),
                   "spec.rules[0].subjects: Required value: subjects must contain at least one value");
        invalidRow(
            "no rules", schemas, schema(R"("subjects":[{"kind":"Group","group":{"name":"g"}}])"),
            "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty");
        invalidRow(
            "no request", deviceClaims, request(R"("firstAvailable":[])"),
            "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required");
        invalidRow(
            "all of them", deviceClaims,
            request(R"("exactly":{"deviceClassName":"c","allocationMode":"All","count":2})"),
            "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode "
            "is 'All'");
        invalidRow(
            "slice", slices,
            spec(R"("driver":"d.e","pool":{"name":"p","generation":1,"resourceSliceCount":1},"devices":[])"),
            "spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` "
            "is required");
    }
    void invalid() { checkInvalid(m_api); }

    void changes_data()
    {
        changeColumns();
        changeRow("quota scopes", quotas, spec(R"("hard":{"pods":"1"},"scopes":["BestEffort"])"),
                  R"({"spec":{"scopes":["Terminating"]}})",
                  R"(spec.scopes: Invalid value: ["Terminating"]: field is immutable)");
        changeRow("quota amount", quotas, spec(R"("hard":{"pods":"1"})"), R"({"spec":{"hard":{"pods":"2"}}})", {});
        changeRow("priority", priorities, named("x", R"("value":5)"), R"({"value":6})",
                  "value: Forbidden: may not be changed in an update.");
        changeRow("preemption", priorities, named("x", R"("value":5)"), R"({"preemptionPolicy":"Never"})",
                  R"(preemptionPolicy: Invalid value: "Never": field is immutable)");
        changeRow("description", priorities, named("x", R"("value":5)"), R"({"description":"d"})", {});
        changeRow("handler", runtimes, named("x", R"("handler":"a")"), R"({"handler":"b"})",
                  R"(handler: Invalid value: "b": field is immutable)");
        changeRow("claim", deviceClaims, request(R"("exactly":{"deviceClassName":"c"})"),
                  R"({"spec":{"devices":{"requests":[]}}})", "spec: Invalid value: ...");
    }
    void changes() { checkChange(); }

    void tables_data()
    {
        tableColumns();
        tableRow("quota", quotas, spec(R"("hard":{"pods":"4"})"),
                 R"({"hard":{"pods":"4","limits.cpu":"2","requests.cpu":"1"},"used":{"pods":"1"}})",
                 "Name Request Limit Age", R"(["x","pods: 1/4, requests.cpu: 0/1","limits.cpu: 0/2","0s"])");
        tableRow("priority", priorities, named("x", R"("value":5,"globalDefault":true)"), {},
                 "Name Value Global-Default Age PreemptionPolicy", R"(["x",5,true,"0s","PreemptLowerPriority"])");
        tableRow("runtime", runtimes, named("x", R"("handler":"a")"), {}, "Name Handler Age", R"(["x","a","0s"])");
        tableRow("level", levels, level(R"("type":"Queue","queuing":{"queues":9})"), {},
                 "Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age",
                 R"(["x","Limited",30,9,8,50,"0s"])");
        tableRow("schema", schemas,
                 spec(R"("priorityLevelConfiguration":{"name":"l"},"distinguisherMethod":{"type":"ByUser"})"),
                 R"({"conditions":[{"type":"Dangling","status":"False"}]})",
                 "Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL",
                 R"(["x","l",1000,"ByUser","0s","False"])");
        tableRow("claim", deviceClaims, request(R"("exactly":{"deviceClassName":"c"})"), {}, "Name State Age",
                 R"(["x","pending","0s"])");
        tableRow("slice", slices,
                 spec(R"("driver":"d.e","nodeName":"n","pool":{"name":"p","generation":1,"resourceSliceCount":1})"), {},
                 "Name Node Driver Pool Age", R"(["x","n","d.e","p","0s"])");
    }
    void tables() { checkTable(); }

    void creationOnly()
    {
        TestApi api;
        api.expect(201, "POST", limits, limit(R"("type":"Pod","max":{"cpu":"1"})"));
        const Value table = api.expect(200, "GET", limits, {}, asTable);
        QCOMPARE(table["columnDefinitions"].size(), 2);
        QCOMPARE(table["columnDefinitions"].at(1)["name"].bytes(), "Created At");
    }

    /// What a cluster has from the start.
    void firstObjects()
    {
        const Value critical = m_api.expect(200, "GET", priorities + "/system-node-critical");
        QCOMPARE(critical["value"].integer(), 2000001000);
        QCOMPARE(m_api.expect(200, "GET", priorities + "/system-cluster-critical")["value"].integer(), 2000000000);
        QVERIFY(m_api.expect(403, "DELETE", priorities + "/system-cluster-critical")["message"].bytes().endsWith(
            "this is a system priority class and cannot be deleted"));
        const auto names = [this](const QByteArray &path) {
            QList<QByteArray> all;
            const Value found = m_api.expect(200, "GET", path);
            for (const Value &item : found["items"].items())
                all.append(item["metadata"]["name"].bytes());
            return all.join(' ');
        };
        QCOMPARE(names(levels),
                 "catch-all exempt global-default leader-election node-high system workload-high workload-low");
        QCOMPARE(names(schemas),
                 "catch-all endpoint-controller exempt global-default kube-controller-manager kube-scheduler "
                 "kube-system-service-accounts probes service-accounts system-leader-election system-node-high "
                 "system-nodes workload-leader-election");
        const Value exempt = m_api.expect(200, "GET", schemas + "/exempt");
        QCOMPARE(exempt["spec"]["rules"].at(0)["subjects"].at(0)["group"]["name"].bytes(), "system:masters");
    }
};

QTEST_GUILESS_MAIN(TestClusterKinds)
#include "tst_clusterkinds.moc"
