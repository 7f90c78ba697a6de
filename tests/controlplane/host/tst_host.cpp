// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/informer.h"
#include "tests/support/testcluster.h"

#include <QTemporaryDir>

using namespace orrery;
using namespace orrery::api;
using test::eventually;
using test::TestCluster;

class TestHost final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hasItsDefaultContent();
    void sameOverTheWire();
    void watchesInProcess();
    void usersAreToldApart();
    void serviceAccountTokens();
    void stopsWhileBusy();
    void survivesARestart();
    void deploymentsBecomePods();
};

static Object configMap(const QByteArray &name, const QByteArray &value = "x")
{
    return newObject("v1", "ConfigMap", {"default", name}).with("data", Value::object({{"key", value}}));
}

#define VERIFY_RESULT(result) QVERIFY2(result, (result) ? "" : (result).error().message.constData())

void TestHost::hasItsDefaultContent()
{
    TestCluster cluster;
    const auto client = cluster.client();
    for (const char *name : {"default", "kube-system", "kube-public", "kube-node-lease"})
        VERIFY_RESULT(client.get(client::gvr::namespaces, {{}, name}).result()); // at once: start() has waited
    const auto service = client.get(client::gvr::services, {"default", "kubernetes"}).result();
    VERIFY_RESULT(service);
    QCOMPARE(service->spec()["clusterIP"].bytes(), QByteArray("10.96.0.1"));
    const auto ready = client.send({.path = "/readyz"}).result();
    VERIFY_RESULT(ready);
    QCOMPARE(ready->status, 200);
}

void TestHost::sameOverTheWire()
{
    TestCluster cluster({.listen = true});
    const auto made = cluster.remote().create(client::gvr::configMaps, configMap("a")).result();
    VERIFY_RESULT(made);
    const auto seen = cluster.client().get(client::gvr::configMaps, {"default", "a"}).result();
    VERIFY_RESULT(seen);
    QVERIFY(*seen == *made);
    QVERIFY(
        cluster.remote().create(client::gvr::configMaps, configMap("a")).result().failedWith(Reason::AlreadyExists));
}

void TestHost::watchesInProcess()
{
    TestCluster cluster;
    const auto client = cluster.client();
    client::Informer informer(client, client::gvr::configMaps);
    QList<QByteArray> seen;
    connect(&informer, &client::Informer::changed, this,
            [&](const Object &, const Object &now) { seen.append(now.name()); });
    informer.start();
    QVERIFY(eventually([&] { return informer.isSynced(); }));
    for (int i = 0; i < 50; ++i)
        (void)client.create(client::gvr::configMaps, configMap("c" + QByteArray::number(i)));
    QVERIFY(eventually([&] { return informer.get({"default", "c49"}) && informer.get({"default", "c0"}); }));
    QVERIFY(eventually([&] { return seen.count("c7") == 1; }));
}

void TestHost::usersAreToldApart()
{
    TestCluster cluster;
    const auto nobody = cluster.plane().client("nobody", {});
    QVERIFY(nobody.create(client::gvr::configMaps, configMap("a")).result().failedWith(Reason::Forbidden));
}

void TestHost::serviceAccountTokens()
{
    TestCluster cluster({.listen = true});
    const auto client = cluster.client();
    const auto account
        = client.create(client::gvr::serviceAccounts, newObject("v1", "ServiceAccount", {"default", "robot"})).result();
    VERIFY_RESULT(account);
    const Object request(Value::object({{"apiVersion", "authentication.k8s.io/v1"},
                                        {"kind", "TokenRequest"},
                                        {"metadata", Value::object({{"name", "robot"}, {"namespace", "default"}})},
                                        {"spec", Value::object({{"expirationSeconds", 3600}})}}));
    const auto token = client.create(client::gvr::serviceAccounts, request, "token").result();
    VERIFY_RESULT(token);
    client::Connection connection = cluster.connection();
    connection.clientCertificatePem.clear();
    connection.clientKeyPem.clear();
    connection.token = token->status()["token"].bytes();
    QVERIFY(connection.token.count('.') == 2);
    QThread net;
    net.start();
    {
        const auto transport = client::HttpTransport::create(connection, &net);
        VERIFY_RESULT(transport);
        const client::Client robot(transport->get());
        // Known, and not allowed: not Unauthorized.
        const auto refused = robot.create(client::gvr::configMaps, configMap("a")).result();
        QVERIFY2(refused.failedWith(Reason::Forbidden), refused ? "" : refused.error().message.constData());
        QVERIFY(refused.error().message.contains("system:serviceaccount:default:robot"));
        VERIFY_RESULT(client.remove(client::gvr::serviceAccounts, {"default", "robot"}).result());
        QVERIFY(robot.list(client::gvr::configMaps, {.ns = "default"})
                    .result()
                    .failedWith(Reason::Unauthorized)); // its token went with it
    }
    net.quit();
    net.wait();
}

