// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/scheduler.h"
#include "tests/support/testcluster.h"

#include <QElapsedTimer>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::TestCluster;

static Object makeNode(const QByteArray &name, const QByteArray &cpu = "4", const QByteArray &pods = "110")
{
    return newObject("v1", "Node", { {}, name })
        .with("status", Value::object({ { "allocatable", Value::object({ { "cpu", cpu }, { "memory", "8Gi" }, { "pods", pods } }) },
                                        { "capacity", Value::object({ { "cpu", cpu }, { "memory", "8Gi" }, { "pods", pods } }) },
                                        { "conditions", Value::array({ Value::object({ { "type", "Ready" }, { "status", "True" } }) }) } }));
}

static Object makePod(const QByteArray &name, const QByteArray &cpu = "100m")
{
    const Value container = Value::object({ { "name", "c" },
                                            { "image", "registry.local/demo:1" },
                                            { "resources", Value::object({ { "requests", Value::object({ { "cpu", cpu } }) } }) } });
    return newObject("v1", "Pod", { "default", name }).with("spec", Value::object({ { "containers", Value::array({ container }) } }));
}

class TestScheduler final : public QObject
{
    Q_OBJECT
    std::unique_ptr<TestCluster> m_cluster;
    Client m_client { nullptr };

    void add(const Gvr &kind, const Object &object)
    {
        const auto made = m_client.create(kind, object).result();
        QVERIFY2(made, made ? "" : made.error().message.constData());
        if (kind != gvr::nodes)
            return;
        // New nodes are tainted until the node lifecycle controller has seen them; there is none here.
        const Value ready = Value::object({ { "spec", Value::object({ { "taints", Value() } }) } });
        QVERIFY(m_client.patch(kind, object.key(), PatchType::Merge, ready).result());
    }
    Object pod(const QByteArray &name) { return m_client.get(gvr::pods, { "default", name }).result().valueOr({}); }
    QByteArray nodeOf(const QByteArray &name) { return pod(name).spec()["nodeName"].bytes(); }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<TestCluster>(TestCluster::Options { .scheduler = true });
        m_client = m_cluster->client();
    }
    void cleanup()
    {
        m_client = Client(nullptr);
        m_cluster.reset();
    }

    void bindsAndSaysSo()
    {
        add(gvr::nodes, makeNode("n1"));
        add(gvr::pods, makePod("p"));
        QVERIFY(eventually([&] { return nodeOf("p") == "n1"; }));
        QCOMPARE(condition(pod("p"), "PodScheduled")["status"].text(), QByteArrayView("True"));
        QVERIFY(eventually([&] {
            const auto events = m_client.list(gvr::events, { "default" }).result();
            return events && std::any_of(events->items.begin(), events->items.end(), [](const Object &event) {
                return event["reason"].text() == "Scheduled" && event["message"].text() == "Successfully assigned default/p to n1";
            });
        }));
    }
    void saysWhyNotAndTriesAgainWhenItHelps()
    {
        add(gvr::pods, makePod("big", "3"));
        QVERIFY(eventually([&] { return condition(pod("big"), "PodScheduled")["message"].text() == "no nodes available to schedule pods"; }));
        add(gvr::nodes, makeNode("small", "1"));
        QVERIFY(eventually([&] { return condition(pod("big"), "PodScheduled")["message"].text() == "0/1 nodes are available: 1 Insufficient cpu."; }));
        const Object waiting = pod("big");
        QCOMPARE(condition(waiting, "PodScheduled")["status"].text(), QByteArrayView("False"));
        QCOMPARE(condition(waiting, "PodScheduled")["reason"].text(), QByteArrayView("Unschedulable"));
        add(gvr::nodes, makeNode("large", "4"));
        QVERIFY(eventually([&] { return nodeOf("big") == "large"; }));
    }
    void roomThatIsGivenBackIsUsed()
    {
        add(gvr::nodes, makeNode("n1", "1"));
        add(gvr::pods, makePod("first", "800m"));
        QVERIFY(eventually([&] { return nodeOf("first") == "n1"; }));
        add(gvr::pods, makePod("second", "800m"));
        QVERIFY(eventually([&] { return condition(pod("second"), "PodScheduled")["status"].text() == "False"; }));
        DeleteOptions now;
        now.gracePeriodSeconds = 0;
        QVERIFY(m_client.remove(gvr::pods, { "default", "first" }, now).result());
        QVERIFY(eventually([&] { return nodeOf("second") == "n1"; }));
    }
    void leavesOtherPodsAlone()
    {
        add(gvr::nodes, makeNode("n1"));
        add(gvr::pods, makePod("foreign").withPath({ "spec", "schedulerName" }, "mine"));
        add(gvr::pods, makePod("ours"));
        QVERIFY(eventually([&] { return nodeOf("ours") == "n1"; }));
        QCOMPARE(nodeOf("foreign"), QByteArray());
    }
    void theCauseGoesOn()
    {
        add(gvr::nodes, makeNode("n1"));
        add(gvr::pods, makePod("first")); // so that the scheduler is watching when the next one comes
        QVERIFY(eventually([&] { return nodeOf("first") == "n1"; }));
        const Cause cause = Cause::create();
        {
            const CauseScope scope(cause);
            add(gvr::pods, makePod("p"));
        }
        QVERIFY(eventually([&] { return nodeOf("p") == "n1"; }));
        const auto steps = m_client.list({ "orrery.dev", "v1", "steps" }).result();
        QVERIFY2(steps, steps ? "" : steps.error().message.constData());
        const bool found = std::any_of(steps->items.begin(), steps->items.end(), [&](const Object &step) {
            return step.spec()["traceId"].text() == cause.traceId && step.spec()["subresource"].text() == "binding"
                && step.spec()["user"].text() == "system:kube-scheduler";
        });
        QVERIFY(found);
    }
    void manyPodsNeverTooManyOnANode()
    {
        constexpr int nodes = 50, pods = 500;
        for (int i = 0; i < nodes; ++i)
            add(gvr::nodes, makeNode("n" + QByteArray::number(i), "4", "10"));
        QList<QFuture<Result<Object>>> creates;
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < pods + 1; ++i)
            creates.append(m_client.create(gvr::pods, makePod("p" + QByteArray::number(i))));
        for (const auto &create : creates)
            QVERIFY(create.result());
        const qint64 created = timer.elapsed();
        QList<Object> all;
        const auto bound = [&] {
            all = m_client.list(gvr::pods, { "default" }).result()->items;
            return std::count_if(all.begin(), all.end(), [](const Object &pod) { return !pod.spec()["nodeName"].text().isEmpty(); });
        };
        QVERIFY(eventually([&] { return bound() == pods; }, 50'000));
        qInfo().noquote() << "pods=" + QByteArray::number(pods) << "createdMs=" + QByteArray::number(created) << "boundMs=" + QByteArray::number(timer.elapsed());
        QHash<QByteArray, int> counts;
        for (const Object &pod : std::as_const(all))
            ++counts[pod.spec()["nodeName"].bytes()];
        QCOMPARE(counts.take(QByteArray()), 1); // one more than there is room for
        for (const int count : std::as_const(counts))
            QCOMPARE(count, 10);
    }
};

QTEST_GUILESS_MAIN(TestScheduler)
#include "tst_scheduler.moc"
