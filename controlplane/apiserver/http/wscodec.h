// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>

namespace orrery::http {

/// Sec-WebSocket-Accept for that Sec-WebSocket-Key (RFC 6455, 4.2.2).
QByteArray webSocketAccept(const QByteArray &key);

enum class WebSocketOpcode : quint8 { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

/// The head of a server's frame: final, not masked. The payload follows it.
QByteArray webSocketFrameHead(WebSocketOpcode opcode, qsizetype payload);

/// What a WebSocket client sends, frame by frame put together to messages. Bounded: a message has at most 1 MiB.
/// Thread: any. Does not: answer; the channel does.
class WebSocketDecoder final
{
public:
    static constexpr qsizetype maxMessage = 1024 * 1024;

    struct Item
    {
        enum class Type { Nothing, Message, Ping, Pong, Close, Error };
        Type type = Type::Nothing; ///< Nothing: feed() more
        QByteArray payload; ///< of Close and Error: the reason
        int code = 0; ///< of Close and Error: the status code to answer with
    };

    void feed(const QByteArray &bytes);
    Item next(); ///< after Close or Error: nothing more

private:
    Item fail(int code, const char *why);

    QByteArray m_bytes;
    qsizetype m_used = 0; ///< of m_bytes
    QByteArray m_message; ///< of fragments
    bool m_inMessage = false, m_text = false, m_ended = false;
};

} // namespace orrery::http
