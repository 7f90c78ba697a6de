// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/clustergraph.h"
#include "app/graph/scene.h"
#include "tests/support/crowd.h"

#include <QRandomGenerator>
#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// Whatever a cluster does: nobody's seat moves, nobody sits on another, everything is in sight, the same history gives
/// the same picture, and a graph that was kept up to date is the one that would be made anew. Random histories; a failure
/// names its seed.
class TestSequences final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noSeatMoves_data();
    void noSeatMoves();
    void sameHistorySamePicture();
    void clustersOfAnySize_data();
    void clustersOfAnySize();
    void tracksKeepApart();

private:
    void checkPicture(const Graph &graph, const Placement &placement, const Layout &layout);
};

/// A cluster that lives: each step makes, changes or removes something.
class History final
{
public:
    explicit History(quint32 seed)
        : m_random(seed)
    {
    }

    void step(ClusterGraph &graph)
    {
        const int dice = m_random.bounded(100);
        if (dice < 8 || m_nodes.isEmpty())
            setNode(graph, m_random.bounded(14));
        else if (dice < 11)
            removeNode(graph, pick(m_nodes));
        else if (dice < 60)
            setPod(graph, m_random.bounded(260));
        else if (dice < 85 && !m_pods.isEmpty())
            removePod(graph, pick(m_pods));
        else if (dice < 92)
            setService(graph, m_random.bounded(6));
        else if (dice < 95)
            setDeployment(graph, m_random.bounded(6));
        else
            removeService(graph, m_random.bounded(6));
    }

    /// All that there is now, for a graph made anew.
    const QMap<QByteArray, std::pair<api::Gvr, api::Object>> &objects() const { return m_objects; }

private:
    int pick(const QSet<int> &of)
    {
        QList<int> sorted(of.cbegin(), of.cend());
        std::sort(sorted.begin(), sorted.end());
        return sorted.at(m_random.bounded(int(sorted.size())));
    }

    void put(ClusterGraph &graph, const api::Gvr &gvr, const QByteArray &json)
    {
        const api::Object object(api::parseJson(json).value());
        m_objects[gvr.resource + '/' + object.key().path()] = {gvr, object};
        graph.apply(gvr, object.key(), object);
    }

    void remove(ClusterGraph &graph, const api::Gvr &gvr, const api::Key &key)
    {
        m_objects.remove(gvr.resource + '/' + key.path());
        graph.apply(gvr, key, {});
    }

    static QByteArray app(int pod) { return "app-" + QByteArray::number(pod % 6); }
    static QByteArray podName(int pod) { return app(pod) + '-' + QByteArray::number(pod); }

    void setNode(ClusterGraph &graph, int node)
    {
        m_nodes.insert(node);
        put(graph, client::gvr::nodes,
            R"({"kind":"Node","metadata":{"name":"node-)" + QByteArray::number(node)
                + R"("},"status":{"allocatable":{"cpu":"4","memory":"4Gi","pods":"40"},"conditions":[{"type":"Ready","status":")"
                + (m_random.bounded(8) ? "True" : "Unknown") + R"("}]}})");
    }

    void removeNode(ClusterGraph &graph, int node)
    {
        m_nodes.remove(node);
        remove(graph, client::gvr::nodes, {{}, "node-" + QByteArray::number(node)});
    }

    void setPod(ClusterGraph &graph, int pod)
    {
        static const char *const phases[] = {"Pending", "Running", "Running", "Failed", "Succeeded"};
        m_pods.insert(pod);
        // Most pods stay on their node; a few come again elsewhere, as after a node was lost.
        const int node = m_random.bounded(20) ? (pod * 7) % 14 : m_random.bounded(14);
        put(graph, client::gvr::pods,
            R"({"kind":"Pod","metadata":{"namespace":"default","name":")" + podName(pod) + R"(","labels":{"app":")"
                + app(pod) + R"("}},"spec":{"nodeName":")"
                + (m_random.bounded(10) ? "node-" + QByteArray::number(node) : QByteArray())
                + R"(","containers":[{"name":"a","resources":{"requests":{"cpu":"100m"}}}]},"status":{"phase":")"
                + phases[m_random.bounded(5)] + R"(","conditions":[{"type":"Ready","status":")"
                + (m_random.bounded(4) ? "True" : "False") + R"("}]}})");
    }

    void removePod(ClusterGraph &graph, int pod)
    {
        m_pods.remove(pod);
        remove(graph, client::gvr::pods, {"default", podName(pod)});
    }

    void setService(ClusterGraph &graph, int service)
    {
        const QByteArray name = "app-" + QByteArray::number(service);
        put(graph, client::gvr::services,
            R"({"kind":"Service","metadata":{"namespace":"default","name":")" + name + R"("},"spec":{"type":")"
                + (m_random.bounded(3) ? "ClusterIP" : "NodePort") + R"("}})");
        QByteArrayList endpoints;
        for (int pod = service; pod < 260; pod += 6) {
            if (m_pods.contains(pod) && m_random.bounded(3))
                endpoints << R"({"targetRef":{"kind":"Pod","name":")" + podName(pod) + R"("}})";
        }
        const QByteArray slice = name + '-' + QByteArray::number(m_random.bounded(2));
        put(graph, client::gvr::endpointSlices,
            R"({"kind":"EndpointSlice","metadata":{"namespace":"default","name":")" + slice
                + R"(","labels":{"kubernetes.io/service-name":")" + name + R"("}},"endpoints":[)" + endpoints.join(',')
                + "]}");
    }

    void removeService(ClusterGraph &graph, int service)
    {
        const QByteArray name = "app-" + QByteArray::number(service);
        remove(graph, client::gvr::services, {"default", name});
        for (const char *slice : {"-0", "-1"})
            remove(graph, client::gvr::endpointSlices, {"default", name + slice});
    }

    void setDeployment(ClusterGraph &graph, int app)
    {
        const QByteArray name = "app-" + QByteArray::number(app);
        if (m_random.bounded(2)) {
            put(graph, client::gvr::deployments,
                R"({"kind":"Deployment","metadata":{"namespace":"default","name":")" + name + R"("},"spec":{"replicas":)"
                    + QByteArray::number(m_random.bounded(50)) + "}}");
        } else {
            remove(graph, client::gvr::deployments, {"default", name});
        }
    }

    QRandomGenerator m_random;
    QSet<int> m_nodes, m_pods;
    QMap<QByteArray, std::pair<api::Gvr, api::Object>> m_objects;
};

