// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

class TestDiscovery : public QObject
{
    Q_OBJECT

    static Value find(const Value &list, const char *member, QByteArrayView name)
    {
        for (const Value &item : list.items()) {
            if (item[member].text() == name)
                return item;
        }
        return {};
    }

private Q_SLOTS:
    void lists()
    {
        TestApi api;
        QCOMPARE(toJson(api.expect(200, "GET", "/api")["versions"]), R"(["v1"])");
        const Value groups = api.expect(200, "GET", "/apis");
        QCOMPARE(find(groups["groups"], "name", "apps")["preferredVersion"]["groupVersion"].bytes(), "apps/v1");
        QCOMPARE(api.expect(200, "GET", "/apis/apps")["kind"].bytes(), "APIGroup");
        const Value core = api.expect(200, "GET", "/api/v1");
        const Value pods = find(core["resources"], "name", "pods");
        QCOMPARE(pods["kind"].bytes(), "Pod");
        QCOMPARE(pods["singularName"].bytes(), "pod");
        QCOMPARE(toJson(pods["shortNames"]), R"(["po"])");
        QCOMPARE(toJson(pods["categories"]), R"(["all"])");
        QCOMPARE(toJson(pods["verbs"]),
                 R"(["create","delete","deletecollection","get","list","patch","update","watch"])");
        QCOMPARE(find(core["resources"], "name", "pods/eviction")["group"].bytes(), "policy");
        QCOMPARE(find(core["resources"], "name", "namespaces")["namespaced"].boolean(true), false);
        QCOMPARE(
            find(api.expect(200, "GET", "/apis/apps/v1")["resources"], "name", "deployments/scale")["kind"].bytes(),
            "Scale");
        for (const char *none : {"/apis/nope", "/apis/apps/v2", "/api/v2", "/nope", "/openapi/v3/apis/nope/v1"})
            QCOMPARE(api.send("GET", none).status, 404);
        QCOMPARE(api.send("POST", "/apis", "{}").status, 405);
        // What is not served is not listed.
        QVERIFY(find(api.expect(200, "GET", "/apis/apps/v1")["resources"], "name", "podsets").isNull());
    }

    void aggregated()
    {
        TestApi api;
        const QByteArray type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        const Headers accept{{"accept", type + ",application/json"}};
        const Response response = api.send("GET", "/apis", {}, accept);
        QCOMPARE(response.contentType, type);
        const Value list = parseJson(response.json()).value();
        QCOMPARE(list["kind"].bytes(), "APIGroupDiscoveryList");
        Value apps;
        for (const Value &item : list["items"].items())
            apps = item["metadata"]["name"].text() == "apps" ? item : apps;
        const Value deployments = find(apps["versions"].at(0)["resources"], "resource", "deployments");
        QCOMPARE(deployments["scope"].bytes(), "Namespaced");
        QCOMPARE(find(deployments["subresources"], "subresource", "scale")["responseKind"]["group"].bytes(),
                 "autoscaling");
        const Response again
            = api.send("GET", "/apis", {}, {{"accept", type}, {"if-none-match", response.headers.value("etag")}});
        QCOMPARE(again.status, 304);
        QCOMPARE(again.contentType, type);
        QVERIFY(again.body.isEmpty());
        // However the path is written it is the same document.
        const QByteArray core = api.send("GET", "/api", {}, accept).headers.value("etag");
        QVERIFY(core != response.headers.value("etag"));
        for (const char *path : {"//api", "/api///"})
            QCOMPARE(api.send("GET", path, {}, accept).headers.value("etag"), core);
        QCOMPARE(parseJson(api.send("GET", "/api", {}, accept).json()).value()["items"].size(), 1);
        QCOMPARE(parseJson(api.send("GET", "/api").json()).value()["kind"].bytes(), "APIVersions");
    }

    void openApi3()
    {
        TestApi api;
        const Value index = api.expect(200, "GET", "/openapi/v3");
        const QByteArray url = index["paths"]["apis/apps/v1"]["serverRelativeURL"].bytes();
        QVERIFY(url.startsWith("/openapi/v3/apis/apps/v1?hash="));
        const Value document = api.expect(200, "GET", url);
        const Value schemas = document["components"]["schemas"];
        const Value deployment = schemas["io.k8s.api.apps.v1.Deployment"];
        QCOMPARE(toJson(deployment["x-kubernetes-group-version-kind"]),
                 R"([{"group":"apps","kind":"Deployment","version":"v1"}])");
        QCOMPARE(
            schemas["io.k8s.api.core.v1.PodSpec"]["properties"]["containers"]["x-kubernetes-patch-merge-key"].bytes(),
            "name");
        // Everything that is referred to is there.
        const QByteArray text = toJson(document);
        int references = 0;
        for (qsizetype at = text.indexOf("#/components/schemas/"); at >= 0;
             at = text.indexOf("#/components/schemas/", at + 1)) {
            const qsizetype start = at + 21;
            const QByteArray name = text.mid(start, text.indexOf('"', start) - start);
            QVERIFY2(schemas.contains(name), name);
            ++references;
        }
        QVERIFY(references > 100);
        bool validates = false;
        for (const Value &parameter :
             document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]["parameters"]
                 .items())
            validates = validates || parameter["name"].text() == "fieldValidation";
        QVERIFY(validates);
    }

    void openApi2()
    {
        TestApi api;
        const Value document = api.expect(200, "GET", "/openapi/v2");
        QCOMPARE(document["swagger"].bytes(), "2.0");
        QVERIFY(document["definitions"].contains("io.k8s.api.core.v1.Pod"));
        QVERIFY(document["definitions"].contains("dev.orrery.v1.Machine"));
        const Response protobuf = api.send("GET", "/openapi/v2", {},
                                           {{"accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"}});
        QCOMPARE(protobuf.status, 200);
        QVERIFY(!protobuf.contentType.contains('@'));
        QCOMPARE(protobuf.body.left(5),
                 QByteArray("\n\x03"
                            "2.0"));
    }

    void health()
    {
        TestApi api;
        QCOMPARE(api.send("GET", "/readyz").body, "ok");
        QByteArray problem;
        api.server->addReadinessCheck("extra", [&problem] { return problem; });
        QVERIFY(api.send("GET", "/readyz?verbose").body.contains("[+]extra ok\n"));
        problem = "broken";
        const Response response = api.send("GET", "/readyz");
        QCOMPARE(response.status, 500);
        QVERIFY(response.body.contains("[-]extra failed: reason withheld\n"));
        QCOMPARE(api.send("GET", "/readyz?exclude=extra").status, 200);
        QCOMPARE(api.send("GET", "/readyz/extra").status, 500);
        QCOMPARE(api.send("GET", "/readyz/none").status, 404);
        QCOMPARE(api.send("GET", "/livez").status, 200);
        QVERIFY(api.send("GET", "/metrics").body.contains("apiserver_request_total{"));
        QCOMPARE(api.expect(200, "GET", "/version")["minor"].bytes(), "36");
    }
};

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
