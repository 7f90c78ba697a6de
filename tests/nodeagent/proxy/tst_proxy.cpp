// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/proxy/proxy.h"
#include "tests/support/testcluster.h"

#include <sched.h>

using namespace orrery;
using namespace orrery::proxy;
using api::Object;
using test::eventually;

namespace {

QByteArray j(QByteArray text) // JSON with ' for "
{
    return text.replace('\'', '"');
}

Object parse(const QByteArray &json)
{
    auto value = api::parseJson(j(json));
    if (!value)
        qFatal("%s", value.error().message.constData());
    return Object(*value);
}

Object service(const QByteArray &name, const QByteArray &more = {}, const QByteArray &ip = "10.96.0.10")
{
    return parse("{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name
                 + "','namespace':'default'},'spec':{'type':'ClusterIP','clusterIP':'" + ip
                 + "','ports':[{'name':'http','port':80,'protocol':'TCP','targetPort':8080}]" + more + "}}");
}

Object slice(const QByteArray &service, const QByteArray &endpoints)
{
    return parse("{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'" + service
                 + "-x','namespace':'default','labels':{'kubernetes.io/service-name':'" + service
                 + "'}},'addressType':'IPv4','ports':[{'name':'http','port':8080,'protocol':'TCP'}],'endpoints':["
                 + endpoints + "]}");
}

constexpr char two[] = "{'addresses':['10.244.1.2'],'nodeName':'n1'},{'addresses':['10.244.2.2'],'nodeName':'n2'}";

} // namespace

