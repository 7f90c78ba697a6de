// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/apiserver/http/wire.h"

namespace orrery::http {

/// An upgraded connection whose messages are just bytes as they come: what SPDY speaks over where no WebSocket is between.
/// Thread: the api thread. Lifetime: shared; dropping it closes it.
class ByteChannel final : public api::Channel, public std::enable_shared_from_this<ByteChannel>
{
public:
    static std::shared_ptr<ByteChannel> create(std::unique_ptr<Wire> wire)
    {
        std::shared_ptr<ByteChannel> channel(new ByteChannel(std::move(wire)));
        return channel;
    }

    QByteArray subprotocol() const override { return {}; }
    void send(const QByteArray &message) override { m_wire->write(message); }
    void close(int, const QByteArray &) override { m_wire->close(); }
    qint64 pending() const override { return m_wire->pending(); }
    bool gone() const override { return m_wire->gone(); }
    void setPaused(bool paused) override { m_wire->setPaused(paused); }

private:
    explicit ByteChannel(std::unique_ptr<Wire> wire)
        : m_wire(std::move(wire))
    {
        m_wire->onBytes = [this](const QByteArray &bytes) {
            const auto self = shared_from_this();
            if (onMessage && !bytes.isEmpty())
                onMessage(bytes);
        };
        m_wire->onGone = [this] {
            const auto self = shared_from_this();
            if (const auto gone = std::exchange(onGone, nullptr))
                gone();
        };
        m_wire->onWritable = [this] {
            const auto self = shared_from_this();
            if (onWritable)
                onWritable();
        };
    }

    std::unique_ptr<Wire> m_wire;
};

} // namespace orrery::http
