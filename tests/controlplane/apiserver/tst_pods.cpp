// SPDX-License-Identifier: GPL-3.0-only
#include "testapi.h"

using namespace orrery;
using namespace orrery::api;
using namespace orrery::test;

namespace {

const QByteArray core = "/api/v1/namespaces/default/";
const QByteArray pods = core + "pods";
const QByteArray budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
const QByteArray one = R"("containers":[{"name":"c","image":"i"}])";
const Headers merge{{"content-type", "application/merge-patch+json"}};
const Headers strategic{{"content-type", "application/strategic-merge-patch+json"}};

QByteArray pod(const QByteArray &spec, const QByteArray &metadata = {})
{
    return R"({"metadata":{"name":"p")" + (metadata.isEmpty() ? QByteArray() : ',' + metadata) + R"(},"spec":{)" + spec
        + "}}";
}

/// A container with one more member.
QByteArray with(const QByteArray &member)
{
    return R"("containers":[{"name":"c","image":"i",)" + member + "}]";
}

QByteArray volume(const QByteArray &source)
{
    return R"("volumes":[{"name":"v",)" + source + "}]," + one;
}

} // namespace

/// What a PodSpec may say, what may change in a pod, and how it is evicted.
class TestPods : public QObject
{
    Q_OBJECT

    TestApi m_api;

