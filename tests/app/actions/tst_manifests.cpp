// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/manifesteditor.h"
#include "controlplane/api/yaml.h"
#include "tests/support/opencluster.h"

#include <QSignalSpy>

using namespace orrery;
using actions::ManifestEditor;
using test::eventually;

static const QByteArray shop = R"(# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: first
data:
  a: "1"
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: registry.local/demo:1
        ports:
        - containerPort: 8080
      - name: side
        image: x
)";

class TestManifests final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster->session.reset(); }
    void reads();
    void findsLines_data();
    void findsLines();
    void checksAsItIsTyped();
    void appliesInOrder();
    void appliesACustomKindAndItsFirst();
    void editsAnObject();
    void bringsInWhatOthersChanged();

private:
    bool settle(ManifestEditor &editor, bool done);
    std::unique_ptr<test::OpenCluster> m_cluster;
};

void TestManifests::initTestCase()
{
    m_cluster = std::make_unique<test::OpenCluster>();
}

void TestManifests::reads()
{
    const auto manifests = actions::readManifests(shop);
    QVERIFY(manifests);
    QCOMPARE(manifests->size(), 2);
    QCOMPARE(manifests->at(1).object.name(), QByteArray("web"));
    QCOMPARE(manifests->at(1).line, 9);
    QCOMPARE(actions::readManifests("apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]")->size(), 1);
    QVERIFY(actions::readManifests("")->isEmpty());
    for (const char *bad : {"a: [", "kind: Pod", "apiVersion: v1\nkind: Pod", "apiVersion: v1\nkind: Pod\nmetadata: 3"}) {
        int line = 0;
        const auto refused = actions::readManifests(QByteArray("# one\n") + bad, &line);
        QVERIFY2(!refused, bad);
        QVERIFY2(!refused.error().message.contains("line"), refused.error().message.constData());
        QVERIFY(line >= 2);
    }
}

void TestManifests::findsLines_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](int first, const char *field, const char *line) {
        QTest::newRow(field) << first << QByteArray(field) << QByteArray(line);
    };
    row(1, "metadata.name", "  name: first");
    row(1, "data[a]", "  a: \"1\"");
    row(1, "spec.replicas", "# a comment"); // not there: where the document begins, never in the next one
    row(9, "spec.replicas", "  replicas: 2");
    row(9, "spec.selector", "  selector:");
    row(9, "spec.selector.matchLabels", "    matchLabels: {app: web}");
    row(9, "spec.template.metadata.labels", "      labels:");
    row(9, "spec.template.spec.containers[0].image", "        image: registry.local/demo:1");
    row(9, "spec.template.spec.containers[0].ports[0].containerPort", "        - containerPort: 8080");
    row(9, "spec.template.spec.containers[1].image", "        image: x");
    row(9, "spec.template.spec.containers[1].env[0]", "      - name: side"); // the nearest that is there
    row(9, "metadata.labels[app]", "    app: web");
}

void TestManifests::findsLines()
{
    QFETCH(int, first);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, line);
    const int found = actions::lineOfField(shop, first, field);
    QCOMPARE(shop.split('\n').value(found - 1), line);
}

bool TestManifests::settle(ManifestEditor &editor, bool done)
{
    QSignalSpy spy(&editor, &ManifestEditor::done);
    editor.submit();
    return (!spy.isEmpty() || spy.wait(20'000)) && spy[0][0].toBool() == done;
}

void TestManifests::checksAsItIsTyped()
{
    ManifestEditor editor;
    editor.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    editor.setText(QString::fromUtf8(shop));
    QVERIFY(eventually([&] { return editor.isChecked(); }));
    QVERIFY(editor.problems().isEmpty());
    QVERIFY(m_cluster->remote().get(client::gvr::configMaps, {"default", "first"}).result().failedWith(api::Reason::NotFound)); // only tried
    QByteArray wrong = shop;
    for (const auto &[right, mistake] : {std::pair("image: x", "imagine: x"), std::pair("replicas: 2", "replicas: -2")}) {
        wrong = shop;
        wrong.replace(right, mistake);
        editor.setText(QString::fromUtf8(wrong));
        QVERIFY(!editor.isChecked());
        QVERIFY(eventually([&] {
            const QVariantMap problem = editor.problems().value(0).toMap();
            return wrong.split('\n').value(problem[QStringLiteral("line")].toInt() - 1).contains(mistake);
        }));
    }
    editor.setText(QStringLiteral("apiVersion: shop.example/v1\nkind: Cart\nmetadata:\n  name: mine\n"));
    QVERIFY(eventually([&] { return editor.problems().size() == 1 && editor.problems()[0].toMap()[QStringLiteral("message")].toString().contains(u"Cart"); }));
    editor.setText(QStringLiteral("a: ["));
    QVERIFY(eventually([&] { return editor.problems().size() == 1 && editor.problems()[0].toMap()[QStringLiteral("message")].toString().startsWith(u"yaml: "); }));
}

void TestManifests::appliesInOrder()
{
    ManifestEditor editor;
    editor.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    editor.setText(QStringLiteral("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: fresh\n---\napiVersion: v1\nkind: ConfigMap\n"
                                  "metadata:\n  name: in-it\n  namespace: fresh\ndata:\n  a: b\n"));
    QVERIFY(eventually([&] { return editor.isChecked(); })); // though the namespace is not there yet
    QVERIFY(settle(editor, true));
    QCOMPARE(editor.results().size(), 2);
    QVERIFY(m_cluster->remote().get(client::gvr::configMaps, {"fresh", "in-it"}).result());
    // Again: nothing breaks; one that is refused does not keep the others.
    editor.setText(QStringLiteral("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: UPPER}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: lower}\n"));
    QVERIFY(settle(editor, false));
    QCOMPARE(editor.results().size(), 2);
    QVERIFY(!editor.results()[0].toMap()[QStringLiteral("ok")].toBool());
    QVERIFY(editor.results()[1].toMap()[QStringLiteral("ok")].toBool());
    QVERIFY(m_cluster->remote().get(client::gvr::configMaps, {"default", "lower"}).result());
}

void TestManifests::appliesACustomKindAndItsFirst()
{
    ManifestEditor editor;
    editor.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    if (!m_cluster->session->kind(QStringLiteral("CustomResourceDefinition")))
        QSKIP("this API server knows no custom kinds");
    editor.setText(QStringLiteral(R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: carts.shop.example
spec:
  group: shop.example
  names: {plural: carts, singular: cart, kind: Cart}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer, maximum: 9}}}}}}
