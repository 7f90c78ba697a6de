// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/describe.h"
#include "app/models/eventlist.h"
#include "app/models/objectparts.h"
#include "app/models/relatedobjects.h"

#include <QByteArrayList>
#include <QTest>

using namespace orrery;
using api::Object;
using models::Hide;

/// What the inspector says of an object beside its facts: conditions, secrets (and that they stay secret), relations, events, description.
class TestObjectParts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditions();
    void secretsStayHidden();
    void tokensOfContainers();
    void references();
    void relatedObjects();
    void events();
    void eventsOfSubjects();
    void describesPods();
    void describesAnything();
};

static Object objectOf(const QByteArray &json)
{
    const auto value = api::parseJson(json);
    return value ? Object(*value) : Object();
}

void TestObjectParts::conditions()
{
    const auto list = models::conditionsOf(objectOf(R"({"status":{"conditions":[
        {"type":"Ready","status":"True","lastTransitionTime":"1970-01-01T00:00:01Z"},
        {"type":"MemoryPressure","status":"False"},{"type":"DiskPressure","status":"True","reason":"Full","message":"no room"},
        {"type":"Ready","status":"Unknown"}]}})"));
    QCOMPARE(list.size(), 4);
    QVERIFY(list[0].good && list[1].good && !list[2].good && !list[3].good);
    QCOMPARE(list[0].since, qint64(1'000'000));
    QCOMPARE(list[2].message, QStringLiteral("no room"));
}

void TestObjectParts::secretsStayHidden()
{
    const Object secret = objectOf(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","annotations":
        {"kubectl.kubernetes.io/last-applied-configuration":"{\"data\":{\"password\":\"aHVudGVyMg==\"}}","plain":"x"}},
        "data":{"password":"aHVudGVyMg==","key":"AAE="},"stringData":{"more":"hunter2"}})");
    for (const Hide hide : {Hide::Values, Hide::Tokens}) {
        const QByteArray shown = models::hidden(secret, hide).json();
        QVERIFY(!shown.contains("aHVudGVyMg"));
        QVERIFY(!shown.contains("hunter2"));
        QVERIFY(shown.contains("password") && shown.contains("\"plain\":\"x\""));
    }
    QVERIFY(models::hidden(secret, Hide::Nothing) == secret);
    const auto entries = models::secretEntriesOf(secret);
    QCOMPARE(entries.size(), 3);
    QCOMPARE(entries[2].name, QStringLiteral("password"));
    QCOMPARE(entries[2].bytes, qsizetype(7));
    QCOMPARE(models::secretValueOf(secret, QStringLiteral("password")), QStringLiteral("hunter2"));
    QCOMPARE(models::secretValueOf(secret, QStringLiteral("more")), QStringLiteral("hunter2"));
    QCOMPARE(models::secretValueOf(secret, QStringLiteral("key")), QStringLiteral("…")); // no text
    QVERIFY(!models::describeText(secret, {}, 0).contains(QStringLiteral("aHVudGVyMg")));

    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {secret});
    models::ObjectDetail detail;
    detail.setSession(session.get());
    detail.setKind(QStringLiteral("Secret"));
    detail.setName(QStringLiteral("s"));
    QVERIFY(!detail.yaml().contains(QStringLiteral("hunter2")));
    detail.setCovered(true);
    QCOMPARE(detail.secretValue(QStringLiteral("password")), QString());
}

void TestObjectParts::tokensOfContainers()
{
    const Object pod = objectOf(R"({"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"web","env":[
        {"name":"DB_PASSWORD","value":"hunter2"},{"name":"MODE","value":"fast"},{"name":"API_TOKEN","valueFrom":{"secretKeyRef":{"name":"s","key":"t"}}}]}]}})");
    QVERIFY(models::hidden(pod, Hide::Values) == pod);
    const QByteArray shown = models::hidden(pod, Hide::Tokens).json();
    QVERIFY(!shown.contains("hunter2"));
    QVERIFY(shown.contains("fast") && shown.contains("secretKeyRef"));
}

