// SPDX-License-Identifier: GPL-3.0-only
// What values, JSON, YAML and the schema cost: prints the count and the median per operation.
#include "controlplane/api/patch.h"
#include "controlplane/api/selector.h"
#include "controlplane/api/yaml.h"

#include <QElapsedTimer>

#include <cstdio>
#include <malloc.h>

using namespace orrery::api;

static volatile qsizetype sink;

template <class F> static void measure(const char *name, int count, F &&run)
{
    std::vector<double> rounds;
    for (int round = 0; round < 9; ++round) {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < count; ++i)
            sink = sink + run(i);
        rounds.push_back(double(timer.nsecsElapsed()) / count / 1000);
    }
    std::nth_element(rounds.begin(), rounds.begin() + 4, rounds.end());
    std::printf("%-38s %8d x %10.3f us\n", name, count, rounds[4]);
}

/// A pod as the API server keeps it, about 5 KB with its managed fields.
static QByteArray podJson()
{
    QByteArray env, fields, conditions;
    for (int i = 0; i < 8; ++i)
        env += R"({"name":"VARIABLE_)" + QByteArray::number(i) + R"(","value":"some value of it )"
            + QByteArray::number(i) + R"("},)";
    for (const char *f :
         {"affinity", "containers", "dnsPolicy", "enableServiceLinks", "nodeName", "restartPolicy", "schedulerName",
          "securityContext", "serviceAccountName", "terminationGracePeriodSeconds", "tolerations", "volumes"})
        fields += "\"f:" + QByteArray(f) + R"(":{"k:{\"name\":\"main\"}":{".":{},"f:image":{},"f:name":{}}},)";
    for (const char *c : {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"})
        conditions += R"({"type":")" + QByteArray(c)
            + R"(","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-02T03:04:05Z"},)";
    env.chop(1);
    fields.chop(1);
    conditions.chop(1);
    return R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-5d8f7c9b4-x2x7k","generateName":"web-5d8f7c9b4-","namespace":"default",)"
           R"("uid":"0b0e7d0c-6b0a-4b52-9d6e-0a8b1c2d3e4f","resourceVersion":"123456","creationTimestamp":"2026-01-02T03:04:05Z","labels":)"
           R"({"app":"web","pod-template-hash":"5d8f7c9b4","app.kubernetes.io/part-of":"shop"},"ownerReferences":[{"apiVersion":"apps/v1",)"
           R"("kind":"ReplicaSet","name":"web-5d8f7c9b4","uid":"7c1d2e3f-0000-4000-8000-aabbccddeeff","controller":true,"blockOwnerDeletion":true}],)"
           R"("managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-01-02T03:04:05Z",)"
           R"("fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}}},"f:spec":{)"
        + fields
        + R"(}}}]},"spec":{"volumes":[{"name":"kube-api-access","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,)"
          R"("path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],"defaultMode":420}}],)"
          R"("containers":[{"name":"main","image":"registry.local/demo:1","ports":[{"containerPort":8080,"protocol":"TCP"}],"env":[)"
        + env
        + R"(],"resources":{"limits":{"cpu":"500m","memory":"128Mi"},"requests":{"cpu":"100m","memory":"64Mi"}},"volumeMounts":[{"name":)"
          R"("kube-api-access","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"livenessProbe":{"httpGet":)"
          R"({"path":"/healthz","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},)"
          R"("terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],)"
          R"("restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default",)"
          R"("nodeName":"node-1","securityContext":{},"schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready",)"
          R"("operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists",)"
          R"("effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true},"status":{"phase":"Running","conditions":[)"
        + conditions
        + R"(],"hostIP":"10.240.0.11","podIP":"10.244.0.5","podIPs":[{"ip":"10.244.0.5"}],"startTime":"2026-01-02T03:04:05Z",)"
          R"("containerStatuses":[{"name":"main","state":{"running":{"startedAt":"2026-01-02T03:04:06Z"}},"ready":true,"restartCount":0,)"
          R"("image":"registry.local/demo:1","imageID":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",)"
          R"("containerID":"containerd://0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","started":true}],"qosClass":"Burstable"}})";
}

int main()
{
    QElapsedTimer timer;
    timer.start();
    const Schema &schema = Schema::builtin();
    std::printf("%-38s %8d x %10.3f us\n", "load the schema", 1, double(timer.nsecsElapsed()) / 1000);

    const QByteArray json = podJson();
    const auto parsed = parseJson(json);
    if (!parsed) {
        std::fprintf(stderr, "%s\n", parsed.error().message.constData());
        return 1;
    }
    const Value pod = *parsed;
    const Schema::Type *type = schema.type("v1", "Pod");
    const QByteArray yaml = toYaml(pod);
    const Value patch = *parseJson(R"({"status":{"phase":"Failed"},"metadata":{"annotations":{"a":"b"}}})");
    const Value strategic = *parseJson(R"({"spec":{"containers":[{"name":"main","image":"registry.local/demo:2"}]}})");
    const LabelSelector selector = *LabelSelector::parse("app=web,tier notin (a,b)");
    std::printf("the pod has %lld bytes\n", qlonglong(json.size()));

    measure("parse JSON", 20000, [&](int) { return parseJson(json)->size(); });
    measure("write JSON", 5000, [&](int) { return toJson(pod).size(); });
    measure("read a field (status.phase)", 1000000, [&](int) { return pod["status"]["phase"].text().size(); });
    measure("edit status.phase", 200000, [&](int i) {
        return pod.withPath({"status", "phase"}, i & 1 ? "Failed" : "Pending").size();
    });
    measure("edit metadata.resourceVersion", 200000, [&](int i) {
        return pod.withPath({"metadata", "resourceVersion"}, QByteArray::number(i)).size();
    });
    measure("compare with a parsed copy", 20000, [&, copy = *parseJson(json)](int) { return qsizetype(copy == pod); });
    measure("merge patch", 100000, [&](int) { return mergePatch(pod, patch).size(); });
    measure("strategic merge patch", 50000,
            [&](int) { return strategicMergePatch(schema, type, pod, strategic)->size(); });
    measure("decode by the schema", 10000, [&](int) { return schema.decode(*type, pod)->size(); });
    measure("fill in defaults", 10000, [&](int) { return schema.withDefaults(*type, pod).size(); });
    measure("match a label selector", 1000000,
            [&](int) { return qsizetype(selector.matches(pod["metadata"]["labels"])); });
    measure("parse YAML", 500, [&](int) { return parseYaml(yaml)->size(); });
    measure("write YAML", 1000, [&](int) { return toYaml(pod).size(); });

    std::vector<Value> kept;
    kept.reserve(10000);
    const auto before = mallinfo2().uordblks;
    for (int i = 0; i < 10000; ++i)
        kept.push_back(*parseJson(json));
    const auto pods = mallinfo2().uordblks;
    for (int i = 0; i < 10000; ++i)
        kept.push_back(kept[size_t(i)].withPath({"status", "phase"}, "Failed"));
    std::printf("%-38s %8d x %10.0f bytes\n", "keep a pod", 10000, double(pods - before) / 10000);
    std::printf("%-38s %8d x %10.0f bytes\n", "keep one more version of it", 10000,
                double(mallinfo2().uordblks - pods) / 10000);
}
