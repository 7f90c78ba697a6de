// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/api/tunnel.h"

#include <QPointer>
#include <QTimer>

namespace orrery::test {

/// Two ends of a channel without a wire. Messages arrive from the event loop; a paused end leaves them with the sender, whose pending()
/// they are.
class MemoryChannel final : public api::Channel
{
public:
    static std::pair<std::shared_ptr<MemoryChannel>, std::shared_ptr<MemoryChannel>> pair(const QByteArray &subprotocol)
    {
        auto a = std::make_shared<MemoryChannel>(subprotocol);
        auto b = std::make_shared<MemoryChannel>(subprotocol);
        a->m_peer = b;
        b->m_peer = a;
        return {a, b};
    }
    explicit MemoryChannel(QByteArray subprotocol)
        : m_subprotocol(std::move(subprotocol))
    {
    }

    QByteArray subprotocol() const override { return m_subprotocol; }
    void send(const QByteArray &message) override
    {
        if (m_closed)
            return;
        m_out.append(message);
        m_pending += message.size();
        m_full = m_full || m_pending > 64 * 1024;
        QMetaObject::invokeMethod(
            &m_context, [this] { deliver(); }, Qt::QueuedConnection);
    }
    void close(int code, const QByteArray &) override
    {
        if (m_closed)
            return;
        m_closed = true;
        const auto peer = m_peer.lock();
        if (!peer)
            return;
        // What was sent before arrives before.
        const auto rest = std::exchange(m_out, {});
        QMetaObject::invokeMethod(
            &peer->m_context,
            [peer, rest, code] {
                for (const QByteArray &message : rest) {
                    peer->received.append(message);
                    if (peer->onMessage)
                        peer->onMessage(message);
                }
                if (std::exchange(peer->m_closed, true))
                    return;
                peer->closeCode = code;
                if (peer->onGone)
                    peer->onGone();
            },
            Qt::QueuedConnection);
    }
    qint64 pending() const override { return m_pending; }
    bool gone() const override { return m_closed; }
    void setPaused(bool paused) override
    {
        m_paused = paused;
        if (const auto peer = m_peer.lock(); peer && !paused)
            QMetaObject::invokeMethod(
                &peer->m_context, [p = peer.get()] { p->deliver(); }, Qt::QueuedConnection);
    }
    void ping() override
    {
        ++pings;
        if (answersPings && onPong)
            onPong();
    }

    QList<QByteArray> received;
    int closeCode = 0;
    int pings = 0;
    bool answersPings = true;

private:
    void deliver()
    {
        const auto peer = m_peer.lock();
        while (peer && !peer->m_paused && !m_out.isEmpty()) {
            const QByteArray message = m_out.takeFirst();
            m_pending -= message.size();
            peer->received.append(message);
            if (peer->onMessage)
                peer->onMessage(message);
        }
        if (m_full && m_pending < 16 * 1024) {
            m_full = false;
            if (onWritable)
                onWritable();
        }
    }

    const QByteArray m_subprotocol;
    std::weak_ptr<MemoryChannel> m_peer;
    QList<QByteArray> m_out;
    qint64 m_pending = 0;
    bool m_paused = false, m_closed = false, m_full = false;
    QObject m_context;
};

/// A streamed answer, kept.
class MemoryStream final : public api::Stream
{
public:
    void send(const api::WatchFrame &frame) override { write(frame.json); }
    void write(const QByteArray &bytes) override
    {
        body += bytes;
        unread += bytes.size();
    }
    void end() override { ended = true; }
    qint64 pending() const override { return slow ? unread : 0; }
    bool gone() const override { return left || ended; }
    void readAll()
    {
        unread = 0;
        if (onWritable)
            onWritable();
    }

    QByteArray body;
    qint64 unread = 0;
    bool slow = false, ended = false, left = false;
};

class MemoryPortForward final : public api::PortForward
{
public:
    void close() override { closed = true; }
    bool gone() const override { return closed; }
    bool closed = false;
};

/// A request of a test, and what became of it.
class MemoryExchange final : public api::Exchange
{
public:
    explicit MemoryExchange(const QByteArray &query = {}, QByteArray offers = {})
        : offers(std::move(offers))
    {
        m_request.query = api::Query(query);
        if (!this->offers.isEmpty())
            m_request.headers.add("upgrade", "websocket");
    }
    bool gone() const override { return false; }
    void respond(api::Response r) override
    {
        response = std::move(r);
        ++answers;
    }
    using api::Exchange::respond;
    std::shared_ptr<api::Stream> begin(api::Response head) override
    {
        response = std::move(head);
        ++answers;
        stream = std::make_shared<MemoryStream>();
        stream->slow = slow;
        return stream;
    }
    std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &subprotocols) override
    {
        if (!subprotocols.contains(offers))
            return nullptr;
        ++answers;
        auto [server, client] = MemoryChannel::pair(offers);
        channel = client;
        return server;
    }
    std::shared_ptr<api::Channel> passThrough(const api::Response &head) override
    {
        response = head;
        ++answers;
        auto [server, client] = MemoryChannel::pair({});
        channel = client;
        return server;
    }
    std::shared_ptr<api::PortForward> upgradePortForward() override
    {
        if (offers != "portforward.k8s.io")
            return nullptr;
        ++answers;
        return portForward = std::make_shared<MemoryPortForward>();
    }

