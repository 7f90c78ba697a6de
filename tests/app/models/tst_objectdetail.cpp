// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/objectdetail.h"

#include <QTest>

using namespace orrery;
using models::ObjectDetail;

class TestObjectDetail final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheSelection();
};

void TestObjectDetail::followsTheSelection()
{
    const auto value = api::parseJson(
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-1","namespace":"default","managedFields":[{"manager":"x"}]},
        "spec":{"containers":[{"name":"web"},{"name":"side"}],"initContainers":[{"name":"first"}]},
        "status":{"phase":"Running","podIP":"10.244.1.2","containerStatuses":[{"ready":true}]}})");
    QVERIFY(value);
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {api::Object(*value)});
    ObjectDetail detail;
    detail.setSession(session.get());
    detail.setKind(QStringLiteral("Pod"));
    detail.setNs(QStringLiteral("default"));
    detail.setName(QStringLiteral("web-1"));
    QTRY_VERIFY(detail.exists());
    QCOMPARE(detail.state(), QStringLiteral("Running"));
    QCOMPARE(detail.level(), QStringLiteral("good"));
    QCOMPARE(detail.containers(),
             QStringList({QStringLiteral("web"), QStringLiteral("side"), QStringLiteral("first")}));
    QVERIFY(detail.yaml().contains(QStringLiteral("podIP: 10.244.1.2")));
    QVERIFY(!detail.yaml().contains(QStringLiteral("managedFields")));
    QCOMPARE(detail.facts().first().toMap()[QStringLiteral("value")].toString(), QStringLiteral("10.244.1.2"));
    detail.setName(QStringLiteral("gone"));
    QVERIFY(!detail.exists());
    QVERIFY(detail.facts().isEmpty());
}

QTEST_GUILESS_MAIN(TestObjectDetail)
#include "tst_objectdetail.moc"
