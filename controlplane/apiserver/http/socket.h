// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QSslSocket>

namespace orrery::http {

class Connection;

/// A client's TLS connection. Its own class because QtHttpServer ends a connection whose WebSocket upgrade it did not take itself, right
/// after it asked us about it (all versions): one such disconnectFromHost() has to be swallowed.
/// Thread: the api thread. Lifetime: QtHttpServer's, after the TLS handshake; the listener's until then.
class Socket final : public QSslSocket
{
    Q_OBJECT
public:
    using QSslSocket::QSslSocket;

    void swallowNextDisconnect() { m_swallow = true; }
    void disconnectFromHost() override
    {
        if (std::exchange(m_swallow, false))
            return;
        QSslSocket::disconnectFromHost();
    }
    /// Bytes written and not yet with the kernel. bytesToWrite() alone ends at the encryption.
    qint64 pending() const { return bytesToWrite() + encryptedBytesToWrite(); }

    Connection *connection = nullptr;

private:
    bool m_swallow = false;
};

} // namespace orrery::http
