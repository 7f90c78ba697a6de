// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/embedded.h"

#include "controlplane/host/controlplane.h"

#include <QLoggingCategory>
#include <QTcpServer>

Q_LOGGING_CATEGORY(lcCluster, "orrery.cluster")

namespace orrery::cluster {

using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr quint16 usualPort = 6443;

bool isFree(quint16 port)
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost, port);
}

/// The port of last time, so that kubeconfigs and nodes still find us; else the usual one; else any.
Result<quint16> choosePort(const DataFolder &folder, quint16 wanted)
{
    if (wanted) {
        if (!isFree(wanted))
            return error(Reason::InternalError, "port " + QByteArray::number(wanted) + " is in use; stop what uses it, or take another --port");
        return wanted;
    }
    const quint16 last = folder.number("port");
    for (const quint16 port : { last, usualPort }) {
        if (port && isFree(port))
            return port;
    }
    if (last)
        qCWarning(lcCluster) << "port in use, taking another; kubeconfigs made before do not fit any more" << "port=" << last;
    return quint16(0);
}

} // namespace

EmbeddedCluster::EmbeddedCluster() = default;
EmbeddedCluster::~EmbeddedCluster() = default;

Result<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::start(const EmbeddedOptions &options)
{
    std::unique_ptr<EmbeddedCluster> cluster(new EmbeddedCluster);
    ORRERY_TRY(folder, DataFolder::open(options.dataFolder.isEmpty() ? defaultDataFolder() : options.dataFolder));
    cluster->m_folder = std::move(folder);
    ORRERY_TRY(port, choosePort(*cluster->m_folder, options.port));
    ORRERY_TRY(plane, host::ControlPlane::start({ .dataDir = cluster->m_folder->path(), .port = port, .fast = options.fast }, cluster->m_clock));
    cluster->m_plane = std::move(plane);
    connect(cluster->m_plane.get(), &host::ControlPlane::failed, cluster.get(), &EmbeddedCluster::failed);
    if (cluster->m_plane->port() != cluster->m_folder->number("port"))
        ORRERY_CHECK(cluster->m_folder->setNumber("port", cluster->m_plane->port()));
    cluster->m_kubeconfig = options.kubeconfig.isEmpty() ? cluster->m_folder->kubeconfig() : options.kubeconfig;
    ORRERY_CHECK(client::writeKubeconfig(cluster->m_folder->kubeconfig(), cluster->connection()));
    if (cluster->m_kubeconfig != cluster->m_folder->kubeconfig())
        ORRERY_CHECK(client::writeKubeconfig(cluster->m_kubeconfig, cluster->connection()));
    return cluster;
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
    return m_plane->client(user, { "system:masters" }, userAgent);
}

} // namespace orrery::cluster
