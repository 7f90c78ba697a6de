// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/mapview.h"
#include "app/graph/painter.h"

#include <QFile>
#include <QImage>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// The map as a whole, on the software backend: what it draws, how it is used, and that it rests.
class TestMapView final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void drawsPodsWhereItSays();
    void clickSelects();
    void wheelZoomsAtTheCursor();
    void zoomsToANodeAndBack();
    void dragPans();
    void keyboard();
    void trailTellsWhereOneIs();
    void makesRoomForTheInspector();
    void rightClickAndMenuKeyAskForTheMenu();
    void stepLetsThePictureGoOnABit();
    void packetsTravelAndEnd();
    void packetIsDrawnWhereItIs();
    void restsWhenNothingHappens();
    void pausedPacketsStandStill();
    void filterFadesWhatItDoesNotMatch();
    void selectionShowsWhatBelongsToIt();
    void manyNodesHaveNamesAndPulse();
    void oldPlacesAreNotAskedForNewPods();
    void paintersAgreeOnScenes();

private:
    void fill();
    QList<api::Object> m_recorded;
    std::unique_ptr<QQuickWindow> m_window;
    std::unique_ptr<GraphModel> m_graph;
    MapView *m_map = nullptr;
};

static QVariantMap colors()
{
    return {{QStringLiteral("disc"), QColor(20, 28, 48)},
            {QStringLiteral("orbit"), QColor(40, 50, 80)},
            {QStringLiteral("spoke"), QColor(30, 40, 60)},
            {QStringLiteral("brass"), QColor(240, 189, 98)},
            {QStringLiteral("text"), QColor(Qt::white)},
            {QStringLiteral("track"), QColor(35, 44, 69)},
            {QStringLiteral("gauge"), QColor(140, 151, 179)},
            {QStringLiteral("bad"), QColor(255, 122, 133)},
            {QStringLiteral("warn"), QColor(255, 209, 102)},
            {QStringLiteral("focus"), QColor(143, 210, 255)},
            {QStringLiteral("system"), QColor(143, 160, 191)},
            {QStringLiteral("hues"), QVariantList{QColor(92, 196, 255), QColor(183, 155, 255), QColor(255, 157, 122)}}};
}

void TestMapView::initTestCase()
{
    QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fixtures/overview.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto document = api::parseJson(file.readAll());
    QVERIFY(document);
    for (const api::Value &item : document.value().items())
        m_recorded << api::Object(item);
}

void TestMapView::fill()
{
    for (const api::Gvr &gvr : watchedResources()) {
        QList<api::Object> objects;
        for (const api::Object &object : std::as_const(m_recorded)) {
            if (object.kind().toLower() + 's' == gvr.resource)
                objects << object;
        }
        m_graph->apply(gvr, objects);
    }
}

void TestMapView::init()
{
    m_window = std::make_unique<QQuickWindow>();
    m_window->resize(1536, 816);
    m_window->setColor(QColor(11, 15, 28));
    m_graph = std::make_unique<GraphModel>();
    m_map = new MapView(m_window->contentItem());
    m_map->setSize(QSizeF(1536, 816));
    m_map->setColors(colors());
    m_map->setProperty("cameraMilliseconds", 0);
    m_map->setGraph(m_graph.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    fill();
    QTRY_COMPARE(m_map->pods()->rowCount(), 24);
    QTRY_VERIFY(m_map->isAtRest());
}

void TestMapView::cleanup()
{
    m_window.reset();
    m_graph.reset();
}

static const auto pod = QStringLiteral("api-58c6b9d7f4-j5c8n");

void TestMapView::drawsPodsWhereItSays()
{
    const QPointF at = m_map->podCenter(pod);
    QVERIFY(QRectF(0, 0, 1536, 816).contains(at));
    QCOMPARE(m_map->podCenter(QStringLiteral("nobody")), QPointF(-1, -1));
    const QImage image = m_window->grabWindow();
    const QColor inside = image.pixelColor((at + QPointF(0, 15)).toPoint()), outside = image.pixelColor(5, 400);
    QVERIFY2(inside.blue() > outside.blue() + 20, qPrintable(inside.name())); // the workload's hue on its disc
    QCOMPARE(m_map->thingAt(at), QStringLiteral("pod/default/") + pod);
    QCOMPARE(m_map->nodes()->rowCount(), 3);
    QCOMPARE(m_map->services()->rowCount(), 2);
}

void TestMapView::clickSelects()
{
    QSignalSpy changed(m_map, &MapView::selectionChanged);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, m_map->podCenter(pod).toPoint());
    QCOMPARE(m_map->selection(), QStringLiteral("pod/default/") + pod);
    QCOMPARE(changed.size(), 1);
    QTest::mouseClick(m_window.get(), Qt::LeftButton, {}, QPoint(700, 240)); // between control plane and cards
    QCOMPARE(m_map->selection(), QString());
}

