// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

static const QByteArray group = "/apis/rbac.authorization.k8s.io/v1/";
static const QByteArray local = group + "namespaces/default/";
static const QByteArray reviews = "/apis/authorization.k8s.io/v1/";
static const User alice{"alice", {}, {"people", "system:authenticated"}, {}};

static QByteArray role(const QByteArray &name, const QByteArray &rules)
{
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"rules\":[" + rules + "]}";
}

static QByteArray binding(const QByteArray &name, const QByteArray &kind, const QByteArray &roleName,
                          const QByteArray &subjects)
{
    QByteArray text = "{'metadata':{'name':'" + name + "'},'roleRef':{'kind':'" + kind + "','name':'" + roleName + "'},";
    return text.replace('\'', '"') + "\"subjects\":[" + subjects + "]}";
}

static const QByteArray toAlice = R"({"kind":"User","name":"alice"})";
static const QByteArray readsPods = R"({"apiGroups":[""],"resources":["pods","pods/log"],"verbs":["get","list"]})";

class TestRbac : public QObject
{
    Q_OBJECT

    static Value review(TestApi &api, const QByteArray &user, const QByteArray &attributes)
    {
        return api.expect(201, "POST", reviews + "subjectaccessreviews",
                          R"({"spec":{"user":")" + user + R"(","resourceAttributes":)" + attributes + "}}")["status"];
    }

private Q_SLOTS:
    void rolesGrantWhatTheySay()
    {
        TestApi api;
        const auto code = [&api](const QByteArray &method, const QByteArray &path) {
            return api.send(method, path, {}, {}, alice).status;
        };
        QCOMPARE(code("GET", "/api/v1/namespaces/default/pods"), 403);
        api.expect(201, "POST", local + "roles", role("reader", readsPods));
        api.expect(201, "POST", local + "rolebindings", binding("b", "Role", "reader", toAlice));
        QCOMPARE(code("GET", "/api/v1/namespaces/default/pods"), 200);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/pods/x"), 404);
        QCOMPARE(code("GET", "/api/v1/namespaces/kube-system/pods"), 403);
        QCOMPARE(code("GET", "/api/v1/pods"), 403);
        QCOMPARE(code("DELETE", "/api/v1/namespaces/default/pods/x"), 403);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/pods/x/exec"), 403);
        // The role changes, the binding goes: both count at once.
        api.expect(200, "PUT", local + "roles/reader",
                   role("reader", R"({"apiGroups":[""],"resources":["services"],"resourceNames":["one"],"verbs":["*"]})"));
        QCOMPARE(code("GET", "/api/v1/namespaces/default/pods"), 403);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/services/one"), 404);
        QCOMPARE(code("GET", "/api/v1/namespaces/default/services/two"), 403);
        api.expect(200, "DELETE", local + "rolebindings/b");
        QCOMPARE(code("GET", "/api/v1/namespaces/default/services/one"), 403);
        // By group, in all namespaces.
        api.expect(201, "POST", group + "clusterroles", role("scaler", R"({"apiGroups":["apps"],"resources":["*/scale"],"verbs":["get"]})"));
        api.expect(201, "POST", group + "clusterrolebindings",
                   binding("people", "ClusterRole", "scaler", R"({"kind":"Group","name":"people"})"));
        QCOMPARE(code("GET", "/apis/apps/v1/namespaces/default/deployments/d/scale"), 404);
        QCOMPARE(code("GET", "/apis/apps/v1/namespaces/default/deployments/d"), 403);
    }

    void reasonsAreTold()
    {
        TestApi api;
        api.expect(201, "POST", local + "rolebindings",
                   binding("b", "ClusterRole", "view-it", R"({"kind":"ServiceAccount","name":"robot","namespace":"default"})"));
        const QByteArray robot = "system:serviceaccount:default:robot";
        const QByteArray getPods = R"({"verb":"get","resource":"pods","namespace":"default"})";
        Value status = review(api, robot, getPods);
        QVERIFY(!status["allowed"].boolean());
        QCOMPARE(status["reason"].bytes(), R"(RBAC: clusterrole.rbac.authorization.k8s.io "view-it" not found)");
        api.expect(201, "POST", group + "clusterroles", role("view-it", readsPods));
        status = review(api, robot, getPods);
        QVERIFY(status["allowed"].boolean());
        QCOMPARE(status["reason"].bytes(),
                 R"(RBAC: allowed by RoleBinding "b/default" of ClusterRole "view-it" to ServiceAccount "robot/default")");
        QVERIFY(!review(api, robot, R"({"verb":"get","resource":"pods","namespace":"kube-system"})")["allowed"].boolean());
        // Only the namespace that the path names can be asked about.
        const QByteArray here = "/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews";
        const QByteArray spec = "{\"spec\":{\"user\":\"" + robot + "\",\"resourceAttributes\":";
        QVERIFY(api.expect(201, "POST", here, spec + getPods + "}}")["status"]["allowed"].boolean());
        api.expect(400, "POST", here, spec + "{\"verb\":\"get\",\"resource\":\"pods\"}}}");
    }

