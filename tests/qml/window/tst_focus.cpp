// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/session.h"
#include "app/clusters/clusters.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QAccessible>
#include <QFile>
#include <QImage>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>

using namespace orrery;

/// The whole window by keyboard alone: in every view Tab comes to everything that can be operated and back to where it began, each
/// stop says what it is, and shows that the keyboard is there.
class TestFocus final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void tabGoesRound_data();
    void tabGoesRound();
    void arrowsWithinTheRail();
    void findIsAKeyAway();

private:
    static QString nameOf(QQuickItem *item);
    static QString describe(QQuickItem *item) { return QString::fromLatin1(item->metaObject()->className()) + u' ' + item->objectName() + u' ' + nameOf(item); }
    static QQuickItem *named(QQuickItem *item, const QString &name); ///< that shows
    static void collect(QQuickItem *item, QSet<QQuickItem *> &operable);
    bool looksFocused(QQuickItem *item, QQuickItem *elsewhere);

    QObject *front() const { return m_window->property("front").value<QObject *>(); } ///< the Workspace
    std::unique_ptr<clusters::Clusters> m_clusters;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    QQuickWindow *m_window = nullptr;
};

void TestFocus::initTestCase()
{
    theme::Preferences::setKept(false);
    QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fixtures/overview.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QList<api::Object> objects;
    const auto list = api::parseJson(file.readAll());
    QVERIFY(list);
    for (const api::Value &item : list->items())
        objects += api::Object(item);
    auto session = cluster::Session::offline(QStringLiteral("recorded"), objects);
    m_engine = std::make_unique<QQmlApplicationEngine>();
    m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    theme::addImageProviders(m_engine.get());
    m_clusters = std::make_unique<clusters::Clusters>(clusters::Program{});
    m_clusters->setKept(false);
    m_clusters->show(std::move(session));
    m_engine->setInitialProperties({{QStringLiteral("clusters"), QVariant::fromValue(m_clusters.get())},
                                    {QStringLiteral("width"), 1400},
                                    {QStringLiteral("height"), 900}});
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Orrery/Main.qml")));
    QVERIFY(!m_engine->rootObjects().isEmpty());
    m_window = qobject_cast<QQuickWindow *>(m_engine->rootObjects().constFirst());
    QVERIFY(m_window);
    m_window->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
    front()->setProperty("selected", QStringLiteral("pod/default/web-7d9f4c8b6-7hd2p"));
}

void TestFocus::cleanupTestCase()
{
    m_engine.reset();
    m_clusters.reset();
}

QString TestFocus::nameOf(QQuickItem *item)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(item);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QQuickItem *TestFocus::named(QQuickItem *item, const QString &name)
{
    if (!item->isVisible() || item->objectName() == name)
        return item->isVisible() ? item : nullptr;
    for (QQuickItem *child : item->childItems()) {
        if (QQuickItem *found = named(child, name))
            return found;
    }
    return nullptr;
}

/// What a mouse could press or type into, as Tab should come to it: a part of another control (a field's inner input) is not.
void TestFocus::collect(QQuickItem *item, QSet<QQuickItem *> &operable)
{
    if (!item->isVisible() || !item->isEnabled())
        return;
    if (item->activeFocusOnTab() && item->width() > 0 && item->height() > 0)
        operable.insert(item);
    for (QQuickItem *child : item->childItems())
        collect(child, operable);
}

/// The picture around it is another one than with the focus elsewhere.
bool TestFocus::looksFocused(QQuickItem *item, QQuickItem *elsewhere)
{
    const auto picture = [&] {
        const QRectF place = item->mapRectToScene(QRectF(-6, -6, item->width() + 12, item->height() + 12));
        return m_window->grabWindow().copy(place.toRect().intersected(QRect(QPoint(), m_window->size())));
    };
    item->forceActiveFocus(Qt::TabFocusReason);
    const QImage with = picture();
    elsewhere->forceActiveFocus(Qt::TabFocusReason);
    return with != picture();
}