/// All but hues, which are for life.
static QByteArrayList digest(const Graph &graph)
{
    const auto number = [](auto value) { return '|' + QByteArray::number(value); };
    QByteArrayList all{number(graph.unscheduled) + number(graph.unhealthy)};
    for (const NodeFacts &node : graph.nodes)
        all << node.name + number(node.pods) + number(node.unhealthy) + number(node.cpu) + number(int(node.state));
    for (const PodFacts &pod : graph.pods)
        all << pod.key.path() + '@' + pod.node + pod.icon + pod.detail + number(int(pod.state)) + number(pod.ready);
    for (const ServiceFacts &service : graph.services)
        all << service.key.path() + service.workload + service.type + number(service.pods.size());
    for (const WorkloadFacts &workload : graph.workloads)
        all << workload.id + workload.icon + number(workload.have) + number(workload.want);
    return all;
}

void TestSequences::noSeatMoves_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 16; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestSequences::noSeatMoves()
{
    QFETCH(quint32, seed);
    History history(seed);
    ClusterGraph cluster;
    Placement placement;
    LayoutInput before;
    struct Sat
    {
        QByteArray node;
        int seat;
        QPointF at;
    };
    QHash<api::Key, Sat> sat;
    QHash<QByteArray, int> cells;
    const Palette palette;
    for (int step = 0; step < 250; ++step) {
        for (int i = 0; i < 1 + step % 5; ++i) // several changes come at once
            history.step(cluster);
        const Graph &graph = cluster.graph();
        placement.update(graph, step);
        const LayoutInput input{{1536, 816}, placement.cells(), placement.rings(), int(graph.services.size())};
        const Layout layout = makeLayout(input);
        for (auto it = placement.nodeCells().cbegin(); it != placement.nodeCells().cend(); ++it) {
            if (cells.contains(it.key()))
                QCOMPARE(it.value(), cells.value(it.key()));
        }
        cells = placement.nodeCells();
        QHash<api::Key, Sat> now;
        for (const Place &place : placesOf({graph, placement, layout, palette, {}})) {
            const PodFacts &pod = graph.pods[place.pod];
            const auto was = sat.constFind(pod.key);
            if (was != sat.cend() && was->node == pod.node) {
                QVERIFY2(was->seat == place.seat, pod.key.name.constData());
                if (input == before)
                    QVERIFY2(was->at == place.at, pod.key.name.constData());
            }
            now.insert(pod.key, {pod.node, place.seat, place.at});
        }
        sat = now;
        before = input;
        if (step % 25 == 0)
            checkPicture(graph, placement, layout);
    }
    ClusterGraph anew;
    for (const auto &[gvr, object] : history.objects())
        anew.apply(gvr, object.key(), object);
    QCOMPARE(digest(cluster.graph()), digest(anew.graph()));
}

