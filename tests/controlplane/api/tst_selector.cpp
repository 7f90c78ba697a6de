// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/names.h"
#include "controlplane/api/selector.h"

#include <QtTest>

using namespace orrery::api;

class tst_Selector : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void labels_data()
    {
        QTest::addColumn<QByteArray>("selector");
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *selector, const char *labels, bool matches) {
            QTest::addRow("%s on %s", selector, labels) << QByteArray(selector) << QByteArray(labels) << matches;
        };
        row("", R"({"a":"b"})", true);
        row("", "null", true);
        row("app=web", R"({"app":"web"})", true);
        row("app==web", R"({"app":"web"})", true);
        row("app=web", R"({"app":"db"})", false);
        row("app=web", "{}", false);
        row("app!=web", R"({"app":"db"})", true);
        row("app!=web", "{}", true);
        row("app!=web", R"({"app":"web"})", false);
        row("app", R"({"app":""})", true);
        row("app", "{}", false);
        row("!app", "{}", true);
        row("! app", R"({"app":"x"})", false);
        row("tier in (a, b)", R"({"tier":"b"})", true);
        row("tier in (a,b)", R"({"tier":"c"})", false);
        row("tier notin (a,b)", R"({"tier":"c"})", true);
        row("tier notin (a,b)", "{}", true);
        row("tier in ()", R"({"tier":""})", true);
        row("a=", R"({"a":""})", true);
        row("a=,b=c", R"({"a":"","b":"c"})", true);
        row("app=web,tier in (a,b),!x", R"({"app":"web","tier":"a"})", true);
        row("app=web,tier in (a,b),!x", R"({"app":"web","tier":"a","x":"1"})", false);
        row("n>5", R"({"n":"6"})", true);
        row("n>5", R"({"n":"5"})", false);
        row("n<5", R"({"n":"4"})", true);
        row("n<5", R"({"n":"x"})", false);
        row("n<5", "{}", false);
        row("example.com/app=web", R"({"example.com/app":"web"})", true);
        row("in in (in)", R"({"in":"in"})", true);
    }
    void labels()
    {
        QFETCH(QByteArray, selector);
        QFETCH(QByteArray, labels);
        const auto parsed = LabelSelector::parse(selector);
        QVERIFY2(parsed, parsed ? "" : parsed.error().message.constData());
        const Value document = *parseJson(labels);
        QTEST(parsed->matches(document), "matches");
        const auto again = LabelSelector::parse(parsed->text());
        QVERIFY(again);
        QCOMPARE(again->text(), parsed->text());
        QTEST(again->matches(document), "matches");
    }

    void malformedLabels_data()
    {
        QTest::addColumn<QByteArray>("selector");
        for (const char *text :
             {"=",       "a=b,",    ",",     "a==b==c", "a in", "a in b",     "a in (b", "a in (b c)",
              "a b",     "!",       "!a=b",  "a>x",     "a>",   "a=b c",      "-a=b",    "a=-b",
              "a/b/c=d", "A_b/c=d", "a=(b)", "a!b",     "a=b!", "x in (a,b))"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("value too long") << "a=" + QByteArray(64, 'x');
        QTest::newRow("key too long") << QByteArray(64, 'x');
    }
    void malformedLabels()
    {
        QFETCH(QByteArray, selector);
        QVERIFY(LabelSelector::parse(selector).failedWith(Reason::BadRequest));
    }

    void labelSelectorValue()
    {
        const auto selector = LabelSelector::fromValue(*parseJson(
            R"({"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["x"]},{"key":"y","operator":"Exists"},{"key":"z","operator":"DoesNotExist"}]})"));
        QVERIFY(selector);
        QVERIFY(selector->matches(*parseJson(R"({"app":"web","y":""})")));
        QVERIFY(!selector->matches(*parseJson(R"({"app":"web","y":"","z":""})")));
        QVERIFY(!selector->matches(*parseJson(R"({"app":"web","tier":"x","y":""})")));
        QCOMPARE(selector->text(), QByteArray("app=web,tier!=x,y,!z"));
        QVERIFY(LabelSelector::fromValue(*parseJson("{}"))->matches(*parseJson(R"({"any":"thing"})")));
        QVERIFY(!LabelSelector::fromValue(Value())->matches(*parseJson(R"({"any":"thing"})")));
        QVERIFY(LabelSelector::fromMap(*parseJson(R"({"a":"b"})")).matches(*parseJson(R"({"a":"b","c":"d"})")));
    }

    void malformedValue_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("operator") << QByteArray(
            R"({"matchExpressions":[{"key":"a","operator":"Like","values":["x"]}]})");
        QTest::newRow("in without values") << QByteArray(R"({"matchExpressions":[{"key":"a","operator":"In"}]})");
        QTest::newRow("exists with values")
            << QByteArray(R"({"matchExpressions":[{"key":"a","operator":"Exists","values":["x"]}]})");
        QTest::newRow("key") << QByteArray(R"({"matchLabels":{"a b":"c"}})");
        QTest::newRow("value") << QByteArray(R"({"matchLabels":{"a":"c d"}})");
    }
    void malformedValue()
    {
        QFETCH(QByteArray, json);
        QVERIFY(LabelSelector::fromValue(*parseJson(json)).failedWith(Reason::Invalid));
    }

    void fields_data()
    {
        QTest::addColumn<QByteArray>("selector");
        QTest::addColumn<bool>("matches");
        const auto row
            = [](const char *selector, bool matches) { QTest::newRow(selector) << QByteArray(selector) << matches; };
        row("metadata.name=web", true);
        row("metadata.name==web", true);
        row("metadata.name!=web", false);
        row("metadata.name=db", false);
        row("status.phase!=Running,metadata.namespace=default", true);
        row("spec.nodeName=", true);
        row("spec.unschedulable=false", true);
        row("spec.hostNetwork=true", false);
        row("spec.priority=5", true);
        row("metadata.annotations=x", false);
        row(",metadata.name=web,", true);
        row(R"(status.message=a\,b\=c\\d)", true);
    }
    void fields()
    {
        QFETCH(QByteArray, selector);
        const Object pod(*parseJson(
            R"({"metadata":{"name":"web","namespace":"default"},"spec":{"priority":5},"status":{"phase":"Pending","message":"a,b=c\\d"}})"));
        const auto parsed = FieldSelector::parse(selector);
        QVERIFY(parsed);
        QTEST(parsed->matches(pod), "matches");
        QTEST(FieldSelector::parse(parsed->text())->matches(pod), "matches");
    }

    void malformedFields_data()
    {
        QTest::addColumn<QByteArray>("selector");
        for (const char *text : {"a", "=b", "a!b", "a=b=c", "a,b=c", "!=x", R"(a=\x)", R"(a=\)"})
            QTest::newRow(text) << QByteArray(text);
    }
    void malformedFields()
    {
        QFETCH(QByteArray, selector);
        QVERIFY(FieldSelector::parse(selector).failedWith(Reason::BadRequest));
    }

    void exactField()
    {
        const FieldSelector selector = *FieldSelector::parse("spec.nodeName=n1,metadata.name!=x");
        QCOMPARE(selector.exact("spec.nodeName"), std::optional<QByteArray>("n1"));
        QVERIFY(!selector.exact("metadata.name"));
    }

    void names()
    {
        QVERIFY(isDnsLabel("a") && isDnsLabel("a-1") && isDnsLabel(QByteArray(63, 'a')));
        QVERIFY(!isDnsLabel("") && !isDnsLabel("A") && !isDnsLabel("-a") && !isDnsLabel("a-") && !isDnsLabel("a.b")
                && !isDnsLabel(QByteArray(64, 'a')));
        QVERIFY(isDnsSubdomain("a.b-c.d") && isDnsSubdomain("kube-root-ca.crt"));
        QVERIFY(!isDnsSubdomain("a..b") && !isDnsSubdomain(".a") && !isDnsSubdomain("a.") && !isDnsSubdomain("a_b")
                && !isDnsSubdomain(QByteArray(254, 'a')));
        QVERIFY(isQualifiedName("app.kubernetes.io/name") && isQualifiedName("A_b.c"));
        QVERIFY(!isQualifiedName("") && !isQualifiedName("/a") && !isQualifiedName("a/") && !isQualifiedName("a/b/c"));
        QVERIFY(isLabelValue("") && isLabelValue("A-1_x.y") && !isLabelValue("-a") && !isLabelValue("a b"));
    }
};

QTEST_APPLESS_MAIN(tst_Selector)
#include "tst_selector.moc"
