// SPDX-License-Identifier: GPL-3.0-only
#include "tests/qml/window/likeness.h"

#include <QPainter>
#include <QtTest>

using namespace orrery;

/// The measure that pictures are held against the approved ones by.
class TestLikeness : public QObject
{
    Q_OBJECT

    static QImage scene(QPoint shift = {}, bool withPod = true, QColor ground = QColor(11, 15, 28))
    {
        QImage image(800, 500, QImage::Format_RGB32);
        image.fill(ground);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(QColor(20, 27, 47));
        painter.setPen(QColor(38, 47, 73));
        for (int i = 0; i < 3; ++i)
            painter.drawRoundedRect(QRect(40 + i * 250, 120, 230, 260).translated(shift), 12, 12);
        painter.setBrush(QColor(92, 196, 255));
        for (int i = 0; i < (withPod ? 6 : 5); ++i)
            painter.drawEllipse(QPointF(120 + i * 110, 250) + shift, 25, 25);
        return image;
    }

private Q_SLOTS:
    void theSamePictureIsAlike()
    {
        const Likeness likeness = likenessOf(scene(), scene());
        QCOMPARE(likeness.mean, 0.0);
        QVERIFY(likeness.isAlike());
    }

    void grainIsNotSeen()
    {
        QImage grainy = scene();
        for (int y = 0; y < grainy.height(); ++y) {
            for (int x = 0; x < grainy.width(); ++x) {
                if ((x * 7 + y * 13) % 5 == 0)
                    grainy.setPixelColor(x, y, grainy.pixelColor(x, y).lighter(104));
            }
        }
        QVERIFY(likenessOf(scene(), grainy).isAlike());
    }

    void whatAPersonWouldSeeIsSeen()
    {
        QVERIFY(!likenessOf(scene(), scene({0, 14})).isAlike());
        QVERIFY(!likenessOf(scene(), scene({}, false)).isAlike());
        QVERIFY(!likenessOf(scene(), scene({}, true, QColor(246, 243, 236))).isAlike());
        QVERIFY(!likenessOf(scene(), scene().scaled(400, 250)).isAlike());
        QVERIFY(!likenessOf(scene(), QImage()).isAlike());
    }
};

QTEST_GUILESS_MAIN(TestLikeness)
#include "tst_likeness.moc"
