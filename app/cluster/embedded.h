// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/datafolder.h"
#include "controlplane/api/clock.h"
#include "controlplane/client/client.h"
#include "controlplane/client/kubeconfig.h"

#include <QObject>

namespace orrery::host {
class ControlPlane;
}

namespace orrery::cluster {

struct EmbeddedOptions
{
    QString dataFolder; ///< empty: defaultDataFolder()
    quint16 port = 0; ///< 0: the one of last time; else 6443, or any free one
    QString kubeconfig; ///< a second place for it, besides the one in the data folder
    bool fast = false;
    QString auditPolicy; ///< a policy file; empty: no audit
    QString auditLog; ///< "-": standard output; empty: audit.log in the data folder
    /// The file below a data folder that keeps the serial console of that Machine; called on any thread.
    std::function<QString(const QString &dataFolder, const QByteArray &machine)> consoleFile;
    int auditMaxMegabytes = 100, auditMaxBackups = 0, auditMaxDays = 0; ///< of the audit log; 0: no bound
};

/// The cluster whose control plane runs in this process: its folder, its port and its kubeconfig, kept from start to
/// start. Does not: make nodes. Everybody else, the window included, uses it through connection(), like any cluster.
/// Thread: the one it was made on. Lifetime: owner's; the destructor stops the control plane cleanly.
class EmbeddedCluster final : public QObject
{
    Q_OBJECT
public:
    /// Returns when the API answers. Errors: Conflict (it runs in another process), InternalError.
    static api::Result<std::unique_ptr<EmbeddedCluster>> start(const EmbeddedOptions &options);
    ~EmbeddedCluster() override;

    QByteArray server() const; ///< "https://127.0.0.1:6443"
    quint16 port() const;
    QString kubeconfig() const { return m_kubeconfig; } ///< the one that was asked for, or the one in the data folder
    QString dataFolder() const { return m_folder->path(); }
    client::Connection connection() const;
    QByteArray caPem() const;
    /// For loops of this process that belong to the control plane (the Machine reconciler): no wire.
    client::Client client(const QByteArray &user, const QByteArray &userAgent);
    /// For hollow nodes, whose kubelets are in this process: speaks as the node of that name.
    client::Client nodeClient(const QByteArray &node);

Q_SIGNALS:
    void failed(const orrery::api::Error &error); ///< the disk takes no more: end the program

private:
    EmbeddedCluster();

    api::Result<> writeKubeconfigs() const;

    const api::SystemClock m_clock;
    std::unique_ptr<DataFolder> m_folder;
    std::unique_ptr<host::ControlPlane> m_plane;
    QString m_kubeconfig;
};

} // namespace orrery::cluster
