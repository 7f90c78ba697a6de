// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/nodeprovider.h"
#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

#include <QThreadPool>

namespace orrery::providers {

/// Nodes without a machine: the real kubelet over a runtime that runs nothing, in this process, on the provider's own thread. For large
/// clusters on small machines. Pods become Running with addresses, but there is nobody at them.
/// They speak as their node through the client that the application makes for them, so they need no certificate and no network.
/// They end with this process, and begin anew with the next.
/// Thread: as NodeProvider, all of it, a hundred kubelets included; a pool of two threads for what blocks. Lifetime: QObject.
class HollowProvider final : public NodeProvider
{
    Q_OBJECT
public:
    explicit HollowProvider(ProviderContext context);
    ~HollowProvider() override;
    QByteArray name() const override { return "hollow"; }
    bool bootstraps() const override { return false; }
    bool keepsMachines() const override { return false; }
    void adopt(const MachineSpec &machine) override;
    void provision(const MachineSpec &machine, const QByteArray &agentConfig) override;
    void powerOff(const QByteArray &machine) override;
    void destroy(const QByteArray &machine) override;
    api::Value agentPaths(const QByteArray &machine) const override;

private:
    struct Node;
    void tell(const QByteArray &machine, Observation::State state, const QByteArray &reason = {}, const QByteArray &message = {});

    ProviderContext m_context;
    api::SystemClock m_clock;
    QThreadPool m_pool;
    std::unique_ptr<client::Informers> m_informers; ///< of what all nodes read
    std::map<QByteArray, std::unique_ptr<Node>> m_nodes;
};

} // namespace orrery::providers
