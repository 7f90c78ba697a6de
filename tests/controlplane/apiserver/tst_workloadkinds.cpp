// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

const QByteArray core = "/api/v1/namespaces/default/";
const QByteArray apps = "/apis/apps/v1/namespaces/default/";
const QByteArray batch = "/apis/batch/v1/namespaces/default/";
const QByteArray budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const QByteArray autoscalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
const QByteArray oldAutoscalers = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
const QByteArray selector = R"("selector":{"matchLabels":{"app":"x"}})";
const QByteArray container = R"("containers":[{"name":"c","image":"i:1"}])";
const QByteArray podTemplate = R"("template":{"metadata":{"labels":{"app":"x"}},"spec":{)" + container + "}}";
const QByteArray jobTemplate = R"("template":{"spec":{"restartPolicy":"Never",)" + container + "}}";
const QByteArray target = R"("scaleTargetRef":{"kind":"Deployment","name":"x","apiVersion":"apps/v1"})";
const Headers merge{{"content-type", "application/merge-patch+json"}};

QByteArray object(const QByteArray &spec, const QByteArray &name = "x")
{
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}";
}

/// "spec.a.b[0].c" of a document.
Value at(const Value &document, const QByteArray &path)
{
    Value value = document;
    for (const QByteArray &part : path.split('.')) {
        const qsizetype bracket = part.indexOf('[');
        value = value[bracket < 0 ? part : part.left(bracket)];
        if (bracket >= 0)
            value = value.at(part.mid(bracket + 1).chopped(1).toInt());
    }
    return value;
}

} // namespace

