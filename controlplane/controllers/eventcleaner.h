// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Deletes Events an hour after they were last counted, as Kubernetes lets them expire.
/// Thread: the controllers'. Lifetime: its runner's.
class EventCleaner final : public client::Reconciler
{
public:
    EventCleaner(client::Client client, const api::Clock &clock) : m_client(std::move(client)), m_clock(clock) { }
    QByteArray name() const override { return "eventcleaner"; }
    client::Watches watches() const override { return { client::For(client::gvr::events) }; }
    void setUp(client::Informers &informers) override { m_informer = informers.get(client::gvr::events); }
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

    static constexpr qint64 lifetime = qint64(3600) * 1'000'000; ///< microseconds

private:
    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_informer = nullptr;
};

} // namespace orrery::controllers
