// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/head.h"

#include <QtHttpServer/QHttpServerResponder>

#include <functional>
#include <optional>

namespace orrery::http {

class Connection;
class Socket;

/// One request's place in the order of its connection's answers. What is written before its turn has come waits here.
/// Does not: know what is written; that is the exchange's and the stream's business.
/// Thread: the api thread. Lifetime: shared by the connection and the exchange; `connection` is null once the peer is gone or all is said.
class Turn final
{
public:
    Turn(Connection *connection, Head head)
        : head(std::move(head))
        , connection(connection)
    {
    }

    void write(const QByteArray &bytes);
    void finish(); ///< the answer is complete
    void expectEnd(); ///< of an upgraded connection: the peer has said that it sends no more
    bool isFront() const;
    qint64 pending() const; ///< bytes written and not yet with the kernel
    Socket *
    takeSocket(); ///< switches protocols: bytes from the peer are the caller's to read until finish(). Null if gone or answered

    Head head;
    Connection *connection;
    bool started = false; ///< an answer has begun
    bool done = false;
    std::function<void()> onGone; ///< the peer went away before finish()
    std::function<void()> onWritable; ///< our turn has come, or bytes went out
    std::function<void()> onShutDown; ///< the server ends: say what there is to say, and finish

private:
    friend class Connection;
    QList<QByteArray> m_waiting;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    std::optional<QHttpServerResponder> m_responder; ///< while we hold it QtHttpServer does not read the next request
#endif
};

} // namespace orrery::http
