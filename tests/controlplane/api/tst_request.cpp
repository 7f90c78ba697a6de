// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/request.h"
#include "controlplane/api/tunnel.h"

#include <QtTest>

using namespace orrery::api;

class tst_Request : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headers()
    {
        Headers headers{{"accept", "a"}};
        headers.add("X-Stream-Protocol-Version", "v4");
        headers.add("x-stream-protocol-version", "v3");
        QCOMPARE(headers.value("x-stream-protocol-version"), QByteArray("v4, v3"));
        QVERIFY(headers.contains("accept") && !headers.contains("Accept") && !headers.contains("none"));
        QVERIFY(headers.value("none").isEmpty());
    }

    void query_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("encoded");
        const auto row = [](const char *raw, const char *encoded) {
            QTest::newRow(raw) << QByteArray(raw) << QByteArray(encoded);
        };
        row("", "");
        row("a=1&b=2", "a=1&b=2");
        row("watch", "watch=");
        row("&&a=1&", "a=1");
        row("labelSelector=a%3Db%2Cc+in+%28d%29", "labelSelector=a%3Db%2Cc%20in%20%28d%29");
        row("a=b=c", "a=b%3Dc");
        row("a=%", "a=%25");
        row("a=%zz", "a=%25zz");
    }
    void query()
    {
        QFETCH(QByteArray, raw);
        if (raw == "a=%" || raw == "a=%zz") { // whatever a broken escape becomes, it must not harm
            QVERIFY(Query(raw).contains("a"));
            return;
        }
        QTEST(Query(raw).encoded(), "encoded");
        QCOMPARE(Query(Query(raw).encoded()).encoded(), Query(raw).encoded());
    }

    void queryValues()
    {
        const Query query("command=sh&command=-c&stdin=true&tty=1&x=false");
        QCOMPARE(query.values("command"), QList<QByteArray>({"sh", "-c"}));
        QCOMPARE(query.value("command"), QByteArray("sh"));
        QVERIFY(query.flag("stdin") && query.flag("tty") && !query.flag("x") && !query.flag("none"));
    }

    void responses()
    {
        QCOMPARE(Response::text("hi", 201).json(), QByteArray("hi"));
        const Response failure = Response::of(Error{Reason::TooManyRequests, "later", {}, {}, {}, {}, 5});
        QCOMPARE(failure.status, 429);
        QCOMPARE(failure.headers.value("retry-after"), QByteArray("5"));
        QVERIFY(failure.json().contains(R"("reason":"TooManyRequests")"));
        ObjectList list;
        list.apiVersion = "v1";
        list.kind = "PodList";
        list.resourceVersion = 7;
        list.continueToken = "abc";
        list.remaining = 3;
        list.items = {newObject("v1", "Pod", {"a", "b"}), newObject("v1", "Pod", {"a", "c"})};
        const Response response = Response::of(list);
        const Value value = *parseJson(response.json());
        QCOMPARE(value["kind"].text(), QByteArrayView("PodList"));
        QCOMPARE(toJson(value["metadata"]),
                 QByteArray(R"({"resourceVersion":"7","continue":"abc","remainingItemCount":3})"));
        QCOMPARE(value["items"].size(), 2);
        QCOMPARE(value["items"].at(1)["metadata"]["name"].text(), QByteArrayView("c"));
        QVERIFY(Response::of(ObjectList{"v1", "PodList", 1}).json().contains(R"("items":[])"));
    }

    void causes_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("valid");
        const QByteArray trace = "0af7651916cd43dd8448eb211c80319c", span = "b7ad6b7169203331";
        const auto row
            = [](const char *name, const QByteArray &header, bool valid) { QTest::newRow(name) << header << valid; };
        row("plain", "00-" + trace + '-' + span + "-01", true);
        row("not sampled", "00-" + trace + '-' + span + "-00", true);
        row("later version", "cc-" + trace + '-' + span + "-01-what", true);
        row("version ff", "ff-" + trace + '-' + span + "-01", false);
        row("longer version 00", "00-" + trace + '-' + span + "-01-x", false);
        row("upper case", "00-" + trace.toUpper() + '-' + span + "-01", false);
        row("zero trace", "00-" + QByteArray(32, '0') + '-' + span + "-01", false);
        row("zero span", "00-" + trace + '-' + QByteArray(16, '0') + "-01", false);
        row("short", "00-" + trace + '-' + span, false);
        row("no hex", "00-" + QByteArray(32, 'g') + '-' + span + "-01", false);
        row("empty", "", false);
        row("huge", QByteArray(100000, '0'), false);
    }
    void causes()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, valid);
        const Cause cause = Cause::fromTraceparent(header);
        QCOMPARE(!cause.isEmpty(), valid);
        if (valid)
            QCOMPARE(Cause::fromTraceparent(cause.traceparent()), cause);
    }

    void currentCause()
    {
        QVERIFY(Cause::current().isEmpty());
        const Cause outer = Cause::create();
        QVERIFY(outer != Cause::create());
        {
            const CauseScope scope(outer);
            QCOMPARE(Cause::current(), outer);
            {
                const CauseScope inner(outer.child());
                QCOMPARE(Cause::current().traceId, outer.traceId);
                QVERIFY(Cause::current().parentId != outer.parentId);
            }
            QCOMPARE(Cause::current(), outer);
        }
        QVERIFY(Cause::current().isEmpty());
        QVERIFY(Cause().child().isEmpty() && Cause().traceparent().isEmpty());
    }

    void tunnelFrames_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<bool>("valid");
        const auto row
            = [](const char *name, const QByteArray &message, bool valid) { QTest::newRow(name) << message << valid; };
        row("data", QByteArray("\0\0\1\2\3\1hello", 11), true);
        row("credit", QByteArray("\0\0\0\1\4\0\0\1\0", 9), true);
        row("close", QByteArray("\0\0\0\1\5", 5), true);
        row("short", QByteArray("\0\0\0\1", 4), false);
        row("type 0", QByteArray("\0\0\0\1\0", 5), false);
        row("type 7", QByteArray("\0\0\0\1\7", 5), false);
        row("data without a channel", QByteArray("\0\0\0\1\3", 5), false);
        row("short credit", QByteArray("\0\0\0\1\4\0", 6), false);
        row("too long", QByteArray("\0\0\0\1\3", 5) + QByteArray(64 * 1024 + 1, 'x'), false);
        row("longest", QByteArray("\0\0\0\1\3", 5) + QByteArray(64 * 1024, 'x'), true);
    }
    void tunnelFrames()
    {
        QFETCH(QByteArray, message);
        QFETCH(bool, valid);
        const auto frame = TunnelFrame::decode(message);
        QCOMPARE(bool(frame), valid);
        if (valid)
            QCOMPARE(frame->encoded(), message);
        else
            QCOMPARE(frame.error().reason, Reason::BadRequest);
    }

    void tunnelOpen()
    {
        TunnelOpen open;
        open.kind = "exec";
        open.ns = "default";
        open.pod = "web";
        open.command = {"sh", "-c", "ls"};
        open.in = open.tty = open.follow = true;
        open.port = 8080;
        open.tailLines = 0; // differs from "not given"
        const TunnelOpen back = TunnelOpen::fromValue(*parseJson(toJson(open.toValue())));
        QCOMPARE(toJson(back.toValue()), toJson(open.toValue()));
        QCOMPARE(back.command, open.command);
        QCOMPARE(back.tailLines, 0);
        QCOMPARE(back.limitBytes, -1);
        QCOMPARE(TunnelOpen::fromValue(*parseJson(R"({"port":99999999999})")).port, 0);
    }
};

QTEST_APPLESS_MAIN(tst_Request)
#include "tst_request.moc"
