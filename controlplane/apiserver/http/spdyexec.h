// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/spdysession.h"

#include <QTimer>

#include <array>

namespace orrery::http {

/// Exec and attach over SPDY, made to look like a `channel.k8s.io` WebSocket: the client's streams stdin, stdout, stderr, error and resize
/// are channels 0, 1, 2, 3 and 4; stdin's end comes as [255][0].
/// Thread: the api thread. Lifetime: shared; dropping it closes it.
class SpdyExec final : public api::Channel, public std::enable_shared_from_this<SpdyExec>
{
public:
    struct Expected
    {
        bool in, out, err, resize;
    }; ///< by the request's query; the error stream always comes
    static std::shared_ptr<SpdyExec> create(std::shared_ptr<api::Channel> bytes, QByteArray subprotocol,
                                            Expected expected);
    ~SpdyExec() override;

    QByteArray subprotocol() const override { return m_subprotocol; }
    void send(const QByteArray &message) override; ///< kept until the client has opened all its streams
    void close(int code, const QByteArray &reason) override;
    qint64 pending() const override { return m_session.pending() + m_waitingBytes; }
    bool gone() const override { return m_closed || m_session.gone(); }
    void setPaused(bool paused) override { m_session.setPaused(paused); }

private:
    SpdyExec(std::shared_ptr<api::Channel> bytes, QByteArray subprotocol, Expected expected);
    void opened(quint32 stream, const SpdyHeaders &headers);
    int channelOf(quint32 stream) const;
    bool isReady() const;
    void closeNow();

    struct Slot
    {
        bool expected = false;
        quint32 stream = 0;
    };
    struct DeleteLater
    {
        void operator()(QTimer *timer) const { timer->deleteLater(); }
    };
    SpdySession m_session;
    const QByteArray m_subprotocol;
    std::array<Slot, 5> m_slots;
    QList<QByteArray> m_waiting; ///< messages for a client that is not ready
    qint64 m_waitingBytes = 0;
    bool m_closed = false;
    // After close(), while the client still opens its streams, nobody else may need us:
    std::shared_ptr<SpdyExec> m_self;
    std::unique_ptr<QTimer, DeleteLater> m_patience;
};

} // namespace orrery::http
