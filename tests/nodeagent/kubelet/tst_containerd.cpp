// SPDX-License-Identifier: GPL-3.0-only
// The kubelet and the proxy with a real containerd, a real bridge and real packet rules: a whole node inside namespaces
// that the test makes for itself. Needs root.
#include "nodeagent/cri/grpcruntime.h"
#include "nodeagent/init/runtime.h"
#include "nodeagent/init/system.h"
#include "nodeagent/kubelet/containerconfig.h"
#include "nodeagent/kubelet/kubelet.h"
#include "nodeagent/kubelet/logrotation.h"
#include "nodeagent/kubelet/podrunner.h"
#include "nodeagent/nft/nft.h"
#include "nodeagent/proxy/proxy.h"
#include "tests/support/testcluster.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThreadPool>

#include <sys/mount.h>
#include <unistd.h>

using namespace orrery;
using api::Object;
using api::Value;
using test::eventually;

namespace {

QByteArray j(QByteArray text) // JSON with ' for "
{
    return text.replace('\'', '"');
}

Object parse(const QByteArray &json)
{
    auto value = api::parseJson(json);
    if (!value)
        qFatal("bad JSON in the test: %s", value.error().message.constData());
    return Object(*value);
}

bool run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    return process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

} // namespace

class tst_Containerd : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir{ORRERY_BINARY_DIR "/tests/containerd-XXXXXX"};
    QProcess m_containerd;
    const api::SystemClock m_clock;
    QThreadPool m_pool;
    kubelet::NodeConfig m_config;
    nft::LibNftables m_nft;
    std::unique_ptr<test::TestCluster> m_cluster;
    client::Client m_client{nullptr}, m_nodeClient{nullptr};
    std::unique_ptr<cri::GrpcRuntime> m_runtime;
    std::unique_ptr<client::Informers> m_informers;
    std::unique_ptr<kubelet::Kubelet> m_kubelet;
    std::unique_ptr<proxy::Proxy> m_proxy;

    Object pod(const QByteArray &name)
    {
        const auto result = m_client.get(client::gvr::pods, {"default", name}).result();
        return result ? result.value() : Object();
    }
    Value containerStatus(const QByteArray &name) { return pod(name).status()["containerStatuses"].at(0); }
    bool isReady(const QByteArray &name) { return api::condition(pod(name), "Ready")["status"].text() == "True"; }
    void create(const api::Gvr &gvr, const QByteArray &json)
    {
        const auto created = m_client.create(gvr, parse(json)).result();
        if (!created)
            qFatal("%s", created.error().message.constData());
    }
    void createPod(const QByteArray &name, const QByteArray &containerMore = {}, const QByteArray &specMore = {})
    {
        create(client::gvr::pods,
               j("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name
                 + "','namespace':'default'},'spec':{'nodeName':'n1',"
                   "'terminationGracePeriodSeconds':1,"
                 + specMore + "'containers':[{'name':'main','image':'registry.local/demo:1'" + containerMore + "}]}}"));
    }
    void startKubelet()
    {
        m_informers = std::make_unique<client::Informers>(m_nodeClient);
        m_kubelet = std::make_unique<kubelet::Kubelet>(
            kubelet::Dependencies{*m_informers, m_informers->client(), *m_runtime, *m_runtime, m_clock, m_pool, m_config});
        m_kubelet->start();
    }
    QByteArray get(const QByteArray &host, int port, const QByteArray &path = "/")
    {
        QTcpSocket socket;
        socket.connectToHost(QString::fromUtf8(host), quint16(port));
        QByteArray answer;
        QObject::connect(&socket, &QTcpSocket::connected, &socket,
                         [&] { socket.write("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); });
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&] { answer += socket.readAll(); });
        (void)eventually([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 3000);
        return answer + socket.readAll();
    }
    struct Executed
    {
        QByteArray out, err, status;
    };
    Executed exec(const QByteArray &name, const QList<QByteArray> &command, const std::optional<QByteArray> &input = {})
    {
        Executed result;
        bool opened = false, ended = false;
        QObject context;
        api::Request request;
        request.path = "/api/v1/namespaces/default/pods/" + name + "/exec";
        for (const auto &word : command)
            request.query.add("command", word);
        request.query.add("stdout", "true");
        request.query.add("stderr", "true");
        if (input)
            request.query.add("stdin", "true");
        client::StreamHandlers handlers;
        handlers.opened = [&](const QByteArray &) { opened = true; };
        handlers.data = [&](const QByteArray &message) {
            auto &target = message.startsWith('\x01') ? result.out
                : message.startsWith('\x02')          ? result.err
                                                      : result.status;
            target += message.mid(1);
        };
        handlers.ended = [&](const api::Result<> &end) {
            if (!end)
                result.status += end.error().message;
            ended = true;
        };
        const auto channel
            = m_client.transport()->channel(request, {"v5.channel.k8s.io"}, &context, std::move(handlers));
        if (input && eventually([&] { return opened || ended; })) {
            for (qsizetype at = 0; at < input->size(); at += 16'000)
                channel->send(QByteArray(1, '\0') + input->mid(at, 16'000));
            channel->send(QByteArray("\xff\0", 2));
        }
        if (!eventually([&] { return ended; }))
            result.status += "TIMEOUT";
        return result;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString images = ORRERY_BINARY_DIR "/tests/node-images";
        QVERIFY(run("sh", {ORRERY_SOURCE_DIR "/installer/node-image/build.sh", images, "-", "-", "images"}));
        QVERIFY(run("ip", {"link", "set", "lo", "up"}));
        QVERIFY(run("ip", {"link", "add", "eth0", "type", "veth", "peer", "name", "outside"}));
        QVERIFY(run("ip", {"address", "add", "10.240.0.11/16", "dev", "eth0"}));
        QVERIFY(run("ip", {"link", "set", "eth0", "up"}));
        QVERIFY(run("ip", {"link", "set", "outside", "up"}));
        QVERIFY(run("ip",
                    {"route", "add", "default", "via",
                     "10.240.0.1"})); // where nobody is; but ClusterIPs need a route to be tried at all

        init::Paths paths;
        paths.containerd = QStandardPaths::findExecutable("containerd").toStdString();
        paths.crun = QStandardPaths::findExecutable("crun").toStdString();
        paths.seed = images.toStdString() + "/seed";
        paths.containerdRoot = m_dir.filePath("containerd").toStdString();
        paths.containerdState = "/run/containerd";
        paths.logs = m_dir.path().toStdString();
        paths.cniConf = "/run/cni";
        paths.restricted = true;
        const auto service = init::containerdService(paths);
        QStringList arguments;
        for (size_t i = 1; i < service.command.size(); ++i)
            arguments.append(QString::fromStdString(service.command[i]));
        m_containerd.setProcessChannelMode(QProcess::MergedChannels);
        m_containerd.setStandardOutputFile(m_dir.filePath("containerd.log"));
        m_containerd.start(QString::fromStdString(service.command[0]), arguments);
        QVERIFY(m_containerd.waitForStarted());

        m_config.nodeName = "n1";
        m_config.address = "10.240.0.11";
        m_config.dataDir = m_dir.filePath("kubelet");
        m_config.podLogsDir = "/run/pods";
        m_config.cniConfDir = "/run/cni";
        m_config.cgroupParent = "/orrery-test-" + QByteArray::number(getpid());
        m_pool.setMaxThreadCount(4);
        m_cluster = std::make_unique<test::TestCluster>();
        m_client = m_cluster->client();
        m_nodeClient = m_cluster->plane().client("system:node:n1", {"system:nodes", "system:authenticated"});
        m_runtime = std::make_unique<cri::GrpcRuntime>("/run/containerd/containerd.sock");
        QElapsedTimer clock;
        clock.start();
        startKubelet();
        m_proxy = std::make_unique<proxy::Proxy>(*m_informers, m_nft, "n1");
        m_proxy->start();
        const api::Key key{{}, "n1"};
        QVERIFY(eventually([&] { return bool(m_client.get(client::gvr::nodes, key).result()); }));
        QVERIFY(m_client
                    .patch(client::gvr::nodes, key, api::PatchType::Merge,
                           Value::object({{"spec", Value::object({{"podCIDR", "10.244.7.0/24"}})}}))
                    .result());
        QVERIFY(eventually([&] { return m_kubelet->isReady(); }));
        qInfo("node ready after %lld ms", clock.elapsed());
    }

    void cleanupTestCase()
    {
        if (m_cluster) {
            const auto pods = m_client.list(client::gvr::pods, {.ns = "default"}).result();
            for (const auto &object : pods ? pods.value().items : QList<Object>())
                (void)bool(m_client.remove(client::gvr::pods, object.key(), {.gracePeriodSeconds = 0}).result());
            if (m_runtime)
                (void)eventually([&] { return m_runtime->listPodSandboxes({}).valueOr({}).isEmpty(); });
        }
        m_proxy.reset();
        m_kubelet.reset();
        m_informers.reset();
        m_runtime.reset();
        m_cluster.reset();
        m_containerd.terminate();
        m_containerd.waitForFinished();
        if (QTest::currentTestFailed()) {
            QFile log(m_dir.filePath("containerd.log"));
            if (log.open(QIODevice::ReadOnly))
                qInfo("%s", log.readAll().right(4000).constData());
        }
    }

    void runsAPod()
    {
        for (const QByteArray name : {"first", "second"}) {
            QElapsedTimer clock;
            clock.start();
            createPod(name, ",'readinessProbe':{'httpGet':{'path':'/readyz','port':8080},'periodSeconds':1}");
            QVERIFY(eventually([&] { return pod(name).status()["phase"].text() == "Running"; }));
            qInfo("%s pod running after %lld ms", name.constData(), clock.elapsed());
            QVERIFY(eventually([&] { return isReady(name); }));
        }
        const QByteArray ip = pod("first").status()["podIP"].bytes();
        QVERIFY(ip.startsWith("10.244.7."));
        QVERIFY2(get(ip, 8080).contains("200 OK"), get(ip, 8080).constData());
    }

    void execsWithInputAndExitCode()
    {
        QCOMPARE(exec("first", {"hostname"}).out, "first\n");
        const auto failed = exec("first", {"sh", "-c", "echo oops >&2; exit 7"});
        QCOMPARE(failed.err, "oops\n");
        QVERIFY2(failed.status.contains("NonZeroExitCode") && failed.status.contains("\"7\""),
                 failed.status.constData());
        // The end of the input must arrive: cat waits for it. More than any window along the way.
        const QByteArray much(600'000, 'x');
        const auto cat = exec("first", {"cat"}, much);
        QCOMPARE(cat.out.size(), much.size());
        QVERIFY2(cat.status.contains("Success"), cat.status.constData());
    }

    void followsALog()
    {
        createPod("logger", ",'command':['sh','-c','echo one; echo two; sleep 1; echo three']",
                  "'restartPolicy':'Never',");
        QVERIFY(eventually([&] { return pod("logger").status()["phase"].text() == "Running"; }));
        api::Request request;
        request.path = "/api/v1/namespaces/default/pods/logger/log";
        request.query.add("follow", "true");
        QByteArray text;
        bool ended = false;
        QObject context;
        client::StreamHandlers handlers;
        handlers.data = [&](const QByteArray &bytes) { text += bytes; };
        handlers.ended = [&](const api::Result<> &) { ended = true; };
        const auto stream = m_client.transport()->stream(request, &context, std::move(handlers));
        QVERIFY(eventually([&] { return ended; }));
        QCOMPARE(text, "one\ntwo\nthree\n");
        QVERIFY(eventually([&] { return pod("logger").status()["phase"].text() == "Succeeded"; }));
    }

    void logsAreRotatedUnderAFollower()
    {
        createPod("chatty", ",'command':['sh','-c','i=0; while true; do i=$((i+1)); echo line $i; sleep 0.05; done']");
        QVERIFY(eventually([&] { return isReady("chatty"); }));
        api::Request request;
        request.path = "/api/v1/namespaces/default/pods/chatty/log";
        request.query.add("follow", "true");
        QByteArray text;
        QObject context;
        client::StreamHandlers handlers;
        handlers.data = [&](const QByteArray &bytes) { text += bytes; };
        const auto stream = m_client.transport()->stream(request, &context, std::move(handlers));
        QVERIFY(eventually([&] { return text.count('\n') > 5; }));
        const auto id = containerStatus("chatty")["containerID"].bytes().mid(13);
        const auto path = QString::fromUtf8(m_runtime->containerStatus(id).value().logPath);
        QVERIFY(kubelet::LogRotation::rotate(*m_runtime, id, path, 10));
        QVERIFY(QFileInfo::exists(path + ".1"));
        const auto before = text.count('\n');
        QVERIFY(eventually([&] { return text.count('\n') > before + 5; }));
        for (int i = 1; i < before + 5; ++i)
            QVERIFY2(text.contains("line " + QByteArray::number(i) + '\n'), text.constData());
    }

    void forwardsAPort()
    {
        const auto sandboxes = m_runtime->listPodSandboxes({{kubelet::label::podName, "first"}}).value();
        const auto address = m_runtime->portForward(sandboxes.value(0).id, 8080);
        QVERIFY(address);
        QByteArray got;
        bool ended = false;
        cri::Conversation *conversation = nullptr;
        cri::Conversation::Handlers handlers;
        handlers.opened = [&] {
            conversation->send(cri::Conversation::Data, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        };
        handlers.data = [&](int channel, const QByteArray &bytes) {
            got += (channel == cri::Conversation::Error ? "ERROR " : "") + bytes;
        };
        handlers.ended = [&](const api::Result<> &) { ended = true; };
        const auto owner = m_runtime->open(address.value(), {}, 8080, std::move(handlers));
        conversation = owner.get();
        QVERIFY(eventually([&] { return got.contains("200 OK"); }));
        conversation->closeChannel(cri::Conversation::Data);
        QVERIFY(eventually([&] { return ended; }));
    }

    void noticesAnExit()
    {
        QVERIFY(eventually([&] { return isReady("second"); }));
        QElapsedTimer clock;
        clock.start();
        (void)get(pod("second").status()["podIP"].bytes(), 8080, "/exit?code=3");
        QVERIFY(eventually([&] {
            return containerStatus("second")["restartCount"].integer() == 1
                && containerStatus("second")["state"].contains("running");
        }));
        qInfo("container ended, noticed and restarted after %lld ms", clock.elapsed());
        QCOMPARE(containerStatus("second")["lastState"]["terminated"]["exitCode"].integer(), 3);
        QVERIFY(eventually([&] { return isReady("second"); }));
    }

    void serviceReachesPods()
    {
        create(client::gvr::services,
               j("{'apiVersion':'v1','kind':'Service','metadata':{'name':'web','namespace':'default'},'spec':{'"
                 "clusterIP':'10.96.0.77',"
                 "'type':'NodePort','selector':{'app':'none'},'ports':[{'name':'http','port':80,'targetPort':8080,'"
                 "nodePort':30080}]}}"));
        const auto rejected = get("10.96.0.77", 80);
        QVERIFY(rejected.isEmpty());
        QByteArray endpoints;
        for (const char *name : {"first", "second"}) {
            endpoints += endpoints.isEmpty() ? "" : ",";
            endpoints += "{'addresses':['" + pod(name).status()["podIP"].bytes()
                + "'],'conditions':{'ready':true},'nodeName':'n1'}";
        }
        create(client::gvr::endpointSlices,
               j("{'apiVersion':'discovery.k8s.io/"
                 "v1','kind':'EndpointSlice','metadata':{'name':'web-1','namespace':'default',"
                 "'labels':{'kubernetes.io/"
                 "service-name':'web'}},'addressType':'IPv4','ports':[{'name':'http','port':8080,'protocol':'TCP'}],"
                 "'endpoints':["
                 + endpoints + "]}"));
        QVERIFY(eventually([&] { return get("10.96.0.77", 80).contains("200 OK"); }));
        QSet<QByteArray> answered;
        for (int i = 0; i < 40; ++i) {
            const auto body = get("10.96.0.77", 80, "/json");
            for (const QByteArray name : {"first", "second"}) {
                if (body.contains(name))
                    answered.insert(name);
            }
        }
        QCOMPARE(answered.size(), 2);
        QVERIFY(get("10.240.0.11", 30080).contains("200 OK"));
        // From a pod, also to itself.
        for (int i = 0; i < 6; ++i) {
            const auto fromPod = exec("first", {"wget", "-q", "-O", "-", "http://10.96.0.77/"});
            QVERIFY2(!fromPod.out.isEmpty(), (fromPod.err + fromPod.status).constData());
        }
    }

    void limitsAndSecurityHold()
    {
        createPod("limited",
                  ",'command':['sleep','1000'],'resources':{'limits':{'memory':'32Mi','cpu':'200m'}},'securityContext':"
                  "{'runAsUser':1234,"
                  "'readOnlyRootFilesystem':true,'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']},'"
                  "seccompProfile':{'type':'RuntimeDefault'}}");
        QVERIFY2(eventually([&] { return isReady("limited"); }), pod("limited").json().constData());
        QCOMPARE(exec("limited", {"id", "-u"}).out, "1234\n");
        const auto status = exec("limited", {"cat", "/proc/self/status"}).out;
        QVERIFY(status.contains("CapEff:\t0000000000000000"));
        QVERIFY(status.contains("NoNewPrivs:\t1"));
        QVERIFY(status.contains("Seccomp:\t2"));
        QVERIFY(exec("limited", {"sh", "-c", "echo x > /file"}).err.contains("Read-only"));
    }

    void restartOfTheAgentDisturbsNothing()
    {
        const auto id = containerStatus("first")["containerID"].bytes();
        m_proxy.reset();
        m_kubelet.reset();
        m_informers.reset();
        QVERIFY(get(pod("first").status()["podIP"].bytes(), 8080).contains("200 OK"));
        startKubelet();
        m_proxy = std::make_unique<proxy::Proxy>(*m_informers, m_nft, "n1");
        m_proxy->start();
        QVERIFY(eventually([&] {
            const auto *seen = m_kubelet->pods().lastSeen(pod("first").uid());
            return seen && !seen->running.isEmpty();
        }));
        QCOMPARE(containerStatus("first")["containerID"].bytes(), id);
        QCOMPARE(containerStatus("first")["restartCount"].integer(), 0);
        QVERIFY(isReady("first"));
    }

    void deletesAPod()
    {
        const auto uid = pod("first").uid();
        QVERIFY(m_client.remove(client::gvr::pods, {"default", "first"}).result());
        QVERIFY(eventually([&] { return pod("first").isNull(); }));
        QVERIFY(eventually([&] {
            return m_runtime->listPodSandboxes({{kubelet::label::podUid, uid}}).value().isEmpty();
        }));
        QVERIFY(eventually([&] { return !QFileInfo::exists(m_config.podDir(uid)); }));
    }
};

/// Outside: makes the namespaces and runs itself in them. Inside: the tests.
int main(int argc, char **argv)
{
    const auto skip = [](const char *why) {
        printf("SKIP %s\n", why);
        return 77;
    };
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("ORRERY_TEST_INSIDE")) {
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
        for (const char *own : {"/run", "/var/lib/cni"}) {
            init::makeDirectory(own);
            ::mount("tmpfs", own, "tmpfs", 0, "mode=755");
        }
        ::umount2("/sys/fs/cgroup/unified", MNT_DETACH); // crun refuses two versions side by side
        tst_Containerd test;
        return QTest::qExec(&test, argc, argv);
    }
    if (geteuid() != 0)
        return skip("needs root, for network and mount namespaces");
    for (const char *program : {"containerd", "crun", "ctr", "ip", "unshare", "gcc", "busybox"}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return skip((QByteArray(program) + " is not installed").constData());
    }
    if (!QFileInfo::exists("/usr/lib/cni/bridge"))
        return skip("the CNI plugins are not installed");
    if (QProcess::execute("unshare", {"--mount", "--net", "--pid", "--fork", "true"}) != 0)
        return skip("namespaces cannot be made here, as in a chroot");
    qputenv("ORRERY_TEST_INSIDE", "1");
    QStringList arguments{"--mount",      "--net",        "--pid",
                          "--uts",        "--ipc",        "--fork",
                          "--mount-proc", "--kill-child", QCoreApplication::applicationFilePath()};
    arguments += QCoreApplication::arguments().mid(1);
    QProcess inside;
    inside.setProcessChannelMode(QProcess::ForwardedChannels);
    inside.start("unshare", arguments);
    if (!inside.waitForStarted() || !inside.waitForFinished(-1) || inside.exitStatus() != QProcess::NormalExit)
        return 1;
    return inside.exitCode();
}

#include "tst_containerd.moc"
