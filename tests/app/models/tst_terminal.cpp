// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/terminal.h"
#include "app/models/terminalscreen.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QStyleHints>
#include <QTest>

using orrery::models::ContainerStream;
using orrery::models::Terminal;
using orrery::models::TerminalScreen;

/// The screen (what is where, what scrolled off, what is sent back) and the item (what is seen, selected, copied).
class TestTerminal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatComes();
    void keepsWhatScrollsOff();
    void resizes();
    void answersKeysAndMouse();
    void tellsModes();
    void looksBack();
    void selects();
    void paintsInk();
    void leavesNoCursorBehind();
    void takesAFlood();
};

namespace {

QString waitFor(Terminal &terminal, const QString &end)
{
    const bool came = QTest::qWaitFor([&] { return terminal.text().endsWith(end); });
    return came ? terminal.text() : QStringLiteral("not there: ") + terminal.text();
}

/// A terminal of that many cells; sizes are those of its font.
struct Fixture
{
    explicit Fixture(int columns = 40, int rows = 6)
    {
        QFont font(QStringLiteral("monospace"));
        font.setPixelSize(14);
        terminal.setParentItem(window.contentItem());
        terminal.setProperty("background", QColor(Qt::black));
        terminal.setProperty("foreground", QColor(Qt::white));
        terminal.setProperty("selectionColor", QColor(Qt::blue));
        terminal.setFont(font);
        QFont same = font;
        same.setKerning(false);
        const QFontMetricsF metrics(terminal.property("font").value<QFont>());
        cell = {metrics.horizontalAdvance(u'M'), qreal(qCeil(metrics.height()))};
        terminal.setSize({columns * cell.width() + 1, rows * cell.height() + 1});
        window.resize(800, 400);
        window.show();
    }
    QPoint at(int column, int row) const { return QPointF((column + 0.3) * cell.width(), (row + 0.5) * cell.height()).toPoint(); }
    QImage picture()
    {
        QImage image(terminal.size().toSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        terminal.paint(&painter);
        return image;
    }
    QQuickWindow window;
    Terminal terminal;
    QSizeF cell;
};

} // namespace

void TestTerminal::showsWhatComes()
{
    Terminal terminal;
    terminal.feed("hello \x1b[1;31mworld\x1b[0m\r\n\xe4\xbd\xa0\xe5\xa5\xbd\r\n$ ");
    QCOMPARE(terminal.text(), QStringLiteral("hello world\n你好\n$"));
    terminal.feed("\x1b[2J\x1b[Hclean");
    QCOMPARE(waitFor(terminal, QStringLiteral("clean")), QStringLiteral("clean"));
    terminal.feed(QByteArray("\x1b[999;999H\x1b]0;", 14)
                  + QByteArray(100'000, 'a')); // hostile: out of range, an endless title
    QVERIFY(terminal.text().startsWith(QStringLiteral("clean")));
    // However much comes in one turn of the loop, the window draws in between.
    terminal.feed("\x1b[2J\x1b[Hone");
    terminal.feed(" two");
    QVERIFY(!terminal.text().contains(QStringLiteral("two")));
    QCOMPARE(waitFor(terminal, QStringLiteral("one two")), QStringLiteral("one two"));
}

void TestTerminal::keepsWhatScrollsOff()
{
    TerminalScreen screen(5, 20);
    for (int i = 0; i < 100; ++i)
        screen.write("line " + QByteArray::number(i) + "\r\n");
    QCOMPARE(screen.endLine() - screen.firstLine(), 101);
    QCOMPARE(screen.text(0), QStringLiteral("line 0"));
    QCOMPARE(screen.text(99), QStringLiteral("line 99"));
    QCOMPARE(screen.screenLine(), 96);
    for (size_t i = 0; i < TerminalScreen::maxScrollback; ++i)
        screen.write("more\r\n");
    QCOMPARE(screen.screenLine() - screen.firstLine(), qint64(TerminalScreen::maxScrollback));
    QCOMPARE(screen.text(screen.firstLine() - 1), QString()); // gone, and asked for all the same
}

void TestTerminal::resizes()
{
    TerminalScreen screen(5, 20);
    for (int i = 0; i < 20; ++i)
        screen.write("line " + QByteArray::number(i) + (i < 19 ? "\r\n" : ""));
    screen.resize(8, 20); // lines come back from above
    QCOMPARE(screen.size(), QSize(20, 8));
    QStringList shown;
    for (qint64 line = screen.screenLine(); line < screen.endLine(); ++line)
        shown += screen.text(line);
    QVERIFY(shown.contains(QStringLiteral("line 19")));
    QVERIFY(shown.contains(QStringLiteral("line 13")));
    screen.resize(2, 7);
    screen.write("\x1b[5;5Hx");
    screen.resize(300, 500);
    screen.resize(1, 2);
    screen.write("\xe4\xbd\xa0\xe5\xa5\xbd\r\n\xe4\xbd\xa0"); // wide letters at the edge
}

void TestTerminal::answersKeysAndMouse()
{
    TerminalScreen screen(5, 20);
    screen.write("\x1b[6n"); // where is the cursor?
    QCOMPARE(screen.output, QByteArray("\x1b[1;1R"));
    screen.output.clear();
    vterm_keyboard_key(screen.terminal(), VTERM_KEY_UP, VTERM_MOD_NONE);
    QCOMPARE(screen.output, QByteArray("\x1b[A"));
    screen.output.clear();
    screen.write("\x1b[?1000h\x1b[?1006h");
    QCOMPARE(int(screen.mouse()), int(TerminalScreen::Mouse::Click));
    vterm_mouse_move(screen.terminal(), 2, 3, VTERM_MOD_NONE);
    vterm_mouse_button(screen.terminal(), 1, true, VTERM_MOD_NONE);
    QCOMPARE(screen.output, QByteArray("\x1b[<0;4;3M"));
    screen.output.clear();
    screen.write("\x1b[?2004h");
    vterm_keyboard_start_paste(screen.terminal());
    QCOMPARE(screen.output, QByteArray("\x1b[200~"));
}

void TestTerminal::tellsModes()
{
    TerminalScreen screen(5, 20);
    screen.write("\x1b]0;a title\x07\x07\x1b[5 q");
    QCOMPARE(screen.title(), QStringLiteral("a title"));
    QCOMPARE(int(screen.cursorShape()), int(TerminalScreen::Cursor::Bar));
    QVERIFY(screen.takeChanges().bell);
    QVERIFY(!screen.takeChanges().bell);
    screen.write("before\x1b[?1049h\x1b[Hfull screen\x1b[?25l");
    QVERIFY(screen.isAlternate());
    QVERIFY(!screen.isCursorVisible());
    screen.write("\x1b[?1049l\x1b[?25h");
    QVERIFY(!screen.isAlternate());
    QCOMPARE(screen.text(screen.screenLine()), QStringLiteral("before"));
    screen.setColors(Qt::white, Qt::black, QList<QColor>(16, QColor(9, 8, 7)));
    screen.write("\x1b[H\x1b[31mr\x1b[38;2;1;2;3mt\x1b[38;5;196mi");
    QCOMPARE(screen.color(screen.cell(screen.screenLine(), 0).fg, Qt::white), QColor(9, 8, 7));
    QCOMPARE(screen.color(screen.cell(screen.screenLine(), 1).fg, Qt::white), QColor(1, 2, 3));
    QCOMPARE(screen.color(screen.cell(screen.screenLine(), 2).fg, Qt::white), QColor(255, 0, 0));
}

void TestTerminal::looksBack()
{
    Fixture fixture;
    Terminal &terminal = fixture.terminal;
    QCOMPARE(terminal.rows(), 6);
    for (int i = 0; i < 50; ++i)
        terminal.feed("line " + QByteArray::number(i) + "\r\n");
    QVERIFY(waitFor(terminal, QStringLiteral("line 49")).startsWith(QStringLiteral("line 45")));
    QTest::keyClick(&fixture.window, Qt::Key_PageUp, Qt::ShiftModifier); // no focus: not for it
    QCOMPARE(terminal.offset(), 0);
    terminal.forceActiveFocus();
    QTest::keyClick(&fixture.window, Qt::Key_PageUp, Qt::ShiftModifier);
    QCOMPARE(terminal.offset(), 5);
    QVERIFY(terminal.text().startsWith(QStringLiteral("line 40\n")));
    terminal.feed("more\r\nmore\r\n"); // what is looked at stays
    QTRY_COMPARE(terminal.offset(), 7);
    QVERIFY(terminal.text().startsWith(QStringLiteral("line 40\n")));
    QTest::keyClick(&fixture.window, Qt::Key_Home, Qt::ShiftModifier);
    QVERIFY(terminal.text().startsWith(QStringLiteral("line 0\n")));
    QTest::keyClick(&fixture.window, Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(terminal.offset(), 0);
    QWheelEvent wheel({10, 10}, fixture.window.mapToGlobal(QPoint(10, 10)), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&fixture.window, &wheel);
    QCOMPARE(terminal.offset(), 3);
}

void TestTerminal::selects()
{
    Fixture fixture;
    Terminal &terminal = fixture.terminal;
    terminal.feed("alpha /usr/local/bin gamma\r\n  second line\r\nhttps://example.org/x?y=1 end");
    waitFor(terminal, QStringLiteral("end"));
    QSignalSpy links(&terminal, &Terminal::linkActivated);
    // by dragging, over a line's end
    QTest::mousePress(&fixture.window, Qt::LeftButton, {}, fixture.at(21, 0));
    QTest::mouseMove(&fixture.window, fixture.at(15, 1));
    QTest::mouseMove(&fixture.window, fixture.at(8, 1));
    QTest::mouseRelease(&fixture.window, Qt::LeftButton, {}, fixture.at(8, 1));
    QCOMPARE(terminal.selectedText(), QStringLiteral("gamma\n  second"));
    terminal.forceActiveFocus();
    QTest::keyClick(&fixture.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("gamma\n  second"));
    // a word, then its line
    QTest::mouseDClick(&fixture.window, Qt::LeftButton, {}, fixture.at(10, 0));
    QCOMPARE(terminal.selectedText(), QStringLiteral("/usr/local/bin"));
    QTest::mouseClick(&fixture.window, Qt::LeftButton, {}, fixture.at(10, 0));
    QCOMPARE(terminal.selectedText(), QStringLiteral("alpha /usr/local/bin gamma"));
    // a press elsewhere drops it; new output in it, too
    QTest::qWait(QGuiApplication::styleHints()->mouseDoubleClickInterval() + 50);
    QTest::mouseClick(&fixture.window, Qt::LeftButton, {}, fixture.at(3, 4));
    QVERIFY(!terminal.hasSelection());
    QTest::mouseClick(&fixture.window, Qt::LeftButton, Qt::ControlModifier, fixture.at(4, 2));
    QCOMPARE(links.size(), 1);
    QCOMPARE(links[0][0].toString(), QStringLiteral("https://example.org/x?y=1"));
    terminal.selectAll();
    QVERIFY(terminal.selectedText().startsWith(QStringLiteral("alpha")));
    QVERIFY(terminal.selectedText().contains(QStringLiteral("y=1 end")));
}

void TestTerminal::paintsInk()
{
    Fixture fixture;
    const auto inked = [&](const QRect &part) {
        const QImage image = fixture.picture();
        int count = 0;
        for (int y = part.top(); y <= part.bottom(); ++y) {
            for (int x = part.left(); x <= part.right(); ++x)
                count += qGray(image.pixel(x, y)) > 100;
        }
        return count;
    };
    const QRect all(QPoint(0, 0), fixture.terminal.size().toSize());
    fixture.terminal.feed("\x1b[?25l"); // no cursor
    QCOMPARE(inked(all), 0);
    fixture.terminal.feed("WWWWWW");
    QTRY_VERIFY(inked(all) > 50);
    fixture.terminal.feed("\x1b[2J\x1b[3;1H\x1b[7m   \x1b[0m\x1b[4m  \x1b[0m"); // reversed, and underlined blanks
    QTRY_VERIFY(inked(all) > 100);
    const int cell = int(fixture.cell.width()), row = int(fixture.cell.height());
    QVERIFY(inked(QRect(0, 2 * row, 3 * cell - 1, row)) > 2 * cell * row);
    QVERIFY(inked(QRect(3 * cell + 1, 2 * row, 2 * cell - 3, row)) > 0);
    QCOMPARE(inked(QRect(0, 0, int(all.width()), 2 * row)), 0);
}

/// Painting only what changed gives the same picture as painting all of it.
void TestTerminal::leavesNoCursorBehind()
{
    Fixture fixture;
    QTRY_VERIFY(fixture.window.isExposed());
    fixture.terminal.forceActiveFocus();
    for (const char *output : {"one\r\n", "two\x1b[1;1H", "\x1b[3;10Hthree", "\x1b[2Jx", "\xe4\xbd\xa0\xe5\xa5\xbd\x1b[1;2H"}) {
        fixture.terminal.feed(output);
        QTest::qWait(30);
    }
    const QImage partly = fixture.window.grabWindow();
    fixture.terminal.update();
    QTest::qWait(30);
    QVERIFY(partly == fixture.window.grabWindow());
}

void TestTerminal::takesAFlood()
{
    Terminal terminal;
    const QByteArray block = QByteArray("y\r\n").repeated(100'000);
    for (int i = 0; i < 40; ++i) // 12 MB at once
        terminal.feed(block);
    terminal.feed("the end");
    const bool came = QTest::qWaitFor([&] { return terminal.text().endsWith(QStringLiteral("the end")); }, 20'000);
    QVERIFY(came);
}

QTEST_MAIN(TestTerminal)
#include "tst_terminal.moc"
