// SPDX-License-Identifier: GPL-3.0-only
// What is done to nodes, against a real API server and its evictions; the test is the kubelet and the budget's controller.
#include "app/actions/actions.h"
#include "app/actions/drain.h"
#include "tests/support/opencluster.h"

#include <QSignalSpy>

using namespace orrery;
using actions::Drain;
using actions::Leaving;
using test::eventually;
namespace gvr = client::gvr;

class TestDrain final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster->session.reset(); }
    void whoGoes();
    void respectsBudgets();
    void canBeStopped();
    void taintsAndSomebodyElse();

private:
    api::Object pod(const QByteArray &name, const QByteArray &node, const QByteArray &owner, const char *more = "{}");
    void kubelet(); ///< ends the pods that are to end
    void allow(int disruptions);
    actions::Task::State stateOf(const Drain &drain, const char *pod);

    std::unique_ptr<test::OpenCluster> m_cluster;
};

void TestDrain::initTestCase()
{
    m_cluster = std::make_unique<test::OpenCluster>();
    for (const char *name : {"one", "two"})
        QVERIFY(m_cluster->remote().create(gvr::nodes, api::newObject("v1", "Node", {{}, name})).result());
    const api::Gvr budgets{"policy", "v1", "poddisruptionbudgets"};
    QVERIFY(m_cluster->remote().create(budgets, api::Object(*api::parseJson(R"({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": {"name": "calm", "namespace": "default"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "calm"}}}})"))).result());
    allow(0);
}

void TestDrain::allow(int disruptions)
{
    const auto value = api::parseJson(QByteArray(R"({"status": {"observedGeneration": 1, "currentHealthy": 2, "desiredHealthy": 2, "expectedPods": 2, "disruptionsAllowed": )")
                                      + QByteArray::number(disruptions) + "}}");
    QVERIFY(m_cluster->remote().patch({"policy", "v1", "poddisruptionbudgets"}, {"default", "calm"}, api::PatchType::Merge, *value, "status").result());
}

api::Object TestDrain::pod(const QByteArray &name, const QByteArray &node, const QByteArray &owner, const char *more)
{
    api::Object pod = api::newObject("v1", "Pod", {"default", name});
    pod = pod.withMetadata("labels", api::Value::object({{"app", name.left(name.indexOf('-'))}}));
    if (!owner.isEmpty())
        pod = pod.withMetadata("ownerReferences", api::Value::array({api::Value::object({{"apiVersion", "apps/v1"}, {"kind", owner}, {"name", "w"}, {"uid", "11111111-1111-1111-1111-111111111111"}, {"controller", true}})}));
    api::Value spec = api::Value::object({{"nodeName", node}, {"containers", api::Value::array({api::Value::object({{"name", "c"}, {"image", "i:1"}})})}});
    spec = api::mergePatch(spec, *api::parseJson(more));
    return pod.with("spec", spec);
}

void TestDrain::kubelet()
{
    const auto pods = m_cluster->remote().list(gvr::pods, {"default"}).result();
    for (const api::Object &pod : pods ? pods->items : QList<api::Object>()) {
        if (pod.isDeleting())
            (void)m_cluster->remote().remove(gvr::pods, pod.key(), {.gracePeriodSeconds = 0}).result();
    }
}

actions::Task::State TestDrain::stateOf(const Drain &drain, const char *pod)
{
    for (int row = 0; row < drain.total(); ++row) {
        if (drain.data(drain.index(row), actions::Task::NameRole).toString() == QLatin1String("default/") + QLatin1String(pod))
            return drain.data(drain.index(row), actions::Task::StateRole).value<actions::Task::State>();
    }
    return actions::Task::State::Skipped;
}

