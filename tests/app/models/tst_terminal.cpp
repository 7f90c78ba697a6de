// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/terminal.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using orrery::models::Terminal;

class TestTerminal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatComes();
    void paintsInk();
};

void TestTerminal::showsWhatComes()
{
    Terminal terminal;
    terminal.feed("hello \x1b[1;31mworld\x1b[0m\r\n\xe4\xbd\xa0\xe5\xa5\xbd\r\n$ ");
    QCOMPARE(terminal.text(), QStringLiteral("hello world\n你好\n$"));
    terminal.feed("\x1b[2J\x1b[Hclean");
    QCOMPARE(terminal.text(), QStringLiteral("clean"));
    terminal.feed(QByteArray("\x1b[999;999H\x1b]0;", 14)
                  + QByteArray(100'000, 'a')); // hostile: out of range, an endless title
    QVERIFY(terminal.text().startsWith(QStringLiteral("clean")));
}

void TestTerminal::paintsInk()
{
    Terminal terminal;
    terminal.setFont(QFont(QStringLiteral("monospace"), 12));
    terminal.setProperty("background", QColor(Qt::black));
    terminal.setProperty("foreground", QColor(Qt::white));
    terminal.setSize({300, 100});
    const auto inked = [&] {
        QImage image(300, 100, QImage::Format_RGB32);
        QPainter painter(&image);
        terminal.paint(&painter);
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += qGray(image.pixel(x, y)) > 100;
        }
        return count;
    };
    QCOMPARE(inked(), 0);
    terminal.feed("WWWWWW");
    QVERIFY(inked() > 50);
}

QTEST_MAIN(TestTerminal)
#include "tst_terminal.moc"
