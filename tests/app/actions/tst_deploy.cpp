// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/documents.h"
#include "app/actions/fieldrows.h"
#include "app/actions/templates.h"
#include "controlplane/api/yaml.h"

#include <QTest>

using namespace orrery;
using namespace orrery::actions;
using api::Value;

static Value yaml(const char *text)
{
    const auto read = api::parseYaml(text);
    return read && !read->isEmpty() ? read->constFirst().value : Value();
}

static Value at(const Value &document, const char *path)
{
    return valueAt(document, parsePath(path));
}

/// The pure parts of deploying: paths, documents, the schema's rows, templates and what the form does to them.
class TestDeploy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pathsReadAndWrite();
    void emptiedFieldsGo();
    void membersByTheirPlace();
    void documentsKeepWhatIsNotEdited();
    void rowsFollowTheSchema();
    void alternativesExclude();
    void typedTextHasItsType();
    void everyTypeHasRows();
    void templatesAreTheirKinds();
    void renameFollows();
    void kindsTurnIntoOneAnother();
    void servicesComeAndGo();
    void namespacesAreMade();
    void nodesAndMounts();
};

void TestDeploy::pathsReadAndWrite()
{
    for (const char *text : {"spec.containers[0].image", "data[a.b]", "metadata.labels.#1", "spec"})
        QCOMPARE(pathText(parsePath(text)), QByteArray(text));
    const Value made = withValueAt({}, parsePath("spec.containers[0].ports[0].containerPort"), 80);
    QCOMPARE(api::toJson(made), R"({"spec":{"containers":[{"ports":[{"containerPort":80}]}]}})");
    QCOMPARE(at(made, "spec.containers[0].ports[0].containerPort").integer(), 80);
    QVERIFY(at(made, "spec.containers[1].ports").isNull());
    QVERIFY(at(made, "spec.containers.name").isNull());
    QCOMPARE(withValueAt(made, parsePath("spec.containers[5]"), 1), made); // nothing is put beyond the end
}

void TestDeploy::emptiedFieldsGo()
{
    const Value pod = yaml("spec:\n  a: {b: {c: 1}}\n  list: [{x: 1}, {z: 2}]\n  volumes: [{name: v, emptyDir: {medium: Memory}}]\n");
    QCOMPARE(api::toJson(at(withValueAt(pod, parsePath("spec.a.b.c"), {}), "spec")).contains("\"a\""), false);
    const Value item = withValueAt(pod, parsePath("spec.list[0].x"), {});
    QCOMPARE(api::toJson(at(item, "spec.list")), R"([{},{"z":2}])"); // an item stays
    QCOMPARE(api::toJson(at(withValueAt(pod, parsePath("spec.list[0]"), {}), "spec.list")), R"([{"z":2}])");
    QCOMPARE(api::toJson(at(withValueAt(pod, parsePath("spec.volumes[0].emptyDir.medium"), {}), "spec.volumes[0]")), R"({"name":"v","emptyDir":{}})");
    QCOMPARE(withValueAt(pod, parsePath("nothing.here"), {}), pod);
    QCOMPARE(api::toJson(withValueAt(yaml("a: 1"), {"a"}, {})), "{}");
}

void TestDeploy::membersByTheirPlace()
{
    const Value map = yaml("labels: {app: web, tier: front}");
    QCOMPARE(at(map, "labels.#1").text(), QByteArrayView("front"));
    const Value renamed = withNameAt(map, parsePath("labels.#0"), "name");
    QCOMPARE(api::toJson(renamed["labels"]), R"({"name":"web","tier":"front"})");
    QCOMPARE(withNameAt(map, parsePath("labels.#0"), "tier"), map); // taken
    QCOMPARE(api::toJson(withValueAt(map, parsePath("labels.#1"), "back")["labels"]), R"({"app":"web","tier":"back"})");
    QCOMPARE(api::toJson(withValueAt(map, parsePath("labels.#0"), {})["labels"]), R"({"tier":"front"})");
}

