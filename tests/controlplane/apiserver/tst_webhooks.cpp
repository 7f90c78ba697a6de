// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"
#include "webhookserver.h"

using namespace orrery;
using namespace orrery::api;
using orrery::test::configMap;
using orrery::test::TestApi;
using orrery::test::WebhookServer;

namespace {

const QByteArray cms = "/api/v1/namespaces/default/configmaps";
const QByteArray admission = "/apis/admissionregistration.k8s.io/v1/";
const Headers mergePatch{{"content-type", "application/merge-patch+json"}};

QByteArray deployment(const QByteArray &name)
{
    return R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":")" + name
        + R"("},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},)"
          R"("spec":{"containers":[{"name":"c","image":"i"}]}}}})";
}

QByteArray pod(const QByteArray &name)
{
    return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name
        + R"("},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}})";
}

/// Lists are separated by commas.
QByteArray rule(const QByteArray &operations, const QByteArray &resources, const QByteArray &groups = "*",
                const QByteArray &scope = "*", const QByteArray &versions = "*")
{
    const auto list = [](const QByteArray &text) {
        const QList<QByteArray> items = text.split(',');
        return Value::array(std::vector<Value>(items.begin(), items.end()));
    };
    return toJson(Value::object({{"operations", list(operations)},
                                 {"apiGroups", list(groups)},
                                 {"apiVersions", list(versions)},
                                 {"resources", list(resources)},
                                 {"scope", scope}}));
}

} // namespace

class tst_Webhooks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        api = std::make_unique<TestApi>();
        hook = std::make_unique<WebhookServer>();
    }
    void cleanup()
    {
        QCOMPARE(api->surprises, 0);
        api.reset();
        hook.reset();
    }

    void reviewOfCreate();
    void reviewOfUpdateAndPatch();
    void reviewOfDelete();
    void denial_data();
    void denial();
    void patches();
    void patchesThatMakeNoSense_data();
    void patchesThatMakeNoSense();
    void rules_data();
    void rules();
    void selectors();
    void failurePolicy();
    void timeout();
    void badAnswers_data();
    void badAnswers();
    void dryRun();
    void orderAndReinvocation();
    void validatingInParallel();
    void updatesWhileWaiting();
    void createWhileWaiting();
    void quotaWhileWaiting();
    void clientLeavesWhileWaiting();
    void deleteWhileWaiting();
    void generatedNames();
    void collection();
    void subresources();
    void connections();
    void questions();
    void exemption();
    void equivalents();
    void customResources();
    void conditions();
    void services();
    void manyAtOnce();
    void manyThatFailAtOnce();
    void counted();
    void endWhileWaiting();

private:
    void configure(const char *kind, const QByteArray &name, const QByteArray &rules, const QByteArray &more = {});
    Value create(int status, const QByteArray &name, const QByteArray &query = {})
    {
        return api->expect(status, "POST", cms + query, configMap(name));
    }

    std::unique_ptr<TestApi> api;
    std::unique_ptr<WebhookServer> hook;
};

/// Makes a configuration of one webhook and waits until it counts.
void tst_Webhooks::configure(const char *kind, const QByteArray &name, const QByteArray &rules, const QByteArray &more)
{
    const QByteArray resource = QByteArray(kind).toLower() + "webhookconfigurations";
    const QByteArray body = R"({"apiVersion":"admissionregistration.k8s.io/v1","kind":")" + QByteArray(kind)
        + R"(WebhookConfiguration","metadata":{"name":")" + name + R"("},"webhooks":[{"name":")" + name
        + R"(.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","clientConfig":)"
        + hook->client('/' + name) + R"(,"rules":[)" + rules + ']' + (more.isEmpty() ? QByteArray() : ',' + more)
        + "}]}";
    api->expect(201, "POST", admission + resource, body);
    QCOMPARE(api->statusWas, 201);
    QCoreApplication::processEvents(); // watches hear of it after whoever asked
}

void tst_Webhooks::reviewOfCreate()
{
    configure("Validating", "v", rule("CREATE", "configmaps", ""), R"("timeoutSeconds":7)");
    api->expect(201, "POST", cms + "?fieldManager=me&fieldValidation=Strict", configMap("a"), {},
                {"jane", "u1", {"dev", "system:masters"}, {{"scope", {"x"}}}});
    QCOMPARE(hook->asked.size(), 1);
    QCOMPARE(hook->asked[0].target, "/v?timeout=7s");
    const Value &review = hook->asked[0].review;
    QCOMPARE(review["apiVersion"].text(), "admission.k8s.io/v1");
    QCOMPARE(review["kind"].text(), "AdmissionReview");
    const Value request = hook->request(0);
    QList<QByteArray> members;
    for (const Member &member : request.members())
        members.append(member.key().toByteArray());
    QCOMPARE(members.join(' '),
             "uid kind resource requestKind requestResource name namespace operation userInfo object oldObject dryRun "
             "options");
    QCOMPARE(request["uid"].text().size(), 36);
    QCOMPARE(toJson(request["kind"]), R"({"group":"","version":"v1","kind":"ConfigMap"})");
    QCOMPARE(toJson(request["requestKind"]), toJson(request["kind"]));
    QCOMPARE(toJson(request["resource"]), R"({"group":"","version":"v1","resource":"configmaps"})");
    QCOMPARE(request["name"].text(), "a");
    QCOMPARE(request["namespace"].text(), "default");
    QCOMPARE(request["operation"].text(), "CREATE");
    QCOMPARE(
        toJson(request["userInfo"]),
        R"({"username":"jane","uid":"u1","groups":["dev","system:masters","system:authenticated"],"extra":{"scope":["x"]}})");
    QCOMPARE(request["object"]["data"]["k"].text(), "v");
    QVERIFY(!request["object"]["metadata"]["uid"].text().isEmpty());
    QVERIFY(request["oldObject"].isNull());
    QCOMPARE(request["dryRun"].type(), Value::Type::False);
    QCOMPARE(
        toJson(request["options"]),
        R"({"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"me","fieldValidation":"Strict"})");
}

