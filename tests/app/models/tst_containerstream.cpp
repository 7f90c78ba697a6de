// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/containerstream.h"
#include "tests/support/hollowcluster.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using models::ContainerStream;
using test::eventually;

/// exec and attach through a real API server to a real kubelet, whose runtime says the command and echoes what it reads.
class TestContainerStream final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::HollowCluster>();
        QVERIFY(m_cluster->isReady());
        QVERIFY(m_cluster->runPod("web", {"main", "side"}, ",'stdin':true,'tty':true"));
        QVERIFY(m_cluster->runPod("mute"));
        QVERIFY(eventually([&] { return bool(m_cluster->session()->feed(client::gvr::pods)->get({"default", "mute"})); }));
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void commands_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("words") << QStringLiteral("ls -l '/a b'") << QStringList({QStringLiteral("ls"), QStringLiteral("-l"), QStringLiteral("'/a"), QStringLiteral("b'")});
        QTest::newRow("quotes") << QStringLiteral("ls \"/a b\"") << QStringList({QStringLiteral("ls"), QStringLiteral("/a b")});
    }
    void commands()
    {
        QFETCH(QString, line);
        QTEST(ContainerStream::commandOf(line), "words");
        QVERIFY(ContainerStream::commandOf({}).last().contains(QStringLiteral("exec bash || exec sh")));
        QVERIFY(ContainerStream::commandOf(QStringLiteral("bash")).last().endsWith(QStringLiteral("exec bash")));
    }

    void runsACommand()
    {
        ContainerStream stream;
        QByteArray output;
        QObject::connect(&stream, &ContainerStream::output, this, [&](const QByteArray &bytes) { output += bytes; });
        target(stream, QStringLiteral("web"), QStringLiteral("side"));
        stream.setProperty("command", QStringList({QStringLiteral("top"), QStringLiteral("-d 1")}));
        stream.open();
        QVERIFY(eventually([&] { return output == "top -d 1\r\n"; }));
        QVERIFY(stream.listens());
        output.clear();
        stream.send("hello\r");
        QVERIFY(eventually([&] { return output == "hello\r\n"; }));
        stream.resize({100, 30});
        stream.send("\x04");
        QVERIFY(eventually([&] { return !stream.isConnected(); }));
        QVERIFY(!stream.message().isEmpty());
    }

    void attaches()
    {
        ContainerStream stream;
        QByteArray output;
        QObject::connect(&stream, &ContainerStream::output, this, [&](const QByteArray &bytes) { output += bytes; });
        target(stream, QStringLiteral("web"), QStringLiteral("main"));
        stream.setProperty("attach", true);
        stream.open();
        QVERIFY(eventually([&] { return output == "attach\r\n"; }));
        QVERIFY(stream.listens());
        // A process without stdin only talks.
        target(stream, QStringLiteral("mute"), QStringLiteral("main"));
        stream.open();
        QVERIFY(eventually([&] { return output.endsWith("attach\r\n") && output.size() > 8; }));
        QVERIFY(!stream.listens());
    }

    void saysWhyNot()
    {
        ContainerStream stream;
        target(stream, QStringLiteral("nobody"), QStringLiteral("main"));
        stream.open();
        QVERIFY(eventually([&] { return stream.message().contains(QStringLiteral("not found")); }));
        QVERIFY(!stream.isConnected());
        target(stream, QStringLiteral("web"), QStringLiteral("nobody"));
        stream.open();
        QVERIFY(eventually([&] { return stream.message().contains(QStringLiteral("nobody")); }));
    }

private:
    void target(ContainerStream &stream, const QString &pod, const QString &container)
    {
        stream.setProperty("session", QVariant::fromValue(m_cluster->session()));
        stream.setProperty("ns", QStringLiteral("default"));
        stream.setProperty("pod", pod);
        stream.setProperty("container", container);
    }
    std::unique_ptr<test::HollowCluster> m_cluster;
};

QTEST_GUILESS_MAIN(TestContainerStream)
#include "tst_containerstream.moc"
