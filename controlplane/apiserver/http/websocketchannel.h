// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/http/wire.h"
#include "controlplane/apiserver/http/wscodec.h"

namespace orrery::http {

/// An api::Channel over WebSocket (RFC 6455): sends binary messages, takes binary and text, answers pings, closes by the handshake.
/// Thread: the api thread. Lifetime: shared; dropping it closes it (1001).
class WebSocketChannel final : public api::Channel, public std::enable_shared_from_this<WebSocketChannel>
{
public:
    static std::shared_ptr<WebSocketChannel> create(std::unique_ptr<Wire> wire, QByteArray subprotocol);
    ~WebSocketChannel() override;

    QByteArray subprotocol() const override { return m_subprotocol; }
    void send(const QByteArray &message) override { sendFrame(WebSocketOpcode::Binary, message); }
    void close(int code, const QByteArray &reason) override;
    qint64 pending() const override { return m_wire->pending(); }
    bool gone() const override { return m_closed || m_wire->gone(); }
    void setPaused(bool paused) override;
    void ping() override { sendFrame(WebSocketOpcode::Ping, {}); }

private:
    WebSocketChannel(std::unique_ptr<Wire> wire, QByteArray subprotocol);
    void finish(int code, const QByteArray &reason, bool expected);
    void sendFrame(WebSocketOpcode opcode, const QByteArray &payload);
    void decode();

    const std::unique_ptr<Wire> m_wire;
    const QByteArray m_subprotocol;
    WebSocketDecoder m_decoder;
    bool m_paused = false;
    bool m_closed = false;
};

} // namespace orrery::http
