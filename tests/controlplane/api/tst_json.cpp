// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/value.h"

#include <QtTest>

using namespace orrery::api;

class tst_Json : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void roundTrip_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto same
            = [](const char *name, const char *json) { QTest::newRow(name) << QByteArray(json) << QByteArray(json); };
        const auto becomes = [](const char *name, const char *in, const char *out) {
            QTest::newRow(name) << QByteArray(in) << QByteArray(out);
        };
        same("empty object", "{}");
        same("empty array", "[]");
        same("words", "[null,true,false]");
        same("order", R"({"z":1,"a":{"y":[],"b":{}}})");
        same("largest integers", "[9223372036854775807,-9223372036854775808]");
        same("double", "[1.5,-0.25,1e+21,1e-7,100000,1e+300]");
        becomes("whole double", "[1.0,1e3,0.0]", "[1,1000,0]");
        becomes("beyond 64 bits", "[9223372036854775808]", "[9223372036854775808]");
        becomes("beyond any integer", "[123456789012345678901234567890]", "[1.2345678901234568e+29]");
        becomes("spaces", " { \"a\" :\t[ 1 , 2 ]\r\n} ", R"({"a":[1,2]})");
        same("plain specials", R"(["<&>/"])");
        becomes("escapes", "[\"\\u0041\\/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"]",
                "[\"A/\\u0008\\u000c\\n\\r\\t\\\"\\\\\\u001f\"]");
        becomes("surrogates", R"(["\ud83d\ude00"])", "[\"\xf0\x9f\x98\x80\"]");
        same("utf-8", "[\"\xe8\xa1\x8c\xe6\x98\x9f\"]");
        becomes("zero escape", R"(["a\u0000b"])", R"(["a\u0000b"])");
        becomes("too small", "[1e-999999,0.0e5,-0,-0e40]", "[0,0,0,0]");
        same("scalar", "7");
    }
    void roundTrip()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        const auto value = parseJson(in);
        QVERIFY2(value, value ? "" : value.error().message.constData());
        QCOMPARE(toJson(*value), out);
        QCOMPARE(toJson(*parseJson(toJson(*value))), out);
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json :
             {"",           " ",       "{",         "[1,]",     "{\"a\"}",    "{a:1}", "nul",  "[1 2]",
              "{} {}",      "{}x",     "\"\n\"",    "[01]",     "[1.]",       "[.5]",  "[+1]", "[NaN]",
              "[Infinity]", "\"\\x\"", "\"\\u12\"", "// c\n{}", "{\"a\":1,}", "'a'",   "[-]",  "[1e]"})
            QTest::newRow(json) << QByteArray(json);
        QTest::newRow("no utf-8") << QByteArray("\"\xff\"");
        QTest::newRow("overlong") << QByteArray("\"\xc0\x80\"");
        QTest::newRow("encoded surrogate") << QByteArray("\"\xed\xa0\x80\"");
        QTest::newRow("high surrogate alone") << QByteArray(R"("\ud83d")");
        QTest::newRow("low surrogate alone") << QByteArray(R"("\ude00")");
        QTest::newRow("zero byte") << QByteArray("{}\0garbage", 10);
        QTest::newRow("zero byte inside") << QByteArray("[\"a\0b\"]", 7);
        QTest::newRow("huge exponent") << QByteArray("[1e999999]");
    }
    void malformed()
    {
        QFETCH(QByteArray, json);
        const auto value = parseJson(json);
        QVERIFY(!value);
        QCOMPARE(value.error().reason, Reason::BadRequest);
        QVERIFY(!value.error().message.isEmpty());
    }

    void everyPrefixIsMalformed()
    {
        const QByteArray json = R"({"a":[1,-2.5e3,true,null,"x\u00e9\n"],"b":{"c":false}})";
        QVERIFY(parseJson(json));
        for (qsizetype length = 0; length < json.size(); ++length)
            QVERIFY2(!parseJson(json.first(length)), QByteArray::number(length).constData());
    }

    void limits()
    {
        const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
        QVERIFY(parseJson(nested(200)));
        QVERIFY(parseJson(nested(201)).failedWith(Reason::BadRequest));
        QVERIFY(parseJson(nested(1000000)).failedWith(Reason::BadRequest)); // no stack is used up
        QVERIFY(parseJson(nested(5), {4, 100}).failedWith(Reason::BadRequest));
        QVERIFY(parseJson(QByteArray(3 * 1024 * 1024 + 1, ' ')).failedWith(Reason::RequestEntityTooLarge));
        QVERIFY(parseJson("[1,2,3]", {10, 6}).failedWith(Reason::RequestEntityTooLarge));
    }

    void duplicates()
    {
        QList<QByteArray> found;
        const auto value = parseJson(
            R"({"a":1,"spec":{"replicas":1,"x":[{},{"n":1,"n":2,"n":3}],"replicas":2},"a":{"b":0}})", {}, &found);
        QVERIFY(value);
        QCOMPARE(toJson(*value), QByteArray(R"({"a":{"b":0},"spec":{"replicas":2,"x":[{},{"n":3}]}})"));
        QCOMPARE(found, QList<QByteArray>({"spec.x[1].n", "spec.replicas", "a"}));
        QByteArray many = "{"; // more members than are compared by pairs
        for (int i = 0; i < 1000; ++i)
            many += "\"k" + QByteArray::number(i % 900) + "\":" + QByteArray::number(i) + ',';
        many.back() = '}';
        found.clear();
        const Value last = *parseJson(many, {}, &found);
        QCOMPARE(last.size(), 900);
        QCOMPARE(last["k5"].integer(), 905);
        QCOMPARE(found.size(), 100);
    }

    void interning()
    {
        // A name that recurs is stored once, so that trees stay small.
        const Value a = *parseJson(R"({"terminationMessagePath":1})"),
                    b = *parseJson(R"({"terminationMessagePath":2})");
        QVERIFY(a.members()[0].name.identical(b.members()[0].name));
    }

    void invalidTextIsRepaired()
    {
        const QByteArray json = toJson(Value(QByteArrayView("a\xff"
                                                            "b")));
        QVERIFY(parseJson(json));
        QCOMPARE(json,
                 QByteArray("\"a\xef\xbf\xbd"
                            "b\""));
    }

    void pretty()
    {
        const Value value = *parseJson(R"({"a":[1,{"b":null}],"c":{},"d":[]})");
        QCOMPARE(toPrettyJson(value),
                 QByteArray("{\n    \"a\": [\n        1,\n        {\n            \"b\": null\n        }\n    ],\n"
                            "    \"c\": {},\n    \"d\": []\n}"));
    }
};

QTEST_APPLESS_MAIN(tst_Json)
#include "tst_json.moc"
