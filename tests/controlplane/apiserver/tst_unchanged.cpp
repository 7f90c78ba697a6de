// SPDX-License-Identifier: GPL-3.0-only
// Objects with most of their fields set: whatever way they are read, and written back in, they stay as they are.
#include "tests/controlplane/apiserver/testapi.h"

#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"

#include <QFile>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

class TestUnchanged final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writes_data();
    void writes();
};

void TestUnchanged::writes_data()
{
    QTest::addColumn<QByteArray>("collection");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("json");
    const QByteArray metadata
        = R"("labels":{"a":"b","c":"d"},"annotations":{"e":"f"},"finalizers":["example.com/keep"],"ownerReferences":[)"
          R"({"apiVersion":"v1","kind":"ConfigMap","name":"owner","uid":"0b0e7d0c-6b0a-4b52-9d6e-0a8b1c2d3e4f","controller":true,"blockOwnerDeletion":true}]},)"; // after its name
    const QByteArray container
        = R"({"name":"c","image":"i:1","imagePullPolicy":"Always","command":["a"],"args":["b","c"],"workingDir":"/w","ports":[{"name":"p","containerPort":80,"hostIP":"1.2.3.4","protocol":"UDP"}],)"
          R"("env":[{"name":"A","value":"b"},{"name":"F","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}},{"name":"R","valueFrom":{"resourceFieldRef":{"containerName":"c","resource":"limits.cpu","divisor":"1m"}}},)"
          R"({"name":"S","valueFrom":{"secretKeyRef":{"name":"s","key":"k","optional":true}}}],"envFrom":[{"prefix":"P_","configMapRef":{"name":"m","optional":true}}],)"
          R"("resources":{"limits":{"cpu":"500m","memory":"128Mi"},"requests":{"cpu":"100m","memory":"64Mi"}},"volumeMounts":[{"name":"v","mountPath":"/v","readOnly":true,"subPath":"s"}],)"
          R"("livenessProbe":{"httpGet":{"path":"/h","port":"p","scheme":"HTTPS","httpHeaders":[{"name":"H","value":"v"}]},"initialDelaySeconds":1,"timeoutSeconds":2,"periodSeconds":3,"successThreshold":1,"failureThreshold":5},)"
          R"("readinessProbe":{"tcpSocket":{"port":80},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":2,"failureThreshold":3},"lifecycle":{"preStop":{"exec":{"command":["x"]}}},)"
          R"("terminationMessagePath":"/t","terminationMessagePolicy":"FallbackToLogsOnError","securityContext":{"runAsUser":0,"runAsNonRoot":false,"allowPrivilegeEscalation":false,"capabilities":{"add":["NET_ADMIN"],"drop":["ALL"]}},"stdin":true,"tty":true})";
    const QByteArray podSpec = R"({"volumes":[{"name":"v","emptyDir":{"medium":"Memory","sizeLimit":"1Mi"}},{"name":"k","configMap":{"name":"m","items":[{"key":"a","path":"b","mode":256}],"defaultMode":420,"optional":true}}],"containers":[)"
        + container
        + R"(],"restartPolicy":"Always","terminationGracePeriodSeconds":0,"dnsPolicy":"None","dnsConfig":{"nameservers":["1.1.1.1"]},"nodeSelector":{"n":"s"},"serviceAccountName":"default","automountServiceAccountToken":false,)"
          R"("hostname":"h","subdomain":"s","schedulerName":"other","securityContext":{"fsGroup":0},"tolerations":[{"key":"t","operator":"Exists","effect":"NoExecute","tolerationSeconds":0}],"hostAliases":[{"ip":"1.2.3.4","hostnames":["z"]}],"enableServiceLinks":false})";
    const auto row = [&](const char *name, const QByteArray &collection, const QByteArray &rest) {
        QTest::newRow(name) << collection << QByteArray("x") << R"({"metadata":{"name":"x",)" + metadata + rest + '}';
    };
    const QByteArray core = "/api/v1/namespaces/default/", apps = "/apis/apps/v1/namespaces/default/";
    row("ConfigMap", core + "configmaps", R"("data":{"a":"b","empty":""},"binaryData":{"c":"AP8="},"immutable":false)");
    row("Secret", core + "secrets", R"("type":"Opaque","data":{"a":"AA==","b":"YWJj"},"immutable":true)");
    row("Service", core + "services",
        R"("spec":{"type":"NodePort","selector":{"a":"b"},"ports":[{"name":"n","protocol":"TCP","port":80,"targetPort":"http","nodePort":31000},{"name":"m","protocol":"UDP","port":81,"targetPort":8081,"nodePort":31001}],)"
        R"("sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}},"publishNotReadyAddresses":true,"externalTrafficPolicy":"Local","internalTrafficPolicy":"Cluster"})");
    row("Pod", core + "pods", R"("spec":)" + podSpec);
    const QByteArray pods = R"("selector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"c","operator":"In","values":["d","e"]}]},"template":{"metadata":{"labels":{"a":"b","c":"d"}},"spec":)"
        + podSpec + '}';
    row("Deployment", apps + "deployments",
        R"("spec":{"replicas":0,"minReadySeconds":1,"revisionHistoryLimit":0,"progressDeadlineSeconds":50,"paused":true,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":"50%"}},)" + pods + '}');
    row("ReplicaSet", apps + "replicasets", R"("spec":{"replicas":2,"minReadySeconds":3,)" + pods + '}');
    row("Role", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
        R"("rules":[{"verbs":["get","*"],"apiGroups":["","apps"],"resources":["pods","pods/log"],"resourceNames":["a"]}])");
    row("Lease", "/apis/coordination.k8s.io/v1/namespaces/default/leases",
        R"("spec":{"holderIdentity":"h","leaseDurationSeconds":40,"acquireTime":"2026-01-02T03:04:05.000006Z","renewTime":"2026-01-02T03:04:05.123456Z","leaseTransitions":2})");
    row("EndpointSlice", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        R"("addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true,"serving":false,"terminating":true},"nodeName":"n","zone":"z","targetRef":{"kind":"Pod","namespace":"default","name":"p","uid":"u"}}],"ports":[{"name":"a","port":80,"protocol":"TCP","appProtocol":"http"}])");
    // The other kinds, from a file: what is particular to each.
    QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/controlplane/apiserver/everykind.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto kinds = parseJson(file.readAll());
    QVERIFY(kinds && kinds->size() > 40);
    for (const Value &kind : kinds->items()) {
        const QByteArray collection = kind["collection"].bytes(), name = kind["name"].bytes();
        const QByteArray particular = toJson(kind["object"]);
        QTest::newRow((collection.split('/').constLast() + ' ' + collection.split('/').value(2)).constData())
            << collection << name << R"({"metadata":{"name":")" + name + "\"," + metadata + particular.mid(1);
    }
}

