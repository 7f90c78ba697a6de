// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/patch.h"

#include <QtTest>

using namespace orrery::api;

class tst_Patch : public QObject
{
    Q_OBJECT
private:
    static void row(const char *name, const char *document, const char *patch, const char *result)
    {
        QTest::newRow(name) << QByteArray(document) << QByteArray(patch) << QByteArray(result);
    }
    static void columns()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("result");
    }

private Q_SLOTS:
    void contentTypes()
    {
        for (const PatchType type : {PatchType::Json, PatchType::Merge, PatchType::StrategicMerge, PatchType::Apply})
            QCOMPARE(patchType(contentType(type)), std::optional(type));
        QCOMPARE(patchType("Application/Merge-Patch+JSON; charset=utf-8"), std::optional(PatchType::Merge));
        QVERIFY(!patchType("application/json"));
        QVERIFY(!patchType(""));
    }

    // The examples of RFC 7386, appendix A
    void merge_data()
    {
        columns();
        row("1", R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})");
        row("2", R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})");
        row("3", R"({"a":"b"})", R"({"a":null})", R"({})");
        row("4", R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})");
        row("5", R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})");
        row("6", R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})");
        row("7", R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})");
        row("8", R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})");
        row("9", R"(["a","b"])", R"(["c","d"])", R"(["c","d"])");
        row("10", R"({"a":"b"})", R"(["c"])", R"(["c"])");
        row("11", R"({"a":"foo"})", R"(null)", R"(null)");
        row("12", R"({"a":"foo"})", R"("bar")", R"("bar")");
        row("13", R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})");
        row("14", R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})");
        row("15", R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})");
    }
    void merge()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, patch);
        QTEST(toJson(mergePatch(*parseJson(document), *parseJson(patch))), "result");
    }

    void mergeShares()
    {
        const Value document = *parseJson(R"({"a":{"b":{"c":1}},"d":{"e":2}})");
        const Value patched = mergePatch(document, *parseJson(R"({"d":{"e":3}})"));
        QVERIFY(patched["a"].identical(document["a"]));
        QVERIFY(mergePatch(document, *parseJson(R"({"d":{"e":2}})")).identical(document));
        QVERIFY(mergePatch(document, *parseJson(R"({"x":null})")).identical(document));
    }

    void mergeIsLinear()
    {
        QByteArray patch = "{";
        for (int i = 0; i < 100000; ++i)
            patch += "\"key-" + QByteArray::number(i) + "\":1,";
        patch.back() = '}';
        QCOMPARE(mergePatch(*parseJson("{}"), *parseJson(patch)).size(), 100000);
    }

    void diff_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("patch");
        const auto add = [](const char *from, const char *to, const char *patch) {
            QTest::addRow("%s to %s", from, to) << QByteArray(from) << QByteArray(to) << QByteArray(patch);
        };
        add(R"({"a":1,"b":{"c":2,"d":3}})", R"({"a":1,"b":{"c":2,"d":3}})", "{}");
        add(R"({"a":1,"b":{"c":2,"d":3}})", R"({"a":1,"b":{"c":4}})", R"({"b":{"c":4,"d":null}})");
        add(R"({"a":[1,2]})", R"({"a":[1,3]})", R"({"a":[1,3]})");
        add(R"({"a":1})", R"({"b":{"x":1}})", R"({"a":null,"b":{"x":1}})");
        add(R"({"a":{"b":1}})", R"({"a":"text"})", R"({"a":"text"})");
        add(R"({"a":{"b":1}})", R"({"a":null})", R"({"a":null})");
        add(R"({})", R"({"a":{}})", R"({"a":{}})");
    }
    void diff()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        const Value patch = mergeDiff(*parseJson(from), *parseJson(to));
        QTEST(toJson(patch), "patch");
        if (!to.contains("null"))
            QCOMPARE(mergePatch(*parseJson(from), patch), *parseJson(to));
    }

    void json_data()
    {
        columns();
        row("add member", R"({"a":1})", R"([{"op":"add","path":"/b","value":2}])", R"({"a":1,"b":2})");
        row("add replaces", R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])", R"({"a":2})");
        row("add item", R"({"a":[1,2]})", R"([{"op":"add","path":"/a/1","value":9}])", R"({"a":[1,9,2]})");
        row("append", R"({"a":[1]})", R"([{"op":"add","path":"/a/-","value":2},{"op":"add","path":"/a/2","value":3}])",
            R"({"a":[1,2,3]})");
        row("add root", R"({"a":1})", R"([{"op":"add","path":"","value":{"b":1}}])", R"({"b":1})");
        row("remove member", R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])", R"({"b":2})");
        row("remove item", R"([1,2,3])", R"([{"op":"remove","path":"/1"}])", R"([1,3])");
        row("replace", R"({"a":{"b":[1]}})", R"([{"op":"replace","path":"/a/b/0","value":{"c":null}}])",
            R"({"a":{"b":[{"c":null}]}})");
        row("move", R"({"a":{"b":1},"c":{}})", R"([{"op":"move","from":"/a/b","path":"/c/d"}])",
            R"({"a":{},"c":{"d":1}})");
        row("move in array", R"([1,2,3])", R"([{"op":"move","from":"/0","path":"/2"}])", R"([2,3,1])");
        row("move to itself", R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])", R"({"a":1})");
        row("copy", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/c"}])", R"({"a":{"b":1},"c":{"b":1}})");
        row("test", R"({"a":[1,{"b":2}]})", R"([{"op":"test","path":"/a","value":[1,{"b":2.0}]}])",
            R"({"a":[1,{"b":2}]})");
        row("test absent is null", R"({})", R"([{"op":"test","path":"/a","value":null}])", R"({})");
        row("escapes", R"({"a/b":1,"m~n":2,"~1":3})",
            R"([{"op":"remove","path":"/a~1b"},{"op":"replace","path":"/m~0n","value":0},{"op":"replace","path":"/~01","value":4}])",
            R"({"m~n":0,"~1":4})");
        row("empty name", R"({"":1})", R"([{"op":"replace","path":"/","value":2}])", R"({"":2})");
        row("nothing", R"({"a":1})", R"([])", R"({"a":1})");
    }
    void json()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, patch);
        const auto patched = jsonPatch(*parseJson(document), *parseJson(patch));
        QVERIFY2(patched, patched ? "" : patched.error().message.constData());
        QTEST(toJson(*patched), "result");
    }

    void badJson_data()
    {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<bool>("malformed");
        const auto add
            = [](const char *patch, bool malformed) { QTest::newRow(patch) << QByteArray(patch) << malformed; };
        add(R"({"op":"add"})", true);
        add(R"([1])", true);
        add(R"([{"op":"add","value":1}])", true);
        add(R"([{"op":"add","path":"/x"}])", true);
        add(R"([{"op":"jump","path":"/x"}])", true);
        add(R"([{"op":"add","path":"x","value":1}])", true);
        add(R"([{"op":"move","path":"/x"}])", true);
        add(R"([{"op":"move","from":"/a","path":"/a/b"}])", true);
        add(R"([{"op":"test","path":"/n","value":2}])", false);
        add(R"([{"op":"remove","path":"/none"}])", false);
        add(R"([{"op":"replace","path":"/none","value":1}])", false);
        add(R"([{"op":"add","path":"/none/b","value":1}])", false);
        add(R"([{"op":"add","path":"/n/b","value":1}])", false);
        add(R"([{"op":"add","path":"/l/3","value":1}])", false);
        add(R"([{"op":"add","path":"/l/01","value":1}])", false);
        add(R"([{"op":"add","path":"/l/-1","value":1}])", false);
        add(R"([{"op":"replace","path":"/l/-","value":1}])", false);
        add(R"([{"op":"remove","path":"/l/2"}])", false);
        add(R"([{"op":"copy","from":"/none","path":"/x"}])", false);
    }
    void badJson()
    {
        QFETCH(QByteArray, patch);
        QFETCH(bool, malformed);
        const auto patched = jsonPatch(*parseJson(R"({"n":1,"l":[1,2],"a":{}})"), *parseJson(patch));
        QVERIFY(!patched);
        QCOMPARE(patched.error().reason, malformed ? Reason::BadRequest : Reason::Invalid);
    }

    void jsonBounds()
    {
        const Value many
            = Value::array(std::vector<Value>(10001, *parseJson(R"({"op":"test","path":"/a","value":1})")));
        QVERIFY(jsonPatch(*parseJson(R"({"a":1})"), many).failedWith(Reason::RequestEntityTooLarge));
        // Each copy doubles the document: without a bound 60 of them fill any memory.
        const Value doubling
            = Value::array(std::vector<Value>(60, *parseJson(R"({"op":"copy","from":"/a","path":"/a/-"})")));
        QVERIFY(!jsonPatch(*parseJson(R"({"a":["xxxxxxxxxxxxxxxxxxxx"]})"), doubling));
        QVERIFY(!jsonPatch(
            *parseJson("{}"),
            *parseJson("[{\"op\":\"add\",\"path\":\"" + QByteArray("/a").repeated(300) + "\",\"value\":1}]")));
    }

    void strategic_data()
    {
        columns();
        row("containers merge by name",
            R"({"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"2"}]}})",
            R"({"spec":{"containers":[{"name":"b","image":"3"}]}})",
            R"({"spec":{"containers":[{"name":"a","image":"1"},{"name":"b","image":"3"}]}})");
        row("a new item", R"({"spec":{"containers":[{"name":"a"}]}})", R"({"spec":{"containers":[{"name":"b"}]}})",
            R"({"spec":{"containers":[{"name":"b"},{"name":"a"}]}})"); // new ones come first, as Kubernetes'
                                                                       // documentation shows
        row("delete item", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
            R"({"spec":{"containers":[{"$patch":"delete","name":"a"}]}})", R"({"spec":{"containers":[{"name":"b"}]}})");
        row("replace list", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
            R"({"spec":{"containers":[{"$patch":"replace"},{"name":"c"}]}})",
            R"({"spec":{"containers":[{"name":"c"}]}})");
        row("merge item", R"({"spec":{"containers":[{"name":"a","image":"1"}]}})",
            R"({"spec":{"containers":[{"$patch":"merge","name":"a","tty":true}]}})",
            R"({"spec":{"containers":[{"name":"a","image":"1","tty":true}]}})");
        row("atomic list", R"({"spec":{"containers":[{"name":"a","command":["x","y"]}]}})",
            R"({"spec":{"containers":[{"name":"a","command":["z"]}]}})",
            R"({"spec":{"containers":[{"name":"a","command":["z"]}]}})");
        row("null removes", R"({"metadata":{"labels":{"a":"1","b":"2"}}})",
            R"({"metadata":{"labels":{"a":null,"c":"3"}}})", R"({"metadata":{"labels":{"b":"2","c":"3"}}})");
        row("null in new parts is dropped", R"({})", R"({"metadata":{"labels":{"a":null,"b":"1"}}})",
            R"({"metadata":{"labels":{"b":"1"}}})");
        row("map replaced", R"({"metadata":{"labels":{"a":"1"}}})",
            R"({"metadata":{"labels":{"$patch":"replace","b":"2"}}})", R"({"metadata":{"labels":{"b":"2"}}})");
        row("map emptied", R"({"metadata":{"labels":{"a":"1"}}})", R"({"metadata":{"labels":{"$patch":"delete"}}})",
            R"({"metadata":{"labels":{}}})");
        row("primitive list merges", R"({"metadata":{"finalizers":["a","b"]}})",
            R"({"metadata":{"finalizers":["b","c"]}})", R"({"metadata":{"finalizers":["a","b","c"]}})");
        row("primitive list deletes", R"({"metadata":{"finalizers":["a","b","c"]}})",
            R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a","c"]}})",
            R"({"metadata":{"finalizers":["b"]}})");
        row("deletes and adds", R"({"metadata":{"finalizers":["a","b"]}})",
            R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["c","b"],"finalizers":["c"]}})",
            R"({"metadata":{"finalizers":["c","b"]}})");
        row("order", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
            R"({"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],"containers":[{"name":"c"}]}})",
            R"({"spec":{"containers":[{"name":"c"},{"name":"b"},{"name":"a"}]}})");
        row("order alone", R"({"spec":{"containers":[{"name":"a"},{"name":"b"}]}})",
            R"({"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})",
            R"({"spec":{"containers":[{"name":"b"},{"name":"a"}]}})");
        row("order keeps others", R"({"spec":{"containers":[{"name":"x"},{"name":"a"},{"name":"b"},{"name":"y"}]}})",
            R"({"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}})",
            R"({"spec":{"containers":[{"name":"x"},{"name":"b"},{"name":"a"},{"name":"y"}]}})");
        row("retain keys", R"({"spec":{"volumes":[{"name":"v","emptyDir":{}}]}})",
            R"({"spec":{"volumes":[{"$retainKeys":["name","hostPath"],"name":"v","hostPath":{"path":"/x"}}]}})",
            R"({"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}})");
        row("conditions by type",
            R"({"status":{"conditions":[{"type":"Ready","status":"False"},{"type":"X","status":"True"}]}})",
            R"({"status":{"conditions":[{"type":"Ready","status":"True"}]}})",
            R"({"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"X","status":"True"}]}})");
        row("no directives stay", R"({"spec":{}})",
            R"({"spec":{"containers":[{"$patch":"delete","name":"gone"},{"name":"a"}]}})",
            R"({"spec":{"containers":[{"name":"a"}]}})");
        row("nodeSelector", R"({"spec":{"nodeSelector":{"a":"1"}}})", R"({"spec":{"nodeSelector":{"b":"2"}}})",
            R"({"spec":{"nodeSelector":{"a":"1","b":"2"}}})");
    }
    void strategic()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, patch);
        const Schema &schema = Schema::builtin();
        const auto patched
            = strategicMergePatch(schema, schema.type("v1", "Pod"), *parseJson(document), *parseJson(patch));
        QVERIFY2(patched, patched ? "" : patched.error().message.constData());
        QTEST(toJson(*patched), "result");
    }

    void strategicUnchangedIsShared()
    {
        const Schema &schema = Schema::builtin();
        const Value pod
            = *parseJson(R"({"spec":{"containers":[{"name":"a","image":"1"}]},"metadata":{"finalizers":["x"]}})");
        const auto patched = strategicMergePatch(
            schema, schema.type("v1", "Pod"), pod,
            *parseJson(R"({"spec":{"containers":[{"name":"a","image":"1"}]},"metadata":{"finalizers":["x"]}})"));
        QCOMPARE(toJson(*patched), toJson(pod));
        QVERIFY((*patched)["metadata"].identical(pod["metadata"]));
    }

    void deploymentStrategy()
    {
        const Schema &schema = Schema::builtin();
        const auto patched = strategicMergePatch(
            schema, schema.type("apps/v1", "Deployment"),
            *parseJson(R"({"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}})"),
            *parseJson(R"({"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}})"));
        QVERIFY(patched);
        QCOMPARE(toJson(*patched), QByteArray(R"({"spec":{"strategy":{"type":"Recreate"}}})"));
    }

    void badStrategic_data()
    {
        QTest::addColumn<QByteArray>("patch");
        for (const char *patch :
             {"[]", "1", R"({"$patch":"explode"})", R"({"spec":{"containers":[{"image":"x"}]}})",
              R"({"spec":{"containers":[{"$patch":"delete"}]}})",
              R"({"spec":{"containers":[{"$patch":"x","name":"a"}]}})", R"({"spec":{"containers":["text"]}})",
              R"({"spec":{"$setElementOrder/containers":1}})", R"({"spec":{"$retainKeys":["a"],"nodeName":"x"}})",
              R"({"spec":{"$retainKeys":1}})"})
            QTest::newRow(patch) << QByteArray(patch);
    }
    void badStrategic()
    {
        QFETCH(QByteArray, patch);
        const Schema &schema = Schema::builtin();
        const Value pod = *parseJson(R"({"spec":{"containers":[{"name":"a"}]}})");
        QVERIFY(strategicMergePatch(schema, schema.type("v1", "Pod"), pod, *parseJson(patch))
                    .failedWith(Reason::BadRequest));
        QVERIFY(strategicMergePatch(schema, nullptr, pod, *parseJson("{}")).failedWith(Reason::UnsupportedMediaType));
    }
};

QTEST_APPLESS_MAIN(tst_Patch)
#include "tst_patch.moc"
