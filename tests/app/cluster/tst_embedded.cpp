// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/embedded.h"
#include "controlplane/client/httptransport.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace orrery;
using cluster::EmbeddedCluster;

class TestEmbedded final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void startsAndIsReachedByItsKubeconfig();
    void keepsPortAndKeys();
    void onePerFolder();
    void portInUse();
};

static api::Result<api::ObjectList> listNamespaces(const QString &kubeconfig)
{
    QThread net;
    net.start();
    const auto ask = [&]() -> api::Result<api::ObjectList> {
        ORRERY_TRY(connection, client::readKubeconfig(kubeconfig));
        ORRERY_TRY(transport, client::HttpTransport::create(connection, &net));
        return client::Client(transport.get()).list(client::gvr::namespaces).result();
    };
    auto result = ask();
    net.quit();
    net.wait();
    return result;
}

void TestEmbedded::startsAndIsReachedByItsKubeconfig()
{
    const QTemporaryDir dir;
    const QString copy = dir.filePath("elsewhere");
    const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster"), .kubeconfig = copy});
    QVERIFY2(cluster, cluster ? "" : cluster.error().message.constData());
    QCOMPARE((*cluster)->kubeconfig(), copy);
    for (const QString &path : {copy, dir.filePath("cluster/kubeconfig")}) {
        QCOMPARE(QFile::permissions(path)
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
        const auto namespaces = listNamespaces(path);
        QVERIFY2(namespaces, namespaces ? "" : namespaces.error().message.constData());
        QVERIFY(namespaces->items.size() >= 4);
    }
}

void TestEmbedded::keepsPortAndKeys()
{
    const QTemporaryDir dir;
    QByteArray server, ca;
    QFile kept(dir.filePath("kept"));
    {
        const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")});
        QVERIFY(cluster);
        server = (*cluster)->server();
        ca = (*cluster)->caPem();
        QVERIFY(QFile::copy((*cluster)->kubeconfig(), kept.fileName()));
        const auto client = (*cluster)->client("tester", "test");
        QVERIFY(
            client.create(client::gvr::configMaps, api::newObject("v1", "ConfigMap", {"default", "kept"})).result());
    }
    const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")});
    QVERIFY(cluster);
    QCOMPARE((*cluster)->server(), server);
    QCOMPARE((*cluster)->caPem(), ca);
    QVERIFY(listNamespaces(kept.fileName())); // a kubeconfig of before still fits
    QVERIFY((*cluster)->client("tester", "test").get(client::gvr::configMaps, {"default", "kept"}).result());
}

void TestEmbedded::onePerFolder()
{
    const QTemporaryDir dir;
    const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")});
    QVERIFY(cluster);
    QVERIFY(EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")}).failedWith(api::Reason::Conflict));
}

void TestEmbedded::portInUse()
{
    const QTemporaryDir dir;
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const auto refused = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster"), .port = taken.serverPort()});
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(QByteArray::number(taken.serverPort())));
    // A remembered port that somebody took meanwhile: another one.
    const quint16 port = [&] {
        const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")});
        return cluster ? (*cluster)->port() : quint16(0);
    }();
    QVERIFY(port);
    QTcpServer thief;
    QVERIFY(thief.listen(QHostAddress::LocalHost, port));
    const auto cluster = EmbeddedCluster::start({.dataFolder = dir.filePath("cluster")});
    QVERIFY(cluster);
    QVERIFY((*cluster)->port() != port);
}

QTEST_GUILESS_MAIN(TestEmbedded)
#include "tst_embedded.moc"
