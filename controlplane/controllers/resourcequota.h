// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"
#include "controlplane/controllers/discovery.h"

#include <QDeadlineTimer>

namespace orrery::controllers {

/// Keeps status.hard and status.used of ResourceQuotas: what people see. What counts is the API server's own count,
/// which no write overtakes. Kinds that appear later than this controller (custom resources) are counted, too, but
/// looked at every few seconds only. A quota is counted a few times a second at most: thousands of pods that come at
/// once are no thousands of counts. Thread: the controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
class ResourceQuota final : public client::Reconciler
{
public:
    ResourceQuota(client::Client client, const QList<Kind> &kinds);
    QByteArray name() const override { return "resourcequota"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    QList<api::Key> quotasOf(const api::Object &object) const;
    client::Informer *informerOf(const QByteArray &resource, bool &followed);

    client::Client m_client;
    QHash<QByteArray, api::Gvr> m_kinds; ///< by group resource: those that are followed from the start
    QHash<QByteArray, api::Gvr> m_later; ///< kinds that appeared later
    QHash<api::Key, QDeadlineTimer> m_rests; ///< until a quota is counted again
    client::Informers *m_all = nullptr;
    client::Informer *m_quotas = nullptr;
};

} // namespace orrery::controllers
