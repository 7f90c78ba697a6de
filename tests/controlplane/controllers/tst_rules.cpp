// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/certificates.h"
#include "controlplane/controllers/endpointslice.h"
#include "controlplane/controllers/nodeipam.h"
#include "controlplane/controllers/nodelifecycle.h"
#include "controlplane/controllers/replicaset.h"
#include "controlplane/controllers/rollout.h"
#include "controlplane/controllers/support.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::controllers;

static Object json(const QByteArray &text)
{
    const auto value = parseJson(text);
    if (!value)
        qFatal("%s in %s", value.error().message.constData(), text.constData());
    return Object(*value);
}

static Object deployment(int replicas, const QByteArray &surge, const QByteArray &unavailable)
{
    return json(R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":)" + QByteArray::number(replicas)
                + R"(,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":)" + surge + R"(,"maxUnavailable":)" + unavailable + "}}}}");
}

static Object set(const QByteArray &name, int replicas, int maximum = 0)
{
    return json(R"({"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":")" + name
                + R"(","uid":")" + name + R"(","annotations":{"deployment.kubernetes.io/max-replicas":")" + QByteArray::number(maximum) + R"("}},"spec":{"replicas":)"
                + QByteArray::number(replicas) + "}}");
}

class TestRules final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyNodeHasARangeOfItsOwn()
    {
        QSet<QByteArray> ranges;
        for (int i = 0; i < nodeRanges; ++i)
            ranges.insert(nodeRange(i));
        QCOMPARE(ranges.size(), 1024); // a classroom has a thousand hollow nodes
        QCOMPARE(nodeRange(0), QByteArray("10.244.0.0/24"));
        QCOMPARE(nodeRange(256), QByteArray("10.245.0.0/24"));
        QCOMPARE(nodeRange(nodeRanges - 1), QByteArray("10.247.255.0/24"));
    }
    void limits_data()
    {
        QTest::addColumn<int>("replicas");
        QTest::addColumn<QByteArray>("surge");
        QTest::addColumn<QByteArray>("unavailable");
        QTest::addColumn<int>("maxSurge");
        QTest::addColumn<int>("maxUnavailable");
        QTest::newRow("defaults of 3") << 3 << QByteArray("\"25%\"") << QByteArray("\"25%\"") << 1 << 0;
        QTest::newRow("10") << 10 << QByteArray("\"25%\"") << QByteArray("\"25%\"") << 3 << 2;
        QTest::newRow("numbers") << 10 << QByteArray("1") << QByteArray("3") << 1 << 3;
        QTest::newRow("both zero") << 10 << QByteArray("0") << QByteArray("\"0%\"") << 0 << 1;
        QTest::newRow("never more than there are") << 2 << QByteArray("0") << QByteArray("5") << 0 << 2;
        QTest::newRow("nonsense") << 4 << QByteArray("\"x\"") << QByteArray("1") << 0 << 1;
    }
    void limits()
    {
        QFETCH(int, replicas);
        QFETCH(QByteArray, surge);
        QFETCH(QByteArray, unavailable);
        const Limits got = rolloutLimits(deployment(replicas, surge, unavailable));
        QTEST(got.surge, "maxSurge");
        QTEST(got.unavailable, "maxUnavailable");
    }
    void newSetGrowsWithinTheSurge()
    {
        const Object web = deployment(10, "2", "0");
        QCOMPARE(newSetReplicas(web, { set("old", 10) }, {}), 2);
        QCOMPARE(newSetReplicas(web, { set("old", 10), set("new", 2) }, set("new", 2)), 2);
        QCOMPARE(newSetReplicas(web, { set("old", 7), set("new", 2) }, set("new", 2)), 5);
        QCOMPARE(newSetReplicas(web, { set("old", 0), set("new", 9) }, set("new", 9)), 10);
    }
    void scalingInTheMiddleIsProportional()
    {
        // 10 replicas with surge 3, 8 old and 5 new, scaled to 15: 18 in all, 5 more.
        const int toAdd = 5;
        const int first = proportion(set("old", 8, 13), 15, 18, toAdd, 0);
        const int second = proportion(set("new", 5, 13), 15, 18, toAdd, first);
        QCOMPARE(first, 3);
        QCOMPARE(second, 2);
        // down to 5: 8 in all, 5 less
        const int down = proportion(set("old", 8, 13), 5, 8, -5, 0);
        QCOMPARE(down, -3);
        QCOMPARE(proportion(set("new", 5, 13), 5, 8, -5, down), -2);
        QCOMPARE(proportion(set("none", 0, 13), 15, 18, 5, 0), 0);
    }
    void templatesAreEqualButForTheHash()
    {
        const Value podTemplate = *parseJson(R"({"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"x"}]}})");
        const Object made = set("web-1", 1).withPath({ "spec", "template" }, podTemplate.withPath({ "metadata", "labels", "pod-template-hash" }, "1"));
        QVERIFY(sameTemplate(podTemplate, made));
        QVERIFY(!sameTemplate(podTemplate.withPath({ "metadata", "labels", "app" }, "other"), made));
        QVERIFY(!sameTemplate(podTemplate.withPath({ "spec", "x" }, 1), made));
    }
    void hashesAreNames()
    {
        QCOMPARE(safeHash("a").size(), 10);
        QVERIFY(safeHash("a") != safeHash("b"));
        QCOMPARE(safeHash("a"), safeHash("a"));
    }

    void deletionOrder()
    {
        const auto pod = [](const char *name, const char *node, const char *phase, bool ready, const char *since, int restarts, const char *created, const char *cost = "") {
            const Value readyCondition = Value::object({ { "type", "Ready" }, { "status", ready ? "True" : "False" }, { "lastTransitionTime", since } });
            return newObject("v1", "Pod", { {}, name })
                .withMetadata("creationTimestamp", created)
                .withMetadata("annotations", Value::object({ { "controller.kubernetes.io/pod-deletion-cost", cost } }))
                .withPath({ "spec", "nodeName" }, node)
                .with("status", Value::object({ { "phase", phase },
                                                { "conditions", Value::array({ readyCondition }) },
                                                { "containerStatuses", Value::array({ Value::object({ { "restartCount", restarts } }) }) } }));
        };
        const char *early = "2026-01-01T00:00:00Z", *late = "2026-01-02T00:00:00Z";
        QList<Object> pods = {
            pod("old-and-steady", "n2", "Running", true, early, 0, early),
            pod("younger", "n2", "Running", true, early, 0, late),
            pod("restarted", "n2", "Running", true, early, 4, early),
            pod("ready-lately", "n2", "Running", true, late, 0, early),
            pod("crowded", "n1", "Running", true, early, 0, early),
            pod("cheap", "n2", "Running", true, early, 0, early, "-5"),
            pod("not-ready", "n2", "Running", false, early, 0, early),
            pod("pending", "n2", "Pending", false, early, 0, early),
            pod("unassigned", "", "Pending", false, early, 0, early),
        };
        rankForDeletion(pods, { { "n1", 3 }, { "n2", 1 } });
        QByteArrayList names;
        for (const Object &one : pods)
            names.append(one.name());
        QCOMPARE(names, (QByteArrayList { "unassigned", "pending", "not-ready", "cheap", "crowded", "ready-lately", "restarted", "younger", "old-and-steady" }));
    }

    void slices()
    {
        const Object service = json(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default","uid":"s","labels":{"a":"b"}},
            "spec":{"clusterIP":"10.96.0.9","selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"http","protocol":"TCP"},{"port":443,"targetPort":8443,"protocol":"TCP","name":"tls"}]}})");
        const auto pod = [](const char *name, const char *ip, bool ready, int port = 8080) {
            return json(QByteArray(R"({"metadata":{"name":")") + name + R"(","namespace":"default","uid":")" + name
                        + R"("},"spec":{"nodeName":"n1","containers":[{"ports":[{"name":"http","containerPort":)" + QByteArray::number(port)
                        + R"(}]}]},"status":{"phase":"Running","podIP":")" + ip + R"(","conditions":[{"type":"Ready","status":")" + (ready ? "True" : "False") + "\"}]}}");
        };
        const Object leaving = pod("c", "10.244.0.4", true).withMetadata("deletionTimestamp", "2026-01-01T00:00:00Z");
        const auto made = slicesFor(service, { pod("b", "10.244.0.3", false), leaving, pod("a", "10.244.0.2", true), pod("none", "", true), pod("d", "10.244.0.5", true, 9090) },
                                    { { "n1", "z" } });
        QCOMPARE(made.size(), 2); // the pod whose "http" is another port has a slice of its own
        QCOMPARE(made[0].label("kubernetes.io/service-name"), QByteArray("web"));
        QCOMPARE(made[0].label("a"), QByteArray("b"));
        QVERIFY(made[0].controller()->uid == "s");
        QCOMPARE(toJson(made[0]["ports"]), QByteArray(R"([{"name":"http","port":8080,"protocol":"TCP"},{"name":"tls","port":8443,"protocol":"TCP"}])"));
        QCOMPARE(made[0]["endpoints"].size(), 3);
        QCOMPARE(toJson(made[0]["endpoints"].at(0)["addresses"]), QByteArray(R"(["10.244.0.2"])"));
        QCOMPARE(toJson(made[0]["endpoints"].at(0)["conditions"]), QByteArray(R"({"ready":true,"serving":true,"terminating":false})"));
        QCOMPARE(toJson(made[0]["endpoints"].at(1)["conditions"]), QByteArray(R"({"ready":false,"serving":false,"terminating":false})"));
        QCOMPARE(toJson(made[0]["endpoints"].at(2)["conditions"]), QByteArray(R"({"ready":false,"serving":true,"terminating":true})"));
        QCOMPARE(made[0]["endpoints"].at(0)["zone"].text(), QByteArrayView("z"));
        QCOMPARE(made[1]["ports"].at(0)["port"].integer(), 9090);
        QVERIFY(made[0].name() != made[1].name());

        const Object endpoints = endpointsFor(service, { pod("b", "10.244.0.3", false), leaving, pod("a", "10.244.0.2", true) });
        QCOMPARE(endpoints.name(), QByteArray("web"));
        QCOMPARE(endpoints["subsets"].size(), 1);
        QCOMPARE(endpoints["subsets"].at(0)["addresses"].size(), 1);
        QCOMPARE(endpoints["subsets"].at(0)["notReadyAddresses"].at(0)["ip"].text(), QByteArrayView("10.244.0.3"));
        QCOMPARE(slicesFor(service, {}, {}).size(), 1); // an empty one says: nobody
        QVERIFY(endpointsFor(service, {})["subsets"].isNull());
    }

    void taints()
    {
        const auto node = [](const QByteArray &ready, bool cordoned = false) {
            return json(R"({"metadata":{"name":"n"},"spec":{"unschedulable":)" + QByteArray(cordoned ? "true" : "false") + R"(},"status":{"conditions":[{"type":"Ready","status":")" + ready
                        + R"("},{"type":"DiskPressure","status":"True"}]}})");
        };
        const auto keys = [](const Value &taints) {
            QByteArrayList all;
            for (const Value &taint : taints.items())
                all.append(taint["key"].bytes() + ':' + taint["effect"].bytes());
            std::sort(all.begin(), all.end());
            return all;
        };
        const Value theirs = Value::array({ Value::object({ { "key", "mine" }, { "effect", "NoSchedule" } }) });
        const QByteArray disk = "node.kubernetes.io/disk-pressure:NoSchedule";
        QCOMPARE(keys(taintsFor(node("True"), theirs, 0)), (QByteArrayList { "mine:NoSchedule", disk }));
        const Value lost = taintsFor(node("Unknown", true), theirs, 5'000'000);
        QCOMPARE(keys(lost), (QByteArrayList { "mine:NoSchedule", disk, "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule",
                                               "node.kubernetes.io/unschedulable:NoSchedule" }));
        QCOMPARE(taintsFor(node("Unknown", true), lost, 9'000'000), lost); // the time of a taint stays
        QVERIFY(keys(taintsFor(node("False"), lost, 0)).contains("node.kubernetes.io/not-ready:NoExecute"));
        QVERIFY(!keys(taintsFor(node("False"), lost, 0)).contains("node.kubernetes.io/unreachable:NoExecute"));
    }
    void evictions_data()
    {
        QTest::addColumn<QByteArray>("tolerations");
        QTest::addColumn<qint64>("at"); // -1: never
        QTest::newRow("none") << QByteArray("[]") << qint64(0);
        QTest::newRow("for ever") << QByteArray(R"([{"key":"k","operator":"Exists"}])") << qint64(-1);
        QTest::newRow("everything") << QByteArray(R"([{"operator":"Exists"}])") << qint64(-1);
        QTest::newRow("a while") << QByteArray(R"([{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}])") << qint64(310'000'000);
        QTest::newRow("the shorter") << QByteArray(R"([{"key":"k","operator":"Exists","tolerationSeconds":300},{"operator":"Exists","tolerationSeconds":5}])") << qint64(15'000'000);
        QTest::newRow("negative") << QByteArray(R"([{"key":"k","operator":"Exists","tolerationSeconds":-7}])") << qint64(10'000'000);
        QTest::newRow("another effect") << QByteArray(R"([{"key":"k","operator":"Exists","effect":"NoSchedule"}])") << qint64(0);
    }
    void evictions()
    {
        QFETCH(QByteArray, tolerations);
        QFETCH(qint64, at);
        const Value taints = *parseJson(R"([{"key":"k","effect":"NoExecute","timeAdded":"1970-01-01T00:00:10Z"},{"key":"other","effect":"NoSchedule"}])");
        const auto time = evictionTime(json(R"({"spec":{"tolerations":)" + tolerations + "}}"), taints);
        QCOMPARE(time.value_or(-1), at);
        QVERIFY(!evictionTime(json(R"({"spec":{}})"), {}));
    }

    void approval_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("groups");
        QTest::addColumn<QByteArray>("usages");
        QTest::addColumn<QByteArray>("commonName");
        QTest::addColumn<QByteArray>("organization");
        QTest::addColumn<bool>("alternative");
        QTest::addColumn<bool>("may");
        const QByteArray boot = "system:bootstrap:abcdef", booters = R"(["system:bootstrappers","system:authenticated"])", nodes = R"(["system:nodes"])";
        const QByteArray client = R"(["digital signature","client auth"])";
        const QByteArray n1 = "system:node:n1";
        QTest::newRow("bootstrap") << boot << booters << client << n1 << QByteArray("system:nodes") << false << true;
        QTest::newRow("with key encipherment") << boot << booters << QByteArray(R"(["digital signature","key encipherment","client auth"])") << n1 << QByteArray("system:nodes") << false << true;
        QTest::newRow("renewal") << n1 << nodes << client << n1 << QByteArray("system:nodes") << false << true;
        QTest::newRow("another node") << QByteArray("system:node:n2") << nodes << client << n1 << QByteArray("system:nodes") << false << false;
        QTest::newRow("anybody") << QByteArray("jane") << QByteArray(R"(["system:authenticated"])") << client << n1 << QByteArray("system:nodes") << false << false;
        QTest::newRow("masters") << boot << booters << client << n1 << QByteArray("system:masters") << false << false;
        QTest::newRow("no node") << boot << booters << client << QByteArray("admin") << QByteArray("system:nodes") << false << false;
        QTest::newRow("no name") << boot << booters << client << QByteArray("system:node:") << QByteArray("system:nodes") << false << false;
        QTest::newRow("server auth") << boot << booters << QByteArray(R"(["digital signature","client auth","server auth"])") << n1 << QByteArray("system:nodes") << false << false;
        QTest::newRow("alternative names") << boot << booters << client << n1 << QByteArray("system:nodes") << true << false;
        QTest::newRow("group alone") << QByteArray("jane") << booters << client << n1 << QByteArray("system:nodes") << false << false;
    }
    void approval()
    {
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, groups);
        QFETCH(QByteArray, usages);
        QFETCH(QByteArray, commonName);
        QFETCH(QByteArray, organization);
        QFETCH(bool, alternative);
        QFETCH(bool, may);
        const Object request = json(R"({"spec":{"signerName":"kubernetes.io/kube-apiserver-client-kubelet","username":")" + user + R"(","groups":)" + groups + R"(,"usages":)" + usages + "}}");
        QCOMPARE(mayApprove(request, { commonName, { organization }, alternative }), may);
        QVERIFY(!mayApprove(request.withPath({ "spec", "signerName" }, "kubernetes.io/kube-apiserver-client"), { commonName, { organization }, alternative }));
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
