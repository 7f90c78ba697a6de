// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/fieldmodel.h"
#include "tests/support/opencluster.h"

#include <QSignalSpy>

using namespace orrery;
using actions::FieldModel;
using actions::ManifestEditor;
using actions::ManifestForm;
using test::eventually;

/// The form over the text, against the real API server.
class TestManifestForm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster->session.reset(); }
    void init();
    void cleanup();
    void bothWays();
    void textStaysWhereTheFormDoesNotWrite();
    void unreadableTextKeepsTheForm();
    void rowsComeOneByOne();
    void problemsAreAtTheirFields();
    void sendsAndTells();
    void triesAgainWhatFailed();
    void everyKindArrives_data();
    void everyKindArrives();
    void offersWhatIsThere();

private:
    bool send(bool ok);
    QString result(int which) const { return m_editor->results().value(which).toMap()[QStringLiteral("message")].toString(); }
    std::unique_ptr<test::OpenCluster> m_cluster;
    std::unique_ptr<ManifestEditor> m_editor;
    std::unique_ptr<ManifestForm> m_form;
};

void TestManifestForm::initTestCase()
{
    m_cluster = std::make_unique<test::OpenCluster>();
}

void TestManifestForm::init()
{
    m_editor = std::make_unique<ManifestEditor>();
    m_editor->setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    m_form = std::make_unique<ManifestForm>();
    m_form->setEditor(m_editor.get());
}

void TestManifestForm::cleanup()
{
    m_form.reset();
    m_editor.reset();
}

bool TestManifestForm::send(bool ok)
{
    QSignalSpy done(m_editor.get(), &ManifestEditor::done);
    m_editor->submit();
    return (!done.isEmpty() || done.wait(20'000)) && done[0][0].toBool() == ok;
}

void TestManifestForm::bothWays()
{
    m_form->start(QStringLiteral("web"), QStringLiteral("node-1"));
    QCOMPARE(m_form->kind(), QStringLiteral("Deployment"));
    QCOMPARE(m_form->name(), QStringLiteral("web"));
    QCOMPARE(m_form->ns(), QStringLiteral("default"));
    QCOMPARE(m_form->node(), QStringLiteral("node-1"));
    QCOMPARE(m_form->documents().size(), 2);
    m_form->setText(QStringLiteral("spec.replicas"), QStringLiteral("7"), false);
    QVERIFY(m_editor->text().contains(QStringLiteral("replicas: 7")));
    m_form->setName(QStringLiteral("shop"));
    QVERIFY(!m_editor->text().contains(QStringLiteral("web")));
    m_editor->setText(QString(m_editor->text()).replace(QStringLiteral("replicas: 7"), QStringLiteral("replicas: 2")));
    QCOMPARE(m_form->text(QStringLiteral("spec.replicas")), QStringLiteral("2"));
    m_form->setServiceType({});
    QCOMPARE(m_form->documents().size(), 1);
    // Touched: its pods stay under another kind. Untouched: the other kind's template.
    m_form->setText(m_form->containerPath() + QStringLiteral("image"), QStringLiteral("a/b:2"), false);
    m_form->turnInto(QStringLiteral("CronJob"));
    QCOMPARE(m_form->kind(), QStringLiteral("CronJob"));
    QCOMPARE(m_form->text(m_form->containerPath() + QStringLiteral("image")), QStringLiteral("a/b:2"));
    m_form->start(QStringLiteral("web"), {});
    m_form->turnInto(QStringLiteral("Job"));
    QCOMPARE(m_form->name(), QStringLiteral("job"));
}

void TestManifestForm::textStaysWhereTheFormDoesNotWrite()
{
    m_editor->setText(QStringLiteral("# mine\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n"
                                     "spec: {unheardOf: 1, containers: [{name: c, image: d}]}\n"));
    m_form->setCurrent(1);
    m_form->setText(QStringLiteral("spec.containers[0].image"), QStringLiteral("e"), false);
    QVERIFY(m_editor->text().startsWith(QStringLiteral("# mine\n")));
    QVERIFY(m_editor->text().contains(QStringLiteral("unheardOf: 1")));
    QVERIFY(m_editor->text().contains(QStringLiteral("image: e")));
}

void TestManifestForm::unreadableTextKeepsTheForm()
{
    m_form->start(QStringLiteral("pod"), {});
    const QString text = m_editor->text();
    m_editor->setText(text + QStringLiteral("  broken: ["));
    QVERIFY(!m_form->isReadable());
    QCOMPARE(m_form->name(), QStringLiteral("pod"));
    m_form->setName(QStringLiteral("other")); // what cannot be read is not written over
    QVERIFY(m_editor->text().contains(QStringLiteral("broken")));
    m_editor->setText(text);
    QVERIFY(m_form->isReadable());
}

void TestManifestForm::rowsComeOneByOne()
{
    m_form->start(QStringLiteral("web"), {});
    FieldModel model;
    model.setForm(m_form.get());
    model.setPaths({m_form->containerPath() + QStringLiteral("env"), m_form->containerPath() + QStringLiteral("ports")});
    const int before = model.rowCount();
    QSignalSpy inserted(&model, &FieldModel::rowsInserted), removed(&model, &FieldModel::rowsRemoved), reset(&model, &FieldModel::modelReset);
    m_form->add(m_form->containerPath() + QStringLiteral("env"));
    QCOMPARE(model.rowCount(), before + 1);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 0);
    // Typing changes no row, so that the input that is typed into stays.
    m_form->setText(m_form->containerPath() + QStringLiteral("env[0].name"), QStringLiteral("A"), true);
    m_form->setText(m_form->containerPath() + QStringLiteral("env[0].value"), QStringLiteral("b"), true);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 0);
    m_form->remove(m_form->containerPath() + QStringLiteral("env[0]"));
    QCOMPARE(model.rowCount(), before);
    QCOMPARE(reset.size(), 0);
    QVERIFY(!m_editor->text().contains(QStringLiteral("env")));
}

