// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Keeps in every namespace what pods expect there: the ServiceAccount "default" and the ConfigMap "kube-root-ca.crt".
/// Thread: the controllers'. Lifetime: its runner's.
class ServiceAccount final : public client::Reconciler
{
public:
    ServiceAccount(client::Client client, QByteArray clusterCaPem) : m_client(std::move(client)), m_clusterCaPem(std::move(clusterCaPem)) { }
    QByteArray name() const override { return "serviceaccount"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    client::Client m_client;
    QByteArray m_clusterCaPem;
    client::Informer *m_namespaces = nullptr;
    client::Informer *m_accounts = nullptr;
    client::Informer *m_configMaps = nullptr;
};

} // namespace orrery::controllers
