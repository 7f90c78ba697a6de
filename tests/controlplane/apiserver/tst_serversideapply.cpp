// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray deployments = "/apis/apps/v1/namespaces/default/deployments";
static const QByteArray web = deployments + "/web";
static const QByteArray cms = "/api/v1/namespaces/default/configmaps";
static const Headers applyType{{"content-type", "application/apply-patch+yaml"}};
static const Headers mergeType{{"content-type", "application/merge-patch+json"}, {"user-agent", "patcher/1.0 (linux)"}};

static QByteArray deployment(const QByteArray &spec, const QByteArray &metadata = {})
{
    return R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web")" + metadata + R"(},"spec":{)" + spec
        + R"("selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"i:1"}]}}}})";
}

/// Single quotes read better, and moc takes them.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

/// The entry of that manager, or null.
static Value entry(const Value &object, const QByteArray &manager, const QByteArray &operation = {})
{
    for (const Value &item : object["metadata"]["managedFields"].items()) {
        if (item["manager"].text() == manager && (operation.isEmpty() || item["operation"].text() == operation))
            return item;
    }
    return {};
}

static QByteArray fields(const Value &object, const QByteArray &manager)
{
    return toJson(entry(object, manager)["fieldsV1"]);
}

class TestServerSideApply : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createSaysWho()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", cms, configMap("a", R"("data":{"k":"v"})", R"("labels":{"x":"y"})"),
                                      {{"user-agent", "tool/1.2 (linux/amd64)"}});
        const Value first = entry(made, "tool");
        QCOMPARE(first["operation"].bytes(), "Update");
        QCOMPARE(first["apiVersion"].bytes(), "v1");
        QCOMPARE(first["fieldsType"].bytes(), "FieldsV1");
        QCOMPARE(first["time"].bytes(), formatTime(api.clock.time));
        QVERIFY(!first.contains("subresource"));
        QCOMPARE(toJson(first["fieldsV1"]),
                 R"({"f:data":{".":{},"f:k":{}},"f:metadata":{"f:labels":{".":{},"f:x":{}}}})");
        const Value named
            = api.expect(201, "POST", cms + "?fieldManager=me", configMap("b"), {{"user-agent", "tool/1.2"}});
        QVERIFY(!entry(named, "me").isNull());
        QCOMPARE(named["metadata"]["managedFields"].size(), 1);
        api.expect(422, "POST", cms + "?fieldManager=" + QByteArray(129, 'x'), configMap("c"));
    }

    void updatesMoveOwnership()
    {
        TestApi api;
        api.expect(201, "POST", cms + "?fieldManager=one", configMap("a", R"("data":{"k":"v","l":"w"})"));
        api.clock.time += 5'000'000;
        const Value now = api.expect(200, "PATCH", cms + "/a", R"({"data":{"k":"other"}})", mergeType);
        QCOMPARE(fields(now, "one"), R"({"f:data":{".":{},"f:l":{}}})");
        QCOMPARE(fields(now, "patcher"), R"({"f:data":{"f:k":{}}})");
        QCOMPARE(entry(now, "patcher")["time"].bytes(), formatTime(api.clock.time));
        // The same again is no new revision, whoever says it.
        const Value same
            = api.expect(200, "PATCH", cms + "/a?fieldManager=three", R"({"data":{"k":"other"}})", mergeType);
        QVERIFY(same == now);
        // What is removed is nobody's.
        const Value less = api.expect(200, "PATCH", cms + "/a?fieldManager=one", R"({"data":{"k":null}})", mergeType);
        QVERIFY(entry(less, "patcher").isNull());
    }

    void statusIsOwnedApart()
    {
        TestApi api;
        api.expect(201, "POST", deployments + "?fieldManager=one", deployment(""));
        const Value now
            = api.expect(200, "PATCH", web + "/status?fieldManager=one", R"({"status":{"replicas":1}})", mergeType);
        const Value &all = now["metadata"]["managedFields"];
        QCOMPARE(all.size(), 2);
        Value status;
        for (const Value &item : all.items()) {
            if (item["subresource"].text() == "status")
                status = item;
        }
        QCOMPARE(toJson(status["fieldsV1"]), R"({"f:status":{"f:replicas":{}}})");
        api.expect(200, "PATCH", web + "/scale?fieldManager=scaler", R"({"spec":{"replicas":4}})", mergeType);
        const Value scaled = entry(api.expect(200, "GET", web), "scaler");
        QCOMPARE(scaled["subresource"].bytes(), "scale");
        QCOMPARE(toJson(scaled["fieldsV1"]), R"({"f:spec":{"f:replicas":{}}})");
    }

    void applyCreatesAndConverges()
    {
        TestApi api;
        const Value made = api.expect(201, "PATCH", web + "?fieldManager=ci",
                                      deployment(R"("replicas":2,)", R"(,"labels":{"a":"1","b":"2"})"), applyType);
        QCOMPARE(entry(made, "ci")["operation"].bytes(), "Apply");
        QCOMPARE(made["spec"]["strategy"]["type"].bytes(), "RollingUpdate");
        api.clock.time += 5'000'000;
        const Value same = api.expect(200, "PATCH", web + "?fieldManager=ci",
                                      deployment(R"("replicas":2,)", R"(,"labels":{"a":"1","b":"2"})"), applyType);
        QVERIFY(same == made);
        // What it no longer applies goes; what others own stays.
        api.expect(200, "PATCH", web + "?fieldManager=hand", R"({"metadata":{"labels":{"c":"3"}}})", mergeType);
        const Value less
            = api.expect(200, "PATCH", web + "?fieldManager=ci", deployment("", R"(,"labels":{"a":"1"})"), applyType);
        QCOMPARE(toJson(less["metadata"]["labels"]), R"({"a":"1","c":"3"})");
        QCOMPARE(less["spec"]["replicas"].integer(), 1); // the default again
    }

    void conflicts()
    {
        TestApi api;
        api.expect(201, "POST", deployments + "?fieldManager=kubectl-client-side-apply",
                   deployment(R"("replicas":2,)"));
        const Value status
            = api.expect(409, "PATCH", web + "?fieldManager=ci", deployment(R"("replicas":3,)"), applyType);
        QCOMPARE(status["reason"].bytes(), "Conflict");
        QCOMPARE(
            status["message"].bytes(),
            R"(Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas)");
        QCOMPARE(toJson(status["details"]["causes"]),
                 q("[{'reason':'FieldManagerConflict','message':'conflict with \\'kubectl-client-side-apply\\' using "
                   "apps/v1','field':'.spec.replicas'}]"));
        const Value two = api.expect(409, "PATCH", web + "?fieldManager=ci",
                                     deployment(R"("replicas":3,)").replace("i:1", "i:2"), applyType);
        QCOMPARE(two["message"].bytes(),
                 "Apply failed with 2 conflicts: conflicts with \"kubectl-client-side-apply\" using apps/v1:\n- "
                 ".spec.replicas\n"
                 "- .spec.template.spec.containers[name=\"a\"].image");
        // The same value is shared, force takes it.
        const Value shared
            = api.expect(200, "PATCH", web + "?fieldManager=ci", deployment(R"("replicas":2,)"), applyType);
        QVERIFY(entry(shared, "kubectl-client-side-apply")["fieldsV1"]["f:spec"].contains("f:replicas"));
        QVERIFY(entry(shared, "ci")["fieldsV1"]["f:spec"].contains("f:replicas"));
        const Value forced
            = api.expect(200, "PATCH", web + "?fieldManager=ci&force=true", deployment(R"("replicas":3,)"), applyType);
        QCOMPARE(forced["spec"]["replicas"].integer(), 3);
        QVERIFY(!entry(forced, "kubectl-client-side-apply")["fieldsV1"]["f:spec"].contains("f:replicas"));
        const Value applier
            = api.expect(409, "PATCH", web + "?fieldManager=other", deployment(R"("replicas":9,)"), applyType);
        QCOMPARE(applier["message"].bytes(), R"(Apply failed with 1 conflict: conflict with "ci": .spec.replicas)");
        // A dry run says what would be, and nothing is.
        const Value dry = api.expect(200, "PATCH", web + "?fieldManager=other&force=true&dryRun=All",
                                     deployment(R"("replicas":9,)"), applyType);
        QCOMPARE(dry["spec"]["replicas"].integer(), 9);
        QCOMPARE(api.expect(200, "GET", web)["spec"]["replicas"].integer(), 3);
    }

    void statusAndScaleAreApplied()
    {
        TestApi api;
        const QByteArray status
            = R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":7},"status":{"replicas":2}})";
        api.expect(404, "PATCH", web + "/status?fieldManager=ctl", status, applyType);
        api.expect(201, "POST", deployments, deployment(""));
        const Value now = api.expect(200, "PATCH", web + "/status?fieldManager=ctl", status, applyType);
        QCOMPARE(now["status"]["replicas"].integer(), 2);
        QCOMPARE(now["spec"]["replicas"].integer(), 1);
        QCOMPARE(fields(now, "ctl"), R"({"f:status":{"f:replicas":{}}})");
        QCOMPARE(entry(now, "ctl")["subresource"].bytes(), "status");
        api.expect(200, "PATCH", web + "/scale?fieldManager=hpa&force=true",
                   R"({"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web"},"spec":{"replicas":5}})",
                   applyType);
        const Value scaled = api.expect(200, "GET", web);
        QCOMPARE(scaled["spec"]["replicas"].integer(), 5);
        QCOMPARE(fields(scaled, "hpa"), R"({"f:spec":{"f:replicas":{}}})");
        // Without its status, a configuration leaves status alone.
        const Value main = api.expect(200, "PATCH", web + "?fieldManager=ci",
                                      deployment("").chopped(1) + R"(,"status":{"replicas":99}})", applyType);
        QCOMPARE(main["status"]["replicas"].integer(), 2);
        QVERIFY(!entry(main, "ci")["fieldsV1"].contains("f:status"));
    }

    void refusals()
    {
        TestApi api;
        const Value nameless = api.expect(422, "PATCH", web, deployment(""), applyType);
        QCOMPARE(
            nameless["message"].bytes(),
            R"(PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch)");
        api.expect(422, "PATCH", cms + "/a?force=true", "{}", mergeType);
        const QByteArray path = web + "?fieldManager=ci";
        api.expect(400, "PATCH", path, "[]", applyType);
        api.expect(400, "PATCH", path, R"({"metadata":{"name":"web"}})", applyType);
        api.expect(400, "PATCH", path, deployment("").replace("apps/v1", "apps/v2"), applyType);
        api.expect(400, "PATCH", path, deployment("").replace(R"("name":"web")", R"("name":"other")"), applyType);
        api.expect(400, "PATCH", path, deployment("", R"(,"managedFields":[{"manager":"x"}])"), applyType);
        const Value unknown = api.expect(500, "PATCH", path, deployment(R"("foo":1,)"), applyType);
        QCOMPARE(unknown["message"].bytes(),
                 "failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field not "
                 "declared in schema");
        api.expect(409, "PATCH", path, deployment("", R"(,"resourceVersion":"5")"), applyType);
        api.expect(422, "PATCH", path, deployment(R"("replicas":-1,)"), applyType);
        api.expect(404, "GET", web);
    }

    void resetAndHandMadeLists()
    {
        TestApi api;
        api.expect(201, "POST", cms + "?fieldManager=one", configMap("a"));
        // An empty list and nonsense change nothing: clients that do not know the field must not lose it.
        for (const char *list :
             {"[]",
              R"([{"manager":"x","operation":"Steal","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{}}])"}) {
            const Value kept = api.expect(200, "PATCH", cms + "/a",
                                          R"({"metadata":{"managedFields":)" + QByteArray(list) + "}}", mergeType);
            QCOMPARE(fields(kept, "one"), R"({"f:data":{".":{},"f:k":{}}})");
        }
        const Value moved = api.expect(
            200, "PATCH", cms + "/a",
            R"({"metadata":{"managedFields":[{"manager":"two","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k":{}}}}]}})",
            mergeType);
        QCOMPARE(moved["metadata"]["managedFields"].size(), 1);
        QCOMPARE(entry(moved, "two")["operation"].bytes(), "Apply");
        const Value reset = api.expect(200, "PATCH", cms + "/a", R"({"metadata":{"managedFields":[{}]}})", mergeType);
        QVERIFY(!reset["metadata"].contains("managedFields"));
        // Nobody counts until somebody applies.
        api.expect(200, "PATCH", cms + "/a", R"({"data":{"l":"w"}})", mergeType);
        const QByteArray body
            = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"other"}})";
        const Value conflict = api.expect(409, "PATCH", cms + "/a?fieldManager=ci", body, applyType);
        QVERIFY(conflict["message"].bytes().contains("conflict with \"before-first-apply\" using v1: .data.k"));
        const Value forced = api.expect(200, "PATCH", cms + "/a?fieldManager=ci&force=true", body, applyType);
        QCOMPARE(fields(forced, "before-first-apply"), R"({"f:data":{".":{},"f:l":{}}})");
    }

    void fromClientSideApply()
    {
        TestApi api;
        const QByteArray last = q("{\\'apiVersion\\':\\'v1\\',\\'kind\\':\\'ConfigMap\\',\\'metadata\\':{\\'name\\':\\'"
                                  "a\\'},\\'data\\':{\\'k\\':\\'v\\'}}");
        api.expect(201, "POST", cms + "?fieldManager=kubectl-client-side-apply",
                   configMap("a", R"("data":{"k":"v"})",
                             q("'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'") + last + "\"}"));
        const QByteArray body = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"new"}})";
        api.expect(409, "PATCH", cms + "/a?fieldManager=ci", body, applyType);
        const Value now = api.expect(200, "PATCH", cms + "/a?fieldManager=kubectl", body, applyType);
        QCOMPARE(now["data"]["k"].bytes(), "new");
        QVERIFY(
            now["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"].bytes().contains("new"));
        QVERIFY(!entry(now, "kubectl-client-side-apply")["fieldsV1"]["f:data"].contains("f:k"));
        QVERIFY(api.expect(200, "PATCH", cms + "/a?fieldManager=kubectl", body, applyType) == now);
        // What another has changed since is not taken over.
        api.expect(200, "PATCH", cms + "/a?fieldManager=hand", R"({"data":{"k":"by hand"}})", mergeType);
        api.expect(409, "PATCH", cms + "/a?fieldManager=kubectl", body, applyType);
    }

    void manyManagers()
    {
        TestApi api;
        api.expect(201, "POST", cms + "?fieldManager=first", configMap("a"));
        for (int i = 0; i < 15; ++i) {
            api.clock.time += 1'000'000;
            const QByteArray number = QByteArray::number(i);
            api.expect(200, "PATCH", cms + "/a?fieldManager=m" + number, q("{'data':{'n") + number + q("':'x'}}"),
                       mergeType);
        }
        const Value now = api.expect(200, "GET", cms + "/a");
        QCOMPARE(now["metadata"]["managedFields"].size(), 10);
        QVERIFY(entry(now, "ancient-changes")["fieldsV1"]["f:data"].contains("f:k"));
        QVERIFY(entry(now, "ancient-changes")["fieldsV1"]["f:data"].contains("f:n5"));
        QVERIFY(!entry(now, "m14").isNull());
        // The oldest one is by another version.
        const QByteArray old = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        const QByteArray scalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        api.expect(201, "POST", old + "?fieldManager=first",
                   q("{'metadata':{'name':'h'},'spec':{'maxReplicas':3,'scaleTargetRef':{'kind':'Deployment','name':'d'"
                     ",'apiVersion':'apps/v1'}}}"));
        for (int i = 0; i < 15; ++i) {
            api.clock.time += 1'000'000;
            const QByteArray number = QByteArray::number(i);
            api.expect(200, "PATCH", scalers + "/h?fieldManager=m" + number,
                       q("{'metadata':{'annotations':{'n") + number + q("':'x'}}}"), mergeType);
        }
        const Value scaler = api.expect(200, "GET", scalers + "/h");
        QCOMPARE(scaler["metadata"]["managedFields"].size(), 10);
        QCOMPARE(entry(scaler, "first")["apiVersion"].bytes(), "autoscaling/v1");
        // Nobody says that there are thousands.
        QByteArray many;
        for (int i = 0; i < 2000; ++i)
            many += (i ? "," : "") + q("{'manager':'m','operation':'Update','apiVersion':'v") + QByteArray::number(i)
                + q("','fieldsType':'FieldsV1','fieldsV1':{'f:a':{}}}");
        const QByteArray path = scalers + "/h?fieldManager=m14";
        const Value same
            = api.expect(200, "PATCH", path, q("{'metadata':{'managedFields':[") + many + "]}}", mergeType);
        QCOMPARE(same["metadata"]["managedFields"].size(), 10);
    }

    void membersOfAnUpdateShareTheirSets()
    {
        TestApi api;
        api.expect(201, "POST", cms + "?fieldManager=one", configMap("a"));
        api.expect(201, "POST", cms + "?fieldManager=one", configMap("b"));
        const auto stored = [&](const char *name) {
            return api.store->get("/registry/configmaps/default/" + QByteArray(name))->object;
        };
        const Object a = stored("a"), b = stored("b");
        const auto set = [](const Object &object) { return object.metadata()["managedFields"].at(0)["fieldsV1"]; };
        QVERIFY(!set(a).isEmpty());
        QVERIFY(set(a).identical(set(b)));
    }
};

QTEST_GUILESS_MAIN(TestServerSideApply)
#include "tst_serversideapply.moc"