void TestManifestForm::problemsAreAtTheirFields()
{
    m_form->start(QStringLiteral("web"), {});
    QVERIFY(eventually([&] { return m_editor->isChecked(); }));
    QVERIFY(m_editor->problems().isEmpty()); // nobody is scolded for a beginning
    const auto wrong = [&](const QString &path, const QString &text) {
        m_form->start(QStringLiteral("web"), {});
        m_form->setText(path, text, true);
        return eventually([&] { return !m_form->problem(path).isEmpty(); });
    };
    QVERIFY(wrong(QStringLiteral("metadata.name"), QStringLiteral("UPPER")));
    QVERIFY(m_form->problem(QStringLiteral("metadata"), true).size() > 0);
    QVERIFY(m_form->problem(QStringLiteral("spec"), true).isEmpty());
    QVERIFY(wrong(QStringLiteral("metadata.name"), {}));
    QVERIFY(wrong(QStringLiteral("spec.replicas"), QStringLiteral("-1")));
    QVERIFY(wrong(QStringLiteral("spec.replicas"), QStringLiteral("many")));
    QVERIFY(wrong(m_form->containerPath() + QStringLiteral("ports[0].containerPort"), QStringLiteral("70000")));
    QVERIFY(wrong(m_form->containerPath() + QStringLiteral("resources.requests.cpu"), QStringLiteral("lots")));
    // What was just added is not scolded for being empty, until it is sent.
    m_form->start(QStringLiteral("web"), {});
    m_form->add(m_form->containerPath() + QStringLiteral("env"));
    const QString added = m_form->containerPath() + QStringLiteral("env[0].name");
    QVERIFY(eventually([&] { return m_editor->problems().size() == 1; }));
    QVERIFY(m_form->problem(added).isEmpty());
    QVERIFY(m_form->problem(QStringLiteral("spec"), true).isEmpty());
    QVERIFY(send(false));
    QVERIFY(!m_form->problem(added).isEmpty());
    QVERIFY(wrong(m_form->containerPath() + QStringLiteral("resources.requests.cpu"), QStringLiteral("lots")));
    QCOMPARE(m_form->documents()[0].toMap()[QStringLiteral("problems")].toInt(), 1);
    QCOMPARE(m_form->documents()[1].toMap()[QStringLiteral("problems")].toInt(), 0);
    m_form->setText(m_form->containerPath() + QStringLiteral("resources.requests.cpu"), QStringLiteral("100m"), true);
    QVERIFY(eventually([&] { return m_editor->isChecked(); }));
    QVERIFY(m_editor->problems().isEmpty());
}

void TestManifestForm::sendsAndTells()
{
    m_form->start(QStringLiteral("web"), {});
    m_form->setName(QStringLiteral("told"));
    QVERIFY(m_editor->commands().contains(QStringLiteral("\nkubectl apply --server-side")));
    QVERIFY(m_editor->commands().contains(QStringLiteral("# PATCH /apis/apps/v1/namespaces/default/deployments/told\n")));
    QVERIFY(send(true));
    QCOMPARE(m_editor->results().size(), 2);
    QCOMPARE(result(0), QStringLiteral("created"));
    QVERIFY(send(true));
    QCOMPARE(result(0), QStringLiteral("unchanged"));
    QCOMPARE(result(1), QStringLiteral("unchanged"));
    m_form->setText(QStringLiteral("spec.replicas"), QStringLiteral("5"), false);
    QVERIFY(eventually([&] { return m_editor->isChecked(); }));
    QCOMPARE(m_editor->existing(), 2); // said before it is sent
    QVERIFY(send(true));
    QCOMPARE(result(0), QStringLiteral("configured"));
    QCOMPARE(result(1), QStringLiteral("unchanged"));
    const auto now = m_cluster->remote().get(client::gvr::deployments, {"default", "told"}).result();
    QVERIFY(now);
    QCOMPARE(now->spec()["replicas"].integer(), 5);
}

