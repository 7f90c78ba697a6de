// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/plugins/registry.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::scheduler;

static Object json(const QByteArray &text)
{
    const auto value = parseJson(text);
    if (!value)
        qFatal("%s in %s", value.error().message.constData(), text.constData());
    return Object(*value);
}

static Object node(const QByteArray &name, const QByteArray &spec = "{}", const QByteArray &labels = "{}",
                   const QByteArray &allocatable = R"({"cpu":"2","memory":"1Gi","pods":"10","ephemeral-storage":"1Gi"})")
{
    return json(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":")" + name + R"(","labels":)" + labels + R"(},"spec":)" + spec
                + R"(,"status":{"allocatable":)" + allocatable + "}}");
}

static Object pod(const QByteArray &name, const QByteArray &spec = R"({"containers":[{"name":"c"}]})", const QByteArray &owner = {})
{
    Object object = json(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name + R"(","namespace":"default","uid":")" + name + R"("},"spec":)" + spec + "}");
    if (!owner.isEmpty())
        object = object.withMetadata("ownerReferences", Value::array({ controllerReference(newObject("apps/v1", "ReplicaSet", { "default", owner }).withMetadata("uid", owner)) }));
    return object;
}

static QByteArray asking(const QByteArray &cpu, const QByteArray &memory, const QByteArray &more = {})
{
    return R"({"containers":[{"name":"c","resources":{"requests":{"cpu":")" + cpu + R"(","memory":")" + memory + "\"" + more + "}}}]}";
}

