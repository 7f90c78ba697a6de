// SPDX-License-Identifier: GPL-3.0-only
// The whole kubelet over a fake runtime, against the real API server.
#include "controlplane/api/tunnel.h"
#include "nodeagent/cri/fakeruntime.h"
#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/kubelet.h"
#include "nodeagent/kubelet/podrunner.h"
#include "tests/support/testcluster.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThreadPool>

using namespace orrery;
using api::Object;
using api::Value;
using test::eventually;

namespace {

/// A node of the test's: its runtime outlives its kubelet, as a real one does.
class Node
{
public:
    Node(test::TestCluster &cluster, const QByteArray &name)
        : m_client(cluster.plane().client("system:node:" + name, {"system:nodes", "system:authenticated"}))
    {
        m_config.nodeName = name;
        m_config.address = "10.240.0.11";
        m_config.dataDir = m_dir.path();
        m_config.podLogsDir = m_dir.path() + "/logs";
        m_config.network = false;
        m_config.cpus = 4;
        m_config.memory = 4ll << 30;
        m_pool.setMaxThreadCount(3);
        start();
    }
    ~Node() { stop(); }
    void start()
    {
        m_informers = std::make_unique<client::Informers>(m_client);
        m_kubelet = std::make_unique<kubelet::Kubelet>(
            kubelet::Dependencies{*m_informers, m_informers->client(), runtime, runtime, m_clock, m_pool, m_config});
        m_kubelet->start();
    }
    void stop()
    {
        m_kubelet.reset();
        m_informers.reset();
    }
    kubelet::Kubelet &kubelet() { return *m_kubelet; }
    const kubelet::NodeConfig &config() const { return m_config; }
    cri::FakeRuntime runtime;

private:
    QTemporaryDir m_dir;
    const api::SystemClock m_clock;
    kubelet::NodeConfig m_config;
    QThreadPool m_pool;
    client::Client m_client;
    std::unique_ptr<client::Informers> m_informers;
    std::unique_ptr<kubelet::Kubelet> m_kubelet;
};

Object parse(const QByteArray &json)
{
    auto value = api::parseJson(json);
    if (!value)
        qFatal("bad JSON in the test: %s", value.error().message.constData());
    return Object(*value);
}

/// JSON with ' for ".
QByteArray j(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class tst_Kubelet : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::TestCluster> m_cluster;
    std::unique_ptr<Node> m_node;
    client::Client m_client{nullptr};

    Object get(const api::Gvr &gvr, const api::Key &key)
    {
        const auto result = m_client.get(gvr, key).result();
        return result ? result.value() : Object();
    }
    Object pod(const QByteArray &name) { return get(client::gvr::pods, {"default", name}); }
    QByteArray phase(const QByteArray &name) { return pod(name).status()["phase"].bytes(); }
    Value containerStatus(const QByteArray &name) { return pod(name).status()["containerStatuses"].at(0); }
    bool isReady(const QByteArray &name) { return api::condition(pod(name), "Ready")["status"].text() == "True"; }

    void createPod(const QByteArray &name, const QByteArray &spec, const QByteArray &annotations = "{}")
    {
        const auto object = parse(j("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'") + name
                                  + j("','namespace':'default','annotations':") + annotations
                                  + j("},'spec':{'nodeName':'n1','terminationGracePeriodSeconds':1,") + spec + "}}");
        const auto created = m_client.create(client::gvr::pods, object).result();
        if (!created)
            qFatal("%s", created.error().message.constData());
    }
    static QByteArray oneContainer(const QByteArray &more = {})
    {
        return j("'containers':[{'name':'main','image':'registry.local/demo:1'")
            + (more.isEmpty() ? QByteArray() : "," + more) + "}]";
    }
    QByteArray runtimeId(const QByteArray &name) { return containerStatus(name)["containerID"].bytes().mid(13); }

private Q_SLOTS:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::TestCluster>();
        m_client = m_cluster->client();
        m_node = std::make_unique<Node>(*m_cluster, "n1");
        const api::Key key{{}, "n1"};
        QVERIFY(eventually([&] { return bool(get(client::gvr::nodes, key)); }));
        // Without a pod CIDR there is no network, so not Ready; and pods wait.
        QVERIFY(eventually(
            [&] { return api::condition(get(client::gvr::nodes, key), "Ready")["status"].text() == "False"; }));
        const auto patched = m_client
                                 .patch(client::gvr::nodes, key, api::PatchType::Merge,
                                        Value::object({{"spec", Value::object({{"podCIDR", "10.244.3.0/24"}})}}))
                                 .result();
        QVERIFY2(patched, patched ? "" : patched.error().message.constData());
        QVERIFY(eventually(
            [&] { return api::condition(get(client::gvr::nodes, key), "Ready")["status"].text() == "True"; }));
    }

