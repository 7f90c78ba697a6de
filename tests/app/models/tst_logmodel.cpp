// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logmodel.h"
#include "tests/support/hollowcluster.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using models::LogLine;
using models::LogModel;
using test::eventually;

/// The model alone, then on the logs of a real API server and a real kubelet.
class TestLogModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void keepsOrderAndBounds();
    void filters();
    void searches();
    void selectsAndCopies();
    void jumpsToATime();
    void savesAway();
    void followsOneContainer();
    void mergesPodsByTime();
    void goesOnAfterARestart();
    void goesOnAfterALostStream();
    void opensManyLinesInSlices();

private:
    std::unique_ptr<test::HollowCluster> m_cluster;
};

static LogLine line(const QByteArray &text, qint64 time = 0, quint16 source = 0)
{
    LogLine made = models::readLogLine(text, time);
    made.source = source;
    return made;
}

static QStringList texts(const LogModel &log)
{
    QStringList all;
    for (int row = 0; row < log.count(); ++row)
        all += log.index(row).data(LogModel::TextRole).toString();
    return all;
}

static QString lineAt(const LogModel &log, int row)
{
    return log.index(row).data(LogModel::TextRole).toString();
}

void TestLogModel::initTestCase()
{
    m_cluster = std::make_unique<test::HollowCluster>();
    QVERIFY(m_cluster->isReady());
}

void TestLogModel::cleanupTestCase()
{
    m_cluster.reset();
}

void TestLogModel::keepsOrderAndBounds()
{
    LogModel log;
    QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
    log.insert({line("a", 10), line("c", 30)});
    log.insert({line("b", 20), line("d", 40)}); // late
    QCOMPARE(texts(log), QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")}));
    std::vector<LogLine> many;
    for (int i = 0; i < LogModel::maxLines; ++i)
        many.push_back(line(QByteArray::number(i), 100 + i));
    log.insert(std::move(many));
    QCOMPARE(log.count(), LogModel::maxLines);
    QCOMPARE(lineAt(log, 0), QStringLiteral("0"));
    log.insert({line("last", 1'000'000)});
    QCOMPARE(log.count(), LogModel::maxLines);
    QCOMPARE(lineAt(log, 0), QStringLiteral("1"));
    QCOMPARE(lineAt(log, log.count() - 1), QStringLiteral("last"));
    // Lines that are long are bounded by their bytes.
    for (int i = 0; i < 10; ++i)
        log.insert(std::vector<LogLine>(1'000, line(QByteArray(10'000, 'x'), 2'000'000 + i)));
    QVERIFY(log.count() < 7'000);
}

void TestLogModel::filters()
{
    LogModel log;
    QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
    log.insert({line("INFO a", 1, 0), line("WARN b", 2, 1), line("ERROR c", 3, 0), line("plain", 4, 1)});
    log.setLevel(1);
    QCOMPARE(texts(log), QStringList({QStringLiteral("WARN b"), QStringLiteral("ERROR c")}));
    log.insert({line("INFO d", 5), line("WARN e", 6)});
    QCOMPARE(log.count(), 3);
    log.insert({line("ERROR early", 0)});
    QCOMPARE(lineAt(log, 0), QStringLiteral("ERROR early"));
    log.setLevel(2);
    QCOMPARE(log.count(), 2);
    log.setLevel(0);
    QCOMPARE(log.count(), 7);
    QCOMPARE(log.total(), 7);
    log.toggleSource(1);
    QCOMPARE(log.count(), 5);
    log.toggleSource(1);
    QCOMPARE(log.count(), 7);
}

void TestLogModel::searches()
{
    LogModel log;
    log.insert({line("one", 1), line("Two", 2), line("three two", 3), line("ERROR two", 4)});
    log.setSearch(QStringLiteral("TWO"));
    QTRY_COMPARE(log.matches(), 3);
    QCOMPARE(log.nextMatch(-1, true), 1);
    QCOMPARE(log.nextMatch(1, true), 2);
    QCOMPARE(log.nextMatch(3, true), 1); // around
    QCOMPARE(log.nextMatch(1, false), 3);
    QCOMPARE(log.nextMatch(-1, false), 3);
    QCOMPARE(log.matchesBefore(2), 1);
    log.insert({line("an early two", 0), line("two more", 5)});
    QTRY_COMPARE(log.matches(), 5);
    QCOMPARE(log.nextMatch(-1, true), 0);
    log.setLevel(2);
    QTRY_COMPARE(log.matches(), 1);
    log.setSearch(QStringLiteral("nothing"));
    QTRY_COMPARE(log.matches(), 0);
    QCOMPARE(log.nextMatch(0, true), -1);
}