class TestPlugins final : public QObject
{
    Q_OBJECT
    Plugins m_plugins = makePlugins();

private Q_SLOTS:
    void filters_data()
    {
        QTest::addColumn<QByteArray>("podSpec");
        QTest::addColumn<QByteArray>("nodeSpec");
        QTest::addColumn<QByteArray>("nodeLabels");
        QTest::addColumn<QByteArray>("message"); // empty: it fits
        const QByteArray one = "0/1 nodes are available: 1 ";
        const QByteArray any = R"("containers":[{"name":"c"}])";
        const auto row = [&](const char *name, const QByteArray &podSpec, const QByteArray &nodeSpec, const QByteArray &labels, const QByteArray &reason) {
            QTest::newRow(name) << podSpec << nodeSpec << labels << (reason.isEmpty() ? reason : one + reason + '.');
        };
        row("plain", "{" + any + "}", "{}", "{}", "");
        row("cordoned", "{" + any + "}", R"({"unschedulable":true})", "{}", "node(s) were unschedulable");
        row("cordoned, tolerated", "{" + any + R"(,"tolerations":[{"operator":"Exists"}]})", R"({"unschedulable":true})", "{}", "");
        row("too much cpu", asking("2001m", "1"), "{}", "{}", "Insufficient cpu");
        row("just enough", asking("2", "1Gi"), "{}", "{}", "");
        row("too much of two", asking("3", "2Gi"), "{}", "{}", "Insufficient cpu, 1 Insufficient memory");
        row("disk", asking("1", "1", R"(,"ephemeral-storage":"2Gi")"), "{}", "{}", "Insufficient ephemeral-storage");
        row("extended", asking("1", "1", R"(,"example.com/gpu":"1")"), "{}", "{}", "Insufficient example.com/gpu");
        row("limits count as requests", R"({"containers":[{"name":"c","resources":{"limits":{"cpu":"3"}}}]})", "{}", "{}", "Insufficient cpu");
        row("init containers run alone", R"({"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"name":"i","resources":{"requests":{"cpu":"2"}}}]})",
            "{}", "{}", "");
        row("a sidecar stays", R"({"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"name":"i","restartPolicy":"Always","resources":{"requests":{"cpu":"1500m"}}}]})",
            "{}", "{}", "Insufficient cpu");
        row("taint", "{" + any + "}", R"({"taints":[{"key":"k","value":"v","effect":"NoSchedule"}]})", "{}", "node(s) had untolerated taint {k: v}");
        row("taint, equal", "{" + any + R"(,"tolerations":[{"key":"k","value":"v"}]})", R"({"taints":[{"key":"k","value":"v","effect":"NoSchedule"}]})", "{}", "");
        row("taint, other value", "{" + any + R"(,"tolerations":[{"key":"k","value":"w"}]})", R"({"taints":[{"key":"k","value":"v","effect":"NoExecute"}]})", "{}",
            "node(s) had untolerated taint {k: v}");
        row("taint, other effect", "{" + any + R"(,"tolerations":[{"key":"k","operator":"Exists","effect":"NoSchedule"}]})",
            R"({"taints":[{"key":"k","value":"v","effect":"NoExecute"}]})", "{}", "node(s) had untolerated taint {k: v}");
        row("taint, prefer", "{" + any + "}", R"({"taints":[{"key":"k","effect":"PreferNoSchedule"}]})", "{}", "");
        row("selector", "{" + any + R"(,"nodeSelector":{"disk":"ssd"}})", "{}", R"({"disk":"ssd"})", "");
        row("selector, not", "{" + any + R"(,"nodeSelector":{"disk":"ssd"}})", "{}", R"({"disk":"hdd"})", "node(s) didn't match Pod's node affinity/selector");
        const auto affinity = [&](const QByteArray &terms) {
            return "{" + any + R"(,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":)" + terms + "}}}}";
        };
        const QByteArray no = "node(s) didn't match Pod's node affinity/selector";
        row("affinity In", affinity(R"([{"matchExpressions":[{"key":"a","operator":"In","values":["x","y"]}]}])"), "{}", R"({"a":"y"})", "");
        row("affinity In, absent", affinity(R"([{"matchExpressions":[{"key":"a","operator":"In","values":["x"]}]}])"), "{}", "{}", no);
        row("affinity NotIn, absent", affinity(R"([{"matchExpressions":[{"key":"a","operator":"NotIn","values":["x"]}]}])"), "{}", "{}", "");
        row("affinity Gt", affinity(R"([{"matchExpressions":[{"key":"a","operator":"Gt","values":["4"]}]}])"), "{}", R"({"a":"5"})", "");
        row("affinity Lt", affinity(R"([{"matchExpressions":[{"key":"a","operator":"Lt","values":["4"]}]}])"), "{}", R"({"a":"5"})", no);
        row("affinity, second term", affinity(R"([{"matchExpressions":[{"key":"a","operator":"Exists"}]},{"matchFields":[{"key":"metadata.name","operator":"In","values":["n"]}]}])"),
            "{}", "{}", "");
        row("affinity, empty term", affinity("[{}]"), "{}", "{}", no);
    }
    void filters()
    {
        QFETCH(QByteArray, podSpec);
        QFETCH(QByteArray, nodeSpec);
        QFETCH(QByteArray, nodeLabels);
        QFETCH(QByteArray, message);
        Cache cache;
        cache.setNode(node("n", nodeSpec, nodeLabels));
        const Choice choice = choose(PodInfo(pod("p", podSpec)), cache, m_plugins);
        QCOMPARE(choice.message, message);
        QCOMPARE(choice.node, message.isEmpty() ? QByteArray("n") : QByteArray());
    }
    void namesItsNode()
    {
        Cache cache;
        cache.setNode(node("a"));
        cache.setNode(node("b"));
        PodInfo info(pod("p"));
        info.nodeName = "b";
        QCOMPARE(choose(info, cache, m_plugins).node, QByteArray("b"));
    }
    void wordsOfSeveralNodes()
    {
        Cache cache;
        QCOMPARE(choose(PodInfo(pod("p")), cache, m_plugins).message, QByteArray("no nodes available to schedule pods"));
        cache.setNode(node("a"));
        cache.setNode(node("b"));
        cache.setNode(node("c", R"({"taints":[{"key":"k","effect":"NoSchedule"}]})"));
        QCOMPARE(choose(PodInfo(pod("p", asking("5", "1"))), cache, m_plugins).message,
                 QByteArray("0/3 nodes are available: 1 node(s) had untolerated taint {k: }, 2 Insufficient cpu."));
    }
    void podsAndPortsFillUp()
    {
        Cache cache;
        cache.setNode(node("n", "{}", "{}", R"({"cpu":"2","memory":"1Gi","pods":"2"})"));
        const QByteArray port = R"({"containers":[{"name":"c","ports":[{"containerPort":80,"hostPort":8080}]}]})";
        cache.assume(PodInfo(pod("a", port)), "n");
        QCOMPARE(choose(PodInfo(pod("b", port)), cache, m_plugins).message,
                 QByteArray("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."));
        const QByteArray udp = R"({"containers":[{"name":"c","ports":[{"containerPort":80,"hostPort":8080,"protocol":"UDP"}]}]})";
        QCOMPARE(choose(PodInfo(pod("b", udp)), cache, m_plugins).node, QByteArray("n"));
        cache.assume(PodInfo(pod("b")), "n");
        QCOMPARE(choose(PodInfo(pod("c")), cache, m_plugins).message, QByteArray("0/1 nodes are available: 1 Too many pods."));
        cache.forget({ "default", "a" }, "a");
        QCOMPARE(choose(PodInfo(pod("c", port)), cache, m_plugins).node, QByteArray("n"));
    }
    void replicasSpread()
    {
        Cache cache;
        cache.setNode(node("n1"));
        cache.setNode(node("n2"));
        QMap<QByteArray, int> counts;
        for (int i = 0; i < 3; ++i) {
            const PodInfo info(pod("web-" + QByteArray::number(i), asking("100m", "64Mi"), "web"));
            const Choice choice = choose(info, cache, m_plugins);
            ++counts[choice.node];
            cache.assume(info, choice.node);
        }
        QCOMPARE(counts.value("n1"), 2); // equal nodes: the first by name
        QCOMPARE(counts.value("n2"), 1);
    }
    void prefersTheEmptierAndTheUntainted()
    {
        Cache cache;
        cache.setNode(node("a"));
        cache.setNode(node("b"));
        cache.assume(PodInfo(pod("big", asking("1", "512Mi"))), "a");
        QCOMPARE(choose(PodInfo(pod("p")), cache, m_plugins).node, QByteArray("b"));
        cache.setNode(node("b", R"({"taints":[{"key":"k","effect":"PreferNoSchedule"}]})"));
        QCOMPARE(choose(PodInfo(pod("p")), cache, m_plugins).node, QByteArray("a"));
    }
    void theCacheFollowsTheWatch()
    {
        Cache cache;
        cache.setNode(node("n"));
        const Object waiting = pod("p", asking("2", "1"));
        cache.assume(PodInfo(waiting), "n");
        QVERIFY(!cache.setPod(waiting)); // the watch is behind
        QVERIFY(cache.isAssumed({ "default", "p" }, "p"));
        QCOMPARE(cache.nodes().at("n").requested.milliCpu, 2000);
        const Object bound = waiting.withPath({ "spec", "nodeName" }, "n");
        QVERIFY(!cache.setPod(bound));
        QVERIFY(!cache.isAssumed({ "default", "p" }, "p"));
        QCOMPARE(cache.nodes().at("n").requested.milliCpu, 2000);
        QVERIFY(cache.setPod(bound.withPath({ "status", "phase" }, "Succeeded")));
        QCOMPARE(cache.nodes().at("n").requested.milliCpu, 0);
        QCOMPARE(cache.nodes().at("n").pods.size(), 0);
        cache.setPod(bound);
        cache.removeNode("n");
        QCOMPARE(cache.nodeCount(), 0);
        QVERIFY(cache.removePod(bound));
        QVERIFY(cache.nodes().empty());
    }
    void aPodRecreatedUnderItsNameIsAnother()
    {
        Cache cache;
        cache.setNode(node("n"));
        cache.assume(PodInfo(pod("p", asking("1", "1"))), "n");
        cache.setPod(pod("p", asking("1", "1")).withMetadata("uid", "second"));
        QCOMPARE(cache.nodes().at("n").requested.milliCpu, 0);
    }
};

QTEST_GUILESS_MAIN(TestPlugins)
#include "tst_plugins.moc"
