// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/embedded.h"

#include <QCommandLineParser>

namespace orrery::providers {
class Providers;
}

namespace orrery {

/// What `orrery` and `orrery serve` have in common on their command lines.
struct RunOptions
{
    cluster::EmbeddedOptions cluster;
    int nodes = 0; ///< so many machines shall exist: node-1, node-2, ...
    QByteArray provider = "libvirt"; ///< of machines that are made now
    int cpus = 1;
    QByteArray memory = "512Mi";
};
void addClusterOptions(QCommandLineParser &parser);
api::Result<RunOptions> readClusterOptions(const QCommandLineParser &parser);
QString dataFolderOf(const RunOptions &options);
/// For commands that take options only: handles --help, and says what is wrong. Nothing: go on; else the exit code.
std::optional<int> parseCommand(QCommandLineParser &parser, const QStringList &arguments);

/// A Machine as the command line makes it.
api::Object newMachine(const QByteArray &name, const QByteArray &provider, int cpus, const QByteArray &memory);

/// Deletes a cluster that is not running: machines, objects, keys, folder. Blocks; thread: any. Errors: NotFound, Conflict (it runs), InternalError.
api::Result<> eraseCluster(const QString &folder);

/// A cluster of this user, running: the embedded control plane, and the providers that make its machines real.
/// Several may run in one process, each in its own folder, on its own port and node network; but libvirt's embedded driver, which root's
/// virtual machines need, serves one of them only (the others' Machines say so).
/// Thread: one with an event loop. Lifetime: owner's; the destructor stops both, machines go on.
class Run final : public QObject
{
    Q_OBJECT
public:
    static api::Result<std::unique_ptr<Run>> start(const RunOptions &options);
    ~Run() override;

    cluster::EmbeddedCluster &cluster() { return *m_cluster; }
    /// Creates the missing ones of node-1 ... node-N; never deletes any.
    api::Result<> ensureMachines();

private:
    explicit Run(const RunOptions &options);

    const RunOptions m_options;
    std::unique_ptr<cluster::EmbeddedCluster> m_cluster;
    std::unique_ptr<providers::Providers> m_providers;
};

} // namespace orrery