void TestMapView::wheelZoomsAtTheCursor()
{
    const QPointF before = m_map->podCenter(pod);
    QWheelEvent wheel(before, m_window->mapToGlobal(before), {}, QPoint(0, 360), Qt::NoButton, {}, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(m_window.get(), &wheel);
    QVERIFY(m_map->zoom() > 1.3);
    const QPointF after = m_map->podCenter(pod);
    QVERIFY(std::hypot(after.x() - before.x(), after.y() - before.y()) < 0.5);
    m_map->fit();
    QCOMPARE(m_map->zoom(), 1.0);
}

void TestMapView::zoomsToANodeAndBack()
{
    QCOMPARE(m_map->level(), QStringLiteral("cluster"));
    m_map->zoomTo(QStringLiteral("node-2"));
    QCOMPARE(m_map->level(), QStringLiteral("node"));
    QCOMPARE(m_map->focusedNode(), QStringLiteral("node-2"));
    QTRY_COMPARE(m_map->pods()->rowCount(), 8); // only its own
    QVERIFY(m_map->back());
    QCOMPARE(m_map->level(), QStringLiteral("cluster"));
    QVERIFY(!m_map->back());
    m_map->zoomTo(QStringLiteral("no such node"));
    QCOMPARE(m_map->level(), QStringLiteral("cluster"));
}

void TestMapView::dragPans()
{
    const QPointF before = m_map->podCenter(pod);
    QTest::mousePress(m_window.get(), Qt::LeftButton, {}, QPoint(700, 240));
    QTest::mouseMove(m_window.get(), QPoint(720, 250));
    QTest::mouseMove(m_window.get(), QPoint(760, 270));
    QTest::mouseRelease(m_window.get(), Qt::LeftButton, {}, QPoint(760, 270));
    QCOMPARE(m_map->podCenter(pod) - before, QPointF(60, 30));
}

void TestMapView::keyboard()
{
    m_map->forceActiveFocus();
    QTest::keyClick(m_window.get(), Qt::Key_Home);
    QCOMPARE(m_map->selection(), QStringLiteral("node/node-1"));
    QTest::keyClick(m_window.get(), Qt::Key_Up);
    QVERIFY(m_map->selection().startsWith(QLatin1String("pod/")));
    QTest::keyClick(m_window.get(), Qt::Key_End);
    QVERIFY(m_map->selection().startsWith(QLatin1String("service/")));
    m_map->setSelection(QStringLiteral("pod/default/") + pod);
    QSet<QString> nodes; // arrows go from seat to seat and across the cards
    for (int i = 0; i < 12; ++i) {
        QTest::keyClick(m_window.get(), Qt::Key_Left);
        nodes << QString::fromUtf8(nodeOf(m_map->picture(), m_map->selection()));
    }
    QVERIFY(nodes.contains(QStringLiteral("node-1")) && nodes.size() >= 2);

    // Enter goes in, Esc goes out, a level each; the selection is the last to go.
    m_map->setSelection(QStringLiteral("pod/default/") + pod);
    QSignalSpy opened(m_map, &MapView::opened);
    QStringList levels;
    for (auto key : {Qt::Key_Return, Qt::Key_Return, Qt::Key_Escape, Qt::Key_Escape}) {
        QTest::keyClick(m_window.get(), key);
        levels << m_map->level();
    }
    QCOMPARE(levels, (QStringList{"node", "pod", "node", "cluster"}));
    QCOMPARE(opened.size(), 2);
    QCOMPARE(m_map->selection(), QStringLiteral("pod/default/") + pod);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_map->selection(), QString());

    QTest::keyClick(m_window.get(), Qt::Key_Plus);
    QVERIFY(m_map->zoom() > 1);
    const QPointF before = m_map->origin();
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_map->origin().x() < before.x());
    QTest::keyClick(m_window.get(), Qt::Key_F);
    QCOMPARE(m_map->zoom(), 1.0);
}

