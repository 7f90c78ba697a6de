// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

/// JSON is easier to read with apostrophes.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static const QByteArray base = "/api/v1/namespaces/default/";

static QByteArray quota(const QByteArray &name, const QByteArray &hard, const QByteArray &more = {})
{
    return q("{'metadata':{'name':'") + name + q("'},'spec':{'hard':{") + hard + '}' + more + "}}";
}

static QByteArray pod(const QByteArray &name, const QByteArray &resources = "{}", const QByteArray &spec = {})
{
    return q("{'metadata':{'name':'") + name + q("'},'spec':{") + spec
        + q("'containers':[{'name':'c','image':'i','resources':") + resources + "}]}}";
}

class TestQuota : public QObject
{
    Q_OBJECT

    static QByteArray message(TestApi &api, const QByteArray &path, const QByteArray &body)
    {
        return api.expect(403, "POST", path, body)["message"].bytes();
    }

private Q_SLOTS:
    void neverOverrun()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas", quota("q", q("'pods':'10'")));
        QList<std::shared_ptr<TestExchange>> creates;
        for (int i = 0; i < 64; ++i) // all before any of them is durable
            creates.append(api.start("POST", base + "pods", pod("p" + QByteArray::number(i))));
        int created = 0, refused = 0;
        for (const auto &exchange : std::as_const(creates)) {
            QVERIFY(QTest::qWaitFor([&] { return exchange->answers > 0; }, 10'000));
            created += exchange->response.status == 201;
            refused += exchange->response.status == 403;
        }
        QCOMPARE(created, 10);
        QCOMPARE(refused, 54);
        QCOMPARE(message(api, base + "pods", pod("x")),
                 q("pods 'x' is forbidden: exceeded quota: q, requested: pods=1, used: pods=10, limited: pods=10"));
        // A dry run takes nothing; a deletion gives back at once.
        api.send("DELETE", base + "pods/p0");
        api.expect(201, "POST", base + "pods?dryRun=All", pod("dry"));
        api.expect(201, "POST", base + "pods?dryRun=All", pod("dry"));
        api.expect(201, "POST", base + "pods", pod("x"));
        api.expect(403, "POST", base + "pods?dryRun=All", pod("dry"));
        // So does an end; a name that is taken is told first.
        api.expect(409, "POST", base + "pods", pod("x"));
        api.expect(200, "PATCH", base + "pods/x/status", q("{'status':{'phase':'Succeeded'}}"),
                   {{"content-type", "application/merge-patch+json"}});
        api.expect(201, "POST", base + "pods", pod("y"));
        api.expect(403, "POST", base + "pods", pod("z"));
        // A larger quota counts from now on, what is there included.
        api.expect(200, "PATCH", base + "resourcequotas/q", q("{'spec':{'hard':{'pods':'11'}}}"),
                   {{"content-type", "application/merge-patch+json"}});
        api.expect(201, "POST", base + "pods", pod("z"));
        api.expect(403, "POST", base + "pods", pod("zz"));
        api.send("DELETE", base + "resourcequotas/q");
        api.expect(201, "POST", base + "pods", pod("zz"));
    }

    void compute()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas",
                   quota("q", q("'requests.cpu':'1','limits.memory':'1Gi','requests.ephemeral-storage':'1Gi'")));
        QCOMPARE(message(api, base + "pods", pod("p")),
                 q("pods 'p' is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c"));
        const auto resources = [](const char *cpu, const char *memory) {
            return q("{'requests':{'cpu':'") + cpu + q("'},'limits':{'memory':'") + memory + "\"}}";
        };
        api.expect(201, "POST", base + "pods", pod("a", resources("600m", "512Mi")));
        QCOMPARE(message(api, base + "pods", pod("b", resources("600m", "768Mi"))),
                 q("pods 'b' is forbidden: exceeded quota: q, requested: limits.memory=768Mi,requests.cpu=600m, used: "
                   "limits.memory=512Mi,requests.cpu=600m, limited: limits.memory=1Gi,requests.cpu=1"));
        api.expect(201, "POST", base + "pods", pod("b", resources("400m", "512Mi")));
        QVERIFY(message(api, base + "pods", pod("c", resources("1m", "0")))
                    .contains("used: requests.cpu=1, limited: requests.cpu=1"));
    }

    void initContainersAndOverheadCount()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas", quota("q", q("'cpu':'1'")));
        const QByteArray body
            = q("{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'side','image':'i','restartPolicy':'Always'"
                ",'resources':{'requests':{'cpu':'200m'}}},{'name':'big','image':'i','resources':{'requests':{'cpu':'"
                "900m'}}}],'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'100m'}}}]}}");
        QVERIFY(message(api, base + "pods", body).contains("requested: cpu=1100m, used: cpu=0, limited: cpu=1"));
    }

    void scopes()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas",
                   quota("besteffort", q("'pods':'0'"), q(",'scopes':['BestEffort']")));
        api.expect(201, "POST", base + "resourcequotas",
                   quota("terminating", q("'pods':'0'"), q(",'scopes':['Terminating']")));
        api.expect(201, "POST", "/apis/scheduling.k8s.io/v1/priorityclasses",
                   q("{'metadata':{'name':'high'},'value':10}"));
        api.expect(201, "POST", base + "resourcequotas",
                   quota("important", q("'pods':'0'"),
                         q(",'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values'"
                           ":['high']}]}")));
        const QByteArray some = q("{'requests':{'cpu':'1m'}}");
        QVERIFY(message(api, base + "pods", pod("p")).contains("exceeded quota: besteffort"));
        api.expect(201, "POST", base + "pods", pod("p", some));
        QVERIFY(message(api, base + "pods", pod("t", some, q("'activeDeadlineSeconds':5,")))
                    .contains("exceeded quota: terminating"));
        QVERIFY(message(api, base + "pods", pod("h", some, q("'priorityClassName':'high',")))
                    .contains("exceeded quota: important"));
    }

    void counts()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas",
                   quota("q", q("'configmaps':'1','count/secrets':'1','count/deployments.apps':'0'")));
        api.expect(201, "POST", base + "configmaps", configMap("a"));
        QCOMPARE(message(api, base + "configmaps", configMap("b")),
                 q("configmaps 'b' is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=1, "
                   "limited: configmaps=1"));
        api.expect(200, "PUT", base + "configmaps/a", configMap("a", q("'data':{'k':'w'}")));
        api.expect(201, "POST", base + "secrets", q("{'metadata':{'name':'a'}}"));
        QVERIFY(message(api, base + "secrets", q("{'metadata':{'name':'b'}}")).contains("count/secrets=1"));
        QVERIFY(message(api, "/apis/apps/v1/namespaces/default/deployments",
                        q("{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata'"
                          ":{'labels':{'a':'b'}},'spec':{'containers':[{'name':'x','image':'i'}]}}}}"))
                    .contains("limited: count/deployments.apps=0"));
    }

    void services()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas",
                   quota("q", q("'services':'2','services.loadbalancers':'0','services.nodeports':'1'")));
        const auto service = [](const QByteArray &name, const char *type) {
            return q("{'metadata':{'name':'") + name + q("'},'spec':{'ports':[{'port':80}],'type':'") + type + "\"}}";
        };
        api.send("DELETE", base + "services/kubernetes");
        QVERIFY(message(api, base + "services", service("a", "LoadBalancer")).contains("services.loadbalancers=1"));
        api.expect(201, "POST", base + "services", service("a", "ClusterIP"));
        api.expect(201, "POST", base + "services", service("b", "NodePort"));
        QVERIFY(message(api, base + "services", service("c", "ClusterIP"))
                    .contains("requested: services=1, used: services=2"));
        const Headers merge{{"content-type", "application/merge-patch+json"}};
        api.expect(403, "PATCH", base + "services/a", q("{'spec':{'type':'NodePort'}}"), merge);
        api.expect(200, "PATCH", base + "services/b",
                   q("{'spec':{'type':'ClusterIP','ports':[{'port':80,'nodePort':0}]}}"), merge);
        api.expect(200, "PATCH", base + "services/a", q("{'spec':{'type':'NodePort'}}"), merge);
    }

    void storage()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas",
                   quota("q",
                         q("'requests.storage':'10Gi','persistentvolumeclaims':'3','gold.storageclass.storage.k8s.io/"
                           "requests.storage':'4Gi'")));
        api.expect(201, "POST", "/apis/storage.k8s.io/v1/storageclasses",
                   q("{'metadata':{'name':'gold'},'provisioner':'p','allowVolumeExpansion':true}"));
        const auto claim = [](const QByteArray &name, const char *size, const char *storageClass) {
            return q("{'metadata':{'name':'") + name
                + q("'},'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'") + storageClass
                + q("','resources':{'requests':{'storage':'") + size + "\"}}}}";
        };
        const QByteArray claims = base + "persistentvolumeclaims";
        api.expect(201, "POST", claims, claim("a", "3Gi", "gold"));
        QVERIFY(message(api, claims, claim("b", "2Gi", "gold"))
                    .contains("requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi, used: "
                              "gold.storageclass.storage.k8s.io/requests.storage=3Gi"));
        api.expect(201, "POST", claims, claim("b", "6Gi", ""));
        QVERIFY(message(api, claims, claim("c", "2Gi", "")).contains("requests.storage=9Gi"));
        // Growth counts what it adds.
        const Headers merge{{"content-type", "application/merge-patch+json"}};
        const auto grow = [&](const char *size) {
            return api
                .send("PATCH", claims + "/a", q("{'spec':{'resources':{'requests':{'storage':'") + size + "\"}}}}",
                      merge)
                .status;
        };
        QCOMPARE(grow("4Gi"), 422); // not bound yet
        api.expect(200, "PATCH", claims + "/a/status", q("{'status':{'phase':'Bound'}}"), merge);
        QCOMPARE(grow("5Gi"), 403);
        QCOMPARE(grow("4Gi"), 200);
    }

    void otherNamespacesAreTheirOwn()
    {
        TestApi api;
        api.expect(201, "POST", base + "resourcequotas", quota("q", q("'pods':'0','count/configmaps':'0'")));
        api.expect(403, "POST", base + "configmaps", configMap("a"));
        api.expect(201, "POST", "/api/v1/namespaces/kube-public/configmaps", configMap("a"));
    }
};

QTEST_GUILESS_MAIN(TestQuota)
#include "tst_quota.moc"
