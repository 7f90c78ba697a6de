// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Deletes bootstrap tokens (Secrets of that type in kube-system) once they have expired.
/// Thread: the controllers'. Lifetime: its runner's.
class TokenCleaner final : public client::Reconciler
{
public:
    TokenCleaner(client::Client client, const api::Clock &clock) : m_client(std::move(client)), m_clock(clock) { }
    QByteArray name() const override { return "tokencleaner"; }
    client::Watches watches() const override { return { client::For(client::gvr::secrets) }; }
    void setUp(client::Informers &informers) override { m_secrets = informers.get(client::gvr::secrets); }
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_secrets = nullptr;
};

} // namespace orrery::controllers
