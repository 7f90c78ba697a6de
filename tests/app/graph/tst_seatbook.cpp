// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/scene.h"
#include "app/graph/seatkeeper.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// Seats, cells and hues are the same after a restart; what is damaged or hostile is ignored.
class TestSeatBook final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void isReadAsItWasWritten();
    void hostileFilesAreIgnored_data();
    void hostileFilesAreIgnored();
    void damageIsIgnored();
    void samePictureAfterARestart();
    void whatIsGoneIsForgotten();
    void newcomersTakeNoKeptSeat();
    void filesAreFew();
    void recordedClustersKeepNothing();
};

static Graph crowd(int nodes, int pods)
{
    Graph graph;
    for (int n = 0; n < nodes; ++n) {
        NodeFacts node;
        node.name = "node-" + QByteArray::number(n);
        graph.nodes.push_back(node);
    }
    for (int p = 0; p < pods; ++p) {
        PodFacts pod;
        pod.key = {"default", "pod-" + QByteArray::number(p)};
        pod.node = "node-" + QByteArray::number(p % nodes);
        pod.workload = "default/app-" + QByteArray::number(p % 3);
        graph.pods.push_back(pod);
    }
    return graph;
}

void TestSeatBook::isReadAsItWasWritten()
{
    SeatBook book;
    book.cells = {{"node-1", 0}, {"node-2", 7}};
    book.seats = {{"default/web-1", {"node-1", 3}}, {"kube-system/dns", {"node-2", 0}}};
    book.hues = {{"default/web", 4}};
    const QByteArray json = toJson(book);
    QCOMPARE(seatBookFrom(json), std::optional(book));
    QCOMPARE(toJson(*seatBookFrom(json)), json);
    QCOMPARE(seatBookFrom(toJson({})), std::optional(SeatBook()));
}

