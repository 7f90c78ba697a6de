// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/csv.h"

#include <QTest>

using orrery::models::csvLine;

class TestCsv final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines_data();
    void lines();
};

void TestCsv::lines_data()
{
    QTest::addColumn<QStringList>("cells");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const QStringList &cells, const char *line) { QTest::newRow(name) << cells << QString::fromUtf8(line); };
    row("plain", {QStringLiteral("web"), QStringLiteral("1/1"), QString()}, "web,1/1,\r\n");
    row("commas and quotes", {QStringLiteral("a,b"), QStringLiteral("say \"hi\"")}, "\"a,b\",\"say \"\"hi\"\"\"\r\n");
    row("line breaks", {QStringLiteral("a\nb"), QStringLiteral("c\rd")}, "\"a\nb\",\"c\rd\"\r\n");
    row("no formula", {QStringLiteral("=1+1"), QStringLiteral("@x"), QStringLiteral("-2"), QStringLiteral("+3")}, "'=1+1,'@x,'-2,'+3\r\n");
    row("a formula that is quoted", {QStringLiteral("=HYPERLINK(\"x\",1)")}, "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
    row("other letters", {QStringLiteral("節點")}, "節點\r\n");
}

void TestCsv::lines()
{
    QFETCH(QStringList, cells);
    QTEST(csvLine(cells), "line");
}

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
