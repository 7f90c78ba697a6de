// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Keeps an APIService for each group version that the server has itself, custom resources' among them, and says of
/// each APIService whether it is available. Does not: proxy to other servers; their APIServices say so. Thread: the
/// controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
class ApiService final : public client::Reconciler
{
public:
    ApiService(client::Client client, const api::Clock &clock)
        : m_client(std::move(client))
        , m_clock(clock)
    {
    }
    QByteArray name() const override { return "apiservice"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    api::Result<> keepLocal();
    api::Result<> say(const api::Object &service);

    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_apiServices = nullptr, *m_services = nullptr;
};

} // namespace orrery::controllers
