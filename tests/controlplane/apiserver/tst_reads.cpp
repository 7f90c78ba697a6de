// SPDX-License-Identifier: GPL-3.0-only
// resourceVersion and its match, pages with consistent snapshots, streaming lists: with Kubernetes' rules and words.
#include "tests/controlplane/apiserver/testapi.h"

#include <QSet>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray cms = "/api/v1/namespaces/default/configmaps";

class TestReads final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
    void revisions();
    void pagesAreOneSnapshot();
    void pagesAfterCompaction();
    void pagesWithSelectors();
    void streamingList();
    void watchOptions_data();
    void watchOptions();
    void oldWatchPaths();
    void bookmarksInEveryForm();
    void head();

private:
    static QByteArray names(const Value &list)
    {
        QByteArray out;
        for (const Value &item : list["items"].items())
            out += (out.isEmpty() ? "" : " ") + item["metadata"]["name"].bytes();
        return out;
    }
    static void fill(TestApi &api, int count, const QByteArray &prefix = "c")
    {
        for (int i = 0; i < count; ++i)
            api.expect(201, "POST", cms,
                       configMap(prefix + QByteArray::number(100 + i), R"("data":{"k":"v"})",
                                 i % 2 ? R"("labels":{"odd":"yes"})" : R"("labels":{"odd":"no"})"));
    }
};

void TestReads::refused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    const QByteArray invalid = "ListOptions.meta.k8s.io \"\" is invalid: ";
    QTest::newRow("no number") << QByteArray("resourceVersion=abc") << 400 << QByteArray("parsing \"abc\": invalid syntax");
    QTest::newRow("negative") << QByteArray("resourceVersion=-1") << 400 << QByteArray("parsing \"-1\": invalid syntax");
    QTest::newRow("future") << QByteArray("resourceVersion=999999") << 504 << QByteArray("Too large resource version: 999999, current: ");
    QTest::newRow("future, exact") << QByteArray("resourceVersion=999999&resourceVersionMatch=Exact") << 504 << QByteArray("Too large resource version");
    QTest::newRow("match without version") << QByteArray("resourceVersionMatch=Exact") << 422
        << invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided";
    QTest::newRow("unknown match") << QByteArray("resourceVersion=1&resourceVersionMatch=Newest") << 422
        << invalid + "resourceVersionMatch: Unsupported value: \"Newest\": supported values: \"Exact\", \"NotOlderThan\", \"\"";
    QTest::newRow("exactly 0") << QByteArray("resourceVersion=0&resourceVersionMatch=Exact") << 422
        << invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"";
    QTest::newRow("match and continue") << QByteArray("resourceVersion=1&resourceVersionMatch=Exact&continue=abc") << 422
        << invalid + "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided";
    QTest::newRow("initial events of a list") << QByteArray("sendInitialEvents=true") << 422
        << invalid + "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list";
    QTest::newRow("version and continue") << QByteArray("resourceVersion=1&continue=abc") << 400
        << QByteArray("specifying resource version is not allowed when using continue");
    QTest::newRow("bad token") << QByteArray("continue=!") << 400 << QByteArray("invalid continue token: continue key is not valid: ");
    QTest::newRow("token of nothing") << "continue=" + QByteArray(R"({"v":"meta.k8s.io/v1","rv":5,"start":""})").toBase64() << 400
        << QByteArray("encoded start key empty (version meta.k8s.io/v1)");
    QTest::newRow("token of another version") << "continue=" + QByteArray(R"({"v":"v9","rv":5,"start":"a"})").toBase64() << 400
        << QByteArray("server does not recognize this encoded version \"v9\"");
    QTest::newRow("token without revision") << "continue=" + QByteArray(R"({"v":"meta.k8s.io/v1","start":"a"})").toBase64() << 400
        << QByteArray("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
    QTest::newRow("limit") << QByteArray("limit=many") << 400 << QByteArray("strconv.ParseInt: parsing \"many\": invalid syntax");
    QTest::newRow("timeout") << QByteArray("timeoutSeconds=x") << 400 << QByteArray("strconv.ParseInt: parsing \"x\": invalid syntax");
}

void TestReads::refused()
{
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    QFETCH(QByteArray, message);
    static TestApi api;
    const Value answer = api.expect(status, "GET", cms + '?' + query);
    QVERIFY2(answer["message"].text().contains(message), answer["message"].bytes().constData());
    if (status == 504)
        QCOMPARE(answer["details"]["causes"].at(0)["reason"].bytes(), QByteArray("ResourceVersionTooLarge"));
}

