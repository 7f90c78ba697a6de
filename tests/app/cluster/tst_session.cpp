// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/embedded.h"
#include "app/cluster/session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::cluster;

/// A real control plane that goes away and comes back.
class TestSession final : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::unique_ptr<EmbeddedCluster> start()
    {
        auto cluster = EmbeddedCluster::start({.dataFolder = m_dir.filePath("cluster"), .fast = true});
        if (!cluster)
            qFatal("%s", cluster.error().message.constData());
        return std::move(*cluster);
    }

private Q_SLOTS:
    void lostAndFound()
    {
        auto cluster = start();
        const auto session = Session::connect(cluster->connection()).value();
        Feed *namespaces = session->feed(client::gvr::namespaces), *pods = session->feed(client::gvr::pods);
        QTRY_VERIFY(namespaces->isSynced() && pods->isSynced());
        QVERIFY(session->lostReason().isEmpty());
        cluster.reset();
        QTRY_VERIFY(!session->lostReason().isEmpty());
        QVERIFY(session->lostSince().isValid());
        QTRY_VERIFY(session->nextTry().isValid());
        const auto known = namespaces->objects().size();
        QVERIFY(known > 0); // the last that was known stays
        const QDateTime since = session->lostSince();
        QSignalSpy next(session.get(), &Session::nextTryChanged);
        session->retryNow();
        QVERIFY(next.wait(10'000));
        QCOMPARE(session->lostSince(), since);
        cluster = start();
        session->retryNow();
        QTRY_VERIFY_WITH_TIMEOUT(session->lostReason().isEmpty(), 20'000);
        QVERIFY(!session->lostSince().isValid());
        QVERIFY(!session->nextTry().isValid());
        QCOMPARE(namespaces->objects().size(), known);
    }
    void whatIsNotThereIsNoLoss()
    {
        const auto cluster = start();
        const auto session = Session::connect(cluster->connection()).value();
        Feed *absent = session->feed({"nowhere.example", "v1", "things"});
        QTRY_VERIFY(!absent->refusal().isEmpty());
        QVERIFY(absent->isSynced()); // nobody waits for it
        QVERIFY(session->lostReason().isEmpty());
    }
    void loginsThatAreOverSaySo()
    {
        const auto cluster = start();
        client::Connection connection = cluster->connection();
        connection.clientCertificatePem.clear();
        connection.clientKeyPem.clear();
        connection.token = "wrong";
        const auto session = Session::connect(connection).value();
        session->feed(client::gvr::pods);
        QTRY_VERIFY(!session->lostReason().isEmpty());
        QVERIFY2(session->lostReason().contains("log in again"), qPrintable(session->lostReason()));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
