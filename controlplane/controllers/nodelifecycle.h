// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// The taints a node should have for its conditions and its cordon, in place of those of `present` that are this controller's; pure.
api::Value taintsFor(const api::Object &node, const api::Value &present, qint64 now);
/// When a pod has to leave a node with these taints: nothing for never, else microseconds since the epoch (in the past: now).
std::optional<qint64> evictionTime(const api::Object &pod, const api::Value &taints);

/// Notices that a node is lost (its Lease is older than 40 s, or its Machine is off or failed), says so in its conditions and taints, and
/// makes its pods leave: by NoExecute taints with tolerationSeconds as Kubernetes does, but at once when the Machine is known to be
/// off. Pods of nodes that no longer exist are deleted.
/// Does not: make a lost node Ready again (its kubelet does).
/// Thread: the controllers'. Lifetime: its runner's.
class NodeLifecycle final : public client::Reconciler
{
public:
    NodeLifecycle(client::Client client, const api::Clock &clock);
    QByteArray name() const override { return "nodelifecycle"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

    static constexpr qint64 gracePeriod = 40'000'000; ///< microseconds without a sign of life
    static constexpr qint64 slept = gracePeriod + 10'000'000; ///< longer than we ever wait: this computer itself was asleep

private:
    enum class Life { Alive, Silent, MachineOff };
    struct Seen { QByteArray renewTime; qint64 at = 0; };
    Life lifeOf(const api::Object &node, qint64 *silentAt);
    api::Result<api::Object> writeConditions(const api::Object &node, Life life);
    api::Result<api::Object> writeTaints(const api::Object &node);
    api::Result<client::Requeue> evict(const api::Object &node, Life life);
    api::Result<> collectOrphans(const api::Key &node);
    api::Result<> removePod(const api::Object &pod, bool force);

    client::Client m_client;
    const api::Clock &m_clock;
    client::EventRecorder m_events;
    client::Informer *m_nodes = nullptr;
    client::Informer *m_leases = nullptr;
    client::Informer *m_machines = nullptr;
    client::Informer *m_pods = nullptr;
    qint64 m_lastLook = 0;
    QHash<QByteArray, Seen> m_seen; ///< by node name: when its lease last moved, by our clock
};

} // namespace orrery::controllers