    void rulesReview()
    {
        TestApi api;
        api.expect(201, "POST", local + "roles", role("reader", readsPods));
        api.expect(201, "POST", local + "rolebindings", binding("b", "Role", "reader", toAlice));
        const Value status = api.expect(201, "POST", reviews + "selfsubjectrulesreviews",
                                        R"({"spec":{"namespace":"default"}})", {}, alice)["status"];
        QVERIFY(status["incomplete"].isBool() && !status["incomplete"].boolean());
        const QByteArray rules = toJson(status["resourceRules"]);
        QVERIFY2(rules.contains(R"({"verbs":["get","list"],"apiGroups":[""],"resources":["pods","pods/log"]})"), rules);
        QVERIFY2(rules.contains("selfsubjectaccessreviews"), rules);
        QVERIFY(toJson(status["nonResourceRules"]).contains("/openapi/*"));
        api.expect(400, "POST", reviews + "selfsubjectrulesreviews", R"({"spec":{}})", {}, alice);
    }

    void nobodyGrantsWhatHeLacks()
    {
        TestApi api;
        const QByteArray manages
            = R"({"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles","rolebindings"],"verbs":["create","update","get"]})";
        api.expect(201, "POST", local + "roles", role("manager", manages + ',' + readsPods));
        api.expect(201, "POST", local + "rolebindings", binding("manager", "Role", "manager", toAlice));
        api.expect(201, "POST", local + "roles", role("less", readsPods), {}, alice);
        const Value refused = api.expect(
            403, "POST", local + "roles",
            role("more", R"({"apiGroups":[""],"resources":["pods"],"verbs":["get","delete","create"]})"), {}, alice);
        QCOMPARE(refused["message"].bytes(),
                 "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"alice\" (groups=[\"people\" "
                 "\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n"
                 "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"create\"]}");
        api.expect(201, "POST", local + "rolebindings", binding("bob", "Role", "less", R"({"kind":"User","name":"bob"})"), {},
                   alice);
        const Value unheld = api.expect(403, "POST", local + "rolebindings",
                                        binding("root", "ClusterRole", "cluster-admin", toAlice), {}, alice);
        QVERIFY(unheld["message"].bytes().endsWith("{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}"));
        QCOMPARE(api.expect(404, "POST", local + "rolebindings", binding("x", "Role", "none", toAlice), {}, alice)["message"]
                     .bytes(),
                 R"(roles.rbac.authorization.k8s.io "none" not found)");
        // bind and escalate lift it.
        api.expect(201, "POST", group + "clusterroles",
                   role("trusted",
                        R"({"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"verbs":["escalate"]},
                           {"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["cluster-admin"],"verbs":["bind"]})"));
        api.expect(201, "POST", local + "rolebindings", binding("trusted", "ClusterRole", "trusted", toAlice));
        api.expect(201, "POST", local + "roles",
                   role("more", R"({"apiGroups":["*"],"resources":["*"],"verbs":["*"]})"), {}, alice);
        api.expect(201, "POST", local + "rolebindings", binding("root", "ClusterRole", "cluster-admin", toAlice), {}, alice);
        api.expect(403, "POST", local + "rolebindings", binding("edit", "ClusterRole", "system:node", R"({"kind":"User","name":"x"})"), {},
                   User{"carol", {}, {"system:authenticated"}, {}});
    }

