// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/facts.h"

#include <QTest>

using namespace orrery;
using api::Object;
using api::parseJson;
using models::State;

class TestFacts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void podState_data();
    void podState();
    void otherKinds_data();
    void otherKinds();
    void podFacts();
    void ages();
};

static Object objectOf(const char *json)
{
    const auto value = parseJson(json);
    return value ? Object(*value) : Object();
}

void TestFacts::podState_data()
{
    QTest::addColumn<QByteArray>("pod");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("level");
    const auto row = [](const char *name, const char *json, const char *text, State::Level level) {
        QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(text) << int(level);
    };
    row("pending", R"({"kind":"Pod","status":{"phase":"Pending"}})", "Pending", State::Level::Waiting);
    row("creating", R"({"kind":"Pod","spec":{"nodeName":"n"},"status":{"phase":"Pending"}})", "ContainerCreating",
        State::Level::Waiting);
    row("unschedulable",
        R"({"kind":"Pod","status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}})",
        "Unschedulable", State::Level::Warning);
    row("running", R"({"kind":"Pod","status":{"phase":"Running","containerStatuses":[{"ready":true}]}})", "Running",
        State::Level::Good);
    row("not ready", R"({"kind":"Pod","status":{"phase":"Running","containerStatuses":[{"ready":false}]}})",
        "Not ready", State::Level::Warning);
    row("crash loop",
        R"({"kind":"Pod","status":{"phase":"Running","containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}})",
        "CrashLoopBackOff", State::Level::Bad);
    row("deleting",
        R"({"kind":"Pod","metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},"status":{"phase":"Running"}})",
        "Terminating", State::Level::Leaving);
    row("done", R"({"kind":"Pod","status":{"phase":"Succeeded"}})", "Completed", State::Level::Good);
}

void TestFacts::podState()
{
    QFETCH(QByteArray, pod);
    const State state = models::stateOf(objectOf(pod));
    QTEST(state.text, "text");
    QTEST(int(state.level), "level");
}

void TestFacts::otherKinds_data()
{
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("fact"); // "label: value"
    const auto row = [](const char *name, const char *json, const char *state, State::Level level, const char *fact = "") {
        QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(state) << int(level) << QString::fromUtf8(fact);
    };
    row("statefulset", R"({"kind":"StatefulSet","spec":{"replicas":3},"status":{"readyReplicas":2}})", "Progressing", State::Level::Waiting, "Ready: 2 / 3");
    row("daemonset", R"({"kind":"DaemonSet","status":{"numberReady":2,"desiredNumberScheduled":2}})", "Available", State::Level::Good, "Ready: 2 / 2");
    row("job, failed", R"({"kind":"Job","status":{"failed":4,"conditions":[{"type":"Failed","status":"True"}]}})", "Failed", State::Level::Bad, "Failed: 4");
    row("job, running", R"({"kind":"Job","spec":{"completions":5},"status":{"succeeded":1,"active":1}})", "Running", State::Level::Waiting, "Completed: 1 / 5");
    row("cronjob, suspended", R"({"kind":"CronJob","spec":{"suspend":true,"schedule":"* * * * *"}})", "Suspended", State::Level::Warning, "Schedule: * * * * *");
    row("claim", R"({"kind":"PersistentVolumeClaim","spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}},"status":{"phase":"Pending"}})", "Pending",
        State::Level::Waiting, "Asked for: 1Gi");
    row("volume", R"({"kind":"PersistentVolume","spec":{"capacity":{"storage":"1Gi"}},"status":{"phase":"Released"}})", "Released", State::Level::Warning, "Capacity: 1Gi");
    row("namespace", R"({"kind":"Namespace","status":{"phase":"Active"}})", "Active", State::Level::Good);
    row("ingress", R"({"kind":"Ingress","spec":{"rules":[{"host":"a.b","http":{"paths":[{"path":"/x","backend":{"service":{"name":"web","port":{"number":80}}}}]}}]}})", "Active",
        State::Level::Good, "Rules: a.b/x → web:80");
    row("config map", R"({"kind":"ConfigMap","data":{"mode":"fast"}})", "Active", State::Level::Good, "mode: fast");
    row("secret shows nothing", R"({"kind":"Secret","type":"Opaque","data":{"a":"eA=="}})", "Active", State::Level::Good, "Type: Opaque");
    row("event", R"({"kind":"Event","type":"Warning","reason":"BackOff","involvedObject":{"kind":"Pod","name":"web"}})", "Warning", State::Level::Warning, "About: Pod web");
    row("quota", R"({"kind":"ResourceQuota","status":{"hard":{"pods":"10"},"used":{"pods":"4"}}})", "Active", State::Level::Good, "pods: 4 / 10");
    row("role", R"({"kind":"Role","rules":[{"verbs":["get","list"],"resources":["pods"]}]})", "Active", State::Level::Good, "May: get list: pods");
    row("unknown, ready", R"({"kind":"Planet","status":{"conditions":[{"type":"Ready","status":"True"}]}})", "Ready", State::Level::Good);
    row("unknown, not ready", R"({"kind":"Planet","status":{"conditions":[{"type":"Ready","status":"False","reason":"NoOrbit"}]}})", "NoOrbit", State::Level::Waiting);
    row("unknown", R"({"kind":"Planet"})", "Active", State::Level::Good);
}

