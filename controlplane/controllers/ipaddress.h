// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Keeps an IPAddress for each ClusterIP, as Kubernetes' allocator does, and says which ServiceCIDRs addresses come
/// from. Does not: allocate; the API server has, when it took the Service. IPAddresses that it did not make are left
/// alone. Its keys are IP addresses, and ("servicecidr", name). Thread: the controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects
class IpAddress final : public client::Reconciler
{
public:
    IpAddress(client::Client client, const api::Clock &clock)
        : m_client(std::move(client))
        , m_clock(clock)
    {
    }
    QByteArray name() const override { return "ipaddress"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    api::Result<> reconcileCidr(const QByteArray &name);

    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_services = nullptr, *m_addresses = nullptr, *m_cidrs = nullptr;
};

} // namespace orrery::controllers