void TestReads::revisions()
{
    TestApi api;
    fill(api, 2);
    const QByteArray then = QByteArray::number(api.server->revision());
    const QByteArray before = names(api.expect(200, "GET", cms));
    fill(api, 2, "d");
    api.expect(200, "DELETE", cms + "/c100");
    QCOMPARE(names(api.expect(200, "GET", cms + "?resourceVersionMatch=Exact&resourceVersion=" + then)), before);
    QCOMPARE(api.expect(200, "GET", cms + "?resourceVersionMatch=Exact&resourceVersion=" + then)["metadata"]["resourceVersion"].bytes(), then);
    const QByteArray now = names(api.expect(200, "GET", cms));
    QVERIFY(now != before);
    for (const QByteArray &query : {QByteArray("resourceVersion=0"), "resourceVersion=" + then, "resourceVersionMatch=NotOlderThan&resourceVersion=" + then})
        QCOMPARE(names(api.expect(200, "GET", cms + '?' + query)), now);
    // With a limit and no match a revision is exact.
    QVERIFY(names(api.expect(200, "GET", cms + "?limit=500&resourceVersion=" + then)) == before);
    api.store->compact(api.server->revision());
    QCOMPARE(api.expect(410, "GET", cms + "?resourceVersionMatch=Exact&resourceVersion=" + then)["message"].bytes(),
             QByteArray("The resourceVersion for the provided list is too old."));
    QCOMPARE(api.expect(200, "GET", cms + "/c101?resourceVersion=" + then)["metadata"]["name"].bytes(), QByteArray("c101"));
    api.expect(504, "GET", cms + "/c101?resourceVersion=999999");
}

void TestReads::pagesAreOneSnapshot()
{
    TestApi api;
    fill(api, 25);
    const Value all = api.expect(200, "GET", cms);
    QByteArray seen, token, revision;
    qint64 left = all["items"].size();
    for (int page = 0; page < 10; ++page) {
        const Value list = api.expect(200, "GET", cms + "?limit=7" + (token.isEmpty() ? "" : "&continue=" + token));
        seen += (seen.isEmpty() ? "" : " ") + names(list);
        left -= list["items"].size();
        QCOMPARE(list["metadata"]["remainingItemCount"].integer(), left);
        if (revision.isEmpty())
            revision = list["metadata"]["resourceVersion"].bytes();
        QCOMPARE(list["metadata"]["resourceVersion"].bytes(), revision);
        token = list["metadata"]["continue"].bytes();
        if (token.isEmpty())
            break;
        // What happens meanwhile, happens behind the snapshot.
        api.expect(201, "POST", cms, configMap("c110x" + QByteArray::number(page)));
        api.expect(200, "DELETE", cms + "/c12" + QByteArray::number(page));
    }
    QCOMPARE(seen, names(all));
    QCOMPARE(left, 0);
}

void TestReads::pagesAfterCompaction()
{
    TestApi api;
    fill(api, 6);
    const Value first = api.expect(200, "GET", cms + "?limit=3");
    const QByteArray token = first["metadata"]["continue"].bytes();
    api.expect(200, "DELETE", cms + "/c104");
    api.expect(201, "POST", cms, configMap("c109"));
    api.store->compact(api.server->revision());
    const Value gone = api.expect(410, "GET", cms + "?limit=3&continue=" + token);
    QCOMPARE(gone["reason"].bytes(), QByteArray("Expired"));
    QVERIFY(gone["message"].text().contains("use the continue token in this response"));
    const QByteArray inconsistent = gone["metadata"]["continue"].bytes();
    QVERIFY(!inconsistent.isEmpty());
    const Value rest = api.expect(200, "GET", cms + "?limit=50&continue=" + inconsistent);
    QSet<QByteArray> both;
    for (const Value &list : {first, rest}) {
        for (const Value &item : list["items"].items())
            both.insert(item["metadata"]["name"].bytes());
    }
    QVERIFY(both.contains("c109") && !names(rest).contains("c104"));
    for (const char *name : {"c100", "c101", "c102", "c103", "c105"})
        QVERIFY2(both.contains(name), name);
    QCOMPARE(rest["metadata"]["resourceVersion"].bytes(), QByteArray::number(api.server->revision()));
}

void TestReads::pagesWithSelectors()
{
    TestApi api;
    fill(api, 40);
    QByteArray seen, token;
    int pages = 0;
    do {
        const Value list = api.expect(200, "GET", cms + "?limit=6&labelSelector=odd%3Dyes" + (token.isEmpty() ? "" : "&continue=" + token));
        QVERIFY(list["items"].size() <= 6);
        QVERIFY(!list["metadata"].contains("remainingItemCount"));
        seen += (seen.isEmpty() || list["items"].isEmpty() ? "" : " ") + names(list);
        token = list["metadata"]["continue"].bytes();
    } while (!token.isEmpty() && ++pages < 20);
    QCOMPARE(seen, names(api.expect(200, "GET", cms + "?labelSelector=odd%3Dyes")));
    QCOMPARE(names(api.expect(200, "GET", cms + "?limit=5&labelSelector=odd%3Dyes&fieldSelector=metadata.name%3Dc103")), QByteArray("c103"));
}