    void validation()
    {
        TestApi api;
        const auto message = [&api](const QByteArray &path, const QByteArray &body) {
            return api.expect(422, "POST", path, body)["message"].bytes();
        };
        QCOMPARE(message(local + "roles", role("r", R"({"apiGroups":[""],"resources":["pods"],"verbs":[]})")),
                 R"(Role.rbac.authorization.k8s.io "r" is invalid: rules[0].verbs: Required value: verbs must contain at least one value)");
        QVERIFY(message(local + "roles", role("r", R"({"nonResourceURLs":["/x"],"verbs":["get"]})"))
                    .contains("namespaced rules cannot apply to non-resource URLs"));
        QVERIFY(message(local + "rolebindings", binding("b", "Role", "r", R"({"kind":"Robot","name":"x"})"))
                    .contains(R"(subjects[0].kind: Unsupported value: "Robot")"));
        QVERIFY(message(group + "clusterrolebindings", binding("b", "Role", "r", toAlice)).contains("roleRef.kind"));
        const Value made = api.expect(201, "POST", local + "rolebindings", binding("b", "Role", "r", toAlice));
        QCOMPARE(made["roleRef"]["apiGroup"].bytes(), "rbac.authorization.k8s.io");
        QCOMPARE(made["subjects"].at(0)["apiGroup"].bytes(), "rbac.authorization.k8s.io");
        QVERIFY(api.expect(422, "PUT", local + "rolebindings/b", binding("b", "Role", "other", toAlice))["message"]
                    .bytes()
                    .endsWith("cannot change roleRef"));
        const Value table = api.expect(200, "GET", local + "rolebindings/b", {},
                                       {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
        QCOMPARE(toJson(table["rows"].at(0)["cells"]).left(14), R"(["b","Role/r",)");
    }

    void grantsByPut()
    {
        TestApi api;
        const User maker{"maker", {}, {}, {}};
        api.expect(201, "POST", group + "clusterroles",
                   role("maker", R"({"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"verbs":["create","update"]})"));
        api.expect(201, "POST", group + "clusterrolebindings",
                   R"({"metadata":{"name":"maker"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"maker"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"maker"}]})");
        api.settle();
        const QByteArray body = role("all", R"({"apiGroups":["*"],"resources":["*"],"verbs":["*"]})");
        QVERIFY(toJson(api.expect(403, "PUT", group + "clusterroles/all", body, {}, maker)).contains("attempting to grant RBAC permissions"));
    }

    void defaults()
    {
        TestApi api;
        const Value admin = api.expect(200, "GET", group + "clusterroles/cluster-admin");
        QCOMPARE(admin["metadata"]["labels"]["kubernetes.io/bootstrapping"].bytes(), "rbac-defaults");
        for (const char *name : {"admin", "edit", "view"})
            QVERIFY(!api.expect(200, "GET", group + "clusterroles/" + name)["aggregationRule"].isNull());
        // system:node is bound to nobody.
        QVERIFY(api.expect(200, "GET", group + "clusterrolebindings/system:node")["subjects"].isEmpty());
        // The control plane's own parts live by their roles.
        QVERIFY(review(api, "system:kube-scheduler", R"({"verb":"create","resource":"pods","subresource":"binding","namespace":"a"})")["allowed"].boolean());
        QVERIFY(!review(api, "system:kube-scheduler", R"({"verb":"get","resource":"secrets","namespace":"a"})")["allowed"].boolean());
        QVERIFY(review(api, "system:kube-controller-manager", R"({"verb":"delete","group":"apps","resource":"replicasets","namespace":"a"})")["allowed"].boolean());
        // What was taken away comes back at the next start, unless it is marked; what was added stays.
        api.expect(200, "PUT", group + "clusterroles/system:basic-user",
                   role("system:basic-user", R"({"apiGroups":[""],"resources":["nodes"],"verbs":["get"]})"));
        api.expect(200, "PUT", group + "clusterroles/system:monitoring",
                   R"({"metadata":{"name":"system:monitoring","annotations":{"rbac.authorization.kubernetes.io/autoupdate":"false"}},"rules":[]})");
        api.expect(200, "DELETE", group + "clusterrolebindings/system:discovery");
        api.server->start();
        api.settle();
        const QByteArray basic = toJson(api.expect(200, "GET", group + "clusterroles/system:basic-user")["rules"]);
        QVERIFY2(basic.contains("nodes") && basic.contains("selfsubjectreviews") && basic.contains("selfsubjectrulesreviews"), basic);
        QVERIFY(api.expect(200, "GET", group + "clusterroles/system:monitoring")["rules"].isEmpty());
        api.expect(200, "GET", group + "clusterrolebindings/system:discovery");
    }

    void impersonation()
    {
        TestApi api;
        const QByteArray self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        const auto who = [&](const Headers &headers, const User &user) {
            return toJson(api.expect(201, "POST", self, "{}", headers, user)["status"]["userInfo"]);
        };
        const User admin = TestApi::admin();
        QCOMPARE(who({{"impersonate-user", "bob"}, {"impersonate-group", "a"}, {"impersonate-group", "b"}}, admin),
                 R"({"username":"bob","groups":["a","b","system:authenticated"]})");
        QCOMPARE(who({{"impersonate-user", "system:serviceaccount:default:x"}}, admin),
                 R"({"username":"system:serviceaccount:default:x","groups":["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]})");
        QCOMPARE(who({{"impersonate-user", "bob"}, {"impersonate-uid", "7"}, {"impersonate-extra-acme%2fscope", "x"}}, admin),
                 R"({"username":"bob","uid":"7","groups":["system:authenticated"],"extra":{"acme/scope":["x"]}})");
        // As a user of fewer rights, one has fewer.
        api.expect(403, "GET", "/api/v1/pods", {}, {{"impersonate-user", "bob"}});
        QCOMPARE(api.send("POST", self, "{}", {{"impersonate-group", "a"}}, admin).status, 500);
        QCOMPARE(api.expect(403, "POST", self, "{}", {{"impersonate-user", "bob"}}, alice)["message"].bytes(),
                 R"(users "bob" is forbidden: User "alice" cannot impersonate resource "users" in API group "" at the cluster scope)");
        api.expect(201, "POST", group + "clusterroles",
                   role("actor", R"({"apiGroups":[""],"resources":["users"],"resourceNames":["bob"],"verbs":["impersonate"]})"));
        api.expect(201, "POST", group + "clusterrolebindings", binding("actor", "ClusterRole", "actor", toAlice));
        QVERIFY(who({{"impersonate-user", "bob"}}, alice).contains("bob"));
        api.expect(403, "POST", self, "{}", {{"impersonate-user", "root"}}, alice);
        api.expect(403, "POST", self, "{}", {{"impersonate-user", "bob"}, {"impersonate-group", "system:masters"}}, alice);
    }

