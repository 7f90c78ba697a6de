// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/mapview.h"
#include "app/graph/spoken.h"

#include <QAccessible>
#include <QFile>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// What a screen reader is told of the map, asked as it asks: by QAccessibleInterface.
class TestMapAccessible final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void everythingHasAName();
    void placesAreOnTheScreen();
    void focusFollowsTheKeyboard();
    void pressSelectsAndMenuAsks();
    void stayTheSameOverUpdates();
    void crowdsAreBounded();

private:
    QAccessibleInterface *thing(const QString &name) const;
    QAccessibleInterface *root() const { return QAccessible::queryAccessibleInterface(m_map); }
    void apply(const api::Gvr &gvr, const QList<QByteArray> &json);

    std::unique_ptr<QQuickWindow> m_window;
    std::unique_ptr<GraphModel> m_graph;
    MapView *m_map = nullptr;
};

void TestMapAccessible::apply(const api::Gvr &gvr, const QList<QByteArray> &json)
{
    QList<api::Object> objects;
    for (const QByteArray &text : json)
        objects << api::Object(api::parseJson(text).value());
    m_graph->apply(gvr, objects);
}

static QByteArray pod(int n, const char *state = R"("phase":"Running","podIP":"10.244.1.6")")
{
    return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-)" + QByteArray::number(n)
        + R"(","namespace":"default"},"spec":{"nodeName":"node-1","containers":[]},"status":{)" + state + "}}";
}

void TestMapAccessible::init()
{
    m_window = std::make_unique<QQuickWindow>();
    m_window->resize(1536, 816);
    m_graph = std::make_unique<GraphModel>();
    m_map = new MapView(m_window->contentItem());
    m_map->setSize(QSizeF(1536, 816));
    m_map->setCameraMilliseconds(0);
    m_map->setGraph(m_graph.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    apply(client::gvr::nodes, {R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"},"status":{
        "addresses":[{"type":"InternalIP","address":"10.240.0.11"}],"conditions":[{"type":"Ready","status":"True"}]}})"});
    apply(client::gvr::services, {R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
        "spec":{"type":"ClusterIP","clusterIP":"10.96.0.12","ports":[{"port":80}]}})"});
    apply(client::gvr::pods, {pod(1), pod(2)});
    QTRY_COMPARE(m_map->pods()->rowCount(), 2);
}

void TestMapAccessible::cleanup()
{
    m_window.reset();
    m_graph.reset();
}

QAccessibleInterface *TestMapAccessible::thing(const QString &name) const
{
    for (int i = 0; i < root()->childCount(); ++i) {
        if (root()->child(i)->text(QAccessible::Name).startsWith(name))
            return root()->child(i);
    }
    return nullptr;
}

void TestMapAccessible::everythingHasAName()
{
    QVERIFY(root() && root()->role() == QAccessible::List);
    QVERIFY(root()->parent() && root()->parent()->isValid());
    QStringList names;
    for (int i = 0; i < root()->childCount(); ++i) {
        QAccessibleInterface *child = root()->child(i);
        names << child->text(QAccessible::Name);
        QCOMPARE(root()->indexOfChild(child), i);
        QCOMPARE(child->parent(), root());
        QVERIFY(child->isValid());
    }
    for (const char *name : {"You", "API server", "Scheduler", "Controllers", "Store", "Node node-1, ready, 10.240.0.11, ",
                             "Service web, ClusterIP, 10.96.0.12", "Pod web-1, running, 10.244.1.6, on node-1"})
        QVERIFY2(std::any_of(names.cbegin(), names.cend(),
                             [&](const QString &other) { return other.startsWith(QLatin1String(name)); }),
                 qPrintable(QLatin1String(name) + QLatin1String(" not in ") + names.join(QLatin1String("; "))));
}

