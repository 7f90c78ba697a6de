// SPDX-License-Identifier: GPL-3.0-only
// What goes in and comes out in JSON, YAML and protobuf, by what a client accepts.
#include "tests/controlplane/apiserver/testapi.h"

#include "controlplane/api/protobuf.h"
#include "controlplane/api/yaml.h"

#include <QtEndian>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray protobuf = protobufMediaType.toByteArray();
static const QByteArray cms = "/api/v1/namespaces/default/configmaps";

class TestWireForms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accept_data();
    void accept();
    void objects();
    void lists();
    void subresources();
    void partial();
    void watch();
    void framesAreShared();
    void notAcceptable();
    void customResources();
    void pretty();

private:
    static Value read(const Response &response) { return parseProtobuf(Schema::builtin(), response.body).valueOr({}); }
};

void TestWireForms::accept_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentType");
    const QByteArray json = "application/json", yaml = "application/yaml";
    const QByteArray table = ";as=Table;v=v1;g=meta.k8s.io";
    QTest::newRow("none") << QByteArray() << 200 << json;
    QTest::newRow("any") << QByteArray("*/*") << 200 << json;
    QTest::newRow("any application") << QByteArray("application/*") << 200 << json;
    QTest::newRow("client-go") << protobuf + ",application/json" << 200 << protobuf;
    QTest::newRow("in order") << "application/json," + protobuf << 200 << json;
    QTest::newRow("weights") << "application/json;q=0.5, " + protobuf + ";q=0.8, text/html" << 200 << protobuf;
    QTest::newRow("weight 0") << protobuf + ";q=0, application/yaml;q=0.1" << 200 << yaml;
    QTest::newRow("what is named before what is not") << QByteArray("*/*, application/yaml") << 200 << yaml;
    QTest::newRow("unknown first") << QByteArray("application/cbor, application/yaml") << 200 << yaml;
    QTest::newRow("upper case") << QByteArray("Application/YAML") << 200 << yaml;
    QTest::newRow("table") << json + table << 200 << json;
    QTest::newRow("no table in protobuf") << protobuf + table + ", application/yaml" << 200 << yaml;
    QTest::newRow("only a table in protobuf") << protobuf + table << 406 << json;
    QTest::newRow("nothing of ours") << QByteArray("text/html, application/cbor") << 406 << json;
    QTest::newRow("stream") << json + ";stream=watch" << 406 << json;
}

void TestWireForms::accept()
{
    QFETCH(QByteArray, accept);
    QFETCH(int, status);
    QFETCH(QByteArray, contentType);
    static TestApi api;
    Headers headers;
    if (!accept.isEmpty())
        headers.add("accept", accept);
    for (const QByteArray &path : {QByteArray("/api/v1/namespaces/default"), QByteArray("/api/v1/namespaces")}) {
        const Response response = api.send("GET", path, {}, headers);
        QCOMPARE(response.status, status);
        QCOMPARE(response.contentType, contentType);
        if (status == 406)
            QCOMPARE(response.object["message"].bytes(),
                     QByteArray("only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf"));
    }
}

void TestWireForms::objects()
{
    TestApi api;
    const Headers headers{{"accept", protobuf}, {"content-type", protobuf}, {"user-agent", "test/1"}};
    const Value sent = *parseJson(configMap("a", R"("data":{"k":"v"},"binaryData":{"b":"AP8="})"));
    const Response created = api.send("POST", cms, *toProtobuf(Schema::builtin(), sent), headers);
    QCOMPARE(created.status, 201);
    QCOMPARE(created.contentType, protobuf);
    QCOMPARE(created.object.name(), QByteArray("a")); // for what is noted of the answer
    const Value made = read(created);
    QCOMPARE(made["data"], sent["data"]);
    QCOMPARE(made["binaryData"], sent["binaryData"]);
    const Value json = api.expect(200, "GET", cms + "/a");
    QCOMPARE(toJson(read(api.send("GET", cms + "/a", {}, headers))), toJson(json));
    const Response yaml = api.send("GET", cms + "/a", {}, {{"accept", "application/yaml"}});
    QVERIFY(parseYaml(yaml.body)->constFirst().value == json);

    const Value changed = json.withPath({"data", "k"}, "w");
    QCOMPARE(read(api.send("PUT", cms + "/a", *toProtobuf(Schema::builtin(), changed), headers))["data"]["k"].bytes(), QByteArray("w"));
    const Headers patch{{"accept", protobuf}, {"content-type", "application/merge-patch+json"}};
    QCOMPARE(read(api.send("PATCH", cms + "/a", R"({"data":{"k":"x"}})", patch))["data"]["k"].bytes(), QByteArray("x"));
    const Value options = *parseJson(R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}})");
    QCOMPARE(api.send("DELETE", cms + "/a", *toProtobuf(Schema::builtin(), options), headers).status, 409);
    const Value deleted = read(api.send("DELETE", cms + "/a", {}, headers));
    QCOMPARE(deleted["kind"].bytes(), QByteArray("Status"));
    QCOMPARE(deleted["details"]["name"].bytes(), QByteArray("a"));
}

