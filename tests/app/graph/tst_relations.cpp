// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/captions.h"
#include "app/graph/clustergraph.h"
#include "app/graph/filtering.h"
#include "app/graph/labels.h"

#include <QTest>

using namespace orrery;
using namespace orrery::graph;

/// What belongs together, what steps back, and the words for it.
class TestRelations final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aPodHasOwnerVolumesAndServices();
    void aServiceHasPods();
    void aWorkloadHasPodsAndServices();
    void nothingHasNothing();
    void filterFades();
    void lanesLeadToTheSelection();
    void chipsStayInSight();
    void nodesTellTheirHealth();
    void theIllAreDrawnLast();
    void namesKeepTheirEnds();
    void captionsKeepApart();

private:
    void add(const api::Gvr &gvr, const QByteArray &json);
    size_t indexOf(const QByteArray &pod);
    std::unique_ptr<ClusterGraph> m_cluster;
    const Graph &graph() { return m_cluster->graph(); }
};

void TestRelations::add(const api::Gvr &gvr, const QByteArray &json)
{
    const api::Object object(api::parseJson(json).value());
    m_cluster->apply(gvr, object.key(), object);
}

size_t TestRelations::indexOf(const QByteArray &pod)
{
    return size_t(graph().pod({"shop", pod}) - graph().pods.data());
}

/// Two workloads of the namespace "shop": web with a service and volumes, db without; one pod of web crashes.
void TestRelations::init()
{
    m_cluster = std::make_unique<ClusterGraph>();
    add(client::gvr::nodes,
        R"({"kind":"Node","metadata":{"name":"n1"},"spec":{"unschedulable":true},"status":{"allocatable":{"pods":"5"},
            "conditions":[{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True"},{"type":"PIDPressure","status":"False"}]}})");
    add(client::gvr::deployments,
        R"({"kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":3}})");
    for (const char *name : {"web-h-1", "web-h-2"}) {
        add(client::gvr::pods, QByteArray(R"({"kind":"Pod","metadata":{"name":")") + name
                + R"(","namespace":"shop","labels":{"app":"web","pod-template-hash":"h"},
                "ownerReferences":[{"kind":"ReplicaSet","name":"web-h","uid":"u","controller":true}]},
                "spec":{"nodeName":"n1","volumes":[{"name":"a","configMap":{"name":"web-config"}},
                    {"name":"b","persistentVolumeClaim":{"claimName":"data"}},
                    {"name":"t","projected":{"sources":[{"configMap":{"name":"kube-root-ca.crt"}},{"secret":{"name":"keys"}}]}}],
                  "containers":[{"name":"c","envFrom":[{"secretRef":{"name":"keys"}}],
                    "env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"more","key":"k"}}}]}]},
                "status":{"phase":"Running","podIP":"10.1.1.1","conditions":[{"type":"Ready","status":"True"}]}})");
    }
    add(client::gvr::pods,
        R"({"kind":"Pod","metadata":{"name":"db-0","namespace":"shop","labels":{"app":"db"}},"spec":{"nodeName":"n1"},
            "status":{"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}})");
    add(client::gvr::services, R"({"kind":"Service","metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"10.96.0.9"}})");
    add(client::gvr::endpointSlices,
        R"({"kind":"EndpointSlice","metadata":{"name":"web-1","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},
            "endpoints":[{"targetRef":{"kind":"Pod","name":"web-h-1"}},{"targetRef":{"kind":"Pod","name":"web-h-2"}}]})");
}

void TestRelations::aPodHasOwnerVolumesAndServices()
{
    const Relations relations = relationsOf(graph(), QStringLiteral("pod/shop/web-h-1"));
    QCOMPARE(relations.pods, std::vector<size_t>{indexOf("web-h-2")}); // its sibling, not itself
    QCOMPARE(relations.services, std::vector<size_t>{0});
    QVERIFY(!relations.alone);
    QByteArrayList things;
    for (const Related &thing : relations.things)
        things << thing.kind + '/' + thing.ns + '/' + thing.name + ' ' + thing.note;
    QCOMPARE(things, QByteArrayList({"Deployment/shop/web 2/3", "ConfigMap/shop/web-config ",
                                     "PersistentVolumeClaim/shop/data ", "Secret/shop/keys ", "ConfigMap/shop/more "}));
}

