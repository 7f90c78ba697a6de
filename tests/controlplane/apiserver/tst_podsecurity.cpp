// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/audit/auditor.h"
#include "testapi.h"

#include <QFile>
#include <QTemporaryDir>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

/// JSON is easier to read with apostrophes.
static QByteArray q(QByteArray text)
{
    return text.replace('\'', '"');
}

static const QByteArray namespaces = "/api/v1/namespaces";

/// spec: members of the pod's spec besides its containers; container: of the container, besides name and image.
static QByteArray podOf(const QByteArray &name, const QByteArray &spec, const QByteArray &container)
{
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + (spec.isEmpty() ? spec : spec + ',')
        + q("'containers':[{'name':'x','image':'i'") + (container.isEmpty() ? container : ',' + container) + "}]}}";
}

static const QByteArray strict = q("'securityContext':{'allowPrivilegeEscalation':false,'runAsNonRoot':true,'"
                                   "capabilities':{'drop':['ALL']},'seccompProfile':{'type':'RuntimeDefault'}}");

class TestPodSecurity : public QObject
{
    Q_OBJECT

    /// A namespace with these pod-security labels ("enforce":"baseline").
    static QByteArray makeNamespace(TestApi &api, const QByteArray &name,
                                    const QList<std::pair<QByteArray, QByteArray>> &labels)
    {
        QByteArray text;
        for (const auto &[mode, value] : labels)
            text += (text.isEmpty() ? "" : ",") + ("\"pod-security.kubernetes.io/" + mode) + "\":\"" + value + '"';
        api.expect(201, "POST", namespaces, q("{'metadata':{'name':'") + name + q("','labels':{") + text + "}}}");
        api.addAccount(name);
        return namespaces + '/' + name + "/pods";
    }
    static QByteArray warnings(const Response &response)
    {
        QByteArray out;
        for (const auto &[name, value] : response.headers.fields()) {
            if (name == "warning")
                out += value + '\n';
        }
        return out;
    }

private Q_SLOTS:
    void checks_data()
    {
        QTest::addColumn<QByteArray>("level");
        QTest::addColumn<QByteArray>("pod");
        QTest::addColumn<QByteArray>("detail"); // empty: allowed
        const auto row = [](const char *name, const char *level, const QByteArray &spec, const QByteArray &container,
                            const char *detail) {
            QTest::newRow(name) << QByteArray(level) << podOf("p", spec, container) << QByteArray(detail);
        };
        row("plain", "baseline", {}, {}, "");
        row("hostNamespaces", "baseline", q("'hostNetwork':true,'hostPID':true"), {},
            "host namespaces (hostNetwork=true, hostPID=true)");
        row("hostPath", "baseline", q("'volumes':[{'name':'v','hostPath':{'path':'/'}}]"), {},
            q("hostPath volumes (volume 'v')"));
        row("hostPorts", "baseline", {},
            q("'ports':[{'containerPort':80,'hostPort':80},{'containerPort':443,'hostPort':443}]"),
            q("hostPorts (container 'x' uses hostPorts 443, 80)"));
        row("privileged", "baseline", {}, q("'securityContext':{'privileged':true}"),
            q("privileged (container 'x' must not set securityContext.privileged=true)"));
        row("capabilities", "baseline", {}, q("'securityContext':{'capabilities':{'add':['NET_ADMIN','CHOWN']}}"),
            q("non-default capabilities (container 'x' must not include 'NET_ADMIN' in "
              "securityContext.capabilities.add)"));
        row("procMount", "restricted", q("'hostUsers':false"),
            q("'securityContext':{'procMount':'Unmasked',") + strict.mid(strict.indexOf('{') + 1),
            "procMount (container \"x\" must not set securityContext.procMount to \"Unmasked\")");
        row("procMountMapped", "baseline", q("'hostUsers':false"), q("'securityContext':{'procMount':'Unmasked'}"), "");
        row("seLinux", "baseline", q("'securityContext':{'seLinuxOptions':{'type':'spc_t','user':'u'}}"), {},
            q("seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type 'spc_t'; user may not be set)"));
        row("seccomp", "baseline", q("'securityContext':{'seccompProfile':{'type':'Unconfined'}}"),
            q("'securityContext':{'seccompProfile':{'type':'Unconfined'}}"),
            q("seccompProfile (pod and container 'x' must not set securityContext.seccompProfile.type to "
              "'Unconfined')"));
        row("appArmor", "baseline", q("'securityContext':{'appArmorProfile':{'type':'Unconfined'}}"), {},
            q("forbidden AppArmor profile (pod must not set AppArmor profile type to 'Unconfined')"));
        row("sysctls", "baseline",
            q("'securityContext':{'sysctls':[{'name':'kernel.msgmax','value':'1'},{'name':'net.ipv4.tcp_rmem','value':'"
              "1'}]}"),
            {}, "forbidden sysctls (kernel.msgmax)");
        row("sysctlsOfOld", "baseline:v1.31",
            q("'securityContext':{'sysctls':[{'name':'net.ipv4.tcp_rmem','value':'1'}]}"), {},
            "forbidden sysctls (net.ipv4.tcp_rmem)");
        row("hostProbes", "baseline", {}, q("'livenessProbe':{'httpGet':{'port':1,'host':'h'}}"),
            q("probe or lifecycle host (container 'x' uses probe or lifecycle host 'h')"));
        row("hostProbesOfOld", "baseline:v1.33", {}, q("'livenessProbe':{'httpGet':{'port':1,'host':'h'}}"), "");
        row("windows", "baseline", q("'securityContext':{'windowsOptions':{'hostProcess':true}},'hostNetwork':true"),
            {},
            "host namespaces (hostNetwork=true), hostProcess (pod must not set "
            "securityContext.windowsOptions.hostProcess=true)");
        row("restricted", "restricted", {}, {},
            q("allowPrivilegeEscalation != false (container 'x' must set "
              "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container 'x' must set "
              "securityContext.capabilities.drop=['ALL']), runAsNonRoot != true (pod or container 'x' must set "
              "securityContext.runAsNonRoot=true), seccompProfile (pod or container 'x' must set "
              "securityContext.seccompProfile.type to 'RuntimeDefault' or 'Localhost')"));
        row("restrictedGood", "restricted", {}, strict, "");
        row("restrictedOfOld", "restricted:v1.18", {},
            q("'securityContext':{'allowPrivilegeEscalation':false,'runAsNonRoot':true}"), "");
        row("volumes", "restricted",
            q("'volumes':[{'name':'a','hostPath':{'path':'/'}},{'name':'b','nfs':{'server':'s','path':'/"
              "'}},{'name':'c','emptyDir':{}}]"),
            strict, q("restricted volume types (volumes 'a', 'b' use restricted volume types 'hostPath', 'nfs')"));
        row("root", "restricted", q("'securityContext':{'runAsUser':0}"), strict,
            "runAsUser=0 (pod must not set runAsUser=0)");
        row("rootMapped", "restricted", q("'hostUsers':false,'securityContext':{'runAsUser':0}"), strict, "");
        row("windowsRestricted", "restricted", q("'os':{'name':'windows'},'securityContext':{'runAsNonRoot':true}"), {},
            "");
    }
    void checks()
    {
        QFETCH(const QByteArray, level);
        QFETCH(const QByteArray, pod);
        QFETCH(const QByteArray, detail);
        static TestApi api;
        static int count = 0;
        const qsizetype colon = level.indexOf(':');
        QList<std::pair<QByteArray, QByteArray>> labels{{"enforce", level.left(colon < 0 ? level.size() : colon)}};
        if (colon >= 0)
            labels.append({"enforce-version", level.mid(colon + 1)});
        const QByteArray pods = makeNamespace(api, "n" + QByteArray::number(++count), labels);
        const Response answer = api.send("POST", pods, pod);
        const QByteArray message = parseJson(answer.json()).valueOr({})["message"].bytes();
        if (detail.isEmpty()) {
            QVERIFY2(answer.status == 201, message.constData());
            return;
        }
        QCOMPARE(answer.status, 403);
        QCOMPARE(message,
                 "pods \"p\" is forbidden: violates PodSecurity \"" + (colon < 0 ? level + ":latest" : level)
                     + "\": " + detail);
    }

