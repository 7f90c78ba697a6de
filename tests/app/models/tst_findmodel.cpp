// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/findmodel.h"
#include "tests/support/opencluster.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace orrery;
using models::FindModel;
using test::eventually;

/// Against the real API server: what the map follows is found at once, every other kind after a list of it.
class TestFindModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_cluster->session.reset(); }
    void holdsNothingWhileNobodyLooks();
    void commandsAndWhatWasPickedLast();
    void followsPods();
    void otherKindsAreListed();
    void grammarNarrows();
    void neverASilentCut();

private:
    static QVariantMap command(const char *id, const char *title)
    {
        return {{QStringLiteral("id"), QLatin1String(id)}, {QStringLiteral("title"), QLatin1String(title)},
                {QStringLiteral("words"), QStringLiteral("make")}, {QStringLiteral("section"), QStringLiteral("Do")}};
    }
    static QStringList found(const FindModel &model, const QString &type)
    {
        QStringList titles;
        for (int row = 0; row < model.count(); ++row) {
            if (model.at(row)[QStringLiteral("type")].toString() == type)
                titles += model.at(row)[QStringLiteral("title")].toString();
        }
        return titles;
    }
    void pod(const QByteArray &name, const QByteArray &app);

    const QString m_object = QStringLiteral("object");
    std::unique_ptr<test::OpenCluster> m_cluster;
};

void TestFindModel::initTestCase()
{
    m_cluster = std::make_unique<test::OpenCluster>();
    const auto made = m_cluster->remote()
                          .create(client::gvr::configMaps, api::newObject("v1", "ConfigMap", {"default", "colours"}))
                          .result();
    QVERIFY2(made, made ? "" : made.error().message.constData());
}

void TestFindModel::pod(const QByteArray &name, const QByteArray &app)
{
    const auto object = api::parseJson(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name
                                       + R"(","namespace":"default","labels":{"app":")" + app
                                       + R"("}},"spec":{"containers":[{"name":"main","image":"x"}]}})");
    const auto made = m_cluster->remote().create(client::gvr::pods, api::Object(*object)).result();
    QVERIFY2(made, made ? "" : made.error().message.constData());
}

void TestFindModel::holdsNothingWhileNobodyLooks()
{
    FindModel model;
    model.setSession(m_cluster->session.get());
    model.setCommands({command("deploy", "Deploy")});
    model.setText(QStringLiteral("deploy"));
    QCOMPARE(model.count(), 0);
    QVERIFY(!model.isReading());
    model.setActive(true);
    QVERIFY(model.count() > 1); // the command, and the kind of that name
    QCOMPARE(model.at(0)[QStringLiteral("title")].toString(), QStringLiteral("Deploy"));
    QVERIFY(found(model, QStringLiteral("kind")).contains(QStringLiteral("Deployment")));
    model.setActive(false);
    QCOMPARE(model.count(), 0);
}

void TestFindModel::commandsAndWhatWasPickedLast()
{
    FindModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSession(m_cluster->session.get());
    model.setCommands({command("deploy", "Deploy"), command("apply", "Apply <YAML>")});
    model.setActive(true);
    QCOMPARE(model.count(), 2);
    model.setText(QStringLiteral("apply"));
    QCOMPARE(model.at(0)[QStringLiteral("styled")].toString(), QStringLiteral("<b>Apply</b> &lt;YAML&gt;"));
    model.remember(0);
    model.setText(QStringLiteral("make")); // by another name
    QCOMPARE(found(model, QStringLiteral("command")).size(), 2);
    model.setText({});
    QCOMPARE(model.count(), 3);
    QCOMPARE(model.at(0)[QStringLiteral("id")].toString(), QStringLiteral("apply"));
    QVERIFY(model.at(0)[QStringLiteral("section")] != model.at(1)[QStringLiteral("section")]);
    model.setCommands({command("deploy", "Deploy")}); // what cannot be done any more is not offered
    QCOMPARE(model.count(), 1);
    model.remember(7);
    QCOMPARE(model.at(7), QVariantMap());
}

