// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/pki.h"
#include "tests/controlplane/controllers/hollowkubelet.h"

#include <QTest>

#include <atomic>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::HollowKubelet;
using test::TestCluster;

/// Nodes, namespaces and certificates over the real API server and controllers.
class TestClusterControllers final : public QObject
{
    Q_OBJECT
    struct Ahead final : Clock
    {
        std::atomic<qint64> ahead = 0;
        qint64 now() const override { return SystemClock().now() + ahead; }
    } m_clock;
    std::unique_ptr<TestCluster> m_cluster;
    std::unique_ptr<HollowKubelet> m_kubelet;
    Client m_client { nullptr };

    Object add(const Gvr &gvr, const Object &object)
    {
        const auto made = m_client.create(gvr, object).result();
        if (!made)
            qFatal("create: %s", made.error().message.constData());
        return *made;
    }
    Object get(const Gvr &gvr, const Key &key) { return m_client.get(gvr, key).result().valueOr({}); }
    QList<Object> list(const Gvr &gvr, const QByteArray &ns = {})
    {
        const auto list = m_client.list(gvr, { ns }).result();
        return list ? list->items : QList<Object>();
    }
    Object node(const QByteArray &name) { return get(gvr::nodes, { {}, name }); }
    void renewLease(const QByteArray &name)
    {
        const Key key { "kube-node-lease", name };
        const Value spec = Value::object({ { "holderIdentity", name }, { "leaseDurationSeconds", 40 }, { "renewTime", formatMicroTime(m_clock.now()) } });
        if (!get(gvr::leases, key))
            add(gvr::leases, newObject("coordination.k8s.io/v1", "Lease", key).with("spec", spec));
        else
            QVERIFY(m_client.patch(gvr::leases, key, PatchType::Merge, Value::object({ { "spec", spec } })).result());
    }
    QByteArrayList taints(const QByteArray &name)
    {
        QByteArrayList all;
        for (const Value &taint : node(name).spec()["taints"].items())
            all.append(taint["key"].bytes() + ':' + taint["effect"].bytes());
        std::sort(all.begin(), all.end());
        return all;
    }
    Object pod(const QByteArray &name, const QByteArray &onNode, const QByteArray &tolerations = "[]")
    {
        const Value container = Value::object({ { "name", "c" }, { "image", "registry.local/demo:1" } });
        return newObject("v1", "Pod", { "default", name })
            .with("spec", Value::object({ { "nodeName", onNode }, { "containers", Value::array({ container }) }, { "tolerations", *parseJson(tolerations) } }));
    }

private Q_SLOTS:
    void init()
    {
        m_clock.ahead = 0;
        m_cluster = std::make_unique<TestCluster>(TestCluster::Options { .scheduler = true, .controllers = true, .clock = &m_clock });
        m_client = m_cluster->client();
        m_kubelet = std::make_unique<HollowKubelet>(m_client);
        QVERIFY(eventually([&] { return bool(get(gvr::serviceAccounts, { "default", "default" })); }));
    }
    void cleanup()
    {
        m_kubelet.reset();
        m_client = Client(nullptr);
        m_cluster.reset();
    }

