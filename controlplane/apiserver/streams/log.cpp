// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/log.h"

namespace orrery::streams {

using namespace std::chrono_literals;

/// How long a node may take to accept. Then: how long a follower waits for the head of the answer while there is nothing to read. Not at
/// once, because a node may accept before it has found out what is wrong.
static constexpr auto openTimeout = 30s;
static constexpr auto quietHead = 250ms;

LogSession::LogSession(Sessions &sessions, api::ExchangePtr exchange, Tunnel &tunnel, const api::TunnelOpen &open)
    : Session(sessions)
    , m_exchange(std::move(exchange))
    , m_node(tunnel.open(open))
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        closed(api::toStatus(api::error(api::Reason::Timeout, "the node did not answer in time")).document());
    });
    m_timer.start(openTimeout);
    m_node->onOpened = [this, follow = open.follow] {
        m_timer.stop();
        m_timer.disconnect();
        if (!follow || m_client)
            return;
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { begin(); });
        m_timer.start(quietHead);
    };
    m_node->onData = [this](int, const QByteArray &bytes) { data(bytes); };
    m_node->onClosed = [this](const api::Value &status) { closed(status); };
}

LogSession::~LogSession()
{
    m_node->close();
    if (m_client) {
        m_client->onGone = m_client->onWritable = nullptr;
        m_client->end();
    }
}

void LogSession::begin()
{
    m_timer.stop();
    if (m_client || isFinished())
        return;
    m_client = m_exchange->begin(api::Response::text({}));
    m_client->onGone = [this] { finish(); };
    m_client->onWritable = [this] { m_node->consumed(std::exchange(m_held, 0)); };
    if (m_client->gone())
        finish();
}

void LogSession::data(const QByteArray &bytes)
{
    begin();
    if (isFinished())
        return;
    m_client->write(bytes);
    m_held += bytes.size();
    if (m_client->pending() <= highWaterMark)
        m_node->consumed(std::exchange(m_held, 0));
}

void LogSession::closed(const api::Value &status)
{
    if (isFinished())
        return;
    m_timer.stop();
    if (!m_client)
        m_exchange->respond(status.isNull() ? api::Response::text({}) : api::Response::of(refusal(status)));
    finish();
}

} // namespace orrery::streams