void tst_Webhooks::reviewOfUpdateAndPatch()
{
    create(201, "a");
    configure("Validating", "v", rule("UPDATE", "configmaps"));
    api->expect(200, "PUT", cms + "/a", configMap("a", R"("data":{"k":"w"})"));
    QCOMPARE(hook->last()["operation"].text(), "UPDATE");
    QCOMPARE(hook->last()["object"]["data"]["k"].text(), "w");
    QCOMPARE(hook->last()["oldObject"]["data"]["k"].text(), "v");
    QCOMPARE(hook->last()["options"]["kind"].text(), "UpdateOptions");
    api->expect(200, "PATCH", cms + "/a?dryRun=All", R"({"data":{"k":"x"}})", mergePatch);
    QCOMPARE(hook->last()["object"]["data"]["k"].text(), "x");
    QCOMPARE(hook->last()["options"]["kind"].text(), "UpdateOptions");
    QVERIFY(hook->last()["dryRun"].boolean());
    api->expect(200, "PATCH", cms + "/a?fieldManager=me&force=true",
                R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"y"}})",
                {{"content-type", "application/apply-patch+yaml"}});
    QCOMPARE(hook->last()["object"]["data"]["k"].text(), "y");
    QCOMPARE(hook->asked.size(), 3);
}

void tst_Webhooks::reviewOfDelete()
{
    create(201, "a");
    configure("Mutating", "m", rule("DELETE", "configmaps"));
    configure("Validating", "v", rule("DELETE", "configmaps"));
    hook->answer = [](const QByteArray &path, const Value &) {
        return path == "/v" ? WebhookServer::denied(R"({"message":"stays"})") : WebhookServer::allowed();
    };
    const Value refused = api->expect(400, "DELETE", cms + "/a?gracePeriodSeconds=3&propagationPolicy=Orphan");
    QCOMPARE(refused["message"].text(), "admission webhook \"v.example.com\" denied the request: stays");
    QCOMPARE(hook->asked.size(), 2);
    QCOMPARE(hook->path(0), "/m");
    const Value request = hook->last();
    QVERIFY(request["object"].isNull());
    QCOMPARE(request["oldObject"]["metadata"]["name"].text(), "a");
    QCOMPARE(request["kind"]["kind"].text(), "ConfigMap");
    QCOMPARE(
        toJson(request["options"]),
        R"({"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1","gracePeriodSeconds":3,"propagationPolicy":"Orphan"})");
    hook->answer = nullptr;
    api->expect(200, "DELETE", cms + "/a");
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::denial_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray by = "admission webhook \"v.example.com\" denied the request";
    QTest::newRow("nothing") << QByteArray("{}") << 400 << by + " without explanation" << QByteArray();
    QTest::newRow("message") << QByteArray(R"({"message":"no"})") << 400 << by + ": no" << QByteArray();
    QTest::newRow("code") << QByteArray(R"({"message":"no","code":403})") << 403 << by + ": no" << QByteArray();
    QTest::newRow("reason") << QByteArray(R"({"reason":"Forbidden","code":403})") << 403 << by + ": Forbidden"
                            << QByteArray("Forbidden");
    QTest::newRow("a good code") << QByteArray(R"({"message":"no","code":200})") << 400 << by + ": no" << QByteArray();
}

void tst_Webhooks::denial()
{
    QFETCH(QByteArray, status);
    QFETCH(int, code);
    configure("Validating", "v", rule("*", "configmaps"));
    hook->answer = [&](const QByteArray &, const Value &) {
        return WebhookServer::denied(status).with("warnings", Value::array({Value("mind the gap")}));
    };
    const Response response = api->send("POST", cms, configMap("a"));
    QCOMPARE(response.status, code);
    QTEST(response.object["message"].bytes(), "message");
    QTEST(response.object["reason"].bytes(), "reason");
    QCOMPARE(response.headers.value("warning"), "299 - \"mind the gap\"");
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::patches()
{
    configure("Mutating", "m", rule("CREATE,UPDATE", "deployments"));
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(
            R"([{"op":"add","path":"/spec/template/spec/containers/-","value":{"name":"side","image":"s","none":1}},)"
            R"({"op":"add","path":"/metadata/labels","value":{"by":"hook"}}])");
    };
    const Value made = api->expect(201, "POST", "/apis/apps/v1/namespaces/default/deployments", deployment("d"));
    const Value side = made["spec"]["template"]["spec"]["containers"].at(1);
    QCOMPARE(side["name"].text(), "side");
    QVERIFY(!side.contains("none")); // no field of the kind
    QCOMPARE(side["imagePullPolicy"].text(), "Always"); // defaults come after the patch
    QCOMPARE(made["metadata"]["labels"]["by"].text(), "hook");
    QCOMPARE(made["metadata"]["generation"].integer(), 1);
    // What the kind forbids, a webhook cannot do either.
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"replace","path":"/spec/replicas","value":-1}])");
    };
    api->expect(422, "PATCH", "/apis/apps/v1/namespaces/default/deployments/d", R"({"spec":{"paused":true}})",
                mergePatch);
    // And nothing but a change of its own is a new revision.
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"remove","path":"/spec/paused"}])");
    };
    const Value same = api->expect(200, "PATCH", "/apis/apps/v1/namespaces/default/deployments/d",
                                   R"({"spec":{"paused":true}})", mergePatch);
    QVERIFY(!same["spec"]["paused"].boolean());
    QCOMPARE(same["metadata"]["generation"].integer(), 1);
}

