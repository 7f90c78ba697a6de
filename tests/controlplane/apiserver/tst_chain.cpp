// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray pods = "/api/v1/namespaces/default/pods";
static const User nobody;
static const User alice{"alice", {}, {"people"}, {}};

static User node(const QByteArray &name)
{
    return {"system:node:" + name, {}, {"system:nodes"}, {}};
}

static QByteArray pod(const QByteArray &name, const QByteArray &node, const QByteArray &more = {})
{
    return "{\"metadata\":{\"name\":\"" + name + R"("},"spec":{"nodeName":")" + node + "\"," + more
        + R"("containers":[{"name":"c","image":"i"}]}})";
}

static QByteArray slice(const QByteArray &name, const QByteArray &node)
{
    QByteArray text = "{'metadata':{'name':'" + name + "'},'spec':{'driver':'d.io','nodeName':'" + node
        + "','pool':{'name':'p','generation':1,'resourceSliceCount':1}}}";
    return text.replace('\'', '"');
}

class TestChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strangers()
    {
        TestApi api;
        for (const char *open : {"/healthz", "/livez", "/readyz", "/version"})
            QCOMPARE(api.send("GET", open, {}, {}, nobody).status, 200);
        for (const char *closed : {"/api", "/apis", "/openapi/v2", "/metrics", "/api/v1/pods", "/readyz/ping", "/readyzz", "/"})
            QCOMPARE(api.send("GET", closed, {}, {}, nobody).status, 403);
        QCOMPARE(api.expect(403, "GET", "/api/v1/pods", {}, {}, nobody)["message"].bytes(),
                 R"(pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope)");
        QCOMPARE(api.send("GET", "/api/v1/pods", {}, {{"authorization", "Bearer x"}}, nobody).status, 401);
        QCOMPARE(api.send("GET", "/api/v1/pods", {}, {{"authorization", "Basic eDp5"}}, nobody).status, 401);
    }

    void forbiddenWords()
    {
        TestApi api;
        const auto message = [&api](const QByteArray &method, const QByteArray &path) {
            return api.expect(403, method, path, {}, {}, alice)["message"].bytes();
        };
        QCOMPARE(
            message("GET", pods),
            R"(pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default")");
        QCOMPARE(
            message("GET", pods + "/x/log"),
            R"(pods "x" is forbidden: User "alice" cannot get resource "pods/log" in API group "" in the namespace "default")");
        QCOMPARE(
            message("DELETE", "/apis/apps/v1/namespaces/a/deployments/x"),
            R"(deployments.apps "x" is forbidden: User "alice" cannot delete resource "deployments" in API group "apps" in the namespace "a")");
        QCOMPARE(
            message("GET", "/api/v1/nodes"),
            R"(nodes is forbidden: User "alice" cannot list resource "nodes" in API group "" at the cluster scope)");
        QCOMPARE(message("GET", "/metrics"), R"(forbidden: User "alice" cannot get path "/metrics")");
        QCOMPARE(api.send("GET", "/apis", {}, {}, alice).status, 200);
    }

    void bootstrapTokens()
    {
        TestApi api;
        const QByteArray secrets = "/api/v1/namespaces/kube-system/secrets";
        const auto secret = [](const QByteArray &more) {
            return R"({"metadata":{"name":"bootstrap-token-abcdef"},"type":"bootstrap.kubernetes.io/token","stringData":{"token-id":"abcdef",
                "token-secret":"0123456789abcdef","usage-bootstrap-authentication":"true","auth-extra-groups":"system:bootstrappers:orrery,system:masters")"
                + more + "}}";
        };
        const Headers bearer{{"authorization", "Bearer abcdef.0123456789abcdef"}};
        const QByteArray csrs = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        QCOMPARE(api.send("GET", csrs, {}, bearer, nobody).status, 401);
        api.expect(201, "POST", secrets, secret(",\"expiration\":\"" + formatTime(api.clock.time + 60000000) + '"'));
        QCOMPARE(api.send("GET", csrs, {}, bearer, nobody).status, 200);
        QCOMPARE(api.send("GET", csrs, {}, {{"authorization", "Bearer abcdef.0123456789abcdeg"}}, nobody).status, 401);
        QCOMPARE(api.send("GET", "/api/v1/nodes", {}, bearer, nobody).status,
                 403); // the group that is no bootstrappers' was not taken
        const Value request = api.expect(
            201, "POST", csrs,
            "{\"metadata\":{\"name\":\"c\"},\"spec\":{\"signerName\":\"kubernetes.io/"
            "kube-apiserver-client-kubelet\",\"usages\":[\"client "
            "auth\"],\"username\":\"root\",\"groups\":[\"system:masters\"],\"request\":\""
                + QByteArray("-----BEGIN CERTIFICATE REQUEST-----\nx\n-----END CERTIFICATE REQUEST-----\n").toBase64()
                + "\"}}",
            bearer, nobody);
        QCOMPARE(request["spec"]["username"].bytes(), "system:bootstrap:abcdef");
        QCOMPARE(toJson(request["spec"]["groups"]),
                 R"(["system:bootstrappers","system:bootstrappers:orrery","system:authenticated"])");
        QCOMPARE(api.send("PUT", csrs + "/c/approval", "{}", bearer, nobody).status, 403);
        api.clock.time += 61000000;
        QCOMPARE(api.send("GET", csrs, {}, bearer, nobody).status, 401);
    }

    void tokensByHook()
    {
        apiserver::Hooks hooks;
        hooks.verifyToken = [](QByteArrayView token, QList<QByteArray> &) -> Result<User> {
            if (token != "good")
                return error(Reason::Unauthorized, "no");
            return User{"system:serviceaccount:default:x", "uid-1", {"system:serviceaccounts"}, {}};
        };
        TestApi api(hooks);
        const Value self = api.expect(201, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}",
                                      {{"authorization", "Bearer good"}}, nobody);
        QCOMPARE(self["status"]["userInfo"]["username"].bytes(), "system:serviceaccount:default:x");
        QCOMPARE(api.send("GET", "/api", {}, {{"authorization", "Bearer bad"}}, nobody).status, 401);
        const Value review
            = api.expect(201, "POST", "/apis/authentication.k8s.io/v1/tokenreviews", R"({"spec":{"token":"good"}})");
        QCOMPARE(review["status"]["authenticated"].boolean(), true);
        QCOMPARE(review["status"]["user"]["uid"].bytes(), "uid-1");
        QCOMPARE(api.expect(201, "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
                            R"({"spec":{"token":"bad"}})")["status"]["authenticated"]
                     .boolean(),
                 false);
    }

    void accessReviews()
    {
        TestApi api;
        const auto can = [&api](const QByteArray &attributes, const User &user) {
            return api
                .expect(201, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        R"({"spec":{"resourceAttributes":)" + attributes + "}}", {}, user)["status"]["allowed"]
                .boolean();
        };
        QVERIFY(can(R"({"verb":"create","resource":"pods","namespace":"default"})", TestApi::admin()));
        QVERIFY(!can(R"({"verb":"create","resource":"pods","namespace":"default"})", alice));
        QVERIFY(can(R"({"verb":"get","resource":"services","namespace":"default"})", node("n1")));
        const Value other = api.expect(
            201, "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            R"({"spec":{"user":"x","groups":["system:masters"],"nonResourceAttributes":{"verb":"get","path":"/metrics"}}})");
        QVERIFY(other["status"]["allowed"].boolean());
        api.expect(422, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", R"({"spec":{}})");
    }

    void nodes()
    {
        TestApi api;
        const User n1 = node("n1");
        const auto code = [&api, &n1](const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
            return api
                .send(method, path, body,
                      body.isEmpty()
                          ? Headers()
                          : Headers{{"content-type",
                                     method == "PATCH" ? "application/merge-patch+json" : "application/json"}},
                      n1)
                .status;
        };
        // Itself, not its neighbour.
        QCOMPARE(code("POST", "/api/v1/nodes", R"({"metadata":{"name":"n1"}})"), 201);
        QCOMPARE(code("POST", "/api/v1/nodes", R"({"metadata":{"name":"n2"}})"), 403);
        QCOMPARE(code("PATCH", "/api/v1/nodes/n1/status", R"({"status":{"capacity":{"cpu":"1"}}})"), 200);
        QCOMPARE(code("PATCH", "/api/v1/nodes/n2/status", "{}"), 403);
        QCOMPARE(code("PATCH", "/api/v1/nodes/n1", R"({"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}})"), 403);
        QCOMPARE(code("DELETE", "/api/v1/nodes/n1"), 403);
        // Pods that are bound to it.
        api.expect(201, "POST", pods, pod("mine", "n1", R"("volumes":[{"name":"s","secret":{"secretName":"used"}}],)"));
        api.expect(201, "POST", pods, pod("other", "n2"));
        QCOMPARE(code("GET", "/api/v1/pods"), 403);
        QCOMPARE(code("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1"), 200);
        QCOMPARE(code("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn2"), 403);
        QCOMPARE(code("GET", "/api/v1/pods?fieldSelector=spec.nodeName!%3Dn1"), 403);
        QCOMPARE(code("GET", pods + "/mine"), 200);
        QCOMPARE(code("GET", pods + "/other"), 403);
        QCOMPARE(code("PATCH", pods + "/mine/status", R"({"status":{"phase":"Running"}})"), 200);
        QCOMPARE(code("PATCH", pods + "/other/status", R"({"status":{"phase":"Running"}})"), 403);
        QCOMPARE(code("PATCH", pods + "/mine", R"({"metadata":{"labels":{"a":"b"}}})"), 403);
        QCOMPARE(code("DELETE", pods + "/other"), 403);
        QCOMPARE(code("POST", pods, pod("new", "n1")), 403);
        // Secrets that its pods name.
        for (const char *name : {"used", "unused"})
            api.expect(201, "POST", "/api/v1/namespaces/default/secrets",
                       "{\"metadata\":{\"name\":\"" + QByteArray(name) + "\"}}");
        QCOMPARE(code("GET", "/api/v1/namespaces/default/secrets/used"), 200);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dused"), 200);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/secrets/unused"), 403);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/secrets"), 403);
        // Its lease, events, services; no more.
        const QByteArray leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
        QCOMPARE(code("POST", leases, R"({"metadata":{"name":"n1"},"spec":{"holderIdentity":"n1"}})"), 201);
        QCOMPARE(code("POST", leases, R"({"metadata":{"name":"n2"},"spec":{}})"), 403);
        // Its devices.
        const QByteArray slices = "/apis/resource.k8s.io/v1/resourceslices";
        QCOMPARE(code("POST", slices, slice("mine", "n1")), 201);
        QCOMPARE(code("POST", slices, slice("other", "n2")), 403);
        api.expect(201, "POST", slices, slice("other", "n2"));
        for (const auto &[name, allowed] : {std::pair("/mine", 200), std::pair("/other", 403)}) {
            QCOMPARE(code("GET", slices + name), allowed);
            QCOMPARE(code("PATCH", slices + name, R"({"metadata":{"labels":{"a":"b"}}})"), allowed);
            QCOMPARE(code("DELETE", slices + name), allowed);
        }
        QCOMPARE(code("GET", slices), 403);
        QCOMPARE(code("DELETE", slices), 403);
        QCOMPARE(code("GET", slices + "?fieldSelector=spec.nodeName%3Dn1"), 200);
        QCOMPARE(code("GET", "/api/v1/services"), 200);
        QCOMPARE(code("POST", "/api/v1/namespaces/default/services", "{}"), 403);
        QCOMPARE(code("POST", "/api/v1/namespaces/default/events",
                      R"({"metadata":{"name":"e"},"involvedObject":{"namespace":"default"}})"),
                 201);
        QCOMPARE(code("GET", "/apis/orrery.dev/v1/nodes/n2/tunnel"), 403);
        // A name without the group is nobody's.
        QCOMPARE(api.send("GET", "/api/v1/services", {}, {}, User{"system:node:n1", {}, {}, {}}).status, 403);
        // An administrator is no node.
        QCOMPARE(api.send("GET", "/apis/orrery.dev/v1/nodes/n1/tunnel").status, 403);
    }

    void puttingWhatIsNotThereIsCreating()
    {
        TestApi api;
        const QByteArray lease = "/apis/coordination.k8s.io/v1/namespaces/default/leases/l";
        const QByteArray body = R"({"metadata":{"name":"l"},"spec":{"holderIdentity":"a"}})";
        const QByteArray roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
        const auto grant = [&](const QByteArray &verb) {
            QByteArray role = R"({"metadata":{"name":"VERB"},"rules":[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["VERB"]}]})";
            QByteArray binding = R"({"metadata":{"name":"VERB"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"VERB"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]})";
            api.expect(201, "POST", roles + "roles", role.replace("VERB", verb));
            api.expect(201, "POST", roles + "rolebindings", binding.replace("VERB", verb));
        };
        grant("update");
        QCOMPARE(api.send("PUT", lease, body, {}, alice).status, 403);
        grant("create");
        QCOMPARE(api.send("PUT", lease, body, {}, alice).status, 201);
    }

    void admissionFillsInPods()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", pods, pod("p", ""));
        QCOMPARE(made["spec"]["serviceAccountName"].bytes(), "default");
        QCOMPARE(made["spec"]["priority"].integer(-1), 0);
        QCOMPARE(made["spec"]["preemptionPolicy"].bytes(), "PreemptLowerPriority");
        QCOMPARE(made["spec"]["tolerations"].size(), 2);
        QCOMPARE(made["spec"]["tolerations"].at(1)["key"].bytes(), "node.kubernetes.io/unreachable");
        const Value tolerant = api.expect(201, "POST", pods, pod("q", "", R"("tolerations":[{"operator":"Exists"}],)"));
        QCOMPARE(tolerant["spec"]["tolerations"].size(), 1);
        QVERIFY(
            api.expect(403, "POST", pods, pod("r", "", R"("serviceAccountName":"none",)"))["message"].bytes().contains(
                R"(serviceaccount "none" not found)"));
        api.expect(403, "POST", pods, pod("s", "", R"("priorityClassName":"none",)"));
    }
};

QTEST_GUILESS_MAIN(TestChain)
#include "tst_chain.moc"
