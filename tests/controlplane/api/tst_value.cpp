// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/objecteditor.h"
#include "controlplane/api/value.h"

#include <QtTest>

using namespace orrery::api;

class tst_Value : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void types()
    {
        QVERIFY(Value().isNull());
        QVERIFY(Value(true).boolean());
        QVERIFY(!Value(false).boolean(true));
        QCOMPARE(Value(42).integer(), 42);
        QCOMPARE(Value(std::numeric_limits<qint64>::min()).integer(), std::numeric_limits<qint64>::min());
        QCOMPARE(Value(1.5).number(), 1.5);
        QCOMPARE(Value(1.5).integer(7), 7);
        QCOMPARE(Value(2.0).integer(7), 2);
        QCOMPARE(Value("x").integer(7), 7);
        QCOMPARE(Value(3).number(), 3.0);
        QVERIFY(Value(3).isNumber() && Value(3).isInteger() && !Value(3.0).isInteger());
        QVERIFY(Value::object(std::vector<Member>()).isObject());
        QVERIFY(Value::array(std::vector<Value>()).isArray());
    }

    void texts_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const int length : {0, 1, 13, 14, 15, 16, 1000})
            QTest::addRow("%d", length) << QByteArray(length, 'x');
        QTest::newRow("zero inside") << QByteArray("a\0b", 3);
    }
    void texts()
    {
        QFETCH(QByteArray, text);
        const Value value(text);
        QVERIFY(value.isString());
        QCOMPARE(value.bytes(), text);
        const Value copy = value;
        QVERIFY(copy.identical(value));
        QVERIFY(copy == Value(text));
        QVERIFY(copy != Value(text + "x"));
    }

    void members()
    {
        const Value value = Value::object({{"b", 1}, {"a", "x"}, {"a long name of a member", true}});
        QCOMPARE(value.size(), 3);
        QCOMPARE(value["b"].integer(), 1);
        QCOMPARE(value["a"].text(), QByteArrayView("x"));
        QVERIFY(value["a long name of a member"].boolean());
        QVERIFY(value["missing"].isNull());
        QVERIFY(value["missing"]["deeper"].isNull());
        QVERIFY(!value.contains("missing"));
        QCOMPARE(value.members()[0].key(), QByteArrayView("b")); // in the order written
        QVERIFY(Value("x")["a"].isNull());
    }

    void edits()
    {
        const Value inner = Value::object({{"x", 1}});
        const Value value = Value::object({{"a", inner}, {"b", 2}});
        const Value edited = value.with("b", 3);
        QCOMPARE(value["b"].integer(), 2); // the old one stays
        QCOMPARE(edited["b"].integer(), 3);
        QVERIFY(edited["a"].identical(inner)); // and shares what was not touched
        QVERIFY(value.with("b", 2).identical(value));
        QVERIFY(value.with("a", inner).identical(value));
        QCOMPARE(toJson(value.with("c", 4)), QByteArray(R"({"a":{"x":1},"b":2,"c":4})"));
        QCOMPARE(toJson(value.without("a")), QByteArray(R"({"b":2})"));
        QVERIFY(value.without("zzz").identical(value));
        QCOMPARE(toJson(value.withPath({"a", "y", "z"}, true)), QByteArray(R"({"a":{"x":1,"y":{"z":true}},"b":2})"));
        QCOMPARE(toJson(Value().with("a", 1)), QByteArray(R"({"a":1})"));
        QCOMPARE(toJson(Value("text").with("a", Value())), QByteArray(R"({"a":null})"));
    }

    void arrays()
    {
        const Value value = Value::array({1, "two", Value()});
        QCOMPARE(value.size(), 3);
        QCOMPARE(value.at(1).text(), QByteArrayView("two"));
        QVERIFY(value.at(3).isNull() && value.at(-1).isNull());
        QCOMPARE(toJson(value.withItem(0, 5)), QByteArray(R"([5,"two",null])"));
        QVERIFY(value.withItem(9, 5).identical(value));
        QCOMPARE(toJson(value.withAppended(true)), QByteArray(R"([1,"two",null,true])"));
        QCOMPARE(toJson(Value().withAppended(1)), QByteArray("[1]"));
    }

    void equality_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("equal");
        QTest::newRow("order of members")
            << QByteArray(R"({"a":1,"b":[2]})") << QByteArray(R"({"b":[2],"a":1})") << true;
        QTest::newRow("order of items") << QByteArray("[1,2]") << QByteArray("[2,1]") << false;
        QTest::newRow("1 and 1.0") << QByteArray("[1]") << QByteArray("[1.0]") << true;
        QTest::newRow("1 and 2") << QByteArray("1") << QByteArray("2") << false;
        QTest::newRow("null and absent") << QByteArray(R"({"a":null})") << QByteArray("{}") << false;
        QTest::newRow("other name") << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"a":1,"c":2})") << false;
        // So many that looking for each from the beginning would take minutes.
        QList<QByteArray> many, reversed;
        for (int i = 0; i < 60'000; ++i) {
            many.append("\"a name that lies elsewhere " + QByteArray::number(i) + "\":" + QByteArray::number(i));
            reversed.prepend(many.last());
        }
        const QByteArray forwards = '{' + many.join(',') + '}', backwards = '{' + reversed.join(',') + '}';
        QTest::newRow("many members") << forwards << backwards << true;
        QTest::newRow("many, one other") << forwards << QByteArray(backwards).replace("elsewhere 59999", "somewhere") << false;
        QTest::newRow("array and object") << QByteArray("[]") << QByteArray("{}") << false;
        QTest::newRow("text and number") << QByteArray(R"("1")") << QByteArray("1") << false;
        QTest::newRow("true and false") << QByteArray("true") << QByteArray("false") << false;
    }
    void equality()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(bool, equal);
        const Value x = *parseJson(a), y = *parseJson(b);
        QCOMPARE(x == y, equal);
        QCOMPARE(y == x, equal);
    }

    void editor()
    {
        Value big = Value::object(std::vector<Member>());
        ObjectEditor fill(big);
        for (int i = 0; i < 100; ++i) // past the point where it begins to use an index
            fill.set("k" + QByteArray::number(i), i);
        for (int i = 0; i < 100; i += 2)
            fill.remove("k" + QByteArray::number(i));
        fill.set("k1", "changed");
        fill.set("k2", "again");
        big = fill.finish();
        QCOMPARE(big.size(), 51);
        QCOMPARE(big["k1"].text(), QByteArrayView("changed"));
        QVERIFY(!big.contains("k4"));
        QCOMPARE(big.members().back().key(), QByteArrayView("k2"));
        ObjectEditor untouched(big);
        untouched.set("k1", big["k1"]);
        untouched.remove("none");
        QVERIFY(untouched.finish().identical(big));
    }

    void threads()
    {
        // Copies in several threads let go of one tree; a sanitizer run shows any race.
        const Value shared = *parseJson(R"({"a":{"b":["a text that is longer than fourteen bytes"]}})");
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> sum = 0;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back(QThread::create([&sum, copy = shared] {
                for (int i = 0; i < 10000; ++i) {
                    const Value edited = copy.withPath({"a", "c"}, i);
                    sum += int(edited["a"]["b"].size());
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            QVERIFY(thread->wait());
        QCOMPARE(sum.load(), 40000);
    }
};

QTEST_APPLESS_MAIN(tst_Value)
#include "tst_value.moc"
