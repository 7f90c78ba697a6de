// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/controllerrunner.h"
#include "tests/controlplane/client/faketransport.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::FakeTransport;
using namespace std::chrono_literals;

class Recording final : public Reconciler
{
public:
    explicit Recording(Watches watches) : m_watches(std::move(watches)) { }
    QByteArray name() const override { return "recording"; }
    Watches watches() const override { return m_watches; }
    void setUp(Informers &) override { }
    Result<Requeue> reconcile(const Key &key) override
    {
        keys.append(key.path());
        causes.append(Cause::current());
        return answer ? answer(key) : Requeue {};
    }
    QList<QByteArray> keys;
    QList<Cause> causes;
    std::function<Result<Requeue>(const Key &)> answer;

private:
    Watches m_watches;
};

struct Bench
{
    explicit Bench(const Watches &watches) : informers(Client(&transport))
    {
        auto made = std::make_unique<Recording>(watches);
        recording = made.get();
        runner = std::make_unique<ControllerRunner>(std::move(made), informers);
    }
    FakeTransport transport;
    Informers informers;
    Recording *recording;
    std::unique_ptr<ControllerRunner> runner;
};

class TestControllerRunner final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reconcilesWhatIsThereAndWhatChanges()
    {
        Bench bench({ For(gvr::pods) });
        bench.transport.objects = { FakeTransport::pod("a", 1) };
        bench.runner->start();
        QTRY_COMPARE(bench.recording->keys, QList<QByteArray> { "default/a" });
        const Cause cause = Cause::create();
        bench.transport.emitEvent(WatchEvent::Type::Added, FakeTransport::pod("b", 2), cause);
        QTRY_COMPARE(bench.recording->keys.size(), 2);
        QVERIFY(bench.recording->causes[1] == cause);
        QVERIFY(Cause::current().isEmpty());
    }
    void waitsForEveryInformer()
    {
        Bench bench({ For(gvr::pods), Maps(gvr::nodes, [](const Object &) { return QList<Key>(); }) });
        bench.transport.objects = { FakeTransport::pod("a", 1) };
        bench.informers.get(gvr::pods)->start();
        QTRY_VERIFY(bench.informers.get(gvr::pods)->isSynced());
        bench.transport.failure = error(Reason::ServiceUnavailable, "no nodes yet");
        bench.runner->start();
        QTest::qWait(30);
        QCOMPARE(bench.recording->keys.size(), 0);
        bench.transport.failure.reset();
        QTRY_VERIFY(bench.recording->keys.contains("default/a"));
    }
    void mapsOwnersAndCustomKeys()
    {
        const Watch owns = Owns(gvr::pods, "ReplicaSet");
        Bench bench({ owns, Maps(gvr::pods, [](const Object &pod) { return QList<Key> { { {}, "node-of-" + pod.name() } }; }) });
        const Object owner = newObject("apps/v1", "ReplicaSet", { "default", "web" }).withMetadata("uid", "u");
        bench.transport.objects = { FakeTransport::pod("a", 1).withMetadata("ownerReferences", Value::array({ controllerReference(owner) })) };
        bench.runner->start();
        QTRY_COMPARE(bench.recording->keys.size(), 2);
        std::sort(bench.recording->keys.begin(), bench.recording->keys.end());
        QCOMPARE(bench.recording->keys, (QList<QByteArray> { "default/web", "node-of-a" }));
    }
    void failuresAreTriedAgain()
    {
        Bench bench({ For(gvr::pods) });
        bench.transport.objects = { FakeTransport::pod("a", 1) };
        int failures = 3;
        bench.recording->answer = [&](const Key &) -> Result<Requeue> {
            if (failures-- > 0)
                return error(Reason::Conflict, "again");
            return Requeue {};
        };
        QSignalSpy reconciled(bench.runner.get(), &ControllerRunner::reconciled);
        bench.runner->start();
        QTRY_COMPARE(bench.recording->keys.size(), 4);
        QTest::qWait(50);
        QCOMPARE(bench.recording->keys.size(), 4);
        QCOMPARE(reconciled.first()[1].toBool(), false);
        QCOMPARE(reconciled.last()[1].toBool(), true);
    }
    void requeueComesBack()
    {
        Bench bench({ For(gvr::pods) });
        bench.transport.objects = { FakeTransport::pod("a", 1) };
        bench.recording->answer = [&](const Key &) -> Result<Requeue> {
            return bench.recording->keys.size() < 3 ? Requeue { 5ms } : Requeue {};
        };
        bench.runner->start();
        QTRY_COMPARE(bench.recording->keys.size(), 3);
    }
    void theGatePausesAndSteps()
    {
        Bench bench({ For(gvr::pods) });
        bench.transport.objects = { FakeTransport::pod("a", 1), FakeTransport::pod("b", 2), FakeTransport::pod("c", 3) };
        bench.runner->setGate({ .paused = true });
        bench.runner->start();
        QTRY_COMPARE(bench.runner->queued(), 3);
        QTest::qWait(20);
        QCOMPARE(bench.recording->keys.size(), 0);
        bench.runner->setGate({ .paused = true, .steps = 2 });
        QTRY_COMPARE(bench.recording->keys.size(), 2);
        QTest::qWait(20);
        QCOMPARE(bench.recording->keys.size(), 2);
        bench.runner->setGate({});
        QTRY_COMPARE(bench.recording->keys.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestControllerRunner)
#include "tst_controllerrunner.moc"