void TestMapView::trailTellsWhereOneIs()
{
    const auto titles = [this] {
        QStringList list;
        for (const QVariant &crumb : m_map->trail())
            list << crumb.toMap().value(QStringLiteral("title")).toString()
                    + (crumb.toMap().value(QStringLiteral("here")).toBool() ? QStringLiteral("!") : QString());
        return list;
    };
    const QString id = QStringLiteral("pod/default/") + pod;
    const QString node = QString::fromUtf8(nodeOf(m_map->picture(), id));
    QCOMPARE(titles(), QStringList());
    m_map->setSelection(id);
    QTRY_COMPARE(titles(), (QStringList{node, pod}));
    m_map->goIn(id);
    QTRY_COMPARE(titles(), (QStringList{node + QLatin1Char('!'), pod}));
    m_map->goIn(id);
    QTRY_COMPARE(titles(), (QStringList{node, pod + QLatin1Char('!')}));
    m_map->goTo(QStringLiteral("service/default/web"));
    m_map->fit();
    QTRY_COMPARE(titles(), QStringList{QStringLiteral("web")});
}

void TestMapView::makesRoomForTheInspector()
{
    for (const QString &level : {QStringLiteral("cluster"), QStringLiteral("node"), QStringLiteral("pod")}) {
        m_map->fit();
        m_map->setSelection(QStringLiteral("pod/default/") + pod);
        while (m_map->level() != level)
            m_map->goIn(m_map->selection());
        m_map->setCovered(414);
        const QRectF shown = m_map->rectOf(m_map->selection());
        QVERIFY2(QRectF(0, 0, 1536 - 414, 816).contains(shown), qPrintable(level));
        m_map->setCovered(0);
    }
}

void TestMapView::rightClickAndMenuKeyAskForTheMenu()
{
    QSignalSpy asked(m_map, &MapView::menuRequested);
    QTest::mouseClick(m_window.get(), Qt::RightButton, {}, m_map->podCenter(pod).toPoint());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString(), QStringLiteral("Pod"));
    QCOMPARE(asked[0][2].toString(), pod);
    QTest::keyClick(m_window.get(), Qt::Key_F10, Qt::ShiftModifier);
    QCOMPARE(asked.size(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_Menu);
    QCOMPARE(asked.size(), 3);
    QCOMPARE(asked[2], asked[1]);
    m_map->setSelection({});
    QTest::keyClick(m_window.get(), Qt::Key_Menu); // nothing to ask about
    QTest::mouseClick(m_window.get(), Qt::RightButton, {}, QPoint(700, 240));
    QCOMPARE(asked.size(), 3);
}

void TestMapView::stepLetsThePictureGoOnABit()
{
    m_map->setPaused(true);
    m_map->send(QStringLiteral("you"), QStringLiteral("apiserver"), QStringLiteral("POST pods"), 1000);
    const auto head = [this] { return m_map->captions()->index(0, 0).data(Rows::BoxRole).toRectF().topLeft(); };
    const QPointF start = head();
    m_map->zoomTo(QStringLiteral("node-1")); // the camera is the viewer's: it is not paused
    QCOMPARE(m_map->level(), QStringLiteral("node"));
    m_map->fit();
    QCOMPARE(head(), start);
    m_map->step(300);
    QVERIFY(!m_map->isAtRest());
    QTRY_VERIFY(m_map->isAtRest());
    QVERIFY(head() != start);
    QCOMPARE(m_map->flying(), 1);
    m_map->step(5000);
    QTRY_COMPARE(m_map->flying(), 0);
}