void TestHost::stopsWhileBusy()
{
    for (int round = 0; round < 3; ++round) {
        auto cluster = std::make_unique<TestCluster>(
            TestCluster::Options{.scheduler = true, .controllers = true, .listen = true});
        const auto client = cluster->client();
        QList<QFuture<Result<Object>>> answers;
        for (int i = 0; i < 200; ++i)
            answers.append(client.create(client::gvr::configMaps, configMap("c" + QByteArray::number(i))));
        cluster.reset();
        for (auto &answer : answers)
            (void)answer.result(); // each has one, good or not
    }
}

void TestHost::survivesARestart()
{
    const QTemporaryDir dir;
    QByteArray uid;
    {
        TestCluster cluster({.dataDir = dir.path()});
        const auto made = cluster.client().create(client::gvr::configMaps, configMap("kept")).result();
        VERIFY_RESULT(made);
        uid = made->uid();
    }
    TestCluster cluster({.dataDir = dir.path()});
    const auto seen = cluster.client().get(client::gvr::configMaps, {"default", "kept"}).result();
    VERIFY_RESULT(seen);
    QCOMPARE(seen->uid(), uid);
    QCOMPARE((*seen)["data"]["key"].bytes(), QByteArray("x"));
}

void TestHost::deploymentsBecomePods()
{
    TestCluster cluster({.scheduler = true, .controllers = true});
    const auto client = cluster.client();
    Object node = newObject("v1", "Node", {{}, "node-1"});
    VERIFY_RESULT(client.create(client::gvr::nodes, node).result());
    const Value resources = Value::object({{"cpu", "4"}, {"memory", "4Gi"}, {"pods", "110"}});
    const Value status = Value::object(
        {{"status",
          Value::object({{"capacity", resources},
                         {"allocatable", resources},
                         {"conditions", Value::array({Value::object({{"type", "Ready"}, {"status", "True"}})})}})}});
    VERIFY_RESULT(client.patch(client::gvr::nodes, {{}, "node-1"}, PatchType::Merge, status, "status").result());
    const Value labels = Value::object({{"app", "web"}});
    const Value container = Value::object({{"name", "web"}, {"image", "registry.local/demo:1"}});
    const Object deployment
        = newObject("apps/v1", "Deployment", {"default", "web"})
              .with("spec",
                    Value::object(
                        {{"replicas", 3},
                         {"selector", Value::object({{"matchLabels", labels}})},
                         {"template",
                          Value::object({{"metadata", Value::object({{"labels", labels}})},
                                         {"spec", Value::object({{"containers", Value::array({container})}})}})}}));
    VERIFY_RESULT(client.create(client::gvr::deployments, deployment).result());
    const auto bound = [&] {
        const auto pods = client.list(client::gvr::pods, {.ns = "default", .labelSelector = "app=web"}).result();
        return pods
            && std::count_if(pods->items.begin(), pods->items.end(),
                             [](const Object &pod) { return pod.spec()["nodeName"].text() == "node-1"; })
            == 3;
    };
    QVERIFY(eventually(bound));
}

QTEST_GUILESS_MAIN(TestHost)
#include "tst_host.moc"
