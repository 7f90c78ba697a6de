// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/portforward.h"
#include "tests/support/hollowcluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace orrery;
using models::ForwardPorts;
using models::PortForwards;
using test::eventually;

/// A port of this machine that leads to a pod of a real kubelet, whose runtime answers with a line of HTTP that names both.
class TestPortForward final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster.reset(); }
    void targets();
    void forwardsToAPod();
    void goesToAnotherPod();
    void saysWhyNot();
    void offersPorts();

private:
    /// What a browser would get; empty: the connection was closed.
    QByteArray ask(int port)
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, quint16(port));
        socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (void)eventually([&] { return socket.state() == QAbstractSocket::UnconnectedState; });
        return socket.readAll();
    }
    static QVariant last(const PortForwards &forwards, int role) { return forwards.index(forwards.count() - 1).data(role); }

    std::unique_ptr<test::HollowCluster> m_cluster;
};

void TestPortForward::initTestCase()
{
    m_cluster = std::make_unique<test::HollowCluster>();
    QVERIFY(m_cluster->isReady());
    QVERIFY(m_cluster->runPod("web-a", {"main"}, ",'ports':[{'name':'http','containerPort':8080},{'containerPort':53,'protocol':'UDP'}]"));
    m_cluster->create(client::gvr::services,
                      "{'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'default'},"
                      "'spec':{'selector':{'app':'web'},'ports':[{'name':'web','port':80,'targetPort':'http'}]}}");
}

void TestPortForward::targets()
{
    const api::Object service = m_cluster->get(client::gvr::services, {"default", "web"});
    const api::Object pod = m_cluster->pod("web-a");
    QCOMPARE(models::podPortOf(service, pod, 80), 8080); // by name
    QCOMPARE(models::podPortOf(service, pod, 81), 81);
    QCOMPARE(models::podPortOf({}, pod, 80), 80);
    QCOMPARE(models::podPortOf(service, api::Object(), 80), 0); // no such name there
}

void TestPortForward::forwardsToAPod()
{
    PortForwards forwards;
    QAbstractItemModelTester tester(&forwards, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy opened(&forwards, &PortForwards::opened);
    forwards.setSession(m_cluster->session());
    const int id = forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("web-a"), 8080);
    QVERIFY(id > 0);
    QCOMPARE(forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("web-a"), 8080), id);
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("open"); }));
    QCOMPARE(opened.size(), 1);
    const int port = last(forwards, PortForwards::LocalPortRole).toInt();
    QCOMPARE(opened[0][1].toString(), QStringLiteral("http://127.0.0.1:%1").arg(port));
    for (int i = 0; i < 3; ++i)
        QVERIFY(ask(port).endsWith("web-a port 8080\n"));
    QVERIFY(eventually([&] {
        return last(forwards, PortForwards::InRole).toInt() > 100 && last(forwards, PortForwards::OutRole).toInt() > 100
            && last(forwards, PortForwards::ConnectionsRole).toInt() == 0;
    }));
    QVERIFY2(last(forwards, PortForwards::MessageRole).toString().isEmpty(), qPrintable(last(forwards, PortForwards::MessageRole).toString()));
    // A second one of its own port; then both go.
    QVERIFY(forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("web-a"), 9090) > id);
    QCOMPARE(forwards.count(), 2);
    forwards.stop(id);
    QCOMPARE(forwards.count(), 1);
    QVERIFY(eventually([&] { return ask(port).isEmpty(); }));
    forwards.stopAll();
    QCOMPARE(forwards.count(), 0);
}

void TestPortForward::goesToAnotherPod()
{
    PortForwards forwards;
    forwards.setSession(m_cluster->session());
    forwards.start(QStringLiteral("Service"), QStringLiteral("default"), QStringLiteral("web"), 80);
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("open"); }));
    const int port = last(forwards, PortForwards::LocalPortRole).toInt();
    QVERIFY(ask(port).endsWith("web-a port 8080\n"));
    QVERIFY(m_cluster->runPod("web-b", {"main"}, ",'ports':[{'name':'http','containerPort':9999}]"));
    QVERIFY(m_cluster->client().remove(client::gvr::pods, {"default", "web-a"}).result());
    QVERIFY(eventually([&] { return last(forwards, PortForwards::PodRole) == QStringLiteral("web-b"); }));
    QVERIFY(eventually([&] { return ask(port).endsWith("web-b port 9999\n"); })); // its own number for the name
    QVERIFY(m_cluster->client().remove(client::gvr::pods, {"default", "web-b"}).result());
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("waiting"); }));
    QVERIFY(!last(forwards, PortForwards::MessageRole).toString().isEmpty());
    QVERIFY(ask(port).isEmpty());
    QVERIFY(m_cluster->runPod("web-c", {"main"}, ",'ports':[{'name':'http','containerPort':8080}]"));
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("open"); }));
    QVERIFY(ask(port).endsWith("web-c port 8080\n"));
}

void TestPortForward::saysWhyNot()
{
    PortForwards forwards;
    forwards.setSession(m_cluster->session());
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("nobody"), 80, taken.serverPort());
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("failed"); }));
    QVERIFY(last(forwards, PortForwards::MessageRole).toString().contains(QString::number(taken.serverPort())));
    forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("nobody"), 80);
    QVERIFY(eventually([&] { return last(forwards, PortForwards::StateRole) == QStringLiteral("waiting"); }));
    QCOMPARE(forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("x"), 0), -1);
    QCOMPARE(forwards.start(QStringLiteral("Pod"), QStringLiteral("default"), QStringLiteral("x"), 70'000), -1);
}

void TestPortForward::offersPorts()
{
    ForwardPorts ports;
    ports.setSession(m_cluster->session());
    ports.setKind(QStringLiteral("Pod"));
    ports.setNs(QStringLiteral("default"));
    ports.setName(QStringLiteral("web-c"));
    QVERIFY(eventually([&] { return ports.ports().size() == 1; })); // UDP cannot be forwarded
    QCOMPARE(ports.ports()[0].toMap()[QStringLiteral("port")].toInt(), 8080);
    ports.setKind(QStringLiteral("Service"));
    ports.setName(QStringLiteral("web"));
    QVERIFY(eventually([&] { return ports.ports().size() == 1 && ports.ports()[0].toMap()[QStringLiteral("port")].toInt() == 80; }));
}

QTEST_GUILESS_MAIN(TestPortForward)
#include "tst_portforward.moc"
