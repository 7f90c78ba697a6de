// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/spdyportforward.h"

namespace orrery::http {

static constexpr qsizetype maxHalves = 64;

std::shared_ptr<SpdyPortForward> SpdyPortForward::create(std::shared_ptr<api::Channel> bytes)
{
    std::shared_ptr<SpdyPortForward> result(new SpdyPortForward(std::move(bytes)));
    result->m_session.setOwner(result);
    return result;
}

SpdyPortForward::SpdyPortForward(std::shared_ptr<api::Channel> bytes)
    : m_session(std::move(bytes))
{
    m_session.onStream = [this](quint32 stream, const SpdyHeaders &headers) { opened(stream, headers); };
    m_session.onData = [this](quint32 stream, const QByteArray &bytes) {
        if (const auto connection = byStream(stream); connection && connection->onMessage)
            connection->onMessage(char(0) + bytes);
    };
    m_session.onFinished = [this](quint32 stream) {
        if (const auto connection = byStream(stream); connection && connection->onMessage)
            connection->onMessage(QByteArray("\xff\x00", 2));
    };
    m_session.onReset = [this](quint32 stream) {
        if (const auto connection = byStream(stream))
            connection->lost();
    };
    m_session.onWritable = [this] {
        const auto connections = m_byDataStream;
        for (const auto &weak : connections) {
            if (const auto connection = weak.lock(); connection && connection->onWritable)
                connection->onWritable();
        }
    };
    m_session.onGone = [this] {
        ended();
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
}

SpdyPortForward::~SpdyPortForward()
{
    m_session.close();
}

void SpdyPortForward::ended()
{
    const auto connections = std::exchange(m_byDataStream, {});
    for (const auto &weak : connections) {
        if (const auto connection = weak.lock())
            connection->lost();
    }
}

void SpdyPortForward::close()
{
    m_session.close();
    ended();
}

void SpdyPortForward::opened(quint32 stream, const SpdyHeaders &headers)
{
    const QByteArray type = headers.value("streamtype");
    const QByteArray request = headers.value("requestid");
    const bool isError = type == "error";
    if ((!isError && type != "data") || request.size() > 64
        || (m_halves.size() >= maxHalves && !m_halves.contains(request)))
        return m_session.reset(stream);
    Half &half = m_halves[request];
    quint32 &mine = isError ? half.error : half.data;
    if (mine || (!half.port.isEmpty() && half.port != headers.value("port")))
        return m_session.reset(stream);
    mine = stream;
    half.port = headers.value("port");
    if (!half.error || !half.data)
        return;

    const Half whole = m_halves.take(request);
    const auto connection = std::make_shared<SpdyForwarded>(weak_from_this(), whole.data, whole.error);
    m_byDataStream.insert(whole.data, connection);
    if (onConnection)
        onConnection(whole.port.toInt(), connection);
}

void SpdyPortForward::setPaused(SpdyForwarded *connection, bool paused)
{
    // SPDY as spoken here has no window per stream: one connection that can't take more holds up its siblings, as in Kubernetes.
    if (paused)
        m_paused.insert(connection);
    else
        m_paused.remove(connection);
    m_session.setPaused(!m_paused.isEmpty());
}

SpdyForwarded::SpdyForwarded(std::weak_ptr<SpdyPortForward> owner, quint32 data, quint32 error)
    : m_owner(std::move(owner))
    , m_data(data)
    , m_error(error)
{
}

SpdyForwarded::~SpdyForwarded()
{
    close(1000, {});
}

void SpdyForwarded::send(const QByteArray &message)
{
    const auto owner = m_owner.lock();
    if (m_closed || !owner || message.isEmpty())
        return;
    const QByteArrayView payload = QByteArrayView(message).sliced(1);
    switch (uchar(message[0])) {
    case 0:
        return owner->m_session.send(m_data, payload);
    case 1:
        return owner->m_session.send(m_error, payload);
    case 255:
        return owner->m_session.finish(m_data);
    }
}

void SpdyForwarded::close(int, const QByteArray &)
{
    const auto owner = m_owner.lock();
    if (std::exchange(m_closed, true) || !owner)
        return;
    owner->m_session.finish(m_error);
    owner->m_session.finish(m_data);
    owner->m_byDataStream.remove(m_data);
    owner->setPaused(this, false);
}

void SpdyForwarded::lost()
{
    if (m_closed)
        return;
    close(1000, {}); // the error stream of a reset data stream still waits for its end
    if (const auto gone = std::exchange(onGone, nullptr))
        gone();
}

qint64 SpdyForwarded::pending() const
{
    const auto owner = m_owner.lock();
    return owner ? owner->m_session.pending() : 0;
}

void SpdyForwarded::setPaused(bool paused)
{
    if (const auto owner = m_owner.lock(); owner && !m_closed)
        owner->setPaused(this, paused);
}

} // namespace orrery::http
