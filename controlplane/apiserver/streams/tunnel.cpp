// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/tunnel.h"

#include <QDeadlineTimer>
#include <QtEndian>

namespace orrery::streams {

using api::TunnelFrame;
using Type = api::TunnelFrame::Type;

/// Data goes out in pieces of this size, so that streams take turns.
static constexpr qsizetype piece = 32 * 1024;
static_assert(piece < TunnelFrame::maxPayload);
static constexpr qint64 creditStep = TunnelFrame::window / 4;

static qint64 milliseconds()
{
    return QDeadlineTimer::current().deadline();
}

// -------------------------------------------------------------------------------------------------------------------- a stream

void TunnelStream::send(int channel, const QByteArray &bytes)
{
    if (!m_tunnel || bytes.isEmpty())
        return;
    m_pending += bytes.size();
    m_full = m_full || m_pending > highWaterMark;
    m_queue.push_back({Type::Data, char(channel) + bytes});
    m_tunnel->pump();
}

void TunnelStream::closeChannel(int channel)
{
    if (!m_tunnel)
        return;
    m_queue.push_back({Type::CloseChannel, QByteArray(1, char(channel))});
    m_tunnel->pump();
}

void TunnelStream::close()
{
    onClosed = nullptr;
    if (Tunnel *tunnel = std::exchange(m_tunnel, nullptr)) {
        tunnel->sendNow(m_id, Type::Close, {});
        tunnel->m_streams.remove(m_id); // may be the last reference: nothing after this
    }
}

void TunnelStream::consumed(qint64 bytes)
{
    m_owed += bytes;
    if (!m_tunnel || m_owed < creditStep)
        return;
    m_unconsumed -= m_owed;
    QByteArray payload(4, '\0');
    qToBigEndian(quint32(std::exchange(m_owed, 0)), payload.data());
    m_tunnel->sendNow(m_id, Type::Credit, payload);
}

// ------------------------------------------------------------------------------------------------------------------ the tunnel

Tunnel::Tunnel(std::shared_ptr<api::Channel> channel, std::chrono::milliseconds ping, std::chrono::milliseconds silence)
    : m_channel(std::move(channel))
    , m_silence(silence)
{
    m_channel->onMessage = [this](const QByteArray &message) {
        heard();
        if (!m_lost)
            received(message);
    };
    m_channel->onPong = [this] { heard(); };
    m_channel->onGone = [this] { lose("the node closed its tunnel"); };
    m_channel->onWritable = [this] { pump(); };
    m_ping.setInterval(ping);
    connect(&m_ping, &QTimer::timeout, this, [this] { m_channel->ping(); });
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        const qint64 left = m_heardAt + m_silence.count() - milliseconds();
        if (left <= 0)
            lose("the node is silent");
        else
            m_deadline.start(int(left) + 1);
    });
    heard();
    m_ping.start();
    m_deadline.start(m_silence);
}

Tunnel::~Tunnel()
{
    m_lost = true;
    m_channel->onMessage = nullptr;
    m_channel->onPong = m_channel->onGone = m_channel->onWritable = nullptr;
    m_channel->close(1001, {});
    const api::Value status
        = api::toStatus(api::error(api::Reason::InternalError, "the node's connection was lost")).document();
    const auto streams = m_streams;
    for (const auto &stream : streams)
        closed(stream->m_id, status);
}

void Tunnel::heard()
{
    m_heardAt = milliseconds();
}

void Tunnel::lose(const QByteArray &why)
{
    if (std::exchange(m_lost, true))
        return;
    m_ping.stop();
    m_deadline.stop();
    Q_EMIT lost(why);
}

std::shared_ptr<TunnelStream> Tunnel::open(const api::TunnelOpen &open)
{
    while (m_next == 0 || m_streams.contains(m_next))
        ++m_next;
    const auto stream = std::make_shared<TunnelStream>(this, m_next++);
    m_streams.insert(stream->m_id, stream);
    sendNow(stream->m_id, Type::Open, api::toJson(open.toValue()));
    return stream;
}

