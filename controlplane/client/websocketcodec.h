// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

namespace orrery::client {

/// The client's side of WebSocket framing (RFC 6455): masks what it sends, takes only unmasked frames, joins fragments.
/// Does not: read sockets, keep time. Thread: one. Lifetime: owner's.
class WebSocketCodec final
{
public:
    struct Event
    {
        enum class Type { Message, Ping, Pong, Close };
        Type type = Type::Message;
        QByteArray payload; ///< Close: the reason
        int code = 1005; ///< Close only
    };

    static QByteArray createKey(); ///< Sec-WebSocket-Key
    static QByteArray acceptOf(const QByteArray &key); ///< what Sec-WebSocket-Accept must say

    static QByteArray message(QByteArrayView payload); ///< binary
    static QByteArray ping();
    static QByteArray pong(QByteArrayView payload);
    static QByteArray close(int code, QByteArrayView reason = {});

    /// Errors: BadRequest (a violation of the protocol; the connection has to go).
    api::Result<QList<Event>> feed(QByteArrayView bytes);

    static constexpr qsizetype maxMessage = 8 * 1024 * 1024;

private:
    QByteArray m_buffer;
    QByteArray m_fragments;
    bool m_fragmented = false;
};

} // namespace orrery::client
