// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray cms = "/api/v1/namespaces/default/configmaps";
static const QByteArray steps = "/apis/orrery.dev/v1/steps";

class TestSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAreSteps()
    {
        TestApi api;
        // Only of this name: starting and settling are steps, too.
        const auto watch = api.start("GET", steps + "?watch=true&fieldSelector=spec.name%3Da");
        const QByteArray trace = "0af7651916cd43dd8448eb211c80319c";
        const Value made
            = api.expect(201, "POST", cms, configMap("a"),
                         {{"traceparent", "00-" + trace + "-b7ad6b7169203331-01"}, {"user-agent", "test"}});
        api.expect(200, "GET", cms + "/a");
        api.expect(201, "POST", cms + "?dryRun=All", configMap("tried")); // changes nothing: no step
        api.expect(409, "POST", cms, configMap("a"));
        QTRY_VERIFY(watch->stream->frames.size() >= 2);
        QCOMPARE(watch->stream->frames.size(), 2);
        const Value spec = watch->stream->frames[0].event.object.spec();
        QCOMPARE(spec["traceId"].bytes(), trace);
        QCOMPARE(spec["parentId"].bytes(), "b7ad6b7169203331");
        QCOMPARE(spec["spanId"].text().size(), 16);
        QCOMPARE(spec["user"].bytes(), "kubernetes-admin");
        QCOMPARE(spec["userAgent"].bytes(), "test");
        QCOMPARE(spec["verb"].bytes(), "create");
        QCOMPARE(spec["resource"].bytes(), "configmaps");
        QCOMPARE(spec["namespace"].bytes(), "default");
        QCOMPARE(spec["name"].bytes(), "a");
        QCOMPARE(spec["code"].integer(), 201);
        QCOMPARE(QByteArray::number(spec["revision"].integer()), made["metadata"]["resourceVersion"].bytes());
        const Value failed = watch->stream->frames[1].event.object.spec();
        QCOMPARE(failed["code"].integer(), 409);
        QVERIFY(!failed["traceId"].text().isEmpty()); // a write that names no cause begins one
    }

    void whatBeatsTimeIsLeftOut()
    {
        TestApi api;
        api.expect(201, "PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/l",
                   R"({"metadata":{"name":"l"},"spec":{"holderIdentity":"x"}})");
        api.expect(201, "POST", "/api/v1/namespaces/default/events",
                   R"({"metadata":{"name":"e"},"involvedObject":{"namespace":"default"}})");
        api.expect(201, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                   R"({"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}})");
        api.expect(201, "POST", cms, configMap("a"));
        QTRY_COMPARE(api.expect(200, "GET", steps + "?fieldSelector=spec.name%3Da")["items"].size(), 1);
        const Value all = api.expect(200, "GET", steps);
        for (const Value &step : all["items"].items()) {
            const QByteArray resource = step["spec"]["resource"].bytes();
            const bool beat
                = resource.startsWith("leases") || resource.startsWith("events") || resource.contains("reviews");
            QVERIFY2(!beat, resource);
        }
    }

    void aRing()
    {
        TestApi api;
        for (int i = 0; i < 4200; ++i)
            api.start("DELETE", cms + "/none");
        QTRY_COMPARE(api.expect(200, "GET", steps)["items"].size(), 4096);
        const auto watch = api.start("GET", steps + "?watch=true&resourceVersion=1");
        QTRY_VERIFY(watch->stream->ended);
        QCOMPARE(watch->stream->frames[0].event.type, WatchEvent::Type::Error);
    }

    void readOnly()
    {
        TestApi api;
        QCOMPARE(api.send("POST", steps, R"({"metadata":{"name":"1"}})").status, 405);
        QCOMPARE(api.send("DELETE", steps + "/1").status, 405);
    }
};

QTEST_GUILESS_MAIN(TestSteps)
#include "tst_steps.moc"