    void cleanupTestCase()
    {
        m_node.reset();
        m_cluster.reset();
    }

    void nodeSaysWhatItIs()
    {
        const auto node = get(client::gvr::nodes, {{}, "n1"});
        QCOMPARE(node.label("kubernetes.io/hostname"), "n1");
        QCOMPARE(node.status()["capacity"]["cpu"].bytes(), "4");
        QCOMPARE(node.status()["capacity"]["pods"].bytes(), "110");
        QCOMPARE(node.status()["addresses"].at(0)["address"].bytes(), "10.240.0.11");
        QVERIFY(node.status()["nodeInfo"]["containerRuntimeVersion"].text().startsWith("fake://"));
        QVERIFY(eventually([&] {
            return get(client::gvr::leases, {"kube-node-lease", "n1"}).spec()["holderIdentity"].text() == "n1";
        }));
    }

    void runsAPod()
    {
        createPod("web", oneContainer());
        QVERIFY(eventually([&] { return isReady("web"); }));
        const auto web = pod("web");
        QCOMPARE(web.status()["phase"].bytes(), "Running");
        QVERIFY(web.status()["podIP"].text().startsWith("10.244.3."));
        QCOMPARE(web.status()["hostIP"].bytes(), "10.240.0.11");
        QCOMPARE(web.status()["qosClass"].bytes(), "BestEffort");
        QVERIFY(!web.status()["startTime"].text().isEmpty());
        const auto status = containerStatus("web");
        QVERIFY(status["state"].contains("running"));
        QVERIFY(status["containerID"].text().startsWith("containerd://"));
        QCOMPARE(status["restartCount"].integer(), 0);
        QVERIFY(eventually([&] {
            const auto events = m_client.list(client::gvr::events, {.ns = "default"}).result();
            QSet<QByteArray> reasons;
            for (const auto &event : events ? events.value().items : QList<Object>()) {
                if (event["involvedObject"]["name"].text() == "web")
                    reasons.insert(event["reason"].bytes());
            }
            return reasons.contains("Pulled") && reasons.contains("Created") && reasons.contains("Started");
        }));
    }

    void deletesAPod()
    {
        createPod("gone", oneContainer());
        QVERIFY(eventually([&] { return isReady("gone"); }));
        const auto uid = pod("gone").uid();
        QVERIFY(m_client.remove(client::gvr::pods, {"default", "gone"}).result());
        QVERIFY(eventually([&] { return pod("gone").isNull(); }));
        QVERIFY(eventually([&] {
            return m_node->runtime.listPodSandboxes({{kubelet::label::podUid, uid}}).value().isEmpty();
        }));
        QVERIFY(eventually([&] { return !QFileInfo::exists(m_node->config().podDir(uid)); }));
    }

    void restartsWhatCrashes()
    {
        createPod("crash", oneContainer(), j("{'orrery.dev/fake-exit-after':'20ms','orrery.dev/fake-exit-code':'3'}"));
        QVERIFY(eventually(
            [&] { return containerStatus("crash")["state"]["waiting"]["reason"].text() == "CrashLoopBackOff"; }));
        const auto status = containerStatus("crash");
        QCOMPARE(status["restartCount"].integer(), 1);
        QCOMPARE(status["lastState"]["terminated"]["exitCode"].integer(), 3);
        QCOMPARE(status["lastState"]["terminated"]["reason"].bytes(), "Error");
        QCOMPARE(phase("crash"), "Running");
        QVERIFY(!isReady("crash"));
    }

