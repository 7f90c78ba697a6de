// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/fielddocs.h"
#include "app/models/yamlplace.h"
#include "controlplane/api/yaml.h"
#include "tests/support/testcluster.h"

#include <QSignalSpy>

using namespace orrery;
using models::FieldDocs;
using models::placeAt;
using test::eventually;

/// Places in YAML; and the real API server's own documentation of them, custom kinds too.
class TestFieldDocs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void places_data();
    void places();
    void documents();
    void documentsOfTheServer();
};

// The position is where "|" stands.
static std::pair<QString, int> marked(const char *text)
{
    QString all = QString::fromUtf8(text);
    const int at = int(all.indexOf(u'|'));
    return {all.remove(at, 1), at};
}

void TestFieldDocs::places_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("word");
    QTest::addColumn<bool>("inValue");
    const auto row = [](const char *name, const char *text, const char *path, const char *word = "", bool inValue = false) {
        const auto [all, at] = marked(text);
        QTest::newRow(name) << all << at << QByteArray(path) << QString::fromLatin1(word) << inValue;
    };
    row("top", "kind|: Pod\n", "kind", "kind");
    row("nested", "spec:\n  replicas: 2|\n", "spec.replicas", "2", true);
    row("value begins", "spec:\n  replicas:| \n", "spec.replicas", "", true);
    row("item, at its parent's column", "spec:\n  containers:\n  - name: web\n    image|: x\n", "spec.containers[].image", "image");
    row("item, indented", "spec:\n  containers:\n    - name|: web\n", "spec.containers[].name", "name");
    row("item's item", "a:\n- - b|: 1\n", "a[][].b", "b");
    row("after a list", "spec:\n  containers:\n  - name: web\n  nodeName|: x\n", "spec.nodeName", "nodeName");
    row("second item", "a:\n- b: 1\n  c: 2\n- d|: 3\n", "a[].d", "d");
    row("empty line", "spec:\n  |\n", "spec");
    row("empty line, further out", "spec:\n  a: 1\n|\n", "");
    row("half a word", "spec:\n  repl|\n", "spec", "repl");
    row("half a word of an item", "a:\n- b: 1\n  im|\n", "a[]", "im");
    row("a new item", "a:\n- |\n", "a[]");
    row("quoted name", "metadata:\n  labels:\n    \"a.b/c\"|: x\n", "metadata.labels.a.b/c", "\"a.b/c\"");
    row("literal", "data:\n  key: >\n    spec: no\n    other|: no\n", "data.key");
    row("after a literal", "data:\n  key: >\n    spec: no\nkind|: x\n", "kind", "kind");
    row("second document", "kind: A\nspec:\n---\nkind: B\nspec|:\n", "spec", "spec");
    row("comment", "spec:\n  # words: here|\n", "spec");
    row("address is no member", "a:\n- http://x|\n", "a[]", "http://x");
}

void TestFieldDocs::places()
{
    QFETCH(QString, text);
    QFETCH(int, position);
    const models::YamlPlace place = placeAt(text, position);
    QTEST(place.text(), "path");
    QTEST(place.word, "word");
    QTEST(place.inValue, "inValue");
}

