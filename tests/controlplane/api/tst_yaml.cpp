// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/yaml.h"

#include <QtTest>

using namespace orrery::api;

class tst_Yaml : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scalars_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        const auto row
            = [](const char *yaml, const char *json) { QTest::newRow(yaml) << QByteArray(yaml) << QByteArray(json); };
        // As kubectl 1.32 reads them
        row("0644", "420");
        row("0o644", "420");
        row("-0644", "-420");
        row("089", "89");
        row("0x1F", "31");
        row("0b101", "5");
        row("1_000", "1000");
        row("1_0.5", "10.5");
        row("+5", "5");
        row(".5", "0.5");
        row("1e3", "1000");
        row("1.0", "1");
        row("-0", "0");
        row("9223372036854775807", "9223372036854775807");
        row("9223372036854775808", "9223372036854775808");
        row("-9223372036854775808", "-9223372036854775808");
        for (const char *yes : {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
            row(yes, "true");
        for (const char *no : {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
            row(no, "false");
        row("~", "null");
        row("Null", "null");
        row("1:30", R"("1:30")");
        row("2026-01-01", R"("2026-01-01")");
        row("2026-01-01T00:00:00Z", R"("2026-01-01T00:00:00Z")");
        row("10.244.0.1", R"("10.244.0.1")");
        row("1e", R"("1e")");
        row("0x", R"("0x")");
        row("-", R"([null])");
        row("yES", R"("yES")");
        row("'1'", R"("1")");
        row("\"yes\"", R"("yes")");
        row("!!str 123", R"("123")");
        row("!!int 0x10", "16");
        row("!!float 3", "3");
        row("!!bool on", "true");
        row("!!binary aGVsbG8=", R"("hello")");
        row("!custom x", R"("x")");
        row("|\n  a\n  b\n", R"("a\nb\n")");
        row(">-\n  a\n  b\n", R"("a b")");
    }
    void scalars()
    {
        QFETCH(QByteArray, yaml);
        const auto documents = parseYaml("v: " + QByteArray(yaml == "-" ? "\n-" : yaml));
        QVERIFY2(documents, documents ? "" : documents.error().message.constData());
        QCOMPARE(documents->size(), 1);
        QTEST(toJson(documents->first().value["v"]), "json");
    }

    void documents_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name, const char *yaml, const char *json) {
            QTest::newRow(name) << QByteArray(yaml) << QByteArray(json);
        };
        row("mapping", "a: 1\nb:\n  - x\n  - c: {z: [1, 2]}\n", R"({"a":1,"b":["x",{"c":{"z":[1,2]}}]})");
        row("keys", "1: a\n1.5: b\ntrue: c\n'x': d\n", R"({"1":"a","1.5":"b","true":"c","x":"d"})");
        row("anchors", "a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", R"({"a":{"k":1},"b":{"k":1},"c":[{"k":1},{"k":1}]})");
        row("merge", "d: &d {a: 1, b: 2}\nx:\n  <<: *d\n  b: 3\n", R"({"d":{"a":1,"b":2},"x":{"b":3,"a":1}})");
        row("merge list", "p: &p {a: 1}\nq: &q {a: 2, b: 2}\nx: {<<: [*p, *q]}\n",
            R"({"p":{"a":1},"q":{"a":2,"b":2},"x":{"a":1,"b":2}})");
        row("duplicate: the last", "a: 1\na: 2\n", R"({"a":2})");
        row("json", R"( {"a": [1, true]} )", R"({"a":[1,true]})");
        row("flow that is no json", "{a: 1, b: [x]}", R"({"a":1,"b":["x"]})");
        row("empty values", "a:\nb: {}\nc: []\n", R"({"a":null,"b":{},"c":[]})");
        row("scalar", "text", R"("text")");
        row("comment", "# x\na: b # y\n", R"({"a":"b"})");
    }
    void documents()
    {
        QFETCH(QByteArray, yaml);
        const auto parsed = parseYaml(yaml);
        QVERIFY2(parsed, parsed ? "" : parsed.error().message.constData());
        QCOMPARE(parsed->size(), 1);
        QTEST(toJson(parsed->first().value), "json");
    }

    void streams()
    {
        const auto parsed = parseYaml("# first\na: 1\n---\n---\n# nothing\n---\nb: 2\n...\n---\nc: 3\n");
        QVERIFY(parsed);
        QCOMPARE(parsed->size(), 3);
        QCOMPARE(parsed->at(0).line, 2);
        QCOMPARE(parsed->at(1).line, 7);
        QCOMPARE(parsed->at(2).line, 10);
        QCOMPARE(toJson(parsed->at(2).value), QByteArray(R"({"c":3})"));
        QVERIFY(parseYaml("")->isEmpty());
        QVERIFY(parseYaml("# only this\n")->isEmpty());
        QCOMPARE(parseYaml("\n\n{\"a\":1}")->first().line, 3);
    }

    void duplicates()
    {
        QList<QByteArray> found;
        QVERIFY(parseYaml("spec:\n  replicas: 1\n  list:\n  - k: 1\n  - {k: 1, k: 2}\n  replicas: 2\n", {}, &found));
        QCOMPARE(found, QList<QByteArray>({"spec.list[1].k", "spec.replicas"}));
    }

    void malformed_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("start");
        const auto row
            = [](const char *yaml, const char *start) { QTest::newRow(yaml) << QByteArray(yaml) << QByteArray(start); };
        row("a: b: c", "yaml: line 1: ");
        row("a:\n\tb: 1", "yaml: line 2: ");
        row("a: [1, 2", "yaml: line ");
        row("a: 'x", "yaml: line ");
        row("a: *nowhere", "yaml: line 1: unknown anchor");
        row("a: &x [*x]", "yaml: line 1: unknown anchor"); // not within itself
        row("? [1]\n: x", "yaml: line 1: invalid map key");
        row("? {a: b}\n: x", "yaml: line 1: invalid map key");
        row("~: x", "yaml: line 1: invalid map key");
        row("a: .inf", "yaml: line 1: ");
        row("a: -.INF", "yaml: line 1: ");
        row("a: .nan", "yaml: line 1: ");
        row("a: !!int x", "yaml: line 1: ");
        row("a: !!binary '%%'", "yaml: line 1: ");
        row("a: 1\n<<: 5\n", "yaml: line 2: map merge");
        row("a: @x", "yaml: line 1: ");
        row("%YAML 9.9\n---\na: 1", "yaml: line 1: ");
    }
    void malformed()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, start);
        const auto parsed = parseYaml(yaml);
        QVERIFY(parsed.failedWith(Reason::BadRequest));
        QVERIFY2(parsed.error().message.startsWith(start), parsed.error().message.constData());
    }

    void bounds()
    {
        QVERIFY(parseYaml(QByteArray(90, '[') + QByteArray(90, ']')));
        QVERIFY(parseYaml(QByteArray(102, '[') + QByteArray(102, ']')).failedWith(Reason::BadRequest));
        QVERIFY(parseYaml(QByteArray(1000000, '[')).failedWith(Reason::BadRequest));
        QVERIFY(parseYaml(QByteArray(4 * 1024 * 1024, ' ')).failedWith(Reason::RequestEntityTooLarge));
        // "Billion laughs": nine levels of nine aliases each
        QByteArray bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
        for (int i = 1; i < 10; ++i) {
            const QByteArray inner = "*a" + QByteArray::number(i - 1);
            bomb += 'a' + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + (inner + ", ").repeated(8)
                + inner + "]\n";
        }
        const auto parsed = parseYaml(bomb);
        QVERIFY(parsed.failedWith(Reason::BadRequest));
        QVERIFY(parsed.error().message.contains("aliasing"));
        // Depth by aliases
        QByteArray deep = "a0: &a0 [x]\n";
        for (int i = 1; i < 120; ++i)
            deep += 'a' + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [*a" + QByteArray::number(i - 1)
                + "]\n";
        QVERIFY(parseYaml(deep).failedWith(Reason::BadRequest));
        QVERIFY(parseYaml(QByteArray("---\na: 1\n").repeated(1001)).failedWith(Reason::RequestEntityTooLarge));
    }

    void writing_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("yaml");
        const auto row
            = [](const char *json, const char *yaml) { QTest::newRow(json) << QByteArray(json) << QByteArray(yaml); };
        row(R"({"apiVersion":"v1","metadata":{"labels":{"a":"b"},"name":"x"},"spec":{"list":[{"name":"a","args":["--flag","-v"]},{"b":[]},[1,[2]]],"none":null}})",
            "apiVersion: v1\nmetadata:\n  labels:\n    a: b\n  name: x\nspec:\n  list:\n  - name: a\n    args:\n    - "
            "--flag\n    - -v\n  - b: []\n"
            "  - - 1\n    - - 2\n  none: null\n");
        row(R"({"a":"yes","b":"1","c":"","d":"null","e":"0x1","f":"2026-01-01T00:00:00Z","g":"12:30","h":"1e3"})",
            "a: \"yes\"\nb: \"1\"\nc: \"\"\nd: \"null\"\ne: \"0x1\"\nf: \"2026-01-01T00:00:00Z\"\ng: \"12:30\"\nh: "
            "\"1e3\"\n");
        row(R"({"ip":"10.244.0.1","cidr":"10.244.0.0/24","image":"registry.local/demo:1","size":"64Mi","path":"/a b"})",
            "ip: 10.244.0.1\ncidr: 10.244.0.0/24\nimage: registry.local/demo:1\nsize: 64Mi\npath: /a b\n");
        row(R"({"s":"a\nb\n","t":"a\n\n  b","u":"x\n\n"})", "s: |\n  a\n  b\nt: |-\n  a\n\n    b\nu: |+\n  x\n\n");
        row(R"([])", "[]\n");
        row(R"("plain")", "plain\n");
        row(R"([1.5,true,{"a":1,"b":2}])", "- 1.5\n- true\n- a: 1\n  b: 2\n");
        row(R"({"y":1,"1":2,"a b":3,"a: b":4})", "\"y\": 1\n\"1\": 2\na b: 3\n\"a: b\": 4\n");
    }
    void writing()
    {
        QFETCH(QByteArray, json);
        const Value value = *parseJson(json);
        const QByteArray yaml = toYaml(value);
        QTEST(yaml, "yaml");
        QCOMPARE(parseYaml(yaml)->first().value, value);
    }

    /// Texts that must come back as they were, in every position.
    void texts_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {" a",
                                 "a ",
                                 "- a",
                                 "-",
                                 "?",
                                 "? a",
                                 ":",
                                 ": a",
                                 "a:",
                                 "a: b",
                                 "a #b",
                                 "#a",
                                 "&a",
                                 "*a",
                                 "!a",
                                 "|",
                                 ">",
                                 "'a'",
                                 "\"a\"",
                                 "%a",
                                 "@a",
                                 "`a`",
                                 "{a}",
                                 "[a]",
                                 "a,b",
                                 "a]",
                                 "---",
                                 "--- a",
                                 "...",
                                 "=",
                                 "<<",
                                 "~",
                                 ".",
                                 "..",
                                 ".5",
                                 "+1",
                                 "0b1",
                                 "0o7",
                                 "1_0",
                                 "\n",
                                 "\n\n",
                                 "a\n",
                                 "a\n\n",
                                 "\na",
                                 " a\nb",
                                 "a\n b",
                                 "a\n\tb",
                                 "\ta\nb",
                                 "a\tb",
                                 "a\r\nb",
                                 "a\n---\nb",
                                 "a\n# b\n",
                                 "a \nb",
                                 "a\n ",
                                 "\x7f",
                                 "\xc2\x85",
                                 "\xe2\x80\xa8",
                                 "\xef\xbb\xbf",
                                 "\xf0\x9f\x98\x80",
                                 "\xe4\xb8\xad",
                                 "\x01",
                                 "\\",
                                 "a\\nb",
                                 "\\\"",
                                 "1:30",
                                 "2026-01-02",
                                 "12e03",
                                 "-.inf",
                                 ".NaN",
                                 "No",
                                 "0x",
                                 "089",
                                 "1.",
                                 "1__2",
                                 "-0",
                                 "key: |\n  x",
                                 "a\xe2\x80\xa9\nb"})
            QTest::newRow(QByteArray(text).toPercentEncoding().constData()) << QByteArray(text);
        QTest::newRow("long") << QByteArray(5000, 'x');
        QTest::newRow("long with breaks") << QByteArray("some words\n").repeated(500);
    }
    void texts()
    {
        QFETCH(QByteArray, text);
        const Value value
            = Value::object({{"k", text}, {"l", Value::array({text, Value::object({{text, 1}})})}, {text, text}});
        const auto parsed = parseYaml(toYaml(value));
        QVERIFY2(parsed, parsed ? "" : (parsed.error().message + '\n' + toYaml(value).left(500)).constData());
        QVERIFY2(parsed->value(0).value == value, toYaml(value).left(500).constData());
        QCOMPARE(parseYaml(toYaml(Value(text)))->first().value.bytes(), text);
    }
};

QTEST_APPLESS_MAIN(tst_Yaml)
#include "tst_yaml.moc"
