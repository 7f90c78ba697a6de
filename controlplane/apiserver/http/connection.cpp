// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/connection.h"

#include "controlplane/apiserver/http/socket.h"
#include "controlplane/apiserver/http/tls.h"
#include "controlplane/apiserver/http/wireexchange.h"

namespace orrery::http {

using api::Reason;

/// How long a peer may go on sending after our last byte, where it does not expect the end: closed at once, TCP would reset the connection
/// and the peer might never read why it was refused, or how its exec ended. Shorter where it has no more to send.
static constexpr int longLingerMs = 300;
static constexpr int shortLingerMs = 30;

Connection::Connection(Socket *socket, Listener *listener)
    : QObject(socket)
    , m_socket(socket)
    , m_listener(listener)
    , m_peer{socket->peerAddress(), socket->peerPort(), socket->localPort()}
    , m_user(verifiedUser(*socket))
    , m_address(socket->peerAddress().toString().toLatin1())
    , m_since(listener->now())
{
    socket->connection = this;
    listener->add(this);
    connect(socket, &QIODevice::readyRead, this, &Connection::guard);
    connect(socket, &QSslSocket::encryptedBytesWritten, this,
            &Connection::written); // bytesWritten comes at encryption already
    connect(socket, &QAbstractSocket::disconnected, this, &Connection::lost);
}

Connection::~Connection()
{
    lost();
}

// ------------------------------------------------------------------------------------------------------------------- reading

bool Connection::hasDeferredResponder() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return !m_turns.empty() && m_turns.back()->m_responder;
#else
    return false;
#endif
}

/// Runs at each readyRead before QtHttpServer's own slot. QtHttpServer reads within a transaction, so bytesAvailable() are the bytes that
/// are new to both of us, and peek() leaves them there.
void Connection::guard()
{
    if (m_phase == Phase::Closed || !m_listener)
        return;
    const Limits &limits = m_listener->limits();
    const qint64 available = m_socket->bytesAvailable();
    if (available <= 0)
        return;
    if (hasDeferredResponder()) {
        // QtHttpServer doesn't read now and will announce these bytes again; but a client must not pile them up behind a long watch.
        if (available > limits.head + limits.body)
            m_socket->abort();
        return;
    }
    if (m_phase == Phase::Boundary) {
        m_phase = Phase::Head;
        m_headBytes.clear();
        m_head = {};
        m_since = m_listener->now();
        if (int(m_turns.size()) >= limits.pipeline)
            return refuse(api::error(Reason::TooManyRequests, "too many pipelined requests"));
    }
    if (m_phase == Phase::Head) {
        const qsizetype known = m_headBytes.size();
        m_headBytes += m_socket->peek(std::min(available, limits.head + 4 - known));
        qsizetype start = 0;
        while (start < m_headBytes.size() && (m_headBytes[start] == '\r' || m_headBytes[start] == '\n'))
            ++start;
        const qsizetype end = m_headBytes.indexOf("\r\n\r\n", std::max(start, known - 3));
        if (end < 0) {
            if (m_headBytes.size() >= limits.head)
                return refuse({Reason::BadRequest, "the request's head is too large", {}, {}, {}, {}, 0, 431});
            if (m_headBytes.size() - start > 16 && m_headBytes.indexOf(' ', start) < 0)
                return refuse(api::error(Reason::BadRequest, "malformed HTTP request: request line"));
            m_listener->watchClosely();
            return;
        }
        auto head = parseHead(QByteArrayView(m_headBytes).sliced(start, end - start));
        if (!head)
            return refuse(head.error());
        m_head = std::move(*head);
        m_bodySeen = m_headBytes.size() - (end + 4) + (available - (m_headBytes.size() - known));
        m_phase = Phase::Body;
        m_since = m_listener->now();
    } else {
        m_bodySeen += available;
    }
    if (m_head.chunked ? m_bodySeen > 2 * limits.body : m_head.contentLength > limits.body)
        return refuse(api::error(Reason::RequestEntityTooLarge, "limit is " + QByteArray::number(limits.body)));
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    if (m_head.expectContinue && m_bodySeen == 0 && m_turns.empty() && (m_head.contentLength > 0 || m_head.chunked)) {
        m_head.expectContinue = false;
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    }
#endif
    if (m_head.chunked || m_bodySeen < m_head.contentLength)
        m_listener->watchClosely();
}

