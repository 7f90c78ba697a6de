// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/rows.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace orrery::graph;

/// What a view has to make anew, and what it may keep.
class TestRows final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsOnlyWhatDiffers();
    void whoComesTakesAPlaceThatIsLeft();
    void makesAFewAtATime();

private:
    static Row row(const char *id, double x = 0, const char *name = "")
    {
        return {QString::fromLatin1(id), QRectF(x, 0, 1, 1), {{QStringLiteral("name"), QString::fromLatin1(name)}}};
    }
    static QStringList ids(const Rows &rows)
    {
        QStringList ids;
        for (int i = 0; i < rows.rowCount(); ++i)
            ids << rows.index(i).data(Rows::IdRole).toString();
        return ids;
    }
    static QList<int> roles(const QSignalSpy &changed, int at) { return changed.at(at).at(2).value<QList<int>>(); }
};

void TestRows::tellsOnlyWhatDiffers()
{
    Rows rows;
    const QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(rows.set({row("a"), row("b"), row("c")}));
    QSignalSpy changed(&rows, &Rows::dataChanged);
    QVERIFY(rows.set({row("c"), row("b", 5), row("a", 0, "A")})); // in another order: that is no change
    QCOMPARE(ids(rows), (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
    QCOMPARE(changed.size(), 2);
    for (int i = 0; i < 2; ++i) {
        const int at = changed.at(i).at(0).toModelIndex().row();
        QCOMPARE(roles(changed, i), QList<int>{at == 0 ? int(Rows::InfoRole) : int(Rows::BoxRole)});
    }
}

void TestRows::whoComesTakesAPlaceThatIsLeft()
{
    Rows rows;
    const QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rows.set({row("a"), row("b"), row("c")});
    const QSignalSpy inserted(&rows, &Rows::rowsInserted), removed(&rows, &Rows::rowsRemoved);
    const QSignalSpy changed(&rows, &Rows::dataChanged);
    rows.set({row("a"), row("d", 7), row("c")});
    QCOMPARE(ids(rows), (QStringList{QStringLiteral("a"), QStringLiteral("d"), QStringLiteral("c")}));
    QCOMPARE(rows.index(1).data(Rows::BoxRole).toRectF().x(), 7.0);
    QCOMPARE(inserted.size() + removed.size(), 0);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(roles(changed, 0), (QList<int>{Rows::IdRole, Rows::BoxRole})); // whose delegate it is now
    rows.set({row("e"), row("c")});
    QCOMPARE(removed.size(), 1);
    QCOMPARE(rows.rowCount(), 2);
    QVERIFY(ids(rows).contains(QStringLiteral("e")) && ids(rows).contains(QStringLiteral("c")));
    rows.set({});
    QCOMPARE(rows.rowCount(), 0);
}

void TestRows::makesAFewAtATime()
{
    Rows rows;
    const QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<Row> wanted;
    for (int i = 0; i < 10; ++i)
        wanted << row(QByteArray::number(i).constData());
    QVERIFY(!rows.set(wanted, 4));
    QCOMPARE(rows.rowCount(), 4);
    QVERIFY(!rows.set(wanted, 4));
    QVERIFY(rows.set(wanted, 4));
    QCOMPARE(rows.rowCount(), 10);
    QVERIFY(rows.set(wanted.mid(0, 9) + QList<Row>{row("x")}, 0)); // a change needs no new place
    QVERIFY(ids(rows).contains(QStringLiteral("x")));
}

QTEST_GUILESS_MAIN(TestRows)
#include "tst_rows.moc"