void TestFacts::otherKinds()
{
    QFETCH(QByteArray, object);
    QFETCH(QString, fact);
    const State state = models::stateOf(objectOf(object));
    QTEST(state.text, "state");
    QTEST(int(state.level), "level");
    QStringList facts;
    for (const models::Fact &each : models::factsOf(objectOf(object), 0))
        facts += each.label + QStringLiteral(": ") + each.value;
    QVERIFY2(fact.isEmpty() || facts.contains(fact), qPrintable(facts.join(u'\n')));
}

void TestFacts::podFacts()
{
    const Object pod = objectOf(
        R"({"kind":"Pod","metadata":{"name":"web-1","namespace":"shop","creationTimestamp":"1970-01-01T00:00:00Z",
        "ownerReferences":[{"kind":"ReplicaSet","name":"web","controller":true}]},
        "spec":{"nodeName":"node-2","containers":[{"name":"c","image":"registry.local/demo:1"}]},
        "status":{"podIP":"10.244.2.4","hostIP":"10.240.0.12","containerStatuses":[{"restartCount":2},{"restartCount":1}]}})");
    QMap<QString, QString> facts;
    for (const models::Fact &fact : models::factsOf(pod, 600'000'000))
        facts.insert(fact.label, fact.value);
    QCOMPARE(facts[QStringLiteral("Pod IP")], QStringLiteral("10.244.2.4"));
    QCOMPARE(facts[QStringLiteral("Node")], QStringLiteral("node-2 · 10.240.0.12"));
    QCOMPARE(facts[QStringLiteral("Owner")], QStringLiteral("ReplicaSet web"));
    QCOMPARE(facts[QStringLiteral("Restarts")], QStringLiteral("3"));
    QCOMPARE(facts[QStringLiteral("Namespace")], QStringLiteral("shop"));
    QCOMPARE(facts[QStringLiteral("Age")], QStringLiteral("10 min"));
}

void TestFacts::ages()
{
    QCOMPARE(models::ageText(0, 5'000'000), QStringLiteral("5 s"));
    QCOMPARE(models::ageText(0, 7200'000'000ll), QStringLiteral("2 h"));
    QCOMPARE(models::ageText(0, 3 * 86400'000'000ll), QStringLiteral("3 d"));
    QCOMPARE(models::ageText(10, 0), QStringLiteral("0 s"));
}

QTEST_GUILESS_MAIN(TestFacts)
#include "tst_facts.moc"
