// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/websocketchannel.h"

#include "controlplane/apiserver/http/wirestream.h"

#include <QtEndian>

namespace orrery::http {

std::shared_ptr<WebSocketChannel> WebSocketChannel::create(std::unique_ptr<Wire> wire, QByteArray subprotocol)
{
    return std::shared_ptr<WebSocketChannel>(new WebSocketChannel(std::move(wire), std::move(subprotocol)));
}

WebSocketChannel::WebSocketChannel(std::unique_ptr<Wire> wire, QByteArray subprotocol)
    : m_wire(std::move(wire))
    , m_subprotocol(std::move(subprotocol))
{
    m_wire->onBytes = [this](const QByteArray &bytes) {
        m_decoder.feed(bytes);
        decode();
    };
    m_wire->onGone = [this] {
        const auto self = shared_from_this(); // a callback may drop the last other owner
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
    m_wire->onWritable = [this] {
        const auto self = shared_from_this();
        if (onWritable)
            onWritable();
    };
    m_wire->onShutDown = [this] {
        const auto self = shared_from_this();
        close(1001, "the server is shutting down");
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
}

WebSocketChannel::~WebSocketChannel()
{
    close(1001, {});
}

void WebSocketChannel::sendFrame(WebSocketOpcode opcode, const QByteArray &payload)
{
    if (gone())
        return;
    QByteArray frame = webSocketFrameHead(opcode, payload.size());
    if (payload.size() <= 8192) {
        m_wire->write(frame += payload);
    } else {
        m_wire->write(frame);
        m_wire->write(payload);
    }
}

void WebSocketChannel::close(int code, const QByteArray &reason)
{
    finish(code, reason, false);
}

void WebSocketChannel::finish(int code, const QByteArray &reason, bool expected)
{
    if (m_closed)
        return;
    QByteArray payload(2, '\0');
    qToBigEndian(quint16(code), payload.data());
    sendFrame(WebSocketOpcode::Close, payload + reason.left(123));
    m_closed = true;
    m_wire->close(expected);
}

void WebSocketChannel::setPaused(bool paused)
{
    m_paused = paused;
    m_wire->setPaused(paused);
}

void WebSocketChannel::decode()
{
    using Type = WebSocketDecoder::Item::Type;
    const auto self = shared_from_this();
    while (!m_paused && !gone()) {
        const auto item = m_decoder.next();
        switch (item.type) {
        case Type::Nothing:
            return;
        case Type::Message:
            if (onMessage)
                onMessage(item.payload);
            break;
        case Type::Ping:
            if (pending() < highWaterMark) // one who pings and doesn't read gets no more
                sendFrame(WebSocketOpcode::Pong, item.payload);
            break;
        case Type::Pong:
            if (onPong)
                onPong();
            break;
        case Type::Close:
        case Type::Error:
            finish(item.code, item.type == Type::Error ? item.payload : QByteArray(), item.type == Type::Close);
            if (const auto gone = std::exchange(onGone, nullptr))
                gone();
            return;
        }
    }
}

} // namespace orrery::http