void TestLogModel::selectsAndCopies()
{
    LogModel log;
    log.insert({line("2026-01-02T03:04:05Z one"), line("2026-01-02T03:04:06Z \x1b[31mtwo\x1b[0m"), line("2026-01-02T03:04:07Z three")});
    log.select(1, false);
    log.select(2, true);
    QCOMPARE(log.selected(), 2);
    QVERIFY(!log.index(0).data(LogModel::SelectedRole).toBool());
    QVERIFY(log.index(2).data(LogModel::SelectedRole).toBool());
    log.insert({line("2026-01-02T03:04:00Z earlier")}); // the selection stays on its lines
    QVERIFY(log.index(3).data(LogModel::SelectedRole).toBool());
    QVERIFY(!log.index(1).data(LogModel::SelectedRole).toBool());
    log.copySelection();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(),
                 QStringLiteral("2026-01-02T03:04:06.000Z two\n2026-01-02T03:04:07.000Z three\n"));
    log.select(-1, false);
    QCOMPARE(log.selected(), 0);
}

void TestLogModel::jumpsToATime()
{
    LogModel log;
    const QDateTime now = QDateTime::currentDateTime();
    const auto at = [&](int secondsAgo) { return now.addSecs(-secondsAgo).toMSecsSinceEpoch() * 1000; };
    log.insert({line("old", at(7200)), line("hour", at(3500)), line("new", at(10))});
    QCOMPARE(log.rowAt(QStringLiteral("1h")), 1);
    QCOMPARE(log.rowAt(QStringLiteral("5m")), 2);
    QCOMPARE(log.rowAt(now.addSecs(-3600).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))), 1);
    QCOMPARE(log.rowAt(QStringLiteral("9d")), 0);
    QCOMPARE(log.rowAt(QStringLiteral("soon")), -1);
}