void TestSeatBook::hostileFilesAreIgnored_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto with = [](const char *nodes, const char *hues = "{}") {
        return QByteArray(R"({"version":1,"nodes":)") + nodes + R"(,"hues":)" + hues + '}';
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("\x00\xff{", 3);
    QTest::newRow("cut off") << toJson(SeatBook{{{"node-1", 0}}, {}, {}}).chopped(3);
    QTest::newRow("another version") << QByteArray(R"({"version":2,"nodes":{},"hues":{}})");
    QTest::newRow("negative cell") << with(R"({"n":{"cell":-1,"pods":{}}})");
    QTest::newRow("huge cell") << with(R"({"n":{"cell":2000000000,"pods":{}}})");
    QTest::newRow("cell is text") << with(R"({"n":{"cell":"0","pods":{}}})");
    QTest::newRow("two in a cell") << with(R"({"a":{"cell":1,"pods":{}},"b":{"cell":1,"pods":{}}})");
    QTest::newRow("huge seat") << with(R"({"n":{"cell":0,"pods":{"d/p":2000}}})");
    QTest::newRow("fraction of a seat") << with(R"({"n":{"cell":0,"pods":{"d/p":1.5}}})");
    QTest::newRow("two on a seat") << with(R"({"n":{"cell":0,"pods":{"d/p":1,"d/q":1}}})");
    QTest::newRow("a pod twice") << with(R"({"a":{"cell":0,"pods":{"d/p":1}},"b":{"cell":1,"pods":{"d/p":1}}})");
    QTest::newRow("a node twice") << with(R"({"n":{"cell":0,"pods":{}},"n":{"cell":1,"pods":{}}})");
    QTest::newRow("no name") << with(R"({"":{"cell":0,"pods":{}}})");
    QTest::newRow("endless name") << with("{}", '{' + ('"' + QByteArray(600, 'x') + R"(":0})"));
    QTest::newRow("hue out of bounds") << with("{}", R"({"d/w":100000})");
    QTest::newRow("deep") << QByteArray(10'000, '[');
    QTest::newRow("too large") << QByteArray(maxSeatBookBytes + 1, ' ');
}

void TestSeatBook::hostileFilesAreIgnored()
{
    QFETCH(QByteArray, json);
    QVERIFY(!seatBookFrom(json));
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("seats.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(json);
    file.close();
    QCOMPARE(SeatKeeper::load(file.fileName()), SeatBook()); // a picture made anew, no more
}

/// Whatever a byte becomes: it is read or ignored, and what is read is within bounds.
void TestSeatBook::damageIsIgnored()
{
    Placement placement;
    placement.update(crowd(4, 60), 0);
    const QByteArray whole = toJson(placement.book());
    QRandomGenerator random(11);
    for (int i = 0; i < 2000; ++i) {
        QByteArray damaged = whole;
        for (int k = random.bounded(4); k >= 0; --k)
            damaged[random.bounded(int(damaged.size()))] = char(random.bounded(256));
        if (const auto book = seatBookFrom(damaged)) {
            for (const SeatBook::Seat &seat : book->seats)
                QVERIFY(seat.seat >= 0 && seat.seat <= maxSeat);
            Placement other;
            other.remember(*book);
            other.update(crowd(4, 60), 0);
            QCOMPARE(other.book().seats.size(), 60);
        }
    }
}

void TestSeatBook::samePictureAfterARestart()
{
    Placement first;
    first.update(crowd(5, 80), 0);
    Graph later = crowd(5, 80); // half of them go, others come: seats that no fresh start would give
    std::erase_if(later.pods, [](const PodFacts &pod) { return pod.key.name.back() % 2 == 0; });
    later.nodes.erase(later.nodes.begin() + 1);
    std::erase_if(later.pods, [](const PodFacts &pod) { return pod.node == "node-1"; });
    first.update(later, 1);
    const auto kept = seatBookFrom(toJson(first.book()));
    QVERIFY(kept);
    Placement second;
    second.remember(*kept);
    second.update(later, 0);
    QCOMPARE(second.book(), first.book());
    QCOMPARE(second.cells(), 5); // the gap stays, too
    Placement fresh;
    fresh.update(later, 0);
    QVERIFY(fresh.book() != first.book());
}

void TestSeatBook::whatIsGoneIsForgotten()
{
    Placement placement;
    SeatBook before;
    before.cells = {{"node-0", 3}, {"node-9", 1}};
    before.seats = {{"default/pod-0", {"node-0", 5}}, {"default/gone", {"node-0", 6}}, {"default/pod-1", {"node-9", 2}}};
    placement.remember(before);
    placement.update(crowd(1, 2), 0);
    const SeatBook now = placement.book();
    QCOMPARE(now.cells, (QHash<QByteArray, int>{{"node-0", 3}}));
    QCOMPARE(now.seats.size(), 2);
    QCOMPARE(now.seats.value("default/pod-0").seat, 5);
    QCOMPARE(now.seats.value("default/pod-1").node, QByteArray("node-0")); // it is on another node now: a newcomer there
}

void TestSeatBook::newcomersTakeNoKeptSeat()
{
    SeatBook before;
    for (int i = 0; i < 8; ++i) // pods 40 to 47 had the first ring
        before.seats.insert("default/pod-" + QByteArray::number(40 + i), {"node-0", i});
    before.cells = {{"node-0", 0}};
    Placement placement;
    placement.remember(before);
    placement.update(crowd(1, 48), 0);
    QSet<int> taken;
    for (const SeatBook::Seat &seat : placement.book().seats)
        taken << seat.seat;
    QCOMPARE(taken.size(), 48);
    for (int i = 0; i < 8; ++i)
        QCOMPARE(placement.seatOf({"default", "pod-" + QByteArray::number(40 + i)}), i);
}

void TestSeatBook::filesAreFew()
{
    QDir folder = QFileInfo(SeatKeeper::fileOf("a")).dir();
    folder.removeRecursively();
    QVERIFY(SeatKeeper::fileOf("../../etc/passwd").startsWith(folder.path()));
    SeatBook book;
    book.hues = {{"default/web", 1}};
    for (int i = 0; i < SeatKeeper::maxFiles + 5; ++i)
        SeatKeeper::save(SeatKeeper::fileOf(QByteArray::number(i)), book);
    QCOMPARE(folder.entryList(QDir::Files).size(), SeatKeeper::maxFiles);
    const QString last = SeatKeeper::fileOf(QByteArray::number(SeatKeeper::maxFiles + 4));
    QCOMPARE(SeatKeeper::load(last), book);
    folder.removeRecursively();
    QCOMPARE(SeatKeeper::load(last), SeatBook());
}

void TestSeatBook::recordedClustersKeepNothing()
{
    QDir folder = QFileInfo(SeatKeeper::fileOf("a")).dir();
    folder.removeRecursively();
    const auto session = cluster::Session::offline(QStringLiteral("recorded"), {});
    {
        SeatKeeper keeper;
        QVERIFY(!keeper.isOpen());
        keeper.setSession(session.get());
        QVERIFY(keeper.isOpen()); // at once: there is nothing to wait for
        SeatBook book;
        book.hues = {{"default/web", 1}};
        keeper.keep(book);
    }
    QVERIFY(!folder.exists());
}

QTEST_GUILESS_MAIN(TestSeatBook)
#include "tst_seatbook.moc"
