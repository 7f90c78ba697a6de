// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"

namespace orrery::apiserver {

/// An exchange whose answer is noted before it goes out: for the ring of steps, and for audit.
/// Thread: the api thread. Lifetime: shared; holds the exchange that it stands for.
class RecordingExchange final : public api::Exchange
{
public:
    using Record = std::function<void(const api::Request &request, const api::Response &response)>;
    RecordingExchange(api::ExchangePtr inner, Record record)
        : m_inner(std::move(inner))
        , m_record(std::move(record))
    {
        m_request = m_inner->request();
    }

    bool gone() const override { return m_inner->gone(); }
    using api::Exchange::respond;
    void respond(api::Response response) override
    {
        m_record(m_request, response);
        m_inner->respond(std::move(response));
    }
    std::shared_ptr<api::Stream> begin(api::Response head) override
    {
        auto stream = m_inner->begin(head);
        if (stream)
            m_record(m_request, head);
        return stream;
    }
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &subprotocols) override
    {
        return upgraded(m_inner->upgrade(subprotocols));
    }
    std::shared_ptr<api::PortForward> upgradePortForward() override { return upgraded(m_inner->upgradePortForward()); }
    std::shared_ptr<api::Channel> passThrough(const api::Response &head) override
    {
        return upgraded(m_inner->passThrough(head));
    }

private:
    template <class Taken> Taken upgraded(Taken taken) const
    {
        if (taken) {
            api::Response switched;
            switched.status = 101;
            m_record(m_request, switched);
        }
        return taken;
    }

    const api::ExchangePtr m_inner;
    const Record m_record;
};

} // namespace orrery::apiserver
