// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/apply.h"

#include <QtTest>

using namespace orrery::api;

/// Single quotes read better, and moc takes them.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static Value json(const QByteArray &text)
{
    const auto value = parseJson(text);
    if (!value)
        qFatal("%s: %s", text.constData(), value.error().message.constData());
    return *value;
}

static const Schema::Type *deploymentType()
{
    return Schema::builtin().type("apps/v1", "Deployment");
}

class tst_Apply : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fieldsOfConfiguration()
    {
        const auto fields = appliedFields(
            deploymentType(),
            json(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
            "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"strategy":{},"template":{"spec":{"nodeSelector":{"a":"b"},"containers":[
            {"name":"web","image":"i","args":["x"],"ports":[{"containerPort":80}],"env":[{"name":"A","value":"b"}]}]}}}})"));
        QVERIFY(fields);
        QCOMPARE(toJson(fields->document()),
                 (q("{'f:metadata':{'f:labels':{'f:app':{}}},'f:spec':{'f:replicas':{},'f:selector':{},'f:strategy':{},"
                    "'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'web\\'}':{'.':{},'f:args':{},'f:env':{'"
                    "k:{\\'name\\':\\'A\\'}':{'.':{},'f:name':{},'f:value':{}}},'f:image':{},'f:name':{},'f:ports':{'k:"
                    "{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:containerPort':{}}}}},'f:"
                    "nodeSelector':{}}}}}")));
    }

    void fieldsOfBadConfiguration()
    {
        const auto twice = appliedFields(
            deploymentType(), json(R"({"spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}}})"));
        QVERIFY(!twice);
        QCOMPARE(twice.error().message,
                 QByteArray(".spec.template.spec.containers: duplicate entries for key [name=\"a\"]"));
        const auto nameless
            = appliedFields(deploymentType(), json(R"({"spec":{"template":{"spec":{"containers":[{"image":"a"}]}}}})"));
        QVERIFY(!nameless);
        QVERIFY(nameless.error().message.contains("omits key field \"name\""));
    }

    void changes()
    {
        // What `kubectl create` comes to own: structs that Kubernetes always writes are not said, what was absent is.
        const FieldChanges created = changedFields(
            Schema::builtin().type("v1", "Pod"), {},
            json(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","uid":"u","labels":{"a":"b"}},
            "spec":{"containers":[{"name":"m","image":"i","resources":{}}],"securityContext":{}}})"));
        QCOMPARE(toJson(created.changed.document()),
                 (q("{'f:metadata':{'f:labels':{'.':{},'f:a':{}}},'f:spec':{'f:containers':{'k:{\\'name\\':\\'m\\'}':{'"
                    ".':{},'f:image':{},'f:name':{},'f:resources':{}}},'f:securityContext':{}}}")));
        QVERIFY(created.removed.isEmpty());

        const Value old = json(
            R"({"metadata":{"name":"a","finalizers":["x"]},"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a","image":"1"},
            {"name":"b","image":"1"}]}}}})");
        const FieldChanges changes = changedFields(
            deploymentType(), old, json(R"({"metadata":{"name":"a","resourceVersion":"9","finalizers":["y"]},
            "spec":{"replicas":1,"paused":true,"template":{"spec":{"containers":[{"name":"a","image":"2"}]}}}})"));
        QCOMPARE(toJson(changes.changed.document()),
                 (q("{'f:metadata':{'f:finalizers':{'v:\\'y\\'':{}}},'f:spec':{'f:paused':{},'f:template':{'f:spec':{'"
                    "f:containers':{'k:{\\'name\\':\\'a\\'}':{'f:image':{}}}}}}}")));
        QCOMPARE(toJson(changes.removed.document()),
                 (q("{'f:metadata':{'f:finalizers':{'v:\\'x\\'':{}}},'f:spec':{'f:template':{'f:spec':{'f:containers':{"
                    "'k:{\\'name\\':\\'b\\'}':{'.':{},'f:image':{},'f:name':{}}}}}}}")));
        QVERIFY(changedFields(deploymentType(), old, old).isEmpty());
    }

    void quantitiesAreEqualByValue()
    {
        const Schema::Type *pod = Schema::builtin().type("v1", "ResourceQuota");
        QVERIFY(pod);
        const char *one = R"({"spec":{"hard":{"cpu":"1"}}})", *same = R"({"spec":{"hard":{"cpu":"1000m"}}})",
                   *other = R"({"spec":{"hard":{"cpu":"2"}}})";
        QVERIFY(changedFields(pod, json(one), json(same)).isEmpty());
        QCOMPARE(toJson(changedFields(pod, json(one), json(other)).changed.document()),
                 QByteArray(R"({"f:spec":{"f:hard":{"f:cpu":{}}}})"));
    }

    void customResources()
    {
        const Value live = json(
            R"({"apiVersion":"x.dev/v1","kind":"X","metadata":{"name":"a","labels":{"a":"b"}},"spec":{"list":[{"name":"a"}],"map":{"k":1}}})");
        const Value applied = json(
            R"({"apiVersion":"x.dev/v1","kind":"X","metadata":{"name":"a","labels":{"c":"d"}},"spec":{"list":[{"name":"b"}],"map":{"l":2}}})");
        QCOMPARE(
            toJson(appliedFields(nullptr, applied)->document()),
            QByteArray(
                R"({"f:metadata":{"f:labels":{"f:c":{}}},"f:spec":{".":{},"f:list":{},"f:map":{".":{},"f:l":{}}}})"));
        const Value merged = mergeApplied(nullptr, live, applied);
        QCOMPARE(
            toJson(merged),
            QByteArray(
                R"({"apiVersion":"x.dev/v1","kind":"X","metadata":{"name":"a","labels":{"a":"b","c":"d"}},"spec":{"list":[{"name":"b"}],"map":{"k":1,"l":2}}})"));
        QCOMPARE(toJson(changedFields(nullptr, live, merged).changed.document()),
                 QByteArray(R"({"f:metadata":{"f:labels":{"f:c":{}}},"f:spec":{"f:list":{},"f:map":{"f:l":{}}}})"));
    }

    void merge_data()
    {
        QTest::addColumn<QByteArray>("live");
        QTest::addColumn<QByteArray>("applied");
        QTest::addColumn<QByteArray>("merged");
        const auto row = [](const char *name, const char *live, const char *applied, const char *merged) {
            QTest::newRow(name) << QByteArray(live) << QByteArray(applied) << QByteArray(merged);
        };
        row("same", "abc", "abc", "abc");
        row("live only between", "axb", "ab", "axb");
        row("new at the end", "ab", "abc", "abc");
        row("new before the shared", "ab", "xab", "xab");
        row("new between", "ab", "axb", "axb");
        row("other order", "abc", "cba", "cba");
        row("other order, live only kept", "axb", "ba", "xba");
        row("disjoint", "ab", "cd", "abcd");
        row("nothing live", "", "ab", "ab");
    }
    void merge()
    {
        QFETCH(QByteArray, live);
        QFETCH(QByteArray, applied);
        QFETCH(QByteArray, merged);
        const auto pod = [](const QByteArray &names) {
            std::vector<Value> volumes;
            for (const char name : names)
                volumes.push_back(Value::object({{"name", QByteArray(1, name)}}));
            return Value::object({{"spec", Value::object({{"volumes", Value::array(std::move(volumes))}})}});
        };
        const Value result = mergeApplied(Schema::builtin().type("v1", "Pod"), pod(live), pod(applied));
        QByteArray names;
        for (const Value &volume : result["spec"]["volumes"].items())
            names += volume["name"].bytes();
        QCOMPARE(names, merged);
    }

    void mergeItems()
    {
        const Value live = json(
            R"({"metadata":{"finalizers":["a","b"]},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"spec":{"containers":[
            {"name":"m","image":"1","args":["x","y"]}]}}}})");
        const Value merged
            = mergeApplied(deploymentType(), live,
                           json(R"({"metadata":{"finalizers":["c"]},"spec":{"selector":{"matchLabels":{"c":"d"}},
            "template":{"spec":{"containers":[{"name":"m","args":["z"]}]}}}})"));
        QCOMPARE(
            toJson(merged),
            QByteArray(
                R"({"metadata":{"finalizers":["a","b","c"]},"spec":{"selector":{"matchLabels":{"c":"d"}},"template":{"spec":{"containers":[{"name":"m","image":"1","args":["z"]}]}}}})"));
        QVERIFY(
            mergeApplied(
                deploymentType(), live,
                json(
                    R"({"metadata":{"finalizers":["a"]},"spec":{"template":{"spec":{"containers":[{"name":"m","image":"1"}]}}}})"))
                .identical(live));
    }

    void abandoned_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("owned");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char *name, const QByteArray &document, const QByteArray &before,
                            const QByteArray &owned, const QByteArray &result) {
            QTest::newRow(name) << QByteArray(document) << QByteArray(before) << QByteArray(owned)
                                << QByteArray(result);
        };
        const char *two = R"({"metadata":{"name":"x","labels":{"a":"1","b":"2"}},"spec":{"replicas":1,"paused":true}})";
        row("a label", two, R"({"f:metadata":{"f:labels":{"f:a":{},"f:b":{}}}})",
            R"({"f:metadata":{"f:labels":{"f:b":{}}}})",
            R"({"metadata":{"name":"x","labels":{"b":"2"}},"spec":{"replicas":1,"paused":true}})");
        row("shared with another", two, R"({"f:spec":{"f:paused":{},"f:replicas":{}}})",
            R"({"f:spec":{"f:paused":{},"f:replicas":{}}})", two);
        row("the last of a map", two, R"({"f:metadata":{"f:labels":{"f:a":{},"f:b":{}}}})",
            R"({"f:spec":{"f:replicas":{}}})", R"({"metadata":{"name":"x"},"spec":{"replicas":1,"paused":true}})");
        row("an item",
            R"({"metadata":{"name":"x"},"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}}}})",
            q("{'f:spec':{'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'a\\'}':{'.':{},'f:name':{}},'k:{\\'"
              "name\\':\\'b\\'}':{'.':{},'f:name':{}}}}}}}"),
            q("{'f:spec':{'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'a\\'}':{'.':{},'f:name':{}}}}}}}"),
            R"({"metadata":{"name":"x"},"spec":{"template":{"spec":{"containers":[{"name":"a","image":"1"}]}}}})");
        row("of a set", R"({"metadata":{"name":"x","finalizers":["a","b"]}})",
            q("{'f:metadata':{'f:finalizers':{'v:\\'a\\'':{}}}}"),
            q("{'f:metadata':{'f:finalizers':{'v:\\'b\\'':{}}}}"), R"({"metadata":{"name":"x","finalizers":["b"]}})");
    }
    void abandoned()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, owned);
        QFETCH(QByteArray, result);
        QCOMPARE(
            toJson(withoutAbandoned(deploymentType(), json(document), FieldSet(json(before)), FieldSet(json(owned)))),
            result);
    }
};

QTEST_APPLESS_MAIN(tst_Apply)
#include "tst_apply.moc"
