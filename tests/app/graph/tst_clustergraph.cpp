// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/clustergraph.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// Objects in, facts out: from the recorded cluster, and case by case.
class TestClusterGraph final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void recordedCluster();
    void orderDoesNotMatter();
    void podStates_data();
    void podStates();
    void machinesBoot();
    void lostNodes();
    void huesAreForLife();
    void goneIsGone();
    void kindsOfWorkloads();

private:
    static api::Gvr gvrOf(const api::Object &object);
    QList<api::Object> m_recorded;
};

api::Gvr TestClusterGraph::gvrOf(const api::Object &object)
{
    for (const api::Gvr &gvr : watchedResources()) {
        if (object.kind().toLower() + 's' == gvr.resource)
            return gvr;
    }
    return {};
}

static api::Object parse(const QByteArray &json)
{
    auto value = api::parseJson(json);
    return value ? api::Object(value.value()) : api::Object();
}

void TestClusterGraph::initTestCase()
{
    QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fixtures/overview.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto document = api::parseJson(file.readAll());
    QVERIFY(document);
    for (const api::Value &item : document.value().items())
        m_recorded << api::Object(item);
}

void TestClusterGraph::recordedCluster()
{
    ClusterGraph cluster;
    for (const api::Object &object : m_recorded)
        cluster.apply(gvrOf(object), object.key(), object);
    const Graph &graph = cluster.graph();
    QCOMPARE(graph.nodes.size(), size_t(3));
    QCOMPARE(graph.pods.size(), size_t(24));
    QCOMPARE(graph.services.size(), size_t(2));
    QCOMPARE(graph.workloads.size(), size_t(4));
    QCOMPARE(graph.workloads[1].name, QByteArray("web"));
    QCOMPARE(graph.workloads[1].have, 7);
    QCOMPARE(graph.workloads[1].want, 9);
    QCOMPARE(graph.workloads[3].hue, systemHue);
    QCOMPARE(graph.unhealthy, 1);
    const NodeFacts &node = graph.nodes[1];
    QCOMPARE(node.name, QByteArray("node-2"));
    QCOMPARE(node.ip, QByteArray("10.240.0.12"));
    QCOMPARE(node.podCidr, QByteArray("10.244.2.0/24"));
    QCOMPARE(node.state, NodeState::Ready);
    QCOMPARE(node.pods, 8);
    QVERIFY(node.cpu > 0.1 && node.cpu < 1);
    const ServiceFacts &web = graph.services[1];
    QCOMPARE(web.key.name, QByteArray("web"));
    QCOMPARE(web.ports, QByteArray("80 \xe2\x86\x92 30080"));
    QCOMPARE(web.pods.size(), size_t(7));
    QCOMPARE(web.workload, QByteArray("default/web"));
    QCOMPARE(web.hue, graph.workloads[1].hue);
    QCOMPARE(graph.workloads[1].icon, QByteArray("globe")); // reached from outside
    QCOMPARE(graph.workloads[2].icon, QByteArray("gear")); // not reached at all
}

void TestClusterGraph::orderDoesNotMatter()
{
    const auto digest = [](const Graph &graph) {
        QByteArrayList all;
        for (const NodeFacts &node : graph.nodes)
            all << node.name + QByteArray::number(node.pods);
        for (const PodFacts &pod : graph.pods)
            all << pod.key.path() + pod.detail + pod.icon + QByteArray::number(int(pod.state));
        for (const ServiceFacts &service : graph.services)
            all << service.key.path() + service.workload + QByteArray::number(service.pods.size());
        return all;
    };
    QByteArrayList first;
    for (quint32 seed = 0; seed < 10; ++seed) {
        QList<api::Object> objects = m_recorded;
        QRandomGenerator random(seed);
        std::shuffle(objects.begin(), objects.end(), random);
        ClusterGraph cluster;
        for (const api::Object &object : objects) {
            cluster.apply(gvrOf(object), object.key(), object);
            if (random.bounded(4) == 0)
                cluster.graph(); // looking must not change anything
        }
        if (first.isEmpty())
            first = digest(cluster.graph());
        QCOMPARE(digest(cluster.graph()), first);
    }
}

void TestClusterGraph::podStates_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<bool>("deleting");
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("detail");
    QTest::newRow("no status") << QByteArray("{}") << false << int(PodState::Pending)
                               << QByteArray("waiting for a node");
    QTest::newRow("running") << QByteArray(
        R"({"phase":"Running","podIP":"10.1.1.1","conditions":[{"type":"Ready","status":"True"}]})")
                             << false << int(PodState::Running) << QByteArray();
    QTest::newRow("crash loop") << QByteArray(
        R"({"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]})")
                                << false << int(PodState::Failed) << QByteArray("CrashLoopBackOff");
    QTest::newRow("no image") << QByteArray(
        R"({"phase":"Pending","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"ErrImagePull"}}}]})")
                              << false << int(PodState::Failed) << QByteArray("ErrImagePull");
    QTest::newRow("failed") << QByteArray(R"({"phase":"Failed","reason":"Evicted"})") << false << int(PodState::Failed)
                            << QByteArray("Evicted");
    QTest::newRow("succeeded") << QByteArray(R"({"phase":"Succeeded"})") << false << int(PodState::Succeeded)
                               << QByteArray("completed");
    QTest::newRow("leaving") << QByteArray(R"({"phase":"Running"})") << true << int(PodState::Leaving)
                             << QByteArray("terminating");
    QTest::newRow("wrong types") << QByteArray(R"({"phase":7,"containerStatuses":"x","conditions":{"a":1}})") << false
                                 << int(PodState::Pending) << QByteArray("waiting for a node");
}

