// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/types/quota.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::types;

/// JSON is easier to read with apostrophes.
static Value json(QByteArray text)
{
    return *parseJson(text.replace('\'', '"'));
}

static QByteArray told(const ResourceList &list)
{
    QByteArray out;
    for (auto it = list.cbegin(); it != list.cend(); ++it)
        out += (out.isEmpty() ? "" : " ") + it.key() + '=' + it->text();
    return out;
}

class TestTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void podsAskFor_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("requests");
        QTest::addColumn<QByteArray>("limits");
        const auto row = [](const char *name, const char *spec, const char *requests, const char *limits) {
            QTest::newRow(name) << QByteArray(spec) << QByteArray(requests) << QByteArray(limits);
        };
        row("nothing", "{'containers':[{}]}", "", "");
        row("beside each other",
            "{'containers':[{'resources':{'requests':{'cpu':'1','memory':'1Gi'}}},{'resources':{'requests':{'cpu':'"
            "500m'}}}]}",
            "cpu=1500m memory=1Gi", "");
        row("a limit is a request", "{'containers':[{'resources':{'limits':{'cpu':'2'},'requests':{'memory':'1'}}}]}",
            "cpu=2 memory=1", "cpu=2");
        row("init containers one after the other",
            "{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':["
            "{'resources':{'requests':{'cpu':'3'}}},{'resources':{'requests':{'cpu':'2','memory':'1Gi'}}}]}",
            "cpu=3 memory=1Gi", "");
        row("those that stay count beside all that follows",
            "{'containers':[{'resources':{'requests':{'cpu':'1'}}}],'initContainers':["
            "{'restartPolicy':'Always','resources':{'requests':{'cpu':'1'}}},{'resources':{'requests':{'cpu':'2'}}}]}",
            "cpu=3", "");
        row("what the pod says itself wins",
            "{'resources':{'requests':{'cpu':'5'},'limits':{'memory':'2Gi'}},"
            "'containers':[{'resources':{'requests':{'cpu':'1','memory':'1Gi'}}}]}",
            "cpu=5 memory=2Gi", "memory=2Gi");
        row("overhead", "{'overhead':{'cpu':'100m'},'containers':[{'resources':{'requests':{'memory':'1'}}}]}",
            "cpu=100m memory=1", "");
        row("overhead of a limit", "{'overhead':{'cpu':'100m'},'containers':[{'resources':{'limits':{'cpu':'1'}}}]}",
            "cpu=1100m", "cpu=1100m");
    }
    void podsAskFor()
    {
        QFETCH(const QByteArray, spec);
        QFETCH(const QByteArray, requests);
        QFETCH(const QByteArray, limits);
        QCOMPARE(told(podRequests(json(spec))), requests);
        QCOMPARE(told(podLimits(json(spec))), limits);
    }

    void quotaNames_data()
    {
        QTest::addColumn<QByteArray>("kind");
        const auto row = [](const char *name, const char *kind) { QTest::newRow(name) << QByteArray(kind); };
        row("pods", "pods");
        row("cpu", "pods");
        row("limits.memory", "pods");
        row("requests.nvidia.com/gpu", "pods");
        row("requests.storage", "persistentvolumeclaims");
        row("gold.storageclass.storage.k8s.io/persistentvolumeclaims", "persistentvolumeclaims");
        row("services.nodeports", "services");
        row("count/deployments.apps", "deployments.apps");
        row("gpu.deviceclass.resource.k8s.io/devices", "resourceclaims.resource.k8s.io");
        row("count/events", "");
        row("deployments", "");
    }
    void quotaNames()
    {
        QFETCH(const QByteArray, kind);
        QCOMPARE(quotaKind(QTest::currentDataTag()), kind);
    }

    void whatObjectsUse()
    {
        QCOMPARE(told(quotaUsage("services", json("{'spec':{'type':'LoadBalancer','ports':[{},{}]}}"))),
                 "count/services=1 services=1 services.loadbalancers=1 services.nodeports=2");
        QCOMPARE(told(quotaUsage("services",
                                 json("{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,"
                                      "'ports':[{'nodePort':30000},{}]}}"))),
                 "count/services=1 services=1 services.loadbalancers=1 services.nodeports=1");
        QCOMPARE(told(quotaUsage("deployments.apps", json("{}"))), "count/deployments.apps=1");
        QCOMPARE(told(quotaUsage("pods",
                                 json("{'status':{'phase':'Failed'},'spec':{'containers':[{'resources':{"
                                      "'requests':{'cpu':'1'}}}]}}"))),
                 "count/pods=1");
        QCOMPARE(told(quotaUsage("pods",
                                 json("{'spec':{'containers':[{'resources':{'requests':{'x.y/gpu':'2','cpu':'1'},"
                                      "'limits':{'cpu':'2'}}}]}}"))),
                 "count/pods=1 cpu=1 limits.cpu=2 pods=1 requests.cpu=1 requests.x.y/gpu=2");
        QCOMPARE(told(quotaUsage("persistentvolumeclaims",
                                 json("{'spec':{'storageClassName':'g','resources':{'requests':{'storage':'1Gi'}}},"
                                      "'status':{'allocatedResources':{'storage':'2Gi'}}}"))),
                 "count/persistentvolumeclaims=1 g.storageclass.storage.k8s.io/persistentvolumeclaims=1 "
                 "g.storageclass.storage.k8s.io/requests.storage=2Gi persistentvolumeclaims=1 requests.storage=2Gi");
        QCOMPARE(told(quotaUsage("resourceclaims.resource.k8s.io",
                                 json("{'spec':{'devices':{'requests':["
                                      "{'exactly':{'deviceClassName':'a','count':2}},"
                                      "{'firstAvailable':[{'deviceClassName':'a','count':3},{'deviceClassName':'b'}]},"
                                      "{'exactly':{'deviceClassName':'b','allocationMode':'All'}}]}}}"))),
                 "a.deviceclass.resource.k8s.io/devices=5 b.deviceclass.resource.k8s.io/devices=33 "
                 "count/resourceclaims.resource.k8s.io=1");
    }

    void scopes_data()
    {
        QTest::addColumn<QByteArray>("quota");
        QTest::addColumn<QByteArray>("pod");
        QTest::addColumn<bool>("selects");
        const auto row = [](const char *name, const char *quota, const char *pod, bool selects) {
            QTest::newRow(name) << QByteArray(quota) << QByteArray(pod) << selects;
        };
        const char *plain = "{'containers':[{}]}", *some = "{'containers':[{'resources':{'requests':{'cpu':'1'}}}]}";
        row("none", "{}", plain, true);
        row("best effort", "{'scopes':['BestEffort']}", plain, true);
        row("not best effort", "{'scopes':['NotBestEffort']}", plain, false);
        row("some effort", "{'scopes':['BestEffort']}", some, false);
        row("both must match", "{'scopes':['NotBestEffort','Terminating']}", some, false);
        row("not terminating", "{'scopes':['NotTerminating']}", some, true);
        row("in",
            "{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['a']}]}}",
            "{'priorityClassName':'a'}", true);
        row("not in",
            "{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'NotIn','values':['a']}]}}",
            "{'priorityClassName':'a'}", false);
        row("exists", "{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'Exists'}]}}",
            plain, false);
        row("does not exist",
            "{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'DoesNotExist'}]}}", plain,
            true);
        row("other namespaces", "{'scopes':['CrossNamespacePodAffinity']}",
            "{'affinity':{'podAntiAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'podAffinityTerm':{"
            "'namespaces':['x']}}]}}}",
            true);
        row("own namespace", "{'scopes':['CrossNamespacePodAffinity']}",
            "{'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'x'}]}}}",
            false);
    }
    void scopes()
    {
        QFETCH(const QByteArray, quota);
        QFETCH(const QByteArray, pod);
        QFETCH(const bool, selects);
        QCOMPARE(quotaSelects(json(quota), "pods", Value::object({{"spec", json(pod)}})), selects);
        QCOMPARE(quotaSelects(json(quota), "configmaps", json("{}")), json(quota).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestTypes)
#include "tst_types.moc"