void TestDeploy::documentsKeepWhatIsNotEdited()
{
    const QByteArray text = "# the first\na: 1 # one\n---\n# the second\nb: [x,   y]\n";
    const auto documents = readDocuments(text);
    QVERIFY(documents);
    QCOMPARE(documents->size(), 2);
    QCOMPARE(documents->at(1).line, 4);
    QCOMPARE(textOf(*documents), text);
    const auto edited = withValues(*documents, {documents->at(0).value.with("a", 2), documents->at(1).value});
    QCOMPARE(textOf(edited), "a: 2\n---\n# the second\nb: [x,   y]\n");
    QCOMPARE(edited[1].line, 3);
    // Odd, but YAML.
    QCOMPARE(readDocuments("--- {a: 1}\n--- {b: 2}\n")->size(), 2);
    QCOMPARE(readDocuments("a: |\n  x\n\n")->at(0).text, "a: |\n  x\n\n");
    QVERIFY(readDocuments("# nothing\n")->isEmpty());
    QVERIFY(!readDocuments("a: ["));
}

static const api::Schema::Type &deployment()
{
    return *api::Schema::builtin().type("apps/v1", "Deployment");
}

static const FieldRow *rowWith(const QList<FieldRow> &rows, const QByteArray &cell)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const FieldRow &row) {
        return std::any_of(row.cells.begin(), row.cells.end(), [&](const FieldCell &one) { return one.path == cell; });
    });
    return found == rows.end() ? nullptr : &*found;
}

void TestDeploy::rowsFollowTheSchema()
{
    const QByteArray box = "spec.template.spec.containers[0].";
    Value document = manifestsOf("web", "web", "default").constFirst();
    const auto rows = [&](const char *field) { return rowsOf(deployment(), document, box + field); };
    QCOMPARE(rows("env").size(), 1); // the title, to add to
    QVERIFY(rows("env")[0].canAdd);
    QVERIFY(!rows("env")[0].canRemove);
    document = withAdded(deployment(), document, box + "env");
    QCOMPARE(api::toJson(at(document, (box + "env").constData())), R"([{"name":"","value":""}])");
    const auto env = rows("env");
    QCOMPARE(env.size(), 2);
    QVERIFY(env[1].canRemove);
    QCOMPARE(env[1].cells.size(), 3); // name, from, value
    QCOMPARE(env[1].cells[1].editor, FieldCell::Editor::OneOf);
    // A port is three inputs in a row, one of them a choice.
    const auto ports = rows("ports");
    const FieldRow *port = rowWith(ports, box + "ports[0].containerPort");
    QVERIFY(port);
    QCOMPARE(port->cells.size(), 3);
    QCOMPARE(port->cells[0].editor, FieldCell::Editor::Number);
    QCOMPARE(port->cells[1].options, QList<QByteArray>({"TCP", "UDP", "SCTP"}));
    QVERIFY(port->addable.contains("hostPort"));
    QCOMPARE(port->cells[2].emptied, FieldCell::Emptied::Goes);
    document = withAdded(deployment(), document, box + "ports[0].hostPort");
    const auto more = rows("ports");
    QCOMPARE(rowWith(more, box + "ports[0].hostPort")->cells.last().emptied, FieldCell::Emptied::GoesLater); // or its input would go while it is typed into
    QCOMPARE(env[1].cells[2].emptied, FieldCell::Emptied::Stays); // an empty variable is one
    // What a container asks for has its two usual names.
    QVERIFY(rowWith(rows("resources.requests"), box + "resources.requests.cpu"));
    // A field that the table does not know shows when the document has it.
    QVERIFY(!rowWith(rowsOf(deployment(), document, "spec", {"template", "selector", "replicas"}), "spec.paused"));
    document = withAdded(deployment(), document, "spec.paused");
    const auto spec = rowsOf(deployment(), document, "spec", {"template", "selector", "replicas"});
    QVERIFY(rowWith(spec, "spec.paused"));
    QVERIFY(spec[0].addable.contains("minReadySeconds"));
    QVERIFY(!spec[0].addable.contains("paused"));
    // Labels: a name and a value.
    const auto labels = rowsOf(deployment(), document, "metadata.labels");
    QCOMPARE(labels.size(), 2);
    QCOMPARE(labels[1].cells[0].editor, FieldCell::Editor::Name);
}

