// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/listener.h"
#include "controlplane/apiserver/http/turn.h"

#include <QPointer>

#include <deque>

namespace orrery::http {

class Socket;

/// A client's connection: the guard that reads each request's head before QtHttpServer does (limits, timeouts, refusals with a Status),
/// who the client is, and the order of the answers.
/// Thread: the api thread. Lifetime: a child of its socket.
class Connection final : public QObject
{
    Q_OBJECT
public:
    Connection(Socket *socket, Listener *listener);
    ~Connection() override;

    const Peer &peer() const { return m_peer; }
    Socket *socket() const { return m_socket; }

    bool isWebSocketRequest() const { return m_phase == Phase::Body && m_head.upgrade == Head::Upgrade::WebSocket; }
    /// QtHttpServer has a whole request: makes its exchange and calls the handler. responder: null before Qt 6.5.
    void deliver(const QByteArray &body, QHttpServerResponder *responder, const HttpServer::Handler &handler);

    bool tick(qint64 now); ///< acts on timeouts; whether to look again soon
    void shutDown();
    void abort();

private:
    friend class Turn;
    /// Where reading stands: between requests, in a head, after a head, or no more requests (the last answers still go out).
    enum class Phase { Boundary, Head, Body, Closed };

    void guard();
    bool hasDeferredResponder() const;
    void refuse(const api::Error &error);
    void stopReading();
    void advance();
    void closeAfterWriting();
    void closeIfWritten();
    void written();
    void lost();

    Socket *const m_socket;
    QPointer<Listener> m_listener; ///< null once lost
    const Peer m_peer;
    const api::User m_user;
    const QByteArray m_address;
    Phase m_phase = Phase::Boundary;
    QByteArray m_headBytes;
    http::Head m_head;
    qint64 m_bodySeen = 0;
    qint64 m_since = 0; ///< when this phase began
    qint64 m_progress = 0; ///< when the peer last took bytes
    std::deque<std::shared_ptr<Turn>> m_turns;
    bool m_closing = false; ///< as soon as all is written
    int m_lingerMs = 0; ///< a moment for the peer to read it
};

} // namespace orrery::http