void Connection::deliver(const QByteArray &body, QHttpServerResponder *responder, const HttpServer::Handler &handler)
{
    if (m_phase == Phase::Closed || !m_listener)
        return;
    if (m_phase != Phase::Body) // QtHttpServer saw a request where we did not
        return refuse(api::error(Reason::BadRequest, "malformed HTTP request"));
    if (body.size() > m_listener->limits().body)
        return refuse(
            api::error(Reason::RequestEntityTooLarge, "limit is " + QByteArray::number(m_listener->limits().body)));

    const auto turn = std::make_shared<Turn>(this, std::move(m_head));
    m_phase = Phase::Boundary;
    m_since = m_listener->now();
    m_turns.push_back(turn);
    api::ExchangePtr exchange = std::make_shared<WireExchange>(turn, m_listener->flusher(), body, m_user, m_address);
    const auto keepResponder = [&] {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
        if (responder)
            turn->m_responder.emplace(std::move(*responder));
#else
        Q_UNUSED(responder);
#endif
    };
    if (turn->head.upgrade != Head::Upgrade::None) {
        // No more HTTP on this connection, whatever the answer. We are still within QtHttpServer's slot: the handler has to wait.
        const bool webSocket = turn->head.upgrade == Head::Upgrade::WebSocket;
        turn->head.close = true;
        stopReading();
        if (webSocket)
            m_socket->swallowNextDisconnect();
        keepResponder();
        QMetaObject::invokeMethod(
            this, [exchange, handler] { handler(exchange); }, Qt::QueuedConnection);
        return;
    }
    handler(exchange);
    exchange.reset(); // one that nobody kept answers now
    // A responder moved out and destroyed within QtHttpServer's call would connect readyRead a second time: take it only if it has to wait.
    if (!turn->done)
        keepResponder();
}

/// QtHttpServer and the guard let go of the bytes. (Before that a read buffer size would stall the requests that exceed it, as QtHttpServer
/// reads within a transaction.)
void Connection::stopReading()
{
    m_phase = Phase::Closed;
    QObject::disconnect(m_socket, &QIODevice::readyRead, nullptr, nullptr);
    if (m_socket->isTransactionStarted())
        m_socket->commitTransaction();
    m_socket->setReadBufferSize(256 * 1024);
}

/// Answers in its turn, then ends the connection.
void Connection::refuse(const api::Error &error)
{
    stopReading();
    m_lingerMs = error.httpStatus() == 413 || error.httpStatus() == 431 ? longLingerMs : shortLingerMs;
    http::Head head;
    head.close = true;
    const auto turn = std::make_shared<Turn>(this, std::move(head));
    m_turns.push_back(turn);
    const api::Response response = api::Response::of(error);
    const QByteArray body = response.json();
    turn->write(responseHead(response, body.size(), false, true) + body);
    turn->finish();
}

// ------------------------------------------------------------------------------------------------------------------- answering

void Turn::write(const QByteArray &bytes)
{
    if (!connection || bytes.isEmpty())
        return;
    if (isFront())
        connection->socket()->write(bytes);
    else
        m_waiting.append(bytes);
}

bool Turn::isFront() const
{
    return connection && !connection->m_turns.empty() && connection->m_turns.front().get() == this;
}

qint64 Turn::pending() const
{
    qint64 waiting = 0;
    for (const QByteArray &bytes : m_waiting)
        waiting += bytes.size();
    return waiting + (isFront() ? connection->socket()->pending() : 0);
}

void Turn::finish()
{
    if (std::exchange(done, true))
        return;
    onGone = onWritable = onShutDown = nullptr;
    if (isFront())
        connection->advance();
}

Socket *Turn::takeSocket()
{
    if (!isFront() || started)
        return nullptr;
    started = true;
    connection->m_lingerMs = longLingerMs;
    return connection->socket(); // the turn stays: on Qt >= 6.5 it holds the responder until the connection ends
}

