// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray deployments = "/apis/apps/v1/namespaces/default/deployments";
static const QByteArray deployment
    = R"({"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
    "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"i:1"},{"name":"b","image":"j:1"}]}}}})";

static Headers type(const char *name)
{
    return {{"content-type", QByteArray("application/") + name}};
}

class TestPatchHttp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void merge()
    {
        TestApi api;
        api.expect(201, "POST", deployments, deployment);
        const Value now
            = api.expect(200, "PATCH", deployments + "/web",
                         R"({"spec":{"replicas":5},"metadata":{"labels":{"x":"y"}}})", type("merge-patch+json"));
        QCOMPARE(now["spec"]["replicas"].integer(), 5);
        QCOMPARE(now["metadata"]["generation"].integer(), 2);
        QCOMPARE(now["metadata"]["labels"]["x"].bytes(), "y");
        const Value same
            = api.expect(200, "PATCH", deployments + "/web", R"({"spec":{"replicas":5}})", type("merge-patch+json"));
        QVERIFY(same == now);
        api.expect(400, "PATCH", deployments + "/web", "[]", type("merge-patch+json"));
        api.expect(400, "PATCH", deployments + "/web", R"({"kind":"Pod"})", type("merge-patch+json"));
        api.expect(422, "PATCH", deployments + "/web", R"({"metadata":{"name":"other"}})", type("merge-patch+json"));
        api.expect(409, "PATCH", deployments + "/web", R"({"metadata":{"resourceVersion":"1"}})",
                   type("merge-patch+json"));
        api.expect(404, "PATCH", deployments + "/nope", "{}", type("merge-patch+json"));
    }

    void strategic()
    {
        TestApi api;
        api.expect(201, "POST", deployments, deployment);
        const Value now = api.expect(200, "PATCH", deployments + "/web",
                                     R"({"spec":{"template":{"spec":{"containers":[{"name":"b","image":"j:2"}]}}}})",
                                     type("strategic-merge-patch+json"));
        const Value &containers = now["spec"]["template"]["spec"]["containers"];
        QCOMPARE(containers.size(), 2);
        QCOMPARE(containers.at(0)["image"].bytes(), "i:1");
        QCOMPARE(containers.at(1)["image"].bytes(), "j:2");
        const Value fewer
            = api.expect(200, "PATCH", deployments + "/web",
                         R"({"spec":{"template":{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}}})",
                         type("strategic-merge-patch+json"));
        QCOMPARE(fewer["spec"]["template"]["spec"]["containers"].size(), 1);
        const Value strict = api.expect(400, "PATCH", deployments + "/web?fieldValidation=Strict",
                                        R"({"spec":{"replica":1}})", type("strategic-merge-patch+json"));
        QVERIFY(strict["message"].bytes().endsWith(R"(strict decoding error: unknown field "spec.replica")"));
    }

    void json()
    {
        TestApi api;
        api.expect(201, "POST", deployments, deployment);
        const Value now = api.expect(
            200, "PATCH", deployments + "/web",
            R"([{"op":"test","path":"/spec/replicas","value":2},{"op":"replace","path":"/spec/replicas","value":0}])",
            type("json-patch+json"));
        QCOMPARE(now["spec"]["replicas"].integer(-1), 0);
        const Value failed
            = api.expect(422, "PATCH", deployments + "/web", R"([{"op":"test","path":"/spec/replicas","value":2}])",
                         type("json-patch+json"));
        QCOMPARE(failed["message"].bytes(), "the server rejected our request due to an error in our request");
        api.expect(422, "PATCH", deployments + "/web",
                   R"([{"op":"replace","path":"/spec/selector/matchLabels/app","value":"x"}])",
                   type("json-patch+json"));
        QCOMPARE(api.send("PATCH", deployments + "/web", "{}", type("json")).status, 415);
    }

    void invalidResultsChangeNothing()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", deployments, deployment);
        api.expect(422, "PATCH", deployments + "/web",
                   R"({"spec":{"template":{"spec":{"containers":[{"name":"a","image":""}]}}}})",
                   type("strategic-merge-patch+json"));
        api.expect(400, "PATCH", deployments + "/web", R"({"spec":{"replicas":"many"}})", type("merge-patch+json"));
        QVERIFY(api.expect(200, "GET", deployments + "/web") == made);
    }

    void statusAndSpecAreApart()
    {
        TestApi api;
        api.expect(201, "POST", deployments, deployment);
        const Value status
            = api.expect(200, "PATCH", deployments + "/web/status",
                         R"({"status":{"replicas":2,"readyReplicas":2},"spec":{"replicas":9}})", type("merge-patch+json"));
        QCOMPARE(status["status"]["readyReplicas"].integer(), 2);
        QCOMPARE(status["spec"]["replicas"].integer(), 2);
        QCOMPARE(status["metadata"]["generation"].integer(), 1);
        const Value spec
            = api.expect(200, "PATCH", deployments + "/web", R"({"status":{"readyReplicas":7},"spec":{"replicas":9}})",
                         type("merge-patch+json"));
        QCOMPARE(spec["status"]["readyReplicas"].integer(), 2);
        QCOMPARE(spec["spec"]["replicas"].integer(), 9);
    }

    void scale()
    {
        TestApi api;
        api.expect(201, "POST", deployments, deployment);
        const Value scale = api.expect(200, "GET", deployments + "/web/scale");
        QCOMPARE(scale["kind"].bytes(), "Scale");
        QCOMPARE(scale["spec"]["replicas"].integer(), 2);
        QCOMPARE(scale["status"]["selector"].bytes(), "app=web");
        const Value put = api.expect(200, "PUT", deployments + "/web/scale",
                                     toJson(scale.withPath({"spec", "replicas"}, Value(7))));
        QCOMPARE(put["kind"].bytes(), "Scale");
        QCOMPARE(put["spec"]["replicas"].integer(), 7);
        api.expect(409, "PUT", deployments + "/web/scale", toJson(scale));
        api.expect(200, "PATCH", deployments + "/web/scale", R"({"spec":{"replicas":1}})", type("merge-patch+json"));
        api.expect(422, "PATCH", deployments + "/web/scale", R"({"spec":{"replicas":-1}})", type("merge-patch+json"));
        const Value now = api.expect(200, "GET", deployments + "/web");
        QCOMPARE(now["spec"]["replicas"].integer(), 1);
        QCOMPARE(now["metadata"]["generation"].integer(), 3);
    }
};

QTEST_GUILESS_MAIN(TestPatchHttp)
#include "tst_patch_http.moc"
