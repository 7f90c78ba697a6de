// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Gives cluster roles with an aggregationRule the rules of all cluster roles that its selectors match, in the order of
/// their names. Thread: the controllers'. Lifetime: its runner's.
class ClusterRoleAggregation final : public client::Reconciler
{
public:
    explicit ClusterRoleAggregation(client::Client client)
        : m_client(std::move(client))
    {
    }
    QByteArray name() const override { return "clusterroleaggregation"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    client::Client m_client;
    client::Informer *m_roles = nullptr;
};

} // namespace orrery::controllers
