// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/client.h"

#include <QObject>
#include <QString>

#include <memory>

namespace orrery::providers {

struct Settings
{
    QString dataDirectory; ///< of the cluster; absolute
    quint16 serverPort = 6443; ///< where the API server listens on 127.0.0.1
    QByteArray caPem; ///< that its certificate is issued by; the certificate must also be good for 10.240.0.1
    QString imageDirectory; ///< empty: found beside this program (defaultImageDirectory())
    QString nodeProgram; ///< empty: orrery-node beside this program
    /// A client that speaks as the node of that name (user system:node:<name>, group system:nodes), for hollow nodes; null: there are none.
    std::function<client::Client(const QByteArray &node)> nodeClient;
    QByteArray libvirtUri; ///< empty: qemu:///session, or the embedded driver for root
};

/// What turns Machines into nodes, in this process: all providers, the node network's switch, and the MachineReconciler that drives them,
/// on a thread of their own. VMs go on running when it is destroyed, and are taken over by the next one with the same data directory.
/// Thread: made, started and destroyed on one; does its work on its own. Lifetime: the client's transport outlives it.
class Providers final
{
public:
    Providers(client::Client client, Settings settings);
    ~Providers(); ///< waits for the thread; nodes in namespaces are stopped first
    void start();

    static QString defaultImageDirectory(); ///< build/node-image for build/bin/orrery, share/orrery/node-image for bin/orrery
    /// Where the serial console of that machine is kept; there may be no such file. Thread: any.
    static QString consoleFile(const QString &dataDirectory, const QByteArray &machine);
    /// Kills and forgets every machine of a cluster whose control plane does not run (`orrery reset`). Blocks, some seconds at most.
    static void destroyAll(const Settings &settings);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::providers
