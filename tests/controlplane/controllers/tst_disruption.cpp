// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/controllers/hollowkubelet.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::HollowKubelet;
using test::TestCluster;

/// PodDisruptionBudgets over the real API server, scheduler and controllers.
class TestDisruption final : public QObject
{
    Q_OBJECT
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<HollowKubelet> m_kubelet;
    Client m_client{nullptr};
    const Gvr m_budgets{"policy", "v1", "poddisruptionbudgets"};

    Object add(const Gvr &gvr, const QByteArray &json)
    {
        const auto document = parseJson(json);
        if (!document)
            qFatal("%s", document.error().message.constData());
        const auto made
            = m_client.create(gvr, Object(document->withPath({"metadata", "namespace"}, "default"))).result();
        if (!made)
            qFatal("create: %s", made.error().message.constData());
        return *made;
    }
    void addDeployment(int replicas)
    {
        add(gvr::deployments,
            R"({"metadata":{"name":"web"},"spec":{"replicas":)" + QByteArray::number(replicas)
                + R"(,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"registry.local/demo:1"}]}}}})");
    }
    void addBudget(const QByteArray &limit)
    {
        add(m_budgets,
            R"({"metadata":{"name":"guard"},"spec":{)" + limit + R"(,"selector":{"matchLabels":{"app":"web"}}}})");
    }
    Value status() { return m_client.get(m_budgets, {"default", "guard"}).result().valueOr({}).status(); }
    bool counts(qint64 expected, qint64 healthy, qint64 desired, qint64 allowed)
    {
        const Value now = status();
        return now["expectedPods"].integer(-1) == expected && now["currentHealthy"].integer(-1) == healthy
            && now["desiredHealthy"].integer(-1) == desired && now["disruptionsAllowed"].integer(-1) == allowed;
    }
    Result<Object> evict(const QByteArray &name)
    {
        return m_client.create(gvr::pods, newObject("policy/v1", "Eviction", {"default", name}), "eviction").result();
    }
    QList<Object> pods()
    {
        const auto list = m_client.list(gvr::pods, {"default"}).result();
        return list ? list->items : QList<Object>();
    }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<TestCluster>(TestCluster::Options{.scheduler = true, .controllers = true});
        m_client = m_cluster->client();
        m_kubelet = std::make_unique<HollowKubelet>(m_client);
        const auto node = m_client.create(gvr::nodes, HollowKubelet::node("n1")).result();
        QVERIFY(node);
    }
    void cleanup()
    {
        m_kubelet.reset();
        m_client = Client(nullptr);
        m_cluster.reset();
    }

    void limits_data()
    {
        QTest::addColumn<QByteArray>("limit");
        QTest::addColumn<int>("desired");
        QTest::addColumn<int>("allowed");
        QTest::newRow("at least 2") << QByteArray(R"("minAvailable":2)") << 2 << 1;
        QTest::newRow("at least half") << QByteArray(R"("minAvailable":"50%")") << 2 << 1;
        QTest::newRow("at most 1") << QByteArray(R"("maxUnavailable":1)") << 2 << 1;
        QTest::newRow("at most half") << QByteArray(R"("maxUnavailable":"50%")") << 1 << 2;
        QTest::newRow("all") << QByteArray(R"("minAvailable":"100%")") << 3 << 0;
        QTest::newRow("more than there are") << QByteArray(R"("minAvailable":7)") << 7 << 0;
    }
    void limits()
    {
        QFETCH(QByteArray, limit);
        QFETCH(int, desired);
        QFETCH(int, allowed);
        addBudget(limit);
        addDeployment(3);
        QVERIFY2(eventually([&] { return counts(3, 3, desired, allowed); }), toJson(status()).constData());
        const Value condition = status()["conditions"].at(0);
        QCOMPARE(condition["type"].bytes(), "DisruptionAllowed");
        QCOMPARE(condition["reason"].bytes(), allowed > 0 ? "SufficientPods" : "InsufficientPods");
        QCOMPARE(status()["observedGeneration"].integer(), 1);
    }
    void anEvictionIsChargedAndGivenBack()
    {
        addBudget(R"("minAvailable":2)");
        addDeployment(3);
        QVERIFY(eventually([&] { return counts(3, 3, 2, 1); }));
        const QByteArray victim = pods().first().name();
        QVERIFY(evict(victim));
        // The pod is replaced, and what it cost is given back.
        QVERIFY(eventually([&] {
            const QList<Object> now = pods();
            return std::none_of(now.begin(), now.end(), [&](const Object &pod) { return pod.name() == victim; })
                && counts(3, 3, 2, 1);
        }));
        QVERIFY(!status().contains("disruptedPods"));
    }
    void nothingIsLeftToEvict()
    {
        addBudget(R"("minAvailable":3)");
        addDeployment(3);
        QVERIFY(eventually([&] { return counts(3, 3, 3, 0); }));
        const auto refused = evict(pods().first().name());
        QVERIFY(refused.failedWith(Reason::TooManyRequests));
        QCOMPARE(refused.error().causes.first().reason, QByteArray("DisruptionBudget"));
        QCOMPARE(pods().size(), 3);
        // Who is scaled up may lose one.
        const auto scaled = m_client
                                .patch(gvr::deployments, {"default", "web"}, PatchType::Merge,
                                       *parseJson(R"({"spec":{"replicas":4}})"))
                                .result();
        QVERIFY(scaled);
        QVERIFY(eventually([&] { return counts(4, 4, 3, 1); }));
        QVERIFY(evict(pods().first().name()));
    }
    void podsWithoutAnOwner()
    {
        add(gvr::pods,
            R"({"metadata":{"name":"p","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i"}]}})");
        addBudget(R"("maxUnavailable":1)");
        QVERIFY(eventually([&] { return counts(0, 1, 0, 0); })); // nobody says how many there should be
        const auto patched = m_client
                                 .patch(m_budgets, {"default", "guard"}, PatchType::Merge,
                                        *parseJson(R"({"spec":{"maxUnavailable":null,"minAvailable":0}})"))
                                 .result();
        QVERIFY(patched);
        QVERIFY(eventually([&] { return counts(1, 1, 0, 1); }));
    }
    void anOwnerThatHasNoScale()
    {
        add(gvr::pods,
            R"({"metadata":{"name":"p","labels":{"app":"web"},"ownerReferences":[{"apiVersion":"a.io/v1","kind":"Odd","name":"o","uid":"1","controller":true}]},"spec":{"containers":[{"name":"c","image":"i"}]}})");
        addBudget(R"("maxUnavailable":1)");
        QVERIFY(eventually([&] { return status()["conditions"].at(0)["reason"].text() == "SyncFailed"; }));
        QCOMPARE(status()["disruptionsAllowed"].integer(-1), 0);
        QCOMPARE(status()["conditions"].at(0)["message"].bytes(), "found no controllers for pod \"p\"");
    }
};

QTEST_GUILESS_MAIN(TestDisruption)
#include "tst_disruption.moc"
