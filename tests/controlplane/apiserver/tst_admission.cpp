// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

#include "controlplane/pki/pki.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

/// JSON is easier to read with apostrophes.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static const QByteArray base = "/api/v1/namespaces/default/";
static const QByteArray pods = base + "pods";
static const Headers merge{{"content-type", "application/merge-patch+json"}};

static QByteArray pod(const QByteArray &name, const QByteArray &spec = {}, const QByteArray &container = {})
{
    return q("{'metadata':{'name':'") + name + q("'},'spec':{") + spec + q("'containers':[{'name':'c','image':'i'")
        + (container.isEmpty() ? "" : ',' + container) + "}]}}";
}

static User node(const QByteArray &name)
{
    return {"system:node:" + name, {}, {"system:nodes"}, {}};
}

class TestAdmission : public QObject
{
    Q_OBJECT

    static QByteArray refusal(TestApi &api, const QByteArray &path, const QByteArray &body,
                              const User &user = TestApi::admin())
    {
        return api.expect(403, "POST", path, body, {}, user)["message"].bytes();
    }

private Q_SLOTS:
    void serviceAccountToken()
    {
        TestApi api;
        const Value made = api.expect(
            201, "POST", pods,
            q("{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'i','image':'i'}],'containers':[{'name':'a','"
              "image':'i'},{'name':'b','image':'i','volumeMounts':[{'name':'own','mountPath':'/var/run/secrets/"
              "kubernetes.io/serviceaccount'}]}],'volumes':[{'name':'own','emptyDir':{}}]}}"));
        const Value &spec = made["spec"];
        QCOMPARE(spec["serviceAccountName"].bytes(), "default");
        QCOMPARE(spec["serviceAccount"].bytes(), "default");
        QCOMPARE(spec["volumes"].size(), 2);
        const Value &volume = spec["volumes"].at(1);
        const QByteArray name = volume["name"].bytes();
        QVERIFY(name.startsWith("kube-api-access-") && name.size() == 21);
        QCOMPARE(
            toJson(volume["projected"]),
            q("{'sources':[{'serviceAccountToken':{'expirationSeconds':3607,'path':'token'}},{'configMap':{'name':'"
              "kube-root-ca.crt','items':[{'key':'ca.crt','path':'ca.crt'}]}},{'downwardAPI':{'items':[{'path':'"
              "namespace','fieldRef':{'apiVersion':'v1','fieldPath':'metadata.namespace'}}]}}],'defaultMode':420}"));
        const QByteArray mount = q("[{'name':'") + name
            + q("','readOnly':true,'mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]");
        QCOMPARE(toJson(spec["initContainers"].at(0)["volumeMounts"]), mount);
        QCOMPARE(toJson(spec["containers"].at(0)["volumeMounts"]), mount);
        QCOMPARE(spec["containers"].at(1)["volumeMounts"].size(), 1);

        QVERIFY(
            api.expect(201, "POST", pods, pod("quiet", q("'automountServiceAccountToken':false,")))["spec"]["volumes"]
                .isNull());
        api.expect(
            201, "POST", base + "serviceaccounts",
            q("{'metadata':{'name':'shy'},'automountServiceAccountToken':false,'imagePullSecrets':[{'name':'reg'}]}"));
        const Value shy = api.expect(201, "POST", pods, pod("shy", q("'serviceAccountName':'shy',")))["spec"];
        QVERIFY(shy["volumes"].isNull());
        QCOMPARE(toJson(shy["imagePullSecrets"]), q("[{'name':'reg'}]"));
        QCOMPARE(
            api.expect(
                   201, "POST", pods,
                   pod("loud", q("'serviceAccountName':'shy','automountServiceAccountToken':true,")))["spec"]["volumes"]
                .size(),
            1);
        QCOMPARE(refusal(api, pods, pod("x", q("'serviceAccountName':'nobody',"))),
                 q("pods 'x' is forbidden: error looking up service account default/nobody: serviceaccount 'nobody' "
                   "not found"));
    }

