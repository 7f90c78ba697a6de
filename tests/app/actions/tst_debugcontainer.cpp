// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/debugcontainer.h"
#include "tests/support/hollowcluster.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using actions::DebugContainer;
using test::eventually;

/// An ephemeral container in a pod of a real kubelet.
class TestDebugContainer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runs();
};

void TestDebugContainer::runs()
{
    test::HollowCluster cluster;
    QVERIFY(cluster.isReady());
    QVERIFY(cluster.runPod("web"));
    DebugContainer debug;
    debug.setProperty("session", QVariant::fromValue(cluster.session()));
    debug.setProperty("ns", QStringLiteral("default"));
    debug.setProperty("pod", QStringLiteral("web"));
    QSignalSpy ready(&debug, &DebugContainer::ready), began(&debug, &DebugContainer::began);
    debug.start({}, {});
    QVERIFY(!debug.isBusy() && !debug.message().isEmpty());
    QCOMPARE(began.size(), 0);
    debug.start(QStringLiteral("registry.local/tools:1"), QStringLiteral("main"));
    QVERIFY(debug.isBusy());
    QCOMPARE(began.size(), 1);
    QVERIFY(eventually([&] { return ready.size() == 1; }));
    const api::Value container = cluster.pod("web").spec()["ephemeralContainers"].at(0);
    QCOMPARE(container["name"].string(), ready[0][0].toString());
    QCOMPARE(container["targetContainerName"].bytes(), "main");
    // A second one beside it; and one in a pod that is not there.
    debug.start(QStringLiteral("registry.local/tools:1"), {});
    QVERIFY(eventually([&] { return ready.size() == 2; }));
    QCOMPARE(cluster.pod("web").spec()["ephemeralContainers"].size(), 2);
    debug.setProperty("pod", QStringLiteral("nobody"));
    debug.start(QStringLiteral("registry.local/tools:1"), {});
    QVERIFY(eventually([&] { return !debug.isBusy() && debug.message().contains(QStringLiteral("not found")); }));
}

QTEST_GUILESS_MAIN(TestDebugContainer)
#include "tst_debugcontainer.moc"
