// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Keeps the status of PodDisruptionBudgets: how many pods there should be by the scale of their owners, how many are
/// healthy, how many may be disrupted. What an eviction takes from the budget (disruptedPods) is given back when the
/// pod is gone, or after two minutes. Does not: evict anything, or hold up deletions; the API server's pods/eviction
/// reads the status. Thread: the controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/tasks/run-application/configure-pdb/
class Disruption final : public client::Reconciler
{
public:
    Disruption(client::Client client, const api::Clock &clock);
    QByteArray name() const override { return "disruption"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    struct Expectation
    {
        qint64 pods = 0, healthy = 0; ///< how many there should be, and how many of them at least healthy
    };
    QList<api::Object> podsOf(const api::Object &budget) const;
    QList<api::Key> budgetsFor(const QByteArray &ns, const api::Value &labels) const;
    api::Result<Expectation> expectation(const api::Object &budget, const QList<api::Object> &pods);
    api::Result<qint64> expectedScale(const api::Object &budget, const QList<api::Object> &pods);
    /// What is scaled behind a pod's controller, and to how many. Errors: NotFound.
    api::Result<std::pair<QByteArray, qint64>> scaleBehind(const api::Object &pod,
                                                           const api::OwnerReference &owner) const;
    api::Result<> write(const api::Object &budget, const api::Value &status);

    client::Client m_client;
    const api::Clock &m_clock;
    client::EventRecorder m_events;
    client::Informer *m_budgets = nullptr;
    client::Informer *m_pods = nullptr;
    QHash<QByteArray, client::Informer *> m_owners; ///< by kind
};

} // namespace orrery::controllers