---
apiVersion: shop.example/v1
kind: Cart
metadata:
  name: mine
spec:
  size: 3
)"));
    QVERIFY(settle(editor, true));
    QCOMPARE(editor.results().size(), 2);
    QVERIFY(m_cluster->remote().get({"shop.example", "v1", "carts"}, {"default", "mine"}).result());
    QVERIFY(m_cluster->session->kind(QStringLiteral("Cart")));
}

void TestManifests::editsAnObject()
{
    const api::Object made = api::newObject("v1", "ConfigMap", {"default", "edited"}).with("data", api::Value::object({{"a", "1"}}));
    QVERIFY(m_cluster->remote().create(client::gvr::configMaps, made).result());
    ManifestEditor editor;
    editor.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    editor.edit(QStringLiteral("ConfigMap"), QStringLiteral("default"), QStringLiteral("edited"));
    QVERIFY(eventually([&] { return editor.isEditing() && !editor.isBusy(); }));
    QVERIFY(!editor.text().contains(QStringLiteral("managedFields")));
    QVERIFY(!editor.isDirty());
    editor.setText(QString(editor.text()).replace(QStringLiteral("a: \"1\""), QStringLiteral("a: \"2\"")));
    QVERIFY(editor.isDirty());
    QVERIFY(eventually([&] { return editor.isChecked(); }));
    QVERIFY(settle(editor, true));
    const auto now = m_cluster->remote().get(client::gvr::configMaps, {"default", "edited"}).result();
    QVERIFY(now);
    QCOMPARE((*now)["data"]["a"].text(), QByteArrayView("2"));
    QVERIFY(!now->metadata()["managedFields"].isEmpty());
    // It stays this object.
    editor.edit(QStringLiteral("ConfigMap"), QStringLiteral("default"), QStringLiteral("edited"));
    QVERIFY(eventually([&] { return editor.isEditing() && !editor.isBusy(); }));
    editor.setText(QString(editor.text()).replace(QStringLiteral("name: edited"), QStringLiteral("name: other")));
    QVERIFY(settle(editor, false));
    QVERIFY(m_cluster->remote().get(client::gvr::configMaps, {"default", "other"}).result().failedWith(api::Reason::NotFound));
}

void TestManifests::bringsInWhatOthersChanged()
{
    const api::Object made = api::newObject("v1", "ConfigMap", {"default", "shared"})
                                 .with("data", api::Value::object({{"mine", "1"}, {"theirs", "1"}}));
    QVERIFY(m_cluster->remote().create(client::gvr::configMaps, made).result());
    ManifestEditor editor;
    editor.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    editor.edit(QStringLiteral("ConfigMap"), QStringLiteral("default"), QStringLiteral("shared"));
    QVERIFY(eventually([&] { return editor.isEditing() && !editor.isBusy(); }));
    QVERIFY(m_cluster->remote()
                .patch(client::gvr::configMaps, {"default", "shared"}, api::PatchType::Merge,
                       api::Value().withPath({"data", "theirs"}, "2"))
                .result());
    editor.setText(QString(editor.text()).replace(QStringLiteral("mine: \"1\""), QStringLiteral("mine: \"2\"")));
    QVERIFY(settle(editor, false)); // not overwritten unseen...
    QVERIFY(!editor.notice().isEmpty());
    QVERIFY(editor.isDirty());
    QVERIFY(editor.text().contains(QStringLiteral("theirs: \"2\"")));
    QVERIFY(editor.text().contains(QStringLiteral("mine: \"2\"")));
    QVERIFY(settle(editor, true)); // ...and the second time it is both
    const auto now = m_cluster->remote().get(client::gvr::configMaps, {"default", "shared"}).result();
    QVERIFY(now);
    QCOMPARE((*now)["data"]["mine"].text(), QByteArrayView("2"));
    QCOMPARE((*now)["data"]["theirs"].text(), QByteArrayView("2"));
}

QTEST_GUILESS_MAIN(TestManifests)
#include "tst_manifests.moc"