void TestDrain::whoGoes()
{
    QHash<api::Key, api::Object> pods;
    const auto add = [&](const api::Object &pod) { pods.insert(pod.key(), pod); };
    add(pod("web-1", "one", "ReplicaSet"));
    add(pod("agent-1", "one", "DaemonSet"));
    add(pod("bare-1", "one", ""));
    add(pod("data-1", "one", "ReplicaSet", R"({"volumes": [{"name": "scratch", "emptyDir": {}}]})"));
    add(pod("done-1", "one", "").with("status", api::Value::object({{"phase", "Succeeded"}})));
    add(pod("mirror-1", "one", "").withMetadata("annotations", api::Value::object({{"kubernetes.io/config.mirror", "x"}})));
    add(pod("other-1", "two", "ReplicaSet"));
    QMap<QByteArray, Leaving::Fate> fates;
    for (const Leaving &leaving : actions::leavingOf("one", pods))
        fates.insert(leaving.pod.name(), leaving.fate);
    using Fate = Leaving::Fate;
    QCOMPARE(fates, (QMap<QByteArray, Fate>{{"web-1", Fate::Evicted}, {"agent-1", Fate::Stays}, {"bare-1", Fate::NotReplaced}, {"data-1", Fate::LosesData},
                                            {"done-1", Fate::Evicted}, {"mirror-1", Fate::Stays}}));
}

void TestDrain::respectsBudgets()
{
    const auto make = [&](const api::Object &pod) {
        const auto made = m_cluster->remote().create(gvr::pods, pod).result();
        QVERIFY2(made, made ? "" : made.error().message.constData());
        // Ready, so that the budget has a say.
        QVERIFY(m_cluster->remote().patch(gvr::pods, pod.key(), api::PatchType::Merge,
            *api::parseJson(R"({"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}})"), "status").result());
    };
    make(pod("free-1", "one", "ReplicaSet"));
    make(pod("calm-1", "one", "ReplicaSet"));
    make(pod("agent-1", "one", "DaemonSet"));
    make(pod("bare-1", "one", ""));
    QVERIFY(eventually([&] { return m_cluster->session->feed(gvr::pods)->objects().size() == 4; }));
    Drain drain(m_cluster->session.get(), QStringLiteral("Drain one"), "one", {.again = std::chrono::milliseconds(20)}, nullptr);
    QSignalSpy finished(&drain, &Drain::finished);
    drain.start();
    QVERIFY(eventually([&] {
        kubelet();
        return stateOf(drain, "free-1") == Drain::State::Done && stateOf(drain, "calm-1") == Drain::State::Waiting;
    }));
    QCOMPARE(drain.total(), 2); // the DaemonSet's stays, and so does what nobody would start again
    QVERIFY2(drain.step().contains(QStringLiteral("calm")), qPrintable(drain.step())); // the budget's own words
    QVERIFY(m_cluster->remote().get(gvr::nodes, {{}, "one"}).result()->spec()["unschedulable"].boolean());
    QVERIFY(m_cluster->remote().get(gvr::pods, {"default", "calm-1"}).result());
    QVERIFY(finished.isEmpty());
    allow(1);
    QVERIFY(eventually([&] {
        kubelet();
        return !finished.isEmpty();
    }));
    QCOMPARE(drain.failed(), 0);
    QVERIFY(!drain.isRunning());
    QVERIFY(m_cluster->remote().get(gvr::pods, {"default", "calm-1"}).result().failedWith(api::Reason::NotFound));
    QVERIFY(m_cluster->remote().get(gvr::pods, {"default", "agent-1"}).result());
    QVERIFY(m_cluster->remote().get(gvr::pods, {"default", "bare-1"}).result());
    // With leave to: what nobody starts again goes, too.
    Drain rest(m_cluster->session.get(), QStringLiteral("Drain one"), "one", {.notReplaced = true}, nullptr);
    QSignalSpy over(&rest, &Drain::finished);
    rest.start();
    QVERIFY(eventually([&] {
        kubelet();
        return !over.isEmpty();
    }));
    QVERIFY(m_cluster->remote().get(gvr::pods, {"default", "bare-1"}).result().failedWith(api::Reason::NotFound));
}

