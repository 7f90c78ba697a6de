// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/actions.h"
#include "app/actions/deploy.h"
#include "app/actions/machines.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using actions::DeploySpec;

class TestActions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manifests();
    void problems_data();
    void problems();
    void machineNames();
    void refusalIsTold();
    void formWritesYaml();
};

void TestActions::manifests()
{
    DeploySpec spec;
    spec.name = "web";
    spec.image = "registry.local/demo:1";
    spec.replicas = 3;
    spec.port = 8080;
    spec.serviceType = "NodePort";
    spec.environment = {{"MODE", "a=b"}};
    spec.memory = "64Mi";
    const auto objects = actions::manifestsOf(spec);
    QCOMPARE(objects.size(), 2);
    const api::Object &deployment = objects[0], &service = objects[1];
    QCOMPARE(deployment.kind(), "Deployment");
    QCOMPARE(deployment.ns(), "default");
    QCOMPARE(deployment.spec()["replicas"].integer(), 3);
    const api::Value &container = deployment.spec()["template"]["spec"]["containers"].at(0);
    QCOMPARE(container["image"].bytes(), "registry.local/demo:1");
    QCOMPARE(container["env"].at(0)["value"].bytes(), "a=b");
    QCOMPARE(container["resources"]["requests"]["memory"].bytes(), "64Mi");
    QVERIFY(deployment.spec()["selector"]["matchLabels"] == deployment.spec()["template"]["metadata"]["labels"]);
    QCOMPARE(service.spec()["type"].bytes(), "NodePort");
    QCOMPARE(service.spec()["ports"].at(0)["targetPort"].integer(), 8080);
    spec.serviceType.clear();
    QCOMPARE(actions::manifestsOf(spec).size(), 1);
}

void TestActions::problems_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("image");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArrayList>("fields");
    QTest::newRow("fine") << QByteArray("web") << QByteArray("a/b:1") << 80 << QByteArrayList();
    QTest::newRow("empty") << QByteArray() << QByteArray() << 80 << QByteArrayList{"image", "name"};
    QTest::newRow("upper") << QByteArray("Web") << QByteArray("x") << 80 << QByteArrayList{"name"};
    QTest::newRow("dash") << QByteArray("web-") << QByteArray("x") << 80 << QByteArrayList{"name"};
    QTest::newRow("long") << QByteArray(64, 'a') << QByteArray("x") << 80 << QByteArrayList{"name"};
    QTest::newRow("image") << QByteArray("web") << QByteArray("a b") << 80 << QByteArrayList{"image"};
    QTest::newRow("port") << QByteArray("web") << QByteArray("x") << 0 << QByteArrayList{"port"};
}

void TestActions::problems()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, image);
    QFETCH(int, port);
    DeploySpec spec;
    spec.name = name;
    spec.image = image;
    spec.port = port;
    spec.serviceType = "ClusterIP";
    QTEST(QByteArrayList(actions::problemsOf(spec).keys()), "fields");
}

void TestActions::machineNames()
{
    QCOMPARE(actions::freeMachineName({}), "node-1");
    QCOMPARE(actions::freeMachineName({{{}, "node-1"}, {{}, "node-3"}}), "node-2");
    const api::Object machine = actions::machineOf("node-1", {});
    QCOMPARE(machine.spec()["provider"].bytes(), "libvirt");
    QCOMPARE(machine.spec()["powerState"].bytes(), "On");
}

void TestActions::refusalIsTold()
{
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {});
    actions::Actions verbs;
    verbs.setProperty("session", QVariant::fromValue(session.get()));
    QSignalSpy began(&verbs, &actions::Actions::began), finished(&verbs, &actions::Actions::finished);
    verbs.scale(QStringLiteral("default"), QStringLiteral("web"), 5);
    QCOMPARE(began.size(), 1);
    QCOMPARE(began[0][0].toString().size(), 32); // the trace that the request carries
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished[0][0].toBool(), false);
    QVERIFY(finished[0][2].toString().contains(QStringLiteral("recorded")));
    QCOMPARE(verbs.property("running").toInt(), 0);
}

void TestActions::formWritesYaml()
{
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {});
    actions::DeployForm form;
    form.setProperty("session", QVariant::fromValue(session.get()));
    QVERIFY(!form.isValid());
    form.setProperty("name", QStringLiteral("web"));
    QVERIFY(form.isValid());
    QVERIFY(form.yaml().contains(QStringLiteral("kind: Deployment")));
    QVERIFY(form.yaml().contains(QStringLiteral("\n---\n")));
    QVERIFY(form.yaml().contains(QStringLiteral("kind: Service")));
    QSignalSpy done(&form, &actions::DeployForm::done);
    form.submit();
    QTRY_COMPARE(done.size(), 1);
    QCOMPARE(done[0][0].toBool(), false);
    QCOMPARE(form.results().size(), 2);
}

QTEST_GUILESS_MAIN(TestActions)
#include "tst_actions.moc"
