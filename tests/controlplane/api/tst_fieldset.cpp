// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/fieldset.h"

#include <QtTest>

using namespace orrery::api;

/// Single quotes read better, and moc takes them.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static FieldSet set(const QByteArray &json)
{
    return FieldSet(*parseJson(json));
}

class tst_FieldSet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void operations_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<QByteArray>("both");
        QTest::addColumn<QByteArray>("difference");
        QTest::addColumn<QByteArray>("common");
        const auto row = [](const char *name, const char *a, const char *b, const char *both, const char *difference,
                            const char *common) {
            QTest::newRow(name) << QByteArray(a) << QByteArray(b) << QByteArray(both) << QByteArray(difference)
                                << QByteArray(common);
        };
        row("empty", "{}", "{}", "{}", "{}", "{}");
        row("one side", R"({"f:a":{}})", "{}", R"({"f:a":{}})", R"({"f:a":{}})", "{}");
        row("same", R"({"f:a":{}})", R"({"f:a":{}})", R"({"f:a":{}})", "{}", R"({"f:a":{}})");
        row("apart", R"({"f:a":{}})", R"({"f:b":{}})", R"({"f:a":{},"f:b":{}})", R"({"f:a":{}})", "{}");
        row("field and content", R"({"f:a":{}})", R"({"f:a":{"f:b":{}}})", R"({"f:a":{".":{},"f:b":{}}})",
            R"({"f:a":{}})", "{}");
        row("content and field", R"({"f:a":{".":{},"f:b":{}}})", R"({"f:a":{}})", R"({"f:a":{".":{},"f:b":{}}})",
            R"({"f:a":{"f:b":{}}})", R"({"f:a":{}})");
        row("deep", R"({"f:a":{"f:b":{},"f:c":{}}})", R"({"f:a":{"f:c":{},"f:d":{}}})",
            R"({"f:a":{"f:b":{},"f:c":{},"f:d":{}}})", R"({"f:a":{"f:b":{}}})", R"({"f:a":{"f:c":{}}})");
    }
    void operations()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(QByteArray, both);
        QFETCH(QByteArray, difference);
        QFETCH(QByteArray, common);
        const FieldSet x = set(a), y = set(b);
        QCOMPARE(toJson(x.united(y).document()), both);
        QCOMPARE(toJson(y.united(x).document()), both);
        QCOMPARE(toJson(x.minus(y).document()), difference);
        QCOMPARE(toJson(x.intersected(y).document()), common);
        QCOMPARE(toJson(y.intersected(x).document()), common);
    }

    void unchangedIsShared()
    {
        const FieldSet big = set(
            R"({"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:replicas":{},"f:template":{"f:x":{}}}})");
        QVERIFY(big.united(set(R"({"f:spec":{"f:replicas":{}}})")).identical(big));
        QVERIFY(big.minus(set(R"({"f:status":{"f:x":{}}})")).identical(big));
        const FieldSet less = big.minus(set(R"({"f:spec":{"f:replicas":{}}})"));
        QVERIFY(less.document()["f:metadata"].identical(big.document()["f:metadata"]));
        QVERIFY(!less.document()["f:spec"].contains("f:replicas"));
    }

    void parts()
    {
        const FieldSet both = set(R"({"f:spec":{"f:a":{}},"f:status":{"f:b":{}}})");
        QCOMPARE(toJson(both.onlyBelow("f:status").document()), QByteArray(R"({"f:status":{"f:b":{}}})"));
        QCOMPARE(toJson(both.withoutBelow("f:status").document()), QByteArray(R"({"f:spec":{"f:a":{}}})"));
        QVERIFY(both.onlyBelow("f:x").isEmpty());
    }

    void paths()
    {
        const FieldSet fields = set(
            q("{'f:spec':{'f:containers':{'k:{\\'name\\':\\'web\\'}':{'.':{},'f:ports':{'k:{\\'containerPort\\':80,\\'"
              "protocol\\':\\'TCP\\'}':{}}}}},'f:metadata':{'f:finalizers':{'v:\\'x\\'':{}}},'f:list':{'i:2':{}}}"));
        const QList<QByteArray> wanted{".spec.containers[name=\"web\"]",
                                       ".spec.containers[name=\"web\"].ports[containerPort=80,protocol=\"TCP\"]",
                                       ".metadata.finalizers[=\"x\"]", ".list[2]"};
        QCOMPARE(fields.paths(), wanted);
    }

    void parse()
    {
        const auto canonical
            = FieldSet::parse(*parseJson(q("{'f:b':{},'f:a':{'k:{ \\'p\\':1, \\'a\\':\\'x\\'}':{}}}")));
        QVERIFY(canonical);
        QCOMPARE(toJson(canonical->document()), (q("{'f:a':{'k:{\\'a\\':\\'x\\',\\'p\\':1}':{}},'f:b':{}}")));
        for (const char *bad :
             {"[]", R"({"x":{}})", R"({"f:a":1})", R"({"k:[]":{}})", R"({"i:x":{}})", R"({"v:":{}})", R"({"z:a":{}})"})
            QVERIFY2(!FieldSet::parse(*parseJson(bad)), bad);
        QVERIFY(FieldSet::parse(*parseJson("{}"))->isEmpty());
    }
};

QTEST_APPLESS_MAIN(tst_FieldSet)
#include "tst_fieldset.moc"
