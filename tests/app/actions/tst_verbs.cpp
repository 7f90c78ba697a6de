// SPDX-License-Identifier: GPL-3.0-only
// What can be done to an object, against a real API server.
#include "app/actions/actions.h"
#include "app/actions/revisions.h"
#include "tests/support/opencluster.h"

#include <QFileInfo>
#include <QSignalSpy>

using namespace orrery;
using actions::Actions;
using test::eventually;
namespace gvr = client::gvr;

class TestVerbs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void tableIsSound();
    void offersFollowTheState();
    void commandsAreWhatIsSent();
    void scalesAndTakesItBack();
    void nudgesAreOneRequest();
    void deletesAndTakesItBack();
    void whatCannotBeTakenBack();
    void restartTakenBack();
    void rollsBack();
    void labelsMany();
    void exposes();
    void withoutRights();

private:
    struct Outcome
    {
        bool ok;
        QString message, undo;
    };
    Outcome last() const { return {m_finished->last()[0].toBool(), m_finished->last()[2].toString(), m_finished->last()[3].toString()}; }
    bool settle(qsizetype count = 1)
    {
        return eventually([&] { return m_finished->size() >= count; });
    }
    api::Object make(const api::Gvr &gvr, const char *json);
    api::Object now(const api::Gvr &gvr, const api::Key &key) { return m_cluster->remote().get(gvr, key).result().valueOr({}); }
    bool shows(const api::Gvr &gvr, const api::Key &key, const std::function<bool(const api::Object &)> &what)
    {
        return eventually([&] {
            const api::Object object = m_cluster->session->feed(gvr)->get(key);
            return object && what(object);
        });
    }
    QVariantMap offer(const char *id, const char *kind, const char *name);

    std::unique_ptr<test::OpenCluster> m_cluster;
    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<QSignalSpy> m_finished;
};

void TestVerbs::initTestCase()
{
    test::TestClusterOptions options;
    options.controllers = true;
    m_cluster = std::make_unique<test::OpenCluster>(options);
    m_actions = std::make_unique<Actions>();
    m_actions->setSession(m_cluster->session.get());
    m_finished = std::make_unique<QSignalSpy>(m_actions.get(), &Actions::finished);
    make(gvr::deployments, R"({"metadata": {"name": "web", "namespace": "default", "labels": {"app": "web"}}, "spec": {"replicas": 2,
        "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": "web:1", "ports": [{"containerPort": 8080}]}]}}}})");
    QVERIFY(shows(gvr::deployments, {"default", "web"}, [](const api::Object &web) { return !web.annotation("deployment.kubernetes.io/revision").isEmpty(); }));
}

void TestVerbs::cleanupTestCase()
{
    m_actions.reset();
    m_cluster->session.reset();
}

api::Object TestVerbs::make(const api::Gvr &gvr, const char *json)
{
    const auto value = api::parseJson(json);
    auto made = m_cluster->remote().create(gvr, api::Object(value->with("apiVersion", gvr.apiVersion()))).result();
    return made ? *made : (qWarning("%s", made.error().message.constData()), api::Object());
}

QVariantMap TestVerbs::offer(const char *id, const char *kind, const char *name)
{
    for (const QVariant &offer : m_actions->verbsOf(QLatin1String(kind), QStringLiteral("default"), QLatin1String(name))) {
        if (offer.toMap()[QStringLiteral("id")].toString() == QLatin1String(id))
            return offer.toMap();
    }
    return {};
}

void TestVerbs::tableIsSound()
{
    QSet<QByteArray> ids;
    for (const actions::Verb &verb : actions::verbs()) {
        QVERIFY2(!ids.contains(verb.id), verb.id.constData());
        ids.insert(verb.id);
        QVERIFY2(QFileInfo::exists(QStringLiteral(ORRERY_SOURCE_DIR "/resources/icons/") + QString::fromUtf8(verb.symbol) + QStringLiteral(".svg")), verb.id.constData());
        QVERIFY2(!verb.needs.isEmpty(), verb.id.constData());
        QCOMPARE(actions::verb(verb.id), &verb);
    }
    // A key means one thing at a time.
    for (const char *kind : {"Pod", "Deployment", "Node", "ConfigMap"}) {
        QSet<QString> keys;
        for (const QVariant &offer : m_actions->verbsOf(QLatin1String(kind), QStringLiteral("default"), QStringLiteral("web"))) {
            const QString key = offer.toMap()[QStringLiteral("key")].toString();
            QVERIFY2(key.isEmpty() || !keys.contains(key), qPrintable(key));
            keys.insert(key);
        }
    }
}

