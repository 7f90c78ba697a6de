// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/listener.h"

#include "controlplane/apiserver/http/connection.h"
#include "controlplane/apiserver/http/socket.h"

#include <QPointer>

namespace orrery::http {

using namespace std::chrono_literals;

Listener::Listener(const Limits &limits, Flusher &flusher, QSslConfiguration tls)
    : m_limits(limits)
    , m_flusher(flusher)
    , m_tls(std::move(tls))
{
    m_clock.start();
    setListenBacklogSize(512);
    m_closely.setInterval(std::clamp(std::min(limits.headMs, limits.bodyMs) / 4, 20, 1000));
    m_widely.setInterval(std::clamp(limits.idleMs / 4, 20, 30'000));
    m_widely.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_closely, &QTimer::timeout, this, &Listener::tick);
    connect(&m_widely, &QTimer::timeout, this, &Listener::tick);
}

void Listener::incomingConnection(qintptr descriptor)
{
    auto *socket = new Socket(this);
    if (!socket->setSocketDescriptor(descriptor) || m_open >= m_limits.connections) {
        socket->abort();
        delete socket;
        return;
    }
    ++m_open;
    connect(socket, &QObject::destroyed, this, [this] { --m_open; });
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1); // a peer that vanished behind a quiet watch
    socket->setSslConfiguration(m_tls);

    // Until the hand-over the socket is ours to delete; afterwards it is QtHttpServer's.
    auto *handshake = new QTimer(socket);
    handshake->setSingleShot(true);
    connect(handshake, &QTimer::timeout, socket, [socket] {
        socket->abort();
        socket->deleteLater();
    });
    connect(socket, &QAbstractSocket::disconnected, handshake, [socket] { socket->deleteLater(); });
    connect(socket, &QAbstractSocket::errorOccurred, handshake,
            [socket](QAbstractSocket::SocketError) { socket->deleteLater(); });
    connect(socket, &QSslSocket::encrypted, handshake, [this, socket, handshake] {
        socket->disconnect(handshake);
        handshake->disconnect();
        handshake->stop();
        handshake->deleteLater();
        new Connection(socket, this); // before QtHttpServer connects to readyRead: its guard has to run first
        addPendingConnection(socket);
    });
    handshake->start(m_limits.handshakeMs);
    socket->startServerEncryption();
}

void Listener::add(Connection *connection)
{
    m_byPeer.insert(connection->peer(), connection);
    m_connections.insert(connection);
    if (!m_widely.isActive())
        m_widely.start();
}

void Listener::remove(Connection *connection)
{
    m_connections.remove(connection);
    const auto it = m_byPeer.constFind(connection->peer());
    if (it != m_byPeer.cend() && it.value() == connection) // a new connection may have got the same port
        m_byPeer.erase(it);
    if (m_connections.isEmpty()) {
        m_widely.stop();
        m_closely.stop();
        if (const auto empty = std::exchange(onEmpty, nullptr))
            empty();
    }
}

void Listener::watchClosely()
{
    if (!m_closely.isActive())
        m_closely.start();
}

void Listener::tick()
{
    const qint64 time = now();
    bool closely = false;
    const auto connections = m_connections; // a tick may end its connection
    for (Connection *connection : connections) {
        if (m_connections.contains(connection))
            closely = connection->tick(time) || closely;
    }
    if (!closely)
        m_closely.stop();
}

void Listener::shutDown()
{
    close();
    const auto connections = m_connections;
    for (Connection *connection : connections) {
        if (m_connections.contains(connection))
            connection->shutDown();
    }
}

void Listener::abortAll()
{
    close();
    const auto connections = m_connections;
    for (Connection *connection : connections) {
        if (m_connections.contains(connection))
            connection->abort();
    }
}

} // namespace orrery::http