    static QByteArray eviction(const QByteArray &name)
    {
        return "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

private Q_SLOTS:
    void invalid_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("message"); // after "is invalid: "; '*': somewhere in it
        const auto row = [](const char *name, const QByteArray &spec, const QByteArray &message) {
            QTest::newRow(name) << spec << message;
        };
        const QByteArray c = "spec.containers[0].";
        row("two sources", volume(R"("hostPath":{"path":"/a"},"nfs":{"server":"s","path":"/p"})"),
            "spec.volumes[0].nfs: Forbidden: may not specify more than 1 volume type");
        row("nfs", volume(R"("nfs":{"server":"s","path":"p"})"),
            R"(spec.volumes[0].nfs.path: Invalid value: "p": must be an absolute path)");
        row("host path", volume(R"("hostPath":{"path":"/a/../b"})"),
            R"(spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..')");
        row("host path type", volume(R"("hostPath":{"path":"/a","type":"X"})"),
            "*spec.volumes[0].hostPath.type: Unsupported value: \"X\": supported values: \"\", \"BlockDevice\"");
        row("mode", volume(R"("secret":{"secretName":"s","defaultMode":512})"),
            "spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both "
            "inclusive");
        row("item", volume(R"("configMap":{"name":"s","items":[{"key":"k","path":"../x"}]})"),
            R"(spec.volumes[0].configMap.items[0].path: Invalid value: "../x": must not contain '..')");
        row("downward", volume(R"("downwardAPI":{"items":[{"path":"x","fieldRef":{"fieldPath":"spec.nodeName"}}]})"),
            R"(spec.volumes[0].downwardAPI.items[0].fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")");
        row("token", volume(R"("projected":{"sources":[{"serviceAccountToken":{"path":"t","expirationSeconds":5}}]})"),
            "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 5: may not "
            "specify a duration less than 10 minutes");
        row("claim", volume(R"("persistentVolumeClaim":{})"),
            "spec.volumes[0].persistentVolumeClaim.claimName: Required value");
        row("ephemeral", volume(R"("ephemeral":{})"), "spec.volumes[0].ephemeral.volumeClaimTemplate: Required value");
        row("size limit", volume(R"("emptyDir":{"sizeLimit":"-1"})"),
            "spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity");
        const QByteArray v = R"("volumes":[{"name":"v"}],)";
        row("same mount", v + with(R"("volumeMounts":[{"name":"v","mountPath":"/a"},{"name":"v","mountPath":"/a"}])"),
            c + R"(volumeMounts[1].mountPath: Invalid value: "/a": must be unique)");
        row("sub path", v + with(R"("volumeMounts":[{"name":"v","mountPath":"/a","subPath":"/b"}])"),
            c + R"(volumeMounts[0].subPath: Invalid value: "/b": must be a relative path)");
        row("propagation",
            v + with(R"("volumeMounts":[{"name":"v","mountPath":"/a","mountPropagation":"Bidirectional"}])"),
            c
                + "volumeMounts[0].mountPropagation: Forbidden: Bidirectional mount propagation is available only to "
                  "privileged containers");
        row("device", v + with(R"("volumeDevices":[{"name":"v","devicePath":"/dev/a"}])"),
            c + R"(volumeDevices[0].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode)");
        row("env name", with(R"("env":[{"name":"a=b"}])"),
            "*" + c + R"(env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of)");
        row("env source", with(R"("env":[{"name":"A","valueFrom":{}}])"),
            c
                + "env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, "
                  "`configMapKeyRef` or `secretKeyRef`");
        row("env value and source",
            with(R"("env":[{"name":"A","value":"x","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}])"),
            c + "env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty");
        row("env field", with(R"("env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.foo"}}}])"),
            c + R"(env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo)");
        row("env label", with(R"("env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.phase['a']"}}}])"),
            c + R"(env[0].valueFrom.fieldRef.fieldPath: Invalid value: "status.phase['a']": error converting fieldPath: field label does not support subscript: status.phase['a'])");
        row("env resource", with(R"("env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.gpu"}}}])"),
            "*" + c + R"(env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu")");
        row("env divisor",
            with(R"("env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"2"}}}])"),
            c + R"(env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "2": only divisor's values 1m and 1 are supported with the cpu resource)");
        row("env from", with(R"("envFrom":[{}])"),
            c + "envFrom[0]: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`");
        row("probe handler", with(R"("livenessProbe":{})"),
            c + "livenessProbe: Required value: must specify a handler type");
        row("probe header", with(R"("livenessProbe":{"httpGet":{"port":1,"httpHeaders":[{"name":"a b","value":""}]}})"),
            "*" + c + "livenessProbe.httpGet.httpHeaders[0].name: Invalid value: \"a b\": a valid HTTP header must");
        row("probe grace", with(R"("readinessProbe":{"tcpSocket":{"port":1},"terminationGracePeriodSeconds":1})"),
            c + "readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes");
        row("hook sleep", with(R"("lifecycle":{"preStop":{"sleep":{"seconds":60}}})"),
            c
                + "lifecycle.preStop.sleep.seconds: Invalid value: 60: must be non-negative and less than "
                  "terminationGracePeriodSeconds (30)");
        row("extended", with(R"("resources":{"limits":{"a.io/gpu":"1500m"}})"),
            "*" + c + R"(resources.limits[a.io/gpu]: Invalid value: "1500m": must be an integer)");
        row("extended request", with(R"("resources":{"limits":{"a.io/gpu":2},"requests":{"a.io/gpu":1}})"),
            "*" + c + "resources.requests: Invalid value: ");
        row("unknown resource", with(R"("resources":{"limits":{"gpu":1}})"),
            "*" + c + R"(resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers)");
        row("negative", with(R"("resources":{"requests":{"cpu":"-1"}})"),
            "*" + c + R"(resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0)");
        row("huge", with(R"("resources":{"limits":{"hugepages-2Mi":"4Mi"},"requests":{"hugepages-2Mi":"4Mi"}})"),
            c + "resources: Forbidden: HugePages require cpu or memory");
        row("pod resources",
            R"("resources":{"requests":{"cpu":"1"}},)" + with(R"("resources":{"requests":{"cpu":"2"}})"),
            R"(spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2)");
        row("resource claim", with(R"("resources":{"claims":[{"name":"x"}]})"),
            c + R"(resources.claims[0].name: Not found: "x")");
        row("claims", R"("resourceClaims":[{"name":"x"}],)" + one,
            R"(spec.resourceClaims[0]: Invalid value: {"name":"x"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`)");
        row("host port twice",
            R"("containers":[{"name":"a","image":"i","ports":[{"containerPort":1,"hostPort":5}]},{"name":"b","image":"i","ports":[{"containerPort":1,"hostPort":5}]}])",
            "spec.containers[1].ports[0].hostPort: Duplicate value: \"TCP//5\"");
        row("host network", R"("hostNetwork":true,)" + with(R"("ports":[{"containerPort":1,"hostPort":5}])"),
            c + "ports[0].hostPort: Invalid value: 5: must match `containerPort` when `hostNetwork` is true");
        row("run as", R"("securityContext":{"runAsUser":-1},)" + one,
            "spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive");
        row("seccomp", R"("securityContext":{"seccompProfile":{"type":"Localhost"}},)" + one,
            "spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is "
            "Localhost");
        row("sysctl", R"("securityContext":{"sysctls":[{"name":"A.b","value":"1"}]},)" + one,
            "*spec.securityContext.sysctls[0].name: Invalid value: \"A.b\": must have at most 253 characters and match "
            "regex");
        row("net sysctl", R"("hostNetwork":true,"securityContext":{"sysctls":[{"name":"net.a","value":"1"}]},)" + one,
            R"(spec.securityContext.sysctls[0].name: Invalid value: "net.a": may not be specified when 'hostNetwork' is true)");
        row("privileged", with(R"("securityContext":{"privileged":true,"allowPrivilegeEscalation":false})"),
            "*cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        row("process namespace", R"("hostPID":true,"shareProcessNamespace":true,)" + one,
            "spec.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be "
            "enabled");
        row("node terms",
            R"("affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[]}}},)"
                + one,
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required "
            "value: must have at least one node selector term");
        row("pod term",
            R"("affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":101,"podAffinityTerm":{"topologyKey":"a"}}]}},)"
                + one,
            "spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: "
            "101: must be in the range 1-100");
        row("topology key",
            R"("affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{}}]}},)"
                + one,
            "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: "
            "can not be empty");
        row("spread", R"("topologySpreadConstraints":[{"maxSkew":0,"topologyKey":"a","whenUnsatisfiable":"X"}],)" + one,
            R"([spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero, spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "X": supported values: "DoNotSchedule", "ScheduleAnyway"])");
        row("dns", R"("dnsPolicy":"None",)" + one,
            "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None");
        row("nameserver", R"("dnsConfig":{"nameservers":["x"]},)" + one,
            R"(spec.dnsConfig.nameservers[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff))");
        row("alias", R"("hostAliases":[{"ip":"1.2.3.4","hostnames":["A_"]}],)" + one,
            "*spec.hostAliases[0].hostnames: Invalid value: \"A_\"");
        row("gates", R"("schedulingGates":[{"name":"a"},{"name":"a"}],)" + one,
            R"(spec.schedulingGates[1]: Duplicate value: "a")");
        row("gate and node", R"("nodeName":"n","schedulingGates":[{"name":"a"}],)" + one,
            "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared");
        row("init probe",
            R"("initContainers":[{"name":"i","image":"i","livenessProbe":{"tcpSocket":{"port":1}}}],)" + one,
            "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without "
            "restartPolicy=Always");
        row("init name", R"("initContainers":[{"name":"c","image":"i"}],)" + one,
            R"(spec.initContainers[0].name: Duplicate value: "c")");
        row("os", R"("os":{"name":"plan9"},)" + one,
            R"(spec.os.name: Unsupported value: "plan9": supported values: "linux", "windows")");
        row("ephemeral at once", R"("ephemeralContainers":[{"name":"e","image":"i"}],)" + one,
            "spec.ephemeralContainers: Forbidden: cannot be set on create");
    }
    void invalid()
    {
        QFETCH(QByteArray, spec);
        QFETCH(QByteArray, message);
        const QByteArray said = m_api.expect(422, "POST", pods, pod(spec))["message"].bytes();
        if (message.startsWith('*'))
            QVERIFY2(said.contains(message.sliced(1)), said.constData());
        else
            QCOMPARE(said.mid(said.indexOf(" is invalid: ") + 13), message);
    }

    void everythingAtOnceIsValid()
    {
        const Value made = m_api.expect(
            201, "POST", pods + "?dryRun=All",
            pod(R"("volumes":[{"name":"e","emptyDir":{"sizeLimit":"1Gi"}},{"name":"d","downwardAPI":{"items":[{"path":"l","fieldRef":{"fieldPath":"metadata.labels"}},{"path":"c","resourceFieldRef":{"containerName":"c","resource":"limits.cpu"}}]}},
            {"name":"p","projected":{"sources":[{"serviceAccountToken":{"path":"t"}},{"configMap":{"name":"m","items":[{"key":"a","path":"b/c"}]}}]}},{"name":"i","image":{"reference":"r:1"}},{"name":"b","persistentVolumeClaim":{"claimName":"c"}}],
            "initContainers":[{"name":"s","image":"i","restartPolicy":"Always","startupProbe":{"exec":{"command":["a"]}}}],
            "containers":[{"name":"c","image":"i","ports":[{"name":"http","containerPort":80}],"env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.podIPs"}}},{"name":"L","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['app']"}}},{"name":"S","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
              "volumeMounts":[{"name":"e","mountPath":"/e","subPath":"a/b"},{"name":"d","mountPath":"/d"}],"volumeDevices":[{"name":"b","devicePath":"/dev/x"}],
              "resources":{"limits":{"cpu":"1","memory":"1Gi","a.io/gpu":"1","hugepages-2Mi":"4Mi"},"requests":{"cpu":"500m"}},"resizePolicy":[{"resourceName":"cpu","restartPolicy":"NotRequired"}],
              "lifecycle":{"preStop":{"sleep":{"seconds":5}}},"readinessProbe":{"grpc":{"port":1}},"securityContext":{"runAsNonRoot":true,"capabilities":{"add":["NET_ADMIN"]},"seccompProfile":{"type":"RuntimeDefault"}}}],
            "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}],"matchFields":[{"key":"metadata.name","operator":"In","values":["n"]}]}]}},
              "podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"a":"b"}},"matchLabelKeys":["x"]}]}},
            "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"z","whenUnsatisfiable":"DoNotSchedule","minDomains":2,"labelSelector":{"matchLabels":{"a":"b"}}}],
            "tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}],"dnsConfig":{"nameservers":["::1"],"searches":["a.b."],"options":[{"name":"ndots","value":"2"}]},
            "securityContext":{"fsGroup":5,"fsGroupChangePolicy":"Always","sysctls":[{"name":"kernel.shm_rmid_forced","value":"1"},{"name":"net/ipv4/tcp_syncookies","value":"1"}]},"schedulingGates":[{"name":"a.b/c"}],"readinessGates":[{"conditionType":"a.b/c"}],
            "hostAliases":[{"ip":"1.2.3.4","hostnames":["a.b"]}],"os":{"name":"linux"},"hostname":"h","subdomain":"s")"));
        QVERIFY(!made.isNull());
    }

    void longListsAreAnswered()
    {
        // What costs the square of its length would not come to an end here.
        const auto many = [](const QByteArray &item) {
            QByteArrayList items;
            for (int i = 0; i < 20000; ++i)
                items.append(QByteArray(item).replace('%', QByteArray::number(i)));
            return items.join(',');
        };
        const QByteArray dryRun = pods + "?dryRun=All";
        const auto status = [&](const QByteArray &spec) { return m_api.send("POST", dryRun, pod(spec)).status; };
        QCOMPARE(status("\"containers\":[" + many(R"({"name":"c%","image":"i"})") + ']'), 201);
        QCOMPARE(status(with("\"ports\":[" + many(R"({"containerPort":1})") + ']')), 201);
        const Value twins
            = m_api.expect(422, "POST", dryRun, pod("\"containers\":[" + many(R"({"name":"c","image":"i"})") + ']'));
        QVERIFY(twins["details"]["causes"].size() <= 1000);
        const QByteArray limits = with(R"("resources":{"limits":{)" + many(R"("a.io/%":1)") + "}}");
        QVERIFY(m_api.expect(422, "POST", dryRun, pod(limits))["message"].bytes().contains("Too many: 20000"));
    }

    void qosAtCreation_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("qos");
        QTest::newRow("best effort") << one << QByteArray("BestEffort");
        QTest::newRow("burstable") << with(R"("resources":{"requests":{"cpu":"1"}})") << QByteArray("Burstable");
        QTest::newRow("guaranteed") << with(R"("resources":{"limits":{"cpu":"1","memory":"1Gi"}})")
                                    << QByteArray("Guaranteed");
        QTest::newRow("pod level")
            << R"("resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1","memory":"1Gi"}},)" + one
            << QByteArray("Guaranteed");
    }
    void qosAtCreation()
    {
        QFETCH(QByteArray, spec);
        QFETCH(QByteArray, qos);
        QCOMPARE(m_api.expect(201, "POST", pods + "?dryRun=All", pod(spec))["status"]["qosClass"].bytes(), qos);
    }

    void updates_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("message");
        const QByteArray frozen
            = "*spec: Forbidden: pod updates may not change fields other than "
              "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,";
        const QByteArray gated = R"("schedulingGates":[{"name":"a"},{"name":"b"}],"nodeSelector":{"x":"y"},)" + one;
        const auto row = [](const char *name, const QByteArray &spec, const QByteArray &patch,
                            const QByteArray &message) { QTest::newRow(name) << spec << patch << message; };
        row("image", one, R"({"containers":[{"name":"c","image":"j"}]})", "");
        row("command", one, R"({"containers":[{"name":"c","command":["x"]}]})", frozen);
        row("resources", one, R"({"containers":[{"name":"c","resources":{"requests":{"cpu":"1"}}}]})", frozen);
        row("container", one, R"({"containers":[{"name":"d","image":"i"}]})",
            "spec.containers: Forbidden: pod updates may not add or remove containers");
        row("deadline", one, R"({"activeDeadlineSeconds":5})", "");
        row("longer deadline", R"("activeDeadlineSeconds":5,)" + one, R"({"activeDeadlineSeconds":6})",
            "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value");
        row("no deadline", R"("activeDeadlineSeconds":5,)" + one, R"({"activeDeadlineSeconds":null})",
            "*spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value");
        row("grace", one, R"({"terminationGracePeriodSeconds":5})", frozen);
        row("negative grace", R"("terminationGracePeriodSeconds":-1,)" + one, R"({"terminationGracePeriodSeconds":1})",
            "");
        row("new gate", one, R"({"schedulingGates":[{"name":"a"}]})",
            "spec.schedulingGates[0]: Forbidden: only deletion is allowed, but found new scheduling gate 'a'");
        row("gates go", gated, R"({"schedulingGates":[{"$patch":"replace"},{"name":"a"}]})", "");
        row("narrower", gated, R"({"nodeSelector":{"z":"w"}})", "");
        row("wider", gated, R"({"nodeSelector":{"x":null}})",
            "*spec.nodeSelector: Invalid value: {}: only additions to spec.nodeSelector are allowed (no mutations or "
            "deletions)");
        row("selector without gates", one, R"({"nodeSelector":{"z":"w"}})", frozen);
    }
    void updates()
    {
        QFETCH(QByteArray, spec);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, message);
        TestApi api;
        api.expect(201, "POST", pods, pod(spec));
        const Value answer
            = api.expect(message.isEmpty() ? 200 : 422, "PATCH", pods + "/p", "{\"spec\":" + patch + '}', strategic);
        const QByteArray said = answer["message"].bytes();
        if (message.startsWith('*'))
            QVERIFY2(said.contains(message.sliced(1)), said.constData());
        else if (!message.isEmpty())
            QCOMPARE(said.mid(said.indexOf(" is invalid: ") + 13), message);
    }

    void tolerationsAreAdded()
    {
        TestApi api;
        const Value made = api.expect(
            201, "POST", pods,
            pod(R"("tolerations":[{"key":"k","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}],)"
                + one));
        const Value had = made["spec"]["tolerations"];
        Value more = had.withAppended(Value::object({{"key", "n"}, {"operator", "Exists"}}));
        more = more.withItem(0, had.at(0).with("tolerationSeconds", Value(9)));
        const auto patch = [](const Value &tolerations) {
            return toJson(Value::object({{"spec", Value::object({{"tolerations", tolerations}})}}));
        };
        api.expect(200, "PATCH", pods + "/p", patch(more), merge);
        QVERIFY(api.expect(422, "PATCH", pods + "/p", patch(more.withItem(0, more.at(0).with("key", "other"))),
                           merge)["message"]
                    .bytes()
                    .contains("spec.tolerations: Forbidden: existing toleration can not be modified except its "
                              "tolerationSeconds"));
    }

    void gatedPodsSaySo()
    {
        TestApi api;
        const Value made = api.expect(201, "POST", pods, pod(R"("schedulingGates":[{"name":"a"}],)" + one));
        QCOMPARE(made["status"]["conditions"].at(0)["reason"].bytes(), "SchedulingGated");
        api.expect(409, "POST", pods + "/p/binding", R"({"metadata":{"name":"p"},"target":{"name":"n"}})");
        api.expect(200, "PATCH", pods + "/p", R"({"spec":{"schedulingGates":null}})", merge);
        api.expect(201, "POST", pods + "/p/binding", R"({"metadata":{"name":"p"},"target":{"name":"n"}})");
    }

    void resize()
    {
        TestApi api;
        const auto patch = [](const QByteArray &resources, const QByteArray &more = {}) {
            return R"({"spec":{"containers":[{"name":"c","resources":)" + resources + more + "}]}}";
        };
        api.expect(201, "POST", pods, pod(with(R"("resources":{"requests":{"cpu":"1"},"limits":{"cpu":"2"}})")));
        const Value resized = api.expect(200, "PATCH", pods + "/p/resize",
                                         patch(R"({"requests":{"cpu":"500m"},"limits":{"cpu":"3"}})"), strategic);
        QCOMPARE(resized["spec"]["containers"].at(0)["resources"]["limits"]["cpu"].bytes(), "3");
        QCOMPARE(resized["metadata"]["generation"].integer(), 2);
        const auto refused = [&](const QByteArray &body, const char *why) {
            const QByteArray said = api.expect(422, "PATCH", pods + "/p/resize", body, strategic)["message"].bytes();
            QVERIFY2(said.contains(why), said.constData());
        };
        refused(patch(R"({"limits":{"cpu":"3","memory":"1Gi"},"requests":{"cpu":"3","memory":"1Gi"}})"),
                "Pod QOS Class may not change as a result of resizing");
        refused(patch(R"({"limits":{"cpu":null}})"), "resource limits cannot be removed");
        refused(patch(R"({"limits":{"ephemeral-storage":"1Gi"}})"), "only cpu and memory resources are mutable");
        refused(patch(R"({"requests":{"cpu":"9"}})"), "must be less than or equal to cpu limit of 3");
        // What is no resource stays as it is.
        const Value kept = api.expect(200, "PATCH", pods + "/p/resize",
                                      R"({"spec":{"containers":[{"name":"c","image":"other"}]}})", strategic);
        QCOMPARE(kept["spec"]["containers"].at(0)["image"].bytes(), "i");
    }

    void ephemeralContainers()
    {
        TestApi api;
        api.expect(201, "POST", pods, pod(one));
        const QByteArray path = pods + "/p/ephemeralcontainers";
        const Value made = api.expect(
            200, "PATCH", path,
            R"({"spec":{"ephemeralContainers":[{"name":"d","image":"busy","targetContainerName":"c"}]}})", strategic);
        QCOMPARE(made["spec"]["ephemeralContainers"].at(0)["imagePullPolicy"].bytes(), "Always");
        const auto refused = [&](const QByteArray &list, const char *why) {
            const QByteArray said
                = api.expect(422, "PATCH", path, "{\"spec\":{\"ephemeralContainers\":" + list + "}}", merge)["message"]
                      .bytes();
            QVERIFY2(said.contains(why), said.constData());
        };
        refused("[]", R"(existing ephemeral containers "d" may not be removed)");
        refused(R"([{"name":"d","image":"other","targetContainerName":"c"}])",
                R"(existing ephemeral containers "d" may not be changed)");
        refused(
            R"([{"name":"d","image":"busy","targetContainerName":"c"},{"name":"e","image":"i","targetContainerName":"x"}])",
            R"(targetContainerName: Not found: "x")");
        refused(R"([{"name":"d","image":"busy","targetContainerName":"c"},{"name":"c","image":"i"}])",
                R"(name: Duplicate value: "c")");
        refused(
            R"([{"name":"d","image":"busy","targetContainerName":"c"},{"name":"e","image":"i","ports":[{"containerPort":1}]}])",
            "ports: Forbidden: cannot be set for an Ephemeral Container");
        api.expect(200, "PATCH", pods + "/p", R"({"metadata":{"labels":{"a":"b"}}})", merge);
    }

    void evictionsAskTheBudget()
    {
        TestApi api;
        for (const char *name : {"a", "b", "c"}) {
            api.expect(201, "POST", pods,
                       QByteArray("{\"metadata\":{\"name\":\"") + name
                           + "\",\"labels\":{\"app\":\"x\"}},\"spec\":{\"nodeName\":\"n\"," + one + "}}");
            api.expect(200, "PATCH", pods + '/' + name + "/status",
                       R"({"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})", merge);
        }
        api.expect(201, "POST", budgets,
                   R"({"metadata":{"name":"guard"},"spec":{"minAvailable":2,"selector":{"matchLabels":{"app":"x"}}}})");
        const auto cause = [](const Value &status) { return status["details"]["causes"].at(0); };
        Value refused = api.expect(429, "POST", pods + "/a/eviction", eviction("a"));
        QCOMPARE(refused["message"].bytes(), "Cannot evict pod as it would violate the pod's disruption budget.");
        QCOMPARE(refused["reason"].bytes(), "TooManyRequests");
        QCOMPARE(refused["details"]["retryAfterSeconds"].integer(), 10);
        QCOMPARE(cause(refused)["reason"].bytes(), "DisruptionBudget");
        QCOMPARE(cause(refused)["message"].bytes(),
                 "The disruption budget guard is still being processed by the server.");
        api.expect(
            200, "PATCH", budgets + "/guard/status",
            R"({"status":{"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":3,"desiredHealthy":2,"expectedPods":3}})",
            merge);
        api.expect(201, "POST", pods + "/a/eviction?dryRun=All", eviction("a"));
        QCOMPARE(api.expect(200, "GET", budgets + "/guard")["status"]["disruptionsAllowed"].integer(), 1);
        api.expect(400, "POST", pods + "/a/eviction", eviction("b"));
        QCOMPARE(api.expect(201, "POST", pods + "/a/eviction", eviction("a"))["status"].bytes(), "Success");
        const Value budget = api.expect(200, "GET", budgets + "/guard");
        QCOMPARE(budget["status"]["disruptionsAllowed"].integer(), 0);
        QVERIFY(budget["status"]["disruptedPods"].contains("a"));
        QCOMPARE(budget["status"]["conditions"].at(0)["reason"].bytes(), "InsufficientPods");
        const Value evicted = api.expect(200, "GET", pods + "/a");
        QVERIFY(!evicted["metadata"]["deletionTimestamp"].isNull());
        QCOMPARE(condition(Object(evicted), "DisruptionTarget")["reason"].bytes(), "EvictionByEvictionAPI");
        refused = api.expect(429, "POST", pods + "/b/eviction", eviction("b"));
        QCOMPARE(cause(refused)["message"].bytes(),
                 "The disruption budget guard needs 2 healthy pods and has 3 currently");
        QVERIFY(!refused["details"].contains("retryAfterSeconds"));
        // Who is not ready is no loss, while enough others are.
        api.expect(200, "PATCH", pods + "/b/status", R"({"status":{"conditions":[{"type":"Ready","status":"False"}]}})",
                   merge);
        api.expect(201, "POST", pods + "/b/eviction", eviction("b"));
        api.expect(201, "POST", budgets, R"({"metadata":{"name":"second"},"spec":{"selector":{}}})");
        QCOMPARE(api.expect(500, "POST", pods + "/c/eviction", eviction("c"))["message"].bytes(),
                 "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }
};

QTEST_GUILESS_MAIN(TestPods)
#include "tst_pods.moc"