void TestVerbs::offersFollowTheState()
{
    QVERIFY(!offer("scale", "Deployment", "web").isEmpty());
    QVERIFY(offer("scale", "ConfigMap", "web").isEmpty());
    QVERIFY(offer("shell", "Deployment", "web").isEmpty());
    QVERIFY(offer("drain", "Deployment", "web").isEmpty());
    QVERIFY(!offer("pause", "Deployment", "web").isEmpty());
    QVERIFY(offer("resume", "Deployment", "web").isEmpty());
    QVERIFY(offer("restart", "Deployment", "web")[QStringLiteral("enabled")].toBool());
    m_finished->clear();
    m_actions->invoke(QStringLiteral("pause"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"));
    QVERIFY(settle());
    QVERIFY2(last().ok, qPrintable(last().message));
    QVERIFY(eventually([&] { return offer("pause", "Deployment", "web").isEmpty(); }));
    QVERIFY(!offer("resume", "Deployment", "web").isEmpty());
    QVERIFY(!offer("restart", "Deployment", "web")[QStringLiteral("enabled")].toBool());
    QVERIFY(offer("restart", "Deployment", "web")[QStringLiteral("reason")].toString().contains(QStringLiteral("paused")));
    m_finished->clear();
    m_actions->invoke(QStringLiteral("restart"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"));
    QVERIFY(settle());
    QVERIFY(!last().ok); // and nothing was sent
    m_finished->clear();
    m_actions->undo(); // of the pause
    QVERIFY(settle());
    QVERIFY(eventually([&] { return !offer("pause", "Deployment", "web").isEmpty(); }));
    QVERIFY(now(gvr::deployments, {"default", "web"}).spec()["paused"].isNull());

    QSignalSpy asked(m_actions.get(), &Actions::asked);
    m_actions->invoke(QStringLiteral("scale"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"));
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString(), QStringLiteral("scale"));
}

void TestVerbs::commandsAreWhatIsSent()
{
    const QVariantMap scale = m_actions->command(QStringLiteral("scale"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), {{QStringLiteral("replicas"), 5}});
    QCOMPARE(scale[QStringLiteral("kubectl")].toString(), QStringLiteral("kubectl scale deployment/web --replicas=5 -n default"));
    QCOMPARE(scale[QStringLiteral("request")].toString(), QStringLiteral("PATCH /apis/apps/v1/namespaces/default/deployments/web/scale\n{\"spec\":{\"replicas\":5}}"));
    const QVariantMap mark = m_actions->command(QStringLiteral("annotate"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"),
                                                {{QStringLiteral("changes"), QVariantMap{{QStringLiteral("note"), QStringLiteral("it's here")}}}});
    QCOMPARE(mark[QStringLiteral("kubectl")].toString(), QStringLiteral("kubectl annotate deployment/web --overwrite 'note=it'\\''s here' -n default"));
    for (const actions::Verb &verb : actions::verbs()) {
        for (const char *kind : {"Pod", "Deployment", "Node"}) {
            if (verb.kinds.isEmpty() || verb.kinds.contains(kind))
                QVERIFY2(m_actions->command(QString::fromUtf8(verb.id), QLatin1String(kind), QStringLiteral("default"), QStringLiteral("web"))[QStringLiteral("request")].toString().contains(u'/'), verb.id.constData());
        }
    }
}

void TestVerbs::scalesAndTakesItBack()
{
    m_finished->clear();
    m_actions->act(QStringLiteral("scale"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), {{QStringLiteral("replicas"), 4}});
    QVERIFY(settle());
    QVERIFY2(last().ok, qPrintable(last().message));
    QCOMPARE(last().message, QStringLiteral("Scaled web to 4"));
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["replicas"].integer(), 4);
    m_actions->undo(last().undo);
    QVERIFY(settle(2));
    QVERIFY2(last().ok, qPrintable(last().message));
    QVERIFY(last().undo.isEmpty());
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["replicas"].integer(), 2);
}

void TestVerbs::nudgesAreOneRequest()
{
    QVERIFY(shows(gvr::deployments, {"default", "web"}, [](const api::Object &web) { return web.spec()["replicas"].integer() == 2; }));
    m_finished->clear();
    QSignalSpy began(m_actions.get(), &Actions::began), nudged(m_actions.get(), &Actions::nudged);
    for (int i = 0; i < 10; ++i)
        m_actions->nudge(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), 1);
    m_actions->nudge(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), -1);
    QCOMPARE(nudged.size(), 11);
    QCOMPARE(nudged.last()[3].toInt(), 11);
    QVERIFY(settle());
    QCOMPARE(began.size(), 1);
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["replicas"].integer(), 11);
    // The next ones count from there, whether or not the news has come round; and there are never fewer than none.
    m_actions->nudge(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), 1);
    QCOMPARE(nudged.last()[3].toInt(), 12);
    m_actions->nudge(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), -100);
    QCOMPARE(nudged.last()[3].toInt(), 0);
    m_actions->nudge(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"), 3);
    QCOMPARE(nudged.last()[3].toInt(), 3);
    QVERIFY(settle(2));
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["replicas"].integer(), 3);
    // Of a kind that the window does not watch, too.
    make({"apps", "v1", "statefulsets"}, R"({"metadata": {"name": "db", "namespace": "default"}, "spec": {"replicas": 1, "serviceName": "db",
        "selector": {"matchLabels": {"app": "db"}}, "template": {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "db", "image": "db:1"}]}}}})");
    for (int i = 0; i < 3; ++i)
        m_actions->nudge(QStringLiteral("StatefulSet"), QStringLiteral("default"), QStringLiteral("db"), 1);
    QVERIFY(settle(3));
    QVERIFY2(last().ok, qPrintable(last().message));
    QCOMPARE(now({"apps", "v1", "statefulsets"}, {"default", "db"}).spec()["replicas"].integer(), 4);
}

