// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/controllers/hollowkubelet.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using namespace orrery::test;

static const Gvr quotas{"", "v1", "resourcequotas"};
static const Gvr claims{"", "v1", "persistentvolumeclaims"};
static const Gvr volumes{"", "v1", "persistentvolumes"};

/// What is said of use, and what is kept while it is used.
class TestUsage final : public QObject
{
    Q_OBJECT
    std::unique_ptr<TestCluster> m_cluster;
    Client m_client{nullptr};

    void add(const Gvr &kind, const Object &object)
    {
        const auto made = m_client.create(kind, object).result();
        QVERIFY2(made, made ? "" : made.error().message.constData());
    }
    Object get(const Gvr &kind, const Key &key) { return m_client.get(kind, key).result().valueOr({}); }
    static Object pod(const QByteArray &name)
    {
        const Value container = Value::object({{"name", "c"}, {"image", "registry.local/demo:1"}});
        return newObject("v1", "Pod", {"default", name})
            .with("spec", Value::object({{"containers", Value::array({container})}}));
    }
    QByteArray used(const QByteArray &quota) { return toJson(get(quotas, {"default", quota}).status()["used"]); }

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<TestCluster>(TestCluster::Options{.controllers = true});
        m_client = m_cluster->client();
    }
    void cleanup()
    {
        m_client = Client(nullptr);
        m_cluster.reset();
    }

    void quotasTellWhatIsUsed()
    {
        const Value hard = Value::object({{"pods", "5"}, {"count/deployments.apps", "2"}, {"requests.memory", "1Gi"}});
        add(quotas, newObject("v1", "ResourceQuota", {"default", "q"}).with("spec", Value::object({{"hard", hard}})));
        QVERIFY(eventually(
            [&] { return used("q") == R"({"pods":"0","count/deployments.apps":"0","requests.memory":"0"})"; }));
        QCOMPARE(get(quotas, {"default", "q"}).status()["hard"], hard);
        Object some = pod("a").withPath(
            {"spec", "containers"},
            Value::array({pod("a").spec()["containers"].at(0).withPath({"resources", "requests", "memory"}, "64Mi")}));
        add(gvr::pods, some);
        QVERIFY(eventually(
            [&] { return used("q") == R"({"pods":"1","count/deployments.apps":"0","requests.memory":"64Mi"})"; }));
        QVERIFY(m_client.remove(gvr::pods, {"default", "a"}).result());
        QVERIFY(eventually(
            [&] { return used("q") == R"({"pods":"0","count/deployments.apps":"0","requests.memory":"0"})"; }));
        const Value spec = *parseJson(R"({"spec":{"hard":{"pods":"1","requests.memory":null}}})");
        QVERIFY(m_client.patch(quotas, {"default", "q"}, PatchType::Merge, spec).result());
        QVERIFY(eventually([&] { return used("q") == R"({"pods":"0","count/deployments.apps":"0"})"; }));
    }

    void storageIsKeptWhileItIsUsed()
    {
        const Value size = Value::object({{"requests", Value::object({{"storage", "1Gi"}})}});
        add(claims,
            newObject("v1", "PersistentVolumeClaim", {"default", "data"})
                .with("spec",
                      Value::object({{"accessModes", Value::array({"ReadWriteOnce"})},
                                     {"storageClassName", ""},
                                     {"resources", size}})));
        const Value volume
            = Value::object({{"name", "v"}, {"persistentVolumeClaim", Value::object({{"claimName", "data"}})}});
        add(gvr::nodes, HollowKubelet::node("n1"));
        add(gvr::pods,
            pod("user").withPath({"spec", "volumes"}, Value::array({volume})).withPath({"spec", "nodeName"}, "n1"));
        QVERIFY(m_client.remove(claims, {"default", "data"}).result());
        QVERIFY(eventually([&] { return get(claims, {"default", "data"}).isDeleting(); }));
        add(volumes,
            newObject("v1", "PersistentVolume", {{}, "disk"})
                .with("spec",
                      Value::object({{"capacity", Value::object({{"storage", "1Gi"}})},
                                     {"accessModes", Value::array({"ReadWriteOnce"})},
                                     {"hostPath", Value::object({{"path", "/nowhere"}})}})));
        // Nobody uses the volume: it goes. The claim is still there when it has gone, and goes after its pod.
        QVERIFY(m_client.remove(volumes, {{}, "disk"}).result());
        QVERIFY(eventually([&] { return !get(volumes, {{}, "disk"}); }));
        QVERIFY(get(claims, {"default", "data"}));
        DeleteOptions now;
        now.gracePeriodSeconds = 0;
        QVERIFY(m_client.remove(gvr::pods, {"default", "user"}, now).result());
        QVERIFY(eventually([&] { return !get(claims, {"default", "data"}); }));
    }

    void tokensDieWithTheirPod()
    {
        add(gvr::pods, pod("p"));
        const auto ask = [&](const QByteArray &audience, const QByteArray &podName, const QByteArray &uid) {
            const Value bound = Value::object({{"apiVersion", "v1"}, {"kind", "Pod"}, {"name", podName}, {"uid", uid}});
            const Value audiences = audience.isEmpty() ? Value() : Value::array({audience});
            return m_client
                .create(gvr::serviceAccounts,
                        newObject("authentication.k8s.io/v1", "TokenRequest", {"default", "default"})
                            .with("spec", Value::object({{"audiences", audiences}, {"boundObjectRef", bound}})),
                        "token")
                .result();
        };
        const auto review = [&](const Object &request, const QByteArray &audience) {
            const Value spec = Value::object({{"token", request.status()["token"]},
                                              {"audiences", audience.isEmpty() ? Value() : Value::array({audience})}});
            return m_client
                .create({"authentication.k8s.io", "v1", "tokenreviews"},
                        Object(Value::object({{"apiVersion", "authentication.k8s.io/v1"},
                                              {"kind", "TokenReview"},
                                              {"metadata", Value::object(std::vector<Member>())},
                                              {"spec", spec}})))
                .result()
                .valueOr({})
                .status();
        };
        QVERIFY(ask({}, "nobody", {}).failedWith(Reason::NotFound));
        QVERIFY(ask({}, "p", "other").failedWith(Reason::Conflict));
        const auto ours = ask({}, "p", {}), theirs = ask("vault", "p", {});
        QVERIFY(ours && theirs);
        const Value status = review(*ours, {});
        QVERIFY(status["authenticated"].boolean());
        QCOMPARE(status["user"]["extra"]["authentication.kubernetes.io/pod-name"].at(0).bytes(), "p");
        QVERIFY(status["user"]["extra"]["authentication.kubernetes.io/credential-id"].at(0).text().startsWith("JTI="));
        QVERIFY(!review(*ours, "vault")["authenticated"].boolean());
        QVERIFY(!review(*theirs, {})["authenticated"].boolean());
        QVERIFY(review(*theirs, "vault")["authenticated"].boolean());
        QCOMPARE(toJson(review(*theirs, "vault")["audiences"]), R"(["vault"])");
        QVERIFY(m_client.remove(gvr::pods, {"default", "p"}).result());
        QVERIFY(!review(*ours, {})["authenticated"].boolean());
    }

    void podsWaitForTheAccountOfANewNamespace()
    {
        const auto ns = m_client.create(gvr::namespaces, newObject("v1", "Namespace", {{}, "fresh"}));
        auto made = m_client.create(gvr::pods, newObject("v1", "Pod", {"fresh", "p"}).with("spec", pod("p").spec()));
        QVERIFY(ns.result());
        const auto result = made.result();
        QVERIFY2(result, result ? "" : result.error().message.constData());
        QCOMPARE(result->spec()["serviceAccountName"].bytes(), "default");
    }
};

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_usage.moc"
