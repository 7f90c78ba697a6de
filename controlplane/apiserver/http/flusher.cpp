// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/flusher.h"

#include "controlplane/apiserver/http/wirestream.h"

#include <QElapsedTimer>

namespace orrery::http {

/// From this many busy streams on, rounds are some milliseconds apart: as long as a round takes, so that a busy server sends more at once.
static constexpr qsizetype many = 64;
static constexpr int shortestInterval = 2, longestInterval = 6;
static constexpr qsizetype maxBatches = 16;

Flusher::Flusher()
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Flusher::flush);
}

void Flusher::schedule(WireStream *stream)
{
    m_dirty.insert(stream);
    if (!m_timer.isActive())
        m_timer.start();
}

void Flusher::forget(WireStream *stream)
{
    m_dirty.remove(stream);
    m_round.removeOne(stream);
}

void Flusher::flush()
{
    const bool busy = m_dirty.size() >= many;
    QElapsedTimer duration;
    duration.start();
    m_timer.setInterval(busy ? shortestInterval : 0); // for what the round itself brings
    m_round = QList<WireStream *>(m_dirty.cbegin(), m_dirty.cend());
    m_dirty.clear();
    while (!m_round.isEmpty())
        m_round.takeLast()->push(); // may end itself or others
    m_batches.clear();
    if (busy && !m_timer.isActive())
        m_timer.setInterval(std::clamp(int(duration.elapsed()), shortestInterval, longestInterval));
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
