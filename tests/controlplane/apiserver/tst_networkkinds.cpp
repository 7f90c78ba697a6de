// SPDX-License-Identifier: GPL-3.0-only
#include "kindcases.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray networking = "/apis/networking.k8s.io/v1/";
static const QByteArray ingresses = networking + "namespaces/default/ingresses";
static const QByteArray ingressClasses = networking + "ingressclasses";
static const QByteArray policies = networking + "namespaces/default/networkpolicies";
static const QByteArray addresses = networking + "ipaddresses";
static const QByteArray cidrs = networking + "servicecidrs";

static QByteArray backend(const QByteArray &port = R"("number":80)")
{
    return R"({"service":{"name":"s","port":{)" + port + "}}}";
}

/// One rule with one path.
static QByteArray ingress(const QByteArray &path, const QByteArray &host = "h.example.com")
{
    return named("x", R"("spec":{"rules":[{"host":")" + host + R"(","http":{"paths":[{)" + path + "}]}}]}");
}

static QByteArray policy(const QByteArray &spec)
{
    return named("x", R"("spec":{"podSelector":{},)" + spec + '}');
}

/// The kinds of networking.k8s.io.
class TestNetworkKinds : public QObject
{
    Q_OBJECT

    TestApi m_api;

private Q_SLOTS:
    void defaults_data()
    {
        defaultsColumns();
        defaultsRow(
            "ingress only", policies, policy(R"("ingress":[{"ports":[{"port":80}]}])"), "spec",
            R"({"podSelector":{},"ingress":[{"ports":[{"port":80,"protocol":"TCP"}]}],"policyTypes":["Ingress"]})");
        defaultsRow("egress", policies, policy(R"("egress":[{}])"), "spec",
                    R"({"podSelector":{},"egress":[{}],"policyTypes":["Ingress","Egress"]})");
        defaultsRow("class", ingressClasses,
                    named("x", R"("spec":{"controller":"a.b/c","parameters":{"kind":"K","name":"n"}})"), "spec",
                    R"({"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"Cluster"}})");
    }
    void defaults() { checkDefaults(m_api); }

    void invalid_data()
    {
        invalidColumns();
        invalidRow("nothing", ingresses, named("x", R"("spec":{})"),
                   "spec: Invalid value: []: either `defaultBackend` or `rules` must be specified");
        invalidRow("path type", ingresses, ingress(R"("path":"/","backend":)" + backend()),
                   "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified");
        invalidRow(
            "unknown type", ingresses, ingress(R"("pathType":"X","backend":)" + backend()),
            R"(spec.rules[0].http.paths[0].pathType: Unsupported value: "X": supported values: "Exact", "ImplementationSpecific", "Prefix")");
        invalidRow("relative", ingresses, ingress(R"("path":"a","pathType":"Exact","backend":)" + backend()),
                   R"(spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path)");
        invalidRow("dots", ingresses, ingress(R"("path":"/a/../b","pathType":"Prefix","backend":)" + backend()),
                   R"(spec.rules[0].http.paths[0].path: Invalid value: "/a/../b": must not contain '/../')");
        invalidRow("no port", ingresses, ingress(R"("path":"/","pathType":"Prefix","backend":)" + backend("")),
                   "spec.rules[0].http.paths[0].backend: Required value: port name or number is required");
        invalidRow(
            "both ports", ingresses,
            ingress(R"("path":"/","pathType":"Prefix","backend":)" + backend(R"("number":80,"name":"a")")),
            R"(spec.rules[0].http.paths[0].backend: Invalid value: "": cannot set both port name & port number)");
        invalidRow(
            "no backend", ingresses, ingress(R"("path":"/","pathType":"Prefix","backend":{})"),
            R"(spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required)");
        invalidRow("address", ingresses, ingress(R"("path":"/","pathType":"Prefix","backend":)" + backend(), "1.2.3.4"),
                   R"(spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address)");
        invalidRow("wildcard", ingresses, ingress(R"("path":"/","pathType":"Prefix","backend":)" + backend(), "a.*.b"),
                   R"(spec.rules[0].host: Invalid value: "a.*.b": a wildcard DNS-1123 subdomain must start with...)");
        invalidRow(
            "annotation", ingresses,
            R"({"metadata":{"name":"x","annotations":{"kubernetes.io/ingress.class":"a"}},"spec":{"ingressClassName":"b","defaultBackend":)"
                + backend() + "}}",
            R"(metadata.annotations.kubernetes.io/ingress.class: Invalid value: "a": can not be set when the class field is also set)");
        invalidRow(
            "controller", ingressClasses, named("x", R"("spec":{"controller":"nginx"})"),
            R"(spec.controller: Invalid value: "nginx": must be a domain-prefixed path (such as "acme.io/foo"))");
        invalidRow(
            "parameters", ingressClasses,
            named("x", R"("spec":{"controller":"a.b/c","parameters":{"kind":"K","name":"n","scope":"Namespace"}})"),
            "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'");
        invalidRow("peer", policies, policy(R"("ingress":[{"from":[{}]}])"),
                   "spec.ingress[0].from[0]: Required value: must specify a peer");
        invalidRow("peers", policies,
                   policy(R"("egress":[{"to":[{"podSelector":{},"ipBlock":{"cidr":"10.0.0.0/8"}}]}])"),
                   "spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer");
        invalidRow(
            "block", policies, policy(R"("ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.1/8"}}]}])"),
            R"(spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length (should be "10.0.0.0/8"))");
        invalidRow(
            "except", policies,
            policy(R"("ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]}}]}])"),
            R"(spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`)");
        invalidRow("end port", policies, policy(R"("ingress":[{"ports":[{"port":90,"endPort":80}]}])"),
                   "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`");
        invalidRow(
            "end of name", policies, policy(R"("ingress":[{"ports":[{"port":"a","endPort":80}]}])"),
            "spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be specified when `port` is non-numeric");
        invalidRow("policy type", policies, policy(R"("policyTypes":["X"])"),
                   R"(spec.policyTypes[0]: Unsupported value: "X": supported values: "Egress", "Ingress")");
        invalidRow(
            "ip name", addresses, named("10.0.0.256", R"("spec":{"parentRef":{"resource":"services","name":"s"}})"),
            R"(metadata.name: Invalid value: "10.0.0.256": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff))");
        invalidRow("ip form", addresses,
                   named("fd00::00", R"("spec":{"parentRef":{"resource":"services","name":"s"}})"),
                   R"(metadata.name: Invalid value: "fd00::00": must be in canonical form ("fd00::"))");
        invalidRow("no parent", addresses, named("10.0.0.1", R"("spec":{})"), "spec.parentRef: Required value");
        invalidRow("no cidr", cidrs, named("x", R"("spec":{})"),
                   "spec.cidrs: Required value: at least one CIDR required");
        invalidRow(
            "families", cidrs, named("x", R"("spec":{"cidrs":["10.0.0.0/24","10.0.1.0/24"]})"),
            R"(spec.cidrs: Invalid value: ["10.0.0.0/24","10.0.1.0/24"]: may specify no more than one IP for each IP family,...)");
    }
    void invalid() { checkInvalid(m_api); }

    void changes_data()
    {
        changeColumns();
        changeRow("controller", ingressClasses, named("x", R"("spec":{"controller":"a.b/c"})"),
                  R"({"spec":{"controller":"a.b/d"}})",
                  R"(spec.controller: Invalid value: "a.b/d": field is immutable)");
        changeRow("cidrs", cidrs, named("x", R"("spec":{"cidrs":["10.0.0.0/24"]})"),
                  R"({"spec":{"cidrs":["10.0.1.0/24"]}})",
                  R"(spec.cidrs: Invalid value: ["10.0.1.0/24"]: field is immutable)");
        changeRow("second family", cidrs, named("x", R"("spec":{"cidrs":["10.0.0.0/24"]})"),
                  R"({"spec":{"cidrs":["10.0.0.0/24","fd00::/112"]}})", {});
    }
    void changes() { checkChange(); }

    void tables_data()
    {
        tableColumns();
        tableRow("ingress", ingresses,
                 named("x", R"("spec":{"ingressClassName":"c","tls":[{"hosts":["a.b"]}],"rules":[{"host":"a.b"}]})"),
                 R"({"loadBalancer":{"ingress":[{"ip":"1.2.3.4"},{"hostname":"l.b"}]}})",
                 "Name Class Hosts Address Ports Age", R"(["x","c","a.b","1.2.3.4,l.b","80, 443","0s"])");
        tableRow("no hosts", ingresses, named("x", R"("spec":{"defaultBackend":)" + backend() + '}'), {},
                 "Name Class Hosts Address Ports Age", "[\"x\",\"<none>\",\"*\",\"\",\"80\",\"0s\"]");
        tableRow("class", ingressClasses,
                 named("x", R"("spec":{"controller":"a.b/c","parameters":{"apiGroup":"g.h","kind":"K","name":"n"}})"),
                 {}, "Name Controller Parameters Age", R"(["x","a.b/c","K.g.h/n","0s"])");
        tableRow("policy", policies, named("x", R"("spec":{"podSelector":{"matchLabels":{"a":"b"}}})"), {},
                 "Name Pod-Selector Age", R"(["x","a=b","0s"])");
        tableRow("cidr", cidrs, named("x", R"("spec":{"cidrs":["10.0.0.0/24","fd00::/112"]})"), {}, "Name CIDRs Age",
                 R"(["x","10.0.0.0/24,fd00::/112","0s"])");
    }
    void tables() { checkTable(); }

    void addressesOfServices()
    {
        TestApi api;
        api.expect(201, "POST", addresses,
                   named("10.96.0.9", R"("spec":{"parentRef":{"resource":"services","namespace":"n","name":"s"}})"));
        const Value table = api.expect(200, "GET", addresses + "/10.96.0.9", {}, asTable);
        QCOMPARE(toJson(table["rows"].at(0)["cells"]), R"(["10.96.0.9","services/n/s","0s"])");
        // What somebody keeps for himself, no Service gets.
        const QByteArray service
            = R"({"metadata":{"name":"s"},"spec":{"clusterIP":"10.96.0.9","ports":[{"port":80}]}})";
        compareMessage(
            api.expect(422, "POST", "/api/v1/namespaces/default/services", service)["message"].bytes(),
            "spec.clusterIPs: Invalid value: [\"10.96.0.9\"]: failed to allocate IP 10.96.0.9: provided IP is "
            "already allocated");
        compareMessage(api.expect(422, "PATCH", addresses + "/10.96.0.9", R"({"spec":{"parentRef":{"name":"t"}}})",
                                  mergePatch)["message"]
                           .bytes(),
                       "spec.parentRef: Invalid value: ...");
        // The cluster's own is there from the start.
        QCOMPARE(toJson(api.expect(200, "GET", cidrs + "/kubernetes")["spec"]), R"({"cidrs":["10.96.0.0/16"]})");
    }
};

QTEST_GUILESS_MAIN(TestNetworkKinds)
#include "tst_networkkinds.moc"
