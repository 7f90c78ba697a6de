// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/http/spdycodec.h"

#include <QHash>

namespace orrery::http {

/// The streams of one SPDY connection, which the client opens. Each is accepted as it comes.
/// Thread: the api thread. Lifetime: a member of its owner, which it keeps alive while it calls back.
class SpdySession final
{
public:
    explicit SpdySession(std::shared_ptr<api::Channel> below);

    void setOwner(std::weak_ptr<void> owner) { m_owner = std::move(owner); }

    void send(quint32 stream, QByteArrayView bytes);
    void finish(quint32 stream); ///< no more from our side
    void reset(quint32 stream);
    void close(); ///< lets what was sent go out
    bool gone() const { return m_closed || m_below->gone(); }
    qint64 pending() const { return m_below->pending(); }
    void setPaused(bool paused);

    std::function<void(quint32 stream, const SpdyHeaders &headers)> onStream;
    std::function<void(quint32 stream, const QByteArray &bytes)> onData;
    std::function<void(quint32 stream)> onFinished; ///< no more from the client
    std::function<void(quint32 stream)> onReset;
    std::function<void()> onGone; ///< not after close()
    std::function<void()> onWritable;

private:
    struct State
    {
        bool weFinished = false, theyFinished = false;
    };
    void decode();
    void handle(const SpdyFrame &frame);
    void fail();

    const std::shared_ptr<api::Channel> m_below;
    std::weak_ptr<void> m_owner;
    SpdyCodec m_codec;
    QHash<quint32, State> m_streams;
    bool m_closed = false;
    bool m_paused = false;
};

} // namespace orrery::http
