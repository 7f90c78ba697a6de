// SPDX-License-Identifier: GPL-3.0-only
#include "kindcases.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray core = "/api/v1/namespaces/default/";
static const QByteArray services = core + "services";
static const QByteArray secrets = core + "secrets";
static const QByteArray endpoints = core + "endpoints";
static const QByteArray nodes = "/api/v1/nodes";
static const QByteArray slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
static const QByteArray leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
static const QByteArray requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

static QByteArray service(const QByteArray &members, const QByteArray &ports = R"([{"port":80}])")
{
    return named("x", R"("spec":{"ports":)" + ports + (members.isEmpty() ? QByteArray() : ',' + members) + '}');
}

static QByteArray slice(const QByteArray &members)
{
    return named("x", R"("addressType":"IPv4",)" + members);
}

static QByteArray nodePort(qint64 number)
{
    return R"([{"port":80,"nodePort":)" + QByteArray::number(number) + "}]";
}

static QByteArray certificateRequest(const QByteArray &pem)
{
    return R"("spec":{"signerName":"a.b/c","usages":["client auth","client auth"],"request":")" + pem + "\"}";
}

/// A Service's change of type as a merge patch.
static QByteArray toType(const QByteArray &type, const QByteArray &members = {})
{
    return R"({"spec":{"type":")" + type + '"' + (members.isEmpty() ? QByteArray() : ',' + members) + "}}";
}