void tst_Webhooks::patchesThatMakeNoSense_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("no JSON") << QByteArray("[");
    QTest::newRow("no list") << QByteArray("{}");
    QTest::newRow("no such path") << QByteArray(R"([{"op":"remove","path":"/none"}])");
    QTest::newRow("wrong type") << QByteArray(R"([{"op":"replace","path":"/data","value":7}])");
    QTest::newRow("another kind") << QByteArray(R"([{"op":"replace","path":"/kind","value":"Secret"}])");
    QTest::newRow("no object") << QByteArray(R"([{"op":"replace","path":"","value":[]}])");
}

void tst_Webhooks::patchesThatMakeNoSense()
{
    QFETCH(QByteArray, patch);
    configure("Mutating", "m", rule("*", "configmaps"), R"("failurePolicy":"Ignore")");
    hook->answer = [&](const QByteArray &, const Value &) { return WebhookServer::patched(patch); };
    const Value refused = create(500, "a"); // whatever the failure policy
    QVERIFY2(refused["message"].text().startsWith("Internal error occurred: "), toJson(refused).constData());
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::rules_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<bool>("asked");
    QTest::newRow("exact") << rule("CREATE", "configmaps", "") << true;
    QTest::newRow("operation") << rule("UPDATE,DELETE,CONNECT", "configmaps") << false;
    QTest::newRow("any operation") << rule("*", "configmaps") << true;
    QTest::newRow("group") << rule("*", "configmaps", "apps") << false;
    QTest::newRow("resource") << rule("*", "secrets") << false;
    QTest::newRow("any resource") << rule("*", "*") << true;
    QTest::newRow("all of all") << rule("*", "*/*") << true;
    QTest::newRow("with subresources") << rule("*", "configmaps/*") << true;
    QTest::newRow("only a subresource") << rule("*", "configmaps/status") << false;
    QTest::newRow("any's subresource") << rule("*", "*/status") << false;
    QTest::newRow("namespaced") << rule("*", "*", "*", "Namespaced") << true;
    QTest::newRow("cluster") << rule("*", "*", "*", "Cluster") << false;
    QTest::newRow("version") << rule("*", "configmaps", "", "*", "v2") << false;
    QTest::newRow("the second") << rule("*", "secrets") + ',' + rule("CREATE", "configmaps") << true;
}

void tst_Webhooks::rules()
{
    QFETCH(QByteArray, rules);
    configure("Mutating", "m", rules);
    configure("Validating", "v", rules);
    create(201, "a");
    QTEST(hook->asked.size() == 2, "asked");
    QVERIFY(hook->asked.size() == 2 || hook->asked.isEmpty());
}

void tst_Webhooks::selectors()
{
    api->expect(201, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"team","labels":{"team":"red"}}})");
    configure("Validating", "n", rule("*", "configmaps,namespaces,nodes"),
              R"("namespaceSelector":{"matchLabels":{"team":"red"}})");
    configure("Validating", "o", rule("*", "configmaps"), R"("objectSelector":{"matchLabels":{"a":"b"}})");
    const auto asked = [this] {
        QByteArray paths;
        for (qsizetype i = 0; i < hook->asked.size(); ++i)
            paths += hook->path(i);
        hook->asked.clear();
        return paths;
    };
    create(201, "a");
    QCOMPARE(asked(), "");
    api->expect(201, "POST", "/api/v1/namespaces/team/configmaps", configMap("a"));
    QCOMPARE(asked(), "/n");
    api->expect(201, "POST", cms, configMap("b", R"("data":{})", R"("labels":{"a":"b"})"));
    QCOMPARE(asked(), "/o");
    // An update that takes the label away, or gives it, is seen, too; so is the deletion.
    api->expect(200, "PATCH", cms + "/b", R"({"metadata":{"labels":{"a":null}}})", mergePatch);
    QCOMPARE(asked(), "/o");
    api->expect(200, "PATCH", cms + "/b", R"({"data":{"k":"v"}})", mergePatch);
    QCOMPARE(asked(), "");
    api->expect(200, "PATCH", cms + "/b", R"({"metadata":{"labels":{"a":"b"}}})", mergePatch);
    QCOMPARE(asked(), "/o");
    api->expect(200, "DELETE", cms + "/b");
    QCOMPARE(asked(), "/o");
    // A namespace is selected by its own labels, what is in none always.
    api->expect(201, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"blue"}})");
    QCOMPARE(asked(), "");
    api->expect(201, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"red","labels":{"team":"red"}}})");
    QCOMPARE(asked(), "/n");
    api->expect(201, "POST", "/api/v1/nodes", R"({"metadata":{"name":"n1"}})");
    QCOMPARE(asked(), "/n");
}

void tst_Webhooks::failurePolicy()
{
    configure("Mutating", "m", rule("*", "configmaps"));
    configure("Validating", "v", rule("*", "configmaps"));
    hook->close();
    const Value refused = create(500, "a");
    QVERIFY2(refused["message"].text().startsWith(
                 "Internal error occurred: failed calling webhook \"m.example.com\": failed "
                 "to call webhook: Post \"https://127.0.0.1:"),
             refused["message"].bytes().constData());
    QVERIFY2(refused["message"].text().contains("/m?timeout=10s\": "), refused["message"].bytes().constData());
    QCOMPARE(refused["reason"].text(), "InternalError");
    const QByteArray ignore = R"([{"op":"replace","path":"/webhooks/0/failurePolicy","value":"Ignore"}])";
    for (const char *name : {"mutatingwebhookconfigurations/m", "validatingwebhookconfigurations/v"})
        api->expect(200, "PATCH", admission + name, ignore, {{"content-type", "application/json-patch+json"}});
    QCoreApplication::processEvents();
    create(201, "a");
}