void TestWireForms::lists()
{
    TestApi api;
    for (const char *name : {"a", "b", "c"})
        api.expect(201, "POST", cms, configMap(name), {{"user-agent", "test/1"}});
    const Response response = api.send("GET", cms + "?limit=2", {}, {{"accept", protobuf}});
    QCOMPARE(response.contentType, protobuf);
    const Value list = read(response);
    QCOMPARE(list["kind"].bytes(), QByteArray("ConfigMapList"));
    QCOMPARE(list["items"].size(), 2);
    QVERIFY(!list["metadata"]["continue"].text().isEmpty());
    QCOMPARE(list["metadata"]["remainingItemCount"].integer(), api.expect(200, "GET", cms)["items"].size() - 2);
    QVERIFY(!list["items"].at(0).contains("kind")); // the wire has no place for it
    QCOMPARE(toJson(list["items"].at(0)), toJson(api.expect(200, "GET", cms + "/a").without("kind").without("apiVersion")));
}

void TestWireForms::subresources()
{
    TestApi api;
    const QByteArray deployments = "/apis/apps/v1/namespaces/default/deployments";
    api.expect(201, "POST", deployments,
               R"({"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},)"
               R"("spec":{"containers":[{"name":"c","image":"i"}]}}}})");
    const Headers headers{{"accept", protobuf}, {"content-type", protobuf}};
    const Value scale = read(api.send("GET", deployments + "/web/scale", {}, headers));
    QCOMPARE(scale["apiVersion"].bytes(), QByteArray("autoscaling/v1"));
    QCOMPARE(scale["spec"]["replicas"].integer(), 2);
    const Response scaled = api.send("PUT", deployments + "/web/scale",
                                     *toProtobuf(Schema::builtin(), scale.withPath({"spec", "replicas"}, 5)), headers);
    QCOMPARE(read(scaled)["spec"]["replicas"].integer(), 5);
    const Value review = *parseJson(
        R"({"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}})");
    const Response answered = api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                       *toProtobuf(Schema::builtin(), review), headers);
    QVERIFY(read(answered)["status"]["allowed"].boolean());
}

void TestWireForms::partial()
{
    TestApi api;
    api.expect(201, "POST", cms, configMap("a"));
    const QByteArray as = ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1", asList = ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const Value one = read(api.send("GET", cms + "/a", {}, {{"accept", protobuf + as + ",application/json" + as}}));
    QCOMPARE(one["kind"].bytes(), QByteArray("PartialObjectMetadata"));
    QCOMPARE(one["metadata"]["name"].bytes(), QByteArray("a"));
    QVERIFY(!one.contains("data"));
    const Value list = read(api.send("GET", cms, {}, {{"accept", protobuf + asList}}));
    QCOMPARE(list["kind"].bytes(), QByteArray("PartialObjectMetadataList"));
    QVERIFY(list["items"].size() > 0);
}

/// The frames of a protobuf watch: length, WatchEvent, and in it the object in its envelope.
static QList<std::pair<QByteArray, Value>> events(const QByteArray &bytes)
{
    QList<std::pair<QByteArray, Value>> events;
    for (qsizetype at = 0; at + 4 <= bytes.size();) {
        const qsizetype length = qFromBigEndian<quint32>(bytes.constData() + at);
        const QByteArray frame = bytes.mid(at + 4, length);
        const qsizetype object = frame.indexOf("k8s");
        events.append({frame.mid(2, frame[1]), parseProtobuf(Schema::builtin(), QByteArrayView(frame).sliced(object)).valueOr({})});
        at += 4 + length;
    }
    return events;
}

