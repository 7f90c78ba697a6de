// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/consolelog.h"
#include "app/providers/files.h"
#include "app/providers/namespace/hub.h"
#include "app/providers/nodeprovider.h"

#include <QProcess>
#include <QTimer>

namespace orrery::providers {

/// Nodes in namespaces of this machine (`orrery-node namespace`): a pod in a tenth of a second, for tests and for servers without VMs. Needs
/// root, Linux' bridge, veth and tun, containerd, crun, the CNI plugins and ip on this machine.
/// Unlike VMs these nodes end with this process; what they keep on disk stays, and adopt() finds them switched off.
/// Thread: as NodeProvider, all of it. Lifetime: QObject.
class NamespaceProvider final : public NodeProvider
{
    Q_OBJECT
public:
    explicit NamespaceProvider(ProviderContext context);
    ~NamespaceProvider() override;
    QByteArray name() const override { return "namespace"; }
    void adopt(const MachineSpec &machine) override;
    void provision(const MachineSpec &machine, const QByteArray &agentConfig) override;
    void powerOff(const QByteArray &machine) override;
    void destroy(const QByteArray &machine) override;
    api::Value agentPaths(const QByteArray &machine) const override;

private:
    struct Node
    {
        Observation observation;
        LaterPtr<QProcess> process;
        LaterPtr<ConsoleLog> console;
        bool stopping = false, destroying = false;
    };
    api::Result<> start(const MachineSpec &machine, Node &node, const QByteArray &agentConfig);
    void set(const QByteArray &machine, Observation::State state, const QByteArray &reason = {}, const QByteArray &message = {}, bool retry = false);
    void finished(const QByteArray &machine);
    void removeFiles(const QByteArray &machine);
    QString path(const QByteArray &machine, const char *file) const;

    ProviderContext m_context;
    QByteArray m_clusterId;
    std::unique_ptr<Hub> m_hub;
    std::map<QByteArray, Node> m_nodes;
};

} // namespace orrery::providers
