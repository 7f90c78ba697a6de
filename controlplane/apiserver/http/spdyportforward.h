// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/spdysession.h"

#include <QSet>

namespace orrery::http {

class SpdyForwarded;

/// Port-forward over SPDY: each forwarded connection is a pair of streams, `error` and `data`, with the same `requestid` and a `port`.
/// Thread: the api thread. Lifetime: shared; dropping it closes all.
class SpdyPortForward final : public api::PortForward, public std::enable_shared_from_this<SpdyPortForward>
{
public:
    static std::shared_ptr<SpdyPortForward> create(std::shared_ptr<api::Channel> bytes);
    ~SpdyPortForward() override;

    void close() override;
    bool gone() const override { return m_session.gone(); }

private:
    friend class SpdyForwarded;
    explicit SpdyPortForward(std::shared_ptr<api::Channel> bytes);
    void opened(quint32 stream, const SpdyHeaders &headers);
    void ended();
    std::shared_ptr<SpdyForwarded> byStream(quint32 stream) const { return m_byDataStream.value(stream).lock(); }
    void setPaused(SpdyForwarded *connection, bool paused);

    struct Half
    {
        quint32 error = 0, data = 0;
        QByteArray port;
    };
    SpdySession m_session;
    QHash<QByteArray, Half> m_halves; ///< by requestid
    QHash<quint32, std::weak_ptr<SpdyForwarded>> m_byDataStream;
    QSet<SpdyForwarded *> m_paused;
};

/// One of its connections, as an api::Channel.
class SpdyForwarded final : public api::Channel
{
public:
    SpdyForwarded(std::weak_ptr<SpdyPortForward> owner, quint32 data, quint32 error);
    ~SpdyForwarded() override;

    QByteArray subprotocol() const override { return {}; }
    void send(const QByteArray &message) override;
    void close(int code, const QByteArray &reason) override;
    qint64 pending() const override;
    bool gone() const override { return m_closed || m_owner.expired(); }
    void setPaused(bool paused) override;

    void lost(); ///< the client reset it, or the whole connection ended

private:
    const std::weak_ptr<SpdyPortForward> m_owner;
    const quint32 m_data, m_error;
    bool m_closed = false;
};

} // namespace orrery::http
