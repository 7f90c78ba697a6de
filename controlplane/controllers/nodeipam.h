// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"

#include <QSet>

namespace orrery::controllers {

/// The pod network is 10.244.0.0/14; this is its i-th /24 of `nodeRanges`: "10.244.0.0/24", ... "10.247.255.0/24".
inline constexpr int nodeRanges = 1024;
QByteArray nodeRange(int i);

/// Gives each Node its spec.podCIDR: the lowest free /24 of the pod network. What is assigned stays until the Node is gone.
/// Thread: the controllers'. Lifetime: its runner's.
class NodeIpam final : public client::Reconciler
{
public:
    explicit NodeIpam(client::Client client) : m_client(std::move(client)) { }
    QByteArray name() const override { return "nodeipam"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    client::Client m_client;
    client::Informer *m_nodes = nullptr;
    QHash<QByteArray, QByteArray> m_assigned; ///< node uid -> CIDR, also while the informer doesn't show it yet
};

} // namespace orrery::controllers