    void everyContainerCounts()
    {
        TestApi api;
        const QByteArray pods = makeNamespace(api, "b", {{"enforce", "baseline"}});
        const Value refused = api.expect(
            403, "POST", pods,
            q("{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'i','image':'i','securityContext':{'"
              "privileged':true}}],'containers':[{'name':'a','image':'i','securityContext':{'privileged':true}}]}}"));
        QCOMPARE(refused["message"].bytes(),
                 q("pods 'p' is forbidden: violates PodSecurity 'baseline:latest': privileged (containers 'i', 'a' "
                   "must not set securityContext.privileged=true)"));
        api.expect(201, "POST", pods, podOf("p", {}, {}));
        // An ephemeral container is looked at when it comes; labels may change as they like.
        const Headers merge{{"content-type", "application/strategic-merge-patch+json"}};
        api.expect(
            403, "PATCH", pods + "/p/ephemeralcontainers",
            q("{'spec':{'ephemeralContainers':[{'name':'e','image':'i','securityContext':{'privileged':true}}]}}"),
            merge);
        api.expect(200, "PATCH", pods + "/p/ephemeralcontainers",
                   q("{'spec':{'ephemeralContainers':[{'name':'e','image':'i'}]}}"), merge);
        api.expect(200, "PATCH", pods + "/p", q("{'metadata':{'labels':{'a':'b'}}}"), merge);
    }