void TestDeploy::alternativesExclude()
{
    const QByteArray box = "spec.template.spec.containers[0].";
    Value document = manifestsOf("web", "web", "default").constFirst();
    document = withAdded(deployment(), document, box + "livenessProbe");
    QCOMPARE(at(document, (box + "livenessProbe.httpGet.path").constData()).text(), QByteArrayView("/"));
    QVERIFY(rowWith(rowsOf(deployment(), document, box + "livenessProbe"), box + "livenessProbe.httpGet.port"));
    const QList<QByteArray> kinds{"httpGet", "tcpSocket", "exec", "grpc"};
    document = withChosen(deployment(), document, box + "livenessProbe", kinds, "exec");
    QVERIFY(at(document, (box + "livenessProbe.httpGet").constData()).isNull());
    QCOMPARE(chosenOf(at(document, (box + "livenessProbe").constData()), kinds), "exec");
    document = withAdded(deployment(), document, box + "env");
    const QList<QByteArray> sources{"value", "valueFrom.configMapKeyRef", "valueFrom.secretKeyRef"};
    document = withChosen(deployment(), document, box + "env[0]", sources, "valueFrom.secretKeyRef");
    QCOMPARE(api::toJson(at(document, (box + "env[0]").constData())), R"({"name":"","valueFrom":{"secretKeyRef":{"name":"","key":""}}})");
    const auto rows = rowsOf(deployment(), document, box + "env");
    const FieldRow *key = rowWith(rows, box + "env[0].valueFrom.secretKeyRef.name");
    QVERIFY(key);
    const auto cell = std::find_if(key->cells.begin(), key->cells.end(), [](const FieldCell &one) { return one.label == "secretKeyRef.name" && !one.suggests.isEmpty(); });
    QVERIFY(cell != key->cells.end());
    QCOMPARE(cell->suggests, "Secret");
    document = withChosen(deployment(), document, box + "env[0]", sources, "value");
    QCOMPARE(api::toJson(at(document, (box + "env[0]").constData())), R"({"name":"","value":""})");
}

void TestDeploy::typedTextHasItsType()
{
    const auto typed = [](const char *path, const char *text) { return api::toJson(fromText(shapeAt(deployment(), parsePath(path)), text)); };
    QCOMPARE(typed("spec.replicas", "3"), "3");
    QCOMPARE(typed("spec.replicas", "three"), "\"three\""); // for the server to refuse
    QCOMPARE(typed("spec.paused", "true"), "true");
    QCOMPARE(typed("metadata.labels.#0", "3"), "\"3\"");
    QCOMPARE(typed("spec.template.spec.containers[0].env[0].value", "3"), "\"3\"");
    QCOMPARE(typed("spec.template.spec.containers[0].livenessProbe.httpGet.port", "http"), "\"http\"");
    QCOMPARE(typed("spec.template.spec.containers[0].livenessProbe.httpGet.port", "80"), "80");
    QCOMPARE(typed("spec.template.spec.containers[0].resources.requests.cpu", "1"), "\"1\"");
    QCOMPARE(typed("spec.template.spec.containers[0].command[0]", "3"), "\"3\"");
    QCOMPARE(typed("spec.replicas", ""), "null");
}

