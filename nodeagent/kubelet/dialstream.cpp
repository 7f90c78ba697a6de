// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/dialstream.h"

#include <QHostAddress>

namespace orrery::kubelet {

using namespace std::chrono_literals;
using api::Reason;

static constexpr auto connectTimeout = 10s;
static constexpr int channelIn = 0, channelOut = 1;

DialStream::DialStream(Tunnel &tunnel, quint32 id, QByteArray host, int port)
    : TunnelStream(tunnel, id)
    , m_host(std::move(host))
    , m_port(port)
{
    m_socket.setReadBufferSize(2 * fullMark);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DialStream::ended);
    connect(&m_socket, &QTcpSocket::connected, this, &DialStream::connected);
    connect(&m_socket, &QTcpSocket::readyRead, this, &DialStream::read);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, &DialStream::written);
    connect(&m_socket, &QTcpSocket::disconnected, this, &DialStream::ended);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &DialStream::ended);
}

void DialStream::start()
{
    const QHostAddress address(QString::fromUtf8(m_host));
    // The node's own loopback is nobody else's business.
    const bool allowed = !address.isNull() && !address.isLoopback() && !address.isLinkLocal() && !address.isMulticast()
        && !address.isEqual(QHostAddress::AnyIPv4) // however it is written
        && address != QHostAddress::AnyIPv6 && address != QHostAddress::Broadcast;
    if (!allowed || m_port < 1 || m_port > 65535)
        return close(api::error(Reason::BadRequest, "address not allowed"));
    m_timer.start(connectTimeout);
    m_socket.connectToHost(address, quint16(m_port));
}

void DialStream::connected()
{
    m_timer.stop();
    m_open = true;
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    opened();
    m_socket.write(std::exchange(m_early, {}));
}

void DialStream::received(int channel, const QByteArray &bytes)
{
    if (channel != channelIn)
        return consumed(bytes.size());
    m_held += bytes.size();
    if (!m_open) {
        m_early += bytes; // bounded by our credit
        return;
    }
    m_socket.write(bytes);
}

void DialStream::written()
{
    if (m_socket.bytesToWrite() < fullMark)
        consumed(std::exchange(m_held, 0));
}

void DialStream::read()
{
    while (!isClosed() && pending() < fullMark && m_socket.bytesAvailable() > 0)
        send(channelOut, m_socket.read(fullMark));
}

static QByteArray words(const QTcpSocket &socket)
{
    switch (socket.error()) {
    case QAbstractSocket::ConnectionRefusedError:
        return "connect: connection refused";
    case QAbstractSocket::NetworkError:
    case QAbstractSocket::HostNotFoundError:
        return "connect: no route to host";
    default:
        return "i/o timeout";
    }
}

void DialStream::ended()
{
    if (isClosed())
        return;
    m_timer.stop();
    if (!m_open)
        return close(api::error(Reason::ServiceUnavailable,
                                "dial tcp " + m_host + ':' + QByteArray::number(m_port) + ": " + words(m_socket)));
    if (const QByteArray rest = m_socket.readAll(); !rest.isEmpty())
        send(channelOut, rest);
    close();
}

} // namespace orrery::kubelet