void Tunnel::sendNow(quint32 stream, Type type, const QByteArray &payload)
{
    m_channel->send(TunnelFrame{stream, type, payload}.encoded());
}

void Tunnel::received(const QByteArray &message)
{
    const auto frame = TunnelFrame::decode(message);
    if (!frame)
        return lose(frame.error().message);
    const auto stream = m_streams.value(frame->stream); // keeps it through the callbacks
    if (!stream)
        return; // closed by us a moment ago
    switch (frame->type) {
    case Type::Opened:
        if (stream->onOpened)
            stream->onOpened();
        return;
    case Type::Data:
        return data(*stream, frame->payload);
    case Type::Credit: {
        const qint64 credit = qFromBigEndian<quint32>(frame->payload.constData());
        stream->m_window = std::min<qint64>(stream->m_window + credit, TunnelFrame::window);
        return pump();
    }
    case Type::Close: {
        if (frame->payload.isEmpty())
            return closed(stream->m_id, {});
        const auto status = api::parseJson(frame->payload);
        return closed(stream->m_id,
                      status && status->isObject()
                          ? *status
                          : api::toStatus(api::error(api::Reason::InternalError, frame->payload)).document());
    }
    case Type::CloseChannel:
        return; // a process that closes its stdout: the client hears of the end when the stream ends
    case Type::Open:
        return lose("the node opens streams");
    }
}

void Tunnel::data(TunnelStream &stream, const QByteArray &payload)
{
    const QByteArray bytes = payload.sliced(1);
    stream.m_unconsumed += bytes.size();
    if (stream.m_unconsumed > TunnelFrame::window)
        return lose("the node sends more than it has credit for");
    if (stream.onData)
        stream.onData(uchar(payload[0]), bytes);
    else
        stream.consumed(bytes.size());
}

void Tunnel::closed(quint32 id, const api::Value &status)
{
    const auto stream = m_streams.take(id);
    if (!stream)
        return;
    stream->m_tunnel = nullptr;
    if (stream->onClosed)
        stream->onClosed(status);
}

bool Tunnel::pumpOne(TunnelStream &stream)
{
    if (stream.m_queue.empty())
        return false;
    TunnelStream::Item &item = stream.m_queue.front();
    if (item.type != Type::Data) {
        sendNow(stream.m_id, item.type, item.payload);
        stream.m_queue.pop_front();
        return true;
    }
    const qsizetype left = item.payload.size() - 1;
    const qsizetype now = std::min<qsizetype>({left, piece, qsizetype(stream.m_window)});
    if (now <= 0)
        return false;
    sendNow(stream.m_id, Type::Data, item.payload.first(1 + now));
    stream.m_window -= now;
    stream.m_pending -= now;
    if (now == left)
        stream.m_queue.pop_front();
    else
        item.payload.remove(1, now);
    return true;
}

/// Sends what the nodes' credit and the connection allow, a piece of each stream in turn.
void Tunnel::pump()
{
    if (m_lost)
        return;
    bool any = true;
    while (any && m_channel->pending() <= highWaterMark) {
        any = false;
        QList<quint32> order = m_streams.keys();
        std::sort(order.begin(), order.end());
        std::rotate(order.begin(), std::upper_bound(order.begin(), order.end(), m_lastPumped), order.end());
        for (const quint32 id : std::as_const(order)) {
            const auto stream = m_streams.value(id);
            if (!stream || !pumpOne(*stream))
                continue;
            any = true;
            m_lastPumped = id;
            if (m_channel->pending() > highWaterMark)
                break;
        }
    }
    const auto streams = m_streams;
    for (const auto &stream : streams) {
        if (!stream->m_full || stream->m_pending >= highWaterMark / 4)
            continue;
        stream->m_full = false;
        if (stream->onWritable)
            stream->onWritable();
    }
}

} // namespace orrery::streams