    void limitRanges()
    {
        TestApi api;
        api.expect(201, "POST", base + "limitranges",
                   q("{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','default':{'cpu':'500m','memory':'"
                     "128Mi'},'defaultRequest':{'cpu':'100m'},'min':{'cpu':'50m'},'max':{'cpu':'1','memory':'1Gi'},'"
                     "maxLimitRequestRatio':{'cpu':'8'}},{'type':'Pod','max':{'cpu':'1200m'}},{'type':'"
                     "PersistentVolumeClaim','min':{'storage':'1Gi'},'max':{'storage':'5Gi'}}]}}"));
        const Value made = api.expect(201, "POST", pods, pod("p"));
        QCOMPARE(toJson(made["spec"]["containers"].at(0)["resources"]),
                 q("{'limits':{'cpu':'500m','memory':'128Mi'},'requests':{'cpu':'100m','memory':'128Mi'}}"));
        QCOMPARE(made["metadata"]["annotations"]["kubernetes.io/limit-ranger"].bytes(),
                 "LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c");
        QCOMPARE(refusal(api, pods, pod("q", {}, q("'resources':{'requests':{'cpu':'10m'},'limits':{'cpu':'2'}}"))),
                 q("pods 'q' is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, maximum cpu "
                   "usage per Container is 1, but limit is 2, cpu max limit to request ratio per Container is 8, but "
                   "provided ratio is 200.000000, maximum cpu usage per Pod is 1200m, but limit is 2]"));
        const QByteArray two = q("{'metadata':{'name':'two'},'spec':{'containers':[{'name':'a','image':'i','resources':"
                                 "{'requests':{'cpu':'700m'},'limits':{'cpu':'700m'}}},{'name':'b','image':'i','"
                                 "resources':{'requests':{'cpu':'700m'},'limits':{'cpu':'700m'}}}]}}");
        QCOMPARE(refusal(api, pods, two),
                 q("pods 'two' is forbidden: maximum cpu usage per Pod is 1200m, but limit is 1400m"));
        const auto claim = [](const char *size) {
            return q("{'metadata':{'name':'v'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'"
                     "storage':'")
                + size + "\"}}}}";
        };
        QCOMPARE(refusal(api, base + "persistentvolumeclaims", claim("9Gi")),
                 q("persistentvolumeclaims 'v' is forbidden: maximum storage usage per PersistentVolumeClaim is 5Gi, "
                   "but request is 9Gi"));
        api.expect(201, "POST", base + "persistentvolumeclaims", claim("2Gi"));
    }

    void priorities()
    {
        TestApi api;
        const QByteArray classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
        QCOMPARE(api.expect(201, "POST", pods, pod("zero"))["spec"]["priority"].integer(-1), 0);
        QCOMPARE(api.expect(201, "POST", pods,
                            pod("sys", q("'priorityClassName':'system-node-critical',")))["spec"]["priority"]
                     .integer(),
                 2000001000);
        api.expect(201, "POST", classes,
                   q("{'metadata':{'name':'d'},'value':7,'globalDefault':true,'preemptionPolicy':'Never'}"));
        QCOMPARE(refusal(api, classes, q("{'metadata':{'name':'e'},'value':8,'globalDefault':true}")),
                 q("priorityclasses.scheduling.k8s.io 'e' is forbidden: PriorityClass d is already marked as default. "
                   "Only one default can exist"));
        const Value spec = api.expect(201, "POST", pods, pod("p"))["spec"];
        QCOMPARE(spec["priority"].integer(), 7);
        QCOMPARE(spec["priorityClassName"].bytes(), "d");
        QCOMPARE(spec["preemptionPolicy"].bytes(), "Never");
        QCOMPARE(refusal(api, pods, pod("x", q("'priorityClassName':'none',"))),
                 q("pods 'x' is forbidden: no PriorityClass with name none was found"));
        QVERIFY(refusal(api, pods, pod("x", q("'priority':3,"))).contains("priority admission controller computed 7"));
    }

    void runtimeClasses()
    {
        TestApi api;
        api.expect(201, "POST", "/apis/node.k8s.io/v1/runtimeclasses",
                   q("{'metadata':{'name':'r'},'handler':'h','overhead':{'podFixed':{'cpu':'10m'}},'scheduling':{'"
                     "nodeSelector':{'fast':'yes'},'tolerations':[{'key':'r','operator':'Exists'}]}}"));
        const Value spec
            = api.expect(201, "POST", pods, pod("p", q("'runtimeClassName':'r','nodeSelector':{'a':'b'},")))["spec"];
        QCOMPARE(toJson(spec["overhead"]), q("{'cpu':'10m'}"));
        QCOMPARE(toJson(spec["nodeSelector"]), q("{'a':'b','fast':'yes'}"));
        QCOMPARE(spec["tolerations"].size(), 3); // and the two of DefaultTolerationSeconds
        QCOMPARE(refusal(api, pods, pod("x", q("'runtimeClassName':'no',"))),
                 q("pods 'x' is forbidden: pod rejected: RuntimeClass 'no' not found"));
        QVERIFY(
            refusal(api, pods, pod("x", q("'runtimeClassName':'r','nodeSelector':{'fast':'no'},")))
                .contains(
                    "conflict: runtimeClass.scheduling.nodeSelector[fast] = yes; pod.spec.nodeSelector[fast] = no"));
        QVERIFY(refusal(api, pods, pod("x", q("'overhead':{'cpu':'1m'},")))
                    .contains("Pod Overhead set without corresponding RuntimeClass"));
    }

