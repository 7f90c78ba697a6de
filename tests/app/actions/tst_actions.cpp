// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/actions.h"
#include "app/actions/machines.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;

class TestActions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void machineNames();
    void refusalIsTold();
};

void TestActions::machineNames()
{
    QCOMPARE(actions::freeMachineName({}), "node-1");
    QCOMPARE(actions::freeMachineName({{{}, "node-1"}, {{}, "node-3"}}), "node-2");
    const api::Object machine = actions::machineOf("node-1", {});
    QCOMPARE(machine.spec()["provider"].bytes(), "libvirt");
    QCOMPARE(machine.spec()["powerState"].bytes(), "On");
}

void TestActions::refusalIsTold()
{
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {});
    actions::Actions verbs;
    verbs.setSession(session.get());
    QSignalSpy began(&verbs, &actions::Actions::began), finished(&verbs, &actions::Actions::finished);
    verbs.act(QStringLiteral("scale"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), {{QStringLiteral("replicas"), 5}});
    QCOMPARE(began.size(), 1);
    QCOMPARE(began[0][0].toString().size(), 32); // the trace that the request carries
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].toBool(), false);
    QVERIFY(finished[0][2].toString().contains(QStringLiteral("recorded")));
    QCOMPARE(verbs.property("running").toInt(), 0);
}

QTEST_GUILESS_MAIN(TestActions)
#include "tst_actions.moc"