    void nodesKeepToThemselves()
    {
        TestApi api;
        const User n1{"system:node:n1", {}, {"system:nodes", "system:authenticated"}, {}};
        const auto send = [&](const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) {
            const Headers headers = method == "PATCH" ? Headers{{"content-type", "application/merge-patch+json"}} : Headers();
            return api.send(method, path, body, headers, n1);
        };
        const auto message = [&](const QByteArray &method, const QByteArray &path, const QByteArray &body) {
            const Response response = send(method, path, body);
            return response.status == 403 ? parseJson(response.json())->operator[]("message").bytes() : response.json();
        };
        const QByteArray ns = "/api/v1/namespaces/default/";
        QVERIFY(message("POST", "/api/v1/nodes", R"({"metadata":{"name":"n1","labels":{"node-restriction.kubernetes.io/a":"b"}}})")
                    .endsWith("node \"n1\" is not allowed to set the following labels: node-restriction.kubernetes.io/a"));
        QCOMPARE(send("POST", "/api/v1/nodes", R"({"metadata":{"name":"n1","labels":{"kubernetes.io/os":"linux","x/y":"z"}}})").status, 201);
        QVERIFY(message("PATCH", "/api/v1/nodes/n1", R"({"metadata":{"labels":{"node-role.kubernetes.io/master":""}}})")
                    .endsWith("is not allowed to modify labels: node-role.kubernetes.io/master"));
        QVERIFY(message("POST", ns + "pods", R"({"metadata":{"name":"m"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}})")
                    .endsWith("node \"n1\" can only create mirror pods"));
        // What a pod names can be read as long as it is there.
        api.expect(201, "POST", ns + "configmaps", configMap("used"));
        QCOMPARE(send("GET", ns + "configmaps/used").status, 403);
        const Value pod = api.expect(201, "POST", ns + "pods", R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i","envFrom":[{"configMapRef":{"name":"used"}}]}]}})");
        QCOMPARE(send("GET", ns + "configmaps/used").status, 200);
        QCOMPARE(send("GET", ns + "configmaps").status, 403);
        // Tokens in the name of that pod only.
        const auto bound = [](const QByteArray &uid) {
            return "{\"spec\":{\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"" + uid + "\"}}}";
        };
        QVERIFY(message("POST", ns + "serviceaccounts/default/token", R"({"spec":{}})").endsWith("node requested token not bound to a pod"));
        QVERIFY(message("POST", ns + "serviceaccounts/default/token", bound("other")).contains("does not match the UID in record"));
        QCOMPARE(send("POST", ns + "serviceaccounts/default/token", bound(pod["metadata"]["uid"].bytes())).status, 503); // allowed; nobody signs here
        api.expect(200, "DELETE", ns + "pods/p?gracePeriodSeconds=0");
        QCOMPARE(send("GET", ns + "configmaps/used").status, 403);
        // The network's objects come by a binding, not by being a node.
        QCOMPARE(send("GET", "/api/v1/nodes").status, 200);
        QCOMPARE(send("GET", "/api/v1/secrets").status, 403);
    }
};

QTEST_GUILESS_MAIN(TestRbac)
#include "tst_rbac.moc"