void TestMapAccessible::placesAreOnTheScreen()
{
    QAccessibleInterface *child = thing(QStringLiteral("Pod web-1"));
    QVERIFY(child);
    const QPoint middle = m_map->podCenter(QStringLiteral("web-1")).toPoint() + m_window->mapToGlobal(QPoint());
    QVERIFY(child->rect().contains(middle));
    QCOMPARE(root()->childAt(middle.x(), middle.y()), child);
    QVERIFY(!child->state().offscreen);
    m_map->goTo(QStringLiteral("pod/default/web-2"));
    m_map->zoomBy(1.5);
    QVERIFY(child->state().offscreen || m_map->rectOf(QStringLiteral("pod/default/web-1")).intersects(QRectF(0, 0, 1536, 816)));
}

void TestMapAccessible::focusFollowsTheKeyboard()
{
    m_map->forceActiveFocus();
    m_map->setSelection(QStringLiteral("pod/default/web-1"));
    QAccessibleInterface *child = thing(QStringLiteral("Pod web-1"));
    QVERIFY(child->state().focusable && child->state().focused && child->state().selected);
    QCOMPARE(root()->focusChild(), child);
    m_map->setSelection(QStringLiteral("service/default/web"));
    QVERIFY(!child->state().focused);
    QCOMPARE(root()->focusChild(), thing(QStringLiteral("Service web")));
}

void TestMapAccessible::pressSelectsAndMenuAsks()
{
    QAccessibleInterface *child = thing(QStringLiteral("Pod web-2"));
    auto *actions = child->actionInterface();
    QVERIFY(actions && actions->actionNames().contains(QAccessibleActionInterface::pressAction()));
    actions->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_map->selection(), QStringLiteral("pod/default/web-2"));
    QSignalSpy asked(m_map, &MapView::menuRequested);
    actions->doAction(QAccessibleActionInterface::showMenuAction());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][2].toString(), QStringLiteral("web-2"));
    QVERIFY(thing(QStringLiteral("Scheduler"))->actionInterface()->actionNames().isEmpty());
}

void TestMapAccessible::stayTheSameOverUpdates()
{
    QAccessibleInterface *child = thing(QStringLiteral("Pod web-1"));
    const QAccessible::Id id = QAccessible::uniqueId(child), other = QAccessible::uniqueId(thing(QStringLiteral("Pod web-2")));
    apply(client::gvr::pods, {pod(1, R"("phase":"Failed","reason":"Evicted")"), pod(3)});
    QTRY_COMPARE(m_map->pods()->rowCount(), 3);
    QCOMPARE(thing(QStringLiteral("Pod web-1")), child);
    QVERIFY2(child->text(QAccessible::Name).contains(QLatin1String("failed, Evicted")),
             qPrintable(child->text(QAccessible::Name)));
    QCOMPARE(QAccessible::uniqueId(thing(QStringLiteral("Pod web-2"))), other);
    QVERIFY(thing(QStringLiteral("Pod web-3")));
    m_window.reset(); // with the map, its things go
    QVERIFY(!QAccessible::accessibleInterface(id));
}

void TestMapAccessible::crowdsAreBounded()
{
    QList<QByteArray> crowd;
    for (int n = 10; n < 1000; ++n)
        crowd << pod(n, n % 100 == 99 ? R"("phase":"Failed")" : R"("phase":"Running")");
    apply(client::gvr::pods, crowd);
    QTRY_VERIFY(m_map->picture().places.size() == 992);
    m_map->setSelection(QStringLiteral("pod/default/web-500"));
    QTRY_VERIFY(root()->childCount() > 100);
    QVERIFY(root()->childCount() < 240);
    QVERIFY(thing(QStringLiteral("Pod web-99, failed"))); // the unhealthy are there, and what is selected
    QVERIFY(thing(QStringLiteral("Pod web-999, failed")));
    QVERIFY(thing(QStringLiteral("Pod web-500")));
    const QString rest = root()->child(root()->childCount() - 1)->text(QAccessible::Name);
    QVERIFY2(rest.contains(QLatin1String("791")) && rest.contains(QLatin1String("healthy")), qPrintable(rest));
}

QTEST_MAIN(TestMapAccessible)
#include "tst_mapaccessible.moc"