void TestRelations::aServiceHasPods()
{
    const Relations relations = relationsOf(graph(), QStringLiteral("service/shop/web"));
    QCOMPARE(relations.pods.size(), size_t(2));
    QVERIFY(relations.alone && relations.things.empty());
    const Emphasis emphasis = emphasisOf(graph(), {}, relations);
    QCOMPARE(emphasis.ofPod(indexOf("web-h-1")), Emphasis::Related);
    QCOMPARE(emphasis.ofPod(indexOf("db-0")), Emphasis::Faded);
    QCOMPARE(emphasis.ofService(0), Emphasis::Related);
}

void TestRelations::aWorkloadHasPodsAndServices()
{
    const Relations relations = relationsOf(graph(), QStringLiteral("workload/shop/web"));
    QCOMPARE(relations.pods.size(), size_t(2));
    QCOMPARE(relations.services.size(), size_t(1));
}

void TestRelations::nothingHasNothing()
{
    for (const char *thing : {"", "pod/shop/nobody", "service/x", "workload/", "node/n1", "nonsense"})
        QVERIFY2(relationsOf(graph(), QString::fromLatin1(thing)).isEmpty(), thing);
    QVERIFY(emphasisOf(graph(), {}, {}).pods.empty());
}

void TestRelations::filterFades()
{
    const auto faded = [&](const char *filter, const QByteArray &pod) {
        return emphasisOf(graph(), cluster::Filter(QString::fromLatin1(filter)), {}).ofPod(indexOf(pod))
            == Emphasis::Faded;
    };
    QVERIFY(!faded("web", "web-h-1") && faded("web", "db-0"));
    QVERIFY(faded("status:crash", "web-h-1") && !faded("status:crash", "db-0"));
    QVERIFY(!faded("ns:shop node:n1", "db-0") && faded("ns:other", "db-0"));
    QVERIFY(!faded("-l app=web", "web-h-2") && faded("-l app=web", "db-0"));
    QVERIFY(faded("!ip:10.1", "web-h-1"));
    // The selection's own stand out, whatever the filter.
    const Relations relations = relationsOf(graph(), QStringLiteral("service/shop/web"));
    QCOMPARE(emphasisOf(graph(), cluster::Filter(QStringLiteral("db")), relations).ofPod(indexOf("web-h-1")),
             Emphasis::Related);
}

void TestRelations::lanesLeadToTheSelection()
{
    Placement placement;
    placement.update(graph(), 0);
    const Layout layout = makeLayout({{1536, 816}, 1, 1, 1});
    const Palette palette;
    const SceneInput input{graph(), placement, layout, palette, {}};
    const auto places = placesOf(input);
    const auto lanes = [&](const char *thing) {
        std::vector<Stroke> strokes;
        std::vector<QPointF> points;
        const QString id = QString::fromLatin1(thing);
        addLanes(input, places, id, relationsOf(graph(), id), strokes, points);
        for (const Stroke &stroke : strokes)
            Q_ASSERT(stroke.first + stroke.count <= int(points.size()));
        return std::pair(strokes.size(), points.empty() ? QPointF() : points.back());
    };
    const auto [count, end] = lanes("pod/shop/web-h-1");
    QCOMPARE(count, size_t(2)); // the lane, and along the orbit to the pod
    const QPointF seat = layout.seat(0, placement.seatOf({"shop", "web-h-1"}));
    QVERIFY(std::hypot(end.x() - seat.x(), end.y() - seat.y()) < layout.pod);
    QVERIFY(lanes("service/shop/web").first >= 2 && lanes("service/shop/web").first <= 5);
    QCOMPARE(lanes("pod/shop/db-0").first, size_t(0));
}

void TestRelations::chipsStayInSight()
{
    Placement placement;
    placement.update(graph(), 0);
    for (QSizeF size : {QSizeF(1536, 816), QSizeF(500, 420)}) {
        for (double zoom : {1.0, 4.0}) {
            const Layout layout = makeLayout({size, 1, 1, 1});
            const Palette palette;
            const auto places = placesOf({graph(), placement, layout, palette, {}});
            const QString id = QStringLiteral("pod/shop/web-h-1");
            const Relations relations = relationsOf(graph(), id);
            const QPointF at = layout.seat(0, placement.seatOf({"shop", "web-h-1"}));
            const Camera camera{zoom, QPointF(size.width() / 2, size.height() / 2) - at * zoom};
            const LabelInput input{graph(), placement, layout, camera, size, id, {}, {}, 0, 1, nullptr, &relations};
            PodLabels labels = podRows(input, places);
            const auto rows = relationRows(input, places, labels);
            QCOMPARE(rows.size(), 5);
            for (const Row &row : rows)
                QVERIFY(QRectF(QPointF(), size).contains(row.box));
            QVERIFY(!rows[0].box.intersects(rows[1].box));
            QCOMPARE(rows[1].info.value(QStringLiteral("kind")).toString(), QStringLiteral("ConfigMap"));
        }
    }
}

