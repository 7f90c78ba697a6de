// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/kubeconfig.h"

#include <QObject>

#include <functional>
#include <memory>

namespace orrery::clusters {

/// A cluster of this machine while it runs in this process: control plane and machines, on a thread of their own. The seam to the program.
/// Thread: gui; nothing blocks, but for the destructor, which ends it cleanly. Lifetime: owner's.
class Hosted : public QObject
{
    Q_OBJECT
public:
    virtual void stop() = 0; ///< cleanly: what was acknowledged is on the disk when stopped() comes

Q_SIGNALS:
    void step(const QString &what); ///< what it is at, for people
    void started(const orrery::client::Connection &connection); ///< the API answers
    void failed(const orrery::api::Error &error); ///< it did not start (Conflict: another process runs it), or its disk takes no more
    void stopped();
};

/// Nodes to make when a cluster has started.
struct NodesWanted
{
    int count = 0;
    QByteArray provider;
    int cpus = 0; ///< of each; 0: as usual
    int memoryMebibytes = 0; ///< of each; 0: as usual
};

/// One thing that this machine can or cannot do for clusters.
struct HostFact
{
    enum class Level { Good, Limited, Missing };
    QString title, meaning; ///< what it is, and what it is for here
    QString remedy; ///< one line: what to do about it
    Level level = Level::Good;
};

/// What the program can do, given to Clusters: only it knows the providers and how it is started. Any may be null.
struct Program
{
    std::function<std::unique_ptr<Hosted>(const QString &folder, const NodesWanted &nodes)> host;
    std::function<api::Result<>(const QString &folder)> erase; ///< the cluster, its machines and its folder; blocks, any thread
    std::function<QList<HostFact>()> checkHost; ///< blocks, any thread
    /// Runs the clusters of these folders, which nobody runs now, in processes of their own, and returns when they answer. Blocks, any thread.
    std::function<api::Result<>(const QStringList &folders)> keepRunning;
};

} // namespace orrery::clusters
