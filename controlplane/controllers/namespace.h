// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"
#include "controlplane/controllers/discovery.h"

namespace orrery::controllers {

/// Empties a namespace that is being deleted, of every namespaced kind the server has, and then lets it go.
/// Thread: the controllers'. Lifetime: its runner's.
class Namespace final : public client::Reconciler
{
public:
    Namespace(client::Client client, const api::Clock &clock) : m_client(std::move(client)), m_clock(clock) { }
    QByteArray name() const override { return "namespace"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    struct Left; ///< what a namespace still has
    api::Result<Left> deleteContent(const QByteArray &ns);
    api::Result<> say(const api::Object &ns, const Left &left, const QByteArray &discoveryFailure);

    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_namespaces = nullptr;
};

} // namespace orrery::controllers