void tst_Webhooks::timeout()
{
    configure("Validating", "v", rule("*", "configmaps"), R"("timeoutSeconds":1)");
    hook->holds = true;
    const auto slow = api->start("POST", cms, configMap("a"));
    // The server goes on meanwhile.
    api->expect(201, "POST", "/api/v1/namespaces/default/secrets", R"({"metadata":{"name":"s"}})");
    QCOMPARE(slow->answers, 0);
    QTRY_COMPARE(slow->answers, 1);
    QCOMPARE(slow->response.status, 500);
    QVERIFY2(slow->response.object["message"].text().endsWith("context deadline exceeded"),
             slow->response.json().constData());
    hook->release(); // too late
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::badAnswers_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("message");
    const auto review = [](const QByteArray &response) {
        return WebhookServer::http(
            "200 OK", R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":)" + response + '}');
    };
    const QByteArray invalid = "received invalid webhook response: ";
    QTest::newRow("500") << QByteArray("Validating") << WebhookServer::http("500 Oh", "dear")
                         << QByteArray("an error on the server (\"dear\") has prevented the request from succeeding");
    QTest::newRow("404") << QByteArray("Validating") << WebhookServer::http("404 No", "")
                         << QByteArray("the server could not find the requested resource");
    QTest::newRow("no JSON") << QByteArray("Validating") << WebhookServer::http("200 OK", "<html>") << QByteArray();
    QTest::newRow("no HTTP") << QByteArray("Validating") << QByteArray("hello\r\n\r\n") << QByteArray();
    QTest::newRow("nothing") << QByteArray("Validating") << QByteArray() << QByteArray();
    QTest::newRow("another kind") << QByteArray("Validating")
                                  << WebhookServer::http("200 OK", R"({"apiVersion":"v1","kind":"Pod"})")
                                  << invalid
            + "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got v1, Kind=Pod";
    QTest::newRow("no response") << QByteArray("Validating") << review("null")
                                 << invalid + "webhook response was absent";
    QTest::newRow("another uid") << QByteArray("Validating") << review(R"({"uid":"x","allowed":true})")
                                 << invalid + "expected response.uid=";
    QTest::newRow("too long") << QByteArray("Validating") << review('"' + QByteArray(4'000'000, 'x') + '"')
                              << QByteArray();
    QTest::newRow("a validator's patch") << QByteArray(
        "Validating") << review(R"({"uid":"UID","allowed":true,"patch":"W10=","patchType":"JSONPatch"})")
                                         << QByteArray("must be absent for validating webhooks");
    QTest::newRow("no type") << QByteArray("Mutating") << review(R"({"uid":"UID","allowed":true,"patch":"W10="})")
                             << invalid + "webhook returned response.patch but not response.patchType";
    QTest::newRow("no patch") << QByteArray("Mutating")
                              << review(R"({"uid":"UID","allowed":true,"patchType":"JSONPatch"})")
                              << invalid + "webhook returned response.patchType but not response.patch";
    QTest::newRow("another type") << QByteArray("Mutating")
                                  << review(R"({"uid":"UID","allowed":true,"patch":"W10=","patchType":"Merge"})")
                                  << invalid + "webhook returned invalid response.patchType of \"Merge\"";
}

void tst_Webhooks::badAnswers()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, message);
    configure(kind, "w", rule("*", "configmaps"));
    hook->raw = [&](const WebhookServer::Asked &asked) {
        QByteArray bytes = answer;
        const qsizetype at = bytes.indexOf("\"UID\"");
        if (at < 0)
            return bytes;
        const QByteArray body
            = bytes.mid(bytes.indexOf("\r\n\r\n") + 4).replace("\"UID\"", toJson(asked.review["request"]["uid"]));
        return WebhookServer::http("200 OK", body);
    };
    const Value refused = create(500, "a");
    QVERIFY2(
        refused["message"].text().startsWith("Internal error occurred: failed calling webhook \"w.example.com\": "),
        refused["message"].bytes().constData());
    QVERIFY2(refused["message"].text().contains(message), refused["message"].bytes().constData());
}