void TestFieldDocs::documents()
{
    const auto openApi = api::parseJson(R"({"components":{"schemas":{
        "x.Thing":{"type":"object","required":["spec"],"x-kubernetes-group-version-kind":[{"group":"x.io","version":"v1","kind":"Thing"}],
          "properties":{"spec":{"allOf":[{"$ref":"#/components/schemas/x.Spec"}],"description":"What is wanted.","default":{}},
                        "labels":{"type":"object","additionalProperties":{"type":"string"}}}},
        "x.Spec":{"type":"object","description":"inner","properties":{"mode":{"type":"string","enum":["a","b"],"default":"a"},
          "ports":{"type":"array","items":{"$ref":"#/components/schemas/x.Port"}}}},
        "x.Port":{"type":"object","required":["port"],"properties":{"port":{"type":"integer","format":"int32"}}}}}})");
    QVERIFY(openApi);
    const auto docAt = [&](const char *yaml) {
        const auto [text, at] = marked(yaml);
        return models::fieldDocOf(*openApi, placeAt(QString(QStringLiteral("apiVersion: x.io/v1\nkind: Thing\n")) + text, at + 32));
    };
    QCOMPARE(docAt("spec|:\n").description, QStringLiteral("What is wanted."));
    QVERIFY(docAt("spec|:\n").required);
    QCOMPARE(docAt("spec:\n  mode|: a\n").values, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(docAt("spec:\n  mode|: a\n").otherwise, QStringLiteral("a"));
    QCOMPARE(docAt("spec:\n  ports|:\n").type, QStringLiteral("list of object"));
    QCOMPARE(docAt("spec:\n  ports:\n  - port|: 1\n").type, QStringLiteral("integer (int32)"));
    QVERIFY(docAt("spec:\n  ports:\n  - port|: 1\n").required);
    QCOMPARE(docAt("labels:\n  any|: x\n").type, QStringLiteral("string"));
    QVERIFY(docAt("spec:\n  unknown|: x\n").type.isEmpty());
}

void TestFieldDocs::documentsOfTheServer()
{
    test::TestClusterOptions options;
    options.listen = true;
    test::TestCluster cluster(options);
    auto session = cluster::Session::connect(cluster.connection());
    QVERIFY(session);
    const auto definition = api::parseYaml(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: planets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: planets, singular: planet, kind: Planet}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [moons]
            properties:
              moons: {type: integer, description: How many go round it.}
              kind: {type: string, enum: [rock, gas]}
)");
    QVERIFY(definition);
    QVERIFY(cluster.remote().create(client::gvr::customResourceDefinitions, api::Object(definition->constFirst().value)).result());
    QVERIFY(eventually([&] { return bool(cluster.remote().list({"example.com", "v1", "planets"}).result()); }));

    FieldDocs docs;
    docs.setSession(session->get());
    const auto at = [&](const char *yaml) {
        const auto [text, position] = marked(yaml);
        return docs.at(text, position);
    };
    const char *deployment = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas|: 2\n";
    QVERIFY(at(deployment).isEmpty()); // it is fetched now
    QVERIFY(eventually([&] { return !at(deployment).isEmpty(); }));
    QVERIFY(at(deployment)[QStringLiteral("type")].toString().startsWith(QStringLiteral("integer")));
    QCOMPARE(at(deployment)[QStringLiteral("path")].toString(), QStringLiteral("spec.replicas"));
    const auto names = [&](const char *yaml) {
        const auto [text, position] = marked(yaml);
        QStringList list;
        for (const QVariant &each : docs.complete(text, position))
            list += each.toMap()[QStringLiteral("name")].toString();
        return list;
    };
    QCOMPARE(names("apiVersion: apps/v1\nkind: Deployment\nspec:\n  rep|\n"), QStringList{QStringLiteral("replicas")});
    QVERIFY(!names("apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 1\n  |\n").contains(QStringLiteral("replicas")));
    QVERIFY(names("apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - im|\n").contains(QStringLiteral("image")));
    QVERIFY(names("apiVersion: apps/v1\nkind: Deployment\nspec:\n  paused: |\n").contains(QStringLiteral("true")));

    const char *planet = "apiVersion: example.com/v1\nkind: Planet\nspec:\n  moons|: 2\n";
    QVERIFY(eventually([&] { return !at(planet).isEmpty(); }));
    QCOMPARE(at(planet)[QStringLiteral("description")].toString(), QStringLiteral("How many go round it."));
    QVERIFY(at(planet)[QStringLiteral("required")].toBool());
    QCOMPARE(names("apiVersion: example.com/v1\nkind: Planet\nspec:\n  kind: |\n"), QStringList({QStringLiteral("rock"), QStringLiteral("gas")}));
}

QTEST_GUILESS_MAIN(TestFieldDocs)
#include "tst_fielddocs.moc"