void TestMapView::packetsTravelAndEnd()
{
    m_map->send(QStringLiteral("you"), QStringLiteral("apiserver"), QStringLiteral("POST pods"), 150);
    m_map->send(QStringLiteral("service/default/web"), QStringLiteral("pod/default/web-7d9f4c8b6-x2x9k"), {}, 150);
    QCOMPARE(m_map->flying(), 2);
    QCOMPARE(m_map->captions()->rowCount(), 1);
    QVERIFY(!m_map->isAtRest());
    QTRY_COMPARE(m_map->flying(), 0);
    QCOMPARE(m_map->captions()->rowCount(), 0);
    QTRY_VERIFY(m_map->isAtRest());
    m_map->send(QStringLiteral("you"), QStringLiteral("nowhere"), {}, 150); // no such place: nothing flies
    QCOMPARE(m_map->flying(), 0);
}

void TestMapView::packetIsDrawnWhereItIs()
{
    m_map->setPosition(QPointF(60, 40)); // as in the window: not at its corner
    m_map->setPaused(true);
    m_map->send(QStringLiteral("you"), QStringLiteral("apiserver"), QStringLiteral("POST pods"), 1000);
    QCOMPARE(m_map->captions()->rowCount(), 1);
    m_window->grabWindow();
    m_map->setPaused(false);
    m_map->advance(0.4);
    m_map->setPaused(true);
    // The words stand to the right of the packet, above it.
    const QRectF words = m_map->captions()->index(0, 0).data(Rows::BoxRole).toRectF();
    const QPointF head = words.bottomLeft() + QPointF(-12, 4) + m_map->position();
    const QImage image = m_window->grabWindow();
    QVERIFY2(image.pixelColor(head.toPoint()).lightness() > 180, qPrintable(image.pixelColor(head.toPoint()).name()));
    QVERIFY(image.pixelColor((head - QPointF(60, 40)).toPoint()).lightness() < 120);
    m_map->setPaused(false);
    QTRY_COMPARE(m_map->flying(), 0);
}

void TestMapView::restsWhenNothingHappens()
{
    QTRY_VERIFY(m_map->isAtRest());
    QTest::qWait(50); // what was under way is drawn
    QSignalSpy frames(m_window.get(), &QQuickWindow::afterRendering);
    QTest::qWait(300);
    QCOMPARE(frames.size(), 0);
    fill(); // the same again: nothing new to see, nothing moves
    QTest::qWait(100);
    QVERIFY(m_map->isAtRest());
}

void TestMapView::pausedPacketsStandStill()
{
    m_map->setPaused(true);
    m_map->send(QStringLiteral("you"), QStringLiteral("apiserver"), {}, 100);
    QTest::qWait(250);
    QCOMPARE(m_map->flying(), 1);
    QVERIFY(m_map->isAtRest());
    m_map->setPaused(false);
    QTRY_COMPARE(m_map->flying(), 0);
}

void TestMapView::filterFadesWhatItDoesNotMatch()
{
    const QPoint at = (m_map->podCenter(pod) + QPointF(0, 15)).toPoint();
    const int before = m_window->grabWindow().pixelColor(at).blue();
    QSignalSpy changed(m_map, &MapView::filterChanged);
    m_map->setFilter(QStringLiteral("web"));
    QCOMPARE(changed.size(), 1);
    const auto faded = [&](const QString &name) {
        for (int i = 0; i < m_map->pods()->rowCount(); ++i) {
            const QVariantMap info = m_map->pods()->index(i, 0).data(Rows::InfoRole).toMap();
            if (info.value(QStringLiteral("fullName")) == name)
                return info.value(QStringLiteral("faded")).toBool();
        }
        return false;
    };
    QTRY_VERIFY(faded(pod));
    QVERIFY(!faded(QStringLiteral("web-7d9f4c8b6-x2x9k")));
    QVERIFY(m_window->grabWindow().pixelColor(at).blue() < before - 5);
    m_map->setFilter({});
    QTRY_VERIFY(!faded(pod));
}

void TestMapView::selectionShowsWhatBelongsToIt()
{
    QCOMPARE(m_map->relations()->rowCount(), 0);
    m_map->setSelection(QStringLiteral("pod/default/") + pod);
    QTRY_VERIFY(m_map->relations()->rowCount() > 0);
    const QVariantMap owner = m_map->relations()->index(0, 0).data(Rows::InfoRole).toMap();
    QCOMPARE(owner.value(QStringLiteral("kind")).toString(), QStringLiteral("Deployment"));
    QCOMPARE(owner.value(QStringLiteral("name")).toString(), QStringLiteral("api"));
    m_map->setSelection({});
    QTRY_COMPARE(m_map->relations()->rowCount(), 0);
}

