// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/forward.h"

#include "controlplane/apiserver/streams/podrequest.h"

#include <QtEndian>

namespace orrery::streams {

/// The channels of a tunnel's port-forward stream.
static constexpr int toNode = 0;

ForwardSession::ForwardSession(Sessions &sessions, std::shared_ptr<api::Channel> client, Tunnel &tunnel,
                               const api::TunnelOpen &open)
    : Session(sessions)
    , m_client(std::move(client))
    , m_node(tunnel.open(open))
{
    m_client->onMessage = [this](const QByteArray &message) { fromClient(message); };
    m_client->onGone = [this] { finish(); };
    m_client->onWritable = [this] { m_node->consumed(std::exchange(m_held, 0)); };
    m_node->onWritable = [this] {
        if (!isFinished())
            m_client->setPaused(false);
    };
    m_node->onData = [this](int, const QByteArray &bytes) {
        if (isFinished())
            return;
        m_client->send(char(0) + bytes);
        m_held += bytes.size();
        if (m_client->pending() <= highWaterMark)
            m_node->consumed(std::exchange(m_held, 0));
    };
    m_node->onClosed = [this](const api::Value &status) { closed(status); };
}

ForwardSession::~ForwardSession()
{
    m_node->close();
    m_client->onMessage = nullptr;
    m_client->onGone = m_client->onWritable = nullptr;
    m_client->close();
}

void ForwardSession::fromClient(const QByteArray &message)
{
    if (isFinished() || message.isEmpty())
        return;
    if (uchar(message[0]) == 0)
        m_node->send(toNode, message.sliced(1));
    else if (uchar(message[0]) == 255)
        m_node->closeChannel(toNode);
    if (m_node->pending() > highWaterMark)
        m_client->setPaused(true);
}

void ForwardSession::closed(const api::Value &status)
{
    if (isFinished())
        return;
    if (!status.isNull())
        m_client->send(char(1) + refusal(status).message);
    m_client->onGone = nullptr;
    m_client->close();
    finish();
}

// ------------------------------------------------------------------------------------------------------------------------ SPDY

SpdyForwardSession::SpdyForwardSession(Sessions &sessions, std::shared_ptr<api::PortForward> client, FindTunnel tunnel,
                                       const api::Object &pod)
    : Session(sessions)
    , m_client(std::move(client))
{
    m_client->onConnection
        = [this, find = std::move(tunnel), pod](int port, const std::shared_ptr<api::Channel> &connection) {
              QByteArray problem;
              Tunnel *const tunnel = find();
              if (port < 1 || port > 65535)
                  problem = "invalid port";
              else if (!tunnel)
                  problem = "the node is not connected";
              if (problem.isEmpty()) {
                  m_sessions.add<ForwardSession>(connection, *tunnel, portForwardRequest(pod, port));
              } else {
                  connection->send(char(1) + problem);
                  connection->close();
              }
          };
    m_client->onGone = [this] { finish(); };
}

SpdyForwardSession::~SpdyForwardSession()
{
    m_client->onConnection = nullptr;
    m_client->onGone = nullptr;
    m_client->close();
}

// ------------------------------------------------------------------------------------------------------------------- WebSocket

WebSocketForwardSession::WebSocketForwardSession(Sessions &sessions, std::shared_ptr<api::Channel> client,
                                                 Tunnel &tunnel, const api::Object &pod, const QList<int> &ports)
    : Session(sessions)
    , m_client(std::move(client))
{
    m_ports.resize(size_t(ports.size()));
    for (size_t i = 0; i < m_ports.size(); ++i) {
        QByteArray port(2, '\0');
        qToLittleEndian(quint16(ports[qsizetype(i)]), port.data());
        m_client->send(char(2 * i) + port);
        m_client->send(char(2 * i + 1) + port);
        const auto node = tunnel.open(portForwardRequest(pod, ports[qsizetype(i)]));
        m_ports[i].node = node;
        node->onData = [this, i](int, const QByteArray &bytes) {
            if (isFinished())
                return;
            m_client->send(char(2 * i) + bytes);
            m_ports[i].held += bytes.size();
            if (m_client->pending() <= highWaterMark)
                m_ports[i].node->consumed(std::exchange(m_ports[i].held, 0));
        };
        node->onClosed = [this, i](const api::Value &status) { closed(i, status); };
        node->onWritable = [this] {
            const bool full = std::any_of(m_ports.begin(), m_ports.end(),
                                          [](const Port &port) { return port.node->pending() > highWaterMark; });
            if (!isFinished() && !full)
                m_client->setPaused(false);
        };
    }
    m_client->onMessage = [this](const QByteArray &message) { fromClient(message); };
    m_client->onGone = [this] { finish(); };
    m_client->onWritable = [this] {
        for (Port &port : m_ports)
            port.node->consumed(std::exchange(port.held, 0));
    };
}

WebSocketForwardSession::~WebSocketForwardSession()
{
    for (const Port &port : m_ports)
        port.node->close();
    m_client->onMessage = nullptr;
    m_client->onGone = m_client->onWritable = nullptr;
    m_client->close();
}

void WebSocketForwardSession::fromClient(const QByteArray &message)
{
    if (isFinished() || message.size() < 2)
        return;
    const size_t channel = uchar(message[0]);
    if (channel % 2 != 0 || channel / 2 >= m_ports.size())
        return;
    const Port &port = m_ports[channel / 2];
    port.node->send(toNode, message.sliced(1));
    if (port.node->pending() > highWaterMark)
        m_client->setPaused(true);
}

void WebSocketForwardSession::closed(size_t index, const api::Value &status)
{
    if (isFinished())
        return;
    if (!status.isNull())
        m_client->send(char(2 * index + 1) + refusal(status).message);
    m_ports[index].closed = true;
    if (std::all_of(m_ports.begin(), m_ports.end(), [](const Port &port) { return port.closed; })) {
        m_client->onGone = nullptr;
        m_client->close();
        finish();
    }
}

} // namespace orrery::streams
