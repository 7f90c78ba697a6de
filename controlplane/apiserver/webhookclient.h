// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/webhookcall.h"
#include "controlplane/apiserver/streams/dialer.h"
#include "controlplane/apiserver/streams/httpcall.h"

#include <map>

namespace orrery::apiserver {

/// How webhooks are reached: over HTTPS only, by their URL from this machine, or by their Service through the nodes'
/// tunnels; a connection for each call. Does not: know what is asked, try again.
/// Thread: the api thread. Lifetime: ApiServer's; the dialer outlives it. Its end gives up what is asked: nobody hears
/// of it.
class WebhookClient final
{
public:
    explicit WebhookClient(const streams::Dialer &dialer)
        : m_dialer(dialer)
    {
    }
    using Done = std::function<void(api::Result<api::Value> answer)>;
    /// See chain::WebhookCaller.
    void call(const chain::WebhookCall &call, Done done);

    static constexpr qsizetype mostBytes = 3 * 1024 * 1024;

private:
    const streams::Dialer &m_dialer;
    std::map<qint64, std::unique_ptr<streams::Fetch>> m_fetches;
    qint64 m_next = 0;
};

} // namespace orrery::apiserver
