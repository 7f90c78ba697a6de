// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>

namespace orrery::http {

class WireStream;

/// Sends what streams got during a turn of the event loop, all at its end: one chunk for each stream, and one copy of that chunk for all
/// watchers that got the same frames. Many busy watchers are served in slices, so that requests are not kept waiting meanwhile; what such a
/// watcher gets before it is its turn goes out with the rest.
/// Thread: the api thread. Lifetime: the server's; outlives every stream's use of it.
class Flusher final : public QObject
{
    Q_OBJECT
public:
    Flusher();

    void schedule(WireStream *stream);
    void forget(WireStream *stream);

    /// The frames as one HTTP chunk (or plainly one after the other).
    QByteArray joined(const QByteArray *frames, qsizetype count, qsizetype bytes, bool chunked);

private:
    struct Batch
    {
        QList<QByteArray> frames;
        bool chunked;
        QByteArray bytes;
    };
    void flush();

    QTimer m_timer;
    std::deque<WireStream *> m_queue; ///< those that have something to send, each once
    QSet<WireStream *> m_queued; ///< the same
    qsizetype m_served = 0; ///< since the queue was empty last
    QList<Batch> m_batches; ///< of the current slice. Frames are told apart by their (shared) data, which this keeps alive
};

} // namespace orrery::http
