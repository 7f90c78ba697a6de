// SPDX-License-Identifier: GPL-3.0-only
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// The program as a script sees it.
class TestCommandLine final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void help_data();
    void help();
    void mistakes_data();
    void mistakes();
    void nodeWithoutCluster();
    void serveAndNodes();
    void backupAndRestore();
    void otherPeoplesFolder();

private:
    struct Outcome
    {
        int code;
        QByteArray out, err;
    };
    static Outcome run(const QStringList &arguments)
    {
        QProcess process;
        process.start(ORRERY_BINARY_DIR "/bin/orrery", arguments);
        if (!process.waitForFinished(30'000)) {
            process.kill();
            process.waitForFinished();
            return {-2, {}, "did not end"};
        }
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
                process.readAllStandardError()};
    }
};

void TestCommandLine::help_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("help") << QStringList{"--help"} << QByteArray("orrery serve");
    QTest::newRow("version") << QStringList{"--version"} << QByteArray("orrery 0.");
    QTest::newRow("serve") << QStringList{"serve", "--help"} << QByteArray("--provider");
    QTest::newRow("node") << QStringList{"node", "--help"} << QByteArray("poweroff NAME");
    QTest::newRow("reset") << QStringList{"reset", "--help"} << QByteArray("--data");
    QTest::newRow("backup") << QStringList{"backup", "--help"} << QByteArray("--data");
    QTest::newRow("restore") << QStringList{"restore", "--help"} << QByteArray("--force");
    QTest::newRow("rotate") << QStringList{"rotate-encryption-key", "--help"} << QByteArray("--data");
}

void TestCommandLine::help()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expected);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains(expected), outcome.out);
}

void TestCommandLine::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("complaint");
    QTest::newRow("command") << QStringList{"sevre"} << QByteArray("no command \"sevre\"");
    QTest::newRow("option") << QStringList{"serve", "--prot", "1"} << QByteArray("prot");
    QTest::newRow("port") << QStringList{"serve", "--port", "70000"} << QByteArray("--port wants");
    QTest::newRow("port text") << QStringList{"serve", "--port", "https"} << QByteArray("--port wants");
    QTest::newRow("nodes") << QStringList{"serve", "--nodes", "-1"} << QByteArray("--nodes wants");
    QTest::newRow("provider") << QStringList{"serve", "--provider", "cloud"} << QByteArray("--provider is one of");
    QTest::newRow("memory") << QStringList{"serve", "--memory", "lots"} << QByteArray("--memory wants");
    QTest::newRow("audit") << QStringList{"serve", "--audit-log-path", "x"} << QByteArray("wants --audit-policy-file");
    QTest::newRow("audit size") << QStringList{"serve", "--audit-log-maxsize", "big"} << QByteArray("wants a number");
    QTest::newRow("backup") << QStringList{"backup"} << QByteArray("wants one file");
    QTest::newRow("restore") << QStringList{"restore", "a", "b"} << QByteArray("wants one file");
    QTest::newRow("node") << QStringList{"node"} << QByteArray("wants one of");
    QTest::newRow("node remove") << QStringList{"node", "remove"} << QByteArray("wants one of");
    QTest::newRow("node verb") << QStringList{"node", "explode", "node-1"} << QByteArray("wants one of");
}

void TestCommandLine::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, complaint);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains(complaint), outcome.err);
    QVERIFY(outcome.out.isEmpty());
}

void TestCommandLine::nodeWithoutCluster()
{
    const QTemporaryDir dir;
    const Outcome outcome = run({"node", "list", "--data", dir.path()});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("orrery serve"), outcome.err); // says what to do
    QCOMPARE(run({"reset", "--data", dir.filePath("none")}).code, 0);
}

