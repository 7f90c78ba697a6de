// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray core = "/api/v1/namespaces/default/";
static const QByteArray deployments = "/apis/apps/v1/namespaces/default/deployments";

static QByteArray pod(const QByteArray &spec)
{
    return R"({"metadata":{"name":"p"},"spec":{)" + spec + "}}";
}

static QByteArray deployment(const QByteArray &spec)
{
    return R"({"metadata":{"name":"web"},"spec":{)" + spec + "}}";
}

static const QByteArray podTemplate
    = R"("selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}})";

class TestKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void podDefaults()
    {
        const Value spec = m_api.expect(201, "POST", core + "pods", R"({"metadata":{"name":"d"},"spec":{"containers":[
            {"name":"a","image":"i","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1"}},"livenessProbe":{"httpGet":{"port":80}}},
            {"name":"b","image":"host:5000/i:1"}, {"name":"c","image":"i@sha256:0"}, {"name":"d","image":"host:5000/i"}],
            "volumes":[{"name":"e"},{"name":"s","secret":{"secretName":"x"}}]},"status":{"phase":"Running"}})");
        const Value &podSpec = spec["spec"];
        QCOMPARE(podSpec["restartPolicy"].bytes(), "Always");
        QCOMPARE(podSpec["dnsPolicy"].bytes(), "ClusterFirst");
        QCOMPARE(podSpec["schedulerName"].bytes(), "default-scheduler");
        QCOMPARE(podSpec["terminationGracePeriodSeconds"].integer(), 30);
        QCOMPARE(toJson(podSpec["securityContext"]), "{}");
        QCOMPARE(podSpec["enableServiceLinks"].boolean(), true);
        const auto containers = podSpec["containers"].items();
        QCOMPARE(containers[0]["imagePullPolicy"].bytes(), "Always");
        QCOMPARE(containers[1]["imagePullPolicy"].bytes(), "IfNotPresent");
        QCOMPARE(containers[2]["imagePullPolicy"].bytes(), "IfNotPresent");
        QCOMPARE(containers[3]["imagePullPolicy"].bytes(), "Always");
        QCOMPARE(containers[0]["terminationMessagePath"].bytes(), "/dev/termination-log");
        QCOMPARE(containers[0]["terminationMessagePolicy"].bytes(), "File");
        QCOMPARE(containers[0]["ports"].at(0)["protocol"].bytes(), "TCP");
        QCOMPARE(containers[0]["resources"]["requests"]["cpu"].bytes(), "1");
        const Value &probe = containers[0]["livenessProbe"];
        QCOMPARE(probe["timeoutSeconds"].integer(), 1);
        QCOMPARE(probe["periodSeconds"].integer(), 10);
        QCOMPARE(probe["successThreshold"].integer(), 1);
        QCOMPARE(probe["failureThreshold"].integer(), 3);
        QCOMPARE(probe["httpGet"]["path"].bytes(), "/");
        QCOMPARE(probe["httpGet"]["scheme"].bytes(), "HTTP");
        QCOMPARE(toJson(podSpec["volumes"].at(0)["emptyDir"]), "{}");
        QCOMPARE(podSpec["volumes"].at(1)["secret"]["defaultMode"].integer(), 420);
        QCOMPARE(spec["status"]["phase"].bytes(), "Pending");
        QCOMPARE(spec["status"]["qosClass"].bytes(), "Burstable");
    }

    void invalid_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("message");
        const auto podRow = [](const char *name, const QByteArray &spec, const QByteArray &message) {
            QTest::newRow(name) << core + "pods" << pod(spec) << "Pod \"p\" is invalid: " + message;
        };
        podRow("no containers", R"("containers":[])", "spec.containers: Required value");
        podRow("no image", R"("containers":[{"name":"c"}])", "spec.containers[0].image: Required value");
        podRow("no name", R"("containers":[{"image":"i"}])", "spec.containers[0].name: Required value");
        podRow("same name", R"("containers":[{"name":"c","image":"i"},{"name":"c","image":"i"}])",
               "spec.containers[1].name: Duplicate value: \"c\"");
        podRow(
            "restart policy", R"("restartPolicy":"Sometimes","containers":[{"name":"c","image":"i"}])",
            R"(spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never")");
        podRow(
            "port", R"("containers":[{"name":"c","image":"i","ports":[{"containerPort":70000}]}])",
            "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive");
        podRow("no port", R"("containers":[{"name":"c","image":"i","ports":[{"name":"a"}]}])",
               "spec.containers[0].ports[0].containerPort: Required value");
        podRow("mount", R"("containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/x"}]}])",
               R"(spec.containers[0].volumeMounts[0].name: Not found: "v")");
        podRow(
            "limit",
            R"("containers":[{"name":"c","image":"i","resources":{"requests":{"memory":"2Gi"},"limits":{"memory":"1Gi"}}}])",
            R"(spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi)");
        podRow(
            "probe",
            R"("containers":[{"name":"c","image":"i","livenessProbe":{"exec":{"command":["a"]},"successThreshold":2}}])",
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1");
        podRow(
            "two handlers",
            R"("containers":[{"name":"c","image":"i","readinessProbe":{"exec":{"command":["a"]},"tcpSocket":{"port":1}}}])",
            "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type");
        podRow(
            "two sources",
            R"("volumes":[{"name":"v","emptyDir":{},"secret":{"secretName":"s"}}],"containers":[{"name":"c","image":"i"}])",
            "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type");
        podRow(
            "toleration",
            R"("tolerations":[{"operator":"Equal"},{"operator":"Exists"}],"containers":[{"name":"c","image":"i"}])",
            R"(spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys")");
        podRow(
            "node selector", R"("nodeSelector":{"a":"-"},"containers":[{"name":"c","image":"i"}])",
            R"(spec.nodeSelector: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'))");
        const auto deployRow = [](const char *name, const QByteArray &spec, const QByteArray &message) {
            QTest::newRow(name) << deployments << deployment(spec) << "Deployment.apps \"web\" is invalid: " + message;
        };
        deployRow("replicas", R"("replicas":-1,)" + podTemplate,
                  "spec.replicas: Invalid value: -1: must be greater than or equal to 0");
        deployRow(
            "labels",
            R"("selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}})",
            R"(spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`)");
        deployRow(
            "selector",
            R"("template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}})",
            "spec.selector: Required value");
        deployRow(
            "template image",
            R"("selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c"}]}})",
            "spec.template.spec.containers[0].image: Required value");
        deployRow(
            "never",
            R"("selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}})",
            R"(spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always")");
        deployRow("strategy", R"("strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":0}},)" + podTemplate,
                  "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0");
        const auto serviceRow = [](const char *name, const QByteArray &spec, const QByteArray &message) {
            QTest::newRow(name) << core + "services"
                                << R"({"metadata":{"name":"s"},"spec":{)" + spec + "}}"
                                << "Service \"s\" is invalid: " + message;
        };
        serviceRow("no ports", "", "spec.ports: Required value");
        serviceRow("port names", R"("ports":[{"port":1},{"port":2}])",
                   "[spec.ports[0].name: Required value, spec.ports[1].name: Required value]");
        serviceRow(
            "type", R"("type":"X","ports":[{"port":1}])",
            R"(spec.type: Unsupported value: "X": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort")");
        serviceRow(
            "address", R"("clusterIP":"1.2.3.4","ports":[{"port":1}])",
            R"(spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.96.0.0/16)");
        serviceRow(
            "taken", R"("clusterIP":"10.96.0.1","ports":[{"port":1}])",
            R"(spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated)");
        serviceRow("node port", R"("type":"NodePort","ports":[{"port":1,"nodePort":80}])",
                   "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of "
                   "valid ports is 30000-32767");
        serviceRow("external", R"("type":"ExternalName")", "spec.externalName: Required value");
        QTest::newRow("key") << core + "configmaps" << configMap("c", R"("data":{"a b":"x"})")
                             << QByteArray(
                                    "ConfigMap \"c\" is invalid: data[a b]: Invalid value: \"a b\": a valid config key "
                                    "must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                                    "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        QTest::newRow("tls")
            << core + "secrets"
            << QByteArray(R"({"metadata":{"name":"t"},"type":"kubernetes.io/tls","stringData":{"tls.crt":"x"}})")
            << QByteArray("Secret \"t\" is invalid: data[tls.key]: Required value");
        QTest::newRow("machine") << QByteArray("/apis/orrery.dev/v1/machines")
                                 << QByteArray(R"({"metadata":{"name":"m"},"spec":{"provider":"hollow","cpus":65}})")
                                 << QByteArray("Machine.orrery.dev \"m\" is invalid: spec.cpus: Invalid value: 65: "
                                               "must be between 1 and 64, inclusive");
    }

    void invalid()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, message);
        QCOMPARE(m_api.expect(422, "POST", path, body)["message"].bytes(), message);
    }

    void podsChangeLittle()
    {
        TestApi api;
        api.expect(201, "POST", core + "pods", pod(R"("containers":[{"name":"c","image":"i"}])"));
        const Headers merge{{"content-type", "application/strategic-merge-patch+json"}};
        api.expect(200, "PATCH", core + "pods/p", R"({"spec":{"containers":[{"name":"c","image":"j"}]}})", merge);
        api.expect(200, "PATCH", core + "pods/p", R"({"metadata":{"labels":{"a":"b"}}})", merge);
        const Value refused = api.expect(422, "PATCH", core + "pods/p",
                                         R"({"spec":{"containers":[{"name":"c","command":["x"]}]}})", merge);
        QVERIFY(refused["message"].bytes().contains("spec: Forbidden: pod updates may not change fields other than"));
    }

    void bindingAndEviction()
    {
        TestApi api;
        api.expect(201, "POST", core + "pods", pod(R"("containers":[{"name":"c","image":"i"}])"));
        const QByteArray binding
            = R"({"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}})";
        QCOMPARE(api.expect(201, "POST", core + "pods/p/binding", binding)["status"].bytes(), "Success");
        const Value bound = api.expect(200, "GET", core + "pods/p");
        QCOMPARE(bound["spec"]["nodeName"].bytes(), "n1");
        QCOMPARE(bound["status"]["conditions"].at(0)["type"].bytes(), "PodScheduled");
        QCOMPARE(api.expect(409, "POST", core + "pods/p/binding", binding)["message"].bytes(),
                 R"(Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n1")");
        api.expect(404, "POST", core + "pods/q/binding", binding);
        QCOMPARE(api.expect(201, "POST", core + "pods/p/eviction",
                            R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}})")["status"]
                     .bytes(),
                 "Success");
        QCOMPARE(api.expect(200, "GET", core + "pods/p")["metadata"]["deletionGracePeriodSeconds"].integer(), 30);
    }

    void deploymentDefaultsAndSelector()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", deployments, deployment(podTemplate));
        const Value &spec = made["spec"];
        QCOMPARE(spec["replicas"].integer(), 1);
        QCOMPARE(spec["revisionHistoryLimit"].integer(), 10);
        QCOMPARE(spec["progressDeadlineSeconds"].integer(), 600);
        QCOMPARE(toJson(spec["strategy"]),
                 R"({"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}})");
        QCOMPARE(spec["template"]["spec"]["restartPolicy"].bytes(), "Always");
        QVERIFY(!spec["template"]["spec"].contains("enableServiceLinks"));
        const QByteArray other = QByteArray(podTemplate).replace("\"web\"", "\"x\"");
        QVERIFY(api.expect(422, "PUT", deployments + "/web", deployment(other))["message"].bytes().contains(
            "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable"));
    }

    void serviceAddresses()
    {
        TestApi api;
        const auto make = [&api](const QByteArray &name, const QByteArray &spec) {
            return api.expect(201, "POST", core + "services",
                              "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}");
        };
        QCOMPARE(api.expect(200, "GET", core + "services/kubernetes")["spec"]["clusterIP"].bytes(), "10.96.0.1");
        const Value a = make("a", R"("ports":[{"port":80}])");
        const QByteArray ip = a["spec"]["clusterIP"].bytes();
        QVERIFY(ip.startsWith("10.96."));
        QCOMPARE(toJson(a["spec"]["clusterIPs"]), "[\"" + ip + "\"]");
        QCOMPARE(toJson(a["spec"]["ports"]), R"([{"port":80,"protocol":"TCP","targetPort":80}])");
        QCOMPARE(a["spec"]["type"].bytes(), "ClusterIP");
        QCOMPARE(a["spec"]["ipFamilyPolicy"].bytes(), "SingleStack");
        QVERIFY(make("b", R"("ports":[{"port":80}])")["spec"]["clusterIP"].bytes() != ip);
        QCOMPARE(make("h", R"("clusterIP":"None","ports":[{"port":80}])")["spec"]["clusterIP"].bytes(), "None");
        QVERIFY(!make("e", R"("type":"ExternalName","externalName":"example.com")")["spec"].contains("clusterIP"));
        const Value n = make("n", R"("type":"NodePort","ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}])");
        const qint64 first = n["spec"]["ports"].at(0)["nodePort"].integer(),
                     second = n["spec"]["ports"].at(1)["nodePort"].integer();
        QVERIFY(first >= 30000 && first <= 32767 && second != first);
        // An update that does not repeat what was allocated keeps it; it can't be changed.
        const Value kept
            = api.expect(200, "PUT", core + "services/n",
                         R"({"metadata":{"name":"n"},"spec":{"type":"NodePort","ports":[{"port":80,"name":"a"}]}})");
        QCOMPARE(kept["spec"]["clusterIP"].bytes(), n["spec"]["clusterIP"].bytes());
        QCOMPARE(kept["spec"]["ports"].at(0)["nodePort"].integer(), first);
        api.expect(422, "PATCH", core + "services/a", R"({"spec":{"clusterIP":"10.96.7.7"}})",
                   {{"content-type", "application/merge-patch+json"}});
        // What was given back can be had again; dry runs take nothing.
        api.expect(200, "DELETE", core + "services/a");
        api.expect(201, "POST", core + "services?dryRun=All",
                   "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"clusterIP\":\"" + ip + "\",\"ports\":[{\"port\":1}]}}");
        make("c", "\"clusterIP\":\"" + ip + "\",\"ports\":[{\"port\":80}]");
        api.expect(422, "POST", core + "services",
                   "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"clusterIP\":\"" + ip + "\",\"ports\":[{\"port\":1}]}}");
        const Value back = api.expect(200, "PATCH", core + "services/n", R"({"spec":{"type":"ClusterIP"}})",
                                      {{"content-type", "application/merge-patch+json"}});
        QVERIFY(!back["spec"]["ports"].at(0).contains("nodePort"));
        QCOMPARE(make("m",
                      R"("type":"NodePort","ports":[{"port":80,"nodePort":)" + QByteArray::number(first)
                          + "}]")["spec"]["ports"]
                     .at(0)["nodePort"]
                     .integer(),
                 first);
    }

    void secrets()
    {
        TestApi api;
        const Value made
            = api.expect(201, "POST", core + "secrets",
                         R"({"metadata":{"name":"s"},"stringData":{"a":"b"},"data":{"c":"ZA=="},"immutable":true})");
        QCOMPARE(made["type"].bytes(), "Opaque");
        QCOMPARE(made["data"]["a"].bytes(), "Yg==");
        QVERIFY(!made.contains("stringData"));
        QCOMPARE(api.expect(422, "PUT", core + "secrets/s",
                            R"({"metadata":{"name":"s"},"data":{},"immutable":true})")["message"]
                     .bytes(),
                 "Secret \"s\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
        api.expect(400, "POST", core + "secrets", R"({"metadata":{"name":"t"},"data":{"c":"not base64!"}})");
    }

    void columns_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("cells");
        const QByteArray onePod
            = R"({"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]}})";
        const auto podRow = [&](const char *name, const QByteArray &status, const QByteArray &cells) {
            QTest::newRow(name) << core + "pods" << onePod << status << cells;
        };
        podRow("pending", R"({"phase":"Pending"})", R"(["p","0/2","Pending","0","0s","<none>","n","<none>","<none>"])");
        podRow(
            "running",
            R"({"phase":"Running","podIP":"1.2.3.4","containerStatuses":[{"name":"a","image":"i","imageID":"","ready":true,"restartCount":0,"state":{"running":{}}},{"name":"b","image":"i","imageID":"","ready":false,"restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1,"finishedAt":"2026-05-28T20:26:40Z"}}}]})",
            R"x(["p","1/2","CrashLoopBackOff","2 (0s ago)","0s","1.2.3.4","n","<none>","<none>"])x");
        podRow(
            "completed",
            R"({"phase":"Succeeded","containerStatuses":[{"name":"a","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]})",
            R"(["p","0/2","Completed","0","0s","<none>","n","<none>","<none>"])");
        QTest::newRow("node")
            << QByteArray("/api/v1/nodes")
            << QByteArray(
                   R"({"metadata":{"name":"p","labels":{"node-role.kubernetes.io/worker":""}},"spec":{"unschedulable":true}})")
            << QByteArray(
                   R"({"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}],"nodeInfo":{"kubeletVersion":"v1","osImage":"os","kernelVersion":"6","containerRuntimeVersion":"c","architecture":"a","bootID":"","kubeProxyVersion":"","machineID":"","operatingSystem":"linux","systemUUID":""}})")
            << QByteArray(R"(["p","Ready,SchedulingDisabled","worker","0s","v1","10.0.0.1","<none>","os","6","c"])");
        QTest::newRow("deployment")
            << deployments << QByteArray(deployment(podTemplate)).replace("{\"name\":\"web\"}", "{\"name\":\"p\"}")
            << QByteArray(R"({"replicas":1,"readyReplicas":1,"updatedReplicas":1,"availableReplicas":1})")
            << QByteArray(R"(["p","1/1",1,1,"0s","c","i","app=web"])");
        QTest::newRow("service")
            << core + "services"
            << QByteArray(
                   R"({"metadata":{"name":"p"},"spec":{"type":"LoadBalancer","clusterIP":"10.96.0.9","selector":{"b":"2","a":"1"},"ports":[{"port":80,"nodePort":30080}]}})")
            << QByteArray("{}")
            << QByteArray(R"(["p","LoadBalancer","10.96.0.9","<pending>","80:30080/TCP","0s","a=1,b=2"])");
    }

    void columns()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, cells);
        TestApi api;
        api.clock.time = parseTime("2026-05-28T20:26:40Z").value();
        api.expect(201, "POST", path, body);
        api.expect(200, "PATCH", path + "/p/status", "{\"status\":" + status + '}',
                   {{"content-type", "application/merge-patch+json"}});
        const Value table
            = api.expect(200, "GET", path + "/p", {}, {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
        QCOMPARE(toJson(table["rows"].at(0)["cells"]), cells);
    }

    void certificateRequests()
    {
        TestApi api;
        const QByteArray csrs = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        const QByteArray pem
            = QByteArray("-----BEGIN CERTIFICATE REQUEST-----\nx\n-----END CERTIFICATE REQUEST-----\n").toBase64();
        api.expect(201, "POST", csrs,
                   "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"signerName\":\"a.b/c\",\"usages\":[\"client "
                   "auth\"],\"request\":\""
                       + pem + "\"}}");
        const Headers merge{{"content-type", "application/merge-patch+json"}};
        // Approval has its own address; status can't give it.
        api.expect(200, "PATCH", csrs + "/c/status",
                   R"({"status":{"conditions":[{"type":"Approved","status":"True"}]}})", merge);
        QVERIFY(api.expect(200, "GET", csrs + "/c")["status"]["conditions"].isEmpty());
        api.expect(200, "PATCH", csrs + "/c/approval",
                   R"({"status":{"conditions":[{"type":"Approved","status":"True"}]}})", merge);
        api.expect(422, "PATCH", csrs + "/c/approval", R"({"status":{"conditions":[]}})", merge);
        const Value issued
            = api.expect(200, "PATCH", csrs + "/c/status", R"({"status":{"certificate":"eA=="}})", merge);
        QCOMPARE(issued["status"]["conditions"].at(0)["type"].bytes(), "Approved");
        api.expect(422, "PATCH", csrs + "/c/status", R"({"status":{"certificate":"eQ=="}})", merge);
        api.expect(422, "POST", csrs,
                   R"({"metadata":{"name":"d"},"spec":{"signerName":"x","usages":[],"request":"eA=="}})");
    }

    void ages()
    {
        TestApi api;
        api.expect(201, "POST", core + "configmaps", configMap("a"));
        const auto shown = [&api](qint64 seconds) {
            const qint64 begin = api.clock.time;
            api.clock.time += seconds * 1000000;
            const Value table = api.expect(200, "GET", core + "configmaps/a", {},
                                           {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
            api.clock.time = begin;
            return table["rows"].at(0)["cells"].at(2).bytes();
        };
        QCOMPARE(shown(0), "0s");
        QCOMPARE(shown(119), "119s");
        QCOMPARE(shown(120), "2m");
        QCOMPARE(shown(150), "2m30s");
        QCOMPARE(shown(11 * 60), "11m");
        QCOMPARE(shown(3 * 3600 + 60), "3h1m");
        QCOMPARE(shown(9 * 3600), "9h");
        QCOMPARE(shown(3 * 86400 + 3600), "3d1h");
        QCOMPARE(shown(100 * 86400), "100d");
        QCOMPARE(shown(3 * 365 * 86400), "3y");
    }
};

QTEST_GUILESS_MAIN(TestKinds)
#include "tst_kinds.moc"
