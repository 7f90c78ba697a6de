// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/flusher.h"

#include "controlplane/apiserver/http/wirestream.h"

namespace orrery::http {

/// How many streams are served before requests and revisions get their turn again.
static constexpr int slice = 128;
/// After more than a slice, what comes next waits a moment: a server that is busy sends more at once.
static constexpr int busyInterval = 2;
static constexpr qsizetype maxBatches = 16;

Flusher::Flusher()
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Flusher::flush);
}

void Flusher::schedule(WireStream *stream)
{
    if (m_queued.contains(stream))
        return;
    m_queued.insert(stream);
    m_queue.push_back(stream);
    if (!m_timer.isActive())
        m_timer.start();
}

void Flusher::forget(WireStream *stream)
{
    if (m_queued.remove(stream))
        m_queue.erase(std::find(m_queue.begin(), m_queue.end(), stream));
}

void Flusher::flush()
{
    for (int i = 0; i < slice && !m_queue.empty(); ++i) {
        WireStream *stream = m_queue.front();
        m_queue.pop_front();
        m_queued.remove(stream);
        ++m_served;
        stream->push(); // may end itself or others
    }
    m_batches.clear();
    m_timer.setInterval(m_queue.empty() && m_served > slice ? busyInterval : 0);
    if (m_queue.empty())
        m_served = 0;
    else
        m_timer.start();
}

QByteArray Flusher::joined(const QByteArray *frames, qsizetype count, qsizetype bytes, bool chunked)
{
    for (const Batch &batch : std::as_const(m_batches)) {
        if (batch.chunked == chunked
            && std::equal(batch.frames.begin(), batch.frames.end(), frames, frames + count,
                          [](const QByteArray &a, const QByteArray &b) {
                              return a.constData() == b.constData() && a.size() == b.size();
                          }))
            return batch.bytes;
    }
    QByteArray out;
    out.reserve(bytes + 16);
    if (chunked) {
        out += QByteArray::number(bytes, 16);
        out += "\r\n";
    }
    for (qsizetype i = 0; i < count; ++i)
        out += frames[i];
    if (chunked)
        out += "\r\n";
    if (m_batches.size() < maxBatches)
        m_batches.append({QList<QByteArray>(frames, frames + count), chunked, out});
    return out;
}

} // namespace orrery::http
