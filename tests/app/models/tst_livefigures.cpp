// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/usage.h"
#include "tests/support/testcluster.h"

using namespace orrery;
using models::Usage;
using test::eventually;

/// Against the real API server, on which nothing is measured: it is asked only while somebody looks, and says so.
class TestUsage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysThatNothingIsMeasured();
    void asksNothingOfOtherKinds();
};

void TestUsage::saysThatNothingIsMeasured()
{
    test::TestClusterOptions options;
    options.listen = true;
    test::TestCluster cluster(options);
    auto session = cluster::Session::connect(cluster.connection());
    QVERIFY(session);
    Usage usage;
    usage.setSession(session->get());
    usage.setKind(QStringLiteral("Pod"));
    usage.setNs(QStringLiteral("default"));
    usage.setName(QStringLiteral("web-1"));
    QCoreApplication::processEvents();
    QVERIFY(usage.message().isEmpty()); // nobody looks
    usage.setActive(true);
    QVERIFY(eventually([&] { return usage.message() == u"Nothing is measured here yet."; }));
    QVERIFY(usage.cpu().isEmpty() && usage.cpuText().isEmpty() && usage.memoryText().isEmpty());
    usage.setName(QStringLiteral("web-2")); // another one: what was said of the first is gone
    QVERIFY(usage.message().isEmpty());
    QVERIFY(eventually([&] { return !usage.message().isEmpty(); }));
}

void TestUsage::asksNothingOfOtherKinds()
{
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {});
    Usage usage;
    usage.setSession(session.get());
    usage.setKind(QStringLiteral("Service"));
    usage.setName(QStringLiteral("web"));
    usage.setActive(true);
    QCoreApplication::processEvents();
    QVERIFY(usage.message().isEmpty());
}

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_livefigures.moc"