void TestDrain::canBeStopped()
{
    allow(0);
    QVERIFY(m_cluster->remote().create(gvr::pods, pod("calm-2", "two", "ReplicaSet")).result());
    QVERIFY(m_cluster->remote().patch(gvr::pods, {"default", "calm-2"}, api::PatchType::Merge,
        *api::parseJson(R"({"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}})"), "status").result());
    QVERIFY(eventually([&] { return bool(m_cluster->session->feed(gvr::pods)->get({"default", "calm-2"})); }));
    Drain drain(m_cluster->session.get(), QStringLiteral("Drain two"), "two", {.again = std::chrono::milliseconds(20)}, nullptr);
    QSignalSpy finished(&drain, &Drain::finished);
    drain.start();
    QVERIFY(eventually([&] { return stateOf(drain, "calm-2") == Drain::State::Waiting; }));
    drain.cancel();
    QCOMPARE(finished.size(), 1);
    QVERIFY(!drain.isRunning());
    allow(1);
    QTest::qWait(100);
    QVERIFY(!m_cluster->remote().get(gvr::pods, {"default", "calm-2"}).result()->isDeleting()); // nobody asks any more
}

void TestDrain::taintsAndSomebodyElse()
{
    QVERIFY(m_cluster->remote().create(gvr::nodes, api::newObject("v1", "Node", {{}, "tainted"}).with("spec", *api::parseJson(R"({"taints": [{"key": "a", "effect": "NoSchedule"}]})"))).result());
    const auto now = [&] { return m_cluster->remote().get(gvr::nodes, {{}, "tainted"}).result().valueOr({}); };
    const auto shows = [&](const std::function<bool(const api::Object &)> &what) {
        return eventually([&] {
            const api::Object node = m_cluster->session->feed(gvr::nodes)->get({{}, "tainted"});
            return node && what(node);
        });
    };
    const auto taint = [](const char *key, const char *value) {
        return QVariantMap{{QStringLiteral("key"), QLatin1String(key)}, {QStringLiteral("value"), QLatin1String(value)}, {QStringLiteral("effect"), QStringLiteral("NoExecute")}};
    };
    const auto keysOf = [&] {
        QByteArray keys;
        const api::Object node = now();
        for (const api::Value &each : node.spec()["taints"].items())
            keys += each["key"].bytes() + ' ';
        return keys;
    };
    const QByteArray before = keysOf();
    QVERIFY(shows([&](const api::Object &node) { return node.resourceVersion() == now().resourceVersion(); }));
    actions::Actions verbs;
    verbs.setSession(m_cluster->session.get());
    QSignalSpy finished(&verbs, &actions::Actions::finished);
    const auto settle = [&](qsizetype count) { return eventually([&] { return finished.size() >= count; }); };
    const auto ok = [&] { return finished.last()[0].toBool(); };
    verbs.act(QStringLiteral("taint"), QStringLiteral("Node"), {}, QStringLiteral("tainted"), {{QStringLiteral("taints"), QVariantList{taint("b", "1"), taint("c", "")}}});
    QVERIFY(settle(1));
    QVERIFY2(ok(), qPrintable(finished.last()[2].toString()));
    QCOMPARE(keysOf(), QByteArray("b c "));
    const QString undo = finished.last()[3].toString();
    verbs.undo(undo);
    QVERIFY(settle(2));
    QVERIFY2(ok(), qPrintable(finished.last()[2].toString()));
    QCOMPARE(keysOf(), before);
    // What somebody else has changed since is not overwritten.
    QVERIFY(shows([&](const api::Object &node) { return node.resourceVersion() == now().resourceVersion(); }));
    verbs.act(QStringLiteral("taint"), QStringLiteral("Node"), {}, QStringLiteral("tainted"), {{QStringLiteral("taints"), QVariantList{taint("d", "")}}});
    QVERIFY(settle(3));
    QVERIFY(m_cluster->remote().patch(gvr::nodes, {{}, "tainted"}, api::PatchType::Merge, *api::parseJson(R"({"spec": {"taints": [{"key": "theirs", "effect": "NoSchedule"}]}})")).result());
    verbs.undo(finished.last()[3].toString());
    QVERIFY(settle(4));
    QVERIFY(!ok());
    QVERIFY(keysOf().contains("theirs"));
}

QTEST_GUILESS_MAIN(TestDrain)
#include "tst_drain.moc"