void tst_Webhooks::dryRun()
{
    configure("Validating", "v", rule("*", "configmaps"), R"("sideEffects":"NoneOnDryRun")");
    create(201, "a", "?dryRun=All");
    QCOMPARE(hook->asked.size(), 1);
    QVERIFY(hook->last()["dryRun"].boolean());
    QCOMPARE(toJson(hook->last()["options"]["dryRun"]), R"(["All"])");
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::orderAndReinvocation()
{
    const QByteArray any = rule("*", "configmaps");
    configure("Mutating", "c", any);
    configure("Mutating", "a", any, R"("reinvocationPolicy":"IfNeeded")");
    configure("Mutating", "b", any, R"("reinvocationPolicy":"IfNeeded")");
    hook->answer = [](const QByteArray &path, const Value &request) {
        // Each adds its own key once; c makes the others look again.
        const QByteArray key = path.mid(1);
        if (!request["object"]["data"][key].isNull())
            return WebhookServer::allowed();
        return WebhookServer::patched("[{\"op\":\"add\",\"path\":\"/data/" + key + "\",\"value\":\"1\"}]");
    };
    QCOMPARE(toJson(create(201, "x")["data"]), R"({"k":"v","a":"1","b":"1","c":"1"})");
    QByteArray order;
    for (qsizetype i = 0; i < hook->asked.size(); ++i)
        order += hook->path(i);
    QCOMPARE(order, "/a/b/c/a/b");
    // Nothing changes: nobody is asked twice.
    hook->asked.clear();
    api->expect(200, "PATCH", cms + "/x", R"({"data":{"z":"1"}})", mergePatch);
    QCOMPARE(hook->asked.size(), 3);
}

void tst_Webhooks::validatingInParallel()
{
    configure("Validating", "a", rule("*", "configmaps"));
    configure("Validating", "b", rule("*", "configmaps"));
    hook->holds = true;
    const auto made = api->start("POST", cms, configMap("x"));
    QTRY_COMPARE(hook->held(), 2);
    hook->answer = [](const QByteArray &path, const Value &) {
        return WebhookServer::denied(path == "/a" ? R"({"message":"a"})" : R"({"message":"b"})");
    };
    hook->release();
    QTRY_COMPARE(made->answers, 1);
    QCOMPARE(made->response.object["message"].text(), "admission webhook \"a.example.com\" denied the request: a");
}

void tst_Webhooks::updatesWhileWaiting()
{
    const Value made = create(201, "a");
    configure("Validating", "v", rule("UPDATE", "configmaps"));
    hook->holds = true;
    // Three that were read from the same version...
    const auto first = api->start("PATCH", cms + "/a", R"({"data":{"first":"1"}})", mergePatch);
    const auto second = api->start("PATCH", cms + "/a", R"({"data":{"second":"1"}})", mergePatch);
    const auto bound
        = api->start("PUT", cms + "/a",
                     configMap("a", R"("data":{"third":"1"})",
                               R"("resourceVersion":")" + made["metadata"]["resourceVersion"].bytes() + '"'));
    QTRY_COMPARE(hook->held(), 3);
    hook->release();
    QTRY_VERIFY(first->answers && second->answers && bound->answers);
    // ...one of which is written at once, one anew, and one not at all, for it insists on what it had read.
    int written = 0, conflicts = 0;
    for (const auto &one : {first, second, bound}) {
        written += one->response.status == 200;
        conflicts += one->response.status == 409;
    }
    const Value now = api->expect(200, "GET", cms + "/a");
    const bool boundFirst = bound->response.status == 200;
    QCOMPARE(written, boundFirst ? 3 : 2);
    QCOMPARE(conflicts, boundFirst ? 0 : 1);
    QCOMPARE(now["data"]["first"].text(), "1");
    QCOMPARE(now["data"]["second"].text(), "1");
    QCOMPARE(now["data"].contains("third"), boundFirst);
    // The last review was of what was written last.
    QVERIFY(hook->last()["object"]["data"] == now["data"]);
    // And a stranger's write between: the patch is made of what is there then.
    hook->asked.clear();
    hook->holds = true;
    const auto late = api->start("PATCH", cms + "/a", R"({"data":{"late":"1"}})", mergePatch);
    QTRY_COMPARE(hook->held(), 1);
    api->expect(200, "DELETE", cms + "/a");
    hook->release();
    QTRY_COMPARE(late->answers, 1);
    QCOMPARE(late->response.status, 404);
}

void tst_Webhooks::createWhileWaiting()
{
    configure("Validating", "v", rule("CREATE", "services,configmaps"));
    hook->holds = true;
    const auto service = [](const QByteArray &name, const QByteArray &ip) {
        return R"({"metadata":{"name":")" + name + R"("},"spec":{"ports":[{"port":80}])"
            + (ip.isEmpty() ? QByteArray() : R"(,"clusterIP":")" + ip + '"') + "}}";
    };
    const QByteArray services = "/api/v1/namespaces/default/services";
    // Both chose the same address: the second chooses again.
    const auto one = api->start("POST", services, service("one", "10.96.0.77"));
    const auto two = api->start("POST", services, service("two", "10.96.0.77"));
    const auto three = api->start("POST", services, service("three", {}));
    const auto twin = api->start("POST", cms, configMap("twin"));
    const auto other = api->start("POST", cms, configMap("twin"));
    QTRY_COMPARE(hook->held(), 5);
    hook->release();
    QTRY_VERIFY(one->answers && two->answers && three->answers && twin->answers && other->answers);
    QCOMPARE(one->response.status + two->response.status, 201 + 422);
    QCOMPARE(three->response.status, 201);
    QCOMPARE(twin->response.status + other->response.status, 201 + 409);
    // Nothing new comes to a namespace that ends meanwhile.
    api->expect(201, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"ending"}})");
    hook->asked.clear();
    hook->holds = true;
    const auto late = api->start("POST", "/api/v1/namespaces/ending/configmaps", configMap("late"));
    QTRY_COMPARE(hook->held(), 1);
    api->expect(200, "DELETE", "/api/v1/namespaces/ending");
    hook->release();
    QTRY_COMPARE(late->answers, 1);
    QCOMPARE(late->response.status, 403);
    QVERIFY(late->response.json().contains("because it is being terminated"));
}

