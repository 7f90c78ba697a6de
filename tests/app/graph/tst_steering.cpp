// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/steering.h"
#include "app/graph/things.h"

#include <QRandomGenerator>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// The camera's rules, without any window: levels in and out, bounds, room for what covers the map; and where the keyboard goes.
class TestSteering final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goesInAndOut();
    void focusGrowsWithTheFlight();
    void zoomHoldsWhatIsUnderTheCursor();
    void worldIsNeverLost();
    void homeMakesRoomForWhatCovers();
    void closeUpIsBesideWhatCovers();
    void followsWhatGoes();
    void manyNodesHaveALevelMore();
    void freeLookKnowsItsLevel();
    void stopsReachEverything();
};

namespace {

constexpr QSizeF view(1536, 816);

/// So many nodes with so many pods each, laid out.
struct World
{
    explicit World(int nodes, int pods, int gone = 0)
    {
        for (int n = 0; n < nodes; ++n) {
            NodeFacts node;
            node.name = "node-" + QByteArray::number(n);
            node.state = NodeState::Ready;
            graph.nodes.push_back(node);
            for (int p = 0; p < pods; ++p) {
                PodFacts pod;
                pod.key = {"default", "pod-" + QByteArray::number(n) + '-' + QByteArray::number(p)};
                pod.node = node.name;
                pod.workload = "default/web";
                graph.pods.push_back(pod);
            }
        }
        ServiceFacts service;
        service.key = {"default", "web"};
        graph.services.push_back(service);
        update();
        while (gone-- > 0)
            graph.pods.pop_back();
    }
    void update()
    {
        placement.update(graph, 0);
        layout = makeLayout({view, placement.cells(), placement.rings(), 1});
        static const Palette palette;
        places = placesOf({graph, placement, layout, palette, {}, {}});
    }
    Ground ground(double covered = 0, std::optional<QPointF> keep = {}) const
    {
        return {layout, placement, view, covered, 1, keep};
    }
    Picture picture() const { return {graph, placement, layout, places}; }

    Graph graph;
    Placement placement;
    Layout layout;
    std::vector<Place> places;
};

} // namespace

void TestSteering::goesInAndOut()
{
    const World world(3, 8);
    Steering steering;
    steering.setMilliseconds(0);
    steering.toCluster(world.ground());
    QCOMPARE(steering.level(world.ground()), Level::Cluster);
    steering.toNode(world.ground(), "node-1");
    QCOMPARE(steering.level(world.ground()), Level::Node);
    QCOMPARE(steering.nodeInView(world.ground()), QByteArray("node-1"));
    const double zoom = steering.camera().zoom;
    const api::Key pod{"default", "pod-1-3"};
    steering.toPod(world.ground(), pod);
    QCOMPARE(steering.level(world.ground()), Level::Pod);
    QVERIFY(steering.camera().zoom > zoom * 1.5);
    const QPointF at = steering.camera().toScreen(
        world.layout.seat(world.placement.cellOfPod(pod), world.placement.seatOf(pod)));
    QCOMPARE(at, QPointF(view.width() / 2, view.height() / 2));
    steering.toNode(world.ground(), "nobody"); // not on the map
    QCOMPARE(steering.level(world.ground()), Level::Pod);
    steering.toCluster(world.ground());
    QCOMPARE(steering.camera(), Camera());
}

void TestSteering::focusGrowsWithTheFlight()
{
    const World world(3, 8);
    Steering steering;
    steering.setMilliseconds(400);
    steering.toNode(world.ground(), "node-1");
    QCOMPARE(steering.focus(), 0.0);
    double last = 0;
    while (steering.isMoving()) {
        QVERIFY(steering.advance(0.016));
        QVERIFY(steering.focus() >= last);
        last = steering.focus();
    }
    QCOMPARE(last, 1.0);
    QVERIFY(!steering.advance(0.016)); // at rest nothing moves
    steering.toCluster(world.ground());
    QCOMPARE(steering.focused(), QByteArray("node-1")); // until its card is back
    while (steering.isMoving())
        steering.advance(0.016);
    QCOMPARE(steering.focused(), QByteArray());
    QCOMPARE(steering.camera(), Camera());
}

void TestSteering::zoomHoldsWhatIsUnderTheCursor()
{
    const World world(3, 8);
    Steering steering;
    const QPointF cursor(900, 400), before = steering.camera().toWorld(cursor);
    for (int i = 0; i < 5; ++i)
        steering.zoom(world.ground(), cursor, 1.18, false);
    const QPointF off = steering.camera().toWorld(cursor) - before;
    QVERIFY(std::hypot(off.x(), off.y()) < 1e-6);
    QVERIFY(steering.camera().zoom > 2);
    for (int i = 0; i < 5; ++i)
        steering.zoom(world.ground(), cursor, 1 / 1.18, false);
    QVERIFY(!steering.aim().free); // all the way out is the cluster
}

void TestSteering::worldIsNeverLost()
{
    const World world(3, 8);
    QRandomGenerator random(7);
    Steering steering;
    for (int i = 0; i < 500; ++i) {
        const double covered = random.bounded(2) ? 400 : 0;
        const Ground ground = world.ground(covered);
        if (random.bounded(2))
            steering.pan(ground, QPointF(random.bounded(4000) - 2000, random.bounded(4000) - 2000), false);
        else
            steering.zoom(ground, QPointF(random.bounded(1536), random.bounded(816)), random.bounded(2) ? 3 : 0.4, false);
        const QRectF seen = steering.camera().toWorld(ground.free());
        if (steering.aim().free)
            QVERIFY(QRectF(QPointF(), view).adjusted(-1, -1, 1, 1).contains(seen.center()));
        QVERIFY(steering.camera().zoom >= 0.2 && steering.camera().zoom < 40);
    }
}

