// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/wirestream.h"

#include "controlplane/apiserver/http/connection.h"
#include "controlplane/apiserver/http/flusher.h"
#include "controlplane/apiserver/http/socket.h"

namespace orrery::http {

WireStream::WireStream(std::shared_ptr<Turn> turn, QPointer<Flusher> flusher, Framing framing)
    : m_turn(std::move(turn))
    , m_flusher(std::move(flusher))
    , m_framing(framing)
{
    m_turn->onGone = [this] {
        m_frames.clear();
        m_queued = 0;
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
    m_turn->onWritable = [this] { writable(); };
    m_turn->onShutDown = [this] {
        end();
        if (const auto gone = std::exchange(onGone, nullptr))
            gone();
    };
}

WireStream::~WireStream()
{
    end();
    if (m_flusher)
        m_flusher->forget(this);
}

bool WireStream::gone() const
{
    return m_ended || m_dropped || !m_turn->connection;
}

void WireStream::send(const api::WatchFrame &frame)
{
    write(frame.json);
}

void WireStream::write(const QByteArray &bytes)
{
    if (gone() || bytes.isEmpty() || m_framing == Framing::None)
        return;
    m_frames.append(bytes);
    m_queued += bytes.size();
    if (m_queued > maxPending) {
        m_dropped = true;
        m_frames.clear();
        m_queued = 0;
        // Not now: the producer is in the middle of its watchers.
        QMetaObject::invokeMethod(m_turn->connection, &Connection::abort, Qt::QueuedConnection);
        return;
    }
    m_flusher->schedule(this);
}

void WireStream::writeSome()
{
    qsizetype count = 0;
    qsizetype bytes = 0;
    while (count < m_frames.size() && (count == 0 || bytes + m_frames[count].size() <= highWaterMark))
        bytes += m_frames[count++].size();
    m_turn->write(m_flusher->joined(m_frames.constData(), count, bytes, m_framing == Framing::Chunked));
    m_frames.remove(0, count);
    m_queued -= bytes;
}

void WireStream::flush()
{
    while (!m_frames.isEmpty() && m_turn->isFront() && m_turn->pending() < highWaterMark)
        writeSome();
}

/// Without a turn of the event loop (and its poll of a thousand sockets) for the encryption, and one for the write.
void WireStream::push()
{
    flush();
    if (m_turn->isFront())
        m_turn->connection->socket()->flush();
}

void WireStream::writable()
{
    flush();
    if (m_full && pending() < highWaterMark / 4) {
        m_full = false;
        if (const auto writable = onWritable)
            writable();
    }
}

qint64 WireStream::pending() const
{
    const qint64 bytes = m_queued + m_turn->pending();
    m_full = m_full || bytes > highWaterMark;
    return bytes;
}

void WireStream::end()
{
    if (std::exchange(m_ended, true) || !m_turn->connection)
        return;
    while (!m_frames.isEmpty())
        writeSome();
    if (m_framing == Framing::Chunked)
        m_turn->write("0\r\n\r\n");
    m_turn->finish();
}

} // namespace orrery::http