/// What is counted is counted when it is written, not when it is asked about.
void tst_Webhooks::quotaWhileWaiting()
{
    api->expect(201, "POST", "/api/v1/namespaces/default/resourcequotas",
                R"({"metadata":{"name":"few"},"spec":{"hard":{"count/configmaps":"2"}}})");
    api->expect(200, "PATCH", "/api/v1/namespaces/default/resourcequotas/few/status",
                R"({"status":{"hard":{"count/configmaps":"2"},"used":{"count/configmaps":"0"}}})", mergePatch);
    QCoreApplication::processEvents();
    configure("Validating", "v", rule("CREATE", "configmaps"));
    hook->holds = true;
    QList<std::shared_ptr<test::TestExchange>> made;
    for (int i = 0; i < 5; ++i)
        made.append(api->start("POST", cms, configMap("m" + QByteArray::number(i))));
    QTRY_COMPARE(hook->held(), 5);
    hook->release();
    int good = 0;
    for (const auto &one : std::as_const(made)) {
        QTRY_COMPARE(one->answers, 1);
        good += one->response.status == 201;
        QVERIFY(one->response.status == 201 || one->response.status == 403);
    }
    QCOMPARE(good, 2);
}

void tst_Webhooks::clientLeavesWhileWaiting()
{
    configure("Mutating", "m", rule("*", "configmaps"));
    hook->holds = true;
    const auto made = api->start("POST", cms, configMap("a"));
    QTRY_COMPARE(hook->held(), 1);
    made->left = true;
    hook->release();
    QTRY_COMPARE(made->answers, 1); // for the audit log
    api->expect(404, "GET", cms + "/a");
}

void tst_Webhooks::deleteWhileWaiting()
{
    create(201, "a");
    configure("Validating", "v", rule("DELETE", "configmaps"));
    hook->holds = true;
    const auto gone = api->start("DELETE", cms + "/a");
    QTRY_COMPARE(hook->held(), 1);
    const Value between
        = api->expect(200, "PATCH", cms + "/a", R"({"metadata":{"finalizers":["example.com/wait"]}})", mergePatch);
    hook->release();
    QTRY_COMPARE(gone->answers, 1);
    // It was asked again about what is there now, which the finalizer keeps.
    QCOMPARE(hook->asked.size(), 2);
    QCOMPARE(hook->last()["oldObject"]["metadata"]["resourceVersion"].text(),
             between["metadata"]["resourceVersion"].text());
    QVERIFY(!api->expect(200, "GET", cms + "/a")["metadata"]["deletionTimestamp"].isNull());
}

void tst_Webhooks::generatedNames()
{
    configure("Mutating", "m", rule("*", "configmaps"));
    configure("Validating", "v", rule("*", "configmaps"));
    const Value made = api->expect(
        201, "POST", cms, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"x-","uid":"mine"}})");
    const Value first = hook->request(0);
    QVERIFY(!first.contains("name"));
    QVERIFY(!first["object"]["metadata"].contains("uid"));
    QVERIFY(!first["object"]["metadata"].contains("name"));
    QCOMPARE(hook->last()["name"].text(), made["metadata"]["name"].text());
    QCOMPARE(hook->last()["object"]["metadata"]["uid"].text(), made["metadata"]["uid"].text());
}

void tst_Webhooks::collection()
{
    for (int i = 0; i < 100; ++i)
        create(201, "c" + QByteArray::number(i));
    configure("Validating", "v", rule("DELETE", "configmaps"));
    const Value list = api->expect(200, "DELETE", cms);
    QCOMPARE(list["items"].size(), 100);
    QCOMPARE(hook->asked.size(), 100);
    create(201, "stays");
    hook->answer = [](const QByteArray &, const Value &) { return WebhookServer::denied("{}"); };
    api->expect(400, "DELETE", cms);
    api->expect(200, "GET", cms + "/stays");
}

void tst_Webhooks::subresources()
{
    const QByteArray deployments = "/apis/apps/v1/namespaces/default/deployments";
    const QByteArray pods = "/api/v1/namespaces/default/pods";
    api->expect(201, "POST", deployments, deployment("d"));
    api->expect(201, "POST", pods, pod("p"));
    api->expect(201, "POST", pods, pod("q"));
    configure("Mutating", "m", rule("*", "*/*"));
    // A Scale is seen as one, and changed as one.
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"replace","path":"/spec/replicas","value":3}])");
    };
    const Value scale = api->expect(200, "PATCH", deployments + "/d/scale", R"({"spec":{"replicas":9}})", mergePatch);
    QCOMPARE(scale["kind"].text(), "Scale");
    QCOMPARE(scale["spec"]["replicas"].integer(), 3);
    QCOMPARE(api->expect(200, "GET", deployments + "/d")["spec"]["replicas"].integer(), 3);
    Value request = hook->last();
    QCOMPARE(request["subResource"].text(), "scale");
    QCOMPARE(request["requestSubResource"].text(), "scale");
    QCOMPARE(toJson(request["kind"]), R"({"group":"autoscaling","version":"v1","kind":"Scale"})");
    QCOMPARE(toJson(request["resource"]), R"({"group":"apps","version":"v1","resource":"deployments"})");
    QCOMPARE(request["object"]["spec"]["replicas"].integer(), 9);
    QCOMPARE(request["oldObject"]["spec"]["replicas"].integer(), 1);
    // Status: the whole object.
    hook->answer = nullptr;
    api->expect(200, "PATCH", pods + "/p/status", R"({"status":{"phase":"Running"}})", mergePatch);
    QCOMPARE(hook->last()["object"]["status"]["phase"].text(), "Running");
    QCOMPARE(hook->last()["kind"]["kind"].text(), "Pod");
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(
            R"([{"op":"replace","path":"/spec/nodeName","value":"n9"},{"op":"replace","path":"/status/phase","value":"Failed"}])");
    };
    const Value status
        = api->expect(200, "PATCH", pods + "/p/status", R"({"status":{"phase":"Succeeded"}})", mergePatch);
    QCOMPARE(status["status"]["phase"].text(), "Failed");
    QCOMPARE(status["spec"]["nodeName"].text(), "n1"); // no more than a client may there
    hook->answer = nullptr;
    // What is posted below: the body.
    api->expect(201, "POST", pods + "/q/eviction",
                R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"q"}})");
    request = hook->last();
    QCOMPARE(request["operation"].text(), "CREATE");
    QCOMPARE(toJson(request["kind"]), R"({"group":"policy","version":"v1","kind":"Eviction"})");
    QVERIFY(request["oldObject"].isNull());
    hook->answer = [](const QByteArray &, const Value &) { return WebhookServer::denied(R"({"message":"no"})"); };
    api->expect(400, "POST", pods + "/q/eviction",
                R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"q"}})");
}