/// The kinds that run pods: what is filled in, what is refused, what may change, what kubectl shows.
class TestWorkloadKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArrayList>("expected"); // path=json
        QTest::newRow("replicationcontroller")
            << core + "replicationcontrollers" << object(podTemplate)
            << QByteArrayList{"spec.replicas=1", R"(spec.selector={"app":"x"})", R"(metadata.labels={"app":"x"})",
                              "metadata.generation=1", R"(spec.template.spec.restartPolicy="Always")"};
        QTest::newRow("podtemplate") << core + "podtemplates"
                                     << QByteArray("{\"metadata\":{\"name\":\"x\"}," + podTemplate + '}')
                                     << QByteArrayList{R"(template.spec.dnsPolicy="ClusterFirst")",
                                                       "metadata.generation=1"};
        QTest::newRow("daemonset")
            << apps + "daemonsets" << object(selector + ',' + podTemplate)
            << QByteArrayList{
                   "spec.revisionHistoryLimit=10",
                   R"(spec.updateStrategy={"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}})",
                   R"(metadata.annotations={"deprecated.daemonset.template.generation":"1"})"};
        QTest::newRow("statefulset")
            << apps + "statefulsets"
            << object(
                   selector + ',' + podTemplate
                   + R"(,"volumeClaimTemplates":[{"metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"]}}])")
            << QByteArrayList{
                   "spec.replicas=1",
                   "spec.revisionHistoryLimit=10",
                   R"(spec.podManagementPolicy="OrderedReady")",
                   R"(spec.updateStrategy={"type":"RollingUpdate","rollingUpdate":{"partition":0,"maxUnavailable":1}})",
                   R"(spec.persistentVolumeClaimRetentionPolicy={"whenDeleted":"Retain","whenScaled":"Retain"})",
                   R"(spec.volumeClaimTemplates[0].spec.volumeMode="Filesystem")",
                   R"(spec.volumeClaimTemplates[0].status={"phase":"Pending"})",
                   R"(spec.volumeClaimTemplates[0].kind="PersistentVolumeClaim")"};
        QTest::newRow("job") << batch + "jobs" << object(jobTemplate)
                             << QByteArrayList{
                                    "spec.completions=1",  "spec.parallelism=1",
                                    "spec.backoffLimit=6", R"(spec.completionMode="NonIndexed")",
                                    "spec.suspend=false",  R"(spec.podReplacementPolicy="TerminatingOrFailed")"};
        QTest::newRow("indexed job")
            << batch + "jobs"
            << object(
                   R"("completionMode":"Indexed","completions":3,"backoffLimitPerIndex":1,"podFailurePolicy":{"rules":[{"action":"Ignore","onPodConditions":[{"type":"DisruptionTarget"}]}]},)"
                   + jobTemplate)
            << QByteArrayList{"spec.parallelism=1", "spec.backoffLimit=2147483647",
                              R"(spec.podReplacementPolicy="Failed")",
                              R"(spec.podFailurePolicy.rules[0].onPodConditions[0].status="True")"};
        QTest::newRow("parallel job") << batch + "jobs" << object("\"parallelism\":3," + jobTemplate)
                                      << QByteArrayList{"spec.completions=null", "spec.parallelism=3"};
        QTest::newRow("cronjob") << batch + "cronjobs"
                                 << object(R"("schedule":"*/5 * * * *","jobTemplate":{"spec":{)" + jobTemplate + "}}")
                                 << QByteArrayList{
                                        R"(spec.concurrencyPolicy="Allow")",
                                        "spec.suspend=false",
                                        "spec.successfulJobsHistoryLimit=3",
                                        "spec.failedJobsHistoryLimit=1",
                                        R"(spec.jobTemplate.spec.template.spec.schedulerName="default-scheduler")",
                                        "spec.jobTemplate.spec.parallelism=null"};
        QTest::newRow("autoscaler")
            << autoscalers << object(target + ",\"maxReplicas\":3")
            << QByteArrayList{
                   "spec.minReplicas=1",
                   R"(spec.metrics=[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}])",
                   "spec.behavior=null"};
        QTest::newRow("autoscaler's behavior")
            << autoscalers
            << object(target + R"(,"maxReplicas":3,"behavior":{"scaleDown":{"stabilizationWindowSeconds":5}})")
            << QByteArrayList{
                   R"(spec.behavior.scaleUp={"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]})",
                   R"(spec.behavior.scaleDown={"stabilizationWindowSeconds":5,"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]})"};
    }
    void defaults()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArrayList, expected);
        const Value made = m_api.expect(201, "POST", path + "?dryRun=All", body);
        QVERIFY(!made.isNull());
        for (const QByteArray &one : expected) {
            const qsizetype equals = one.indexOf('=');
            const QByteArray json = one.mid(equals + 1);
            const Value found = at(made, one.left(equals));
            const Value wanted = json == "null" ? Value() : parseJson(json).value();
            QVERIFY2(found == wanted, (one + ", but " + toJson(found)).constData());
        }
    }

    void invalid_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("message"); // after "is invalid: "
        const auto add = [](const char *name, const QByteArray &path, const QByteArray &spec,
                            const QByteArray &message) { QTest::newRow(name) << path << object(spec) << message; };
        const QByteArray rc = core + "replicationcontrollers", ds = apps + "daemonsets", sts = apps + "statefulsets",
                         jobs = batch + "jobs", crons = batch + "cronjobs";
        add("rc template", rc, R"("selector":{"a":"b"})", "spec.template: Required value");
        add("rc labels", rc, R"("selector":{"a":"b"},)" + podTemplate,
            R"(spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`)");
        add("rc selector", rc, R"("template":{"spec":{)" + container + "}}", "spec.selector: Required value");
        add("rc deadline", rc, QByteArray(podTemplate).replace("\"spec\":{", "\"spec\":{\"activeDeadlineSeconds\":5,"),
            "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicationController is "
            "not Supported");
        add("ds both", ds,
            R"("updateStrategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":1}},)" + selector + ',' + podTemplate,
            "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is "
            "non-zero");
        add("ds neither", ds,
            R"("updateStrategy":{"rollingUpdate":{"maxUnavailable":0}},)" + selector + ',' + podTemplate,
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0");
        add("ds type", ds, R"("updateStrategy":{"type":"X"},)" + selector + ',' + podTemplate,
            R"(spec.updateStrategy.type: Unsupported value: "X": supported values: "RollingUpdate", "OnDelete")");
        add("ds percent", ds,
            R"("updateStrategy":{"rollingUpdate":{"maxUnavailable":"101%"}},)" + selector + ',' + podTemplate,
            R"(spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%)");
        add("sts policy", sts, R"("podManagementPolicy":"X",)" + selector + ',' + podTemplate,
            R"(spec.podManagementPolicy: Invalid value: "X": must be 'OrderedReady' or 'Parallel')");
        add("sts partition", sts,
            R"("updateStrategy":{"rollingUpdate":{"partition":-1}},)" + selector + ',' + podTemplate,
            "spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0");
        add("sts on delete", sts,
            R"("updateStrategy":{"type":"OnDelete","rollingUpdate":{"partition":1}},)" + selector + ',' + podTemplate,
            R"(spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy 'RollingUpdate')");
        add("sts empty selector", sts, R"("selector":{},)" + podTemplate,
            "spec.selector: Invalid value: {}: empty selector is invalid for statefulset");
        add("job restart", jobs, podTemplate,
            R"(spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never")");
        add("job numbers", jobs, R"("parallelism":-1,"backoffLimit":-2,)" + jobTemplate,
            "[spec.parallelism: Invalid value: -1: must be greater than or equal to 0, spec.backoffLimit: Invalid "
            "value: -2: must be greater than or equal to 0]");
        add("job selector", jobs, R"("selector":{"matchLabels":{"a":"b"}},)" + jobTemplate,
            "*`selector` not auto-generated");
        add("job manual", jobs, R"("manualSelector":true,)" + jobTemplate, "spec.selector: Required value");
        add("job indexed", jobs,
            R"("completionMode":"Indexed",)"
            "\"parallelism\":1,"
                + jobTemplate,
            "spec.completions: Required value: when completion mode is Indexed");
        add("job per index", jobs, R"("backoffLimitPerIndex":1,)" + jobTemplate,
            "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode");
        add("job failure policy", jobs, R"("podFailurePolicy":{"rules":[{"action":"FailJob"}]},)" + jobTemplate,
            "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is "
            "required");
        add("job exit codes", jobs,
            R"("podFailurePolicy":{"rules":[{"action":"FailJob","onExitCodes":{"operator":"In","values":[3,0]}}]},)"
                + jobTemplate,
            "[spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In "
            "operator, spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,0]: must be ordered]");
        add("job success policy", jobs,
            R"("completionMode":"Indexed","completions":3,"successPolicy":{"rules":[{"succeededIndexes":"0,5"}]},)"
                + jobTemplate,
            R"(spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,5": error parsing succeededIndexes: too large index: "5")");
        add("job managed by", jobs, R"("managedBy":"me",)" + jobTemplate,
            R"(spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo"))");
        const auto cron = [&](const char *name, const QByteArray &spec, const QByteArray &message) {
            add(name, crons, spec + R"("jobTemplate":{"spec":{)" + jobTemplate + "}}", message);
        };
        cron("cron none", "", "spec.schedule: Required value");
        cron("cron fields", R"("schedule":"* * * *",)",
             R"(spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *])");
        cron("cron range", R"("schedule":"60 * * * *",)",
             R"(spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60)");
        cron(
            "cron word", R"("schedule":"* * * foo *",)",
            R"(spec.schedule: Invalid value: "* * * foo *": failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax)");
        cron("cron step", R"("schedule":"*/0 * * * *",)",
             R"(spec.schedule: Invalid value: "*/0 * * * *": step of range should be a positive number: */0)");
        cron("cron at", R"("schedule":"@often",)",
             R"(spec.schedule: Invalid value: "@often": unrecognized descriptor: @often)");
        cron("cron zone", R"("schedule":"@daily","timeZone":"Mars/Base",)",
             R"(spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base)");
        cron(
            "cron local", R"("schedule":"@daily","timeZone":"Local",)",
            R"(spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones)");
        cron(
            "cron tz", R"("schedule":"TZ=UTC * * * * *",)",
            R"(spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead)");
        cron("cron policy", R"("schedule":"@daily","concurrencyPolicy":"X",)",
             R"(spec.concurrencyPolicy: Unsupported value: "X": supported values: "Allow", "Forbid", "Replace")");
        add("pdb both", budgets, R"("minAvailable":1,"maxUnavailable":1)",
            R"(spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set)");
        add("pdb percent", budgets, R"("minAvailable":"101%")",
            R"(spec.minAvailable: Invalid value: "101%": must not be greater than 100%)");
        add("pdb policy", budgets, R"("unhealthyPodEvictionPolicy":"X")",
            R"(spec.unhealthyPodEvictionPolicy: Unsupported value: "X": supported values: "AlwaysAllow", "IfHealthyBudget")");
        add("hpa max", autoscalers, target, "*spec.maxReplicas: Invalid value: 0: must be greater than 0");
        add("hpa min", autoscalers, target + R"(,"minReplicas":5,"maxReplicas":3)",
            "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`");
        add("hpa target", autoscalers, R"("maxReplicas":3)",
            "[spec.scaleTargetRef.kind: Required value, spec.scaleTargetRef.name: Required value]");
        add("hpa metric", autoscalers, target + R"(,"maxReplicas":3,"metrics":[{"type":"Pods"}])",
            "spec.metrics[0].pods: Required value: must populate information for the given metric source");
        add("hpa wrong metric", autoscalers,
            target
                + R"(,"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization"}}}])",
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or "
            "a target utilization");
        add("hpa window", autoscalers,
            target + R"(,"maxReplicas":3,"behavior":{"scaleUp":{"stabilizationWindowSeconds":3601}})",
            "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to "
            "3600");
        add("old hpa", oldAutoscalers, target, "*spec.maxReplicas: Invalid value: 0: must be greater than 0");
    }
    void invalid()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, message);
        const QByteArray said = m_api.expect(422, "POST", path, body)["message"].bytes();
        if (message.startsWith('*'))
            QVERIFY2(said.contains(message.sliced(1)), said.constData());
        else
            QCOMPARE(said.mid(said.indexOf(" is invalid: ") + 13), message);
    }

    void updates_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("message"); // empty: it is taken
        const auto add
            = [](const char *name, const QByteArray &path, const QByteArray &spec, const QByteArray &patch,
                 const QByteArray &message) { QTest::newRow(name) << path << object(spec) << patch << message; };
        const QByteArray all = selector + ',' + podTemplate;
        const QByteArray sts = apps + "statefulsets", ds = apps + "daemonsets", jobs = batch + "jobs";
        add("sts replicas", sts, all, R"({"spec":{"replicas":3,"ordinals":{"start":1}}})", "");
        add("sts service", sts, all, R"({"spec":{"serviceName":"s"}})",
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
            "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' "
            "are forbidden");
        add("ds selector", ds, all,
            R"({"spec":{"selector":{"matchLabels":{"b":"c"}},"template":{"metadata":{"labels":{"b":"c"}}}}})",
            R"(spec.selector: Invalid value: {"matchLabels":{"app":"x","b":"c"}}: field is immutable)");
        add("job parallelism", jobs, jobTemplate, R"({"spec":{"parallelism":4,"suspend":true}})", "");
        add("job template", jobs, jobTemplate,
            R"({"spec":{"template":{"spec":{"priority":null,"nodeSelector":{"a":"b"}}}}})",
            "*spec.template: Invalid value: ");
        add("suspended job", jobs, "\"suspend\":true," + jobTemplate,
            R"({"spec":{"suspend":false,"template":{"spec":{"nodeSelector":{"a":"b"}}}}})", "");
        add("job completions", jobs, jobTemplate, R"({"spec":{"completions":4}})",
            "spec.completions: Invalid value: 4: field is immutable");
        add("elastic job", jobs, R"("completionMode":"Indexed","completions":2,"parallelism":2,)" + jobTemplate,
            R"({"spec":{"completions":4,"parallelism":4}})", "");
        add("inelastic job", jobs, R"("completionMode":"Indexed","completions":2,"parallelism":2,)" + jobTemplate,
            R"({"spec":{"completions":4}})",
            "spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism");
        add("pdb", budgets, R"("minAvailable":1)", R"({"spec":{"minAvailable":"50%"}})", "");
    }
    void updates()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, message);
        TestApi api;
        QCOMPARE(api.expect(201, "POST", path, body)["metadata"]["generation"].integer(), 1);
        const Value answer = api.expect(message.isEmpty() ? 200 : 422, "PATCH", path + "/x", patch, merge);
        const QByteArray said = answer["message"].bytes();
        if (message.isEmpty())
            QCOMPARE(answer["metadata"]["generation"].integer(), 2);
        else if (message.startsWith('*'))
            QVERIFY2(said.contains(message.sliced(1)), said.constData());
        else
            QCOMPARE(said.mid(said.indexOf(" is invalid: ") + 13), message);
    }

    void jobsHaveASelectorOfTheirOwn()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", batch + "jobs", object(jobTemplate));
        const QByteArray uid = made["metadata"]["uid"].bytes();
        QCOMPARE(toJson(made["spec"]["selector"]),
                 "{\"matchLabels\":{\"batch.kubernetes.io/controller-uid\":\"" + uid + "\"}}");
        const Value &labels = made["spec"]["template"]["metadata"]["labels"];
        QCOMPARE(labels["job-name"].bytes(), "x");
        QCOMPARE(labels["controller-uid"].bytes(), uid);
        QCOMPARE(labels["batch.kubernetes.io/job-name"].bytes(), "x");
        // Without a word about its pods, a Job's deletion leaves them.
        const Value deleted = api.expect(200, "DELETE", batch + "jobs/x");
        QCOMPARE(toJson(deleted["metadata"]["finalizers"]), R"(["orphan"])");
        api.expect(201, "POST", batch + "jobs", object(jobTemplate, "y"));
        QCOMPARE(api.expect(200, "DELETE", batch + "jobs/y?propagationPolicy=Background")["status"].bytes(), "Success");
    }

    void statusHasItsRules()
    {
        TestApi api;
        const QByteArray sets = apps + "replicasets";
        api.expect(201, "POST", sets, object(selector + ',' + podTemplate));
        QCOMPARE(api.expect(422, "PATCH", sets + "/x/status", R"({"status":{"replicas":1,"readyReplicas":2}})",
                            merge)["message"]
                     .bytes(),
                 "ReplicaSet.apps \"x\" is invalid: status.readyReplicas: Invalid value: 2: cannot be greater than "
                 "status.replicas");
        api.expect(200, "PATCH", sets + "/x/status", R"({"status":{"replicas":3,"readyReplicas":2}})", merge);
        QCOMPARE(api.expect(200, "GET", sets + "?fieldSelector=status.replicas%3D3")["items"].size(), 1);
        QCOMPARE(api.expect(200, "GET", sets + "?fieldSelector=status.replicas%3D0")["items"].size(), 0);
        api.expect(201, "POST", batch + "jobs", object(jobTemplate));
        QCOMPARE(api.expect(200, "GET", batch + "jobs?fieldSelector=status.successful%3D0")["items"].size(), 1);
        api.expect(422, "PATCH", batch + "jobs/x/status", R"({"status":{"completionTime":"2026-01-01T00:00:00Z"}})",
                   merge);
    }

    void scales()
    {
        TestApi api;
        for (const auto &[path, spec] : {std::pair(core + "replicationcontrollers", podTemplate),
                                         std::pair(apps + "statefulsets", selector + ',' + podTemplate)}) {
            api.expect(201, "POST", path, object(spec));
            const Value scale = api.expect(200, "GET", path + "/x/scale");
            QCOMPARE(scale["kind"].bytes(), "Scale");
            QCOMPARE(scale["status"]["selector"].bytes(), "app=x");
            api.expect(200, "PATCH", path + "/x/scale", R"({"spec":{"replicas":4}})", merge);
            QCOMPARE(api.expect(200, "GET", path + "/x")["spec"]["replicas"].integer(), 4);
        }
    }

    void columns_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("cells");
        const QByteArray all = selector + ',' + podTemplate;
        QTest::newRow("rc") << core + "replicationcontrollers" << object("\"replicas\":2," + podTemplate)
                            << QByteArray(R"({"replicas":2,"readyReplicas":1})")
                            << QByteArray("Name Desired Current Ready Age Containers Images Selector")
                            << QByteArray(R"(["x",2,2,1,"0s","c","i:1","app=x"])");
        QTest::newRow("ds")
            << apps + "daemonsets" << object(all)
            << QByteArray(
                   R"({"desiredNumberScheduled":3,"currentNumberScheduled":2,"numberReady":1,"numberMisscheduled":0})")
            << QByteArray(
                   "Name Desired Current Ready Up-to-date Available Node Selector Age Containers Images Selector")
            << QByteArray(R"(["x",3,2,1,0,0,"<none>","0s","c","i:1","app=x"])");
        QTest::newRow("sts") << apps + "statefulsets" << object(all) << QByteArray(R"({"replicas":1})")
                             << QByteArray("Name Ready Age Containers Images")
                             << QByteArray(R"(["x","0/1","0s","c","i:1"])");
        QTest::newRow("job")
            << batch + "jobs"
            << object(R"("manualSelector":true,)" + selector + ","
                      + QByteArray(podTemplate).replace("\"spec\":{", "\"spec\":{\"restartPolicy\":\"Never\","))
            << QByteArray(
                   R"({"succeeded":1,"startTime":"2026-05-28T20:26:00Z","completionTime":"2026-05-28T20:26:40Z","conditions":[{"type":"Complete","status":"True"}]})")
            << QByteArray("Name Status Completions Duration Age Containers Images Selector")
            << QByteArray(R"(["x","Complete","1/1","40s","0s","c","i:1","app=x"])");
        QTest::newRow("cron")
            << batch + "cronjobs"
            << object(R"("schedule":"@daily","timeZone":"Etc/UTC","jobTemplate":{"spec":{)" + jobTemplate + "}}")
            << QByteArray(R"({"lastScheduleTime":"2026-05-28T20:26:00Z","active":[{"name":"x-1"}]})")
            << QByteArray("Name Schedule Timezone Suspend Active Last Schedule Age Containers Images Selector")
            << QByteArray(R"(["x","@daily","Etc/UTC","False",1,"40s","0s","c","i:1","<none>"])");
        QTest::newRow("pdb")
            << budgets << object(R"("maxUnavailable":1)")
            << QByteArray(R"({"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1,"expectedPods":2})")
            << QByteArray("Name Min Available Max Unavailable Allowed Disruptions Age")
            << QByteArray(R"(["x","N/A","1",1,"0s"])");
        const QByteArray status
            = R"({"currentReplicas":2,"desiredReplicas":2,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":40,"averageValue":"10m"}}}]})";
        QTest::newRow("hpa") << autoscalers << object(target + ",\"maxReplicas\":3") << status
                             << QByteArray("Name Reference Targets MinPods MaxPods Replicas Age")
                             << QByteArray(R"(["x","Deployment/x","cpu: 40%/80%","1",3,2,"0s"])");
        QTest::newRow("podtemplate") << core + "podtemplates"
                                     << QByteArray("{\"metadata\":{\"name\":\"x\"}," + podTemplate + '}')
                                     << QByteArray() << QByteArray("Name Containers Images Pod Labels Age")
                                     << QByteArray(R"(["x","c","i:1","app=x","0s"])");
    }
    void columns()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, cells);
        TestApi api;
        api.clock.time = *parseTime("2026-05-28T20:26:40Z");
        api.expect(201, "POST", path, body);
        if (!status.isEmpty())
            api.expect(200, "PATCH", path + "/x/status", "{\"status\":" + status + '}', merge);
        const Value table
            = api.expect(200, "GET", path, {}, {{"accept", "application/json;as=Table;g=meta.k8s.io;v=v1"}});
        QByteArrayList names;
        for (const Value &column : table["columnDefinitions"].items())
            names.append(column["name"].bytes());
        QCOMPARE(names.join(' '), head);
        QCOMPARE(toJson(table["rows"].at(0)["cells"]), cells);
    }

    void warnings()
    {
        const Response answer = m_api.send(
            "POST", apps + "daemonsets?dryRun=All",
            object(
                selector
                + R"(,"template":{"metadata":{"labels":{"app":"x"}},"spec":{"nodeSelector":{"beta.kubernetes.io/os":"linux"},"containers":[{"name":"c","image":"i","env":[{"name":"A"},{"name":"A"}],"ports":[{"containerPort":1},{"containerPort":1}]}]}})"));
        QByteArrayList said;
        for (const auto &[name, value] : answer.headers.fields()) {
            if (name == "warning")
                said.append(value);
        }
        QCOMPARE(said.size(), 3);
        QCOMPARE(said[0],
                 "299 - \"spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "
                 "\\\"kubernetes.io/os\\\" instead\"");
        QCOMPARE(said[1],
                 "299 - \"spec.template.spec.containers[0].env[1]: hides previous definition of \\\"A\\\", which may "
                 "be dropped when using apply\"");
        QCOMPARE(
            said[2],
            R"(299 - "spec.template.spec.containers[0].ports[1]: duplicate port definition with spec.template.spec.containers[0].ports[0]")");
    }

    void bindings()
    {
        TestApi api;
        api.expect(201, "POST", core + "pods", object(container, "p"));
        const QByteArray body = R"({"metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}})";
        QCOMPARE(api.expect(201, "POST", core + "bindings", body)["status"].bytes(), "Success");
        QCOMPARE(api.expect(200, "GET", core + "pods/p")["spec"]["nodeName"].bytes(), "n1");
        api.expect(409, "POST", core + "bindings", body);
        api.expect(404, "POST", core + "bindings", R"({"metadata":{"name":"q"},"target":{"kind":"Node","name":"n1"}})");
    }
};

QTEST_GUILESS_MAIN(TestWorkloadKinds)
#include "tst_workloadkinds.moc"
