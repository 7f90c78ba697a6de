// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/scene.h"

#include <QRandomGenerator>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// Seats are for life, unique and near siblings; cells of nodes as well. Over random histories, with a fixed seed each.
class TestSeating final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ringsHaveTheirSeats();
    void noSeatMoves_data();
    void noSeatMoves();
    void sameHistorySameSeats();
    void siblingsSitTogether();
    void nodesKeepTheirCells();
    void tidyClosesGaps();
};

void TestSeating::ringsHaveTheirSeats()
{
    QCOMPARE(seatsInRings(1), 8);
    QCOMPARE(seatsInRings(5), 100);
    QCOMPARE(ringsFor(110), 6); // Kubernetes' default maximum of pods
    QCOMPARE(seatAt(0).ring, 0);
    QCOMPARE(seatAt(8).ring, 1);
    QCOMPARE(seatAt(21).ring, 1);
    QCOMPARE(seatAt(22).ring, 2);
    for (int i = 0; i < 200; ++i) { // 12 and 6 o'clock are free for the traffic
        const double x = std::sin(seatAt(i).angle);
        QVERIFY2(std::abs(x) > 0.05, qPrintable(QString::number(i)));
    }
}

void TestSeating::noSeatMoves_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestSeating::noSeatMoves()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    Seating seating;
    QHash<QByteArray, int> expected;
    int rings = 1;
    for (int step = 0; step < 400; ++step) {
        if (expected.isEmpty() || random.bounded(100) < 60) {
            const QByteArray id = "pod-" + QByteArray::number(random.bounded(300));
            const int seat = seating.take(id, "group-" + QByteArray::number(random.bounded(5)));
            if (expected.contains(id))
                QCOMPARE(seat, expected.value(id));
            expected.insert(id, seat);
        } else {
            const QByteArray id = std::next(expected.cbegin(), random.bounded(int(expected.size()))).key();
            seating.leave(id);
            expected.remove(id);
        }
        QCOMPARE(seating.seats(), expected); // nobody else moved
        QSet<int> taken(expected.cbegin(), expected.cend());
        QCOMPARE(taken.size(), expected.size()); // no two on one seat
        QVERIFY(seating.rings() >= rings); // rings are not taken away
        rings = seating.rings();
        for (int seat : taken)
            QVERIFY(seat >= 0 && seat < seatsInRings(rings));
    }
}

void TestSeating::sameHistorySameSeats()
{
    const auto play = [] {
        QRandomGenerator random(42);
        Seating seating;
        for (int i = 0; i < 200; ++i) {
            const QByteArray id = QByteArray::number(random.bounded(90));
            if (random.bounded(3))
                seating.take(id, QByteArray::number(random.bounded(4)));
            else
                seating.leave(id);
        }
        return seating.seats();
    };
    QCOMPARE(play(), play());
}

void TestSeating::siblingsSitTogether()
{
    Seating seating;
    for (int i = 0; i < 4; ++i)
        seating.take("web-" + QByteArray::number(i), "web");
    for (int i = 0; i < 4; ++i)
        seating.take("api-" + QByteArray::number(i), "api");
    // Eight seats of one ring: each group is one arc.
    QList<bool> web(8);
    for (auto it = seating.seats().cbegin(); it != seating.seats().cend(); ++it)
        web[it.value()] = it.key().startsWith("web");
    int borders = 0;
    for (int i = 0; i < 8; ++i)
        borders += web[i] != web[(i + 1) % 8];
    QCOMPARE(borders, 2);
}

static Graph nodesOnly(const QList<QByteArray> &names)
{
    Graph graph;
    for (const QByteArray &name : names) {
        NodeFacts node;
        node.name = name;
        graph.nodes.push_back(node);
    }
    return graph;
}

void TestSeating::nodesKeepTheirCells()
{
    Placement placement;
    placement.update(nodesOnly({"a", "b", "c"}), 0);
    QCOMPARE(placement.cellOf("c"), 2);
    placement.update(nodesOnly({"a", "c"}), 0);
    QCOMPARE(placement.cellOf("c"), 2); // a gap, not a jump
    QCOMPARE(placement.cellOf("b"), -1);
    QCOMPARE(placement.cells(), 3);
    placement.update(nodesOnly({"a", "c", "d"}), 0);
    QCOMPARE(placement.cellOf("d"), 1);
}

void TestSeating::tidyClosesGaps()
{
    Placement placement;
    placement.update(nodesOnly({"a", "b", "c"}), 0);
    placement.update(nodesOnly({"c"}), 0);
    placement.tidy();
    QCOMPARE(placement.cellOf("c"), 0);
    QCOMPARE(placement.cells(), 1);
}

QTEST_GUILESS_MAIN(TestSeating)
#include "tst_seating.moc"