    void endsForGood_data()
    {
        QTest::addColumn<QByteArray>("policy");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("ok") << QByteArray("Never") << QByteArray("0") << QByteArray("Succeeded");
        QTest::newRow("failed") << QByteArray("Never") << QByteArray("1") << QByteArray("Failed");
        QTest::newRow("onfailure") << QByteArray("OnFailure") << QByteArray("0") << QByteArray("Succeeded");
    }
    void endsForGood()
    {
        QFETCH(QByteArray, policy);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, expected);
        const QByteArray name = QByteArray("job-") + QTest::currentDataTag();
        createPod(name, j("'restartPolicy':'") + policy + "\"," + oneContainer(),
                  j("{'orrery.dev/fake-exit-after':'10ms','orrery.dev/fake-exit-code':'") + code + j("'}"));
        QVERIFY(eventually([&] { return phase(name) == expected; }));
        QCOMPARE(containerStatus(name)["state"]["terminated"]["exitCode"].integer(), code.toInt());
        QCOMPARE(containerStatus(name)["restartCount"].integer(), 0);
        // Its network is given back, its containers stay for their logs.
        QVERIFY(eventually([&] {
            const auto sandboxes = m_node->runtime.listPodSandboxes({{kubelet::label::podName, name}}).value();
            return sandboxes.size() == 1 && !sandboxes[0].ready;
        }));
    }

    void saysWhyAnImageIsNotThere()
    {
        createPod("noimage", oneContainer(), j("{'orrery.dev/fake-pull-error':'manifest unknown'}"));
        m_node->runtime.removeImage("registry.local/demo:1").operator bool();
        QVERIFY(m_client.remove(client::gvr::pods, {"default", "noimage"}).result());
        QVERIFY(eventually([&] { return pod("noimage").isNull(); }));
        createPod("noimage", j("'containers':[{'name':'main','image':'registry.local/absent:1'}]"),
                  j("{'orrery.dev/fake-pull-error':'manifest unknown'}"));
        QVERIFY(eventually(
            [&] { return containerStatus("noimage")["state"]["waiting"]["reason"].text() == "ErrImagePull"; }));
        QVERIFY(containerStatus("noimage")["state"]["waiting"]["message"].text().contains("manifest unknown"));
        QVERIFY(eventually(
            [&] { return containerStatus("noimage")["state"]["waiting"]["reason"].text() == "ImagePullBackOff"; }));
        QCOMPARE(phase("noimage"), "Pending");
    }

    void runsInitContainersInOrder()
    {
        createPod("init",
                  j("'initContainers':[{'name':'one','image':'a'},{'name':'two','image':'a'}],") + oneContainer(),
                  j("{'orrery.dev/fake-exit-after.one':'30ms','orrery.dev/fake-exit-after.two':'30ms'}"));
        QVERIFY(eventually([&] { return isReady("init"); }));
        const auto status = pod("init").status();
        const auto one = status["initContainerStatuses"].at(0)["state"]["terminated"],
                   two = status["initContainerStatuses"].at(1)["state"]["terminated"];
        QCOMPARE(one["reason"].bytes(), "Completed");
        QCOMPARE(two["reason"].bytes(), "Completed");
        QVERIFY(*api::parseTime(one["finishedAt"].text()) <= *api::parseTime(two["startedAt"].text()));
        QCOMPARE(api::condition(pod("init"), "Initialized")["status"].bytes(), "True");
    }

    void sidecarStartsFirstAndStays()
    {
        createPod("sidecar",
                  j("'initContainers':[{'name':'side','image':'a','restartPolicy':'Always'}],'restartPolicy':'Never',")
                      + oneContainer(),
                  j("{'orrery.dev/fake-exit-after.main':'50ms'}"));
        QVERIFY(eventually([&] { return phase("sidecar") == "Succeeded"; }));
        QVERIFY(eventually([&] {
            const auto containers = m_node->runtime.listContainers({{kubelet::label::podName, "sidecar"}}).value();
            return std::all_of(containers.begin(), containers.end(),
                               [](const auto &c) { return c.state == cri::ContainerState::Exited; });
        }));
    }

    void givesConfiguration()
    {
        QVERIFY(m_client
                    .create(client::gvr::secrets,
                            parse(j("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s','namespace':'default'},'"
                                    "data':{'password':'aHVudGVyMg=='}}")))
                    .result());
        createPod("configured",
                  j("'volumes':[{'name':'files','configMap':{'name':'cm'}},{'name':'empty','emptyDir':{}}],")
                      + oneContainer(
                          j("'command':['/"
                            "demo','--name=$(NAME)','$(UNKNOWN)'],'env':[{'name':'NAME','valueFrom':{'fieldRef':{'"
                            "fieldPath':'metadata.name'}}},{'name':'PASSWORD','valueFrom':{'secretKeyRef':{'name':'s','"
                            "key':'password'}}},{'name':'IP','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}}],'"
                            "envFrom':[{'prefix':'C_','configMapRef':{'name':'cm'}}],'resources':{'requests':{'cpu':'"
                            "100m'},'limits':{'cpu':'500m','memory':'64Mi'}},'volumeMounts':[{'name':'files','"
                            "mountPath':'/etc/files','readOnly':true},{'name':'empty','mountPath':'/data'}]")));
        // Until the ConfigMap is there, the pod waits; then it starts by itself.
        QVERIFY(eventually([&] {
            const auto events = m_client.list(client::gvr::events, {.ns = "default"}).result();
            return events
                && std::any_of(events.value().items.begin(), events.value().items.end(), [](const Object &event) {
                       return event["reason"].text() == "FailedMount"
                           && event["message"].text().contains("configmap \"cm\" not found");
                   });
        }));
        QVERIFY(m_client
                    .create(client::gvr::configMaps,
                            parse(j("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'cm','namespace':'"
                                    "default'},'data':{'greeting':'hello'}}")))
                    .result());
        QVERIFY(eventually([&] { return isReady("configured"); }));
        const auto config = m_node->runtime.containerConfig(runtimeId("configured"));
        QHash<QByteArray, QByteArray> environment;
        for (const auto &[name, value] : config.environment)
            environment.insert(name, value);
        QCOMPARE(environment["NAME"], "configured");
        QCOMPARE(environment["PASSWORD"], "hunter2");
        QCOMPARE(environment["C_greeting"], "hello");
        QCOMPARE(environment["IP"], pod("configured").status()["podIP"].bytes());
        QVERIFY(environment.contains("KUBERNETES_SERVICE_HOST"));
        QCOMPARE(config.command, (QList<QByteArray>{"/demo", "--name=configured", "$(UNKNOWN)"}));
        QCOMPARE(config.resources.cpuShares, 102);
        QCOMPARE(config.resources.cpuQuota, 50000);
        QCOMPARE(config.resources.memoryLimit, 64 << 20);
        QString files;
        for (const auto &mount : config.mounts) {
            if (mount.containerPath == "/etc/files")
                files = QString::fromUtf8(mount.hostPath);
        }
        QFile greeting(files + "/greeting");
        QVERIFY(greeting.open(QIODevice::ReadOnly));
        QCOMPARE(greeting.readAll(), "hello");
        // A change arrives in the running pod.
        QVERIFY(m_client
                    .patch(client::gvr::configMaps, {"default", "cm"}, api::PatchType::Merge,
                           Value::object({{"data", Value::object({{"greeting", "bye"}})}}))
                    .result());
        QVERIFY(eventually([&] {
            QFile file(files + "/greeting");
            return file.open(QIODevice::ReadOnly) && file.readAll() == "bye";
        }));
    }

    void probesDecideReadiness()
    {
        createPod("unready", oneContainer(j("'readinessProbe':{'httpGet':{'path':'/','port':8080},'periodSeconds':1}")),
                  j("{'orrery.dev/fake-ready':'false'}"));
        QVERIFY(eventually([&] { return phase("unready") == "Running"; }));
        QVERIFY(eventually([&] {
            const auto events = m_client.list(client::gvr::events, {.ns = "default"}).result();
            return events
                && std::any_of(events.value().items.begin(), events.value().items.end(),
                               [](const Object &event) { return event["reason"].text() == "Unhealthy"; });
        }));
        QVERIFY(!isReady("unready"));
        QCOMPARE(api::condition(pod("unready"), "Ready")["reason"].bytes(), "ContainersNotReady");
        createPod("ready", oneContainer(j("'readinessProbe':{'httpGet':{'path':'/','port':8080},'periodSeconds':1}")));
        QVERIFY(eventually([&] { return isReady("ready"); }));
    }

    void livenessRestarts()
    {
        createPod(
            "sick",
            oneContainer(j("'livenessProbe':{'exec':{'command':['check']},'periodSeconds':1,'failureThreshold':1}")),
            j("{'orrery.dev/fake-ready':'false'}"));
        QVERIFY(eventually([&] { return containerStatus("sick")["restartCount"].integer() > 0; }));
    }

    void replacesALostSandbox()
    {
        createPod("rebooted", oneContainer());
        QVERIFY(eventually([&] { return isReady("rebooted"); }));
        const auto sandboxes = m_node->runtime.listPodSandboxes({{kubelet::label::podName, "rebooted"}}).value();
        QVERIFY(m_node->runtime.stopPodSandbox(sandboxes[0].id));
        QVERIFY(eventually(
            [&] { return isReady("rebooted") && containerStatus("rebooted")["restartCount"].integer() == 1; }));
    }

    void restartOfTheAgentDisturbsNothing()
    {
        createPod("steady",
                  oneContainer(j("'readinessProbe':{'httpGet':{'path':'/','port':8080},'initialDelaySeconds':3600}")));
        QVERIFY(eventually([&] { return phase("steady") == "Running"; }));
        const auto before = pod("web").status();
        const QByteArray id = runtimeId("web");
        cri::SandboxConfig orphan;
        orphan.name = "orphan";
        orphan.ns = "default";
        orphan.uid = "no-such-uid";
        orphan.labels = {{kubelet::label::podUid, orphan.uid},
                         {kubelet::label::podName, "orphan"},
                         {kubelet::label::podNamespace, "default"}};
        m_node->stop();
        QVERIFY(m_node->runtime.runPodSandbox(orphan));
        m_node->start();
        // What the API does not have is taken down; what it has goes on.
        QVERIFY(eventually([&] {
            return m_node->runtime.listPodSandboxes({{kubelet::label::podUid, "no-such-uid"}}).value().isEmpty();
        }));
        QVERIFY(eventually([&] {
            return m_node->kubelet().pods().lastSeen(pod("web").uid())
                && !m_node->kubelet().pods().lastSeen(pod("web").uid())->ids.isEmpty();
        }));
        QCOMPARE(runtimeId("web"), id);
        QCOMPARE(m_node->runtime.containerStatus(id).value().state, cri::ContainerState::Running);
        QVERIFY(pod("web").status() == before);
    }

    void answersThroughTheTunnel()
    {
        QVERIFY(eventually([&] { return m_node->kubelet().isConnected(); }));
        api::Request request;
        request.path = "/api/v1/namespaces/default/pods/web/log";
        // The node is on this very thread: it must go on turning while the answer is awaited.
        const auto answer = m_client.send(request);
        QVERIFY(eventually([&] { return answer.isFinished(); }));
        const auto log = answer.result();
        if (!log)
            QFAIL(log.error().message.constData());
        QCOMPARE(log.value().json(), "fake container main of default/web\n");

        QByteArray out, status;
        bool ended = false;
        QObject context;
        api::Request exec;
        exec.path = "/api/v1/namespaces/default/pods/web/exec";
        for (const char *word : {"echo", "hi"})
            exec.query.add("command", word);
        for (const char *flag : {"stdin", "stdout"})
            exec.query.add(flag, "true");
        client::StreamHandlers handlers;
        handlers.data = [&](const QByteArray &message) {
            if (message.startsWith('\x01'))
                out += message.mid(1);
            else if (message.startsWith('\x03'))
                status += message.mid(1);
        };
        handlers.ended = [&](api::Result<>) { ended = true; };
        const auto channel = m_client.transport()->channel(exec, {"v5.channel.k8s.io"}, &context, std::move(handlers));
        QVERIFY(eventually([&] { return out.contains("echo hi\n"); }));
        channel->send(QByteArray(1, '\0') + "typed\n");
        QVERIFY(eventually([&] { return out.contains("typed\n"); }));
        channel->send(QByteArray("\xff\0", 2)); // stdin ends
        QVERIFY(eventually([&] { return ended; }));
        QVERIFY(status.contains("\"Success\""));
    }

    /// Answers on this thread's node come while we wait.
    api::Response ask(const QByteArray &path)
    {
        api::Request request;
        request.path = path;
        const auto answer = m_client.send(request);
        if (!eventually([&] { return answer.isFinished(); }))
            qFatal("no answer: %s", path.constData());
        const auto result = answer.result();
        return result ? result.value() : api::Response::of(result.error());
    }

    void runsEphemeralContainersOnce()
    {
        createPod("looked-at", oneContainer());
        QVERIFY(eventually([&] { return isReady("looked-at"); }));
        const auto patch = parse(j("{'spec':{'ephemeralContainers':[{'name':'look','image':'registry.local/"
                                   "demo:1','targetContainerName':'main'}]}}"));
        const auto patched = m_client
                                 .patch(client::gvr::pods, {"default", "looked-at"}, api::PatchType::StrategicMerge,
                                        patch.document(), "ephemeralcontainers")
                                 .result();
        QVERIFY2(patched, patched ? "" : patched.error().message.constData());
        const auto status = [&] { return pod("looked-at").status()["ephemeralContainerStatuses"].at(0); };
        QVERIFY(eventually([&] { return !status()["state"]["running"].isNull(); }));
        QVERIFY(isReady("looked-at"));
        QVERIFY(!status()["ready"].boolean(true));
        const QByteArray id = status()["containerID"].bytes().mid(13);
        const auto security = m_node->runtime.containerConfig(id).security;
        QCOMPARE(security.pid, cri::NamespaceMode::Target);
        QCOMPARE(security.pidTarget, runtimeId("looked-at"));
        m_node->runtime.exitContainer(id, 1);
        QVERIFY(eventually([&] { return status()["state"]["terminated"]["exitCode"].integer() == 1; }));
        // Whatever else happens to the pod, it has had its turn.
        m_node->kubelet().pods().wakeAll();
        m_node->runtime.exitContainer(runtimeId("looked-at"), 1);
        QVERIFY(eventually([&] { return containerStatus("looked-at")["restartCount"].integer() == 1; }));
        QCOMPARE(status()["containerID"].bytes().mid(13), id);
        QCOMPARE(phase("looked-at"), "Running");
    }

    void saysWhatItUses()
    {
        createPod("busy", oneContainer(), j("{'orrery.dev/fake-cpu':'250m','orrery.dev/fake-memory':'64Mi'}"));
        QVERIFY(eventually([&] { return isReady("busy"); }));
        const Value pod = *api::parseJson(ask("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/busy").json());
        const Value usage = pod["containers"].at(0)["usage"];
        QCOMPARE(usage["memory"].text(), "65536Ki");
        const qint64 nanoCores = usage["cpu"].bytes().chopped(1).toLongLong();
        QVERIFY2(nanoCores > 240'000'000 && nanoCores < 260'000'000, usage["cpu"].bytes().constData());
        // A hollow node is what it runs.
        const Value node = *api::parseJson(ask("/apis/metrics.k8s.io/v1beta1/nodes/n1").json());
        QVERIFY(node["usage"]["cpu"].bytes().chopped(1).toLongLong() >= nanoCores);
    }

    void showsItsPages()
    {
        const QByteArray proxy = "/api/v1/nodes/n1/proxy";
        QCOMPARE(ask(proxy + "/healthz").json(), "ok");
        const Value pods = *api::parseJson(ask(proxy + "/pods").json());
        QCOMPARE(pods["kind"].text(), "PodList");
        QVERIFY(pods["items"].size() > 0);
        QVERIFY(ask(proxy + "/metrics").json().contains("kubelet_running_pods "));
        QVERIFY(
            ask(proxy + "/metrics/resource")
                .json()
                .contains("container_cpu_usage_seconds_total{container=\"main\",namespace=\"default\",pod=\"busy\"} "));
        const Value summary = *api::parseJson(ask(proxy + "/stats/summary").json());
        QCOMPARE(summary["node"]["nodeName"].text(), "n1");
        QVERIFY(summary["pods"].size() > 0);
        QVERIFY(ask(proxy + "/logs/").json().contains("default_busy_"));
        for (const char *outside :
             {"/logs/../../etc/passwd", "/logs/%2e%2e/%2e%2e/etc/passwd", "/logs/../", "/nonsense"})
            QCOMPARE(ask(proxy + outside).status, 404);
        // The runtime stands for pods that have no network.
        QCOMPARE(ask("/api/v1/namespaces/default/pods/busy:8080/proxy/").status, 200);
    }

    void forgetsPodsRemovedByForce()
    {
        createPod("forced", oneContainer());
        QVERIFY(eventually([&] { return isReady("forced"); }));
        client::DeleteOptions options;
        options.gracePeriodSeconds = 0;
        QVERIFY(m_client.remove(client::gvr::pods, {"default", "forced"}, options).result());
        QVERIFY(eventually([&] {
            return m_node->runtime.listPodSandboxes({{kubelet::label::podName, "forced"}}).value().isEmpty();
        }));
    }
};

QTEST_GUILESS_MAIN(tst_Kubelet)
#include "tst_kubelet.moc"
