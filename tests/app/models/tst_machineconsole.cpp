// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/machineconsole.h"
#include "tests/support/testcluster.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace orrery;
using models::MachineConsole;
using test::eventually;

/// A console that grows, over HTTPS from the real API server.
class TestMachineConsole final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void followsAndBeginsAnew();
};

static void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
    QCOMPARE(file.write(text), text.size());
}

void TestMachineConsole::followsAndBeginsAnew()
{
    const QTemporaryDir folder;
    test::TestClusterOptions options;
    options.listen = true;
    options.consoleFile = [&](const QByteArray &machine) { return folder.filePath(QString::fromUtf8(machine)); };
    test::TestCluster cluster(options);
    const client::Client client = cluster.remote();
    const auto machine = [&](const QByteArray &name, const QByteArray &provider, const QByteArray &console) {
        const api::Object made = client.create(client::gvr::machines, api::newObject("orrery.dev/v1", "Machine", {{}, name}).withPath({"spec", "provider"}, provider)).result().value();
        const auto status = client.update(client::gvr::machines, made.with("status", api::Value::object({{"phase", "Booting"}, {"console", console}})), "status").result();
        QVERIFY2(status, status ? "" : status.error().message.constData());
    };
    machine("a", "libvirt", "a");
    machine("h", "hollow", "");
    const auto session = cluster::Session::connect(cluster.connection()).value();
    MachineConsole console;
    QByteArray text;
    QObject::connect(&console, &MachineConsole::began, [&] { text.clear(); });
    QObject::connect(&console, &MachineConsole::output, [&](const QByteArray &bytes) { text += bytes; });
    console.setSession(session.get());
    console.setName(QStringLiteral("a"));
    QVERIFY(eventually([&] { return console.message().contains(QStringLiteral("no console")); })); // it has not been started yet

    // It is, and its Machine tells.
    write(folder.filePath(QStringLiteral("a")), "kernel\nroot\r\n");
    const auto told = client.patch(client::gvr::machines, {{}, "a"}, api::PatchType::Merge, api::Value().withPath({"status", "phase"}, "Ready"), "status").result();
    QVERIFY2(told, told ? "" : told.error().message.constData());
    QVERIFY(eventually([&] { return text == "kernel\r\nroot\r\n"; }));
    QCOMPARE(console.message(), QString());
    write(folder.filePath(QStringLiteral("a")), "network\n");
    QVERIFY(eventually([&] { return text.endsWith("root\r\nnetwork\r\n"); }));

    QVERIFY(QFile::remove(folder.filePath(QStringLiteral("a")))); // switched off and on
    write(folder.filePath(QStringLiteral("a")), "once more\n");
    QVERIFY(eventually([&] { return text == "once more\r\n"; }));

    console.setName(QStringLiteral("h"));
    QVERIFY(eventually([&] { return console.message().contains(QStringLiteral("hollow")); }));
    QCOMPARE(text, QByteArray());
}

QTEST_GUILESS_MAIN(TestMachineConsole)
#include "tst_machineconsole.moc"
