// SPDX-License-Identifier: GPL-3.0-only
#include "app/story/story.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using story::Beat;
using story::Stage;

class TestStory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void places();
    void beats();
    void refusedRequestGoesNoFurther();
    void conversationsChangeNothing_data();
    void conversationsChangeNothing();
    void historyIsNotNews();
};

static api::Object stepOf(const QByteArray &spec)
{
    const auto value = api::parseJson(spec);
    return api::newObject("orrery.dev/v1", "Step", {{}, "1"}).with("spec", value ? *value : api::Value());
}

void TestStory::places()
{
    QCOMPARE(story::placeOf(QStringLiteral("kubernetes-admin")), QStringLiteral("you"));
    QCOMPARE(story::placeOf(QStringLiteral("system:kube-scheduler")), QStringLiteral("scheduler"));
    QCOMPARE(story::placeOf(QStringLiteral("system:kube-controller-manager")), QStringLiteral("controllers"));
    QCOMPARE(story::placeOf(QStringLiteral("system:orrery:machines")), QStringLiteral("controllers"));
    QCOMPARE(story::placeOf(QStringLiteral("system:node:node-2")), QStringLiteral("node/node-2"));
}

void TestStory::beats()
{
    const auto none = [](const api::Key &) { return QString(); };
    const auto created = story::beatsOf(
        stepOf(
            R"({"traceId":"t","user":"kubernetes-admin","verb":"create","method":"POST","resource":"deployments.apps","name":"web","code":201,"revision":7})"),
        none);
    QCOMPARE(created.size(), 2);
    QCOMPARE(created[0].from, QStringLiteral("you"));
    QCOMPARE(created[0].to, QStringLiteral("apiserver"));
    QCOMPARE(created[0].caption, QStringLiteral("POST deployments"));
    QCOMPARE(created[0].sentence, QStringLiteral("You create deployments web"));
    QCOMPARE(int(created[0].stage), int(Stage::Request));
    QCOMPARE(created[1].to, QStringLiteral("store"));
    QCOMPARE(int(created[1].stage), int(Stage::Stored));

    const auto bound = story::beatsOf(
        stepOf(
            R"({"traceId":"t","user":"system:kube-scheduler","verb":"create","method":"POST","resource":"pods","subresource":"binding","namespace":"default","name":"web-1","code":201,"revision":9})"),
        [](const api::Key &pod) {
            return pod == api::Key{"default", "web-1"} ? QStringLiteral("node-2") : QString();
        });
    QCOMPARE(bound.size(), 3);
    QCOMPARE(bound[2].to, QStringLiteral("node/node-2"));
    QCOMPARE(bound[2].caption, QStringLiteral("run web-1"));
    QCOMPARE(bound[2].sentence, QStringLiteral("web-1 goes to node-2"));
    QCOMPARE(int(bound[2].stage), int(Stage::Scheduled));
}

void TestStory::refusedRequestGoesNoFurther()
{
    const auto beats = story::beatsOf(
        stepOf(
            R"({"user":"alice","verb":"create","method":"POST","resource":"pods","name":"x","code":403,"revision":0})"),
        [](const api::Key &) { return QString(); });
    QCOMPARE(beats.size(), 1);
    QVERIFY(beats[0].sentence.contains(QStringLiteral("refused")));
}

void TestStory::conversationsChangeNothing_data()
{
    QTest::addColumn<QByteArray>("subresource");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("log") << QByteArray("log") << QStringLiteral("You read the log of pods web-1");
    QTest::newRow("exec") << QByteArray("exec") << QStringLiteral("You run a command in pods web-1");
    QTest::newRow("attach") << QByteArray("attach") << QStringLiteral("You attach to pods web-1");
    QTest::newRow("portforward") << QByteArray("portforward") << QStringLiteral("You forward a port to pods web-1");
}

void TestStory::conversationsChangeNothing()
{
    QFETCH(QByteArray, subresource);
    for (const QByteArray verb : {"get", "create"}) { // WebSocket, and the older way
        const auto beats = story::beatsOf(stepOf(R"({"user":"kubernetes-admin","verb":")" + verb + R"(","method":"GET","resource":"pods","subresource":")" + subresource
                                                 + R"(","name":"web-1","code":101,"revision":0})"),
                                          [](const api::Key &) { return QString(); });
        QCOMPARE(beats.size(), 1);
        QTEST(beats[0].sentence, "sentence");
    }
}

void TestStory::historyIsNotNews()
{
    const auto session = cluster::Session::offline(
        QStringLiteral("recorded"),
        {stepOf(
            R"({"traceId":"t","user":"alice","verb":"create","method":"POST","resource":"pods","name":"x","code":201,"revision":3})")});
    story::Story teller;
    QSignalSpy packets(&teller, &story::Story::packet);
    teller.setSession(session.get());
    auto *feed = session->feed({"orrery.dev", "v1", "steps"});
    QTRY_VERIFY(feed->isSynced());
    QCOMPARE(teller.waiting(), 0);
    // ... but what comes now is told, a beat at a time, and nothing while paused.
    teller.setPaused(true);
    const api::Object news = stepOf(
        R"({"traceId":"u","user":"alice","verb":"create","method":"POST","resource":"pods","name":"y","code":201,"revision":4})");
    Q_EMIT feed->changed({{{}, news, {}}});
    QCOMPARE(teller.waiting(), 2);
    QCOMPARE(teller.property("traceId").toString(), QStringLiteral("u"));
    QTest::qWait(50);
    QCOMPARE(packets.size(), 0);
    teller.step();
    QCOMPARE(packets.size(), 1);
    QCOMPARE(teller.stage(), int(Stage::Request));
    teller.setPaused(false);
    QTRY_COMPARE(packets.size(), 2);
    QCOMPARE(teller.stage(), int(Stage::Stored));
}

QTEST_GUILESS_MAIN(TestStory)
#include "tst_story.moc"