void tst_Webhooks::connections()
{
    api->expect(201, "POST", "/api/v1/namespaces/default/pods", pod("p"));
    configure("Validating", "v", rule("CONNECT", "pods/exec"));
    hook->answer
        = [](const QByteArray &, const Value &) { return WebhookServer::denied(R"({"message":"no shells"})"); };
    const QByteArray exec
        = "/api/v1/namespaces/default/pods/p/exec?command=ls&command=-l&stdin=true&tty=false&container=c";
    QCOMPARE(api->expect(400, "GET", exec)["message"].text(),
             "admission webhook \"v.example.com\" denied the request: no shells");
    const Value request = hook->last();
    QCOMPARE(request["operation"].text(), "CONNECT");
    QCOMPARE(request["subResource"].text(), "exec");
    QCOMPARE(toJson(request["object"]),
             R"({"kind":"PodExecOptions","apiVersion":"v1","stdin":true,"container":"c","command":["ls","-l"]})");
    QVERIFY(request["options"].isNull());
    hook->answer = nullptr;
    QVERIFY(!api->send("GET", exec).json().contains("admission webhook")); // now the streams refuse: there is no node
    QCOMPARE(hook->asked.size(), 2);
    api->send("GET", "/api/v1/namespaces/default/pods/p/log"); // is no connection
    QCOMPARE(hook->asked.size(), 2);
}

void tst_Webhooks::questions()
{
    configure("Validating", "v", rule("*", "*/*"));
    const Value review = api->expect(201, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                     R"({"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}})");
    QVERIFY(review["status"]["allowed"].boolean());
    QCOMPARE(hook->last()["kind"]["kind"].text(), "SelfSubjectAccessReview");
}

void tst_Webhooks::exemption()
{
    configure("Validating", "all", rule("*", "*/*"));
    hook->answer = [](const QByteArray &, const Value &) { return WebhookServer::denied("{}"); };
    create(400, "a");
    const qsizetype asked = hook->asked.size();
    api->expect(200, "DELETE", admission + "validatingwebhookconfigurations/all");
    QCoreApplication::processEvents();
    QCOMPARE(hook->asked.size(), asked);
    create(201, "a");
}

void tst_Webhooks::equivalents()
{
    const QByteArray v1 = rule("*", "horizontalpodautoscalers", "autoscaling", "*", "v1");
    configure("Mutating", "equivalent", v1);
    configure("Mutating", "exact", v1, R"("matchPolicy":"Exact")");
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"replace","path":"/spec/targetCPUUtilizationPercentage","value":33}])");
    };
    const Response made = api->send(
        "POST", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
        R"({"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{)"
        R"("scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":3,)"
        R"("metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization",)"
        R"("averageUtilization":50}}}]}})");
    if (made.status == 404)
        QSKIP("no kind in several versions is served");
    QCOMPARE(made.status, 201);
    QCOMPARE(hook->asked.size(), 1);
    QCOMPARE(hook->path(0), "/equivalent");
    const Value request = hook->request(0);
    QCOMPARE(toJson(request["kind"]), R"({"group":"autoscaling","version":"v1","kind":"HorizontalPodAutoscaler"})");
    QCOMPARE(toJson(request["requestKind"]),
             R"({"group":"autoscaling","version":"v2","kind":"HorizontalPodAutoscaler"})");
    QCOMPARE(request["resource"]["version"].text(), "v1");
    QCOMPARE(request["requestResource"]["version"].text(), "v2");
    QCOMPARE(request["object"]["spec"]["targetCPUUtilizationPercentage"].integer(), 50);
    const Value document = parseJson(made.json()).value();
    QCOMPARE(document["spec"]["metrics"].at(0)["resource"]["target"]["averageUtilization"].integer(), 33);
}

/// They are pruned and get their defaults after a patch, too, and are asked about in the version that a webhook knows.
void tst_Webhooks::customResources()
{
    const Value schema
        = parseJson(R"({"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{
        "size":{"type":"integer"},"colour":{"type":"string","default":"red"}}}}}})")
              .value();
    const auto version = [&](const char *name, bool storage) {
        return Value::object(
            {{"name", name}, {"served", Value(true)}, {"storage", Value(storage)}, {"schema", schema}});
    };
    const Value spec = Value::object({{"group", "example.com"},
                                      {"scope", "Namespaced"},
                                      {"names", parseJson(R"({"plural":"boxes","kind":"Box"})").value()},
                                      {"versions", Value::array({version("v1", true), version("v2", false)})}});
    api->expect(201, "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                toJson(Value::object({{"metadata", Value::object({{"name", "boxes.example.com"}})}, {"spec", spec}})));
    const QByteArray boxes = "/apis/example.com/v2/namespaces/default/boxes";
    QTRY_COMPARE(api->send("GET", boxes).status, 200);
    configure("Mutating", "m", rule("*", "boxes", "example.com", "*", "v1"));
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"replace","path":"/spec","value":{"size":7,"junk":1}}])");
    };
    const Value made = api->expect(
        201, "POST", boxes,
        R"({"apiVersion":"example.com/v2","kind":"Box","metadata":{"name":"b"},"spec":{"size":1,"colour":"blue"}})");
    QCOMPARE(made["apiVersion"].text(), "example.com/v2");
    QVERIFY(made["spec"] == parseJson(R"({"size":7,"colour":"red"})").value());
    QCOMPARE(hook->last()["object"]["apiVersion"].text(), "example.com/v1");
    QCOMPARE(hook->last()["object"]["spec"]["colour"].text(), "blue");
    QCOMPARE(hook->last()["requestKind"]["version"].text(), "v2");
    hook->answer = [](const QByteArray &, const Value &) {
        return WebhookServer::patched(R"([{"op":"replace","path":"/spec/size","value":"big"}])");
    };
    api->expect(422, "PATCH", boxes + "/b", R"({"spec":{"size":2}})", mergePatch); // the schema says no
}