void TestVerbs::deletesAndTakesItBack()
{
    const api::Object before = make(gvr::configMaps, R"({"metadata": {"name": "settings", "namespace": "default", "labels": {"a": "b"}}, "data": {"colour": "brass"}})");
    m_finished->clear();
    m_actions->act(QStringLiteral("delete"), QStringLiteral("ConfigMap"), QStringLiteral("default"), QStringLiteral("settings"));
    QVERIFY(settle());
    QCOMPARE(last().message, QStringLiteral("Deleted settings"));
    QVERIFY(!now(gvr::configMaps, {"default", "settings"}));
    m_actions->undo();
    QVERIFY(settle(2));
    QVERIFY2(last().ok, qPrintable(last().message));
    const api::Object after = now(gvr::configMaps, {"default", "settings"});
    QVERIFY(after["data"] == before["data"]);
    QVERIFY(after.labels() == before.labels());
    QVERIFY(after.uid() != before.uid());
    // While the old one still ends, creating it again waits for that.
    make(gvr::configMaps, R"({"metadata": {"name": "held", "namespace": "default", "finalizers": ["example.com/hold"]}, "data": {"a": "1"}})");
    m_finished->clear();
    m_actions->act(QStringLiteral("delete"), QStringLiteral("ConfigMap"), QStringLiteral("default"), QStringLiteral("held"));
    QVERIFY(settle());
    const QByteArray old = now(gvr::configMaps, {"default", "held"}).uid();
    QVERIFY(!old.isEmpty());
    m_actions->undo(last().undo);
    QVERIFY(m_cluster->remote().patch(gvr::configMaps, {"default", "held"}, api::PatchType::Merge, api::Value().withPath({"metadata", "finalizers"}, api::Value())).result());
    QVERIFY(settle(2));
    QVERIFY2(last().ok, qPrintable(last().message));
    const api::Object again = now(gvr::configMaps, {"default", "held"});
    QVERIFY(again.uid() != old);
    QCOMPARE(again.finalizers(), QList<QByteArray>{"example.com/hold"});
}

void TestVerbs::whatCannotBeTakenBack()
{
    make(gvr::namespaces, R"({"metadata": {"name": "passing"}})");
    m_finished->clear();
    m_actions->act(QStringLiteral("delete"), QStringLiteral("Namespace"), {}, QStringLiteral("passing"));
    QVERIFY(settle());
    QVERIFY(last().ok);
    QVERIFY(last().undo.isEmpty());
    QVERIFY(last().message.contains(QStringLiteral("cannot be undone")));
}