void TestSteering::homeMakesRoomForWhatCovers()
{
    const World world(3, 8);
    const Camera camera = Steering::home(world.ground(414));
    const QRectF shown = camera.toScreen(QRectF(QPointF(), view));
    QVERIFY(shown.left() >= -0.5 && shown.right() <= 1122.5); // all of it, beside the inspector
    Ground large = world.ground(414);
    large.typeFactor = 1.4; // Present mode
    QVERIFY(Steering::home(large).zoom > 0.85);
    // Where that would be too small to read, what was selected is still in sight.
    for (double x : {100.0, 768.0, 1400.0}) {
        const Camera tight = Steering::home(world.ground(1000, QPointF(x, 400)));
        QVERIFY(tight.zoom >= 0.7);
        const double at = tight.toScreen(QPointF(x, 400)).x();
        QVERIFY2(at > 0 && at < 536, qPrintable(QString::number(at)));
    }
}

void TestSteering::closeUpIsBesideWhatCovers()
{
    const World world(3, 8);
    Steering steering;
    steering.setMilliseconds(0);
    const api::Key pod{"default", "pod-2-5"};
    steering.toPod(world.ground(), pod);
    steering.makeRoom(world.ground(414));
    const QPointF seat = world.layout.seat(world.placement.cellOfPod(pod), world.placement.seatOf(pod));
    QCOMPARE(steering.camera().toScreen(seat), QPointF(561, 408));
    // A free look moves just far enough.
    steering.zoom(world.ground(), QPointF(768, 408), 0.9, false);
    steering.pan(world.ground(), QPointF(600, 0), false);
    const double before = steering.camera().toScreen(seat).x();
    QVERIFY(before > 1122);
    steering.makeRoom(world.ground(414, seat));
    QVERIFY(steering.camera().toScreen(seat).x() <= 1122 - 47);
}

void TestSteering::followsWhatGoes()
{
    World world(3, 8);
    Steering steering;
    steering.setMilliseconds(0);
    steering.toPod(world.ground(), {"default", "pod-2-7"});
    world.graph.pods.pop_back(); // pod-2-7
    world.update();
    steering.follow(world.ground());
    QCOMPARE(steering.level(world.ground()), Level::Node);
    QCOMPARE(steering.nodeInView(world.ground()), QByteArray("node-2"));
    world.graph.nodes.pop_back();
    world.update();
    steering.follow(world.ground());
    QCOMPARE(steering.level(world.ground()), Level::Cluster);
}

void TestSteering::manyNodesHaveALevelMore()
{
    const World few(3, 8), many(50, 40);
    Steering steering;
    steering.setMilliseconds(0);
    QVERIFY(!steering.hasNodesLevel(few.ground()));
    QVERIFY(steering.hasNodesLevel(many.ground()));
    double zoom = 1;
    steering.toNodes(many.ground(), "node-20");
    QCOMPARE(steering.level(many.ground()), Level::Nodes);
    QVERIFY(many.layout.pod * steering.camera().zoom >= 11); // pods have names
    QVERIFY(steering.camera().zoom > zoom);
    zoom = steering.camera().zoom;
    steering.toNode(many.ground(), "node-20");
    QVERIFY(steering.camera().zoom > zoom);
    zoom = steering.camera().zoom;
    steering.toPod(many.ground(), {"default", "pod-20-11"});
    QVERIFY(steering.camera().zoom > zoom);
}

void TestSteering::freeLookKnowsItsLevel()
{
    const World world(50, 40);
    const api::Key pod{"default", "pod-20-11"};
    const QPointF seat = world.layout.seat(world.placement.cellOfPod(pod), world.placement.seatOf(pod));
    Steering steering;
    QList<Level> levels;
    for (int i = 0; i < 60; ++i) {
        steering.zoom(world.ground(), steering.camera().toScreen(seat), 1.18, false);
        if (levels.isEmpty() || levels.last() != steering.level(world.ground()))
            levels << steering.level(world.ground());
    }
    QCOMPARE(levels, (QList<Level>{Level::Nodes, Level::Node, Level::Pod})); // by the wheel alone, in order
    QCOMPARE(steering.nodeInView(world.ground()), QByteArray("node-20"));
}

void TestSteering::stopsReachEverything()
{
    const World world(5, 30);
    const std::vector<Stop> stops = stopsOf(world.picture(), true);
    QCOMPARE(stops.size(), size_t(5 + 150 + 1));
    QCOMPARE(stops.front().id, QStringLiteral("node/node-0"));
    QCOMPARE(stops.back().id, QStringLiteral("service/default/web"));
    QCOMPARE(stopsOf(world.picture(), false).size(), size_t(6));
    // From any thing, arrows lead to any other.
    QSet<QString> reached{stops.front().id};
    QList<const Stop *> open{&stops.front()};
    while (!open.isEmpty()) {
        const Stop *from = open.takeLast();
        for (QPointF way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            const Stop *next = nextStop(stops, *from, way);
            if (next && !reached.contains(next->id)) {
                reached << next->id;
                open << next;
            }
        }
    }
    QVERIFY2(reached.size() > qsizetype(stops.size()) * 0.95, qPrintable(QString::number(reached.size())));
    for (const Stop &stop : stops) // and each is found where it is
        QCOMPARE(thingAt(world.picture(), rectOf(world.picture(), stop.id)->center(), 1).isEmpty(), false);
}

QTEST_GUILESS_MAIN(TestSteering)
#include "tst_steering.moc"
