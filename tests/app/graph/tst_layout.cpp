// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/labels.h"
#include "app/graph/packets.h"

#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// Nothing overlaps and nothing leaves the map, for every number of nodes, rings and services, in small and large
/// windows.
class TestLayout final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingHasItsPlace_data();
    void everythingHasItsPlace();
    void deterministic();
    void theRestDoesNotMoveWithMorePods();
    void lanesBeginAndEndWhereTheyShould();
    void cornersAreRounded();
    void labelsDoNotOverlap();
    void packetsArrive();
};

void TestLayout::everythingHasItsPlace_data()
{
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<int>("cells");
    QTest::addColumn<int>("rings");
    QTest::addColumn<int>("services");
    for (QSizeF size : {QSizeF(1536, 816), QSizeF(1160, 816), QSizeF(836, 480), QSizeF(2500, 1300)}) {
        for (int cells : {0, 1, 2, 3, 4, 5, 8, 9, 17, 50}) {
            for (int rings : {1, 2, 3, 6}) {
                for (int services : {0, 1, 2, 7})
                    QTest::addRow("%gx%g %d nodes %d rings %d services", size.width(), size.height(), cells, rings,
                                  services)
                        << size << cells << rings << services;
            }
        }
    }
}

void TestLayout::everythingHasItsPlace()
{
    QFETCH(QSizeF, size);
    QFETCH(int, cells);
    QFETCH(int, rings);
    QFETCH(int, services);
    const Layout layout = makeLayout({size, cells, rings, services});
    const QRectF world(QPointF(), size);
    QCOMPARE(int(layout.cards.size()), cells);
    QList<QRectF> boxes;
    for (const QRectF &card : layout.cards)
        boxes << card;
    for (const QRectF &box : layout.services)
        boxes << box;
    for (const QRectF &box : {layout.control, layout.workloads, layout.you, layout.browser}) {
        if (!box.isNull())
            boxes << box;
    }
    for (int i = 0; i < boxes.size(); ++i) {
        QVERIFY2(boxes[i].isValid(), qPrintable(QString::number(i)));
        QVERIFY2(world.contains(boxes[i]), qPrintable(QString::number(i)));
        for (int j = 0; j < i; ++j)
            QVERIFY2(!boxes[i].adjusted(0.01, 0.01, -0.01, -0.01).intersects(boxes[j]),
                     qPrintable(QStringLiteral("%1 and %2").arg(i).arg(j)));
    }
    const QRectF chips[] = {layout.api, layout.scheduler, layout.controllers, layout.store};
    for (const QRectF &chip : chips) {
        if (layout.density != Density::Far)
            QVERIFY(layout.control.contains(chip));
        for (const QRectF &other : chips)
            QVERIFY(&chip == &other || !chip.intersects(other) || layout.density == Density::Far);
    }
    // Pods touch neither each other nor the hub nor the card's edge.
    if (cells > 0) {
        QVERIFY(layout.ringRadius(0) - layout.pod > layout.hub);
        const int seats = seatsInRings(rings);
        for (int i = 0; i < seats; ++i) {
            const QPointF at = layout.seat(0, i);
            const QRectF disc(at.x() - layout.pod, at.y() - layout.pod, 2 * layout.pod, 2 * layout.pod);
            QVERIFY2(layout.cards[0].contains(disc), qPrintable(QString::number(i)));
            for (int j = 0; j < i; ++j) {
                const QPointF step = layout.seat(0, j) - at;
                QVERIFY(std::hypot(step.x(), step.y()) > 2 * layout.pod);
            }
        }
    }
}

void TestLayout::deterministic()
{
    const LayoutInput input{{1536, 816}, 3, 2, 2};
    const Layout a = makeLayout(input), b = makeLayout(input);
    QVERIFY(a.cards == b.cards && a.hubs == b.hubs && a.services == b.services && a.seat(1, 9) == b.seat(1, 9));
}

void TestLayout::theRestDoesNotMoveWithMorePods()
{
    const Layout one = makeLayout({{1536, 816}, 3, 1, 2}), three = makeLayout({{1536, 816}, 3, 3, 2});
    QVERIFY(one.cards == three.cards);
    QVERIFY(one.services == three.services);
    QCOMPARE(one.api, three.api);
}

void TestLayout::lanesBeginAndEndWhereTheyShould()
{
    for (int cells : {1, 3, 4, 6, 8}) {
        const Layout layout = makeLayout({{1536, 816}, cells, 2, 3});
        for (int cell = 0; cell < cells; ++cell) {
            const Line control = controlLane(layout, cell);
            QCOMPARE(control.front().y(), layout.api.bottom());
            QVERIFY(control.front().x() > layout.api.left() && control.front().x() < layout.api.right());
            QVERIFY(qFuzzyCompare(control.back().x(), layout.hubs[size_t(cell)].x()));
            for (int service = 0; service < int(layout.services.size()); ++service) {
                const Line lane = serviceLane(layout, service, cell);
                const QRectF box = layout.services[size_t(service)];
                QCOMPARE(lane.front().y(), box.top());
                QVERIFY(lane.front().x() > box.left() && lane.front().x() < box.right());
                const Line orbit = serviceOrbit(layout, service, cell, 3);
                QVERIFY(std::hypot(orbit.front().x() - lane.back().x(), orbit.front().y() - lane.back().y()) < 0.01);
                const QPointF seat = layout.seat(cell, 3);
                QVERIFY(std::hypot(orbit.back().x() - seat.x(), orbit.back().y() - seat.y()) < layout.pod);
            }
        }
    }
}

