// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/informer.h"
#include "tests/support/testcluster.h"

#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::TestCluster;

/// The client over HTTPS against the real control plane.
class TestRemote final : public QObject
{
    Q_OBJECT
    static Object configMap(const QByteArray &name)
    {
        return newObject("v1", "ConfigMap", { "default", name }).with("data", Value::object({ { "a", "b" } }));
    }

private Q_SLOTS:
    void verbs()
    {
        TestCluster cluster({ .listen = true });
        const Client client = cluster.remote();
        const auto made = client.create(gvr::configMaps, configMap("one")).result();
        QVERIFY2(made, made ? "" : made.error().message.constData());
        QVERIFY(client.create(gvr::configMaps, configMap("one")).result().failedWith(Reason::AlreadyExists));
        QVERIFY(client.get(gvr::configMaps, { "default", "two" }).result().failedWith(Reason::NotFound));
        const auto patched = client.patch(gvr::configMaps, made->key(), PatchType::Merge, *parseJson(R"({"data":{"a":"c"}})")).result();
        QVERIFY(patched);
        QVERIFY(client.update(gvr::configMaps, *made).result().failedWith(Reason::Conflict));
        const auto list = client.list(gvr::configMaps, { .ns = "default", .fieldSelector = "metadata.name=one" }).result();
        QVERIFY(list);
        QCOMPARE(list->items.size(), 1);
        QCOMPARE(list->items[0].kind(), QByteArray("ConfigMap"));
        QCOMPARE(list->items[0]["data"]["a"].text(), QByteArrayView("c"));
        DeleteOptions wrong;
        wrong.uid = "another";
        QVERIFY(client.remove(gvr::configMaps, made->key(), wrong).result().failedWith(Reason::Conflict));
        QVERIFY(client.remove(gvr::configMaps, made->key()).result());
    }
    void watchesCarryCauses()
    {
        TestCluster cluster({ .listen = true });
        const Client client = cluster.remote();
        Informer informer(client, gvr::configMaps, { .ns = "default", .fieldSelector = "metadata.name=one" });
        Cause seen;
        connect(&informer, &Informer::changed, this, [&](const Object &, const Object &, const Cause &cause) { seen = cause; });
        informer.start();
        QVERIFY(eventually([&] { return informer.isSynced(); }));
        const Cause cause = Cause::create();
        {
            const CauseScope scope(cause);
            QVERIFY(client.create(gvr::configMaps, configMap("one")).result());
        }
        QVERIFY(eventually([&] { return informer.objects().size() == 1; }));
        QCOMPARE(seen.traceId, cause.traceId);
        QVERIFY(client.remove(gvr::configMaps, { "default", "one" }).result());
        QVERIFY(eventually([&] { return informer.objects().isEmpty(); }));
    }
    void repeatedEventsAreCounted()
    {
        TestCluster cluster({ .listen = true });
        const Client client = cluster.remote();
        const SystemClock clock;
        EventRecorder recorder(client, clock, "tester");
        const Object about = *client.create(gvr::configMaps, configMap("one")).result();
        const auto events = [&] { return client.list(gvr::events, { "default" }).result()->items; };
        recorder.event(about, EventRecorder::Type::Warning, "Tested", "a message");
        QVERIFY(eventually([&] { return events().size() == 1; }));
        recorder.event(about, EventRecorder::Type::Warning, "Tested", "a message");
        recorder.event(about, EventRecorder::Type::Normal, "Other", "another");
        QVERIFY(eventually([&] { return events().size() == 2; }));
        QVERIFY(eventually([&] {
            const auto all = events();
            return std::any_of(all.begin(), all.end(), [](const Object &event) { return event["reason"].text() == "Tested" && event["count"].integer() == 2; });
        }));
        QCOMPARE(events()[0]["involvedObject"]["uid"].bytes(), about.uid());
    }
    void anInformerOutlivesTheServersRestart()
    {
        QTemporaryDir dir;
        const SystemClock clock;
        host::Options options { .dataDir = dir.path(), .scheduler = false, .controllers = false };
        auto plane = host::ControlPlane::start(options, clock);
        QVERIFY2(plane, plane ? "" : plane.error().message.constData());
        options.port = (*plane)->port();
        QThread net;
        net.start();
        auto created = HttpTransport::create((*plane)->adminConnection(), &net);
        QVERIFY(created);
        auto transport = std::move(*created);
        {
            const Client client(transport.get());
            QVERIFY(client.create(gvr::configMaps, configMap("one")).result());
            Informer informer(client, gvr::configMaps, { "default", {}, {} });
            int failures = 0;
            connect(&informer, &Informer::failed, this, [&] { ++failures; });
            informer.start();
            QVERIFY(eventually([&] { return informer.objects().size() == 1; }));
            plane->reset();
            QVERIFY(eventually([&] { return failures > 0; }));
            QCOMPARE(informer.objects().size(), 1); // what was known stays known
            plane = host::ControlPlane::start(options, clock);
            QVERIFY2(plane, plane ? "" : plane.error().message.constData());
            QVERIFY((*plane)->client().create(gvr::configMaps, configMap("two")).result());
            QVERIFY(eventually([&] { return informer.objects().size() == 2; }));
        }
        transport.reset();
        net.quit();
        net.wait();
    }
};

QTEST_GUILESS_MAIN(TestRemote)
#include "tst_remote.moc"
