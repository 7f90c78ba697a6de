// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/spdysession.h"

#include "controlplane/apiserver/http/wirestream.h"

namespace orrery::http {

static constexpr qsizetype maxStreams = 1024;
static constexpr qsizetype dataPiece = 32 * 1024;

SpdySession::SpdySession(std::shared_ptr<api::Channel> below)
    : m_below(std::move(below))
{
    m_below->onMessage = [this](const QByteArray &bytes) {
        const auto owner = m_owner.lock(); // a callback may drop the last other reference
        m_codec.feed(bytes);
        decode();
    };
    m_below->onGone = [this] {
        const auto owner = m_owner.lock();
        if (std::exchange(m_closed, true))
            return;
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
    m_below->onWritable = [this] {
        const auto owner = m_owner.lock();
        if (onWritable)
            onWritable();
    };
}

void SpdySession::setPaused(bool paused)
{
    if (m_paused == paused || m_closed)
        return;
    m_paused = paused;
    m_below->setPaused(paused);
}

void SpdySession::decode()
{
    while (!m_closed) { // what one read brought is passed on even if we get paused by it: it is here already
        const SpdyFrame frame = m_codec.next();
        if (frame.type == SpdyFrame::Type::Nothing)
            return;
        handle(frame);
    }
}

void SpdySession::handle(const SpdyFrame &frame)
{
    switch (frame.type) {
    case SpdyFrame::Type::SynStream:
        // Clients number their streams with odd, rising numbers.
        if (m_streams.size() >= maxStreams || m_streams.contains(frame.stream) || frame.stream % 2 == 0)
            return fail();
        m_streams.insert(frame.stream, {false, frame.fin});
        m_below->send(m_codec.synReply(frame.stream));
        onStream(frame.stream, frame.headers);
        if (frame.fin && !m_closed)
            onFinished(frame.stream);
        return;
    case SpdyFrame::Type::Data: {
        const auto it = m_streams.find(frame.stream);
        if (it == m_streams.end() || it->theyFinished)
            return;
        if (frame.fin)
            it->theyFinished = true;
        if (it->theyFinished && it->weFinished)
            m_streams.erase(it);
        if (!frame.payload.isEmpty())
            onData(frame.stream, frame.payload);
        if (frame.fin && !m_closed)
            onFinished(frame.stream);
        return;
    }
    case SpdyFrame::Type::Reset:
        if (m_streams.remove(frame.stream))
            onReset(frame.stream);
        return;
    case SpdyFrame::Type::Ping:
        if (pending() < highWaterMark)
            m_below->send(SpdyCodec::ping(frame.payload));
        return;
    case SpdyFrame::Type::Error:
        return fail();
    case SpdyFrame::Type::SynReply:
    case SpdyFrame::Type::Other:
    case SpdyFrame::Type::Nothing:
        return;
    }
}

void SpdySession::fail()
{
    if (std::exchange(m_closed, true))
        return;
    m_below->close(1002, "SPDY");
    if (const auto gone = std::exchange(onGone, nullptr))
        gone();
}

void SpdySession::send(quint32 stream, QByteArrayView bytes)
{
    const auto it = m_streams.constFind(stream);
    if (m_closed || it == m_streams.cend() || it->weFinished)
        return;
    while (!bytes.isEmpty()) {
        const QByteArrayView piece = bytes.first(std::min(bytes.size(), dataPiece));
        QByteArray frame = SpdyCodec::dataHead(stream, piece.size(), false);
        m_below->send(frame += piece);
        bytes = bytes.sliced(piece.size());
    }
}

void SpdySession::finish(quint32 stream)
{
    const auto it = m_streams.find(stream);
    if (m_closed || it == m_streams.end() || it->weFinished)
        return;
    it->weFinished = true;
    m_below->send(SpdyCodec::dataHead(stream, 0, true));
    if (it->theyFinished)
        m_streams.erase(it);
}

void SpdySession::reset(quint32 stream)
{
    constexpr quint32 cancel = 5;
    if (!m_closed && m_streams.remove(stream))
        m_below->send(SpdyCodec::reset(stream, cancel));
}

void SpdySession::close()
{
    if (std::exchange(m_closed, true))
        return;
    m_below->close();
}

} // namespace orrery::http
