// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/turn.h"

#include "controlplane/api/exchange.h"

#include <QPointer>

namespace orrery::http {

class Flusher;

/// A producer pauses above this; it hears again below a quarter of it.
inline constexpr qint64 highWaterMark = 64 * 1024;
/// What a peer that doesn't read may cost at most; then its stream ends.
inline constexpr qint64 maxPending = 8 * 1024 * 1024;

/// A streamed answer: HTTP chunks (until the connection closes, for HTTP/1.0). Frames are kept shared, not copied, until the socket takes
/// them; those of one turn of the event loop go out as one chunk.
/// Thread: the api thread. Lifetime: the producer's; dropping it ends the answer.
class WireStream final : public api::Stream
{
public:
    enum class Framing { Chunked, UntilClose, None };
    WireStream(std::shared_ptr<Turn> turn, QPointer<Flusher> flusher, Framing framing);
    ~WireStream() override;

    void send(const api::WatchFrame &frame) override;
    void write(const QByteArray &bytes) override;
    void end() override;
    qint64 pending() const override;
    bool gone() const override;

    void push(); ///< to the kernel, as much as the peer takes now; may end this

private:
    void flush(); ///< to the socket; calls nobody
    void writable();
    void writeSome();

    std::shared_ptr<Turn> m_turn;
    const QPointer<Flusher> m_flusher; ///< the server may end before the producer lets go
    const Framing m_framing;
    QList<QByteArray> m_frames;
    qint64 m_queued = 0; ///< bytes in m_frames
    mutable bool m_full = false; ///< somebody was told so, and waits for onWritable
    bool m_ended = false;
    bool m_dropped = false; ///< more than maxPending
};

} // namespace orrery::http
