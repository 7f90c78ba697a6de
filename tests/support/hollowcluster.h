// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"
#include "nodeagent/cri/fakeruntime.h"
#include "nodeagent/kubelet/kubelet.h"
#include "tests/support/testcluster.h"

#include <QFile>
#include <QTemporaryDir>
#include <QThreadPool>

namespace orrery::test {

/// A cluster of one real API server and one real kubelet over a fake runtime, and a session of the window's with it. The
/// containers' logs are files that a test may write to. Thread: the test's. Lifetime: the test's.
class HollowCluster final
{
public:
    HollowCluster()
        : m_cluster({.listen = true})
        , m_nodeClient(m_cluster.plane().client("system:node:n1", {"system:nodes", "system:authenticated"}))
    {
        m_pool.setMaxThreadCount(2);
        m_config.nodeName = "n1";
        m_config.address = "10.240.0.11";
        m_config.dataDir = m_dir.path();
        m_config.podLogsDir = m_dir.path() + "/logs";
        m_config.network = false;
        m_config.cpus = 4;
        m_config.memory = 4ll << 30;
        startKubelet();
        auto session = cluster::Session::connect(m_cluster.connection());
        if (!session)
            qFatal("no session: %s", session.error().message.constData());
        m_session = std::move(session).value();
    }

    /// As after a crash: its streams break, its containers go on.
    void restartKubelet()
    {
        m_kubelet.reset();
        m_informers.reset();
        startKubelet();
    }

    /// Waits until the node takes pods.
    bool isReady()
    {
        const api::Key key{{}, "n1"};
        if (!eventually([&] { return bool(client().get(client::gvr::nodes, key).result()); }))
            return false;
        (void)client().patch(client::gvr::nodes, key, api::PatchType::Merge,
                             api::Value::object({{"spec", api::Value::object({{"podCIDR", "10.244.3.0/24"}})}})).result();
        return eventually([&] {
            const auto node = client().get(client::gvr::nodes, key).result();
            return node && api::condition(*node, "Ready")["status"].text() == "True";
        });
    }

    client::Client client() { return m_cluster.client(); }
    client::Connection connection() const { return m_cluster.connection(); } ///< for another session
    cluster::Session *session() { return m_session.get(); }
    cri::FakeRuntime &runtime() { return m_runtime; }

    api::Object get(const api::Gvr &gvr, const api::Key &key)
    {
        const auto got = client().get(gvr, key).result();
        return got ? *got : api::Object();
    }
    api::Object pod(const QByteArray &name) { return get(client::gvr::pods, {"default", name}); }
    void create(const api::Gvr &gvr, const QByteArray &json)
    {
        QByteArray text = json;
        const auto value = api::parseJson(text.replace('\'', '"'));
        if (!value)
            qFatal("bad JSON in the test: %s", value.error().message.constData());
        if (const auto made = client().create(gvr, api::Object(*value)).result(); !made)
            qFatal("%s", made.error().message.constData());
    }
    /// A pod on the node, of the app "web"; waits until it runs.
    bool runPod(const QByteArray &name, const QList<QByteArray> &containers = {"main"}, const QByteArray &more = {})
    {
        QByteArrayList list;
        for (const QByteArray &container : containers)
            list += "{'name':'" + container + "','image':'registry.local/demo:1'" + more + '}';
        create(client::gvr::pods,
               "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name
                   + "','namespace':'default','labels':{'app':'web'}},'spec':{'nodeName':'n1',"
                     "'terminationGracePeriodSeconds':1,'containers':[" + list.join(',') + "]}}");
        return eventually([&] { return api::condition(pod(name), "Ready")["status"].text() == "True"; });
    }
    /// Writes to a container's log, as the runtime does: "2026-01-02T03:04:05Z text" becomes a line of stdout.
    void log(const QByteArray &podName, const QByteArrayList &lines, const QByteArray &container = "main", int attempt = 0)
    {
        QFile file(QString::fromUtf8(m_config.podLogDir("default", podName, pod(podName).uid()) + '/' + container + '/')
                   + QString::number(attempt) + ".log");
        if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
            qFatal("no log file %s", qPrintable(file.fileName()));
        for (const QByteArray &line : lines) {
            const qsizetype space = line.indexOf(' ');
            file.write(line.first(space) + " stdout F" + line.mid(space) + '\n');
        }
    }

private:
    void startKubelet()
    {
        m_informers = std::make_unique<client::Informers>(m_nodeClient);
        m_kubelet = std::make_unique<kubelet::Kubelet>(
            kubelet::Dependencies{*m_informers, m_nodeClient, m_runtime, m_runtime, m_clock, m_pool, m_config});
        m_kubelet->start();
    }

    QTemporaryDir m_dir;
    const api::SystemClock m_clock;
    TestCluster m_cluster;
    client::Client m_nodeClient;
    cri::FakeRuntime m_runtime;
    QThreadPool m_pool;
    kubelet::NodeConfig m_config;
    std::unique_ptr<client::Informers> m_informers;
    std::unique_ptr<kubelet::Kubelet> m_kubelet;
    std::unique_ptr<cluster::Session> m_session;
};

} // namespace orrery::test
