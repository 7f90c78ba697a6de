// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/tunnel.h"

#include "nodeagent/kubelet/tunnelstreams.h"

#include <QLoggingCategory>
#include <QtEndian>

namespace orrery::kubelet {

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.kubelet", QtInfoMsg)

using api::TunnelFrame;
using Type = api::TunnelFrame::Type;

constexpr int firstWait = 200, longestWait = 5000;
constexpr size_t maxStreams = 512;
constexpr qsizetype piece = 32 * 1024;
constexpr qint64 creditStep = TunnelFrame::window / 4;

} // namespace

TunnelStream::TunnelStream(Tunnel &tunnel, quint32 id)
    : m_tunnel(tunnel)
    , m_id(id)
{
}

void TunnelStream::opened()
{
    m_tunnel.send({m_id, Type::Opened, {}});
}

void TunnelStream::send(int channel, const QByteArray &bytes)
{
    if (m_closed || bytes.isEmpty())
        return;
    for (qsizetype at = 0; at < bytes.size(); at += piece)
        m_queue.push_back(char(channel) + bytes.mid(at, piece));
    m_pending += bytes.size();
    m_full = m_full || m_pending >= fullMark;
    pump();
}

bool TunnelStream::pump()
{
    while (!m_queue.empty() && m_window > 0 && !m_gone) {
        auto &front = m_queue.front();
        const qint64 size = std::min<qint64>(front.size() - 1, m_window);
        m_tunnel.send({m_id, Type::Data, front.left(1 + size)});
        m_window -= size;
        m_pending -= size;
        if (size == front.size() - 1)
            m_queue.pop_front();
        else
            front.remove(1, size);
    }
    if (m_full && m_pending < fullMark / 4) {
        m_full = false;
        if (!m_closed)
            QMetaObject::invokeMethod(
                this, [this] { writable(); }, Qt::QueuedConnection);
    }
    if (m_queue.empty() && m_closed && !std::exchange(m_gone, true)) {
        m_tunnel.send({m_id, Type::Close, m_closing});
        m_tunnel.drop(this);
    }
    return !m_queue.empty();
}

void TunnelStream::addCredit(quint32 bytes)
{
    m_window = std::min<qint64>(m_window + bytes, TunnelFrame::window);
    pump();
}

void TunnelStream::consumed(qint64 bytes)
{
    m_owed += bytes;
    if (m_owed < creditStep || m_gone)
        return;
    QByteArray payload(4, '\0');
    qToBigEndian(quint32(std::exchange(m_owed, 0)), payload.data());
    m_tunnel.send({m_id, Type::Credit, payload});
}

void TunnelStream::close(const api::Result<> &result)
{
    if (std::exchange(m_closed, true))
        return;
    if (!result)
        m_closing = api::toStatus(result.error()).json();
    pump();
}

Tunnel::Tunnel(const Dependencies &dependencies, PodRunner &runner, Pages &pages, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_runner(runner)
    , m_pages(pages)
    , m_tasks(dependencies.pool, this)
{
    m_redial.setSingleShot(true);
    connect(&m_redial, &QTimer::timeout, this, &Tunnel::dial);
}

Tunnel::~Tunnel()
{
    m_connection.reset();
    m_streams.clear();
}

void Tunnel::dial()
{
    api::Request request;
    request.path = "/apis/orrery.dev/v1/nodes/" + m_dependencies.node.nodeName + "/tunnel";
    request.headers.add("user-agent", m_dependencies.client.userAgent());
    client::StreamHandlers handlers;
    handlers.opened = [this](const QByteArray &) {
        m_wait = firstWait;
        m_connected = true;
        qCInfo(lc, "tunnel open node=%s", m_dependencies.node.nodeName.constData());
        Q_EMIT connectedChanged(true);
    };
    handlers.data = [this](const QByteArray &message) { received(message); };
    handlers.ended = [this](const api::Result<> &result) { broken(result); };
    m_connection = m_dependencies.client.transport()->channel(request, {api::tunnelSubprotocol.toByteArray()}, this,
                                                                std::move(handlers));
}

void Tunnel::broken(const api::Result<> &result)
{
    qCInfo(lc, "tunnel closed node=%s retryMs=%d error=%s", m_dependencies.node.nodeName.constData(), m_wait,
           result ? "" : result.error().message.constData());
    for (auto &[id, stream] : m_streams) {
        stream->m_gone = stream->m_closed = true;
        stream.release()->deleteLater();
    }
    m_streams.clear();
    if (std::exchange(m_connected, false))
        Q_EMIT connectedChanged(false);
    m_redial.start(m_wait);
    m_wait = std::min(m_wait * 2, longestWait);
}

void Tunnel::send(const TunnelFrame &frame)
{
    if (m_connection && m_connected)
        m_connection->send(frame.encoded());
}

void Tunnel::drop(TunnelStream *stream)
{
    const auto it = m_streams.find(stream->m_id);
    if (it == m_streams.end() || it->second.get() != stream)
        return;
    it->second.release()->deleteLater();
    m_streams.erase(it);
}

void Tunnel::received(const QByteArray &message)
{
    const auto frame = TunnelFrame::decode(message);
    if (!frame)
        return;
    const auto it = m_streams.find(frame->stream);
    if (frame->type == Type::Open) {
        const auto document = api::parseJson(frame->payload);
        if (it == m_streams.end() && document)
            open(frame->stream, api::TunnelOpen::fromValue(*document));
        return;
    }
    if (it == m_streams.end())
        return;
    auto *stream = it->second.get();
    switch (frame->type) {
    case Type::Data:
        if (!frame->payload.isEmpty() && !stream->m_closed)
            stream->received(uchar(frame->payload[0]), frame->payload.mid(1));
        return;
    case Type::Credit:
        if (frame->payload.size() == 4)
            stream->addCredit(qFromBigEndian<quint32>(frame->payload.constData()));
        return;
    case Type::CloseChannel:
        if (!frame->payload.isEmpty() && !stream->m_closed)
            stream->channelClosed(uchar(frame->payload[0]));
        return;
    case Type::Close:
        stream->m_gone = stream->m_closed = true;
        drop(stream);
        return;
    default:
        return;
    }
}

void Tunnel::open(quint32 id, const api::TunnelOpen &open)
{
    auto stream = m_streams.size() < maxStreams ? makeStream(*this, id, open) : nullptr;
    if (!stream) {
        const auto why = api::error(api::Reason::BadRequest,
                                    m_streams.size() < maxStreams ? "the node does not know " + open.kind
                                                                  : QByteArray("too many streams"));
        return send({id, Type::Close, api::toStatus(why).json()});
    }
    auto *raw = stream.get();
    m_streams.emplace(id, std::move(stream));
    raw->start();
}

} // namespace orrery::kubelet
