// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/schema.h"

#include <QFile>
#include <QtTest>

using namespace orrery::api;

class tst_Schema : public QObject
{
    Q_OBJECT
private:
    const Schema &schema = Schema::builtin();

private Q_SLOTS:
    void everyLineIsThere()
    {
        qsizetype lines = 0;
        for (const char *name : {"types.jsonl", "orrery.jsonl"}) {
            QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/resources/schema/") + QString::fromUtf8(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            while (!file.atEnd()) {
                const Value row = *parseJson(file.readLine());
                const Schema::Type *type = schema.named(row["type"].text());
                QVERIFY2(type, row["type"].bytes().constData());
                for (const Value &field : row["fields"].items()) {
                    if (field["inline"].boolean())
                        continue;
                    const Schema::Field *found = type->field(field["name"].text());
                    QVERIFY2(found, (type->name + '.' + field["name"].bytes()).constData());
                    QCOMPARE(found->number, int(field["number"].integer()));
                }
                ++lines;
            }
        }
        QCOMPARE(qsizetype(schema.types().size()), lines);
        QVERIFY(lines > 600);
    }

    void types_data()
    {
        QTest::addColumn<QByteArray>("apiVersion");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char *apiVersion, const char *kind, const char *name) {
            QTest::addRow("%s %s", apiVersion, kind) << QByteArray(apiVersion) << QByteArray(kind) << QByteArray(name);
        };
        row("v1", "Pod", "core/v1.Pod");
        row("v1", "PodList", "core/v1.PodList");
        row("apps/v1", "Deployment", "apps/v1.Deployment");
        row("rbac.authorization.k8s.io/v1", "Role", "rbac.authorization.k8s.io/v1.Role");
        row("orrery.dev/v1", "Machine", "orrery.dev/v1.Machine");
        row("v1", "Status", "meta/v1.Status");
        row("v1", "DeleteOptions", "meta/v1.DeleteOptions");
        row("apps/v1", "DeleteOptions", "meta/v1.DeleteOptions");
        row("meta.k8s.io/v1", "Table", "meta/v1.Table");
        row("apps/v1", "Pod", "");
        row("apps/v2", "Deployment", "");
        row("example.com/v1", "Foo", "");
        row("", "", "");
    }
    void types()
    {
        QFETCH(QByteArray, apiVersion);
        QFETCH(QByteArray, kind);
        const Schema::Type *type = schema.type(apiVersion, kind);
        QTEST(type ? type->name : QByteArray(), "name");
    }

    void fields()
    {
        const Schema::Type *spec = schema.named("core/v1.PodSpec");
        const Schema::Field *containers = spec->field("containers");
        QVERIFY(containers);
        QCOMPARE(containers->kind, Schema::Kind::List);
        QCOMPARE(containers->element, Schema::Kind::Reference);
        QCOMPARE(containers->type->name, QByteArray("core/v1.Container"));
        QCOMPARE(containers->patchStrategy, QByteArray("merge"));
        QCOMPARE(containers->patchMergeKey, QByteArray("name"));
        QCOMPARE(containers->listMapKeys, QList<QByteArray>({"name"}));
        QVERIFY(spec->field("nodeSelector")->atomicMap);
        const Schema::Field *policy = spec->field("restartPolicy");
        QVERIFY(policy->closedEnum && policy->enumValues.contains("Always"));
        // Spliced: a volume's emptyDir stands beside its name, but is wrapped on the wire.
        const Schema::Field *emptyDir = schema.named("core/v1.Volume")->field("emptyDir");
        QCOMPARE(emptyDir->wrappers, QList<int>({2}));
        QVERIFY(schema.named("core/v1.LocalObjectReference")->atomicStruct);
        // Lists in maps
        const Schema::Field *extra = schema.named("authentication.k8s.io/v1.UserInfo")->field("extra");
        QCOMPARE(extra->kind, Schema::Kind::Map);
        QVERIFY(extra->nested && extra->nested->kind == Schema::Kind::List
                && extra->nested->element == Schema::Kind::String);
    }

    void decode_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<QByteArray>("unknown");
        const auto row
            = [](const char *name, const char *kind, const char *in, const char *out, const char *unknown = "") {
                  QTest::newRow(name) << QByteArray(kind) << QByteArray(in) << QByteArray(out) << QByteArray(unknown);
              };
        row("unknown is dropped", "Pod",
            R"({"kind":"Pod","foo":1,"spec":{"bar":{},"containers":[{"name":"a"},{"name":"b","imgae":"x"}]}})",
            R"({"kind":"Pod","spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
            "foo spec.bar spec.containers[1].imgae");
        row("null is dropped", "Pod", R"({"metadata":{"creationTimestamp":null,"name":"x"},"status":null})",
            R"({"metadata":{"name":"x"}})");
        row("nulls in maps and lists", "ConfigMap", R"({"data":{"a":null,"b":"x"}})", R"({"data":{"a":"","b":"x"}})");
        row("quantity", "Pod",
            R"({"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":0.5,"memory":"1024Mi","pods":3}}}]}})",
            R"({"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":"500m","memory":"1Gi","pods":"3"}}}]}})");
        row("int or string", "Service",
            R"({"spec":{"ports":[{"port":80,"targetPort":"http"},{"port":81,"targetPort":8080}]}})",
            R"({"spec":{"ports":[{"port":80,"targetPort":"http"},{"port":81,"targetPort":8080}]}})");
        row("bytes", "Secret", R"({"data":{"a":"aGVsbG8="},"stringData":{"b":"x"}})",
            R"({"data":{"a":"aGVsbG8="},"stringData":{"b":"x"}})");
        row("list items have kinds", "PodList",
            R"({"kind":"PodList","items":[{"kind":"Pod","apiVersion":"v1","spec":{}}]})",
            R"({"kind":"PodList","items":[{"kind":"Pod","apiVersion":"v1","spec":{}}]})");
        row("template has none", "ReplicationController", R"({"spec":{"template":{"kind":"Pod","spec":{}}}})",
            R"({"spec":{"template":{"spec":{}}}})", "spec.template.kind");
        row("case counts", "Pod", R"({"Spec":{}})", "{}", "Spec");
        row("managed fields", "Pod",
            R"({"metadata":{"managedFields":[{"manager":"x","fieldsV1":{"f:spec":{"f:x":{}}}}]}})",
            R"({"metadata":{"managedFields":[{"manager":"x","fieldsV1":{"f:spec":{"f:x":{}}}}]}})");
    }
    void decode()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, in);
        Schema::Report report;
        const auto decoded = schema.decode(*schema.type("v1", kind), *parseJson(in), &report);
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.constData());
        QTEST(toJson(*decoded), "out");
        QTEST(report.unknown.join(' '), "unknown");
    }

    void decodeSharesWhatIsRight()
    {
        const Value pod = *parseJson(
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"name":"a","image":"b"}]}})");
        QVERIFY(schema.decode(*schema.type("v1", "Pod"), pod)->identical(pod));
        const Value odd = pod.with("extra", 1);
        QVERIFY((*schema.decode(*schema.type("v1", "Pod"), odd))["spec"].identical(pod["spec"]));
    }

    void mistakes_data()
    {
        QTest::addColumn<QByteArray>("apiVersion");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *apiVersion, const char *kind, const char *json, const char *message) {
            QTest::addRow("%s", json) << QByteArray(apiVersion) << QByteArray(kind) << QByteArray(json)
                                      << QByteArray(message);
        };
        row("apps/v1", "Deployment", R"({"spec":{"replicas":"3"}})",
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32");
        row("apps/v1", "Deployment", R"({"spec":{"replicas":3000000000}})",
            "json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32");
        row("apps/v1", "Deployment", R"({"spec":{"replicas":1.5}})",
            "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32");
        row("v1", "Pod", R"({"spec":{"containers":{}}})",
            "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container");
        row("v1", "Pod", R"({"spec":{"containers":[{"image":5}]}})",
            "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string");
        row("v1", "Pod", R"({"spec":[]})",
            "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec");
        row("v1", "Pod", R"({"metadata":{"labels":{"a":true}}})",
            "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels.a of type string");
        row("v1", "Pod", R"({"metadata":{"labels":"x"}})",
            "json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type map[string]string");
        row("v1", "Pod", R"("text")", "json: cannot unmarshal string into Go value of type v1.Pod");
        row("v1", "Pod", R"({"kind":5})", "json: cannot unmarshal number into Go struct field Pod.kind of type string");
        row("v1", "Pod", R"({"spec":{"hostNetwork":"yes"}})",
            "json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool");
        row("v1", "Service", R"({"spec":{"ports":[{"targetPort":true}]}})",
            "json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32");
        row("v1", "Secret", R"({"data":{"a":"%%%"}})", "data.a: illegal base64 data at input byte 0");
        row("v1", "Secret", R"({"data":{"a":"abc"}})", "data.a: illegal base64 data at input byte 3");
        row("v1", "Pod", R"({"metadata":{"creationTimestamp":"yesterday"}})",
            "metadata.creationTimestamp: parsing time");
        row("v1", "Pod", R"({"spec":{"containers":[{"resources":{"limits":{"cpu":"lots"}}}]}})",
            "spec.containers[0].resources.limits.cpu: quantities must match");
        row("v1", "Pod", R"({"spec":{"containers":[{"resources":{"limits":{"cpu":[]}}}]}})",
            "json: cannot unmarshal array");
    }
    void mistakes()
    {
        QFETCH(QByteArray, apiVersion);
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, message);
        const auto decoded = schema.decode(*schema.type(apiVersion, kind), *parseJson(json));
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().reason, Reason::BadRequest);
        QVERIFY2(decoded.error().message.startsWith(message), decoded.error().message.constData());
    }

    void customResourceSchemas()
    {
        const Schema::Type *type = schema.type("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        QVERIFY(type);
        const Value document = *parseJson(
            R"({"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object","default":{"a":[1]},"additionalProperties":false,
            "items":{"type":"string"},"properties":{"x":{"additionalProperties":{"type":"string"},"enum":[1,"a",null]}},
            "dependencies":{"a":["b"]}}}}]}})");
        Schema::Report report;
        const auto decoded = schema.decode(*type, document, &report);
        QVERIFY2(decoded, decoded ? "" : decoded.error().message.constData());
        QVERIFY(report.unknown.isEmpty());
        const auto path = document.withPath(
            {"spec", "versions"}, *parseJson(R"([{"schema":{"openAPIV3Schema":{"additionalProperties":1}}}])"));
        QVERIFY(!schema.decode(*type, path));
    }

    void defaults_data()
    {
        QTest::addColumn<QByteArray>("apiVersion");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto row = [](const char *apiVersion, const char *kind, const char *in, const char *out) {
            QTest::addRow("%s %s", kind, in)
                << QByteArray(apiVersion) << QByteArray(kind) << QByteArray(in) << QByteArray(out);
        };
        row("v1", "Service", R"({"spec":{"ports":[{"port":1},{"port":2,"protocol":"UDP"},{"port":3,"protocol":""}]}})",
            R"({"spec":{"ports":[{"port":1,"protocol":"TCP"},{"port":2,"protocol":"UDP"},{"port":3,"protocol":"TCP"}]}})");
        row("orrery.dev/v1", "Machine", R"({"spec":{"provider":"hollow","cpus":2}})",
            R"({"spec":{"provider":"hollow","cpus":2,"memory":"512Mi","powerState":"On"}})");
        row("v1", "ReplicationController", R"({"spec":{"replicas":0}})",
            R"({"spec":{"replicas":0}})"); // a given zero stays
        row("v1", "ReplicationController", R"({"spec":{}})", R"({"spec":{"replicas":1}})");
        row("v1", "Pod", R"({"spec":{"imagePullSecrets":[{}]}})", R"({"spec":{"imagePullSecrets":[{}]}})");
    }
    void defaults()
    {
        QFETCH(QByteArray, apiVersion);
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, in);
        const Schema::Type *type = schema.type(apiVersion, kind);
        QVERIFY(type);
        const Value filled = schema.withDefaults(*type, *parseJson(in));
        QTEST(toJson(filled), "out");
        QVERIFY(schema.withDefaults(*type, filled).identical(filled));
    }
};

QTEST_APPLESS_MAIN(tst_Schema)
#include "tst_schema.moc"
