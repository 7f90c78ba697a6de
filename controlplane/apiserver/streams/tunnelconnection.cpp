// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/tunnelconnection.h"

#include "controlplane/apiserver/streams/session.h"

namespace orrery::streams {

namespace {

class TunnelConnection final : public Connection, public std::enable_shared_from_this<TunnelConnection>
{
public:
    explicit TunnelConnection(std::shared_ptr<TunnelStream> stream)
        : m_stream(std::move(stream))
    {
    }
    ~TunnelConnection() override
    {
        if (!m_closed)
            m_stream->close();
    }

    void start()
    {
        const std::weak_ptr<TunnelConnection> weak = weak_from_this();
        m_stream->onOpened = [weak] {
            const auto self = weak.lock();
            if (self && self->onOpened)
                self->onOpened();
        };
        m_stream->onData = [weak](int, const QByteArray &bytes) {
            const auto self = weak.lock();
            if (self && self->onBytes)
                self->onBytes(bytes);
        };
        m_stream->onWritable = [weak] {
            const auto self = weak.lock();
            if (self && self->onWritable)
                self->onWritable();
        };
        m_stream->onClosed = [weak](const api::Value &status) {
            const auto self = weak.lock();
            if (!self)
                return;
            self->m_closed = true;
            if (const auto closed = std::exchange(self->onClosed, nullptr))
                closed(status.isNull() ? api::Result<>() : refusal(status));
        };
    }

    void write(const QByteArray &bytes) override { m_stream->send(0, bytes); }
    qint64 pending() const override { return m_stream->pending(); }
    void consumed(qint64 bytes) override { m_stream->consumed(bytes); }

private:
    const std::shared_ptr<TunnelStream> m_stream;
    bool m_closed = false;
};

} // namespace

ConnectionPtr connectionOver(std::shared_ptr<TunnelStream> stream)
{
    const auto connection = std::make_shared<TunnelConnection>(std::move(stream));
    connection->start();
    return connection;
}

} // namespace orrery::streams
