// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/logline.h"

#include <QTest>

using namespace orrery::models;
using Level = LogLine::Level;

/// What a line is: its time, how bad it is, its text without escapes, and how it is drawn.
class TestLogLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void times();
    void levels_data();
    void levels();
    void escapes_data();
    void escapes();
    void finds();
    void styles();
};

void TestLogLine::times()
{
    const LogLine line = readLogLine("2026-01-02T03:04:05.123456789Z  two spaces\r");
    QCOMPARE(line.text, QByteArray(" two spaces"));
    QCOMPARE(line.time % 1'000'000, 123'456);
    const LogLine other = readLogLine("no time here", 42);
    QCOMPARE(other.text, QByteArray("no time here"));
    QCOMPARE(other.time, 42);
    QCOMPARE(readLogLine("2026-01-02T03:04:05Z ").text, QByteArray());
}

void TestLogLine::levels_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("level");
    const auto row = [](const char *text, Level level) { QTest::newRow(text) << QByteArray(text) << int(level); };
    row("ERROR no such file", Level::Error);
    row("[warn] disk is nearly full", Level::Warning);
    row("2026/01/02 INFO: no error was found", Level::Info);
    row("E0102 15:04:05.000000 1 main.go:1] lost", Level::Error);
    row("W0102 15:04:05.000000 1 main.go:1] slow", Level::Warning);
    row("I0102 15:04:05.000000 1 main.go:1] error counter is 0", Level::Info);
    row(R"({"time":"x","level":"warning","msg":"error in words"})", Level::Warning);
    row(R"({"severity": "ERROR", "message": "no"})", Level::Error);
    row(R"({"level":50,"msg":"pino"})", Level::Error);
    row(R"({"level":30,"msg":"an error, but said calmly"})", Level::Info);
    row("time=x level=debug msg=panic", Level::Debug);
    row("panic: runtime error", Level::Error);
    row("GET /items/1 200 3 ms", Level::None);
    row("errors=0 terror warnings", Level::None);
    row("", Level::None);
    row("level=", Level::None);
}

void TestLogLine::levels()
{
    QFETCH(QByteArray, text);
    QTEST(int(levelOf(text)), "level");
}

void TestLogLine::escapes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("colour") << QByteArray("a\x1b[1;31mb\x1b[0mc") << QByteArray("abc");
    QTest::newRow("title") << QByteArray("a\x1b]0;title\x07" "b") << QByteArray("ab");
    QTest::newRow("st") << QByteArray("a\x1b]8;;x\x1b\\b") << QByteArray("ab");
    QTest::newRow("broken") << QByteArray("a\x1b[12;") << QByteArray("a");
    QTest::newRow("last") << QByteArray("a\x1b") << QByteArray("a");
}

void TestLogLine::escapes()
{
    QFETCH(QByteArray, text);
    QTEST(plainText(readLogLine(text)), "plain");
}

void TestLogLine::finds()
{
    const LogLine line = readLogLine("GET \x1b[32m/Items\x1b[0m Gr\xc3\x9c\xc3\x9f");
    QVERIFY(contains(line, searchKey(QStringLiteral("get /ITEMS"))));
    QVERIFY(contains(line, searchKey(QStringLiteral("grüß"))));
    QVERIFY(!contains(line, searchKey(QStringLiteral("itemz"))));
    QVERIFY(!contains(line, {}));
}

void TestLogLine::styles()
{
    LogStyle style;
    style.mark = QColor(Qt::yellow);
    QVERIFY(styledText(readLogLine("plain <b>"), style, {}).isEmpty());
    const QString marked = styledText(readLogLine("a<b> x B"), style, "b");
    QCOMPARE(marked.count(QStringLiteral("<u>")), 2);
    QVERIFY(marked.contains(QStringLiteral("&lt;")) && !marked.contains(QStringLiteral("<b>>")));
    QVERIFY(styledText(readLogLine("a\x1b[31mred"), style, {}).isEmpty()); // no palette: no colours
    style.palette = QList<QColor>(16, QColor(1, 2, 3));
    QCOMPARE(styledText(readLogLine("a\x1b[31mred\x1b[0m."), style, {}),
             QStringLiteral("a<font color=\"#010203\">red</font>."));
    QVERIFY(styledText(readLogLine("\x1b[38;2;10;20;30mx"), style, {}).contains(QStringLiteral("#0a141e")));
    QVERIFY(styledText(readLogLine("\x1b[38;5;196mx"), style, {}).contains(QStringLiteral("#ff0000")));
    // A mark that goes over a change of colour is still one mark's text.
    const QString across = styledText(readLogLine("he\x1b[31mllo"), style, "ello");
    QCOMPARE(across.count(QStringLiteral("<u>")), 2);
    for (const char *hostile : {"\x1b[999999999999m", "\x1b[38;5m", "\x1b[38;2;1m", "\x1b[;;;;m", "\x1b[38;5;999mx"})
        (void)styledText(readLogLine(hostile), style, "x");
}

QTEST_GUILESS_MAIN(TestLogLine)
#include "tst_logline.moc"