class tst_Proxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreCanonical()
    {
        QCOMPARE(ipv4("10.0.0.1"), "10.0.0.1");
        QCOMPARE(ipv4("010.0.0.01"), "10.0.0.1");
        for (const char *bad : {"", "10.0.0", "10.0.0.256", "10.0.0.1.2", "a.b.c.d", "10.0.0.1 ", "::1", "10..0.1",
                                "10.0.0.1; flush ruleset"})
            QVERIFY2(ipv4(bad).isEmpty(), bad);
    }

    void joinsServicesAndEndpoints()
    {
        const auto ports = servicePorts({service("web")}, {slice("web", two), slice("other", two)}, "n1");
        QCOMPARE(ports.size(), 1);
        QCOMPARE(ports[0].id, "default/web:http/tcp/80");
        QCOMPARE(ports[0].endpoints, (QList<Endpoint>{{"10.244.1.2", 8080, true}, {"10.244.2.2", 8080, false}}));
        QVERIFY(nft::Transaction::isName("service-" + ports[0].chain));
    }

    void leavesOutWhatIsNotForIt()
    {
        QVERIFY(servicePorts({service("headless", {}, "None"), service("six", {}, "fd00::1"),
                              service("evil", {}, "1.2.3.4; drop")},
                             {}, "n1")
                    .isEmpty());
        const auto ports = servicePorts({service("web")},
                                        {slice("web",
                                               "{'addresses':['10.244.1.2'],'conditions':{'ready':false}},{'addresses':"
                                               "['bad']},{'addresses':['10.244.1.3'],'conditions':{'ready':true}}")},
                                        "n1");
        QCOMPARE(ports[0].endpoints.size(), 1);
        QCOMPARE(ports[0].endpoints[0].ip, "10.244.1.3");
    }

    void terminatingServesWhereNothingElseDoes()
    {
        const QByteArray leaving
            = "{'addresses':['10.244.1.2'],'conditions':{'ready':false,'serving':true,'terminating':true}}";
        QCOMPARE(servicePorts({service("web")}, {slice("web", leaving)}, "n1")[0].endpoints.size(), 1);
        const auto both
            = servicePorts({service("web")}, {slice("web", leaving + ",{'addresses':['10.244.1.9']}")}, "n1");
        QCOMPARE(both[0].endpoints.size(), 1);
        QCOMPARE(both[0].endpoints[0].ip, "10.244.1.9");
    }

    void rulesSayIt()
    {
        const auto text = ruleset(servicePorts({service("web", ",'sessionAffinity':'ClientIP'"),
                                                service("empty", {}, "10.96.0.11")},
                                               {slice("web", two)}, "n1"),
                                  {})
                              .text();
        QVERIFY(text.contains("10.96.0.10 . tcp . 80 : goto service-"));
        QVERIFY(text.contains("10.96.0.11 . tcp . 80 : goto reject-service"));
        QVERIFY(text.contains("dnat to 10.244.1.2:8080"));
        QVERIFY(text.contains("numgen random mod 2 vmap { 0 : goto endpoint-"));
        QVERIFY(text.contains("flags dynamic,timeout; timeout 10800s;"));
        QVERIFY(!text.contains("node-ports {\n\t\ttype inet_proto . inet_service : verdict\n\t\telements"));
    }

    void orderDoesNotMatter()
    {
        const auto a
            = servicePorts({service("a"), service("b", {}, "10.96.0.11")}, {slice("a", two), slice("b", two)}, "n1");
        const auto b
            = servicePorts({service("b", {}, "10.96.0.11"), service("a")}, {slice("b", two), slice("a", two)}, "n1");
        QCOMPARE(ruleset(a, {}).text(), ruleset(b, {}).text());
    }

    void localPolicies()
    {
        const QByteArray local = ",'type':'NodePort','externalTrafficPolicy':'Local'";
        auto object = service("web", local);
        object = object.withPath({"spec", "type"}, "NodePort");
        object = object.withPath({"spec", "ports"},
                                 *api::parseJson(j("[{'name':'http','port':80,'protocol':'TCP','nodePort':30080}]")));
        const auto here = ruleset(servicePorts({object}, {slice("web", two)}, "n1"), {}).text();
        QVERIFY(here.contains("tcp . 30080 : goto external-"));
        const auto elsewhere = ruleset(servicePorts({object}, {slice("web", two)}, "n3"), {}).text();
        QVERIFY(elsewhere.contains("tcp . 30080 : drop"));
    }

    void theKernelTakesIt()
    {
        if (unshare(CLONE_NEWNET) != 0)
            QSKIP("needs root, for a network namespace");
        nft::LibNftables nft;
        if (!nft.apply(nft::Transaction::removal("probe")))
            QSKIP("this kernel has no nf_tables");
        QList<Object> services, slices;
        for (int i = 0; i < 100; ++i) {
            const QByteArray name = "service-with-a-rather-long-name-as-people-give-them-to-" + QByteArray::number(i);
            auto object = service(
                name,
                i % 3 ? "" : ",'sessionAffinity':'ClientIP','externalIPs':['192.0.2." + QByteArray::number(i) + "']",
                "10.96.1." + QByteArray::number(i));
            object = object.withPath({"spec", "type"}, "NodePort")
                         .withPath({"spec", "ports"},
                                   *api::parseJson(j("[{'name':'http','port':80,'protocol':'TCP','nodePort':"
                                                     + QByteArray::number(30000 + i)
                                                     + "},{'name':'dns','port':53,'protocol':'UDP'}]")));
            services.append(object);
            slices.append(slice(name, i % 5 ? QByteArray(two) : QByteArray()));
        }
        // Two claim one address: still a table that loads.
        services.append(service("twin", {}, "10.96.1.7"));
        const auto applied = nft.apply(ruleset(servicePorts(services, slices, "n1"), {}));
        QVERIFY2(applied, applied ? "" : applied.error().message.constData());
    }

    void followsTheCluster()
    {
        test::TestCluster cluster;
        const auto client = cluster.plane().client("system:node:n1", {"system:nodes", "system:authenticated"});
        client::Informers informers(client);
        nft::FakeNft nft;
        Proxy proxy(informers, nft, "n1");
        proxy.start();
        QVERIFY(eventually([&] { return proxy.isHealthy(); }));
        const auto last = [&] { return nft.applied().isEmpty() ? QByteArray() : nft.applied().last(); };
        QVERIFY(cluster.client().create(client::gvr::services, service("web")).result());
        QVERIFY(eventually([&] { return last().contains("10.96.0.10 . tcp . 80 : goto reject-service"); }));
        QVERIFY(cluster.client().create(client::gvr::endpointSlices, slice("web", two)).result());
        QVERIFY(eventually([&] { return last().contains("dnat to 10.244.2.2:8080"); }));
        const auto count = nft.applied().size();
        // What changes nothing for the rules is not applied.
        QVERIFY(cluster.client()
                    .patch(client::gvr::services, {"default", "web"}, api::PatchType::Merge,
                           *api::parseJson(j("{'metadata':{'labels':{'a':'b'}}}")))
                    .result());
        QTest::qWait(100);
        QCOMPARE(nft.applied().size(), count);
        // A refusal is tried again.
        nft.failWith(api::error(api::Reason::Invalid, "no"));
        QVERIFY(cluster.client().remove(client::gvr::services, {"default", "web"}).result());
        QVERIFY(eventually([&] { return !proxy.isHealthy(); }));
        nft.failWith({});
        QVERIFY(eventually([&] { return proxy.isHealthy() && !last().contains("10.96.0.10"); }));
    }
};

QTEST_GUILESS_MAIN(tst_Proxy)
#include "tst_proxy.moc"
