// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"

#include <QMap>
#include <QString>

namespace orrery::kubelet {

/// What a node is told about itself. Thread: any; a value.
struct NodeConfig
{
    QByteArray nodeName;
    QByteArray address; ///< the node's own IPv4 address
    int prefixLength = 16;
    QByteArray gateway;
    QByteArray interface = "eth0";
    QString dataDir; ///< pods' volumes, keys; must exist or be creatable
    QString podLogsDir;
    QString cniConfDir, cniBinDir;
    QByteArray cgroupParent; ///< "/orrery"; empty: the runtime's choice
    QByteArray providerId; ///< Node.spec.providerID
    QByteArray machine; ///< the Machine behind the node, if any
    QByteArray accelerator; ///< "kvm", "tcg", "none"
    QMap<QByteArray, QByteArray> labels; ///< more of them for the Node
    int cpus = 0; ///< 0: what the machine has
    qint64 memory = 0; ///< bytes; 0: what the machine has
    int maxPods = 110;
    /// Whether the node's network is the kubelet's to set up (CNI, routes, sysctls). Hollow nodes have none.
    bool network = true;

    /// Unknown members are ignored. Errors: BadRequest (a needed one is missing or not what it should be).
    static api::Result<NodeConfig> fromValue(const api::Value &value);
    QString podDir(const QByteArray &uid) const { return dataDir + "/pods/" + QString::fromUtf8(uid); }
    QByteArray podLogDir(const QByteArray &ns, const QByteArray &name, const QByteArray &uid) const
    {
        return podLogsDir.toUtf8() + '/' + ns + '_' + name + '_' + uid;
    }
};

} // namespace orrery::kubelet
