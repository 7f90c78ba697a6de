// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/turn.h"

#include "controlplane/api/exchange.h"

namespace orrery::http {

class Flusher;

/// A request that came over the wire, and its answer. Unanswered when the last owner lets go, it answers 500.
/// Thread: the api thread. Lifetime: the handler's; the connection may end before.
class WireExchange final : public api::Exchange
{
public:
    WireExchange(std::shared_ptr<Turn> turn, Flusher &flusher, QByteArray body, const api::User &user,
                 const QByteArray &address);
    ~WireExchange() override;

    bool gone() const override { return !m_turn->connection; }
    void respond(api::Response response) override;
    using api::Exchange::respond;
    std::shared_ptr<api::Stream> begin(api::Response head) override;
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &subprotocols) override;
    std::shared_ptr<api::PortForward> upgradePortForward() override;
    std::shared_ptr<api::Channel> passThrough(const api::Response &head) override;

private:
    bool isHead() const { return m_request.method == "HEAD"; }
    std::shared_ptr<api::Channel> acceptWebSocket(const QList<QByteArray> &subprotocols);
    QByteArray acceptSpdy(const QList<QByteArray> &subprotocols, std::shared_ptr<api::Channel> &bytes);

    std::shared_ptr<Turn> m_turn;
    const QPointer<Flusher> m_flusher;
};

} // namespace orrery::http