void TestLayout::cornersAreRounded()
{
    const Line line = rounded({{0, 0}, {100, 0}, {100, 100}}, 20);
    QCOMPARE(line.front(), QPointF(0, 0));
    QCOMPARE(line.back(), QPointF(100, 100));
    QVERIFY(lengthOf(line) < 200);
    for (QPointF point : line)
        QVERIFY(point != QPointF(100, 0));
    const Walk walk(line);
    QCOMPARE(walk.at(-5), line.front());
    QCOMPARE(walk.at(1e9), line.back());
    QCOMPARE(walk.at(50), QPointF(50, 0));
}

static Graph crowd(int nodes, int podsEach)
{
    Graph graph;
    for (int n = 0; n < nodes; ++n) {
        NodeFacts node;
        node.name = "node-" + QByteArray::number(n + 1);
        node.state = NodeState::Ready;
        graph.nodes.push_back(node);
        for (int p = 0; p < podsEach; ++p) {
            PodFacts pod;
            pod.key = {"default", "web-7d9f4c8b6-" + QByteArray::number(n) + "x" + QByteArray::number(p)};
            pod.shortName = pod.key.name;
            pod.ip = "10.244.1.2";
            pod.node = node.name;
            pod.workload = "default/" + QByteArray::number(p % 4);
            pod.state = PodState::Running;
            graph.pods.push_back(pod);
        }
    }
    return graph;
}

void TestLayout::labelsDoNotOverlap()
{
    for (int pods : {3, 8, 14, 22, 40}) {
        for (double zoom : {1.0, 2.2, 5.0}) {
            const Graph graph = crowd(3, pods);
            Placement placement;
            placement.update(graph, 0);
            const Layout layout = makeLayout({{1536, 816}, placement.cells(), placement.rings(), 2});
            const Palette palette;
            const auto places = placesOf({graph, placement, layout, palette, {}});
            QCOMPARE(places.size(), graph.pods.size());
            Camera camera;
            camera.zoom = zoom;
            camera.offset = QPointF(768, 408) - layout.hubs[1] * zoom;
            const LabelInput input{graph, placement, layout, camera, {1536, 816}, {}, {}, {}, 0, 1};
            const auto rows = podRows(input, places).rows;
            QVERIFY(rows.size() <= maxLabels);
            QList<QRectF> texts;
            for (const Row &row : rows) {
                const QRectF text = row.info.value(QStringLiteral("text")).toRectF();
                if (text.isNull())
                    continue;
                for (const QRectF &other : texts)
                    QVERIFY2(!other.adjusted(1, 1, -1, -1).intersects(text),
                             qPrintable(QStringLiteral("%1 pods, zoom %2").arg(pods).arg(zoom)));
                texts << text;
            }
            if (zoom == 1.0 && pods <= 22) // every pod has its name
                QCOMPARE(texts.size(), qsizetype(graph.pods.size()));
        }
    }
}

void TestLayout::packetsArrive()
{
    const Graph graph = crowd(2, 3);
    Placement placement;
    placement.update(graph, 0);
    const Layout layout = makeLayout({{1536, 816}, 2, 1, 0});
    const QString pod = QStringLiteral("pod/default/web-7d9f4c8b6-1x0");
    const Line line = routeBetween(QStringLiteral("scheduler"), pod, graph, placement, layout);
    QVERIFY(line.size() > 4);
    const QPointF seat = layout.seat(placement.cellOfPod(graph.pods[3].key), placement.seatOf(graph.pods[3].key));
    QVERIFY(std::hypot(line.back().x() - seat.x(), line.back().y() - seat.y()) < layout.pod + 4);
    QVERIFY(routeBetween(QStringLiteral("you"), QStringLiteral("node/none"), graph, placement, layout).empty());
    QVERIFY(routeBetween(QStringLiteral("nonsense"), QStringLiteral("apiserver"), graph, placement, layout).empty());

    Packets packets;
    for (int i = 0; i < 200; ++i) {
        Packet packet;
        packet.walk = Walk(line);
        packet.seconds = 1;
        packets.send(packet);
    }
    QCOMPARE(packets.flying().size(), Packets::maxFlying);
    packets.advance(0.5);
    QVERIFY(!packets.comets().empty());
    packets.advance(0.6);
    QVERIFY(packets.isEmpty());
}

QTEST_GUILESS_MAIN(TestLayout)
#include "tst_layout.moc"
