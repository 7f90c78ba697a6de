// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/exec.h"

namespace orrery::streams {

using namespace std::chrono_literals;

static constexpr auto openTimeout = 30s;

/// Channels of channel.k8s.io.
enum Channel : uchar { In = 0, Out = 1, Err = 2, Status = 3, Resize = 4, CloseOf = 255 };

ExecSession::ExecSession(Sessions &sessions, api::ExchangePtr exchange, Tunnel &tunnel, const api::TunnelOpen &open)
    : Session(sessions)
    , m_exchange(std::move(exchange))
    , m_node(tunnel.open(open))
    , m_out(open.out)
    , m_err(open.err)
{
    m_node->onOpened = [this] { opened(); };
    m_node->onData = [this](int channel, const QByteArray &bytes) { fromNode(channel, bytes); };
    m_node->onClosed = [this](const api::Value &status) { closed(status); };
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        closed(api::toStatus(api::error(api::Reason::Timeout, "the node did not answer in time")).document());
    });
    m_timer.start(openTimeout);
}

ExecSession::~ExecSession()
{
    m_node->close();
    if (m_client) {
        m_client->onMessage = nullptr;
        m_client->onGone = m_client->onWritable = nullptr;
        m_client->close();
    }
}

void ExecSession::opened()
{
    if (isFinished() || m_client)
        return;
    m_timer.stop();
    const auto exchange = std::exchange(m_exchange, nullptr);
    m_client = exchange->upgrade({"v5.channel.k8s.io", "v4.channel.k8s.io"});
    if (!m_client) {
        exchange->respond(api::error(
            api::Reason::BadRequest,
            "unable to upgrade: the request asks for none of the protocols v5.channel.k8s.io, v4.channel.k8s.io"));
        return finish();
    }
    m_client->onMessage = [this](const QByteArray &message) { fromClient(message); };
    m_client->onGone = [this] { finish(); };
    m_client->onWritable = [this] { m_node->consumed(std::exchange(m_held, 0)); };
    m_node->onWritable = [this] {
        if (!isFinished())
            m_client->setPaused(false);
    };
    // An empty message tells the client that the connection stands, as Kubernetes' servers do.
    m_client->send(QByteArray(1, char(m_out ? Out : m_err ? Err : Status)));
}

void ExecSession::fromClient(const QByteArray &message)
{
    if (isFinished() || message.isEmpty())
        return;
    switch (uchar(message[0])) {
    case In:
    case Resize:
        if (message.size() > 1)
            m_node->send(uchar(message[0]), message.sliced(1));
        break;
    case CloseOf: // v5: the rest names the channel that ends
        if (message.size() > 1 && uchar(message[1]) == In)
            m_node->closeChannel(In);
        break;
    }
    if (m_node->pending() > highWaterMark)
        m_client->setPaused(true);
}

void ExecSession::fromNode(int channel, const QByteArray &bytes)
{
    if (isFinished() || !m_client)
        return m_node->consumed(bytes.size());
    if (channel == Out || channel == Err || channel == Status) {
        m_statusSent = m_statusSent || channel == Status;
        m_client->send(char(channel) + bytes);
    }
    m_held += bytes.size();
    if (m_client->pending() <= highWaterMark)
        m_node->consumed(std::exchange(m_held, 0));
}

void ExecSession::closed(const api::Value &status)
{
    if (isFinished())
        return;
    m_timer.stop();
    if (!m_client) {
        if (const auto exchange = std::exchange(m_exchange, nullptr))
            exchange->respond(refusal(status));
        return finish();
    }
    if (!m_statusSent) {
        const api::Value success = api::Value::object({{"metadata", api::Value::object({})}, {"status", "Success"}});
        m_client->send(char(Status) + api::toJson(status.isNull() ? success : status));
    }
    m_client->onGone = nullptr;
    m_client->close();
    finish();
}

} // namespace orrery::streams