    void warnsAndAudits()
    {
        TestApi api;
        const QByteArray pods = makeNamespace(api, "w", {{"warn", "restricted"}, {"warn-version", "v1.24"}});
        const Response pod = api.send("POST", pods, podOf("p", {}, q("'securityContext':{'privileged':true}")));
        QCOMPARE(pod.status, 201);
        const QByteArray text = warnings(pod);
        QVERIFY2(
            text.startsWith(q(
                "299 - 'would violate PodSecurity \\'restricted:v1.24\\': privileged (container \\'x\\' must not set")),
            text.constData());
        // Workloads are never refused, only warned of; who enforces a level is warned by it.
        makeNamespace(api, "e", {{"enforce", "baseline"}});
        const QByteArray deployment
            = q("{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels'"
                ":{'a':'b'}},'spec':{'hostPID':true,'containers':[{'name':'x','image':'i'}]}}}}");
        const Response made = api.send("POST", "/apis/apps/v1/namespaces/e/deployments", deployment);
        QCOMPARE(made.status, 201);
        QCOMPARE(warnings(made),
                 q("299 - 'would violate PodSecurity \\'baseline:latest\\': host namespaces (hostPID=true)'\n"));
        QCOMPARE(warnings(api.send("POST", "/apis/apps/v1/namespaces/default/deployments", deployment)), QByteArray());
    }

    void tellsTheAuditLog()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("audit.log");
        ManualClock clock;
        Metrics metrics;
        auto log = audit::Log::open({.path = path}, clock, metrics).value();
        audit::Auditor auditor(*audit::Policy::parse(q("{'apiVersion':'audit.k8s.io/v1','kind':'Policy',"
                                                       "'rules':[{'level':'Metadata'}]}")),
                               *log, clock, metrics);
        {
            TestApi api({}, &auditor);
            const QByteArray pods = makeNamespace(api, "a", {{"enforce", "baseline"}, {"audit", "restricted"}});
            api.expect(201, "POST", pods, podOf("good", {}, strict));
            api.expect(201, "POST", pods, podOf("plain", {}, {}));
            api.expect(403, "POST", pods, podOf("bad", q("'hostPID':true"), {}));
        }
        log.reset(); // writes what is queued
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QList<Value> told; // annotations of the three answers
        for (const QByteArray &line : file.readAll().split('\n')) {
            const Value event = parseJson(line).valueOr({});
            if (event["stage"].text() == "ResponseComplete" && event["objectRef"]["resource"].text() == "pods")
                told.append(event["annotations"]);
        }
        QCOMPARE(told.size(), 3);
        QCOMPARE(told[0]["pod-security.kubernetes.io/enforce-policy"].bytes(), "baseline:latest");
        const QByteArray violations = "pod-security.kubernetes.io/audit-violations";
        QVERIFY(!told[0].contains(violations));
        QVERIFY(told[1][violations].text().startsWith("would violate PodSecurity \"restricted:latest\": allowPriv"));
        QVERIFY(told[2][violations].text().contains(QByteArrayView("host namespaces"))); // also of what is refused
    }

    void labelsOfNamespaces()
    {
        TestApi api;
        const Value bad = api.expect(422, "POST", namespaces,
                                     q("{'metadata':{'name':'x','labels':{'pod-security.kubernetes.io/"
                                       "enforce':'tight','pod-security.kubernetes.io/warn-version':'1.2'}}}"));
        QCOMPARE(bad["reason"].bytes(), "Invalid");
        QVERIFY(bad["message"].bytes().contains(q("metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "
                                                  "'tight': must be one of privileged, baseline, restricted")));
        QVERIFY(bad["message"].bytes().contains(q("must be 'latest' or 'v1.x'")));
        QCOMPARE(bad["details"]["causes"].size(), 2);

        const QByteArray pods = makeNamespace(api, "n", {});
        for (const char *name : {"b", "a", "c"})
            api.expect(201, "POST", pods, podOf(name, {}, q("'securityContext':{'privileged':true}")));
        api.expect(201, "POST", pods, podOf("d", q("'hostPID':true"), {}));
        api.expect(201, "POST", pods, podOf("good", {}, strict));
        const Headers merge{{"content-type", "application/merge-patch+json"}};
        const auto label = [&](const QByteArray &level, const QByteArray &query = {}) {
            return warnings(api.send("PATCH", namespaces + "/n" + query,
                                     q("{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':") + level + "}}}",
                                     merge));
        };
        const QByteArray told = "299 - \"existing pods in namespace \\\"n\\\" violate the new PodSecurity enforce "
                                "level \\\"baseline:latest\\\"\"\n"
                                "299 - \"a (and 2 other pods): privileged\"\n299 - \"d: host namespaces\"\n";
        QCOMPARE(label(q("'baseline'"), "?dryRun=All"), told);
        QCOMPARE(label(q("'baseline'")), told);
        QCOMPARE(label(q("'baseline'")), QByteArray()); // no change
        QCOMPARE(label("null"), QByteArray()); // looser
        QCOMPARE(api.send("PATCH", namespaces + "/n",
                          q("{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'x'}}}"), merge)
                     .status,
                 422);
        QCOMPARE(api.send("PATCH", namespaces + "/n", q("{'metadata':{'labels':{'other':'x'}}}"), merge).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestPodSecurity)
#include "tst_podsecurity.moc"