void TestWireForms::watch()
{
    TestApi api;
    const auto watch = api.start("GET", cms + "?watch=true&resourceVersion=" + QByteArray::number(api.server->revision()), {},
                                 {{"accept", protobuf + ";stream=watch," + protobuf + ",application/json"}});
    QCOMPARE(watch->response.contentType, protobuf + ";stream=watch");
    api.expect(201, "POST", cms, configMap("a"));
    api.send("PATCH", cms + "/a", R"({"data":{"k":"w"}})", {{"content-type", "application/merge-patch+json"}});
    api.send("DELETE", cms + "/a");
    QByteArray bytes;
    for (const WatchFrame &frame : std::as_const(watch->stream->frames))
        bytes += frame.json;
    const auto seen = events(bytes);
    QCOMPARE(seen.size(), 3);
    QCOMPARE(seen[0].first, QByteArray("ADDED"));
    QCOMPARE(seen[1].first, QByteArray("MODIFIED"));
    QCOMPARE(seen[1].second["data"]["k"].bytes(), QByteArray("w"));
    QCOMPARE(seen[2].first, QByteArray("DELETED"));
    QCOMPARE(seen[2].second["kind"].bytes(), QByteArray("ConfigMap"));

    // As metadata alone, bookmarks too; and an error is a Status.
    const auto partial = api.start("GET",
                                   cms + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", {},
                                   {{"accept", protobuf + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1"}});
    const auto last = events(partial->stream->frames.constLast().json);
    QCOMPARE(last[0].first, QByteArray("BOOKMARK"));
    QCOMPARE(last[0].second["kind"].bytes(), QByteArray("PartialObjectMetadata"));
    QCOMPARE(last[0].second["metadata"]["annotations"]["k8s.io/initial-events-end"].bytes(), QByteArray("true"));
    api.store->compact(api.server->revision());
    const auto tooOld = api.start("GET", cms + "?watch=1&resourceVersion=1", {}, {{"accept", protobuf}});
    const auto error = events(tooOld->stream->frames.constLast().json);
    QCOMPARE(error[0].first, QByteArray("ERROR"));
    QCOMPARE(error[0].second["code"].integer(), 410);
}

/// A change is written once for each form, however many watch.
void TestWireForms::framesAreShared()
{
    TestApi api;
    std::vector<std::shared_ptr<TestExchange>> watches;
    for (const QByteArray &accept : {protobuf, protobuf, QByteArray("application/json"), QByteArray("application/json")})
        watches.push_back(api.start("GET", cms + "?watch=1&resourceVersion=" + QByteArray::number(api.server->revision()), {}, {{"accept", accept}}));
    api.expect(201, "POST", cms, configMap("a"));
    const auto bytes = [&](size_t i) { return watches[i]->stream->frames.constLast().json.constData(); };
    QVERIFY(bytes(0) == bytes(1));
    QVERIFY(bytes(2) == bytes(3));
    QVERIFY(bytes(0) != bytes(2));
}

void TestWireForms::notAcceptable()
{
    TestApi api;
    QCOMPARE(api.send("GET", cms + "?watch=1", {}, {{"accept", "application/yaml"}}).status, 406);
    QCOMPARE(api.send("POST", cms, "k8s", {{"content-type", protobuf}}).status, 400);
    QCOMPARE(api.send("POST", cms, "x", {{"content-type", "application/cbor"}}).status, 415);
}

/// Their objects have no protobuf; their metadata has.
void TestWireForms::customResources()
{
    TestApi api;
    api.expect(201, "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
               R"({"metadata":{"name":"things.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"things","kind":"Thing"},)"
               R"("versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}})");
    const QByteArray things = "/apis/example.com/v1/namespaces/default/things";
    QTRY_COMPARE(api.send("GET", things).status, 200); // established
    QVERIFY(!api.expect(201, "POST", things, R"({"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"a"}})").isNull());
    for (const QByteArray &path : {things, things + "/a", things + "?watch=1"}) {
        const Response refused = api.send("GET", path, {}, {{"accept", protobuf}});
        QCOMPARE(refused.status, 406);
        QVERIFY(!refused.object["message"].text().contains("protobuf"));
    }
    QCOMPARE(api.send("GET", things + "/a", {}, {{"accept", protobuf + ",application/json"}}).contentType, QByteArray("application/json"));
    const Value metadata = read(api.send("GET", things + "/a", {}, {{"accept", protobuf + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1"}}));
    QCOMPARE(metadata["metadata"]["name"].bytes(), QByteArray("a"));
}

void TestWireForms::pretty()
{
    TestApi api;
    QVERIFY(api.send("GET", "/api/v1/namespaces/default?pretty=true").body.contains("\n  \"metadata\": {\n    \""));
    QVERIFY(api.send("GET", "/api/v1/namespaces/default", {}, {{"user-agent", "curl/8.0"}}).body.startsWith("{\n  \""));
    QVERIFY(api.send("GET", "/api/v1/namespaces/default?pretty=false", {}, {{"user-agent", "curl/8.0"}}).body.isEmpty());
    QVERIFY(api.send("GET", "/api/v1/namespaces/default").body.isEmpty()); // the store's own bytes
}

QTEST_GUILESS_MAIN(TestWireForms)
#include "tst_wireforms.moc"