void TestVerbs::restartTakenBack()
{
    const api::Object before = now(gvr::deployments, {"default", "web"});
    m_finished->clear();
    m_actions->invoke(QStringLiteral("restart"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"));
    QVERIFY(settle());
    const QString undo = last().undo;
    QVERIFY(shows(gvr::deployments, {"default", "web"}, [](const api::Object &web) { return web.annotation("deployment.kubernetes.io/revision") == "2"; }));
    const api::Object restarted = now(gvr::deployments, {"default", "web"});
    QVERIFY(!(restarted.spec()["template"] == before.spec()["template"]));
    m_actions->undo(undo);
    QVERIFY(settle(2));
    QVERIFY2(last().ok, qPrintable(last().message));
    QVERIFY(eventually([&] { // the ReplicaSet of before is the present one again: no third one is made
        const api::Object web = now(gvr::deployments, {"default", "web"});
        const auto sets = m_cluster->remote().list(gvr::replicaSets, {"default"}).result();
        return web.annotation("deployment.kubernetes.io/revision") == "3" && sets && sets->items.size() == 2;
    }));
}

void TestVerbs::rollsBack()
{
    QVERIFY(m_cluster->remote().patch(gvr::deployments, {"default", "web"}, api::PatchType::StrategicMerge,
                                      *api::parseJson(R"({"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "web:2"}]}}}})")).result());
    actions::Revisions history;
    history.setProperty("session", QVariant::fromValue(m_cluster->session.get()));
    int revision = 0;
    QVERIFY(eventually([&] {
        history.read(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"));
        if (!eventually([&] { return history.property("ready").toBool(); }))
            return false;
        const QVariantList list = history.list();
        for (const QVariant &each : list) {
            if (each.toMap()[QStringLiteral("images")].toString() == QStringLiteral("web:1") && list[0].toMap()[QStringLiteral("images")].toString() == QStringLiteral("web:2"))
                revision = std::max(revision, each.toMap()[QStringLiteral("revision")].toInt());
        }
        return revision > 0;
    }));
    QVERIFY(history.list()[0].toMap()[QStringLiteral("current")].toBool());
    QVERIFY(history.diff(history.list()[0].toMap()[QStringLiteral("revision")].toInt()).isEmpty());
    QStringList changes;
    for (const QVariant &line : history.diff(revision)) {
        if (const QString sign = line.toMap()[QStringLiteral("sign")].toString(); sign == u"-" || sign == u"+")
            changes += sign + line.toMap()[QStringLiteral("text")].toString().trimmed();
    }
    QVERIFY2(changes == (QStringList{QStringLiteral("-image: web:2"), QStringLiteral("+image: web:1")}), qPrintable(changes.join(u" | ")));
    m_finished->clear();
    history.rollBack(revision, m_actions.get());
    QVERIFY(settle());
    QVERIFY2(last().ok, qPrintable(last().message));
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["template"]["spec"]["containers"].at(0)["image"].bytes(), QByteArray("web:1"));
    m_actions->undo(last().undo);
    QVERIFY(settle(2));
    QCOMPARE(now(gvr::deployments, {"default", "web"}).spec()["template"]["spec"]["containers"].at(0)["image"].bytes(), QByteArray("web:2"));
}

void TestVerbs::labelsMany()
{
    QVariantList keys;
    for (int i = 0; i < 20; ++i) {
        const QByteArray name = "many-" + QByteArray::number(i);
        make(gvr::configMaps, QByteArray("{\"metadata\": {\"name\": \"" + name + "\", \"namespace\": \"default\", \"labels\": {\"tier\": \"old\"}}}").constData());
        keys += QVariantMap{{QStringLiteral("ns"), QStringLiteral("default")}, {QStringLiteral("name"), QString::fromUtf8(name)}};
    }
    keys += QVariantMap{{QStringLiteral("ns"), QStringLiteral("default")}, {QStringLiteral("name"), QStringLiteral("nowhere")}};
    m_finished->clear();
    m_actions->actMany(QStringLiteral("label"), QStringLiteral("ConfigMap"), keys, {{QStringLiteral("changes"), QVariantMap{{QStringLiteral("tier"), QStringLiteral("new")}}}});
    QVERIFY(m_actions->task() && m_actions->task()->isRunning());
    QVERIFY(settle());
    QCOMPARE(m_actions->task()->total(), 21);
    QCOMPARE(m_actions->task()->failed(), 1);
    QVERIFY(!last().ok);
    QVERIFY(m_actions->task()->data(m_actions->task()->index(20), actions::Task::MessageRole).toString().contains(QStringLiteral("nowhere")));
    QCOMPARE(now(gvr::configMaps, {"default", "many-7"}).label("tier"), QByteArray("new"));
    m_actions->undo();
    QVERIFY(settle(2));
    QVERIFY2(last().ok, qPrintable(last().message));
    QCOMPARE(now(gvr::configMaps, {"default", "many-7"}).label("tier"), QByteArray("old"));
}