void TestFocus::tabGoesRound_data()
{
    QTest::addColumn<QString>("view");
    for (const char *view : {"map", "nodes", "lists", "settings"})
        QTest::newRow(view) << QString::fromLatin1(view);
}

void TestFocus::tabGoesRound()
{
    QFETCH(QString, view);
    QVERIFY(front()->setProperty("view", view));
    QTest::qWait(300); // lists come in
    QList<QQuickItem *> stops;
    QStringList wrong;
    m_window->contentItem()->forceActiveFocus();
    for (int i = 0; i < 300; ++i) {
        QTest::keyClick(m_window, Qt::Key_Tab);
        QQuickItem *item = m_window->activeFocusItem();
        QVERIFY(item);
        if (stops.contains(item)) {
            if (item == stops.constLast())
                wrong += QStringLiteral("the keyboard is trapped in ") + describe(item);
            break;
        }
        stops += item;
        if (nameOf(item).isEmpty())
            wrong += QStringLiteral("has no name: ") + describe(item);
    }
    QVERIFY2(stops.size() > 8, qPrintable(QString::number(stops.size())));
    QSet<QQuickItem *> operable;
    collect(m_window->contentItem(), operable);
    for (QQuickItem *item : std::as_const(operable)) {
        const bool reached = std::any_of(stops.cbegin(), stops.cend(), [&](QQuickItem *stop) { return stop == item || item->isAncestorOf(stop) || stop->isAncestorOf(item); });
        if (!reached)
            wrong += QStringLiteral("Tab does not come to ") + describe(item);
    }
    for (QQuickItem *item : std::as_const(stops)) {
        QQuickItem *elsewhere = stops[item == stops.constFirst() ? stops.size() / 2 : 0];
        if (!looksFocused(item, elsewhere))
            wrong += QStringLiteral("does not show the focus: ") + describe(item);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestFocus::arrowsWithinTheRail()
{
    QQuickItem *map = named(m_window->contentItem(), QStringLiteral("view-map"));
    QQuickItem *next = named(m_window->contentItem(), QStringLiteral("view-addresses"));
    QVERIFY(map && next);
    map->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(m_window, Qt::Key_Down);
    QCOMPARE(m_window->activeFocusItem(), next);
    QTest::keyClick(m_window, Qt::Key_Return);
    QCOMPARE(front()->property("view").toString(), QStringLiteral("addresses"));
    next->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(m_window, Qt::Key_Up);
    QCOMPARE(m_window->activeFocusItem(), map);
}

/// Ctrl+K, a word, Return: everything is that near.
void TestFocus::findIsAKeyAway()
{
    QVERIFY(front()->setProperty("view", QStringLiteral("map")));
    m_window->contentItem()->forceActiveFocus();
    const auto find = [&](const QString &words) {
        QTRY_VERIFY(!named(m_window->contentItem(), QStringLiteral("findText"))); // that of last time fades
        QTest::keyClick(m_window, Qt::Key_K, Qt::ControlModifier);
        QTRY_COMPARE(m_window->activeFocusItem()->objectName(), QStringLiteral("findText"));
        for (const QChar letter : words)
            QTest::keyClick(m_window, letter.toLatin1());
        QTest::keyClick(m_window, Qt::Key_Return);
    };
    find(QStringLiteral("lists"));
    QTRY_COMPARE(front()->property("view").toString(), QStringLiteral("lists"));
    find(QStringLiteral("10.244.1.8"));
    QTRY_COMPARE(front()->property("selected").toString(), QStringLiteral("pod/default/web-7d9f4c8b6-n8w5c"));
    find(QStringLiteral("all settings"));
    QTRY_COMPARE(front()->property("view").toString(), QStringLiteral("settings"));
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_QUICK_BACKEND", "software");
    QGuiApplication app(argc, argv);
    QGuiApplication::setFont(theme::Fonts::ui(13, QFont::Normal));
    TestFocus test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_focus.moc"