static api::Object nodeObject(int number)
{
    return api::Object(api::parseJson(R"({"kind":"Node","metadata":{"name":"more-)" + QByteArray::number(number)
                                      + R"("},"status":{"conditions":[{"type":"Ready","status":"True"}]}})")
                           .value());
}

void TestMapView::manyNodesHaveNamesAndPulse()
{
    QList<api::Object> more;
    for (int i = 0; i < 9; ++i)
        more << nodeObject(i);
    m_graph->apply(client::gvr::nodes, more);
    QTRY_COMPARE(m_map->density(), QStringLiteral("far"));
    QTRY_COMPARE(m_map->property("nodeNames").value<QAbstractItemModel *>()->rowCount(), 12);
    QCOMPARE(m_map->nodes()->rowCount(), 0); // no cards, which cost more
    QCOMPARE(m_map->property("unnamed").toInt(), 0);
    m_map->send(QStringLiteral("apiserver"), QStringLiteral("node/more-3"), QStringLiteral("run"), 1000);
    QCOMPARE(m_map->flying(), 0); // nothing travels
    QVERIFY(!m_map->isAtRest()); // but something happened
    QTRY_VERIFY(m_map->isAtRest());
}

// A pointer that moves between a change and the next frame asks for what is under it.
void TestMapView::oldPlacesAreNotAskedForNewPods()
{
    const QPointF at = m_map->podCenter(pod);
    bool asked = false;
    connect(m_graph.get(), &GraphModel::changed, m_map, [&] {
        m_map->thingAt(at);
        m_map->podCenter(pod);
        asked = true;
    });
    for (const api::Object &object : std::as_const(m_recorded)) {
        if (object.kind() == "Pod" && object.name() != pod.toUtf8())
            m_graph->remove(client::gvr::pods, object.key());
    }
    QTRY_VERIFY(asked);
    QTRY_COMPARE(m_map->pods()->rowCount(), 1);
    QCOMPARE(m_map->podCenter(pod), at); // and it did not move
}

// paintScene is what the raster painter shows; a scene of every style must leave its marks where the scene says.
void TestMapView::paintersAgreeOnScenes()
{
    Scene scene;
    const Disc::Style styles[]
        = {Disc::Style::Ring,  Disc::Style::Solid, Disc::Style::Dashed, Disc::Style::Arc,
           Disc::Style::Plain, Disc::Style::Halo,  Disc::Style::Cross,  Disc::Style::Bar};
    for (int i = 0; i < 8; ++i) {
        Disc disc;
        disc.x = float(50 + 60 * i);
        disc.y = 50;
        disc.r = 20;
        disc.rim = 4;
        disc.style = styles[i];
        disc.fill = Qt::blue;
        disc.line = Qt::red;
        disc.from = styles[i] == Disc::Style::Bar ? 0 : -135;
        disc.sweep = 270;
        scene.discs.push_back(disc);
    }
    QImage image(540, 100, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::black);
    paintScene(image, scene, {}, 10);
    const auto at = [&](int i, int dx, int dy) { return image.pixelColor(50 + 60 * i + dx, 50 + dy); };
    QCOMPARE(at(0, 0, 0), QColor(Qt::black)); // a ring is empty
    QVERIFY(at(0, 0, -20).red() > 200);
    QCOMPARE(at(1, 0, 0), QColor(Qt::blue));
    QVERIFY(at(1, 18, 0).red() > 200);
    QCOMPARE(at(2, 0, 0), QColor(Qt::blue));
    QVERIFY(at(3, 0, -20).red() > 200);
    QCOMPARE(at(3, 0, 20), QColor(Qt::black)); // the arc is open at 6 o'clock
    QCOMPARE(at(4, 15, 0), QColor(Qt::blue));
    QVERIFY(at(5, 0, -25).red() > 200); // a halo is outside
    QVERIFY(at(6, 5, 5).red() > 200 && at(6, 5, -5).red() > 200 && at(6, 15, 0).blue() > 200); // a cross
    QVERIFY(at(7, 8, 0).red() > 200 && at(7, 0, 8).blue() > 200); // a bar lies
}

QTEST_MAIN(TestMapView)
#include "tst_mapview.moc"