void TestVerbs::exposes()
{
    m_finished->clear();
    m_actions->act(QStringLiteral("expose"), QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"),
                   {{QStringLiteral("name"), QStringLiteral("front")}, {QStringLiteral("type"), QStringLiteral("NodePort")}, {QStringLiteral("port"), 80}, {QStringLiteral("targetPort"), 8080}});
    QVERIFY(settle());
    QVERIFY2(last().ok, qPrintable(last().message));
    const api::Object service = now(gvr::services, {"default", "front"});
    QCOMPARE(service.spec()["selector"]["app"].bytes(), QByteArray("web"));
    QCOMPARE(service.spec()["type"].bytes(), QByteArray("NodePort"));
    QCOMPARE(service.spec()["ports"].at(0)["targetPort"].integer(), 8080);
}

void TestVerbs::withoutRights()
{
    make(gvr::serviceAccounts, R"({"metadata": {"name": "student", "namespace": "default"}})");
    const api::Gvr roles{"rbac.authorization.k8s.io", "v1", "roles"}, bindings{"rbac.authorization.k8s.io", "v1", "rolebindings"};
    make(roles, R"({"metadata": {"name": "reader", "namespace": "default"}, "rules": [{"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get", "list", "watch"]}]})");
    make(bindings, R"({"metadata": {"name": "reader", "namespace": "default"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"},
        "subjects": [{"kind": "ServiceAccount", "name": "student", "namespace": "default"}]})");
    const auto token = m_cluster->remote().create(gvr::serviceAccounts, api::Object(*api::parseJson(R"({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "metadata": {"name": "student", "namespace": "default"}, "spec": {}})")), "token").result();
    QVERIFY2(token, token ? "" : token.error().message.constData());
    client::Connection connection = m_cluster->cluster.connection();
    connection.clientCertificatePem.clear();
    connection.clientKeyPem.clear();
    connection.token = token->status()["token"].bytes();
    auto session = cluster::Session::connect(connection);
    QVERIFY(session);
    Actions verbs;
    verbs.setSession(session->get());
    const auto offerOf = [&](const char *id) {
        for (const QVariant &offer : verbs.verbsOf(QStringLiteral("Deployment"), QStringLiteral("default"), QStringLiteral("web"))) {
            if (offer.toMap()[QStringLiteral("id")].toString() == QLatin1String(id))
                return offer.toMap();
        }
        return QVariantMap();
    };
    QVERIFY(offerOf("delete")[QStringLiteral("enabled")].toBool()); // not known yet: it may be tried
    QVERIFY(eventually([&] { return offerOf("delete")[QStringLiteral("reason")].toString().contains(QStringLiteral("student")); }));
    QCOMPARE(offerOf("delete")[QStringLiteral("reason")].toString(), QStringLiteral("You may not delete deployments in default (user system:serviceaccount:default:student)"));
    QVERIFY(!offerOf("scale")[QStringLiteral("enabled")].toBool());
    QVERIFY(offerOf("scale")[QStringLiteral("reason")].toString().contains(QStringLiteral("deployments/scale")));
    QVERIFY(offerOf("yaml")[QStringLiteral("enabled")].toBool());
    // Granted meanwhile: what was learnt ends when something is refused, or after its time; and what could not be watched is tried again.
    QVERIFY(eventually([&] { return !session.value()->feed(gvr::deployments)->refusal().isEmpty(); }));
    make({"rbac.authorization.k8s.io", "v1", "clusterrolebindings"}, R"({"metadata": {"name": "student"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
        "name": "cluster-admin"}, "subjects": [{"kind": "ServiceAccount", "name": "student", "namespace": "default"}]})");
    verbs.access()->forget();
    QVERIFY(eventually([&] { return verbs.access()->may({"delete", "apps", "deployments", {}, "default"}) == cluster::Access::Answer::Yes; }));
    QVERIFY(offerOf("delete")[QStringLiteral("enabled")].toBool());
    QVERIFY(eventually([&] { return session.value()->feed(gvr::deployments)->isSynced(); }));
    // Who may do everything is asked once.
    QVERIFY(eventually([&] { return m_actions->access()->may({"delete", "", "pods", {}, "kube-system"}) == cluster::Access::Answer::Yes; }));
    verbs.setSession(nullptr);
}

QTEST_GUILESS_MAIN(TestVerbs)
#include "tst_verbs.moc"