void TestClusterGraph::podStates()
{
    QFETCH(QByteArray, status);
    QFETCH(bool, deleting);
    QFETCH(int, state);
    QFETCH(QByteArray, detail);
    const QByteArray stamp = deleting ? R"(,"deletionTimestamp":"2026-01-01T00:00:00Z")" : "";
    const PodFacts facts = podFacts(parse(R"({"kind":"Pod","metadata":{"name":"p","namespace":"default")" + stamp
                                          + R"(},"spec":{},"status":)" + status + '}'));
    QCOMPARE(int(facts.state), state);
    QCOMPARE(facts.detail, detail);
    QCOMPARE(facts.shortName, QByteArray("p"));
}

void TestClusterGraph::machinesBoot()
{
    ClusterGraph cluster;
    const auto machine = [](const QByteArray &phase, const QByteArray &conditions) {
        return parse(R"({"kind":"Machine","metadata":{"name":"node-1"},"status":{"phase":")" + phase
                     + R"(","conditions":[)" + conditions + "]}}");
    };
    const auto apply = [&](const api::Object &object) { cluster.apply(client::gvr::machines, object.key(), object); };
    apply(machine("Booting",
                  R"({"type":"Provisioned","status":"True"},{"type":"Booted","status":"False","message":"kernel"})"));
    QCOMPARE(cluster.graph().nodes.size(), size_t(1));
    const NodeFacts booting = cluster.graph().nodes[0];
    QCOMPARE(booting.state, NodeState::Booting);
    QCOMPARE(booting.phases.size(), size_t(4));
    QCOMPARE(booting.phases[0].state, PhaseFacts::State::Done);
    QCOMPARE(booting.phases[1].state, PhaseFacts::State::Now);
    QCOMPARE(booting.phases[2].state, PhaseFacts::State::Todo);
    QCOMPARE(booting.detail, QByteArray("kernel"));
    apply(
        machine("Failed",
                R"({"type":"Provisioned","status":"True"},{"type":"Booted","status":"False","message":"no memory"})"));
    QCOMPARE(cluster.graph().nodes[0].state, NodeState::Failed);
    QCOMPARE(cluster.graph().nodes[0].phases[1].state, PhaseFacts::State::Failed);
    QCOMPARE(cluster.graph().unhealthy, 1);
}

void TestClusterGraph::lostNodes()
{
    ClusterGraph cluster;
    const api::Object node = parse(
        R"({"kind":"Node","metadata":{"name":"n"},"status":{"conditions":[{"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown"}]}})");
    cluster.apply(client::gvr::nodes, node.key(), node);
    QCOMPARE(cluster.graph().nodes[0].state, NodeState::NotReady);
    QCOMPARE(cluster.graph().nodes[0].detail, QByteArray("NodeStatusUnknown"));
    const api::Object off = parse(R"({"kind":"Machine","metadata":{"name":"n"},"status":{"phase":"Off"}})");
    cluster.apply(client::gvr::machines, off.key(), off);
    QCOMPARE(cluster.graph().nodes.size(), size_t(1)); // the Machine and its Node are one card
    QCOMPARE(cluster.graph().nodes[0].state, NodeState::Off);
}

void TestClusterGraph::huesAreForLife()
{
    ClusterGraph cluster;
    const auto add = [&](const QByteArray &name) {
        const api::Object pod = parse(R"({"kind":"Pod","metadata":{"name":")" + name
                                      + R"(-1","namespace":"default","labels":{"app":")" + name + R"("}}})");
        cluster.apply(client::gvr::pods, pod.key(), pod);
    };
    add("m");
    QCOMPARE(cluster.graph().pods[0].hue, 0);
    add("a"); // sorts before, but comes later
    QCOMPARE(cluster.graph().pods[0].hue, 1);
    QCOMPARE(cluster.graph().pods[1].hue, 0);
}

void TestClusterGraph::goneIsGone()
{
    ClusterGraph cluster;
    for (const api::Object &object : m_recorded)
        cluster.apply(gvrOf(object), object.key(), object);
    for (const api::Object &object : m_recorded)
        cluster.apply(gvrOf(object), object.key(), {});
    const Graph &graph = cluster.graph();
    QVERIFY(graph.nodes.empty() && graph.pods.empty() && graph.services.empty() && graph.workloads.empty());
}

void TestClusterGraph::kindsOfWorkloads()
{
    ClusterGraph cluster;
    for (const QByteArray json : {
             R"({"kind":"Pod","metadata":{"name":"alone","namespace":"default"}})",
             R"({"kind":"Pod","metadata":{"name":"alike-1","namespace":"default","labels":{"app":"alike"}}})",
             R"({"kind":"Pod","metadata":{"name":"db-0","namespace":"default","ownerReferences":[{"kind":"StatefulSet","name":"db","controller":true}]}})",
             R"({"kind":"Pod","metadata":{"name":"dns-1","namespace":"kube-system","ownerReferences":[{"kind":"DaemonSet","name":"dns","controller":true}]}})",
         }) {
        const api::Object pod = parse(json);
        cluster.apply(client::gvr::pods, pod.key(), pod);
    }
    const api::Object web = parse(R"({"kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":2}})");
    cluster.apply(client::gvr::deployments, web.key(), web);
    QByteArrayList kinds;
    for (const WorkloadFacts &workload : cluster.graph().workloads)
        kinds << workload.id + ' ' + workload.kind;
    QCOMPARE(kinds, (QByteArrayList{"default/alike ", "default/alone Pod", "default/db StatefulSet", "default/web Deployment", "kube-system/system "}));
}

QTEST_GUILESS_MAIN(TestClusterGraph)
#include "tst_clustergraph.moc"
