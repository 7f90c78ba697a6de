// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"

namespace orrery::apiserver {

/// A request that the server makes of itself. Does not: stream. Thread: the api thread. Lifetime: shared.
class InternalExchange final : public api::Exchange
{
public:
    using Done = std::function<void(const api::Response &response)>;
    InternalExchange(api::Request request, Done done)
        : m_done(std::move(done))
    {
        m_request = std::move(request);
    }
    bool gone() const override { return false; }
    using api::Exchange::respond;
    void respond(api::Response response) override { m_done(response); }
    std::shared_ptr<api::Stream> begin(api::Response) override { return {}; }
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &) override { return {}; }

private:
    const Done m_done;
};

} // namespace orrery::apiserver