void TestFindModel::followsPods()
{
    FindModel model;
    model.setSession(m_cluster->session.get());
    model.setActive(true);
    model.setText(QStringLiteral("zeb"));
    QCOMPARE(found(model, m_object), QStringList());
    pod("zebra-1", "zoo");
    QVERIFY(eventually([&] { return found(model, m_object) == QStringList{QStringLiteral("zebra-1")}; }));
    const QVariantMap row = model.at(0);
    QCOMPARE(row[QStringLiteral("kind")].toString(), QStringLiteral("Pod"));
    QCOMPARE(row[QStringLiteral("ns")].toString(), QStringLiteral("default"));
    QCOMPARE(row[QStringLiteral("styled")].toString(), QStringLiteral("<b>zeb</b>ra-1"));
    QVERIFY(row[QStringLiteral("detail")].toString().contains(QStringLiteral("Pending")));
    QVERIFY(m_cluster->remote().remove(client::gvr::pods, {"default", "zebra-1"}).result());
    QVERIFY2(eventually([&] { return found(model, m_object).isEmpty(); }), qPrintable(found(model, m_object).join(u' ') + model.at(0)[QStringLiteral("kind")].toString() + model.at(0)[QStringLiteral("detail")].toString()));
}

void TestFindModel::otherKindsAreListed()
{
    FindModel model;
    model.setSession(m_cluster->session.get());
    model.setActive(true);
    model.setText(QStringLiteral("colours"));
    QVERIFY(eventually([&] { return found(model, m_object).contains(QStringLiteral("colours")); }));
    QCOMPARE(model.at(0)[QStringLiteral("kind")].toString(), QStringLiteral("ConfigMap"));
    QVERIFY(eventually([&] { return !model.isReading(); }));
    QVERIFY2(model.notice().isEmpty(), qPrintable(model.notice()));
    model.setText(QStringLiteral("kube-sys"));
    QVERIFY(found(model, QStringLiteral("namespace")).contains(QStringLiteral("kube-system")));
    model.setText(QStringLiteral("cluster-admin")); // a ClusterRole and its binding
    QVERIFY(found(model, m_object).count(QStringLiteral("cluster-admin")) >= 2);
}

void TestFindModel::grammarNarrows()
{
    pod("owl-1", "birds");
    pod("owl-2", "mice");
    FindModel model;
    model.setSession(m_cluster->session.get());
    model.setCommands({command("owl", "Owl")});
    model.setActive(true);
    model.setText(QStringLiteral("owl -l app=birds"));
    QVERIFY(eventually([&] { return found(model, m_object) == QStringList{QStringLiteral("owl-1")}; }));
    QCOMPARE(found(model, QStringLiteral("command")), QStringList()); // an action has no labels
    QCOMPARE(model.at(0)[QStringLiteral("type")].toString(), m_object); // who writes a word wants to go there
    QCOMPARE(model.at(model.rowCount() - 1)[QStringLiteral("id")].toString(), QStringLiteral("owl -l app=birds"));
    model.setText(QStringLiteral("kind:pod !-l app=birds"));
    QVERIFY(eventually([&] { return model.at(0)[QStringLiteral("type")].toString() == QStringLiteral("filter"); })); // ... else to narrow
    QVERIFY(found(model, m_object).contains(QStringLiteral("owl-2")));
    QVERIFY(!found(model, m_object).contains(QStringLiteral("owl-1")));
    model.setText(QStringLiteral("-l a=b=c"));
    QVERIFY(model.notice().contains(QStringLiteral("a=b=c")));
    QCOMPARE(model.count(), 0);
}

void TestFindModel::neverASilentCut()
{
    QList<api::Object> pods;
    for (int i = 0; i < 100; ++i)
        pods += api::newObject("v1", "Pod", {"default", "crowd-" + QByteArray::number(i)});
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), pods);
    FindModel model;
    model.setSession(session.get());
    model.setActive(true);
    model.setText(QStringLiteral("crowd"));
    QVERIFY(eventually([&] { return model.more() > 0; }));
    QCOMPARE(found(model, m_object).size(), int(FindModel::most));
    QCOMPARE(model.more(), 100 - FindModel::most);
}

QTEST_GUILESS_MAIN(TestFindModel)
#include "tst_findmodel.moc"
