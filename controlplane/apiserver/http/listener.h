// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/flusher.h"
#include "controlplane/apiserver/http/httpserver.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTimer>

namespace orrery::http {

class Connection;

/// How QtHttpServer names a connection where it doesn't give us the socket (Qt 6.5 and later).
struct Peer
{
    QHostAddress address;
    quint16 remotePort = 0, localPort = 0;
    bool operator==(const Peer &) const = default;
};
inline size_t qHash(const Peer &peer, size_t seed = 0)
{
    return qHashMulti(seed, peer.address, peer.remotePort, peer.localPort);
}

/// Accepts connections, does their TLS handshake, counts them, and knows those that QtHttpServer serves; looks after their timeouts, with
/// a timer only while there is something to time.
/// Thread: the api thread. Lifetime: the Front's (QtHttpServer reparents it).
class Listener final : public QTcpServer
{
    Q_OBJECT
public:
    Listener(const Limits &limits, Flusher &flusher, QSslConfiguration tls);

    const Limits &limits() const { return m_limits; }
    Flusher &flusher() { return m_flusher; }
    void setTls(QSslConfiguration tls) { m_tls = std::move(tls); }
    qint64 now() const { return m_clock.elapsed(); } ///< milliseconds
    void watchClosely(); ///< some connection waits for the rest of a request, or for its own end

    Connection *find(const Peer &peer) const { return m_byPeer.value(peer); }
    void add(Connection *connection);
    void remove(Connection *connection);
    void shutDown(); ///< ends streams and connections, politely
    bool isEmpty() const { return m_connections.isEmpty(); }
    std::function<void()> onEmpty; ///< once, when the last connection has gone
    void abortAll();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void tick();

    const Limits m_limits;
    Flusher &m_flusher;
    QSslConfiguration m_tls;
    QElapsedTimer m_clock;
    QTimer m_closely, m_widely;
    QHash<Peer, Connection *> m_byPeer;
    QSet<Connection *> m_connections;
    int m_open = 0; ///< sockets, those in their handshake too
};

} // namespace orrery::http