/// Whatever the schema has can be begun and shown: nothing of it is special to the form.
void TestDeploy::everyTypeHasRows()
{
    int shown = 0;
    for (const api::Schema::Type &type : api::Schema::builtin().types()) {
        Value document = Value::object(std::vector<api::Member>());
        for (const api::Schema::Field &field : type.fields) {
            document = withAdded(type, document, field.name);
            QVERIFY2(document.contains(field.name), (type.name + '.' + field.name).constData());
        }
        const auto rows = rowsOf(type, document, {});
        for (const FieldRow &row : rows)
            QVERIFY2(!row.label.isEmpty() || !row.cells.isEmpty() || row.canRemove, (type.name + " " + row.path).constData());
        shown += int(rows.size());
    }
    QVERIFY(shown > 1000);
}

void TestDeploy::templatesAreTheirKinds()
{
    QSet<QByteArray> kinds;
    for (const Template &one : templates()) {
        const Documents made = manifestsOf(one.id, "mine", "team", "node-1");
        QVERIFY(!made.isEmpty());
        QCOMPARE(made[0]["kind"].bytes(), one.kind);
        kinds += one.kind;
        for (const Value &document : made) {
            QCOMPARE(document["metadata"]["name"].bytes(), "mine");
            QCOMPARE(document["metadata"]["namespace"].bytes(), one.kind == "Namespace" ? "" : "team");
            const auto *type = api::Schema::builtin().type(document["apiVersion"].text(), document["kind"].text());
            QVERIFY(type);
            api::Schema::Report report;
            QVERIFY(api::Schema::builtin().decode(*type, document, &report));
            QVERIFY(report.unknown.isEmpty());
        }
        if (isWorkload(one.kind)) {
            QCOMPARE(nodeOf(made[0]), "node-1");
            const QByteArray pod = podPath(one.kind);
            QVERIFY(valueAt(made[0], parsePath(pod) + parsePath("spec.containers[0].image")).isString());
        }
    }
    for (const QByteArray &kind : workloadKinds())
        QVERIFY2(kinds.contains(kind), kind.constData());
    QVERIFY(manifestsOf("no such", "a", "b").isEmpty());
}

void TestDeploy::renameFollows()
{
    Documents made = renamed(manifestsOf("web", "web", "default"), 0, "shop");
    QCOMPARE(textOf(withValues({}, made)), textOf(withValues({}, manifestsOf("web", "shop", "default"))));
    QCOMPARE(textOf(withValues({}, renamed(manifestsOf("statefulset", "db", "a"), 0, "x"))), textOf(withValues({}, manifestsOf("statefulset", "x", "a"))));
    // Through nothing and back, as one types.
    made = renamed(renamed(made, 0, ""), 0, "web");
    QCOMPARE(textOf(withValues({}, made)), textOf(withValues({}, manifestsOf("web", "web", "default"))));
    // What goes by another name stays.
    Documents other = manifestsOf("web", "web", "default");
    other[0] = withValueAt(other[0], parsePath("spec.template.spec.containers[0].name"), "nginx");
    QCOMPARE(at(renamed(other, 0, "shop")[0], "spec.template.spec.containers[0].name").bytes(), "nginx");
}

void TestDeploy::kindsTurnIntoOneAnother()
{
    for (const QByteArray &from : workloadKinds()) {
        for (const QByteArray &to : workloadKinds()) {
            Documents made;
            for (const Template &one : templates()) {
                if (one.kind == from)
                    made = manifestsOf(one.id, "mine", "default");
            }
            made[0] = withValueAt(made[0], parsePath(podPath(from)) + parsePath("spec.containers[0].env[0]"), yaml("{name: A, value: b}"));
            const Documents turned = ofKind(made, 0, to);
            const Value &document = turned[0];
            QCOMPARE(document["kind"].bytes(), to);
            const auto *type = api::Schema::builtin().type(document["apiVersion"].text(), to);
            QVERIFY2(type, to.constData());
            api::Schema::Report report;
            QVERIFY(api::Schema::builtin().decode(*type, document, &report));
            QVERIFY2(report.unknown.isEmpty(), report.unknown.join(' ').constData());
            QCOMPARE(valueAt(document, parsePath(podPath(to)) + parsePath("spec.containers[0].env[0].value")).bytes(), "b");
            const bool once = to == "Job" || to == "CronJob";
            if (from != to)
                QCOMPARE(valueAt(document, parsePath(podPath(to)) + parsePath("spec.restartPolicy")).bytes(), once ? "OnFailure" : "");
            if (once)
                QCOMPARE(turned.size(), 1);
            if (!once && to != "Pod")
                QCOMPARE(document["spec"]["selector"]["matchLabels"], document["spec"]["template"]["metadata"]["labels"]);
        }
    }
}

