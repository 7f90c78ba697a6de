// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

const QByteArray core = "/api/v1/namespaces/default/";
const QByteArray autoscalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
const QByteArray oldAutoscalers = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
const QByteArray target = R"("scaleTargetRef":{"kind":"Deployment","name":"x","apiVersion":"apps/v1"})";
const Headers merge{{"content-type", "application/merge-patch+json"}};

QByteArray object(const QByteArray &spec, const QByteArray &name = "x")
{
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "}}";
}

} // namespace

/// Kinds of Kubernetes' own that are served in two versions or groups, and kept in one.
class TestKindVersions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void autoscalersAreOneInTwoVersions()
    {
        TestApi api;
        const Value v2
            = api.expect(201, "POST", autoscalers, object(target + R"(,"minReplicas":2,"maxReplicas":5,"metrics":[
            {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}},
            {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}},
            {"type":"Object","object":{"describedObject":{"kind":"Service","name":"s"},"metric":{"name":"rps"},"target":{"type":"Value","value":"10"}}}],
            "behavior":{"scaleUp":{"stabilizationWindowSeconds":7}})"));
        const Value v1 = api.expect(200, "GET", oldAutoscalers + "/x");
        QCOMPARE(v1["apiVersion"].bytes(), "autoscaling/v1");
        QCOMPARE(v1["metadata"]["uid"].bytes(), v2["metadata"]["uid"].bytes());
        QCOMPARE(v1["spec"]["targetCPUUtilizationPercentage"].integer(), 50);
        QVERIFY(!v1["spec"].contains("metrics"));
        QCOMPARE(
            v1["metadata"]["annotations"]["autoscaling.alpha.kubernetes.io/metrics"].bytes(),
            R"([{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}},{"type":"Object","object":{"target":{"kind":"Service","name":"s"},"metricName":"rps","targetValue":"10"}}])");
        // What v1 writes back loses nothing of what only v2 can say.
        api.expect(200, "PATCH", oldAutoscalers + "/x",
                   R"({"spec":{"targetCPUUtilizationPercentage":60,"maxReplicas":9}})", merge);
        const Value back = api.expect(200, "GET", autoscalers + "/x");
        QCOMPARE(back["spec"]["maxReplicas"].integer(), 9);
        QCOMPARE(back["spec"]["behavior"]["scaleUp"]["stabilizationWindowSeconds"].integer(), 7);
        QCOMPARE(back["spec"]["metrics"].size(), 3);
        QCOMPARE(back["spec"]["metrics"].at(0)["resource"]["target"]["averageUtilization"].integer(), 60);
        QCOMPARE(toJson(back["spec"]["metrics"].at(2)["object"]["target"]), R"({"value":"10","type":"Value"})");
        QVERIFY(!back["metadata"].contains("annotations"));
        const Value fresh = api.expect(201, "POST", oldAutoscalers, object(target + ",\"maxReplicas\":2", "y"));
        QCOMPARE(fresh["spec"]["targetCPUUtilizationPercentage"].integer(), 80);
        // kubectl autoscale: the newest is preferred.
        QCOMPARE(api.expect(200, "GET", "/apis/autoscaling")["preferredVersion"]["version"].bytes(), "v2");
    }

    void eventsAreOneInTwoGroups()
    {
        TestApi api;
        const QByteArray events = "/apis/events.k8s.io/v1/namespaces/default/events";
        const QByteArray good
            = R"("eventTime":"2026-05-28T20:26:40.000000Z","reportingController":"a.io/b","reportingInstance":"b-1","action":"Run","reason":"Ran","type":"Normal","note":"hello","regarding":{"kind":"Pod","namespace":"default","name":"p"})";
        const auto event = [](const QByteArray &name, const QByteArray &fields) {
            return QByteArray("{\"metadata\":{\"name\":\"" + name + "\"}," + fields + '}');
        };
        api.expect(201, "POST", events, event("a", good));
        const Value old = api.expect(200, "GET", core + "events/a");
        QCOMPARE(old["apiVersion"].bytes(), "v1");
        QCOMPARE(old["message"].bytes(), "hello");
        QCOMPARE(old["involvedObject"]["name"].bytes(), "p");
        QCOMPARE(old["reportingComponent"].bytes(), "a.io/b");
        api.expect(
            201, "POST", core + "events",
            event(
                "b",
                R"("involvedObject":{"namespace":"default","kind":"Pod","name":"q"},"reason":"R","message":"m","type":"Warning","count":3,"source":{"component":"kubelet"},"firstTimestamp":"2026-05-28T20:26:40Z")"));
        const Value fresh = api.expect(200, "GET", events + "/b");
        QCOMPARE(fresh["note"].bytes(), "m");
        QCOMPARE(fresh["deprecatedCount"].integer(), 3);
        QCOMPARE(fresh["deprecatedSource"]["component"].bytes(), "kubelet");
        for (const QByteArray &query :
             {core + "events?fieldSelector=involvedObject.name%3Dq", core + "events?fieldSelector=source%3Dkubelet",
              events + "?fieldSelector=regarding.name%3Dq",
              events + "?fieldSelector=involvedObject.name%3Dq,type%3DWarning",
              events + "?fieldSelector=reportingController%3Da.io/b", core + "events?fieldSelector=source%3Da.io/b"}) {
            const Value list = api.expect(200, "GET", query);
            QVERIFY2(list["items"].size() == 1, query.constData());
        }
        const QByteArray said = api.expect(422, "POST", events,
                                           event("c", R"("regarding":{"namespace":"default"},"type":"X")"))["message"]
                                    .bytes();
        for (const char *problem :
             {"eventTime: Required value", "reportingController: Required value", "reportingInstance: Required value",
              "action: Required value", "reason: Required value", "type: Invalid value: \"\": has invalid value: X"})
            QVERIFY2(said.contains(problem), said.constData());
        // A series goes on; the rest stays as it was told.
        api.expect(200, "PATCH", events + "/a",
                   R"({"series":{"count":2,"lastObservedTime":"2026-05-28T20:26:41.000000Z"}})", merge);
        api.expect(422, "PATCH", events + "/a", R"({"note":"other"})", merge);
        QCOMPARE(api.expect(200, "GET", core + "events/a")["series"]["count"].integer(), 2);
    }
};

QTEST_GUILESS_MAIN(TestKindVersions)
#include "tst_kindversions.moc"
