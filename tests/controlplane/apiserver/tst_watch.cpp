// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray cms = "/api/v1/namespaces/default/configmaps";

class TestWatch : public QObject
{
    Q_OBJECT

    static QByteArray labelled(const QByteArray &name, const QByteArray &value)
    {
        return configMap(name, "\"data\":{}", "\"labels\":{\"l\":\"" + value + "\"}");
    }

private Q_SLOTS:
    void initialThenLive()
    {
        TestApi api;
        api.expect(201, "POST", cms, configMap("a"));
        const auto watch = api.start("GET", cms + "?watch=true");
        QTRY_COMPARE(watch->stream->types(), "ADDED:a");
        api.expect(201, "POST", cms, configMap("b"));
        api.expect(200, "PUT", cms + "/a", configMap("a", R"("data":{"k":"w"})"));
        api.expect(200, "DELETE", cms + "/b");
        api.expect(201, "POST", "/api/v1/namespaces/kube-system/configmaps", configMap("elsewhere"));
        QTRY_COMPARE(watch->stream->types(), "ADDED:a ADDED:b MODIFIED:a DELETED:b");
        const Value frame = parseJson(watch->stream->frames.last().json).value();
        QCOMPARE(frame["type"].bytes(), "DELETED");
        QCOMPARE(frame["object"]["kind"].bytes(), "ConfigMap");
        // The deletion's revision, not the object's last.
        QVERIFY(frame["object"]["metadata"]["resourceVersion"].bytes().toInt()
                > watch->stream->frames[1].event.object.resourceVersion());
        QVERIFY(watch->stream->frames.last().json.endsWith("}\n"));
    }

    void fromARevision()
    {
        TestApi api;
        const Value a = api.expect(201, "POST", cms, configMap("a"));
        api.expect(201, "POST", cms, configMap("b"));
        const auto watch
            = api.start("GET", cms + "?watch=true&resourceVersion=" + a["metadata"]["resourceVersion"].bytes());
        QTRY_COMPARE(watch->stream->types(), "ADDED:b");
        const auto zero = api.start("GET", cms + "?watch=true&resourceVersion=0");
        QTRY_COMPARE(zero->stream->types(), "ADDED:a ADDED:b");
        QCOMPARE(api.send("GET", cms + "?watch=true&resourceVersion=x").status, 400);
    }

    void selectorTransitions()
    {
        TestApi api;
        api.expect(201, "POST", cms, labelled("a", "no"));
        const auto watch = api.start("GET", cms + "?watch=true&labelSelector=l%3Dyes");
        api.expect(200, "PUT", cms + "/a", labelled("a", "yes"));
        api.expect(200, "PUT", cms + "/a", configMap("a", R"("data":{"k":"x"})", R"("labels":{"l":"yes"})"));
        const Value out = api.expect(200, "PUT", cms + "/a", labelled("a", "no"));
        api.expect(200, "PUT", cms + "/a", labelled("a", "never"));
        api.expect(200, "DELETE", cms + "/a");
        QTRY_COMPARE(watch->stream->types(), "ADDED:a MODIFIED:a DELETED:a");
        // It left as the watcher knew it, at the revision that took it out.
        const Object last = watch->stream->frames.last().event.object;
        QCOMPARE(last.label("l"), "yes");
        QCOMPARE(last.metadata()["resourceVersion"].bytes(), out["metadata"]["resourceVersion"].bytes());
    }

    void oneObject()
    {
        TestApi api;
        const auto watch = api.start("GET", cms + "?watch=true&fieldSelector=metadata.name%3Da");
        api.expect(201, "POST", cms, configMap("ab"));
        api.expect(201, "POST", cms, configMap("a"));
        QTRY_COMPARE(watch->stream->types(), "ADDED:a");
    }

    void framesAreShared()
    {
        TestApi api;
        const auto one = api.start("GET", cms + "?watch=true");
        const auto two = api.start("GET", cms + "?watch=true");
        api.expect(201, "POST", cms, configMap("a"));
        QTRY_COMPARE(two->stream->frames.size(), 1);
        QCOMPARE(static_cast<const void *>(one->stream->frames[0].json.constData()),
                 static_cast<const void *>(two->stream->frames[0].json.constData()));
    }

