// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using orrery::models::LogModel;

class TestLogModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsLines();
    void boundsLinesAndLength();
    void finds();
};

static QString lineAt(const LogModel &log, int row)
{
    return log.index(row).data(LogModel::TextRole).toString();
}

void TestLogModel::cutsLines()
{
    LogModel log;
    QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
    log.append("2026-01-02T03:04:05.123456789Z lis");
    QCOMPARE(log.count(), 0);
    log.append("tening on :8080\n2026-01-02T03:04:06Z ERROR no such file\nplain");
    QCOMPARE(log.count(), 2);
    QCOMPARE(lineAt(log, 0), QStringLiteral("listening on :8080"));
    QVERIFY(!log.index(0).data(LogModel::TimeRole).toString().isEmpty());
    QCOMPARE(log.index(0).data(LogModel::LevelRole).toString(), QStringLiteral("good"));
    QCOMPARE(log.index(1).data(LogModel::LevelRole).toString(), QStringLiteral("bad"));
    log.append(" line\n");
    QCOMPARE(lineAt(log, 2), QStringLiteral("plain line"));
    QVERIFY(log.index(2).data(LogModel::TimeRole).toString().isEmpty());
}

void TestLogModel::boundsLinesAndLength()
{
    LogModel log;
    log.append(QByteArray(100'000, 'x'));
    QVERIFY(log.count() >= 5); // a line without an end is cut
    log.clear();
    QByteArray many;
    for (int i = 0; i < LogModel::maxLines + 10; ++i)
        many += QByteArray::number(i) + '\n';
    log.append(many);
    QCOMPARE(log.count(), LogModel::maxLines);
    QCOMPARE(lineAt(log, 0), QStringLiteral("10"));
    log.append("last\n");
    QCOMPARE(log.count(), LogModel::maxLines);
    QCOMPARE(lineAt(log, 0), QStringLiteral("11"));
    QCOMPARE(lineAt(log, log.count() - 1), QStringLiteral("last"));
}

void TestLogModel::finds()
{
    LogModel log;
    log.append("one\nTwo\nthree two\n");
    QCOMPARE(log.find(QStringLiteral("two")), 1);
    QCOMPARE(log.find(QStringLiteral("two"), 2), 2);
    QCOMPARE(log.find(QStringLiteral("two"), 3), -1);
    QCOMPARE(log.find(QString()), -1);
}

QTEST_GUILESS_MAIN(TestLogModel)
#include "tst_logmodel.moc"
