// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/connection.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace orrery::streams {

namespace {

constexpr qint64 window = 256 * 1024, highWaterMark = 64 * 1024;
constexpr int lingerTime = 10'000; // milliseconds

class TcpConnection final : public Connection, public std::enable_shared_from_this<TcpConnection>
{
public:
    TcpConnection()
        : m_socket(new QTcpSocket)
    {
    }
    ~TcpConnection() override
    {
        m_socket->disconnect();
        if (m_socket->state() == QAbstractSocket::ConnectedState)
            m_socket->disconnectFromHost(); // once what was written is out
        if (m_socket->state() == QAbstractSocket::ClosingState) {
            QObject::connect(m_socket, &QTcpSocket::disconnected, m_socket, &QObject::deleteLater);
            QTimer::singleShot(lingerTime, m_socket, &QTcpSocket::abort); // who does not read is not waited for
        } else {
            m_socket->abort();
            m_socket->deleteLater();
        }
    }

    void start(const QByteArray &host, int port)
    {
        const auto with = [this](auto member) {
            return [weak = weak_from_this(), member] {
                if (const auto self = weak.lock())
                    (self.get()->*member)();
            };
        };
        m_socket->setReadBufferSize(window);
        QObject::connect(m_socket, &QTcpSocket::connected, m_socket, with(&TcpConnection::opened));
        QObject::connect(m_socket, &QTcpSocket::readyRead, m_socket, with(&TcpConnection::read));
        QObject::connect(m_socket, &QTcpSocket::bytesWritten, m_socket, with(&TcpConnection::written));
        QObject::connect(m_socket, &QTcpSocket::disconnected, m_socket, with(&TcpConnection::ended));
        QObject::connect(m_socket, &QTcpSocket::errorOccurred, m_socket, with(&TcpConnection::ended));
        m_socket->connectToHost(QString::fromUtf8(host), quint16(port));
    }

    void write(const QByteArray &bytes) override
    {
        if (m_open)
            m_socket->write(bytes);
        else
            m_early += bytes;
    }
    qint64 pending() const override { return m_early.size() + m_socket->bytesToWrite(); }
    void consumed(qint64 bytes) override
    {
        m_unconsumed -= bytes;
        if (m_socket->bytesAvailable() > 0)
            QMetaObject::invokeMethod(m_socket, &QTcpSocket::readyRead, Qt::QueuedConnection);
    }

private:
    void opened()
    {
        m_open = true;
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->write(std::exchange(m_early, {}));
        if (onOpened)
            onOpened();
    }
    void read()
    {
        const QByteArray bytes = m_socket->read(window - m_unconsumed);
        m_unconsumed += bytes.size();
        if (!bytes.isEmpty() && onBytes)
            onBytes(bytes);
    }
    void written()
    {
        if (pending() < highWaterMark / 4 && onWritable)
            onWritable();
    }
    void ended()
    {
        if (std::exchange(m_ended, true))
            return;
        const QByteArray rest = m_open ? m_socket->readAll() : QByteArray(); // no more than the read buffer's size
        if (!rest.isEmpty() && onBytes)
            onBytes(rest);
        const bool well = m_open && m_socket->error() == QAbstractSocket::RemoteHostClosedError;
        const auto closed = std::exchange(onClosed, nullptr);
        if (closed)
            closed(well ? api::Result<>()
                        : api::error(api::Reason::ServiceUnavailable,
                                     "dial tcp " + m_socket->peerName().toUtf8() + ": "
                                         + m_socket->errorString().toLower().toUtf8()));
    }

    QTcpSocket *const m_socket;
    QByteArray m_early;
    qint64 m_unconsumed = 0;
    bool m_open = false, m_ended = false;
};

} // namespace

ConnectionPtr connectTo(const QByteArray &host, int port)
{
    const auto connection = std::make_shared<TcpConnection>();
    connection->start(host, port);
    return connection;
}

} // namespace orrery::streams