    void causesAndForms()
    {
        TestApi api;
        const auto plain = api.start("GET", cms + "?watch=true");
        const auto causes = api.start("GET", cms + "?watch=true", {}, {{"orrery-causes", "1"}});
        const auto table
            = api.start("GET", cms + "?watch=true", {}, {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
        const QByteArray trace = "0af7651916cd43dd8448eb211c80319c";
        api.expect(201, "POST", cms, configMap("a"), {{"traceparent", "00-" + trace + "-b7ad6b7169203331-01"}});
        QTRY_COMPARE(table->stream->frames.size(), 1);
        QVERIFY(!plain->stream->frames[0].json.contains(trace));
        const QByteArray cause = parseJson(causes->stream->frames[0].json).value()["cause"].bytes();
        QCOMPARE(Cause::fromTraceparent(cause).traceId, trace);
        QVERIFY(Cause::fromTraceparent(cause).parentId != "b7ad6b7169203331");
        const Value frame = parseJson(table->stream->frames[0].json).value();
        QCOMPARE(frame["object"]["kind"].bytes(), "Table");
        QCOMPARE(frame["object"]["rows"].at(0)["cells"].at(0).bytes(), "a");
    }

    void inProcessWatchersGetNoJson()
    {
        TestApi api;
        api.expect(201, "POST", cms, configMap("a"));
        Request request;
        request.path = cms;
        request.query = Query("watch=true");
        request.user = TestApi::admin();
        const auto exchange = std::make_shared<TestExchange>(request);
        exchange->stream->json = false;
        api.server->handle(exchange);
        QTRY_COMPARE(exchange->stream->types(), "ADDED:a");
        QVERIFY(exchange->stream->frames[0].json.isEmpty());
    }

    void streamingList()
    {
        TestApi api;
        api.expect(201, "POST", cms, configMap("a"));
        const auto watch = api.start(
            "GET",
            cms + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        QTRY_COMPARE(watch->stream->types(), "ADDED:a BOOKMARK:");
        const Object bookmark = watch->stream->frames.last().event.object;
        QCOMPARE(bookmark.annotation("k8s.io/initial-events-end"), "true");
        QCOMPARE(bookmark.resourceVersion(), api.server->revision());
        QCOMPARE(api.send("GET", cms + "?watch=true&sendInitialEvents=true").status, 422);
    }

    void aPeerThatDoesNotReadIsLeftWhereItIs()
    {
        TestApi api;
        const auto slow = api.start("GET", cms + "?watch=true");
        const auto quick = api.start("GET", cms + "?watch=true");
        slow->stream->full = true;
        const QByteArray big = "\"data\":{\"k\":\"" + QByteArray(40000, 'x') + "\"}";
        for (int i = 0; i < 6; ++i)
            api.expect(201, "POST", cms, configMap("c" + QByteArray::number(i), big));
        QTRY_COMPARE(quick->stream->frames.size(), 6);
        const qsizetype stopped = slow->stream->frames.size();
        QVERIFY(stopped < 6);
        slow->stream->full = false;
        slow->stream->onWritable();
        QTRY_COMPARE(slow->stream->frames.size(), 6);
        QCOMPARE(slow->stream->types(), quick->stream->types());
    }

    void longInitialListsWaitForThePeer()
    {
        TestApi api;
        const QByteArray big = "\"data\":{\"k\":\"" + QByteArray(40000, 'x') + "\"}";
        for (int i = 0; i < 6; ++i)
            api.expect(201, "POST", cms, configMap("c" + QByteArray::number(i), big));
        Request request;
        request.path = cms;
        request.query = Query("watch=true");
        request.user = TestApi::admin();
        const auto exchange = std::make_shared<TestExchange>(request);
        exchange->stream->full = true;
        api.server->handle(exchange);
        QVERIFY(exchange->stream->frames.size() < 6);
        api.expect(201, "POST", cms, configMap("late"));
        exchange->stream->full = false;
        exchange->stream->onWritable();
        QTRY_COMPARE(exchange->stream->frames.size(), 7);
        QCOMPARE(exchange->stream->frames.last().event.object.name(), "late");
    }

    void expired()
    {
        TestApi api;
        for (int i = 0; i < 3; ++i)
            api.expect(201, "POST", cms, configMap("c" + QByteArray::number(i)));
        api.store->compact(api.server->revision());
        QTRY_VERIFY(api.store->compactedRevision() > 1);
        const auto watch = api.start("GET", cms + "?watch=true&resourceVersion=1");
        QTRY_VERIFY(watch->stream->ended);
        QCOMPARE(watch->stream->frames.size(), 1);
        const Value error = parseJson(watch->stream->frames[0].json).value();
        QCOMPARE(error["type"].bytes(), "ERROR");
        QCOMPARE(error["object"]["code"].integer(), 410);
        QCOMPARE(error["object"]["reason"].bytes(), "Expired");
    }

    void ends()
    {
        TestApi api;
        const auto timed = api.start("GET", cms + "?watch=true&timeoutSeconds=1");
        const auto left = api.start("GET", cms + "?watch=true");
        const auto open = api.start("GET", cms + "?watch=true");
        left->stream->left = true;
        left->stream->onGone();
        api.expect(201, "POST", cms, configMap("a"));
        QTRY_COMPARE(open->stream->frames.size(), 1);
        QCOMPARE(left->stream->frames.size(), 0);
        QTRY_VERIFY(timed->stream->ended);
        api.server->shutDown();
        QVERIFY(open->stream->ended);
        QCOMPARE(api.send("GET", cms + "?watch=true").status, 503);
        QCOMPARE(api.send("GET", "/readyz").status, 500);
        QCOMPARE(api.send("GET", "/livez").status, 200);
    }
};

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_watch.moc"
