// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/extensions/applytypes.h"
#include "controlplane/apiserver/extensions/jsonpath.h"
#include "controlplane/apiserver/extensions/schemarules.h"
#include "controlplane/apiserver/extensions/structural.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::extensions;

/// Single quotes read better.
static Value v(QByteArray json)
{
    const auto parsed = parseJson(json.replace('\'', '"'));
    if (!parsed)
        qFatal("no JSON: %s", json.constData());
    return *parsed;
}

static QByteArray problems(const Value &schema, const Value &value, const Value &old = {})
{
    resources::FieldErrors errors;
    validate(errors, {}, *Structural::read(schema), value, old);
    QList<QByteArray> lines;
    for (const StatusCause &cause : errors.error("g", "K", "n").causes)
        lines.append(cause.field + ": " + cause.message);
    return lines.join('\n');
}

static QByteArray schemaProblems(const Value &schema)
{
    resources::FieldErrors errors;
    validateSchema(errors, "s", schema);
    QList<QByteArray> lines;
    for (const StatusCause &cause : errors.error("g", "K", "n").causes)
        lines.append(cause.field + ": " + cause.message);
    return lines.join('\n');
}

class TestStructuralSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *name, const char *schema, const char *value, const char *problem) {
            QTest::newRow(name) << QByteArray("{'type':'object','properties':{'a':" + QByteArray(schema) + "}}")
                                << QByteArray("{'a':" + QByteArray(value) + '}')
                                << QByteArray(problem).replace('\'', '"');
        };
        row("type", "{'type':'integer'}", "'x'",
            "a: Invalid value: 'string': a in body must be of type integer: 'string'");
        row("integer of double", "{'type':'integer'}", "1.0", "");
        row("not an integer", "{'type':'integer'}", "1.5",
            "a: Invalid value: 'number': a in body must be of type integer: 'number'");
        row("null", "{'type':'string'}", "null", "a: Invalid value: 'null': a in body must be of type string: 'null'");
        row("nullable", "{'type':'string','nullable':true}", "null", "");
        row("maximum", "{'type':'integer','maximum':10}", "11",
            "a: Invalid value: 11: a in body should be less than or equal to 10");
        row("exclusive maximum", "{'type':'integer','maximum':10,'exclusiveMaximum':true}", "10",
            "a: Invalid value: 10: a in body should be less than 10");
        row("minimum", "{'type':'number','minimum':0.5}", "0.25",
            "a: Invalid value: 0.25: a in body should be greater than or equal to 0.5");
        row("exclusive minimum", "{'type':'number','minimum':0,'exclusiveMinimum':true}", "0",
            "a: Invalid value: 0: a in body should be greater than 0");
        row("multiple", "{'type':'integer','multipleOf':5}", "7",
            "a: Invalid value: 7: a in body should be a multiple of 5");
        row("multiple of a fraction", "{'type':'number','multipleOf':0.1}", "0.7", "");
        row("int32", "{'type':'integer','format':'int32'}", "3000000000",
            "a: Invalid value: 3000000000: a in body must be of type int32: '3000000000'");
        row("long", "{'type':'string','maxLength':2}", "'äöü'", "a: Too long: may not be more than 2 bytes");
        row("characters, not bytes", "{'type':'string','maxLength':3}", "'äöü'", "");
        row("short", "{'type':'string','minLength':2}", "'a'",
            "a: Invalid value: 'a': a in body should be at least 2 chars long");
        QTest::newRow("pattern") << QByteArray(
            "{'type':'object','properties':{'a':{'type':'string','pattern':'^[a-z]+$'}}}")
                                 << QByteArray("{'a':'A1'}")
                                 << QByteArray("a: Invalid value: \"A1\": a in body should match '^[a-z]+$'");
        row("end of text", "{'type':'string','pattern':'^a$'}", "'a\\n'", nullptr);
        row("format", "{'type':'string','format':'date-time'}", "'yesterday'",
            "a: Invalid value: 'yesterday': a in body must be of type date-time: 'yesterday'");
        row("duration", "{'type':'string','format':'duration'}", "'1h5µs'", "");
        row("unknown format", "{'type':'string','format':'zodiac'}", "'aries'", "");
        row("ipv4", "{'type':'string','format':'ipv4'}", "'::1'",
            "a: Invalid value: '::1': a in body must be of type ipv4: '::1'");
        row("enum", "{'type':'string','enum':['x','y']}", "'z'",
            "a: Unsupported value: 'z': supported values: 'x', 'y'");
        row("required", "{'type':'object','required':['b'],'properties':{'b':{'type':'string'}}}", "{}",
            "a.b: Required value");
        row("few items", "{'type':'array','minItems':1,'items':{'type':'string'}}", "[]",
            "a: Invalid value: []: a in body should have at least 1 items");
        row("many items", "{'type':'array','maxItems':1,'items':{'type':'string'}}", "['b','c']",
            "a: Too many: 2: must have at most 1 items");
        row("items", "{'type':'array','items':{'type':'string'}}", "['b',1]",
            "a[1]: Invalid value: 'integer': a[1] in body must be of type string: 'integer'");
        row("set", "{'type':'array','x-kubernetes-list-type':'set','items':{'type':'integer'}}", "[1,2,1.0]",
            "a[2]: Duplicate value: 1");
        row("map list",
            "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],'items':{'type':'object'"
            ",'properties':{'n':{'type':'string'}}}}",
            "[{'n':'x'},{'n':'y'},{'n':'x'}]", "a[2]: Duplicate value: {'n':'x'}");
        row("few properties", "{'type':'object','minProperties':1,'additionalProperties':{'type':'string'}}", "{}",
            "a: Invalid value: {}: a in body should have at least 1 properties");
        row("many properties", "{'type':'object','maxProperties':1,'additionalProperties':{'type':'string'}}",
            "{'b':'','c':''}", "a: Too many: 2: must have at most 1 items");
        row("additional", "{'type':'object','additionalProperties':{'type':'string'}}", "{'b':1}",
            "a.b: Invalid value: 'integer': a.b in body must be of type string: 'integer'");
        row("int or string", "{'x-kubernetes-int-or-string':true}", "'50%'", "");
        row("neither int nor string", "{'x-kubernetes-int-or-string':true}", "true",
            "a: Invalid value: 'boolean': a in body must be of type integer,string: 'boolean'");
        row("anyOf", "{'type':'integer','anyOf':[{'minimum':10},{'maximum':1}]}", "5",
            "<nil>: Invalid value: '': 'a' must validate at least one schema (anyOf)\na: Invalid value: 5: a in body "
            "should be greater than or equal to 10");
        row("oneOf, both", "{'type':'integer','oneOf':[{'minimum':1},{'minimum':2}]}", "5",
            "<nil>: Invalid value: '': 'a' must validate one and only one schema (oneOf). Found 2 valid alternatives");
        row("oneOf, one",
            "{'type':'object','properties':{'b':{'type':'string'},'c':{'type':'string'}},'oneOf':[{'required':['b']},{'"
            "required':['c']}]}",
            "{'b':''}", "");
        row("allOf", "{'type':'integer','allOf':[{'minimum':1},{'maximum':3}]}", "4",
            "a: Invalid value: 4: a in body should be less than or equal to 3");
        row("not", "{'type':'string','not':{'enum':['x']}}", "'x'",
            "<nil>: Invalid value: '': 'a' must not validate the schema (not)");
        row("embedded",
            "{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}",
            "{'kind':'Pod'}", "a.apiVersion: Required value: must not be empty");
    }
    void judges()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, problem);
        if (QByteArray(QTest::currentDataTag()) == "end of text") {
            const Value text = Value::object({{"a", "a\n"}});
            QVERIFY(problems(v(schema), text).contains("should match"));
            return;
        }
        QCOMPARE(problems(v(schema), v(value)), problem);
    }

    void whatDidNotChangeIsNotJudgedAgain()
    {
        const Value schema = v("{'type':'object','properties':{'a':{'type':'integer','maximum':3},'l':{'type':'array','"
                               "x-kubernetes-list-type':'map',"
                               "'x-kubernetes-list-map-keys':['n'],'items':{'type':'object','properties':{'n':{'type':'"
                               "string'},'v':{'type':'integer','maximum':3}}}}}}");
        const Value old = v("{'a':9,'l':[{'n':'x','v':9},{'n':'y','v':1}],'b':1}");
        QCOMPARE(problems(schema, old, old), "");
        QCOMPARE(problems(schema, v("{'a':9,'l':[{'n':'z','v':1},{'n':'x','v':9}],'b':2}"), old), "");
        QCOMPARE(problems(schema, v("{'a':8,'l':[{'n':'x','v':9}]}"), old),
                 "a: Invalid value: 8: a in body should be less than or equal to 3");
    }

    void prunes()
    {
        const auto schema = Structural::read(
            v("{'type':'object','properties':{'spec':{'type':'object','properties':{"
              "'a':{'type':'string'},'list':{'type':'array','items':{'type':'object','properties':{'x':{'type':'string'"
              "}}}},"
              "'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'in':{'type':'object',"
              "'properties':{'k':{'type':'string'}}}}},"
              "'map':{'type':'object','additionalProperties':{'type':'object','properties':{'k':{'type':'string'}}}},"
              "'tpl':{'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{'type':'object'}}}}}}"
              "}"));
        QList<QByteArray> unknown;
        const Value in = v(
            "{'apiVersion':'g/"
            "v1','kind':'K','metadata':{'name':'n'},'junk':1,'spec':{'a':'b','other':{'deep':1},'list':[{'x':'1','y':'"
            "2'}],"
            "'free':{'any':{'thing':[1]},'in':{'k':'v','no':1}},'map':{'one':{'k':'v','no':1}},"
            "'tpl':{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','nonsense':true},'spec':{'x':1},'more':1}}}");
        const Value out = pruned(*schema, in, true, &unknown);
        QCOMPARE(toJson(out),
                 toJson(v("{'apiVersion':'g/v1','kind':'K','metadata':{'name':'n'},'spec':{'a':'b','list':[{'x':'1'}],"
                          "'free':{'any':{'thing':[1]},'in':{'k':'v'}},'map':{'one':{'k':'v'}},"
                          "'tpl':{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{}}}}")));
        QCOMPARE(unknown.join(' '),
                 "junk spec.other spec.list[0].y spec.free.in.no spec.map.one.no spec.tpl.metadata.nonsense "
                 "spec.tpl.spec.x spec.tpl.more");
        const Value again = pruned(*schema, out, true, nullptr);
        QVERIFY(again.identical(out)); // nothing to drop: the very same
    }

    void defaults()
    {
        const auto schema = Structural::read(v(
            "{'type':'object','properties':{'spec':{'type':'object','default':{},'properties':{"
            "'n':{'type':'integer','default':3},'s':{'type':'string'},'z':{'type':'string','nullable':true,'default':'"
            "q'},"
            "'list':{'type':'array','items':{'type':'object','properties':{'p':{'type':'string','default':'TCP'}}}}}},"
            "'other':{'type':'object','properties':{'d':{'type':'string','default':'no'}}}}}"));
        QCOMPARE(toJson(withDefaults(*schema, v("{}"))), toJson(v("{'spec':{'n':3,'z':'q'}}")));
        QCOMPARE(toJson(withDefaults(*schema, v("{'spec':{'n':null,'s':null,'z':null,'list':[{},{'p':'UDP'}]}}"))),
                 toJson(v("{'spec':{'n':3,'z':null,'list':[{'p':'TCP'},{'p':'UDP'}]}}")));
        const Value full = v("{'spec':{'n':1,'z':'','list':[{'p':'UDP'}]},'other':{'d':'x'}}");
        QVERIFY(withDefaults(*schema, full).identical(full));
    }

    void schemasMustBeStructural_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *name, const char *schema, const char *problem) {
            QTest::newRow(name) << QByteArray(schema) << QByteArray(problem).replace('\'', '"');
        };
        row("good", "{'type':'object','properties':{'spec':{'type':'object'}}}", "");
        row("no type at the root", "{}", "s.type: Required value: must not be empty at the root");
        row("no object at the root", "{'type':'string'}",
            "s.type: Invalid value: 'string': must be object at the root");
        row("field without type", "{'type':'object','properties':{'a':{}}}",
            "s.properties[a].type: Required value: must not be empty for specified object fields");
        row("items without type", "{'type':'object','properties':{'a':{'type':'array','items':{}}}}",
            "s.properties[a].items.type: Required value: must not be empty for specified array items");
        row("array without items", "{'type':'object','properties':{'a':{'type':'array'}}}",
            "s.properties[a].items: Required value: must be specified");
        row("unknown type", "{'type':'object','properties':{'a':{'type':'text'}}}",
            "s.properties[a].type: Unsupported value: 'text': supported values: 'array', 'boolean', 'integer', "
            "'number', 'object', 'string'");
        row("both kinds of properties",
            "{'type':'object','properties':{'a':{'type':'object','properties':{'b':{'type':'string'}},'"
            "additionalProperties':{'type':'string'}}}}",
            "s.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual "
            "exclusive");
        row("reference", "{'type':'object','properties':{'a':{'type':'object','$ref':'#/x'}}}",
            "s.properties[a].$ref: Forbidden: $ref is not supported");
        row("metadata",
            "{'type':'object','properties':{'metadata':{'type':'object','properties':{'labels':{'type':'object'}}}}}",
            "s.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but "
            "metadata is implicitly specified");
        row("logic beyond structure", "{'type':'object','anyOf':[{'properties':{'b':{'minimum':1}}}]}",
            "s.properties[b]: Required value: because it is defined in s.anyOf[0].properties[b]");
        row("type in logic",
            "{'type':'object','properties':{'a':{'type':'string'}},'oneOf':[{'properties':{'a':{'type':'string'}}}]}",
            "s.oneOf[0].properties[a].type: Forbidden: must be empty to be structural");
        row("int or string",
            "{'type':'object','properties':{'a':{'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':"
            "'string'}]}}}",
            "");
        row("map list without keys",
            "{'type':'object','properties':{'a':{'type':'array','x-kubernetes-list-type':'map','items':{'type':'object'"
            "}}}}",
            "s.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type "
            "is map");
        row("map key without default",
            "{'type':'object','properties':{'a':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-"
            "keys':['n'],'items':{'type':'object','properties':{'n':{'type':'string'}}}}}}",
            "s.properties[a].items.properties[n].default: Required value: this property is in "
            "x-kubernetes-list-map-keys, so it must have a default or be a required property");
        row("unique items",
            "{'type':'object','properties':{'a':{'type':'array','uniqueItems':true,'items':{'type':'string'}}}}",
            "s.properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity "
            "becomes quadratic");
        row("default of another type", "{'type':'object','properties':{'a':{'type':'integer','default':'x'}}}",
            "s.properties[a].default: Invalid value: 'string': s.properties[a].default in body must be of type "
            "integer: 'string'");
        row("look-around", "{'type':'object','properties':{'a':{'type':'string','pattern':'(?=a)'}}}",
            "s.properties[a].pattern: Invalid value: '(?=a)': must be a valid regular expression, but isn't: error "
            "parsing regexp: invalid or unsupported Perl syntax: `(?=`");
    }
    void schemasMustBeStructural()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, problem);
        if (QByteArray(QTest::currentDataTag()) == "look-around")
            problem.replace("isn\"t", "isn't");
        QCOMPARE(schemaProblems(v(schema)), problem);
    }

    void jsonPaths_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("found");
        QTest::newRow("members") << QByteArray(".spec.a") << QByteArray("[1]");
        QTest::newRow("missing") << QByteArray(".spec.no.way") << QByteArray("[]");
        QTest::newRow("quoted") << QByteArray(".metadata.labels['a.b/c']") << QByteArray(R"(["x"])");
        QTest::newRow("escaped") << QByteArray(R"(.metadata.labels.a\.b/c)") << QByteArray(R"(["x"])");
        QTest::newRow("index") << QByteArray(".list[1].n") << QByteArray("[2]");
        QTest::newRow("last") << QByteArray(".list[-1].n") << QByteArray("[3]");
        QTest::newRow("range") << QByteArray(".list[0:2].n") << QByteArray("[1,2]");
        QTest::newRow("every second") << QByteArray(".list[0:3:2].n") << QByteArray("[1,3]");
        QTest::newRow("far") << QByteArray(".list[1:3:9223372036854775807].n") << QByteArray("[2]");
        QTest::newRow("all") << QByteArray(".list[*].n") << QByteArray("[1,2,3]");
        QTest::newRow("filter") << QByteArray(R"(.list[?(@.t=="b")].n)") << QByteArray("[2]");
        QTest::newRow("greater") << QByteArray(".list[?(@.n>1)].n") << QByteArray("[2,3]");
        QTest::newRow("exists") << QByteArray(".list[?(@.t)].n") << QByteArray("[1,2]");
        QTest::newRow("descend") << QByteArray("..t") << QByteArray(R"(["a","b"])");
        QTest::newRow("bad") << QByteArray(".list[") << QByteArray();
        QTest::newRow("bad filter") << QByteArray(".list[?(@.t==]") << QByteArray();
    }
    void jsonPaths()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, found);
        const Value document = v(
            "{'spec':{'a':1},'metadata':{'labels':{'a.b/c':'x'}},'list':[{'n':1,'t':'a'},{'n':2,'t':'b'},{'n':3}]}");
        const auto parsed = JsonPath::parse(path);
        QCOMPARE(bool(parsed), !found.isEmpty());
        if (!parsed)
            return;
        const QList<Value> values = parsed->find(document);
        QCOMPARE(toJson(Value::array(std::vector<Value>(values.begin(), values.end()))), found);
    }

    /// Schemas and documents that nobody would write: what holds for all of them.
    void anySchemaAndAnyDocument()
    {
        QRandomGenerator random(20261);
        const auto pick = [&random](int count) { return random.bounded(count); };
        const QList<QByteArray> names{"a", "b", "metadata", "kind"};
        const std::function<Value(int)> document = [&](int depth) -> Value {
            switch (pick(depth > 4 ? 5 : 8)) {
            case 0:
                return {};
            case 1:
                return Value(pick(2) == 1);
            case 2:
                return Value(pick(20) - 10);
            case 3:
                return Value(pick(100) / 8.0);
            case 4:
                return names[pick(4)];
            case 5: {
                std::vector<Value> items;
                for (int i = pick(4); i > 0; --i)
                    items.push_back(document(depth + 1));
                return Value::array(std::move(items));
            }
            default: {
                Value object = Value::object(std::vector<Member>());
                for (int i = pick(4); i > 0; --i)
                    object = object.with(names[pick(4)], document(depth + 1));
                return object;
            }
            }
        };
        const QList<QByteArray> types{"object", "array", "string", "integer", "number", "boolean", "nonsense"};
        const std::function<Value(int)> schema = [&](int depth) -> Value {
            Value out = Value::object({{"type", types[pick(pick(2) ? 2 : 7)]}});
            const auto maybe = [&](const char *name, const Value &value) {
                if (pick(6) == 0)
                    out = out.with(name, value);
            };
            for (const char *name : {"nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string",
                                     "x-kubernetes-embedded-resource", "uniqueItems", "exclusiveMaximum"})
                maybe(name, Value(pick(2) == 1));
            for (const char *name : {"maximum", "minimum", "multipleOf", "maxLength", "minLength", "maxItems",
                                     "minItems", "maxProperties"})
                maybe(name, Value(pick(8) - 2));
            maybe("pattern", QList<QByteArray>{"^a", "(", "[[:alpha:]]$", "(a|b)*c"}[pick(4)]);
            maybe("format", QList<QByteArray>{"date", "uuid", "int32", "what"}[pick(4)]);
            maybe("default", document(2));
            maybe("enum", document(3));
            maybe("required", Value::array({names[pick(4)], document(4)}));
            maybe("x-kubernetes-list-type", QList<QByteArray>{"set", "map", "atomic"}[pick(3)]);
            maybe("x-kubernetes-list-map-keys", Value::array({names[pick(4)]}));
            if (depth > 3)
                return out;
            for (const QByteArray &name : names)
                if (pick(2))
                    out = out.with("properties", out["properties"].with(name, schema(depth + 1)));
            for (const char *name : {"items", "additionalProperties", "not"})
                if (pick(4) == 0)
                    out = out.with(name, schema(depth + 1));
            for (const char *name : {"anyOf", "oneOf", "allOf"})
                if (pick(8) == 0)
                    out = out.with(name, Value::array({schema(depth + 1), schema(depth + 1)}));
            return out;
        };
        for (int i = 0; i < 400; ++i) {
            const Value rules = schema(0), given = document(0);
            (void)schemaProblems(rules); // says something or nothing, but ends
            const auto structural = Structural::read(rules);
            QVERIFY(ApplyTypes::make(*structural, "any")->root);
            const Value less = pruned(*structural, given, i % 2, nullptr);
            QVERIFY(pruned(*structural, less, i % 2, nullptr).identical(less));
            const Value more = withDefaults(*structural, less);
            QVERIFY(withDefaults(*structural, more).identical(more));
            (void)problems(rules, more);
            if (!more.isNull())
                QCOMPARE(problems(rules, more, more), "");
        }
    }

    void hostileSchemasAreBounded()
    {
        // A pattern that backtracks without end, many times over.
        const Value schema
            = v("{'type':'object','properties':{'l':{'type':'array','items':{'type':'string','pattern':'^(a+)+$'}}}}");
        std::vector<Value> items;
        for (int i = 0; i < 2000; ++i)
            items.push_back(QByteArray(40, 'a') + '!');
        QElapsedTimer timer;
        timer.start();
        const QByteArray found = problems(schema, Value::object({{"l", Value::array(std::move(items))}}));
        QVERIFY(found.contains("should match"));
        QVERIFY2(timer.elapsed() < 60'000, "no end"); // it would take the age of the universe

        // Alternatives within alternatives, none of which fits.
        Value deep = v("{'type':'string'}");
        for (int i = 0; i < 60; ++i)
            deep = Value::object({{"anyOf", Value::array({deep, v("{'type':'string','minLength':1}")})}});
        QVERIFY(!problems(deep, Value(1)).isEmpty());

        // A document and a schema of the greatest depth that is read.
        Value nested = v("{'type':'object'}");
        Value document = v("{}");
        for (int i = 0; i < 90; ++i) {
            nested = Value::object({{"type", "object"}, {"properties", Value::object({{"a", nested}})}});
            document = Value::object({{"a", document}});
        }
        QCOMPARE(problems(nested, document), "");
        QVERIFY(pruned(*Structural::read(nested), document, true, nullptr).identical(document));
        QCOMPARE(schemaProblems(nested), "");
        QVERIFY(ApplyTypes::make(*Structural::read(nested), "deep")->types.size() >= 90);

        // Patterns that are too much to compile are no patterns.
        QByteArray problem;
        (void)compilePattern(QByteArray("(") + QByteArray(100'000, 'a') + ")", &problem);
        QVERIFY(!problem.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStructuralSchema)
#include "tst_structuralschema.moc"
