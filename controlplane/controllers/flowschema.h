// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Says of each FlowSchema whether the priority level that it names exists (condition Dangling).
/// Thread: the controllers'. Lifetime: its runner's.
class FlowSchema final : public client::Reconciler
{
public:
    FlowSchema(client::Client client, const api::Clock &clock)
        : m_client(std::move(client))
        , m_clock(clock)
    {
    }
    QByteArray name() const override { return "flowschema"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    client::Client m_client;
    const api::Clock &m_clock;
    client::Informer *m_schemas = nullptr, *m_levels = nullptr;
};

} // namespace orrery::controllers