void TestLogModel::savesAway()
{
    QTemporaryDir dir;
    LogModel log;
    QSignalSpy saved(&log, &LogModel::saved);
    log.insert({line("2026-01-02T03:04:05Z one"), line("2026-01-02T03:04:06Z ERROR two")});
    log.save(QUrl::fromLocalFile(dir.filePath(QStringLiteral("x.log"))));
    QVERIFY(saved.wait());
    QVERIFY(saved[0][0].toBool());
    QVERIFY(saved[0][1].toString().contains(dir.filePath(QStringLiteral("x.log"))));
    QFile file(dir.filePath(QStringLiteral("x.log")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("2026-01-02T03:04:05.000Z one\n2026-01-02T03:04:06.000Z ERROR two\n"));
    log.save(QUrl::fromLocalFile(dir.filePath(QStringLiteral("no/where.log"))));
    QVERIFY(saved.wait());
    QVERIFY(!saved[1][0].toBool());
}

void TestLogModel::followsOneContainer()
{
    QVERIFY(m_cluster->runPod("one"));
    m_cluster->log("one", {"2036-01-02T03:04:05Z first", "2036-01-02T03:04:06Z second"});
    LogModel log;
    log.setSession(m_cluster->session());
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("one"));
    QVERIFY(eventually([&] { return log.count() == 3; })); // the runtime's own line, and two
    QCOMPARE(lineAt(log, 2), QStringLiteral("second"));
    QCOMPARE(log.containers(), QStringList{QStringLiteral("main")});
    QVERIFY(eventually([&] { return !log.isLoading(); }));
    m_cluster->log("one", {"2036-01-02T03:04:06Z at the same time", "2036-01-02T03:04:07Z third"});
    QVERIFY(eventually([&] { return log.count() == 5; }));
    QCOMPARE(lineAt(log, 3), QStringLiteral("at the same time"));
    QVERIFY2(log.message().isEmpty(), qPrintable(log.message()));
    m_cluster->log("one", {"2036-01-02T03:04:08Z " + QByteArray(40'000, 'x'), "2036-01-02T03:04:09Z after it"});
    QVERIFY(eventually([&] { return log.count() == 9; })); // a long line is cut, not kept whole
    QCOMPARE(lineAt(log, 8), QStringLiteral("after it"));
    log.setName(QStringLiteral("nobody"));
    QVERIFY(eventually([&] { return log.count() == 0 && !log.message().isEmpty(); }));
}

void TestLogModel::mergesPodsByTime()
{
    QVERIFY(m_cluster->runPod("web-a", {"main", "side"}));
    QVERIFY(m_cluster->runPod("web-b", {"main", "side"}));
    m_cluster->create(client::gvr::services,
                      "{'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'default'},"
                      "'spec':{'selector':{'app':'web'},'ports':[{'port':80}]}}");
    for (int i = 0; i < 300; ++i) {
        const auto at = [&](int ms) {
            return QDateTime::fromString(QStringLiteral("2037-01-02T03:04:05Z"), Qt::ISODate).addMSecs(i * 10 + ms)
                       .toString(Qt::ISODateWithMs).toUtf8() + ' ';
        };
        m_cluster->log("web-a", {at(0) + "n" + QByteArray::number(3 * i)});
        m_cluster->log("web-b", {at(3) + "n" + QByteArray::number(3 * i + 1)}, "side");
        m_cluster->log("web-b", {at(6) + "n" + QByteArray::number(3 * i + 2)});
    }
    LogModel log;
    log.setSession(m_cluster->session());
    log.setKind(QStringLiteral("Service"));
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("web"));
    const auto numbered = [&] {
        QStringList found = texts(log);
        found.removeIf([](const QString &text) { return !text.startsWith(u'n'); });
        return found;
    };
    QVERIFY(eventually([&] { return numbered().size() == 900; }));
    const QStringList found = numbered();
    for (int i = 0; i < 900; ++i)
        QCOMPARE(found[i], QStringLiteral("n%1").arg(i));
    QVERIFY(log.sources().size() >= 4);
    QVERIFY(eventually([&] { return log.containers().contains(QStringLiteral("side")); }));
    // Whose line it is.
    QSet<QString> tags;
    for (int row = 0; row < log.count(); ++row)
        tags += log.index(row).data(LogModel::TagRole).toString();
    QVERIFY(tags.contains(QStringLiteral("a/main")));
    QVERIFY(tags.contains(QStringLiteral("b/side")));
    // A pod that comes later joins in, and one container alone can be had.
    QVERIFY(m_cluster->runPod("web-c"));
    QVERIFY(eventually([&] { return log.index(0).isValid() && texts(log).join(u' ').contains(QStringLiteral("web-c")); }));
    log.setContainer(QStringLiteral("side"));
    QVERIFY(eventually([&] { return numbered().size() == 300; }));
}

void TestLogModel::goesOnAfterARestart()
{
    QVERIFY(m_cluster->runPod("again"));
    LogModel log;
    log.setSession(m_cluster->session());
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("again"));
    QVERIFY(eventually([&] { return log.count() == 1 && !log.isLoading(); }));
    const QByteArray id = m_cluster->pod("again").status()["containerStatuses"].at(0)["containerID"].bytes();
    m_cluster->runtime().exitContainer(id.mid(id.indexOf("//") + 2), 1);
    // Its next life writes a line, too; the line of its first is there once.
    QVERIFY(eventually([&] { return log.count() == 2; }, 30'000));
    log.setPrevious(true);
    QVERIFY(eventually([&] { return log.count() == 1 && !log.isLoading(); }));
}

void TestLogModel::goesOnAfterALostStream()
{
    QVERIFY(m_cluster->runPod("lost"));
    m_cluster->log("lost", {"2036-01-02T03:04:05Z a", "2036-01-02T03:04:05Z b"});
    LogModel log;
    log.setSession(m_cluster->session());
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("lost"));
    QVERIFY(eventually([&] { return log.count() == 3 && !log.isLoading(); }));
    const auto state = [&] { return log.sources().value(0).toMap()[QStringLiteral("state")].toString(); };
    QVERIFY(eventually([&] { return state() == u"live"; }));
    m_cluster->restartKubelet();
    QVERIFY(eventually([&] { return state() == u"reconnecting"; }));
    QVERIFY(!log.message().isEmpty());
    m_cluster->log("lost", {"2036-01-02T03:04:05Z c", "2036-01-02T03:04:06Z d"});
    QVERIFY(eventually([&] { return log.count() == 5; }, 30'000));
    QCOMPARE(texts(log).mid(1).join(QString()), QStringLiteral("abcd"));
    QVERIFY(eventually([&] { return state() == u"live"; }));
}

void TestLogModel::opensManyLinesInSlices()
{
    QVERIFY(m_cluster->runPod("many"));
    QByteArrayList lines;
    for (int i = 0; i < LogModel::maxLines; ++i)
        lines += "2036-01-02T03:04:05Z " + QByteArray::number(i) + " GET /items/" + QByteArray::number(i % 977) + " 200 ERROR or not";
    m_cluster->log("many", lines);
    LogModel log;
    log.setSession(m_cluster->session());
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("many"));
    QVERIFY(eventually([&] { return log.count() == LogModel::maxLines; }, 50'000));
    QCOMPARE(lineAt(log, log.count() - 1).section(u' ', 0, 0), QString::number(LogModel::maxLines - 1));
    log.setSearch(QStringLiteral("/items/7 "));
    QVERIFY(eventually([&] { return log.matches() == LogModel::maxLines / 977 + 1; }));
}

QTEST_MAIN(TestLogModel)
#include "tst_logmodel.moc"
