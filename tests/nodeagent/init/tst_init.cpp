// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/init/config.h"
#include "nodeagent/init/runtime.h"
#include "nodeagent/init/supervisor.h"
#include "nodeagent/init/system.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace orrery::init;

static QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Outside the class, where moc does not count its braces.
static const std::string json
    = R"( {"nodeName":"node-1","prefixLength":16,"labels":{"a":["x",{"b":"}"}]},"caPem":"line\nline \u00e9\"\\","on":true} )";
static const char *const notObjects[]
    = {"",         "[]",        "{",     "{\"a\"", "{\"a\":", "{\"a\":\"", "{\"a\":\"\\", "{\"a\":\"\\u1",
       "{\"a\":[", "{\"a\":1,", "{a:1}", "null"};

static QByteArray deep()
{
    return "{\"a\":";
}

class TestInit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void configReadsTheFlatPart()
    {
        Config config;
        QVERIFY(Config::parse(json, config));
        QCOMPARE(config.text("nodeName"), std::string("node-1"));
        QCOMPARE(config.number("prefixLength", 0), 16);
        QCOMPARE(config.text("caPem"), std::string("line\nline \xc3\xa9\"\\"));
        QCOMPARE(config.text("on"), std::string("true"));
        QCOMPARE(config.text("labels", "none"), std::string("none"));
        QCOMPARE(config.number("absent", 7), 7);
    }

    void configRefusesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json : notObjects)
            QTest::newRow(json) << QByteArray(json);
        QTest::newRow("deep") << deep() + QByteArray(100000, '[');
        QTest::newRow("large") << deep() + '"' + QByteArray(2 << 20, 'x') + "\"}";
    }
    void configRefusesWhatIsNone()
    {
        QFETCH(QByteArray, json);
        Config config;
        QVERIFY(!Config::parse(json.toStdString(), config));
    }

    void seedIsCopiedOnce()
    {
        QTemporaryDir directory;
        const QString seed = directory.filePath("seed/io.containerd.metadata.v1.bolt"),
                      root = directory.filePath("root");
        QVERIFY(QDir().mkpath(seed));
        QFile file(seed + "/meta.db");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(700000, 's'));
        file.close();
        Paths paths;
        paths.seed = directory.filePath("seed").toStdString();
        paths.containerdRoot = root.toStdString();
        paths.containerdState = directory.filePath("state").toStdString();
        paths.logs = directory.path().toStdString();
        paths.cniConf = directory.filePath("cni").toStdString();
        const Service service = containerdService(paths);
        QCOMPARE(contentOf(root + "/io.containerd.metadata.v1.bolt/meta.db"), QByteArray(700000, 's'));
        QVERIFY(contentOf(directory.filePath("state/config.toml")).contains("registry.local/pause:1"));
        QVERIFY(!contentOf(directory.filePath("state/config.toml")).contains("restrict_oom_score_adj"));
        QCOMPARE(service.command.at(1), std::string("--config"));

        QFile kept(root + "/io.containerd.metadata.v1.bolt/meta.db");
        QVERIFY(kept.open(QIODevice::WriteOnly));
        kept.write("the node's own");
        kept.close();
        paths.restricted = true;
        containerdService(paths);
        QCOMPARE(contentOf(kept.fileName()), QByteArray("the node's own"));
        QVERIFY(contentOf(directory.filePath("state/config.toml")).contains("restrict_oom_score_adj = true"));
    }

    void supervisorStartsAgainAndStopsInOrder()
    {
        QTemporaryDir directory;
        const std::string out = directory.filePath("out").toStdString();
        const pid_t pid = fork();
        if (pid == 0) {
            Supervisor supervisor;
            Service first, second;
            first.name = "first";
            first.command = {"/bin/sh", "-c",
                             "trap 'echo first stops >>" + out + "; exit 0' TERM; echo first >>" + out
                                 + "; while :; do sleep 0.05; done"};
            second.name = "second";
            second.command = {"/bin/sh", "-c", "echo second >>" + out + "; exit 1"};
            first.environment = second.environment = {"PATH=/usr/bin:/bin"};
            supervisor.add(first);
            supervisor.add(second);
            supervisor.afterStart = [&] { writeFile(out + ".after", "x"); };
            supervisor.run(3000);
            _exit(42);
        }
        const QString file = QString::fromStdString(out);
        QTRY_VERIFY_WITH_TIMEOUT(contentOf(file).count("second") >= 3, 20000); // started again, and again
        QCOMPARE(contentOf(file).count("first\n"), 1);
        QCOMPARE(contentOf(file + ".after"), QByteArray("x"));
        ::kill(pid, SIGTERM);
        int status = 0;
        QCOMPARE(waitpid(pid, &status, 0), pid);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 42);
        QVERIFY(contentOf(file).contains("first stops"));
    }
};

QTEST_GUILESS_MAIN(TestInit)
#include "tst_init.moc"