void TestManifestForm::triesAgainWhatFailed()
{
    m_editor->setText(QStringLiteral("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fine}\n---\n"
                                     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: late, namespace: not-yet}\n"));
    QVERIFY(send(false));
    QCOMPARE(m_editor->failures(), 1);
    QVERIFY(m_cluster->remote().create(client::gvr::namespaces, api::newObject("v1", "Namespace", {{}, "not-yet"})).result());
    QSignalSpy done(m_editor.get(), &ManifestEditor::done);
    m_editor->retry();
    QVERIFY(!done.isEmpty() || done.wait(20'000));
    QCOMPARE(done[0][0].toBool(), true);
    QCOMPARE(m_editor->failures(), 0);
    QCOMPARE(m_editor->results().size(), 2); // the other was not sent again
    QCOMPARE(result(0), QStringLiteral("created"));
    QCOMPARE(result(1), QStringLiteral("created"));
}

void TestManifestForm::everyKindArrives_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"web", "statefulset", "daemonset", "job", "cronjob", "pod", "configmap", "secret", "service", "namespace"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestManifestForm::everyKindArrives()
{
    QFETCH(QString, id);
    m_form->start(id, QStringLiteral("node-1"));
    const QString name = QStringLiteral("sent-") + id;
    m_form->setName(name);
    QVERIFY(m_form->isKnown());
    if (m_form->isWorkload()) {
        m_form->add(m_form->containerPath() + QStringLiteral("env"));
        m_form->setText(m_form->containerPath() + QStringLiteral("env[0].name"), QStringLiteral("MODE"), true);
        m_form->addMount(QStringLiteral("emptyDir"));
        m_form->add(m_form->containerPath() + QStringLiteral("readinessProbe"));
        m_form->setText(m_form->containerPath() + QStringLiteral("resources.limits.memory"), QStringLiteral("64Mi"), false);
        m_form->addContainer();
    }
    const bool sent = send(true);
    QVERIFY2(sent, qPrintable(m_editor->text() + QDebug::toString(m_editor->results())));
    const cluster::Kind *kind = m_cluster->session->kind(m_form->kind());
    QVERIFY(kind);
    const auto there = m_cluster->remote().get(kind->gvr, {kind->namespaced ? "default" : "", name.toUtf8()}).result();
    QVERIFY(there);
    if (!m_form->isWorkload())
        return;
    const api::Value pod = actions::valueAt(there->document(), actions::parsePath(m_form->podPath().toUtf8()));
    QCOMPARE(actions::valueAt(pod, actions::parsePath("spec.nodeSelector[kubernetes.io/hostname]")).bytes(), "node-1");
    QCOMPARE(actions::valueAt(pod, actions::parsePath("spec.containers[0].env[0].name")).bytes(), "MODE");
    QCOMPARE(actions::valueAt(pod, actions::parsePath("spec.containers[0].volumeMounts[0].mountPath")).bytes(), "/mnt/data");
    QCOMPARE(actions::valueAt(pod, actions::parsePath("spec.containers[1].name")).bytes(), "side");
}

void TestManifestForm::offersWhatIsThere()
{
    m_form->start(QStringLiteral("web"), {});
    QVERIFY(m_cluster->remote().create(client::gvr::configMaps, api::newObject("v1", "ConfigMap", {"default", "offered"})).result());
    QVERIFY(eventually([&] { return m_form->suggestions(QStringLiteral("ConfigMap")).contains(QStringLiteral("offered")); }));
    QVERIFY(eventually([&] { return m_form->suggestions(QStringLiteral("Namespace")).contains(QStringLiteral("default")); }));
    m_form->addMount(QStringLiteral("secret"));
    QCOMPARE(m_form->suggestions(QStringLiteral("volume")), QStringList{QStringLiteral("secret")});
    m_form->setText(m_form->podPath() + QStringLiteral("spec.volumes[0].secret.secretName"), QStringLiteral("keys"), false);
    QVERIFY(m_form->suggestions(QStringLiteral("NoSuchKind")).isEmpty());
    // A namespace that is not there is made, in front.
    m_form->setNs(QStringLiteral("brand-new"));
    QCOMPARE(m_form->documents().size(), 3);
    QCOMPARE(m_form->kind(), QStringLiteral("Deployment"));
    QVERIFY(send(true));
    QVERIFY(m_cluster->remote().get(client::gvr::deployments, {"brand-new", m_form->name().toUtf8()}).result());
}

QTEST_GUILESS_MAIN(TestManifestForm)
#include "tst_manifestform.moc"
