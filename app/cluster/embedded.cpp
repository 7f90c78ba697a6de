// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/embedded.h"

#include "controlplane/host/controlplane.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSet>
#include <QTcpServer>

Q_LOGGING_CATEGORY(lcCluster, "orrery.cluster")

namespace orrery::cluster {

using api::Result;

namespace {

constexpr quint16 usualPort = 6443;
constexpr int portsTried = 100;

/// The first port from the usual one on that nobody listens on, and that no cluster beside this one has had.
quint16 freePort(const QString &folder)
{
    QSet<quint16> taken;
    const QDir beside(QFileInfo(folder).absolutePath());
    for (const QString &other : beside.entryList(QDir::Dirs | QDir::NoDotAndDotDot).mid(0, 500)) {
        QFile port(beside.filePath(other) + QLatin1String("/port"));
        if (port.open(QIODevice::ReadOnly))
            taken += port.read(16).trimmed().toUShort();
    }
    for (quint16 port = usualPort; port < usualPort + portsTried; ++port) {
        if (!taken.contains(port) && QTcpServer().listen(QHostAddress::LocalHost, port))
            return port;
    }
    return usualPort;
}

} // namespace

EmbeddedCluster::EmbeddedCluster() = default;
EmbeddedCluster::~EmbeddedCluster() = default;

Result<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::start(const EmbeddedOptions &options)
{
    std::unique_ptr<EmbeddedCluster> cluster(new EmbeddedCluster);
    ORRERY_TRY(folder, DataFolder::open(options.dataFolder.isEmpty() ? defaultDataFolder() : options.dataFolder));
    cluster->m_folder = std::move(folder);
    // The port of last time, so that kubeconfigs and nodes still find us; else the usual one; else any.
    const quint16 last = cluster->m_folder->number("port");
    host::Options plan{.dataDir = cluster->m_folder->path(), .fast = options.fast};
    plan.port = options.port ? options.port : last ? last : freePort(cluster->m_folder->path());
    plan.otherPort = !options.port;
    if (options.consoleFile)
        plan.consoleFile = [of = options.consoleFile, folder = cluster->m_folder->path()](const QByteArray &machine) { return of(folder, machine); };
    plan.auditPolicy = options.auditPolicy;
    plan.auditLog = {.path = options.auditLog.isEmpty() ? cluster->m_folder->file("audit.log") : options.auditLog,
                     .maxBytes = options.auditMaxMegabytes * 1024ll * 1024,
                     .maxBackups = options.auditMaxBackups,
                     .maxAgeDays = options.auditMaxDays};
    ORRERY_TRY(plane, host::ControlPlane::start(plan, cluster->m_clock));
    cluster->m_plane = std::move(plane);
    connect(cluster->m_plane.get(), &host::ControlPlane::failed, cluster.get(), &EmbeddedCluster::failed);
    if (last && !options.port && cluster->m_plane->port() != last)
        qCWarning(lcCluster) << "port in use, took another: kubeconfigs made before do not fit any more"
                             << "port=" << last;
    if (cluster->m_plane->port() != last)
        ORRERY_CHECK(cluster->m_folder->setNumber("port", cluster->m_plane->port()));
    cluster->m_folder->setText("version", ORRERY_VERSION);
    cluster->m_kubeconfig = options.kubeconfig.isEmpty() ? cluster->m_folder->kubeconfig() : options.kubeconfig;
    ORRERY_CHECK(cluster->writeKubeconfigs());
    connect(cluster->m_plane.get(), &host::ControlPlane::renewed, cluster.get(), [cluster = cluster.get()] {
        if (const auto written = cluster->writeKubeconfigs(); !written)
            qCWarning(lcCluster).noquote() << "kubeconfig not renewed"
                                           << "error=" << written.error().message;
    });
    return cluster;
}

Result<> EmbeddedCluster::writeKubeconfigs() const
{
    ORRERY_CHECK(client::writeKubeconfig(m_folder->kubeconfig(), connection()));
    if (m_kubeconfig != m_folder->kubeconfig())
        ORRERY_CHECK(client::writeKubeconfig(m_kubeconfig, connection()));
    return {};
}

QByteArray EmbeddedCluster::server() const
{
    return m_plane->server();
}

quint16 EmbeddedCluster::port() const
{
    return m_plane->port();
}

client::Connection EmbeddedCluster::connection() const
{
    return m_plane->adminConnection();
}

QByteArray EmbeddedCluster::caPem() const
{
    return m_plane->keys().ca.certificatePem;
}

client::Client EmbeddedCluster::client(const QByteArray &user, const QByteArray &userAgent)
{
    return m_plane->client(user, {"system:masters"}, userAgent);
}

client::Client EmbeddedCluster::nodeClient(const QByteArray &node)
{
    return m_plane->client("system:node:" + node, {"system:nodes", "system:authenticated"},
                           "orrery-node/" ORRERY_VERSION);
}

} // namespace orrery::cluster