    const QByteArray offers; ///< the subprotocol that the client speaks
    bool slow = false;
    int answers = 0;
    api::Response response;
    std::shared_ptr<MemoryStream> stream;
    std::shared_ptr<MemoryChannel> channel; ///< the client's end
    std::shared_ptr<MemoryPortForward> portForward;
};

/// A node agent's end of a tunnel: opens nothing, answers what `serve` says, keeps the rules of credit.
class FakeAgent final
{
public:
    struct Stream
    {
        quint32 id = 0;
        api::TunnelOpen open;
        QByteArray in; ///< what came on channel 0
        QByteArray resized;
        bool inEnded = false, closed = false;
        qint64 credit = api::TunnelFrame::window;
        bool givesCredit = true;
        std::function<void()> onChange;
    };

    explicit FakeAgent(std::shared_ptr<api::Channel> channel)
        : m_channel(std::move(channel))
    {
        m_channel->onMessage = [this](const QByteArray &message) { received(message); };
    }
    std::function<void(const std::shared_ptr<Stream> &)> serve;

    void opened(const Stream &stream) { send(stream, api::TunnelFrame::Type::Opened, {}); }
    /// Sends as far as there is credit; how much it was.
    qint64 data(Stream &stream, int channel, QByteArrayView bytes)
    {
        qint64 sent = 0;
        while (!bytes.isEmpty() && stream.credit > 0) {
            const qsizetype now = std::min<qint64>({bytes.size(), stream.credit, 60'000});
            send(stream, api::TunnelFrame::Type::Data, char(channel) + bytes.first(now).toByteArray());
            bytes = bytes.sliced(now);
            stream.credit -= now;
            sent += now;
        }
        return sent;
    }
    void close(const Stream &stream, const QByteArray &status = {})
    {
        send(stream, api::TunnelFrame::Type::Close, status);
    }
    void credit(const Stream &stream, quint32 bytes)
    {
        const char payload[4] = {char(bytes >> 24), char(bytes >> 16), char(bytes >> 8), char(bytes)};
        send(stream, api::TunnelFrame::Type::Credit, QByteArray(payload, 4));
    }
    void send(const Stream &stream, api::TunnelFrame::Type type, const QByteArray &payload)
    {
        m_channel->send(api::TunnelFrame{stream.id, type, payload}.encoded());
    }
    api::Channel &channel() { return *m_channel; }
    QList<std::shared_ptr<Stream>> streams;

private:
    void received(const QByteArray &message)
    {
        using Type = api::TunnelFrame::Type;
        const auto frame = api::TunnelFrame::decode(message);
        if (!frame)
            qFatal("bad frame");
        if (frame->type == Type::Open) {
            auto stream = std::make_shared<Stream>();
            stream->id = frame->stream;
            stream->open = api::TunnelOpen::fromValue(*api::parseJson(frame->payload));
            streams.append(stream);
            if (serve)
                serve(stream);
            return;
        }
        for (const auto &stream : std::as_const(streams)) {
            if (stream->id != frame->stream || stream->closed)
                continue;
            if (frame->type == Type::Data) {
                (frame->payload[0] == 0 ? stream->in : stream->resized) += frame->payload.mid(1);
                if (stream->givesCredit)
                    credit(*stream, quint32(frame->payload.size() - 1));
            } else if (frame->type == Type::Credit) {
                stream->credit += qint64(uchar(frame->payload[0])) << 24 | uchar(frame->payload[1]) << 16
                    | uchar(frame->payload[2]) << 8 | uchar(frame->payload[3]);
            } else if (frame->type == Type::CloseChannel) {
                stream->inEnded = true;
            } else if (frame->type == Type::Close) {
                stream->closed = true;
            }
            if (const auto change = stream->onChange)
                change();
        }
    }

    const std::shared_ptr<api::Channel> m_channel;
};

} // namespace orrery::test