    void namespacesAreFurnishedAndEmptied()
    {
        add(gvr::namespaces, newObject("v1", "Namespace", { {}, "dev" }));
        QVERIFY(eventually([&] { return get(gvr::serviceAccounts, { "dev", "default" }) && get(gvr::configMaps, { "dev", "kube-root-ca.crt" }); }));
        QVERIFY(get(gvr::configMaps, { "dev", "kube-root-ca.crt" })["data"]["ca.crt"].text().startsWith("-----BEGIN CERTIFICATE"));
        QVERIFY(m_client.remove(gvr::configMaps, { "dev", "kube-root-ca.crt" }).result());
        QVERIFY(eventually([&] { return bool(get(gvr::configMaps, { "dev", "kube-root-ca.crt" })); }));

        add(gvr::nodes, HollowKubelet::node("n1"));
        add(gvr::configMaps, newObject("v1", "ConfigMap", { "dev", "mine" }));
        add(gvr::pods, pod("p", "n1").withMetadata("namespace", "dev"));
        add(gvr::configMaps, newObject("v1", "ConfigMap", { "dev", "held" }).withMetadata("finalizers", Value::array({ Value("example.com/hold") })));
        QVERIFY(m_client.remove(gvr::namespaces, { {}, "dev" }).result());
        QVERIFY(eventually([&] { return !get(gvr::pods, { "dev", "p" }) && !get(gvr::configMaps, { "dev", "mine" }); }));
        QVERIFY(get(gvr::namespaces, { {}, "dev" }).isDeleting()); // as long as somebody holds something in it
        QVERIFY(m_client.patch(gvr::configMaps, { "dev", "held" }, PatchType::Merge, *parseJson(R"({"metadata":{"finalizers":[]}})")).result());
        QVERIFY(eventually([&] { return !get(gvr::namespaces, { {}, "dev" }); }));
    }
    void nodesGetPodNetworksOnlyOnce()
    {
        for (int i = 0; i < 20; ++i)
            add(gvr::nodes, HollowKubelet::node("n" + QByteArray::number(i)));
        const auto cidrs = [&] {
            QSet<QByteArray> all;
            for (const Object &node : list(gvr::nodes)) {
                if (const QByteArray cidr = node.spec()["podCIDR"].bytes(); !cidr.isEmpty())
                    all.insert(cidr);
            }
            return all;
        };
        QVERIFY(eventually([&] { return cidrs().size() == 20; }));
        const QByteArray kept = node("n7").spec()["podCIDR"].bytes();
        QVERIFY(kept.startsWith("10.244.") && kept.endsWith(".0/24"));
        const QByteArray freed = node("n3").spec()["podCIDR"].bytes();
        QVERIFY(m_client.remove(gvr::nodes, { {}, "n3" }).result());
        QVERIFY(eventually([&] { return cidrs().size() == 19; }));
        add(gvr::nodes, HollowKubelet::node("again"));
        QVERIFY(eventually([&] { return cidrs().size() == 20; }));
        QCOMPARE(node("again").spec()["podCIDR"].bytes(), freed);
        QCOMPARE(node("n7").spec()["podCIDR"].bytes(), kept);
    }
    void aSilentNodeIsTaintedAndItsPodsLeaveInTheirTime()
    {
        add(gvr::nodes, HollowKubelet::node("n1"));
        renewLease("n1");
        add(gvr::pods, pod("hasty", "n1", R"([{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":0}])"));
        add(gvr::pods, pod("patient", "n1", R"([{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":3000}])"));
        add(gvr::pods, pod("steadfast", "n1", R"([{"operator":"Exists"}])"));
        QVERIFY(eventually([&] { return condition(get(gvr::pods, { "default", "steadfast" }), "Ready")["status"].text() == "True"; }));
        QVERIFY(eventually([&] { return condition(get(gvr::pods, { "default", "patient" }), "Ready")["status"].text() == "True"; }));
        QVERIFY(eventually([&] { return taints("n1").isEmpty(); })); // new nodes are not ready at first

        m_kubelet->silentNodes.insert("n1");
        // Anything that wakes the controller shows it the time; in life its own requeue does.
        const auto later = [&](int seconds) {
            m_clock.ahead = m_clock.ahead + seconds * qint64(1'000'000);
            const Value labels = Value::object({ { "time", QByteArray::number(m_clock.ahead) } });
            QVERIFY(m_client.patch(gvr::nodes, { {}, "n1" }, PatchType::Merge, Value::object({ { "metadata", Value::object({ { "labels", labels } }) } })).result());
            QTest::qWait(50);
        };
        later(3600); // this computer slept
        later(30);
        QCOMPARE(condition(node("n1"), "Ready")["status"].text(), QByteArrayView("True"));
        later(30); // a minute without a word
        QVERIFY(eventually([&] { return condition(node("n1"), "Ready")["status"].text() == "Unknown"; }));
        QCOMPARE(condition(node("n1"), "Ready")["reason"].text(), QByteArrayView("NodeStatusUnknown"));
        const QByteArrayList unreachable { "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule" };
        QVERIFY(eventually([&] { return taints("n1") == unreachable; }));
        QVERIFY(eventually([&] { return get(gvr::pods, { "default", "hasty" }).isDeleting(); })); // and stays: nobody confirms its end
        QVERIFY(eventually([&] { return condition(get(gvr::pods, { "default", "steadfast" }), "Ready")["status"].text() == "False"; }));
        QVERIFY(!get(gvr::pods, { "default", "patient" }).isDeleting());
        QVERIFY(!get(gvr::pods, { "default", "steadfast" }).isDeleting());

        // It comes back: the kubelet says so, the taints go.
        renewLease("n1");
        QVERIFY(m_client.patch(gvr::nodes, { {}, "n1" }, PatchType::StrategicMerge, *parseJson(R"({"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}})"), "status").result());
        QVERIFY(eventually([&] { return taints("n1").isEmpty(); }));
    }
    void aMachineThatIsOffLosesItsPodsAtOnce()
    {
        for (const char *name : { "n1", "n2" }) {
            add(gvr::nodes, HollowKubelet::node(name));
            renewLease(name);
            add(gvr::machines, newObject("orrery.dev/v1", "Machine", { {}, name })
                                   .with("spec", Value::object({ { "provider", "hollow" }, { "cpus", 1 }, { "memory", "512Mi" }, { "powerState", "On" } })));
        }
        QVERIFY(eventually([&] { return taints("n1").isEmpty() && taints("n2").isEmpty(); }));
        const Value labels = Value::object({ { "app", "web" } });
        const Value container = Value::object({ { "name", "c" }, { "image", "registry.local/demo:1" } });
        add(gvr::deployments, newObject("apps/v1", "Deployment", { "default", "web" })
                                  .with("spec", Value::object({ { "replicas", 4 }, { "selector", Value::object({ { "matchLabels", labels } }) },
                                                                { "template", Value::object({ { "metadata", Value::object({ { "labels", labels } }) },
                                                                                              { "spec", Value::object({ { "containers", Value::array({ container }) } }) } }) } })));
        const auto readyOn = [&](const QByteArray &name) {
            int count = 0;
            for (const Object &one : list(gvr::pods, "default"))
                count += one.spec()["nodeName"].text() == name && condition(one, "Ready")["status"].text() == "True";
            return count;
        };
        QVERIFY(eventually([&] { return readyOn("n1") == 2 && readyOn("n2") == 2; }));
        m_kubelet->silentNodes.insert("n1");
        QVERIFY(m_client.patch(gvr::machines, { {}, "n1" }, PatchType::Merge, *parseJson(R"({"status":{"phase":"Off"}})"), "status").result());
        QVERIFY(eventually([&] { return readyOn("n2") == 4; }));
        QVERIFY(eventually([&] { return list(gvr::pods, "default").size() == 4; })); // none is left terminating
        QCOMPARE(condition(node("n1"), "Ready")["status"].text(), QByteArrayView("Unknown"));
    }
    void podsOfANodeThatIsGoneAreCollected()
    {
        add(gvr::nodes, HollowKubelet::node("n1"));
        add(gvr::pods, pod("p", "n1"));
        QVERIFY(eventually([&] { return condition(get(gvr::pods, { "default", "p" }), "Ready")["status"].text() == "True"; }));
        m_kubelet->silentNodes.insert("n1");
        QVERIFY(m_client.remove(gvr::nodes, { {}, "n1" }).result());
        QVERIFY(eventually([&] { return !get(gvr::pods, { "default", "p" }); }));
    }
    void cordonedNodesAreTainted()
    {
        add(gvr::nodes, HollowKubelet::node("n1"));
        QVERIFY(m_client.patch(gvr::nodes, { {}, "n1" }, PatchType::Merge, *parseJson(R"({"spec":{"unschedulable":true}})")).result());
        const QByteArrayList cordoned { "node.kubernetes.io/unschedulable:NoSchedule" };
        QVERIFY(eventually([&] { return taints("n1") == cordoned; }));
        QVERIFY(m_client.patch(gvr::nodes, { {}, "n1" }, PatchType::Merge, *parseJson(R"({"spec":{"unschedulable":null}})")).result());
        QVERIFY(eventually([&] { return taints("n1").isEmpty(); }));
    }
    void nodesGetCertificates()
    {
        const Gvr requests { "certificates.k8s.io", "v1", "certificatesigningrequests" };
        const QByteArray key = *pki::generateKey();
        const auto request = [&](const QByteArray &name, const QByteArray &commonName, const QByteArray &organization) {
            const QByteArray csr = *pki::createCsr(key, { .commonName = commonName, .organizations = { organization } });
            return newObject("certificates.k8s.io/v1", "CertificateSigningRequest", { {}, name })
                .with("spec", Value::object({ { "request", csr.toBase64() }, { "signerName", "kubernetes.io/kube-apiserver-client-kubelet" },
                                              { "usages", Value::array({ Value("digital signature"), Value("client auth") }) } }));
        };
        Client bootstrap = m_cluster->plane().client("system:bootstrap:abcdef", { "system:bootstrappers", "system:bootstrappers:orrery", "system:authenticated" });
        const auto made = bootstrap.create(requests, request("good", "system:node:n9", "system:nodes")).result();
        QVERIFY2(made, made ? "" : made.error().message.constData());
        QVERIFY(eventually([&] { return !get(requests, { {}, "good" }).status()["certificate"].text().isEmpty(); }));
        const QByteArray pem = QByteArray::fromBase64(get(requests, { {}, "good" }).status()["certificate"].bytes());
        const auto info = pki::inspectCertificate(pem);
        QVERIFY(info);
        QCOMPARE(info->commonName, QByteArray("system:node:n9"));

        // Asked for by somebody else, it waits for a person.
        add(requests, request("other", "system:node:n9", "system:nodes"));
        QVERIFY(bootstrap.create(requests, request("again", "system:node:n10", "system:nodes")).result());
        QVERIFY(eventually([&] { return !get(requests, { {}, "again" }).status()["certificate"].text().isEmpty(); }));
        QVERIFY(get(requests, { {}, "other" }).status()["conditions"].isEmpty());
    }
    void oldEventsAndTokensGo()
    {
        const qint64 now = m_clock.now();
        const auto event = [&](const QByteArray &name, qint64 time) {
            return newObject("v1", "Event", { "default", name })
                .with("involvedObject", Value::object({ { "kind", "Pod" }, { "namespace", "default" }, { "name", "p" } }))
                .with("reason", "Tested").with("message", "m").with("type", "Normal").with("lastTimestamp", formatTime(time)).with("firstTimestamp", formatTime(time));
        };
        add(gvr::events, event("old", now - 2 * qint64(3'600'000'000)));
        add(gvr::events, event("new", now));
        // The creation counts too: an event is never older than its object.
        m_clock.ahead = 3'000 * qint64(1'000'000);
        const QByteArray expired = formatTime(now).toBase64();
        add(gvr::secrets, newObject("v1", "Secret", { "kube-system", "bootstrap-token-abcdef" })
                              .with("type", "bootstrap.kubernetes.io/token")
                              .with("data", Value::object({ { "expiration", expired }, { "token-id", QByteArray("abcdef").toBase64() }, { "token-secret", QByteArray("0123456789abcdef").toBase64() } })));
        QVERIFY(eventually([&] { return !get(gvr::secrets, { "kube-system", "bootstrap-token-abcdef" }); }));
        m_clock.ahead = 4'000 * qint64(1'000'000);
        QVERIFY(m_client.patch(gvr::events, { "default", "old" }, PatchType::Merge, *parseJson(R"({"metadata":{"labels":{"a":"b"}}})")).result());
        QVERIFY(eventually([&] { return !get(gvr::events, { "default", "old" }); }));
    }

    void aggregatedClusterRoles()
    {
        const Gvr roles { "rbac.authorization.k8s.io", "v1", "clusterroles" };
        const auto gathered = [&](const QByteArray &name, const QByteArray &what) {
            return toJson(get(roles, { {}, name })["rules"]).contains(what);
        };
        QVERIFY(eventually([&] { return gathered("view", "\"pods/log\"") && gathered("admin", "\"rolebindings\""); }));
        QVERIFY(!gathered("view", "secrets"));
        // A new role joins, through view, edit and admin; it leaves when it loses its label.
        const Value rule = *parseJson(R"([{"apiGroups":["acme.io"],"resources":["anvils"],"verbs":["get"]}])");
        const QByteArray label = "rbac.authorization.k8s.io/aggregate-to-view";
        add(roles, newObject("rbac.authorization.k8s.io/v1", "ClusterRole", { {}, "anvils" }).withMetadata("labels", Value::object({ { label, "true" } })).with("rules", rule));
        QVERIFY(eventually([&] { return gathered("view", "anvils") && gathered("edit", "anvils") && gathered("admin", "anvils"); }));
        QVERIFY(m_client.patch(roles, { {}, "anvils" }, PatchType::Merge, *parseJson(R"({"metadata":{"labels":null}})")).result());
        QVERIFY(eventually([&] { return !gathered("view", "anvils") && !gathered("admin", "anvils"); }));
    }
};

QTEST_GUILESS_MAIN(TestClusterControllers)
#include "tst_cluster.moc"
