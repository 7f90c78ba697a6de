// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/reconciler.h"

#include <QSet>

namespace orrery::controllers {

/// Which pods go first when there are too many: without a node, pending, not ready, cheap (pod-deletion-cost), crowded on their node,
/// ready for a shorter time, restarted more often, younger. sameNode: how many of the set's pods run on each node.
/// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
void rankForDeletion(QList<api::Object> &pods, const QHash<QByteArray, int> &sameNode);

/// Keeps spec.replicas pods of a ReplicaSet alive. Creates in batches that double while they succeed, so that a template the server
/// refuses costs one request, not a thousand. Never acts before the informer shows what it did the last time.
/// Thread: the controllers'. Lifetime: its runner's.
class ReplicaSet final : public client::Reconciler
{
public:
    ReplicaSet(client::Client client, const api::Clock &clock);
    QByteArray name() const override { return "replicaset"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    struct Pending
    {
        qint64 revision = 0; ///< of the newest pod we created
        QSet<QByteArray> deleted; ///< uids that we deleted and the informer may still show
    };
    api::Result<> createPods(const api::Object &set, int count, Pending &pending);
    api::Result<> deletePods(const api::Object &set, QList<api::Object> pods, int count, Pending &pending);
    api::Result<client::Requeue> writeStatus(const api::Object &set, const QList<api::Object> &active, const api::Result<> &managed);

    client::Client m_client;
    const api::Clock &m_clock;
    client::EventRecorder m_events;
    client::Informer *m_sets = nullptr;
    client::Informer *m_pods = nullptr;
    QHash<QByteArray, Pending> m_pending; ///< by the set's uid
    QHash<api::Key, QByteArray> m_uids;
};

} // namespace orrery::controllers