void TestObjectParts::references()
{
    const Object pod = objectOf(R"({"kind":"Pod","metadata":{"name":"p","namespace":"shop","labels":{"app":"web"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-1","uid":"u","controller":true}]},
        "spec":{"nodeName":"node-1","serviceAccountName":"default","volumes":[{"configMap":{"name":"conf"}},{"secret":{"secretName":"tls"}},
        {"persistentVolumeClaim":{"claimName":"disk"}},{"projected":{"sources":[{"configMap":{"name":"conf"}}]}}],
        "containers":[{"envFrom":[{"secretRef":{"name":"env"}}],"env":[{"valueFrom":{"secretKeyRef":{"name":"tls"}}}]}]}})");
    QByteArrayList found;
    for (const models::Reference &reference : models::referencesOf(pod))
        found += reference.kind + ' ' + reference.key.path();
    QCOMPARE(found, QByteArrayList({"Node node-1", "ServiceAccount shop/default", "ConfigMap shop/conf", "Secret shop/tls", "PersistentVolumeClaim shop/disk",
                                    "Secret shop/env"}));
    QCOMPARE(models::ownerOf(pod)->key.name, QByteArray("web-1"));
    QVERIFY(models::isOwnedBy(pod, "u") && !models::isOwnedBy(pod, "v"));
    QVERIFY(models::selects(objectOf(R"({"metadata":{"namespace":"shop"},"spec":{"selector":{"app":"web"}}})"), pod));
    QVERIFY(!models::selects(objectOf(R"({"metadata":{"namespace":"shop"},"spec":{"selector":{"app":"api"}}})"), pod));
    QVERIFY(!models::selects(objectOf(R"({"metadata":{"namespace":"other"},"spec":{"selector":{"app":"web"}}})"), pod));
    QVERIFY(!models::selects(objectOf(R"({"metadata":{"namespace":"shop"},"spec":{}})"), pod));
}

void TestObjectParts::relatedObjects()
{
    const auto owned = [](const char *kind, const char *apiVersion, const char *name, const char *uid, const char *ownerKind, const char *owner, const char *ownerUid) {
        return objectOf(QByteArray(R"({"apiVersion":")") + apiVersion + R"(","kind":")" + kind + R"(","metadata":{"namespace":"default","name":")" + name + R"(","uid":")" + uid
                        + R"(","labels":{"app":"web"},"ownerReferences":[{"apiVersion":"apps/v1","kind":")" + ownerKind + R"(","name":")" + owner + R"(","uid":")" + ownerUid
                        + R"(","controller":true}]},"spec":{"nodeName":"node-1","containers":[{"resources":{"requests":{"cpu":"250m"}}}]},"status":{"phase":"Running"}})");
    };
    const auto session = cluster::Session::offline(
        QStringLiteral("recorded"),
        {objectOf(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"default","name":"web","uid":"d"},"spec":{"replicas":2}})"),
         owned("ReplicaSet", "apps/v1", "web-1", "r", "Deployment", "web", "d"), owned("Pod", "v1", "web-1-b", "p2", "ReplicaSet", "web-1", "r"),
         owned("Pod", "v1", "web-1-a", "p1", "ReplicaSet", "web-1", "r"),
         objectOf(R"({"apiVersion":"v1","kind":"Service","metadata":{"namespace":"default","name":"front","uid":"s"},"spec":{"selector":{"app":"web"}}})"),
         objectOf(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1","uid":"n"},"status":{"allocatable":{"cpu":"1","pods":"110"}}})")});
    models::ObjectDetail detail;
    models::RelatedObjects related;
    related.setDetail(&detail);
    detail.setSession(session.get());
    const auto names = [](const QVariantList &list) {
        QStringList names;
        for (const QVariant &each : list)
            names += each.toMap()[QStringLiteral("kind")].toString() + u' ' + each.toMap()[QStringLiteral("name")].toString();
        return names;
    };
    const auto select = [&](const char *kind, const char *ns, const char *name) {
        detail.setKind(QString::fromLatin1(kind));
        detail.setNs(QString::fromLatin1(ns));
        detail.setName(QString::fromLatin1(name));
    };
    select("Pod", "default", "web-1-a");
    QTRY_COMPARE(names(related.owners()), QStringList({QStringLiteral("Deployment web"), QStringLiteral("ReplicaSet web-1")}));
    QCOMPARE(names(related.usedBy()), QStringList{QStringLiteral("Service front")});
    QCOMPARE(names(related.related()), QStringList{QStringLiteral("Node node-1")});
    select("Deployment", "default", "web");
    QTRY_COMPARE(names(related.owned()), QStringList({QStringLiteral("ReplicaSet web-1"), QStringLiteral("Pod web-1-a"), QStringLiteral("Pod web-1-b")}));
    QCOMPARE(related.owned()[1].toMap()[QStringLiteral("depth")].toInt(), 1);
    QVERIFY(related.owners().isEmpty());
    select("Service", "default", "front");
    QTRY_COMPARE(related.usedBy().size(), 2);
    select("Node", "", "node-1");
    QTRY_COMPARE(related.usedBy().size(), 2);
    QCOMPARE(related.load()[0].toMap()[QStringLiteral("share")].toDouble(), 0.5);
}

void TestObjectParts::events()
{
    const auto row = models::eventRow(objectOf(R"({"involvedObject":{"kind":"Pod","namespace":"default","name":"web"},"type":"Warning","reason":"BackOff",
        "message":"no","count":4,"firstTimestamp":"1970-01-01T00:00:01Z","lastTimestamp":"1970-01-01T00:00:09Z","source":{"component":"kubelet"}})"));
    QVERIFY(row.warning);
    QCOMPARE(row.times, 4);
    QCOMPARE(row.first, qint64(1'000'000));
    QCOMPARE(row.last, qint64(9'000'000));
    QCOMPARE(row.source, QStringLiteral("kubelet"));
    const auto series = models::eventRow(objectOf(R"({"eventTime":"1970-01-01T00:00:02.000000Z","series":{"count":7,"lastObservedTime":"1970-01-01T00:00:05.000000Z"},
        "reportingComponent":"scheduler","firstTimestamp":null})"));
    QCOMPARE(series.times, 7);
    QCOMPARE(series.last, qint64(5'000'000));
    QCOMPARE(series.source, QStringLiteral("scheduler"));
}