void TestReads::streamingList()
{
    TestApi api;
    fill(api, 3);
    const QByteArray query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const auto watch = api.start("GET", cms + query + "&labelSelector=odd%3Dno");
    QCOMPARE(watch->stream->types(), QByteArray("ADDED:c100 ADDED:c102 BOOKMARK:"));
    const Object end = watch->stream->frames.constLast().event.object;
    QCOMPARE(end.annotation("k8s.io/initial-events-end"), QByteArray("true"));
    QCOMPARE(end.resourceVersion(), api.server->revision());
    api.send("DELETE", cms + "/c102");
    QVERIFY(watch->stream->types().endsWith(" DELETED:c102"));
    // Without bookmarks there is none to mark the end with.
    const auto plain = api.start("GET", cms + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&labelSelector=odd%3Dno");
    QCOMPARE(plain->stream->types(), QByteArray("ADDED:c100"));
    const auto none = api.start("GET", cms + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0");
    QCOMPARE(none->stream->types(), QByteArray());
    const auto future = api.start("GET", cms + query + "&resourceVersion=999999");
    QCOMPARE(future->stream->frames.size(), 1);
    QCOMPARE(future->stream->frames[0].event.object["code"].integer(), 504);
    QVERIFY(future->stream->ended);
}

void TestReads::watchOptions_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("match needed") << QByteArray("sendInitialEvents=true")
        << QByteArray("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    QTest::newRow("match without") << QByteArray("resourceVersionMatch=NotOlderThan&resourceVersion=1")
        << QByteArray("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    QTest::newRow("exact") << QByteArray("sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1")
        << QByteArray("resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"");
}

void TestReads::watchOptions()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, message);
    static TestApi api;
    const Value answer = api.expect(422, "GET", cms + "?watch=1&" + query);
    QVERIFY2(answer["message"].text().contains(message), answer["message"].bytes().constData());
}

void TestReads::oldWatchPaths()
{
    TestApi api;
    fill(api, 2);
    const auto all = api.start("GET", "/api/v1/watch/namespaces/default/configmaps");
    QVERIFY(all->stream->types().contains("ADDED:c100 ADDED:c101"));
    const auto one = api.start("GET", "/api/v1/watch/namespaces/default/configmaps/c101");
    QCOMPARE(one->stream->types(), QByteArray("ADDED:c101"));
    const auto cluster = api.start("GET", "/api/v1/watch/namespaces/default");
    QCOMPARE(cluster->stream->types(), QByteArray("ADDED:default"));
    api.send("DELETE", cms + "/c100");
    QCOMPARE(one->stream->types(), QByteArray("ADDED:c101"));
    QVERIFY(all->stream->types().endsWith("DELETED:c100"));
    QCOMPARE(api.send("POST", "/api/v1/watch/namespaces/default/configmaps", configMap("x")).status, 405);
    // Kubernetes reads a boolean that is there as true, but for "false" and "0".
    QVERIFY(!api.start("GET", cms + "?watch")->stream->frames.isEmpty());
    QVERIFY(api.start("GET", cms + "?watch=False")->stream->frames.isEmpty());
}

void TestReads::bookmarksInEveryForm()
{
    TestApi api;
    const QByteArray query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    for (const QByteArray &path : {QByteArray("/api/v1/pods"), QByteArray("/api/v1/nodes"), QByteArray("/apis/apps/v1/deployments")}) {
        const auto table = api.start("GET", path + query, {}, {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
        QCOMPARE(table->stream->frames.constLast().event.object.kind(), QByteArray("Table"));
        const auto partial = api.start("GET", path + query, {}, {{"accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"}});
        QCOMPARE(partial->stream->frames.constLast().event.object.kind(), QByteArray("PartialObjectMetadata"));
    }
}

/// HEAD is GET to everything behind the wire; that leaves the body out.
void TestReads::head()
{
    TestApi api;
    for (const char *path : {"/api/v1/namespaces", "/api/v1/namespaces/default", "/version", "/api", "/apis", "/openapi/v2", "/healthz", "/livez", "/readyz", "/metrics"})
        QVERIFY2(api.send("HEAD", path).status == api.send("GET", path).status, path);
}

QTEST_GUILESS_MAIN(TestReads)
#include "tst_reads.moc"