void TestDeploy::servicesComeAndGo()
{
    Documents made = manifestsOf("web", "web", "default");
    QCOMPARE(serviceTypeOf(made), "ClusterIP");
    made = withService(made, "NodePort");
    QCOMPARE(made.size(), 2);
    QCOMPARE(at(made[1], "spec.type").bytes(), "NodePort");
    made[1] = withValueAt(made[1], parsePath("spec.ports[0].nodePort"), 30080);
    made = withService(made, "Headless");
    QCOMPARE(at(made[1], "spec.clusterIP").bytes(), "None");
    QVERIFY(at(made[1], "spec.type").isNull());
    QVERIFY(at(made[1], "spec.ports[0].nodePort").isNull());
    QCOMPARE(serviceTypeOf(made), "Headless");
    made = withPort(made, 0, 0, 9000);
    QCOMPARE(at(made[1], "spec.ports[0].targetPort").integer(), 9000);
    QCOMPARE(at(made[1], "spec.ports[0].port").integer(), 80);
    QCOMPARE(portOf(made[0], 0), 9000);
    made = withService(made, "");
    QCOMPARE(made.size(), 1);
    QCOMPARE(serviceTypeOf(made), "");
    made = withPort(made, 0, 0, 0);
    QVERIFY(at(made[0], "spec.template.spec.containers[0].ports").isNull());
    // One of another name, that selects these pods, is it, too.
    made += yaml("{apiVersion: v1, kind: Service, metadata: {name: front}, spec: {selector: {app: web}}}");
    QCOMPARE(serviceTypeOf(made), "ClusterIP");
}

void TestDeploy::namespacesAreMade()
{
    Documents made = inNamespace(manifestsOf("web", "web", "default"), "team", false);
    QCOMPARE(made.size(), 3);
    QCOMPARE(made[0]["kind"].bytes(), "Namespace");
    QCOMPARE(at(made[1], "metadata.namespace").bytes(), "team");
    QCOMPARE(at(made[2], "metadata.namespace").bytes(), "team");
    made = inNamespace(made, "teams", false);
    QCOMPARE(made.size(), 3);
    QCOMPARE(at(made[0], "metadata.name").bytes(), "teams");
    QCOMPARE(inNamespace(made, "default", true).size(), 2);
}

void TestDeploy::nodesAndMounts()
{
    Value pod = manifestsOf("pod", "a", "default", "node-2").constFirst();
    QCOMPARE(api::toJson(at(pod, "spec.nodeSelector")), R"({"kubernetes.io/hostname":"node-2"})");
    pod = withNode(withValueAt(pod, parsePath("spec.nodeName"), "node-1"), "");
    QVERIFY(at(pod, "spec.nodeSelector").isNull());
    QVERIFY(at(pod, "spec.nodeName").isNull());
    pod = withMount(withMount(pod, 0, "configMap"), 0, "configMap");
    QCOMPARE(api::toJson(at(pod, "spec.volumes")), R"([{"name":"config","configMap":{"name":""}},{"name":"config-2","configMap":{"name":""}}])");
    QCOMPARE(at(pod, "spec.containers[0].volumeMounts[1].mountPath").bytes(), "/mnt/config-2");
    pod = withContainer(withContainer(pod));
    QCOMPARE(at(pod, "spec.containers[2].name").bytes(), "side-2");
}

QTEST_GUILESS_MAIN(TestDeploy)
#include "tst_deploy.moc"