void Turn::expectEnd()
{
    if (connection)
        connection->m_lingerMs = shortLingerMs;
}

/// Answers that are complete leave the queue; the next one's bytes go out.
void Connection::advance()
{
    while (!m_turns.empty()) {
        const auto turn = m_turns.front();
        for (const QByteArray &bytes : std::exchange(turn->m_waiting, {}))
            m_socket->write(bytes);
        if (!turn->done) {
            if (const auto writable = turn->onWritable)
                writable();
            return;
        }
        m_turns.pop_front();
        turn->connection = nullptr;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
        turn->m_responder.reset(); // QtHttpServer reads on; must happen while the socket is still connected
#endif
        if (m_listener)
            m_since = m_listener->now();
        if (turn->head.close)
            return closeAfterWriting();
    }
}

void Connection::closeAfterWriting()
{
    if (std::exchange(m_closing, true))
        return;
    stopReading();
    const auto discard = [this] { m_socket->skip(m_socket->bytesAvailable()); };
    connect(m_socket, &QIODevice::readyRead, this, discard);
    discard();
    if (m_listener) {
        m_progress = m_listener->now();
        m_listener->watchClosely();
    }
    // Never at once: from Qt 6.8 on a responder that dies while its socket closes takes the socket and the unsent bytes with it.
    QMetaObject::invokeMethod(this, &Connection::closeIfWritten, Qt::QueuedConnection);
}

void Connection::closeIfWritten()
{
    if (m_socket->pending() > 0)
        return; // written() comes back
    QTimer::singleShot(std::exchange(m_lingerMs, 0), this, [this] { m_socket->disconnectFromHost(); });
}

void Connection::written()
{
    if (m_listener)
        m_progress = m_listener->now();
    if (m_closing)
        return closeIfWritten();
    if (m_turns.empty())
        return;
    const auto turn = m_turns.front();
    if (const auto writable = turn->onWritable)
        writable();
}

// ---------------------------------------------------------------------------------------------------------------------- ending

bool Connection::tick(qint64 now)
{
    if (!m_listener)
        return false;
    const Limits &limits = m_listener->limits();
    const qint64 age = now - m_since;
    const bool stalled = m_socket->pending() > 0 && now - m_progress > limits.bodyMs;
    if (m_closing) {
        if (stalled)
            abort();
        return true;
    }
    switch (m_phase) {
    case Phase::Head:
        if (age > limits.headMs)
            refuse({Reason::Timeout, "the request's head did not arrive in time", {}, {}, {}, {}, 0, 408});
        return true;
    case Phase::Body:
        if (age > limits.bodyMs)
            refuse({Reason::Timeout, "the request's body did not arrive in time", {}, {}, {}, {}, 0, 408});
        return true;
    case Phase::Boundary:
        if (m_turns.empty() && stalled)
            abort(); // does not read its answers
        else if (m_turns.empty() && m_socket->pending() == 0 && age > limits.idleMs)
            closeAfterWriting();
        return false;
    case Phase::Closed:
        return false;
    }
    return false;
}

void Connection::shutDown()
{
    const auto turns = m_turns;
    for (const auto &turn : turns) {
        turn->head.close = true;
        if (const auto end = turn->onShutDown)
            end();
    }
    if (m_turns.empty())
        closeAfterWriting();
}

void Connection::abort()
{
    m_socket->abort();
}

/// The peer is gone: nobody writes any more, and on Qt >= 6.5 no responder may outlive this.
void Connection::lost()
{
    if (!m_listener)
        return;
    m_listener->remove(this);
    m_listener = nullptr;
    m_phase = Phase::Closed;
    for (const auto &turn : std::exchange(m_turns, {})) {
        turn->connection = nullptr;
        turn->m_waiting.clear();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
        turn->m_responder.reset();
#endif
        const auto gone = std::exchange(turn->onGone, nullptr);
        turn->onWritable = turn->onShutDown = nullptr;
        if (gone)
            gone();
    }
}

} // namespace orrery::http
