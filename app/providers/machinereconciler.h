// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/providers/nodeprovider.h"
#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

#include <QDeadlineTimer>
#include <QSet>

namespace orrery::providers {

/// Makes real machines match the Machines of the API: a finalizer keeps the object until nothing is left of the machine; an address is
/// given once and kept in the status; a bootstrap token is made at each start and removed when the agent has its certificate; what the
/// provider and the Node show becomes phase and conditions. A machine that ends by itself stays Failed until it is switched off and on,
/// or until the application starts again: it is there to be looked at.
/// Does not: make nodes, drain, or move pods; those are the controllers' and the kubelet's.
/// Thread: the runner's. Lifetime: the runner's; the providers outlive it.
class MachineReconciler final : public client::Reconciler
{
public:
    struct Settings
    {
        NodeNetwork network;
        QByteArray caPem; ///< of the API server
    };
    static constexpr const char *finalizer = "orrery.dev/provider";

    MachineReconciler(Settings settings, std::vector<NodeProvider *> providers, const api::Clock &clock);
    QByteArray name() const override { return "machine"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

    /// What a provider said; the caller wakes the key.
    void setObservation(const QByteArray &machine, const Observation &observation) { m_observations.insert(machine, observation); }

private:
    NodeProvider *provider(const QByteArray &name) const;
    api::Result<QByteArray> addressFor(const api::Object &machine);
    api::Result<QByteArray> agentConfig(const api::Object &machine, const MachineSpec &spec, const NodeProvider &provider);
    api::Result<> removeToken(const QByteArray &machine);
    api::Result<client::Requeue> finish(const api::Object &machine, NodeProvider *provider);
    api::Value statusOf(const api::Object &machine, const QByteArray &address) const;
    api::Result<> writeStatus(const api::Object &machine, const api::Value &status) const;

    Settings m_settings;
    std::vector<NodeProvider *> m_providers;
    const api::Clock &m_clock;
    client::Client m_client { nullptr };
    client::Informer *m_machines = nullptr;
    client::Informer *m_nodes = nullptr;
    QHash<QByteArray, Observation> m_observations;
    QHash<QByteArray, QByteArray> m_providerOf; // of machines that were seen, for those whose object vanished
    QSet<QByteArray> m_asked; // adopt() was called
    QHash<QByteArray, QByteArray> m_given; // addresses, which the informer may not show yet
    QHash<QByteArray, QDeadlineTimer> m_retryAt;
};

/// The Secret that lets a new node's agent in (https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/), and its token.
struct BootstrapToken { api::Object secret; QByteArray token; };
BootstrapToken makeBootstrapToken(const QByteArray &machine, const QByteArray &machineUid, qint64 nowMicroseconds);
QByteArray bootstrapTokenId(const QByteArray &machineUid); ///< always the same six characters for one machine

} // namespace orrery::providers