void TestRelations::nodesTellTheirHealth()
{
    const NodeFacts &node = graph().nodes[0];
    QVERIFY(node.cordoned);
    QCOMPARE(node.pressures, std::vector<QByteArray>{"DiskPressure"});
    QCOMPARE(node.pods, 3);
    QCOMPARE(node.podRoom, 5);
    QCOMPARE(node.unhealthy, 1);
    QCOMPARE(graph().unhealthy, 1);
}

void TestRelations::theIllAreDrawnLast()
{
    Graph many;
    for (int n = 0; n < 12; ++n) {
        NodeFacts node;
        node.name = "n" + QByteArray::number(n);
        node.state = n == 5 ? NodeState::NotReady : NodeState::Ready;
        node.unhealthy = n == 0 ? 30 : 1;
        many.nodes.push_back(node);
        for (int p = 0; p < 60; ++p) {
            PodFacts pod;
            pod.key = {"default", node.name + "-" + QByteArray::number(p)};
            pod.node = node.name;
            pod.state = p < node.unhealthy ? PodState::Failed : PodState::Running;
            many.pods.push_back(pod);
        }
    }
    Placement placement;
    placement.update(many, 0);
    const Layout layout = makeLayout({{1000, 600}, placement.cells(), placement.rings(), 0});
    QVERIFY(layout.pod < 6);
    Palette palette;
    palette.bad = Qt::red;
    const SceneInput input{many, placement, layout, palette, {}};
    const Scene scene = makeScene(input, placesOf(input));
    int crosses = 0, red = 0;
    for (size_t i = 0; i < scene.discs.size(); ++i) {
        const bool last = i + 30 + 11 >= scene.discs.size();
        const bool isCross = scene.discs[i].style == Disc::Style::Cross;
        crosses += isCross;
        red += last && scene.discs[i].fill == QColor(Qt::red);
    }
    QCOMPARE(red, 41); // all that is ill, after everything else
    QCOMPARE(crosses, 11 + 1); // but no wall of crosses: 30 on one node are counted in words; and one node is lost
}

void TestRelations::namesKeepTheirEnds()
{
    QCOMPARE(fitted(QStringLiteral("web-x2x9k"), 12), QStringLiteral("web-x2x9k"));
    QCOMPARE(fitted(QStringLiteral("customer-facing-web-7d9f4c8b6-x2x9k"), 16), QStringLiteral("customer-f\u2026x2x9k"));
    QCOMPARE(fitted(QStringLiteral("customer-facing-web\u2026x2x9k"), 14), QStringLiteral("customer\u2026x2x9k"));
    QVERIFY(fitted(QStringLiteral("abcdefghijklmnopqrstuvwxyz"), 3).size() <= 6);
    QCOMPARE(fitted({}, 10), QString());
}

void TestRelations::captionsKeepApart()
{
    Packets packets;
    for (int i = 0; i < 12; ++i) {
        Packet packet;
        packet.walk = Walk(Line{{200.0 + i * 5, 300}, {700, 300}});
        packet.caption = QStringLiteral("POST pods");
        packet.seconds = 2;
        packets.send(packet);
    }
    Captions captions;
    const QRectF api(300, 240, 200, 50);
    for (int frame = 0; frame < 20; ++frame) {
        packets.advance(0.05);
        const auto rows = captions.rows(packets, {}, {1000, 600}, 1, {api}, {});
        QVERIFY(!rows.isEmpty() && rows.size() <= Captions::most);
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QVERIFY(!rows[i].box.intersects(api));
            for (qsizetype j = 0; j < i; ++j)
                QVERIFY(!rows[i].box.intersects(rows[j].box));
        }
    }
}

QTEST_GUILESS_MAIN(TestRelations)
#include "tst_relations.moc"
