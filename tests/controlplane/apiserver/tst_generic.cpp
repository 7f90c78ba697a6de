// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray cms = "/api/v1/namespaces/default/configmaps";

class TestGeneric : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createFillsIn()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", cms, configMap("a"));
        QCOMPARE(made["kind"].bytes(), "ConfigMap");
        QCOMPARE(made["metadata"]["namespace"].bytes(), "default");
        QCOMPARE(made["metadata"]["uid"].text().size(), 36);
        QVERIFY(made["metadata"]["resourceVersion"].bytes().toInt() > 0);
        QCOMPARE(made["metadata"]["creationTimestamp"].bytes(), formatTime(api.clock.time));
        QVERIFY(api.expect(200, "GET", cms + "/a") == made);
    }

    void generatedNames()
    {
        TestApi api;
        const QByteArray body = R"({"metadata":{"generateName":"x-"}})";
        QSet<QByteArray> names;
        for (int i = 0; i < 5; ++i)
            names.insert(api.expect(201, "POST", cms, body)["metadata"]["name"].bytes());
        QCOMPARE(names.size(), 5);
        const QByteArray one = *names.begin();
        QCOMPARE(one.size(), 7);
        for (const char c : one.mid(2))
            QVERIFY2(QByteArray("bcdfghjklmnpqrstvwxz2456789").contains(c), one);
    }

    void errorsHaveKubernetesWords()
    {
        TestApi api;
        api.expect(201, "POST", cms, configMap("a"));
        const auto message
            = [&api](int status, const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
                  return api.expect(status, method, path, body)["message"].bytes();
              };
        QCOMPARE(message(409, "POST", cms, configMap("a")), "configmaps \"a\" already exists");
        QCOMPARE(message(404, "GET", cms + "/b"), "configmaps \"b\" not found");
        QCOMPARE(message(404, "GET", "/apis/apps/v1/namespaces/default/deployments/b"),
                 "deployments.apps \"b\" not found");
        QCOMPARE(message(404, "DELETE", cms + "/b"), "configmaps \"b\" not found");
        QCOMPARE(message(409, "PUT", cms + "/a", configMap("a", "\"data\":{}", R"("resourceVersion":"1")")),
                 "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your "
                 "changes to the latest version and try again");
        QCOMPARE(message(400, "PUT", cms + "/a", configMap("c")),
                 "the name of the object (c) does not match the name on the URL (a)");
        QCOMPARE(message(400, "POST", cms, configMap("c", "\"data\":{}", R"("namespace":"kube-system")")),
                 "the namespace of the provided object does not match the namespace sent on the request");
        QCOMPARE(message(400, "POST", cms, configMap("c", "\"data\":{}", R"("resourceVersion":"7")")),
                 "resourceVersion should not be set on objects to be created");
        QCOMPARE(message(404, "POST", "/api/v1/namespaces/nope/configmaps", configMap("a")),
                 "namespaces \"nope\" not found");
        QCOMPARE(message(405, "POST", cms + "/a", configMap("a")),
                 "the server does not allow this method on the requested resource");
        QCOMPARE(message(405, "DELETE", "/api/v1/namespaces"),
                 "the server does not allow this method on the requested resource");
        QCOMPARE(message(404, "GET", "/api/v1/namespaces/default/foos"),
                 "the server could not find the requested resource");
        QCOMPARE(message(404, "GET", cms + "/a/status"), "the server could not find the requested resource");
        QCOMPARE(message(400, "POST", cms, R"({"apiVersion":"v2","kind":"ConfigMap"})"),
                 "the API version in the data (v2) does not match the expected API version (v1)");
        QVERIFY(message(400, "POST", cms, "{").size() > 0);
        QVERIFY(message(400, "POST", cms, "[]").size() > 0);
        const Value invalid = api.expect(422, "POST", cms, configMap("A_b"));
        QCOMPARE(invalid["reason"].bytes(), "Invalid");
        QCOMPARE(invalid["details"]["kind"].bytes(), "ConfigMap");
        QCOMPARE(invalid["details"]["causes"].at(0)["field"].bytes(), "metadata.name");
    }

    void mediaTypes()
    {
        TestApi api;
        api.expect(201, "POST", cms, "metadata: {name: yy}\ndata: {a: \"1\"}\n",
                   {{"content-type", "application/yaml"}});
        QCOMPARE(api.expect(200, "GET", cms + "/yy")["data"]["a"].bytes(), "1");
        QCOMPARE(api.send("POST", cms, "x", {{"content-type", "text/plain"}}).status, 415);
        QCOMPARE(api.send("GET", cms + "/yy", {}, {{"accept", "text/plain"}}).status, 406);
        const Response yaml = api.send("GET", cms + "/yy", {}, {{"accept", "application/yaml"}});
        QCOMPARE(yaml.contentType, "application/yaml");
        QVERIFY(yaml.json().contains("\nkind: ConfigMap\n"));
        // A ConfigMap as kubectl writes it.
        const QByteArray sent = QByteArray::fromHex("6b3873000a0f0a02763112"
                                                    "09436f6e6669674d6170121b0a110a016112001a0022002a00320038004200"
                                                    "12060a01781201311a002200");
        const Headers protobuf{{"content-type", "application/vnd.kubernetes.protobuf"}};
        api.expect(201, "POST", cms, sent, protobuf);
        QCOMPARE(api.expect(200, "GET", cms + "/a")["data"]["x"].bytes(), "1");
        QCOMPARE(api.send("POST", cms, sent.chopped(9), protobuf).status, 400);
        QCOMPARE(api.send("POST", cms, "{}", protobuf).status, 400);
    }

    void fieldValidation()
    {
        TestApi api;
        const QByteArray body = R"({"metadata":{"name":"f"},"dat":{},"data":{"a":"1","a":"2"}})";
        const Value strict = api.expect(400, "POST", cms + "?fieldValidation=Strict", body);
        QCOMPARE(
            strict["message"].bytes(),
            R"(ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat", duplicate field "data.a")");
        const Response warned = api.send("POST", cms, body);
        QCOMPARE(warned.status, 201);
        QVERIFY(warned.headers.value("warning").contains("299 - \"unknown field \\\"dat\\\"\""));
        QVERIFY(!api.send("PUT", cms + "/f?fieldValidation=Ignore", body).headers.contains("warning"));
        QCOMPARE(api.send("POST", cms + "?fieldValidation=Nope", body).status, 422);
        QVERIFY(!api.expect(200, "GET", cms + "/f").contains("dat"));
    }

    void dryRun()
    {
        TestApi api;
        const qint64 before = api.server->revision();
        QCOMPARE(api.expect(201, "POST", cms + "?dryRun=All", configMap("a"))["data"]["k"].bytes(), "v");
        QCOMPARE(api.send("GET", cms + "/a").status, 404);
        api.expect(201, "POST", cms, configMap("a"));
        api.expect(200, "PUT", cms + "/a?dryRun=All", configMap("a", R"("data":{"k":"w"})"));
        api.expect(200, "DELETE", cms + "/a?dryRun=All");
        api.expect(409, "POST", cms + "?dryRun=All", configMap("a"));
        QCOMPARE(api.expect(200, "GET", cms + "/a")["data"]["k"].bytes(), "v");
        QCOMPARE(api.server->revision(), before + 1);
        QCOMPARE(api.send("POST", cms + "?dryRun=Some", configMap("b")).status, 422);
    }

    void updates()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", cms, configMap("a"));
        // The server's own metadata can't be changed; an update that changes nothing writes nothing.
        const Value same = api.expect(200, "PUT", cms + "/a", toJson(made));
        QVERIFY(same == made);
        const Value changed
            = api.expect(200, "PUT", cms + "/a",
                         configMap("a", R"("data":{"k":"w"})", R"("creationTimestamp":"2000-01-01T00:00:00Z")"));
        QCOMPARE(changed["metadata"]["creationTimestamp"].bytes(), made["metadata"]["creationTimestamp"].bytes());
        QCOMPARE(changed["metadata"]["uid"].bytes(), made["metadata"]["uid"].bytes());
        QVERIFY(changed["metadata"]["resourceVersion"].bytes().toInt()
                > made["metadata"]["resourceVersion"].bytes().toInt());
        api.expect(409, "PUT", cms + "/a", configMap("a", R"("data":{})", R"("uid":"other")"));
        api.expect(404, "PUT", cms + "/zz", configMap("zz"));
        // Some kinds are made by PUT, too.
        api.expect(201, "PUT", "/api/v1/namespaces/default/services/s",
                   R"({"metadata":{"name":"s"},"spec":{"ports":[{"port":80}]}})");
        api.expect(201, "PUT", "/api/v1/namespaces/default/limitranges/l",
                   R"({"metadata":{"name":"l"},"spec":{"limits":[]}})");
        api.expect(201, "PUT", "/apis/rbac.authorization.k8s.io/v1/clusterroles/r", R"({"metadata":{"name":"r"}})");
        // Leases are, and updated with a resourceVersion only.
        const QByteArray leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/l";
        api.expect(201, "PUT", leases, R"({"metadata":{"name":"l"},"spec":{"holderIdentity":"x"}})");
        QCOMPARE(api.expect(422, "PUT", leases,
                            R"({"metadata":{"name":"l"},"spec":{"holderIdentity":"y"}})")["details"]["causes"]
                     .at(0)["field"]
                     .bytes(),
                 "metadata.resourceVersion");
    }

    void selectors()
    {
        TestApi api;
        for (int i = 0; i < 6; ++i)
            api.expect(201, "POST", cms,
                       configMap("c" + QByteArray::number(i), "\"data\":{}",
                                 i % 2 ? R"("labels":{"odd":"yes"})" : R"("labels":{"odd":"no"})"));
        const auto names = [&api](const QByteArray &query) {
            QByteArray out;
            const Value list = api.expect(200, "GET", cms + '?' + query);
            for (const Value &item : list["items"].items())
                out += item["metadata"]["name"].bytes();
            return out;
        };
        QCOMPARE(names("labelSelector=odd%3Dyes"), "c1c3c5");
        QCOMPARE(names("labelSelector=odd+in+(no)"), "c0c2c4");
        QCOMPARE(names("fieldSelector=metadata.name%3Dc2"), "c2");
        QCOMPARE(names("fieldSelector=metadata.name!%3Dc2&labelSelector=odd%3Dno"), "c0c4");
        QCOMPARE(api.expect(400, "GET", cms + "?fieldSelector=spec.x%3D1")["message"].bytes(),
                 "field label not supported: spec.x");
        api.expect(400, "GET", cms + "?labelSelector=a%3D%3D%3D");
    }

    void pages()
    {
        TestApi api;
        for (int i = 0; i < 25; ++i)
            api.expect(201, "POST", cms,
                       configMap("c" + QByteArray::number(100 + i), "\"data\":{}",
                                 i % 2 ? R"("labels":{"odd":"yes"})" : QByteArray()));
        QByteArray token, revision;
        int total = 0, rounds = 0;
        do {
            const Value page
                = api.expect(200, "GET", cms + "?limit=10" + (token.isEmpty() ? "" : "&continue=" + token));
            if (revision.isEmpty()) {
                revision = page["metadata"]["resourceVersion"].bytes();
                QCOMPARE(page["metadata"]["remainingItemCount"].integer(), 15);
                // What happens meanwhile is not in the snapshot.
                api.expect(201, "POST", cms, configMap("c999"));
                api.expect(200, "DELETE", cms + "/c124");
            }
            QCOMPARE(page["metadata"]["resourceVersion"].bytes(), revision);
            total += int(page["items"].size());
            token = page["metadata"]["continue"].bytes();
            ++rounds;
        } while (!token.isEmpty());
        QCOMPARE(total, 25);
        QCOMPARE(rounds, 3);
        const Value odd = api.expect(200, "GET", cms + "?limit=5&labelSelector=odd%3Dyes");
        QCOMPARE(odd["items"].size(), 5);
        QVERIFY(!odd["metadata"]["continue"].text().isEmpty());
        QVERIFY(api.expect(400, "GET", cms + "?limit=1&continue=garbage")["message"].text().startsWith(
            "invalid continue token: continue key is not valid: "));
        QCOMPARE(api.expect(200, "GET", cms + "?resourceVersion=" + revision + "&resourceVersionMatch=Exact")["items"]
                     .size(),
                 25);
        api.expect(422, "GET", cms + "?resourceVersionMatch=Exact");
    }

    void tables()
    {
        TestApi api;
        api.expect(201, "POST", cms, configMap("a"));
        const Headers accept{{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}};
        api.clock.time += 90000000;
        const Value table = api.expect(200, "GET", cms, {}, accept);
        QCOMPARE(table["kind"].bytes(), "Table");
        QCOMPARE(table["apiVersion"].bytes(), "meta.k8s.io/v1");
        QCOMPARE(toJson(table["rows"].at(0)["cells"]), R"(["a",1,"90s"])");
        QCOMPARE(table["rows"].at(0)["object"]["kind"].bytes(), "PartialObjectMetadata");
        QCOMPARE(table["columnDefinitions"].size(), 3);
        QCOMPARE(api.expect(200, "GET", cms + "/a", {}, accept)["rows"].size(), 1);
        QCOMPARE(api.expect(200, "GET", cms + "/a?includeObject=Object", {}, accept)["rows"]
                     .at(0)["object"]["data"]["k"]
                     .bytes(),
                 "v");
        const Headers partial{{"accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"}};
        const Value list = api.expect(200, "GET", cms, {}, partial);
        QCOMPARE(list["kind"].bytes(), "PartialObjectMetadataList");
        QVERIFY(!list["items"].at(0).contains("data"));
        QCOMPARE(api.send("GET", cms, {}, {{"accept", "application/json;as=Table;v=v9;g=meta.k8s.io"}}).status, 406);
    }

    void deletions()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", cms, configMap("a"));
        api.expect(409, "DELETE", cms + "/a", R"({"preconditions":{"uid":"other"}})");
        const Value status = api.expect(200, "DELETE", cms + "/a",
                                        "{\"preconditions\":{\"uid\":\"" + made["metadata"]["uid"].bytes() + "\"}}");
        QCOMPARE(status["kind"].bytes(), "Status");
        QCOMPARE(status["status"].bytes(), "Success");
        QCOMPARE(status["details"]["kind"].bytes(), "configmaps");
        api.expect(404, "GET", cms + "/a");

        // A finalizer holds; taking it away ends it.
        api.expect(201, "POST", cms, configMap("f", "\"data\":{}", R"("finalizers":["example.com/x"])"));
        const Value held = api.expect(200, "DELETE", cms + "/f");
        QVERIFY(!held["metadata"]["deletionTimestamp"].isNull());
        QCOMPARE(api.expect(422, "PATCH", cms + "/f",
                            R"({"metadata":{"finalizers":["example.com/x","example.com/y"]}})",
                            {{"content-type", "application/merge-patch+json"}})["details"]["causes"]
                     .at(0)["field"]
                     .bytes(),
                 "metadata.finalizers");
        api.expect(200, "PATCH", cms + "/f", R"({"metadata":{"finalizers":null}})",
                   {{"content-type", "application/merge-patch+json"}});
        api.expect(404, "GET", cms + "/f");

        // Propagation is a finalizer that the garbage collector takes away.
        api.expect(201, "POST", cms, configMap("o"));
        QCOMPARE(toJson(api.expect(200, "DELETE", cms + "/o?propagationPolicy=Orphan")["metadata"]["finalizers"]),
                 R"(["orphan"])");
        api.expect(201, "POST", cms, configMap("g"));
        QCOMPARE(toJson(api.expect(200, "DELETE", cms + "/g",
                                   R"({"propagationPolicy":"Foreground"})")["metadata"]["finalizers"]),
                 R"(["foregroundDeletion"])");
        api.expect(422, "DELETE", cms + "/g", R"({"propagationPolicy":"Sideways"})");
    }

    void collectionDelete()
    {
        TestApi api;
        for (int i = 0; i < 4; ++i)
            api.expect(201, "POST", cms,
                       configMap("c" + QByteArray::number(i), "\"data\":{}",
                                 i % 2 ? R"("labels":{"odd":"yes"})" : QByteArray()));
        QCOMPARE(api.expect(200, "DELETE", cms + "?labelSelector=odd%3Dyes")["items"].size(), 2);
        QCOMPARE(api.expect(200, "GET", cms)["items"].size(), 2);
        api.expect(200, "DELETE", cms);
        QCOMPARE(api.expect(200, "GET", cms)["items"].size(), 0);
    }

    void gracefulPodDeletion()
    {
        TestApi api;
        const QByteArray pods = "/api/v1/namespaces/default/pods";
        const QByteArray pod
            = R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1","terminationGracePeriodSeconds":20,"containers":[{"name":"c","image":"i"}]}})";
        api.expect(201, "POST", pods, pod);
        const Value first = api.expect(200, "DELETE", pods + "/p");
        QCOMPARE(first["metadata"]["deletionGracePeriodSeconds"].integer(), 20);
        QCOMPARE(first["metadata"]["deletionTimestamp"].bytes(), formatTime(api.clock.time + 20000000));
        // It can be made shorter, not longer.
        QCOMPARE(api.expect(200, "DELETE", pods + "/p?gracePeriodSeconds=60")["metadata"]["deletionGracePeriodSeconds"]
                     .integer(),
                 20);
        QCOMPARE(api.expect(200, "DELETE", pods + "/p?gracePeriodSeconds=5")["metadata"]["deletionTimestamp"].bytes(),
                 formatTime(api.clock.time + 5000000));
        api.expect(200, "DELETE", pods + "/p?gracePeriodSeconds=0");
        api.expect(404, "GET", pods + "/p");
        // No more than can be written down as a time.
        api.expect(201, "POST", pods, pod);
        const Value late = api.expect(200, "DELETE", pods + "/p?gracePeriodSeconds=9223372036854775807");
        QCOMPARE(late["metadata"]["deletionTimestamp"].bytes(), formatTime(api.clock.time + 1'000'000'000'000'000));
        // One that no node has is gone at once.
        api.expect(201, "POST", pods, R"({"metadata":{"name":"q"},"spec":{"containers":[{"name":"c","image":"i"}]}})");
        api.expect(200, "DELETE", pods + "/q");
        api.expect(404, "GET", pods + "/q");
    }

    void namespaceLifecycle()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", "/api/v1/namespaces", R"({"metadata":{"name":"n"}})");
        QCOMPARE(made["status"]["phase"].bytes(), "Active");
        QCOMPARE(made["metadata"]["labels"]["kubernetes.io/metadata.name"].bytes(), "n");
        api.expect(201, "POST", "/api/v1/namespaces/n/configmaps", configMap("a"));
        QCOMPARE(api.expect(200, "DELETE", "/api/v1/namespaces/n")["status"]["phase"].bytes(), "Terminating");
        const Value refused = api.expect(403, "POST", "/api/v1/namespaces/n/configmaps", configMap("b"));
        QCOMPARE(refused["message"].bytes(),
                 "configmaps \"b\" is forbidden: unable to create new content in namespace n because it is being "
                 "terminated");
        QCOMPARE(refused["details"]["causes"].at(0)["reason"].bytes(), "NamespaceTerminating");
        api.expect(200, "PUT", "/api/v1/namespaces/n/finalize",
                   R"({"metadata":{"name":"n"},"spec":{"finalizers":[]}})");
        api.expect(404, "GET", "/api/v1/namespaces/n");
        QCOMPARE(api.expect(403, "DELETE", "/api/v1/namespaces/default")["message"].bytes(),
                 "namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    void eventsExpire()
    {
        TestApi api;
        const QByteArray events = "/api/v1/namespaces/default/events";
        api.expect(
            201, "POST", events,
            R"({"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"reason":"R","message":"m"})");
        api.expect(200, "GET", events + "/e");
        api.clock.time += 3601ll * 1000000;
        // The next write finds what is past its time.
        api.expect(201, "POST", events,
                   R"({"metadata":{"name":"f"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"}})");
        QTRY_COMPARE_WITH_TIMEOUT(api.send("GET", events + "/e").status, 404, 5000);
        api.expect(200, "GET", events + "/f");
    }
};

QTEST_GUILESS_MAIN(TestGeneric)
#include "tst_generic.moc"
