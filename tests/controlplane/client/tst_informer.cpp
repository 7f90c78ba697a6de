// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/informer.h"
#include "tests/controlplane/client/faketransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using client::Informer;
using test::FakeTransport;

struct Recorder
{
    QList<QByteArray> log;
    explicit Recorder(Informer &informer)
    {
        QObject::connect(&informer, &Informer::changed, [this](const Object &old, const Object &now, const Cause &) {
            log.append((old ? (now ? "~" : "-") : "+") + (now ? now : old).name() + '@' + QByteArray::number((now ? now : old).resourceVersion()));
        });
        QObject::connect(&informer, &Informer::synced, [this] { log.append("synced"); });
    }
    QByteArray take()
    {
        std::sort(log.begin(), log.end());
        return std::exchange(log, {}).join(' ');
    }
};

class TestInformer final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsThenWatches()
    {
        FakeTransport transport;
        transport.objects = { FakeTransport::pod("a", 3), FakeTransport::pod("b", 5) };
        transport.revision = 7;
        Informer informer(client::Client(&transport), client::gvr::pods, { "default", "app=web", {} });
        Recorder recorder(informer);
        informer.start();
        informer.start();
        QVERIFY(!informer.isSynced());
        QTRY_VERIFY(informer.isSynced());
        QCOMPARE(recorder.take(), QByteArray("+a@3 +b@5 synced"));
        QCOMPARE(transport.lists.size(), 1);
        QCOMPARE(transport.lists[0].path, QByteArray("/api/v1/namespaces/default/pods"));
        QCOMPARE(transport.lists[0].query.value("labelSelector"), QByteArray("app=web"));
        QTRY_COMPARE(transport.watches.size(), 1);
        const Query &query = transport.watches[0]->request.query;
        QCOMPARE(query.value("resourceVersion"), QByteArray("7"));
        QVERIFY(query.flag("allowWatchBookmarks"));
        QVERIFY(query.value("timeoutSeconds").toInt() >= 300 && query.value("timeoutSeconds").toInt() <= 600);

        const Cause cause = Cause::create();
        Cause seen;
        connect(&informer, &Informer::changed, this, [&](const Object &, const Object &, const Cause &c) { seen = c; });
        transport.emitEvent(WatchEvent::Type::Modified, FakeTransport::pod("a", 8), cause);
        transport.emitEvent(WatchEvent::Type::Deleted, FakeTransport::pod("b", 9));
        transport.emitEvent(WatchEvent::Type::Added, FakeTransport::pod("c", 10), cause);
        QTRY_COMPARE(recorder.log.size(), 3);
        QCOMPARE(recorder.log.join(' '), QByteArray("~a@8 -b@5 +c@10"));
        QVERIFY(seen == cause);
        QCOMPARE(informer.resourceVersion(), 10);
        QCOMPARE(informer.objects().size(), 2);
    }
    void bookmarksMoveTheStartOfTheNextWatch()
    {
        FakeTransport transport;
        Informer informer(client::Client(&transport), client::gvr::pods);
        informer.start();
        QTRY_COMPARE(transport.watches.size(), 1);
        transport.emitEvent(WatchEvent::Type::Bookmark, newObject("v1", "Pod", {}).withMetadata("resourceVersion", "44"));
        transport.end();
        QTRY_COMPARE(transport.watches.size(), 2);
        QCOMPARE(transport.watches[1]->request.query.value("resourceVersion"), QByteArray("44"));
        QCOMPARE(transport.lists.size(), 1);
    }
    void saysWhenTheServerIsBack()
    {
        FakeTransport transport;
        Informer informer(client::Client(&transport), client::gvr::pods);
        QSignalSpy failed(&informer, &Informer::failed), recovered(&informer, &Informer::recovered);
        informer.start();
        QTRY_COMPARE(transport.watches.size(), 1);
        transport.end(error(Reason::ServiceUnavailable, "no route"));
        QTRY_COMPARE(failed.size(), 1);
        QTRY_COMPARE(transport.watches.size(), 2);
        QCOMPARE(recovered.size(), 0); // asked for, but not answered yet
        const auto watch = transport.watches.last();
        watch->mailbox->post([watch] { watch->items({}); });
        QTRY_COMPARE(recovered.size(), 1);
        watch->mailbox->post([watch] { watch->items({}); });
        QTest::qWait(0);
        QCOMPARE(recovered.size(), 1);
    }
    void aBrokenWatchGoesOnWithoutAList()
    {
        FakeTransport transport;
        transport.objects = { FakeTransport::pod("a", 1) };
        Informer informer(client::Client(&transport), client::gvr::pods);
        QSignalSpy failed(&informer, &Informer::failed);
        Recorder recorder(informer);
        informer.start();
        QTRY_COMPARE(transport.watches.size(), 1);
        recorder.take();
        transport.end(error(Reason::ServiceUnavailable, "gone"));
        QTRY_COMPARE(transport.watches.size(), 2);
        QCOMPARE(failed.size(), 1);
        QVERIFY(informer.isSynced());
        QCOMPARE(transport.lists.size(), 1);
        QCOMPARE(recorder.take(), QByteArray());
    }
    void expiredListsAgainAndTellsOnlyDifferences_data()
    {
        QTest::addColumn<bool>("asEvent");
        QTest::newRow("error event, then the end") << true;
        QTest::newRow("refused") << false;
    }
    void expiredListsAgainAndTellsOnlyDifferences()
    {
        QFETCH(bool, asEvent);
        FakeTransport transport;
        transport.objects = { FakeTransport::pod("same", 1), FakeTransport::pod("changed", 2), FakeTransport::pod("gone", 3), FakeTransport::pod("again", 4, "first") };
        transport.revision = 4;
        Informer informer(client::Client(&transport), client::gvr::pods);
        Recorder recorder(informer);
        informer.start();
        QTRY_COMPARE(transport.watches.size(), 1);
        recorder.take();
        transport.objects = { FakeTransport::pod("same", 1), FakeTransport::pod("changed", 12), FakeTransport::pod("new", 13), FakeTransport::pod("again", 14, "second") };
        transport.revision = 20;
        const Error expired = error(Reason::Expired, "too old resource version");
        if (asEvent) {
            transport.emitEvent(WatchEvent::Type::Error, toStatus(expired));
            transport.end();
        } else {
            transport.end(expired);
        }
        QTRY_COMPARE(transport.watches.size(), 2);
        QCOMPARE(recorder.take(), QByteArray("+again@14 +new@13 -again@4 -gone@3 synced ~changed@12"));
        QCOMPARE(transport.watches[1]->request.query.value("resourceVersion"), QByteArray("20"));
        QCOMPARE(informer.objects().size(), 4);
    }
    void neverGoesBackwards()
    {
        FakeTransport transport;
        transport.objects = { FakeTransport::pod("a", 5) };
        transport.revision = 5;
        Informer informer(client::Client(&transport), client::gvr::pods);
        Recorder recorder(informer);
        informer.start();
        QTRY_COMPARE(transport.watches.size(), 1);
        recorder.take();
        transport.emitEvent(WatchEvent::Type::Modified, FakeTransport::pod("a", 4));
        transport.emitEvent(WatchEvent::Type::Added, FakeTransport::pod("b", 6));
        QTRY_COMPARE(recorder.log.size(), 1);
        QCOMPARE(recorder.take(), QByteArray("+b@6"));
        QCOMPARE(informer.get({ "default", "a" }).resourceVersion(), 5);
    }
    void aFailingListIsTriedAgain()
    {
        FakeTransport transport;
        transport.failure = error(Reason::ServiceUnavailable, "no");
        Informer informer(client::Client(&transport), client::gvr::pods);
        QSignalSpy failed(&informer, &Informer::failed);
        informer.start();
        QTRY_VERIFY(failed.size() >= 2);
        QVERIFY(!informer.isSynced());
        transport.failure.reset();
        QTRY_VERIFY(informer.isSynced());
    }
    void indexesFollow()
    {
        FakeTransport transport;
        const auto on = [](const char *name, qint64 revision, const char *node) {
            return FakeTransport::pod(name, revision).withPath({ "spec", "nodeName" }, node);
        };
        transport.objects = { on("b", 1, "n1"), on("a", 2, "n1"), on("c", 3, "n2") };
        Informer informer(client::Client(&transport), client::gvr::pods);
        informer.start();
        QTRY_VERIFY(informer.isSynced());
        informer.addIndex("node", [](const Object &pod) { return QList<QByteArray> { pod.spec()["nodeName"].bytes() }; });
        const auto names = [&](const char *node) {
            QByteArray all;
            const auto objects = informer.indexed("node", node);
            for (const Object &object : objects)
                all += object.name();
            return all;
        };
        QCOMPARE(names("n1"), QByteArray("ab"));
        transport.emitEvent(WatchEvent::Type::Modified, on("a", 10, "n2"));
        transport.emitEvent(WatchEvent::Type::Deleted, on("c", 11, "n2"));
        transport.emitEvent(WatchEvent::Type::Added, on("d", 12, "n2"));
        QTRY_COMPARE(informer.resourceVersion(), 12);
        QCOMPARE(names("n1"), QByteArray("b"));
        QCOMPARE(names("n2"), QByteArray("ad"));
        QCOMPARE(names("n3"), QByteArray());
    }
    void itsEndEndsTheWatch()
    {
        FakeTransport transport;
        auto informer = std::make_unique<Informer>(client::Client(&transport), client::gvr::pods);
        informer->start();
        QTRY_COMPARE(transport.watches.size(), 1);
        informer.reset();
        QVERIFY(transport.watches[0]->cancelled);
        transport.emitEvent(WatchEvent::Type::Added, FakeTransport::pod("a", 2)); // must reach nobody
        QTest::qWait(10);
    }
};

QTEST_GUILESS_MAIN(TestInformer)
#include "tst_informer.moc"