void TestUnchanged::writes()
{
    QFETCH(QByteArray, collection);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, json);
    TestApi api;
    api.send("POST", "/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})"); // if it is not there yet
    const QByteArray protobuf = protobufMediaType.toByteArray(), path = collection + '/' + name;
    const Headers client{{"user-agent", "test/1"}};
    Value made = api.expect(201, "POST", collection, json, client);
    QVERIFY(!made.isNull());
    if (collection.endsWith("/customresourcedefinitions")) { // the server says at once what became of it
        QTRY_COMPARE(api.expect(200, "GET", path)["status"]["conditions"].size(), 2);
        made = api.expect(200, "GET", path);
    }
    const Value sent = *parseJson(json);
    for (const Member &member : sent.members()) {
        if (member.key() == "metadata" || member.key() == "spec" || member.key() == "template")
            continue; // these get defaults
        QCOMPARE(toJson(made[member.key()]), toJson(member.value));
    }
    // What was sent is in what is kept, with nothing of it lost.
    const auto holds = [](const auto &self, const Value &whole, const Value &part) -> bool {
        if (part.isArray()) {
            for (qsizetype i = 0; i < part.size(); ++i) {
                if (!self(self, whole.at(i), part.at(i)))
                    return false;
            }
            return part.size() <= whole.size();
        }
        if (!part.isObject())
            return whole == part;
        for (const Member &member : part.members()) {
            if (!self(self, whole[member.key()], member.value)) {
                qWarning("%s: %s", member.key().toByteArray().constData(), toJson(whole[member.key()]).constData());
                return false;
            }
        }
        return true;
    };
    QVERIFY(holds(holds, made, sent));

    const auto isSame = [&](const Value &now) {
        return now.with("metadata", now["metadata"].without("managedFields"))
            == made.with("metadata", made["metadata"].without("managedFields")); // in whatever order
    };
    const Schema &schema = Schema::builtin();
    // Read in each form.
    const Value binary = parseProtobuf(schema, api.send("GET", path, {}, {{"accept", protobuf}}).body).valueOr({});
    QVERIFY(binary["spec"] == made["spec"] || made["spec"].isNull() || holds(holds, made, binary));
    const auto yaml = parseYaml(api.send("GET", path, {}, {{"accept", "application/yaml"}}).body);
    QVERIFY(yaml->constFirst().value == made);
    // Written back in each form and way: no new revision.
    const auto write = [&](const char *method, const QByteArray &type, const QByteArray &body) {
        const Headers headers{{"user-agent", "test/1"}, {"content-type", type}};
        const Value now = api.expect(200, method, path, body, headers);
        if (!isSame(now))
            qWarning("%s %s:\n%s\n%s", method, type.constData(), toJson(now).constData(), toJson(made).constData());
        return isSame(now);
    };
    QVERIFY(write("PUT", "application/json", toJson(made)));
    QVERIFY(write("PUT", "application/yaml", toYaml(made)));
    QVERIFY(write("PUT", protobuf, *toProtobuf(schema, made)));
    QVERIFY(write("PUT", protobuf, *toProtobuf(schema, binary)));
    QVERIFY(write("PATCH", "application/merge-patch+json", toJson(made)));
    QVERIFY(write("PATCH", "application/strategic-merge-patch+json", toJson(made)));
    QVERIFY(write("PATCH", "application/json-patch+json",
                  toJson(Value::array({Value::object({{"op", "test"}, {"path", "/metadata/name"}, {"value", name}}),
                                       Value::object({{"op", "replace"}, {"path", "/metadata/labels"}, {"value", made["metadata"]["labels"]}})}))));
    // Applied by another: its fields are noted, the object is the same.
    const Value configuration = made.with("metadata", sent["metadata"]).without("status");
    const Value applied = api.expect(200, "PATCH", path + "?fieldManager=applier&force=true", toYaml(configuration), {{"content-type", "application/apply-patch+yaml"}});
    QVERIFY(!applied.isNull());
    const auto content = [](const Value &value) {
        return value.with("metadata", value["metadata"].without("managedFields").without("resourceVersion"));
    };
    QVERIFY(content(applied) == content(made));
}

QTEST_GUILESS_MAIN(TestUnchanged)
#include "tst_unchanged.moc"
