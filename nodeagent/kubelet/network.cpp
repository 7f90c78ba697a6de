// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/network.h"

#include "nodeagent/kubelet/routes.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <cstdio>

namespace orrery::kubelet {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.kubelet", QtInfoMsg)

using api::Value;

bool writeSysctl(const char *path, const char *value)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly) && file.write(value) > 0;
}

QByteArray internalAddress(const api::Object &node)
{
    for (const auto &address : node.status()["addresses"].items()) {
        if (address["type"].text() == "InternalIP")
            return address["address"].bytes();
    }
    return {};
}

} // namespace

Network::Network(const Dependencies &dependencies, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_tasks(dependencies.pool, this)
{
    m_gather.setSingleShot(true);
    connect(&m_gather, &QTimer::timeout, this, &Network::syncRoutes);
}

void Network::start()
{
    if (!m_dependencies.node.network)
        return;
    m_nodes = m_dependencies.informers.get(client::gvr::nodes);
    const auto wake = [this] {
        if (!m_gather.isActive())
            m_gather.start(0);
    };
    connect(m_nodes, &client::Informer::changed, this, wake);
    connect(m_nodes, &client::Informer::synced, this, wake);
    m_nodes->start();
}

QByteArray Network::health() const
{
    if (m_configured)
        return {};
    return m_problem.isEmpty() ? QByteArray("the node has no pod CIDR yet") : m_problem;
}

void Network::setPodCidr(const QByteArray &cidr)
{
    m_podCidr = cidr;
    configure();
}

QByteArray Network::cniConfig(const QByteArray &podCidr, const QByteArray &ipamDir)
{
    const Value ipam
        = Value::object({{"type", "host-local"},
                         {"dataDir", ipamDir},
                         {"routes", Value::array({Value::object({{"dst", "0.0.0.0/0"}})})},
                         {"ranges", Value::array({Value::array({Value::object({{"subnet", podCidr}})})})}});
    const Value bridge = Value::object({{"type", "bridge"},
                                        {"bridge", "cni0"},
                                        {"isGateway", true},
                                        {"ipMasq", false},
                                        {"hairpinMode", true},
                                        {"ipam", ipam}});
    const Value loopback = Value::object({{"type", "loopback"}});
    return api::toPrettyJson(
        Value::object({{"cniVersion", "0.4.0"}, {"name", "podnet"}, {"plugins", Value::array({bridge, loopback})}}));
}

void Network::configure()
{
    const auto &node = m_dependencies.node;
    if (node.network) {
        // Reservations die with the boot, as the pods' networks do.
        const QByteArray config = cniConfig(m_podCidr, "/run/cni-ipam");
        const QString path = node.cniConfDir + "/10-orrery.conflist";
        QFile present(path);
        const bool same = present.open(QIODevice::ReadOnly) && present.readAll() == config;
        if (!same) {
            QDir().mkpath(node.cniConfDir);
            // Renamed by hand: containerd 1.6 reloads on a rename, and not on the link that QSaveFile makes of an
            // unnamed file.
            const QString fresh = path + ".new";
            QFile file(fresh);
            bool written = file.open(QIODevice::WriteOnly) && file.write(config) == config.size() && file.flush();
            file.close();
            written = written
                && std::rename(QFile::encodeName(fresh).constData(), QFile::encodeName(path).constData()) == 0;
            if (!written) {
                m_problem = "cannot write " + path.toUtf8() + ": " + file.errorString().toUtf8();
                qCWarning(lc, "%s", m_problem.constData());
                return;
            }
        }
        if (!writeSysctl("/proc/sys/net/ipv4/ip_forward", "1"))
            qCWarning(lc, "IP forwarding not set");
        // Traffic of a pod to a service whose endpoint is on the same bridge must pass the packet filter both ways.
        writeSysctl("/proc/sys/net/bridge/bridge-nf-call-iptables", "1");
        syncRoutes();
    }
    m_configured = true;
    m_problem.clear();
    m_tasks.run([&runtime = m_dependencies.runtime, cidr = m_podCidr] { return runtime.updatePodCidr(cidr); },
                [](const api::Result<> &) {});
}

void Network::syncRoutes()
{
    if (!m_nodes || !m_nodes->isSynced() || m_podCidr.isEmpty())
        return;
    QMap<QByteArray, QByteArray> wanted;
    for (const auto &node : m_nodes->objects()) {
        const QByteArray cidr = node.spec()["podCIDR"].bytes(), address = internalAddress(node);
        // A hollow node's pods are nowhere.
        if (!cidr.isEmpty() && !address.isEmpty() && cidr != m_podCidr && address != m_dependencies.node.address
            && node.label("orrery.dev/hollow") != "true")
            wanted.insert(cidr, address);
    }
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (m_routes.value(it.key()) == it.value())
            continue;
        if (const auto result = setRoute(it.key(), it.value()); result)
            m_routes.insert(it.key(), it.value());
        else
            qCWarning(lc, "route not set error=%s", result.error().message.constData());
    }
    for (const auto &cidr : m_routes.keys()) {
        if (!wanted.contains(cidr) && removeRoute(cidr))
            m_routes.remove(cidr);
    }
}

} // namespace orrery::kubelet
