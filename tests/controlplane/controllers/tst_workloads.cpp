// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/controllers/hollowkubelet.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::HollowKubelet;
using test::TestCluster;

/// Deployments, ReplicaSets and Services over the real API server, scheduler and controllers.
class TestWorkloads final : public QObject
{
    Q_OBJECT
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<HollowKubelet> m_kubelet;
    Client m_client { nullptr };

    static Object deployment(const QByteArray &name, int replicas, const QByteArray &image = "registry.local/demo:1")
    {
        const Value labels = Value::object({ { "app", name } });
        const Value container = Value::object({ { "name", "c" }, { "image", image }, { "ports", Value::array({ Value::object({ { "containerPort", 8080 } }) }) } });
        return newObject("apps/v1", "Deployment", { "default", name })
            .with("spec", Value::object({ { "replicas", replicas },
                                          { "selector", Value::object({ { "matchLabels", labels } }) },
                                          { "template", Value::object({ { "metadata", Value::object({ { "labels", labels } }) },
                                                                        { "spec", Value::object({ { "containers", Value::array({ container }) } }) } }) } }));
    }
    Object add(const Gvr &gvr, const Object &object)
    {
        const auto made = m_client.create(gvr, object).result();
        if (!made)
            qFatal("create: %s", made.error().message.constData());
        return *made;
    }
    Object get(const Gvr &gvr, const QByteArray &name) { return m_client.get(gvr, { "default", name }).result().valueOr({}); }
    void patch(const Gvr &gvr, const QByteArray &name, const QByteArray &json)
    {
        const auto patched = m_client.patch(gvr, { "default", name }, PatchType::StrategicMerge, *parseJson(json)).result();
        if (!patched)
            qFatal("patch: %s", patched.error().message.constData());
    }
    void setImage(const QByteArray &image)
    {
        const Value container = Value::object({ { "name", "c" }, { "image", image } });
        const Value spec = Value::object({ { "containers", Value::array({ container }) } });
        patch(gvr::deployments, "web", toJson(Value::object({ { "spec", Value::object({ { "template", Value::object({ { "spec", spec } }) } }) } })));
    }
    QList<Object> list(const Gvr &gvr)
    {
        const auto list = m_client.list(gvr, { "default" }).result();
        return list ? list->items : QList<Object>();
    }
    int running(const QByteArray &image = "registry.local/demo:1")
    {
        int count = 0;
        for (const Object &pod : list(gvr::pods))
            count += pod.status()["phase"].text() == "Running" && !pod.isDeleting() && pod.spec()["containers"].at(0)["image"].text() == image;
        return count;
    }
    bool complete(const QByteArray &name, int replicas)
    {
        const Object one = get(gvr::deployments, name);
        const Value &status = one.status();
        return status["observedGeneration"].integer() == one.generation() && status["updatedReplicas"].integer() == replicas
            && status["replicas"].integer() == replicas && status["availableReplicas"].integer() == replicas
            && conditionOf(status, "Progressing", "NewReplicaSetAvailable") && conditionOf(status, "Available", "MinimumReplicasAvailable");
    }
    static bool conditionOf(const Value &status, QByteArrayView type, QByteArrayView reason)
    {
        for (const Value &one : status["conditions"].items()) {
            if (one["type"].text() == type)
                return one["reason"].text() == reason;
        }
        return false;
    }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<TestCluster>(TestCluster::Options { .scheduler = true, .controllers = true });
        m_client = m_cluster->client();
        m_kubelet = std::make_unique<HollowKubelet>(m_client);
        add(gvr::nodes, HollowKubelet::node("n1"));
        add(gvr::nodes, HollowKubelet::node("n2"));
        // Both take pods before the first one comes: else all of them may land on one.
        for (const char *name : { "n1", "n2" })
            QVERIFY(eventually([&] { return m_client.get(gvr::nodes, { {}, name }).result().valueOr({}).spec()["taints"].isEmpty(); }));
    }
    void cleanup()
    {
        m_kubelet.reset();
        m_client = Client(nullptr);
        m_cluster.reset();
    }

    void aDeploymentRunsAndSpreads()
    {
        add(gvr::deployments, deployment("web", 3));
        QVERIFY(eventually([&] { return complete("web", 3); }));
        QSet<QByteArray> nodes;
        for (const Object &pod : list(gvr::pods)) {
            nodes.insert(pod.spec()["nodeName"].bytes());
            QVERIFY(pod.name().startsWith("web-"));
            QVERIFY(!pod.label("pod-template-hash").isEmpty());
            QCOMPARE(pod.controller()->kind, QByteArray("ReplicaSet"));
        }
        QCOMPARE(nodes.size(), 2);
        QCOMPARE(list(gvr::pods).size(), 3);
        QCOMPARE(get(gvr::deployments, "web").annotation("deployment.kubernetes.io/revision"), QByteArray("1"));
    }
    void aDeletedPodIsReplacedAndScaleWorks()
    {
        add(gvr::deployments, deployment("web", 3));
        QVERIFY(eventually([&] { return complete("web", 3); }));
        const Object victim = list(gvr::pods).first();
        QVERIFY(m_client.remove(gvr::pods, victim.key()).result());
        QVERIFY(eventually([&] { return !get(gvr::pods, victim.name()) && running() == 3; }));
        patch(gvr::deployments, "web", R"({"spec":{"replicas":20}})");
        QVERIFY(eventually([&] { return complete("web", 20); }));
        QCOMPARE(list(gvr::pods).size(), 20);
        patch(gvr::deployments, "web", R"({"spec":{"replicas":1}})");
        QVERIFY(eventually([&] { return complete("web", 1) && list(gvr::pods).size() == 1; }));
        patch(gvr::deployments, "web", R"({"spec":{"replicas":0}})");
        QVERIFY(eventually([&] { return list(gvr::pods).isEmpty(); }));
    }
    void rollsForwardAndBack()
    {
        add(gvr::deployments, deployment("web", 4));
        QVERIFY(eventually([&] { return complete("web", 4); }));
        int least = 4, most = 0;
        setImage("registry.local/demo:2");
        QVERIFY(eventually([&] {
            int ready = 0, all = 0;
            for (const Object &pod : list(gvr::pods)) {
                all += !pod.isDeleting();
                ready += !pod.isDeleting() && condition(pod, "Ready")["status"].text() == "True";
            }
            least = std::min(least, ready);
            most = std::max(most, all);
            return complete("web", 4) && running("registry.local/demo:2") == 4;
        }));
        QVERIFY2(least >= 3, QByteArray::number(least)); // 25 % of 4
        QVERIFY2(most <= 5, QByteArray::number(most));
        QCOMPARE(get(gvr::deployments, "web").annotation("deployment.kubernetes.io/revision"), QByteArray("2"));
        QCOMPARE(list(gvr::replicaSets).size(), 2);
        // `kubectl rollout undo` patches the old template in: the old set comes back under a new revision.
        setImage("registry.local/demo:1");
        QVERIFY(eventually([&] { return complete("web", 4) && running() == 4; }));
        QCOMPARE(list(gvr::replicaSets).size(), 2);
        QVERIFY(eventually([&] { return get(gvr::deployments, "web").annotation("deployment.kubernetes.io/revision") == "3"; }));
    }
    void abrokenImageStopsTheRollout()
    {
        m_kubelet->brokenImages.insert("broken:1");
        add(gvr::deployments, deployment("web", 4));
        QVERIFY(eventually([&] { return complete("web", 4); }));
        patch(gvr::deployments, "web", R"({"spec":{"progressDeadlineSeconds":2,"minReadySeconds":0}})");
        setImage("broken:1");
        QVERIFY(eventually([&] { return conditionOf(get(gvr::deployments, "web").status(), "Progressing", "ProgressDeadlineExceeded"); }));
        QCOMPARE(running(), 3);
        QVERIFY(conditionOf(get(gvr::deployments, "web").status(), "Available", "MinimumReplicasAvailable"));
        setImage("registry.local/demo:1");
        QVERIFY(eventually([&] { return complete("web", 4) && running() == 4; }));
    }
    void recreateWaitsForTheOldPods()
    {
        add(gvr::deployments, deployment("web", 3).withPath({ "spec", "strategy" }, Value::object({ { "type", "Recreate" } })));
        QVERIFY(eventually([&] { return complete("web", 3); }));
        setImage("registry.local/demo:2");
        bool mixed = false;
        QVERIFY(eventually([&] {
            QSet<QByteArray> images;
            for (const Object &pod : list(gvr::pods))
                images.insert(pod.spec()["containers"].at(0)["image"].bytes());
            mixed = mixed || images.size() > 1;
            return complete("web", 3) && running("registry.local/demo:2") == 3;
        }));
        QVERIFY(!mixed);
    }
    void pausedDeploymentsScaleButDoNotRoll()
    {
        add(gvr::deployments, deployment("web", 2));
        QVERIFY(eventually([&] { return complete("web", 2); }));
        patch(gvr::deployments, "web", R"({"spec":{"paused":true}})");
        setImage("registry.local/demo:2");
        patch(gvr::deployments, "web", R"({"spec":{"replicas":4}})");
        QVERIFY(eventually([&] { return running() == 4 && conditionOf(get(gvr::deployments, "web").status(), "Progressing", "DeploymentPaused"); }));
        QCOMPARE(list(gvr::replicaSets).size(), 1);
        patch(gvr::deployments, "web", R"({"spec":{"paused":false}})");
        QVERIFY(eventually([&] { return complete("web", 4) && running("registry.local/demo:2") == 4; }));
    }
    void historyIsBounded()
    {
        add(gvr::deployments, deployment("web", 1).withPath({ "spec", "revisionHistoryLimit" }, 1));
        for (const char *image : { "registry.local/demo:1", "registry.local/demo:2", "registry.local/demo:3", "registry.local/demo:4" }) {
            setImage(image);
            QVERIFY(eventually([&] { return complete("web", 1) && running(image) == 1; }));
        }
        QVERIFY(eventually([&] { return list(gvr::replicaSets).size() == 2; }));
    }
    void deletionTakesTheRestAlong_data()
    {
        QTest::addColumn<QByteArray>("policy");
        QTest::newRow("background") << QByteArray("Background");
        QTest::newRow("foreground") << QByteArray("Foreground");
        QTest::newRow("orphan") << QByteArray("Orphan");
    }
    void deletionTakesTheRestAlong()
    {
        QFETCH(QByteArray, policy);
        add(gvr::deployments, deployment("web", 3));
        QVERIFY(eventually([&] { return complete("web", 3); }));
        DeleteOptions options;
        options.propagationPolicy = policy;
        QVERIFY(m_client.remove(gvr::deployments, { "default", "web" }, options).result());
        QVERIFY(eventually([&] { return !get(gvr::deployments, "web"); }));
        if (policy == "Orphan") {
            QCOMPARE(list(gvr::pods).size(), 3);
            QCOMPARE(list(gvr::replicaSets).size(), 1);
            QVERIFY(list(gvr::replicaSets).first().ownerReferences().isEmpty());
            // A deployment with that selector adopts what it finds.
            const QByteArray uid = add(gvr::deployments, deployment("web", 3)).uid();
            QVERIFY(eventually([&] { return complete("web", 3); }));
            QCOMPARE(list(gvr::replicaSets).first().controller()->uid, uid);
            QCOMPARE(list(gvr::replicaSets).size(), 1);
            return;
        }
        if (policy == "Foreground")
            QVERIFY(list(gvr::replicaSets).isEmpty()); // the owner goes last
        QVERIFY(eventually([&] { return list(gvr::pods).isEmpty() && list(gvr::replicaSets).isEmpty(); }));
    }
    void podsAreAdoptedAndReleased()
    {
        add(gvr::deployments, deployment("web", 2));
        QVERIFY(eventually([&] { return complete("web", 2); }));
        const Object released = list(gvr::pods).first();
        patch(gvr::pods, released.name(), R"({"metadata":{"labels":{"pod-template-hash":"none"}}})");
        QVERIFY(eventually([&] { return list(gvr::pods).size() == 3; }));
        QVERIFY(eventually([&] { return !get(gvr::pods, released.name()).controller(); }));
        // Back again: there is one too many.
        const Value labels = Value::object({ { "pod-template-hash", released.label("pod-template-hash") } });
        patch(gvr::pods, released.name(), toJson(Value::object({ { "metadata", Value::object({ { "labels", labels } }) } })));
        QVERIFY(eventually([&] { return list(gvr::pods).size() == 2 && running() == 2; }));
    }
    void servicesGetTheirEndpoints()
    {
        add(gvr::deployments, deployment("web", 3));
        const Value port = Value::object({ { "port", 80 }, { "targetPort", 8080 }, { "protocol", "TCP" } });
        add(gvr::services, newObject("v1", "Service", { "default", "web" })
                               .with("spec", Value::object({ { "selector", Value::object({ { "app", "web" } }) }, { "ports", Value::array({ port }) } })));
        const auto ready = [&] {
            int count = 0;
            for (const Object &slice : list(gvr::endpointSlices)) {
                if (slice.label("kubernetes.io/service-name") != "web")
                    continue;
                for (const Value &endpoint : slice["endpoints"].items())
                    count += endpoint["conditions"]["ready"].boolean();
            }
            return count;
        };
        QVERIFY(eventually([&] { return ready() == 3; }));
        QVERIFY(eventually([&] { return get(gvr::endpoints, "web")["subsets"].at(0)["addresses"].size() == 3; }));
        QCOMPARE(get(gvr::endpoints, "web")["subsets"].at(0)["ports"].at(0)["port"].integer(), 8080);
        patch(gvr::deployments, "web", R"({"spec":{"replicas":1}})");
        QVERIFY(eventually([&] { return ready() == 1 && get(gvr::endpoints, "web")["subsets"].at(0)["addresses"].size() == 1; }));
        QVERIFY(m_client.remove(gvr::services, { "default", "web" }).result());
        QVERIFY(eventually([&] { return !get(gvr::endpoints, "web") && ready() == 0; }));
    }
    void theCauseReachesThePods()
    {
        // What the controllers find in their first list has no cause: they have to be there first.
        add(gvr::deployments, deployment("first", 1));
        QVERIFY(eventually([&] { return complete("first", 1); }));
        const Cause cause = Cause::create();
        {
            const CauseScope scope(cause);
            add(gvr::deployments, deployment("web", 2));
        }
        QVERIFY(eventually([&] { return complete("web", 2); }));
        QHash<QByteArray, int> writes;
        const auto steps = m_client.list({ "orrery.dev", "v1", "steps" }).result();
        for (const Object &step : steps->items) {
            if (step.spec()["traceId"].text() == cause.traceId)
                ++writes[step.spec()["verb"].bytes() + ' ' + step.spec()["resource"].bytes() + '/' + step.spec()["subresource"].bytes()];
        }
        QCOMPARE(writes.value("create deployments.apps/"), 1);
        QCOMPARE(writes.value("create replicasets.apps/"), 1);
        QCOMPARE(writes.value("create pods/"), 2);
        QCOMPARE(writes.value("create pods/binding"), 2);
    }
};

QTEST_GUILESS_MAIN(TestWorkloads)
#include "tst_workloads.moc"
