// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/api/metrics.h"
#include "controlplane/client/transport.h"

#include <QMutex>

namespace orrery::host {

/// The way into the API server of this process: posts exchanges to the api thread.
/// Thread: post() from any; close() on the api thread, after which what is posted is dropped. Lifetime: shared.
class Gateway final
{
public:
    using Handler = std::function<void(const api::ExchangePtr &)>;
    Gateway(QObject *context, Handler handler)
        : m_context(context)
        , m_handler(std::move(handler))
    {
    }
    bool post(std::function<void()> call); ///< on the api thread, in order; false: closed
    void handle(const api::ExchangePtr &exchange); ///< on the api thread
    void close();

private:
    QMutex m_mutex;
    QObject *m_context;
    Handler m_handler;
};

/// A Transport without a wire: requests reach the API server as values, with the user preset and the same chain behind
/// it; answers and watch events come as the Objects that the store holds, never serialised. Thread: any. Lifetime:
/// outlives every Client and Subscription made from it; may outlive the server (then: ServiceUnavailable).
class LoopbackTransport final : public client::Transport
{
public:
    LoopbackTransport(std::shared_ptr<Gateway> gateway, api::User user);
    ~LoopbackTransport() override;

    /// Counts answers from now on, under client-go's name; before the first request. The metrics outlive it.
    void count(api::Metrics &metrics);
    void send(api::Request request, std::function<void(api::Result<api::Response>)> done) override;
    std::unique_ptr<client::Subscription> watch(api::Request request, QObject *context,
                                                std::function<void(QList<client::WatchItem>)> items,
                                                std::function<void(api::Result<>)> ended) override;
    std::unique_ptr<client::Subscription> stream(api::Request request, QObject *context,
                                                 client::StreamHandlers handlers) override;
    std::unique_ptr<client::Subscription> channel(api::Request request, QList<QByteArray> subprotocols,
                                                  QObject *context, client::StreamHandlers handlers) override;

private:
    void prepare(api::Request &request) const;

    std::shared_ptr<Gateway> m_gateway;
    const api::User m_user;
    api::Metrics::Family<api::Counter> *m_answers = nullptr;
};

} // namespace orrery::host