/// Services in full, and the rules of the other kinds of Kubernetes' first groups.
class TestCoreKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        defaultsColumns();
        defaultsRow("slice ports", slices, slice(R"("endpoints":[],"ports":[{"port":80}])"), "ports",
                    R"([{"port":80,"name":"","protocol":"TCP"}])");
        defaultsRow("endpoints", endpoints,
                    named("x", R"("subsets":[{"addresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]}])"), "subsets",
                    R"([{"addresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80,"protocol":"TCP"}]}])");
        defaultsRow(
            "node", nodes, named("x", R"("spec":{"podCIDR":"10.0.0.0/24"})"), "spec",
            R"({"podCIDR":"10.0.0.0/24","podCIDRs":["10.0.0.0/24"],"taints":[{"key":"node.kubernetes.io/not-ready","effect":"NoSchedule"}]})");
    }
    void defaults() { checkDefaults(m_api); }

    void invalid_data()
    {
        invalidColumns();
        invalidRow(
            "kubelet's port", services, service(R"("type":"LoadBalancer")", R"([{"port":10250}])"),
            "spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet");
        invalidRow("headless node port", services, service(R"("type":"NodePort","clusterIP":"None")"),
                   R"(spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services)");
        invalidRow("external name", services, named("x", R"("spec":{"type":"ExternalName","externalName":"a b"})"),
                   R"(spec.externalName: Invalid value: "a b": a lowercase...)");
        invalidRow("external address", services,
                   named("x", R"("spec":{"type":"ExternalName","externalName":"a.b","clusterIP":"10.96.5.5"})"),
                   "spec.clusterIPs: Forbidden: may not be set for ExternalName services");
        invalidRow("node port", services, service({}, R"([{"port":80,"nodePort":30000}])"),
                   "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'");
        invalidRow("same port", services, service({}, R"([{"port":80,"name":"a"},{"port":80,"name":"b"}])"),
                   R"(spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"})");
        invalidRow("app protocol", services, service({}, R"([{"port":80,"appProtocol":"a/b/c"}])"),
                   R"(spec.ports[0].appProtocol: Invalid value: "a/b/c": a qualified name...)");
        invalidRow(
            "affinity time", services,
            service(R"("sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":86401}})"),
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and "
            "less than 86400");
        invalidRow(
            "traffic policy", services, service(R"("externalTrafficPolicy":"Local")"),
            R"(spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services)");
        invalidRow("health port", services, service(R"("type":"LoadBalancer","healthCheckNodePort":30001)"),
                   "spec.healthCheckNodePort: Invalid value: 30001: may only be set when `type` is 'LoadBalancer' and "
                   "`externalTrafficPolicy` is 'Local'");
        invalidRow(
            "distribution", services, service(R"("trafficDistribution":"X")"),
            R"(spec.trafficDistribution: Unsupported value: "X": supported values: "PreferClose", "PreferSameNode", "PreferSameZone")");
        invalidRow("balancer class", services, service(R"("loadBalancerClass":"a.b/c")"),
                   "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'");
        invalidRow("source ranges", services,
                   service(R"("type":"LoadBalancer","loadBalancerSourceRanges":["1.2.3.4"])"),
                   R"(spec.loadBalancerSourceRanges[0]: Invalid value: "1.2.3.4": must be a valid CIDR value,...)");
        invalidRow(
            "dual stack", services, service(R"("ipFamilyPolicy":"RequireDualStack")"),
            R"(spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services)");
        invalidRow("family", services, service(R"("ipFamilies":["IPv6"])"),
                   R"(spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster)");
        invalidRow(
            "external ip", services, service(R"("externalIPs":["127.0.0.1"])"),
            R"x(spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128))x");
        invalidRow("two addresses", services, service(R"("clusterIP":"10.96.1.1","clusterIPs":["10.96.1.2"])"),
                   R"(spec.clusterIPs: Invalid value: ["10.96.1.2"]: first value must match `clusterIP`)");
        invalidRow("basic auth", secrets, named("x", R"("type":"kubernetes.io/basic-auth")"),
                   "[data[username]: Required value, data[password]: Required value]");
        invalidRow("account token", secrets, named("x", R"("type":"kubernetes.io/service-account-token")"),
                   "metadata.annotations[kubernetes.io/service-account.name]: Required value");
        invalidRow(
            "docker", secrets,
            named("x", R"("type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"no JSON"})"),
            R"(data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": ...)");
        invalidRow("ssh", secrets, named("x", R"("type":"kubernetes.io/ssh-auth","stringData":{"ssh-privatekey":""})"),
                   "data[ssh-privatekey]: Required value");
        invalidRow("no addresses", endpoints, named("x", R"("subsets":[{"ports":[{"port":80}]}])"),
                   "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`");
        invalidRow("loopback", endpoints, named("x", R"("subsets":[{"addresses":[{"ip":"127.0.0.1"}]}])"),
                   "subsets[0].addresses[0].ip: Invalid value: \"127.0.0.1\": may not be in the loopback range...");
        invalidRow("wrong family", slices, slice(R"("endpoints":[{"addresses":["fd00::1"]}])"),
                   R"(endpoints[0].addresses[0]: Invalid value: "fd00::1": must be an IPv4 address)");
        invalidRow("slice port names", slices, slice(R"("endpoints":[],"ports":[{"port":1},{"port":2}])"),
                   R"(ports[1].name: Duplicate value: "")");
        invalidRow("lease holder", leases, named("x", R"("spec":{"preferredHolder":"a"})"),
                   "spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined");
        invalidRow(
            "pod networks", nodes, named("x", R"("spec":{"podCIDRs":["10.0.0.0/24","10.0.1.0/24"]})"),
            "spec.podCIDRs: Invalid value: [\"10.0.0.0/24\",\"10.0.1.0/24\"]: may specify no more than one IP for "
            "each IP family, i.e 192.168.0.0/24 and 2001:db8::...");
    }
    void invalid() { checkInvalid(m_api); }

    void changes_data()
    {
        changeColumns();
        changeRow("address", services, service({}), R"({"spec":{"clusterIP":"10.96.7.7"}})",
                  R"(spec.clusterIPs[0]: Invalid value: ["10.96.7.7"]: may not change once set)");
        changeRow("balancer class", services, service(R"("type":"LoadBalancer","loadBalancerClass":"a.b/c")"),
                  R"({"spec":{"loadBalancerClass":"a.b/d"}})",
                  R"(spec.loadBalancerClass: Invalid value: "a.b/d": may not change once set)");
        changeRow("health port", services,
                  service(R"("type":"LoadBalancer","externalTrafficPolicy":"Local","healthCheckNodePort":30005)"),
                  R"({"spec":{"healthCheckNodePort":30006}})",
                  "spec.healthCheckNodePort: Invalid value: 30006: cannot change healthCheckNodePort on loadBalancer "
                  "service with externalTraffic=Local during update");
        changeRow("secret type", secrets, named("x", {}), R"({"type":"a/b"})",
                  R"(type: Invalid value: "a/b": field is immutable)");
        changeRow("pod network", nodes, named("x", R"("spec":{"podCIDR":"10.0.0.0/24"})"),
                  R"({"spec":{"podCIDR":"10.0.1.0/24","podCIDRs":["10.0.1.0/24"]}})",
                  "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid");
        changeRow("address type", slices, slice(R"("endpoints":[])"), R"({"addressType":"IPv6"})",
                  R"(addressType: Invalid value: "IPv6": field is immutable)");
    }
    void changes() { checkChange(); }

    /// What each type has, and what goes when a Service changes its type.
    void serviceTypes()
    {
        TestApi api;
        const auto patch = [&api](const QByteArray &change) {
            return api.expect(200, "PATCH", services + "/x", change, mergePatch)["spec"];
        };
        const Value made = api.expect(201, "POST", services, service({}))["spec"];
        const QByteArray ip = made["clusterIP"].bytes();
        QVERIFY(!made.contains("externalTrafficPolicy"));
        QCOMPARE(made["internalTrafficPolicy"].bytes(), "Cluster");

        Value spec = patch(toType("NodePort"));
        const qint64 port = spec["ports"].at(0)["nodePort"].integer();
        QVERIFY(port >= 30000);
        QCOMPARE(spec["externalTrafficPolicy"].bytes(), "Cluster");

        spec = patch(toType("LoadBalancer", R"("externalTrafficPolicy":"Local")"));
        QCOMPARE(spec["ports"].at(0)["nodePort"].integer(), port);
        QCOMPARE(spec["allocateLoadBalancerNodePorts"].boolean(), true);
        const qint64 health = spec["healthCheckNodePort"].integer();
        QVERIFY(health >= 30000 && health != port);
        // The health check's port is taken like any other.
        compareMessage(
            api.expect(
                   422, "POST", services,
                   QByteArray(service(R"("type":"NodePort")", nodePort(health))).replace("\"x\"", "\"y\""))["message"]
                .bytes(),
            "spec.ports[0].nodePort: Invalid value: " + QByteArray::number(health)
                + ": provided port is already allocated");

        spec = patch(toType("ClusterIP"));
        for (const char *gone : {"externalTrafficPolicy", "healthCheckNodePort", "allocateLoadBalancerNodePorts"})
            QVERIFY2(!spec.contains(gone), gone);
        QVERIFY(!spec["ports"].at(0).contains("nodePort"));
        QCOMPARE(spec["clusterIP"].bytes(), ip);

        spec = patch(toType("ExternalName", R"("externalName":"a.b")"));
        for (const char *gone : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"})
            QVERIFY2(!spec.contains(gone), gone);
        spec = patch(toType("ClusterIP"));
        QVERIFY(!spec["clusterIP"].text().isEmpty());
    }

    /// Node ports of a load balancer only if they are wanted; one that is asked for by number all the same.
    void balancersWithoutNodePorts()
    {
        TestApi api;
        const Value spec
            = api.expect(201, "POST", services,
                         service(R"("type":"LoadBalancer","allocateLoadBalancerNodePorts":false)",
                                 R"([{"port":80,"name":"a"},{"port":81,"name":"b","nodePort":30100}])"))["spec"];
        QVERIFY(!spec["ports"].at(0).contains("nodePort"));
        QCOMPARE(spec["ports"].at(1)["nodePort"].integer(), 30100);
        const Value balanced
            = api.expect(200, "PATCH", services + "/x/status",
                         R"({"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"},{"hostname":"a.b"}]}}})", mergePatch);
        QCOMPARE(toJson(balanced["status"]["loadBalancer"]["ingress"]),
                 R"([{"ip":"1.2.3.4","ipMode":"VIP"},{"hostname":"a.b"}])");
        const Value status = api.expect(422, "PATCH", services + "/kubernetes/status",
                                        R"({"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}})", mergePatch);
        compareMessage(status["message"].bytes(),
                       "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is \"LoadBalancer\"");
    }

    void warnings()
    {
        TestApi api;
        const Response response
            = api.send("POST", services, service(R"("clusterIP":"None","externalIPs":["1.2.3.4"])"));
        QCOMPARE(response.status, 201);
        QCOMPARE(response.headers.value("warning"), "299 - \"spec.externalIPs is ignored for headless services\"");
    }

    /// What every cluster has comes back.
    void keptObjects()
    {
        TestApi api;
        const QByteArray kubernetes = services + "/kubernetes",
                         exempt = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/exempt";
        for (const QByteArray &path : {kubernetes, exempt}) {
            const QByteArray uid = api.expect(200, "GET", path)["metadata"]["uid"].bytes();
            api.expect(200, "DELETE", path);
            QVERIFY(QTest::qWaitFor([&] {
                const Response now = api.send("GET", path);
                return now.status == 200 && parseJson(now.json()).value()["metadata"]["uid"].bytes() != uid;
            }));
        }
        QCOMPARE(api.expect(200, "GET", kubernetes)["spec"]["clusterIP"].bytes(), "10.96.0.1");
    }

    void certificateUsages()
    {
        const QByteArray pem
            = QByteArray("-----BEGIN CERTIFICATE REQUEST-----\nx\n-----END CERTIFICATE REQUEST-----\n").toBase64();
        const Value refused = m_api.expect(422, "POST", requests, named("x", certificateRequest(pem)));
        compareMessage(refused["message"].bytes(), "spec.usages[1]: Duplicate value: \"client auth\"");
    }
};

QTEST_GUILESS_MAIN(TestCoreKinds)
#include "tst_corekinds.moc"