void TestCommandLine::serveAndNodes()
{
    const QTemporaryDir dir;
    const QString data = dir.filePath("cluster");
    QProcess serve;
    serve.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    serve.start(ORRERY_BINARY_DIR "/bin/orrery", {"serve", "--data", data, "--kubeconfig", dir.filePath("config")});
    QVERIFY(serve.waitForReadyRead(20'000));
    const QByteArray line = serve.readAllStandardOutput();
    QVERIFY2(line.startsWith("ready https://127.0.0.1:")
                 && line.endsWith(" kubeconfig " + QFile::encodeName(dir.filePath("config")) + "\n"),
             line);

    // A machine of hollow make costs nothing and needs nothing.
    Outcome outcome = run({"node", "add", "--provider", "hollow", "--cpus", "2", "--memory", "1Gi", "--data", data});
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(outcome.out, QByteArray("machine.orrery.dev/node-1 created\n"));
    outcome = run({"node", "add", "--provider", "hollow", "--kubeconfig", dir.filePath("config")});
    QCOMPARE(outcome.out, QByteArray("machine.orrery.dev/node-2 created\n"));
    outcome = run({"node", "add", "node-2", "--provider", "hollow", "--data", data});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("already exists"), outcome.err);
    outcome = run({"node", "list", "--data", data});
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.out.contains("node-1 ") && outcome.out.contains("node-2 ") && outcome.out.contains(" 1Gi\n"),
             outcome.out);
    QCOMPARE(run({"node", "poweroff", "node-2", "--data", data}).code, 0);
    QCOMPARE(run({"node", "remove", "node-2", "--data", data}).code, 0);
    outcome = run({"node", "remove", "node-9", "--data", data});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("node-9"), outcome.err);

    serve.terminate();
    QVERIFY(serve.waitForFinished(20'000));
    QCOMPARE(serve.exitStatus(), QProcess::NormalExit);
    QCOMPARE(serve.exitCode(), 0);
    QVERIFY(serve.readAllStandardOutput().isEmpty()); // exactly one line
    QCOMPARE(run({"reset", "--data", data}).code, 0);
    QVERIFY(!QFile::exists(data));
}

void TestCommandLine::backupAndRestore()
{
    const QTemporaryDir dir;
    const QString data = dir.filePath("cluster"), file = dir.filePath("backup");
    QCOMPARE(run({"backup", file, "--data", data}).code, 1); // there is nothing
    QProcess serve;
    const auto start = [&] {
        serve.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        serve.start(ORRERY_BINARY_DIR "/bin/orrery", {"serve", "--data", data});
        return serve.waitForReadyRead(20'000) && serve.readAllStandardOutput().startsWith("ready ");
    };
    const auto stop = [&] {
        serve.terminate();
        return serve.waitForFinished(20'000) && serve.exitCode() == 0;
    };
    QVERIFY(start());
    QCOMPARE(run({"node", "add", "kept", "--provider", "hollow", "--data", data}).code, 0);
    Outcome outcome = run({"backup", file, "--data", data});
    QVERIFY2(outcome.code == 0, outcome.err);
    QVERIFY2(outcome.out.startsWith("backup " + QFile::encodeName(file) + " revision "), outcome.out);
    QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(run({"backup", file, "--data", data}).code, 1); // never over another file
    QCOMPARE(run({"restore", file, "--data", data, "--force"}).code, 1); // it runs
    QCOMPARE(run({"rotate-encryption-key", "--data", data}).code, 1);
    QCOMPARE(run({"node", "remove", "kept", "--data", data}).code, 0);
    QVERIFY(stop());
    outcome = run({"restore", file, "--data", data});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.contains("--force"), outcome.err);
    QCOMPARE(run({"restore", dir.filePath("none"), "--data", data, "--force"}).code, 1);
    outcome = run({"restore", file, "--data", data, "--force"});
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(run({"rotate-encryption-key", "--data", data}).code, 0);
    QVERIFY(start());
    outcome = run({"node", "list", "--data", data});
    QVERIFY2(outcome.out.contains("kept "), outcome.out);
    QVERIFY(stop());
    QCOMPARE(run({"backup", file + '2', "--data", data}).code, 0); // of one that does not run
}

void TestCommandLine::otherPeoplesFolder()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath("thesis.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QCOMPARE(run({"serve", "--data", dir.path()}).code, 1);
    QCOMPARE(run({"reset", "--data", dir.path()}).code, 1);
    QVERIFY(file.exists());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