/// Every pod on a known node has a place of its own, on its card, in sight.
void TestSequences::checkPicture(const Graph &graph, const Placement &placement, const Layout &layout)
{
    const Palette palette;
    const QRectF world = QRectF(QPointF(), layout.size).adjusted(-0.01, -0.01, 0.01, 0.01);
    std::vector<std::vector<QPointF>> seats(layout.cards.size());
    const auto places = placesOf({graph, placement, layout, palette, {}});
    size_t placed = 0;
    for (const PodFacts &pod : graph.pods)
        placed += placement.cellOf(pod.node) >= 0;
    QCOMPARE(places.size(), placed);
    for (const Place &place : places) {
        const QRectF disc(place.at.x() - layout.pod, place.at.y() - layout.pod, 2 * layout.pod, 2 * layout.pod);
        QVERIFY(world.contains(disc));
        QVERIFY(layout.cards[size_t(place.cell)].contains(disc));
        for (QPointF other : seats[size_t(place.cell)])
            QVERIFY(std::hypot(other.x() - place.at.x(), other.y() - place.at.y()) > 2 * layout.pod);
        seats[size_t(place.cell)].push_back(place.at);
    }
    QList<QRectF> boxes(layout.services.begin(), layout.services.end());
    boxes << layout.more << layout.browser;
    boxes.removeIf([](const QRectF &box) { return box.isNull(); });
    for (qsizetype i = 0; i < boxes.size(); ++i) {
        QVERIFY(world.contains(boxes[i]));
        for (qsizetype j = 0; j < i; ++j)
            QVERIFY(!boxes[i].intersects(boxes[j]));
    }
    for (size_t i = 0; i < layout.cards.size() && layout.cards.size() <= 60; ++i) {
        QVERIFY(world.contains(layout.cards[i]));
        for (size_t j = 0; j < i; ++j)
            QVERIFY(!layout.cards[i].adjusted(0.01, 0.01, -0.01, -0.01).intersects(layout.cards[j]));
    }
}

void TestSequences::sameHistorySamePicture()
{
    const auto play = [] {
        History history(77);
        ClusterGraph cluster;
        Placement placement;
        for (int step = 0; step < 200; ++step) {
            history.step(cluster);
            placement.update(cluster.graph(), step);
        }
        QByteArrayList seats = digest(cluster.graph());
        for (const PodFacts &pod : cluster.graph().pods)
            seats << QByteArray::number(placement.seatOf(pod.key)) + QByteArray::number(pod.hue);
        return seats;
    };
    QCOMPARE(play(), play());
}

void TestSequences::clustersOfAnySize_data()
{
    QTest::addColumn<int>("nodes");
    QTest::addColumn<int>("pods");
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<double>("type");
    for (QSizeF size : {QSizeF(1536, 816), QSizeF(836, 480), QSizeF(700, 1400), QSizeF(2500, 1300), QSizeF(3300, 700)}) {
        for (auto [nodes, pods] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(1, 110), std::pair(2, 30),
                                   std::pair(3, 24), std::pair(7, 300), std::pair(20, 400), std::pair(150, 2000),
                                   std::pair(1000, 10000)}) {
            for (double type : {1.0, 1.4})
                QTest::addRow("%d nodes %d pods %gx%g type %g", nodes, pods, size.width(), size.height(), type)
                    << nodes << pods << size << type;
        }
    }
}

void TestSequences::clustersOfAnySize()
{
    QFETCH(int, nodes);
    QFETCH(int, pods);
    QFETCH(QSizeF, size);
    QFETCH(double, type);
    static QHash<int, std::shared_ptr<ClusterGraph>> made; // a large one is made once
    auto &cluster = made[nodes * 20000 + pods];
    if (!cluster) {
        cluster = std::make_shared<ClusterGraph>();
        test::Crowd crowd;
        crowd.nodes = nodes;
        crowd.pods = pods;
        crowd.services = std::min(30, pods);
        for (const api::Object &object : test::makeCrowd(crowd)) {
            for (const api::Gvr &gvr : watchedResources()) {
                if (object.kind().toLower() + 's' == gvr.resource)
                    cluster->apply(gvr, object.key(), object);
            }
        }
    }
    const Graph &graph = cluster->graph();
    QCOMPARE(int(graph.nodes.size()), nodes);
    QCOMPARE(int(graph.pods.size()), pods);
    Placement placement;
    placement.update(graph, 0);
    const Layout layout
        = makeLayout({size, placement.cells(), placement.rings(), int(graph.services.size()), type});
    checkPicture(graph, placement, layout);
    if (layout.density != Density::Far && !graph.services.empty()) // what has no box is told of
        QCOMPARE(layout.more.isNull(), layout.services.size() == graph.services.size());
}

/// Lanes that run side by side keep at least 2 pixels between them, also where they enter a card.
void TestSequences::tracksKeepApart()
{
    for (int rings : {1, 2, 5}) {
        for (int services : {2, 3, 5, 12, 30}) {
            const Layout layout = makeLayout({{1536, 816}, 3, rings, services});
            QVERIFY(layout.bundles >= std::min(3, int(layout.lanes.size())));
            QList<double> ports;
            for (int i = 0; i < int(layout.lanes.size()); ++i)
                ports << serviceLane(layout, i, 1).back().x();
            std::sort(ports.begin(), ports.end());
            for (qsizetype i = 1; i < ports.size(); ++i)
                QVERIFY2(ports[i] - ports[i - 1] >= 3.8, qPrintable(QString::number(services)));
            for (size_t i = 1; i < layout.lanes.size(); ++i)
                QVERIFY(layout.lanes[i] - layout.lanes[i - 1] >= 3.8);
        }
    }
}

QTEST_GUILESS_MAIN(TestSequences)
#include "tst_sequences.moc"
