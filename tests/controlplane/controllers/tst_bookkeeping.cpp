// SPDX-License-Identifier: GPL-3.0-only
#include "tests/support/testcluster.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;
using test::eventually;
using test::TestCluster;

static const Gvr widgets{"example.com", "v1", "widgets"};

static Value json(const char *text)
{
    return parseJson(text).value();
}

static Object widget(const QByteArray &name, const Object &owner = {})
{
    const Object made = newObject("example.com/v1", "Widget", {"default", name});
    return owner ? made.withMetadata("ownerReferences", Value::array({controllerReference(owner)})) : made;
}

/// Controllers that keep objects in step with others: IPAddresses, APIServices, FlowSchemas, and the collector of
/// garbage where kinds come and go.
class TestBookkeeping final : public QObject
{
    Q_OBJECT
    std::unique_ptr<TestCluster> m_cluster;
    Client m_client{nullptr};

    Object add(const Gvr &gvr, const Object &object)
    {
        const auto made = m_client.create(gvr, object).result();
        if (!made)
            qFatal("create: %s", made.error().message.constData());
        return *made;
    }
    Object get(const Gvr &gvr, const Key &key) { return m_client.get(gvr, key).result().valueOr({}); }
    bool has(const Gvr &gvr, const Key &key) { return bool(get(gvr, key)); }
    QByteArray conditionOf(const Gvr &gvr, const QByteArray &name, const char *type)
    {
        const Object object = get(gvr, {{}, name});
        const Value &found = condition(object, type);
        return found["status"].bytes() + ' ' + found["reason"].bytes();
    }
    Object configMap(const QByteArray &name, const Object &owner = {})
    {
        const Object made = newObject("v1", "ConfigMap", {"default", name});
        return add(gvr::configMaps,
                   owner ? made.withMetadata("ownerReferences", Value::array({controllerReference(owner)})) : made);
    }
    void defineWidgets()
    {
        add(gvr::customResourceDefinitions,
            Object(json(
                R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
            "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget"},
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}})")));
        QVERIFY(eventually([&] { return bool(m_client.list(widgets).result()); }));
    }

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

    void addresses()
    {
        QVERIFY(eventually([&] { return has(gvr::ipAddresses, {{}, "10.96.0.1"}); }));
        QCOMPARE(toJson(get(gvr::ipAddresses, {{}, "10.96.0.1"}).spec()),
                 R"({"parentRef":{"resource":"services","namespace":"default","name":"kubernetes"}})");
        const Object service
            = add(gvr::services,
                  newObject("v1", "Service", {"default", "s"}).with("spec", json(R"({"ports":[{"port":80}]})")));
        const Key ip{{}, service.spec()["clusterIP"].bytes()};
        QVERIFY(eventually([&] { return has(gvr::ipAddresses, ip); }));
        // One that somebody takes away is put back; one of a Service that is gone goes, too; a stranger's stays.
        const QByteArray uid = get(gvr::ipAddresses, ip).uid();
        QVERIFY(m_client.remove(gvr::ipAddresses, ip).result());
        QVERIFY(eventually([&] { return has(gvr::ipAddresses, ip) && get(gvr::ipAddresses, ip).uid() != uid; }));
        add(gvr::ipAddresses,
            newObject("networking.k8s.io/v1", "IPAddress", {{}, "10.96.9.9"})
                .with("spec", json(R"({"parentRef":{"resource":"gateways","name":"g"}})")));
        QVERIFY(m_client.remove(gvr::services, service.key()).result());
        QVERIFY(eventually([&] { return !has(gvr::ipAddresses, ip); }));
        QVERIFY(has(gvr::ipAddresses, {{}, "10.96.9.9"}));
        QVERIFY(eventually([&] { return conditionOf(gvr::serviceCidrs, "kubernetes", "Ready").startsWith("True"); }));
    }

    void apiServices()
    {
        QVERIFY(eventually([&] { return conditionOf(gvr::apiServices, "v1.apps", "Available") == "True Local"; }));
        QVERIFY(eventually([&] { return has(gvr::apiServices, {{}, "v2.autoscaling"}); }));
        QVERIFY(!has(gvr::apiServices, {{}, "v1.example.com"}));
        defineWidgets();
        QVERIFY(
            eventually([&] { return conditionOf(gvr::apiServices, "v1.example.com", "Available") == "True Local"; }));
        QVERIFY(m_client.remove(gvr::customResourceDefinitions, {{}, "widgets.example.com"}).result());
        QVERIFY(eventually([&] { return !has(gvr::apiServices, {{}, "v1.example.com"}); }));
        // Another server's: honest about what is missing.
        add(gvr::apiServices,
            Object(json(
                R"({"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService","metadata":{"name":"v1.remote.io"},
            "spec":{"group":"remote.io","version":"v1","groupPriorityMinimum":100,"versionPriority":10,"service":{"namespace":"default","name":"far"}}})")));
        QVERIFY(eventually(
            [&] { return conditionOf(gvr::apiServices, "v1.remote.io", "Available") == "False ServiceNotFound"; }));
        add(gvr::services,
            newObject("v1", "Service", {"default", "far"}).with("spec", json(R"({"ports":[{"port":443}]})")));
        QVERIFY(eventually([&] {
            return conditionOf(gvr::apiServices, "v1.remote.io", "Available") == "False FailedDiscoveryCheck";
        }));
    }

    void flowSchemas()
    {
        QVERIFY(eventually([&] { return conditionOf(gvr::flowSchemas, "exempt", "Dangling") == "False Found"; }));
        add(gvr::flowSchemas,
            newObject("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", {{}, "mine"})
                .with("spec", json(R"({"priorityLevelConfiguration":{"name":"later"}})")));
        QVERIFY(eventually([&] { return conditionOf(gvr::flowSchemas, "mine", "Dangling") == "True NotFound"; }));
        add(gvr::priorityLevels,
            newObject("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", {{}, "later"})
                .with("spec", json(R"({"type":"Limited","limited":{"limitResponse":{"type":"Reject"}}})")));
        QVERIFY(eventually([&] { return conditionOf(gvr::flowSchemas, "mine", "Dangling") == "False Found"; }));
    }

    /// Custom resources as owners and as what is owned, of a kind that came after the collector.
    void customGarbage()
    {
        defineWidgets();
        const Object owner = configMap("owner");
        add(widgets, widget("owned", owner));
        QVERIFY(m_client.remove(gvr::configMaps, owner.key()).result());
        QVERIFY(eventually([&] { return !has(widgets, {"default", "owned"}); }));

        const Object other = add(widgets, widget("other"));
        configMap("dependent", other);
        DeleteOptions foreground;
        foreground.propagationPolicy = "Foreground";
        QVERIFY(m_client.remove(widgets, other.key(), foreground).result());
        QVERIFY(eventually([&] { return !has(widgets, other.key()); }));
        QVERIFY(!has(gvr::configMaps, {"default", "dependent"}));

        const Object third = add(widgets, widget("third"));
        configMap("orphan", third);
        DeleteOptions orphaning;
        orphaning.propagationPolicy = "Orphan";
        QVERIFY(m_client.remove(widgets, third.key(), orphaning).result());
        QVERIFY(eventually([&] { return !has(widgets, third.key()); }));
        QVERIFY(get(gvr::configMaps, {"default", "orphan"}).ownerReferences().isEmpty());
    }

    /// A kind that goes takes nothing else with it, and may come back.
    void kindsThatGo()
    {
        defineWidgets();
        const Object seen = configMap("seen");
        add(widgets, widget("seen", seen));
        QVERIFY(m_client.remove(gvr::configMaps, seen.key()).result());
        QVERIFY(eventually([&] { return !has(widgets, {"default", "seen"}); })); // the collector knows the kind
        const Object owner = add(widgets, widget("w"));
        configMap("c", owner);
        QVERIFY(m_client.remove(gvr::customResourceDefinitions, {{}, "widgets.example.com"}).result());
        QVERIFY(eventually([&] { return !has(gvr::customResourceDefinitions, {{}, "widgets.example.com"}); }));
        QVERIFY(eventually([&] { return !has(gvr::configMaps, {"default", "c"}); })); // its owner went with the kind
        // The collector still works, and sees the kind when it is back.
        const Object first = configMap("first");
        configMap("second", first);
        QVERIFY(m_client.remove(gvr::configMaps, first.key()).result());
        QVERIFY(eventually([&] { return !has(gvr::configMaps, {"default", "second"}); }));
        defineWidgets();
        const Object again = configMap("again");
        add(widgets, widget("owned", again));
        QVERIFY(m_client.remove(gvr::configMaps, again.key()).result());
        QVERIFY(eventually([&] { return !has(widgets, {"default", "owned"}); }));
    }

    void namespacesWithCustomResources()
    {
        defineWidgets();
        add(gvr::namespaces, newObject("v1", "Namespace", {{}, "n"}));
        add(widgets,
            newObject("example.com/v1", "Widget", {"n", "w"})
                .withMetadata("finalizers", Value::array({"example.com/hold"})));
        QVERIFY(m_client.remove(gvr::namespaces, {{}, "n"}).result());
        QVERIFY(eventually([&] {
            return conditionOf(gvr::namespaces, "n", "NamespaceFinalizersRemaining") == "True SomeFinalizersRemain";
        }));
        const Object ns = get(gvr::namespaces, {{}, "n"});
        QCOMPARE(condition(ns, "NamespaceContentRemaining")["message"].bytes(),
                 "Some resources are remaining: widgets.example.com has 1 resource instances");
        QCOMPARE(condition(ns, "NamespaceFinalizersRemaining")["message"].bytes(),
                 "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
        QCOMPARE(condition(ns, "NamespaceDeletionDiscoveryFailure")["status"].bytes(), "False");
        QVERIFY(m_client.patch(widgets, {"n", "w"}, PatchType::Merge, json(R"({"metadata":{"finalizers":null}})"))
                    .result());
        QVERIFY(eventually([&] { return !has(gvr::namespaces, {{}, "n"}); }));
    }
};

QTEST_GUILESS_MAIN(TestBookkeeping)
#include "tst_bookkeeping.moc"