    void defaultClassesAndFinalizers()
    {
        TestApi api;
        const auto storageClass = [&](const char *name, bool isDefault) {
            api.expect(201, "POST", "/apis/storage.k8s.io/v1/storageclasses",
                       q("{'metadata':{'name':'") + name
                           + q("','annotations':{'storageclass.kubernetes.io/is-default-class':'")
                           + (isDefault ? "true" : "false") + q("'}},'provisioner':'p'}"));
        };
        storageClass("slow", false);
        storageClass("first", true);
        api.clock.time += 1'000'000;
        storageClass("second", true);
        const QByteArray claims = base + "persistentvolumeclaims";
        const auto claim = [](const char *name, const char *more) {
            return q("{'metadata':{'name':'") + name + q("'},'spec':{") + more
                + q("'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        };
        const Value made = api.expect(201, "POST", claims, claim("a", ""));
        QCOMPARE(made["spec"]["storageClassName"].bytes(), "second");
        QCOMPARE(toJson(made["metadata"]["finalizers"]), q("['kubernetes.io/pvc-protection']"));
        QCOMPARE(api.expect(201, "POST", claims, claim("b", q("'storageClassName':'',")))["spec"]["storageClassName"]
                     .bytes(),
                 "");
        const Value volume = api.expect(201, "POST", "/api/v1/persistentvolumes",
                                        q("{'metadata':{'name':'v'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':"
                                          "['ReadWriteOnce'],'hostPath':{'path':'/x'}}}"));
        QCOMPARE(toJson(volume["metadata"]["finalizers"]), q("['kubernetes.io/pv-protection']"));

        api.expect(201, "POST", "/apis/networking.k8s.io/v1/ingressclasses",
                   q("{'metadata':{'name':'i','annotations':{'ingressclass.kubernetes.io/"
                     "is-default-class':'true'}},'spec':{'controller':'x.y/z'}}"));
        const Value ingress = api.expect(
            201, "POST", "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
            q("{'metadata':{'name':'i'},'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':80}}}}}"));
        QCOMPARE(ingress["spec"]["ingressClassName"].bytes(), "i");
    }

    void newNodesAreTainted()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", "/api/v1/nodes", q("{'metadata':{'name':'n'}}"), {}, node("n"));
        QCOMPARE(toJson(made["spec"]["taints"]), q("[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'}]"));
    }

    void podsLearnWhereTheyAre()
    {
        TestApi api;
        api.expect(201, "POST", "/api/v1/nodes",
                   q("{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z','a':'b'}}}"));
        const auto labels = [&](const QByteArray &name) {
            return toJson(api.expect(200, "GET", pods + '/' + name)["metadata"]["labels"]);
        };
        api.expect(201, "POST", pods, pod("placed", q("'nodeName':'n',")));
        QCOMPARE(labels("placed"), q("{'topology.kubernetes.io/zone':'z'}"));
        api.expect(201, "POST", pods, pod("bound"));
        api.expect(201, "POST", pods + "/bound/binding",
                   q("{'metadata':{'name':'bound'},'target':{'kind':'Node','name':'n'}}"));
        QCOMPARE(labels("bound"), q("{'topology.kubernetes.io/zone':'z'}"));
        api.expect(201, "POST", pods, pod("lost"));
        api.expect(201, "POST", pods + "/lost/binding",
                   q("{'metadata':{'name':'lost'},'target':{'kind':'Node','name':'m'}}"));
        QCOMPARE(labels("lost"), "null");
    }

    void certificates()
    {
        TestApi api;
        const QByteArray csrs = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        const QByteArray key = *pki::generateKey();
        const auto request
            = [&](const char *name, const char *signer, const QByteArray &commonName, const QByteArray &organization) {
                  pki::Subject subject;
                  subject.commonName = commonName;
                  subject.organizations = {organization};
                  return q("{'metadata':{'name':'") + name + q("'},'spec':{'signerName':'") + signer
                      + q("','usages':['client auth','digital signature'],'request':'")
                      + pki::createCsr(key, subject)->toBase64() + "\"}}";
              };
        const char *client = "kubernetes.io/kube-apiserver-client",
                   *kubelet = "kubernetes.io/kube-apiserver-client-kubelet";
        QVERIFY(refusal(api, csrs, request("m", client, "root", "system:masters"))
                    .contains(
                        "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed"));
        api.expect(201, "POST", csrs, request("a", client, "alice", "people"));
        QVERIFY(refusal(api, csrs, request("n", kubelet, "system:node:other", "system:nodes"), node("n"))
                    .contains("can only create a node CSR with CN=system:node:n"));
        api.expect(201, "POST", csrs, request("n", kubelet, "system:node:n", "system:nodes"), {}, node("n"));

        // Who may update the approval of requests may still not approve for every signer.
        api.expect(201, "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                   q("{'metadata':{'name':'approver'},'rules':[{'apiGroups':['certificates.k8s.io'],'resources':['"
                     "certificatesigningrequests','certificatesigningrequests/approval','certificatesigningrequests/"
                     "status'],'verbs':['get','update']},{'apiGroups':['certificates.k8s.io'],'resources':['signers'],'"
                     "resourceNames':['kubernetes.io/"
                     "*'],'verbs':['approve']},{'apiGroups':['certificates.k8s.io'],'resources':['signers'],'"
                     "resourceNames':['example.com/x'],'verbs':['sign']}]}"));
        api.expect(
            201, "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            q("{'metadata':{'name':'approver'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','"
              "name':'approver'},'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'bob'}]}"));
        const User bob{"bob", {}, {"system:authenticated"}, {}};
        api.expect(201, "POST", csrs, request("e", "example.com/x", "alice", "people"));
        const QByteArray approved = q(",'status':{'conditions':[{'type':'Approved','status':'True','reason':'r'}]}}");
        const auto approve = [&](const char *name) {
            return api.send("PUT", csrs + '/' + name + "/approval",
                            q("{'metadata':{'name':'") + name + "\"}" + approved, {}, bob);
        };
        QCOMPARE(approve("a").status, 200);
        const Response refused = approve("e");
        QCOMPARE(refused.status, 403);
        QVERIFY(
            refused.json().contains(q("user not permitted to approve requests with signerName \\'example.com/x\\'")));
        const auto sign = [&](const char *name) {
            return api
                .send("PUT", csrs + '/' + name + "/status",
                      q("{'metadata':{'name':'") + name
                          + q("'},'status':{'conditions':[{'type':'Failed','status':'True','reason':'r'}]}}"),
                      {}, bob)
                .status;
        };
        QCOMPARE(sign("a"), 403);
        QCOMPARE(sign("e"), 200);
    }

    void tokensOfNodes()
    {
        apiserver::Hooks hooks;
        hooks.signToken = [](const apiserver::Hooks::TokenRequest &) { return Result<QByteArray>("signed"); };
        TestApi api(hooks);
        const Value made = api.expect(
            201, "POST", pods,
            q("{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}],'volumes':[{'"
              "name':'t','projected':{'sources':[{'serviceAccountToken':{'audience':'vault','path':'t'}}]}}]}}"));
        const auto ask = [&](const QByteArray &audiences, const User &user, const QByteArray &uid) {
            return api.send("POST", base + "serviceaccounts/default/token",
                            q("{'spec':{'audiences':") + audiences
                                + q(",'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'p','uid':'") + uid
                                + "\"}}}",
                            {}, user);
        };
        const QByteArray uid = made["metadata"]["uid"].bytes();
        QCOMPARE(ask("[]", node("n"), uid).status, 201);
        QCOMPARE(ask(q("['vault']"), node("n"), uid).status, 201);
        QCOMPARE(ask("[]", node("m"), uid).status, 403);
        QCOMPARE(ask("[]", node("n"), "other").status, 403);
        QVERIFY(ask(q("['bank']"), node("n"), uid)
                    .json()
                    .contains(q("audience \\'bank\\' not found in pod spec volume, system:node:n is not authorized to "
                                "request tokens for this audience")));
        QVERIFY(ask(q("['vault','bank']"), node("n"), uid).json().contains("node may only request 0 or 1 audiences"));
    }
};

QTEST_GUILESS_MAIN(TestAdmission)
#include "tst_admission.moc"