void tst_Webhooks::conditions()
{
    const QByteArray condition = R"("matchConditions":[{"name":"c","expression":"true"}])";
    configure("Validating", "v", rule("*", "configmaps"), condition);
    QVERIFY(create(403, "a")["message"].text().contains("does not evaluate CEL"));
    api->expect(200, "DELETE", admission + "validatingwebhookconfigurations/v");
    QCoreApplication::processEvents();
    configure("Validating", "i", rule("*", "configmaps"), condition + R"(,"failurePolicy":"Ignore")");
    create(201, "a");
    QVERIFY(hook->asked.isEmpty());
}

void tst_Webhooks::services()
{
    const QByteArray config
        = R"({"metadata":{"name":"s"},"webhooks":[{"name":"s.example.com","admissionReviewVersions":["v1"],"sideEffects":"None",)"
          R"("clientConfig":{"service":{"namespace":"default","name":"hook","path":"/x"}},"rules":[)"
        + rule("*", "configmaps") + "]}]}";
    api->expect(201, "POST", admission + "validatingwebhookconfigurations", config);
    QCoreApplication::processEvents();
    QCOMPARE(create(500, "a")["message"].text(),
             "Internal error occurred: failed calling webhook \"s.example.com\": failed to call webhook: Post "
             "\"https://hook.default.svc:443/x?timeout=10s\": service \"hook\" not found");
}

void tst_Webhooks::manyAtOnce()
{
    configure("Validating", "v", rule("*", "configmaps"));
    hook->holds = true;
    QList<std::shared_ptr<test::TestExchange>> made;
    for (int i = 0; i < 100; ++i)
        made.append(api->start("POST", cms, configMap("m" + QByteArray::number(i))));
    QTRY_COMPARE(hook->held(), 64); // the others wait for their turn
    hook->release();
    for (const auto &one : std::as_const(made)) {
        QTRY_COMPARE(one->answers, 1);
        QCOMPARE(one->response.status, 201);
    }
}

/// What cannot be asked at all fails at once, however many wait.
void tst_Webhooks::manyThatFailAtOnce()
{
    for (int i = 0; i < 1000; ++i)
        api->start("POST", cms, configMap("c" + QByteArray::number(i)));
    create(201, "last");
    const QByteArray body
        = R"({"metadata":{"name":"s"},"webhooks":[{"name":"s.example.com","admissionReviewVersions":["v1"],"sideEffects":"None",)"
          R"("failurePolicy":"Ignore","clientConfig":{"service":{"namespace":"default","name":"none"}},"rules":[)"
        + rule("DELETE", "configmaps") + "]}]}";
    api->expect(201, "POST", admission + "validatingwebhookconfigurations", body);
    QCoreApplication::processEvents();
    QCOMPARE(api->expect(200, "DELETE", cms)["items"].size(), 1001);
}

void tst_Webhooks::counted()
{
    configure("Mutating", "m", rule("*", "configmaps"), R"("failurePolicy":"Ignore")");
    configure("Validating", "v", rule("*", "configmaps"));
    hook->raw = [this](const WebhookServer::Asked &asked) {
        if (asked.target.startsWith("/m"))
            return WebhookServer::http("500 No", "");
        const Value response = WebhookServer::denied(R"({"code":403})").with("uid", asked.review["request"]["uid"]);
        return WebhookServer::http("200 OK", toJson(asked.review.with("response", response)));
    };
    create(403, "a");
    const QByteArray page = api->send("GET", "/metrics").body;
    const QByteArray of = "apiserver_admission_webhook_", m = "{name=\"m.example.com\",type=\"admit\"",
                     v = "{name=\"v.example.com\",type=\"validating\",operation=\"CREATE\"";
    for (const QByteArray &line :
         {of + "fail_open_count" + m + "} 1\n",
          of + "request_total" + m + ",operation=\"CREATE\",code=\"0\",rejected=\"false\"} 1\n",
          of + "request_total" + v + ",code=\"403\",rejected=\"true\"} 1\n",
          of + "rejection_count" + v + ",error_type=\"no_error\",rejection_code=\"403\"} 1\n",
          of + "admission_duration_seconds_count" + v + ",rejected=\"true\"} 1\n"})
        QVERIFY2(page.contains(line), line.constData());
}

void tst_Webhooks::endWhileWaiting()
{
    configure("Mutating", "m", rule("*", "configmaps"));
    hook->holds = true;
    const auto made = api->start("POST", cms, configMap("a"));
    QTRY_COMPARE(hook->held(), 1);
    api->server.reset();
    hook->release();
    QTest::qWait(0);
    QCOMPARE(made->answers, 0); // the exchange answers for itself when it is let go
    QCOMPARE(made.use_count(), 1); // which it is
}

QTEST_GUILESS_MAIN(tst_Webhooks)
#include "tst_webhooks.moc"