void TestObjectParts::eventsOfSubjects()
{
    int n = 0;
    const auto event = [&n](const char *kind, const char *name, const char *reason, const char *type, int second) {
        return objectOf(QByteArray(R"({"apiVersion":"v1","kind":"Event","metadata":{"namespace":"default","name":"e)") + QByteArray::number(++n)
                        + R"("},"involvedObject":{"namespace":"default","kind":")" + kind + R"(","name":")" + name + R"("},"reason":")" + reason + R"(","type":")" + type
                        + R"(","message":")" + QByteArray(reason) + R"( it","count":2,"lastTimestamp":"1970-01-01T00:00:0)" + QByteArray::number(second) + R"(Z"})");
    };
    const auto session = cluster::Session::offline(QStringLiteral("recorded"),
                                                   {event("Pod", "a", "Pulled", "Normal", 1), event("Pod", "a", "Pulled", "Normal", 3), event("Pod", "b", "BackOff", "Warning", 2),
                                                    event("Pod", "c", "Other", "Normal", 4), event("Deployment", "web", "Scaled", "Normal", 5)});
    models::EventList events;
    events.setSession(session.get());
    const auto subject = [](const char *kind, const char *name) {
        return QVariantMap{{QStringLiteral("kind"), QString::fromLatin1(kind)}, {QStringLiteral("ns"), QStringLiteral("default")}, {QStringLiteral("name"), QString::fromLatin1(name)}};
    };
    events.setSubjects({subject("Deployment", "web"), subject("Pod", "a"), subject("Pod", "b")});
    const auto reasons = [&] {
        QStringList list;
        for (int i = 0; i < events.count(); ++i)
            list += events.index(i).data(models::EventList::ReasonRole).toString();
        return list;
    };
    QTRY_COMPARE(reasons(), QStringList({QStringLiteral("Scaled"), QStringLiteral("Pulled"), QStringLiteral("BackOff")}));
    QCOMPARE(events.index(1).data(models::EventList::TimesRole).toInt(), 4); // the same, told twice
    QVERIFY(events.index(0).data(models::EventList::SubjectRole).toMap().isEmpty());
    QCOMPARE(events.index(1).data(models::EventList::SubjectRole).toMap()[QStringLiteral("name")].toString(), QStringLiteral("a"));
    QCOMPARE(events.warnings(), 1);
    events.setWarningsFirst(true);
    QCOMPARE(reasons()[0], QStringLiteral("BackOff"));
    QCOMPARE(events.newest(), QStringLiteral("Scaled it")); // whatever the order is
    events.setSubjects({});
    QTRY_COMPARE(events.count(), 0);
}

void TestObjectParts::describesPods()
{
    const QString text = models::describeText(objectOf(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"shop"},
        "spec":{"nodeName":"node-2","containers":[{"name":"web","image":"demo:1","ports":[{"containerPort":80}],
        "env":[{"name":"A","value":"b"},{"name":"P","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}]},
        "status":{"podIP":"10.244.2.4","hostIP":"10.240.0.12","containerStatuses":[{"name":"web","ready":true,"restartCount":3,"state":{"running":{"startedAt":"x"}}}],
        "conditions":[{"type":"Ready","status":"True"}]}})"),
                                              QStringLiteral("  Normal Pulled\n"), 0);
    for (const char *line : {"Name:                 web-1", "Node:                 node-2/10.240.0.12", "    Image:            demo:1", "    Restarts:         3", "    State:            Running",
                             "A=b", "P=<k in s of secretKeyRef>", "  Ready:              True", "Events:\n  Normal Pulled"})
        QVERIFY2(text.contains(QString::fromLatin1(line)), qPrintable(QString::fromLatin1(line) + u'\n' + text));
}

void TestObjectParts::describesAnything()
{
    const QString text = models::describeText(objectOf(R"({"apiVersion":"x.io/v1","kind":"Planet","metadata":{"name":"earth"},
        "spec":{"moonCount":1,"ringIDs":["a","b"],"orbit":{"days":365}}})"),
                                              {}, 0);
    for (const char *line : {"Kind:                 Planet (x.io/v1)", "  Moon Count:         1", "  Orbit:\n    Days:", "Events:"})
        QVERIFY2(text.contains(QString::fromLatin1(line)), qPrintable(QString::fromLatin1(line) + u'\n' + text));
}

QTEST_GUILESS_MAIN(TestObjectParts)
#include "tst_objectparts.moc"
