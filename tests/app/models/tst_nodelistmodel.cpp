// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/nodelistmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace orrery;
using models::NodeListModel;

class TestNodeListModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesNodesAndMachines();
};

void TestNodeListModel::mergesNodesAndMachines()
{
    const char *recorded = R"([
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-2"},"spec":{"podCIDR":"10.244.2.0/24"},
         "status":{"addresses":[{"type":"InternalIP","address":"10.240.0.12"}],"conditions":[{"type":"Ready","status":"True"}]}},
        {"apiVersion":"orrery.dev/v1","kind":"Machine","metadata":{"name":"node-2"},"spec":{"provider":"libvirt","cpus":1,"memory":"512Mi","powerState":"On"},"status":{"phase":"Running"}},
        {"apiVersion":"orrery.dev/v1","kind":"Machine","metadata":{"name":"node-10"},"spec":{"provider":"libvirt","cpus":2,"memory":"512Mi","powerState":"On"},
         "status":{"phase":"Booting","conditions":[{"type":"Provisioned","status":"True"}]}},
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"default"},"spec":{"nodeName":"node-2"}}])";
    QList<api::Object> objects;
    const auto parsed = api::parseJson(recorded);
    QVERIFY(parsed);
    for (const api::Value &item : parsed->items())
        objects += api::Object(item);
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), objects);
    NodeListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(session.get());
    QTRY_COMPARE(model.count(), 2);
    QTRY_COMPARE(model.index(0).data(NodeListModel::PodsRole).toInt(), 1);
    QCOMPARE(model.index(0).data(NodeListModel::NameRole).toString(), QStringLiteral("node-2")); // 2 before 10
    QCOMPARE(model.index(0).data(NodeListModel::StateRole).toString(), QStringLiteral("Ready"));
    QCOMPARE(model.index(0).data(NodeListModel::AddressRole).toString(), QStringLiteral("10.240.0.12"));
    QCOMPARE(model.index(1).data(NodeListModel::StateRole).toString(), QStringLiteral("Booting"));
    const auto phases = model.index(1).data(NodeListModel::PhasesRole).toList();
    QCOMPARE(phases.size(), 4);
    QVERIFY(phases[0].toMap()[QStringLiteral("done")].toBool());
    QVERIFY(!phases[1].toMap()[QStringLiteral("done")].toBool());
}

QTEST_GUILESS_MAIN(TestNodeListModel)
#include "tst_nodelistmodel.moc"
