// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/requestrecorder.h"

namespace orrery::apiserver {

/// An exchange whose answer is noted as it goes out, and of a stream also its end: when its producer lets go of it.
/// Thread: the api thread. Lifetime: shared; holds the exchange that it stands for.
class RecordingExchange final : public api::Exchange
{
public:
    RecordingExchange(api::ExchangePtr inner, const std::shared_ptr<RequestRecorder> &recorder, Passage passage)
        : m_inner(std::move(inner))
        , m_recorder(recorder)
        , m_passage(std::move(passage))
    {
        m_request = m_inner->request();
    }
    ~RecordingExchange() override
    {
        if (const auto recorder = m_settled ? nullptr : m_recorder.lock())
            recorder->dropped(m_passage);
    }

    Passage &passage() { return m_passage; }
    bool gone() const override { return m_inner->gone(); }
    using api::Exchange::respond;
    void respond(api::Response response) override
    {
        const auto recorder = settle();
        if (!recorder)
            return m_inner->respond(std::move(response));
        recorder->answers(m_passage, m_request, response, false);
        if (m_passage.audit) {
            m_inner->respond(response);
            recorder->answered(m_passage, m_request, response);
        } else {
            m_inner->respond(std::move(response));
            recorder->answered(m_passage, m_request, {});
        }
    }
    std::shared_ptr<api::Stream> begin(api::Response head) override
    {
        const auto recorder = settle();
        if (!recorder)
            return m_inner->begin(std::move(head));
        recorder->answers(m_passage, m_request, head, true);
        return follow(m_inner->begin(head), head);
    }
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &subprotocols) override
    {
        return switched(m_inner->upgrade(subprotocols), {});
    }
    std::shared_ptr<api::PortForward> upgradePortForward() override
    {
        return switched(m_inner->upgradePortForward(), {});
    }
    std::shared_ptr<api::Channel> passThrough(const api::Response &head) override
    {
        return switched(m_inner->passThrough(head), head);
    }

private:
    /// A stream under way: the producer holds it, and with it what is to be noted at its end.
    template <class Taken> struct Going final
    {
        Going(Taken taken, RecordingExchange &exchange, api::Response head)
            : stream(std::move(taken))
            , recorder(exchange.m_recorder)
            , passage(std::move(exchange.m_passage))
            , request(exchange.m_request)
            , head(std::move(head))
        {
            request.body.clear();
            request.object = {};
        }
        ~Going()
        {
            stream.reset();
            if (const auto alive = recorder.lock())
                alive->streamEnded(passage, request, head);
        }
        Going(const Going &) = delete;
        Going &operator=(const Going &) = delete;

        Taken stream;
        const std::weak_ptr<RequestRecorder> recorder;
        Passage passage;
        api::Request request;
        const api::Response head;
    };

    std::shared_ptr<RequestRecorder> settle() { return std::exchange(m_settled, true) ? nullptr : m_recorder.lock(); }
    template <class Taken> Taken follow(Taken taken, const api::Response &head)
    {
        auto *const raw = taken.get();
        auto going = std::make_shared<Going<Taken>>(std::move(taken), *this, head);
        return raw ? Taken(std::move(going), raw) : Taken();
    }
    /// After an upgrade, which may have been refused: then somebody still answers.
    template <class Taken> Taken switched(Taken taken, api::Response head)
    {
        const auto recorder = taken ? settle() : nullptr;
        if (!recorder)
            return taken;
        head.status = 101;
        recorder->answers(m_passage, m_request, head, true);
        return follow(std::move(taken), head);
    }

    const api::ExchangePtr m_inner;
    const std::weak_ptr<RequestRecorder> m_recorder;
    Passage m_passage;
    bool m_settled = false;
};

} // namespace orrery::apiserver
