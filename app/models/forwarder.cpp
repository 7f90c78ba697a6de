// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/forwarder.h"

#include "controlplane/client/client.h"

#include <QTcpSocket>

namespace orrery::models {

namespace {
constexpr qint64 piece = 32 * 1024;
constexpr qint64 highWaterMark = 256 * 1024; ///< bytes under way to the server, above which nothing more is read
/// Bytes that a local program has not taken. The stream cannot be stopped, so a program that is too slow loses it.
constexpr qint64 maxUntaken = 64 * 1024 * 1024;
constexpr int retryMs = 5;
} // namespace

/// One local connection and its stream (v4.channel.k8s.io: channel 0 is data, 1 is what went wrong; the first message of each
/// names the port).
class Forwarder::Connection final : public QObject
{
public:
    Connection(Forwarder &owner, QTcpSocket *socket)
        : QObject(&owner)
        , m_owner(owner)
        , m_socket(socket)
    {
        socket->setParent(this);
        socket->setReadBufferSize(highWaterMark);
        ++owner.m_counts.open;
        ++owner.m_counts.total;
        owner.count();
        m_again.setSingleShot(true);
        m_again.setInterval(retryMs);
        connect(&m_again, &QTimer::timeout, this, &Connection::pump);
        connect(socket, &QTcpSocket::readyRead, this, &Connection::pump);
        connect(socket, &QTcpSocket::disconnected, this, &Connection::finish);
        api::Request request;
        request.path = client::gvr::pods.path({owner.m_pod.ns, owner.m_pod.name}, "portforward");
        request.query.add("ports", QByteArray::number(owner.m_pod.port));
        client::StreamHandlers handlers;
        handlers.opened = [this](const QByteArray &) {
            m_open = true;
            pump();
        };
        handlers.data = [this](const QByteArray &message) { take(message); };
        handlers.ended = [this](const api::Result<> &result) {
            m_stream.reset();
            if (!result)
                Q_EMIT m_owner.troubled(QString::fromUtf8(result.error().message));
            m_socket->disconnectFromHost(); // after what is left to write
            if (m_socket->state() == QAbstractSocket::UnconnectedState)
                finish();
        };
        m_stream = owner.m_transport->channel(std::move(request), {"v4.channel.k8s.io"}, this, std::move(handlers));
    }

private:
    void pump()
    {
        while (m_open && m_stream && m_socket->bytesAvailable() > 0) {
            if (m_stream->pending() >= highWaterMark) {
                m_again.start();
                return;
            }
            const QByteArray bytes = m_socket->read(piece);
            m_owner.m_counts.out += bytes.size();
            m_owner.count();
            m_stream->send(QByteArray(1, '\0') + bytes);
        }
    }

    void take(const QByteArray &message)
    {
        const int channel = message.isEmpty() ? 2 : uchar(message[0]);
        if (channel > 1)
            return;
        if (!std::exchange(m_named[channel], true))
            return;
        if (channel == 1) {
            Q_EMIT m_owner.troubled(QString::fromUtf8(message.sliced(1)));
            return;
        }
        m_socket->write(message.constData() + 1, message.size() - 1);
        m_owner.m_counts.in += message.size() - 1;
        m_owner.count();
        Q_EMIT m_owner.troubled({});
        if (m_socket->bytesToWrite() > maxUntaken) {
            Q_EMIT m_owner.troubled(tr("A local program takes its bytes too slowly; its connection was closed."));
            m_socket->abort();
        }
    }

    void finish()
    {
        if (std::exchange(m_finished, true))
            return;
        m_stream.reset();
        --m_owner.m_counts.open;
        m_owner.count();
        deleteLater();
    }

    Forwarder &m_owner;
    QTcpSocket *m_socket;
    QTimer m_again;
    bool m_open = false, m_finished = false;
    bool m_named[2] = {false, false};
    std::unique_ptr<client::Subscription> m_stream;
};

Forwarder::Forwarder(client::Transport *transport)
    : m_transport(transport)
    , m_server(this)
    , m_tell(this)
{
    m_tell.setSingleShot(true);
    m_tell.setInterval(250);
    connect(&m_tell, &QTimer::timeout, this, [this] {
        if (std::exchange(m_told, m_counts) != m_counts)
            Q_EMIT counted(m_counts);
    });
    connect(&m_server, &QTcpServer::newConnection, this, &Forwarder::accept);
}

Forwarder::~Forwarder() = default;

void Forwarder::listen(quint16 wanted, quint16 likely)
{
    const QHostAddress here(QHostAddress::LocalHost);
    const bool good = wanted ? m_server.listen(here, wanted)
                             : (likely >= 1024 && m_server.listen(here, likely)) || m_server.listen(here, 0);
    if (good)
        Q_EMIT listening(m_server.serverPort());
    else
        Q_EMIT failed(tr("Port %1 of this machine cannot be used: %2").arg(wanted).arg(m_server.errorString()));
}

void Forwarder::setPod(const ForwardPod &pod)
{
    m_pod = pod;
}

void Forwarder::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        if (m_pod.name.isEmpty() || m_counts.open >= maxConnections) {
            if (!m_pod.name.isEmpty())
                Q_EMIT troubled(tr("More than %1 connections at once.").arg(maxConnections));
            socket->abort();
            socket->deleteLater();
            continue;
        }
        new Connection(*this, socket);
    }
}

void Forwarder::count()
{
    if (!m_tell.isActive())
        m_tell.start();
}

} // namespace orrery::models
