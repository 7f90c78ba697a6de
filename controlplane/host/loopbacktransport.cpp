// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/loopbacktransport.h"

#include "controlplane/client/decode.h"
#include "controlplane/client/mailbox.h"

#include <atomic>

namespace orrery::host {

using namespace api;
using client::Mailbox;
using client::StreamHandlers;
using client::Subscription;
using client::WatchItem;

namespace {

constexpr qint64 highWater = 64 * 1024;

Error closedError()
{
    return error(Reason::ServiceUnavailable, "the control plane in this process has stopped");
}

Error failureOf(const Response &response)
{
    return response.object ? fromStatus(response.object.document(), response.status)
                           : client::errorOf(response.status, response.json());
}

/// One conversation that goes on: shared by the Subscription (any thread) and the server's end of it (the api thread).
/// What the server sends collects here and is fetched by the receiver's thread, so that a burst costs one wake-up.
struct Conversation
{
    std::shared_ptr<Gateway> gateway;
    std::shared_ptr<Mailbox> mailbox;
    std::function<void(QList<WatchItem>)> onItems;
    std::function<void(const QByteArray &)> onData;
    std::function<void(const QByteArray &)> onOpened;
    std::function<void(Result<>)> onEnded;

    QMutex mutex;
    QList<WatchItem> items;
    QList<QByteArray> chunks;
    std::optional<QByteArray> opened;
    std::optional<Result<>> end;
    bool scheduled = false, ended = false;

    std::atomic<bool> gone = false;
    std::atomic<qint64> pending = 0; ///< bytes in chunks
    // On the api thread only:
    std::weak_ptr<Stream> stream;
    std::weak_ptr<Channel> channel;

    static void change(const std::shared_ptr<Conversation> &self, const std::function<void(Conversation &)> &edit)
    {
        {
            const QMutexLocker lock(&self->mutex);
            if (self->ended)
                return;
            edit(*self);
            self->ended = self->end.has_value();
            if (std::exchange(self->scheduled, true))
                return;
        }
        self->mailbox->post([self] { deliver(self); });
    }

    static void finish(const std::shared_ptr<Conversation> &self, Result<> result)
    {
        change(self, [&](Conversation &c) { c.end = std::move(result); });
    }

    static void deliver(const std::shared_ptr<Conversation> &self)
    {
        QList<WatchItem> items;
        QList<QByteArray> chunks;
        std::optional<QByteArray> opened;
        std::optional<Result<>> end;
        {
            const QMutexLocker lock(&self->mutex);
            self->scheduled = false;
            items.swap(self->items);
            chunks.swap(self->chunks);
            opened.swap(self->opened);
            end.swap(self->end);
        }
        // Any of these may cancel the conversation; after that nothing more is called.
        const auto open = [&] { return !self->mailbox->isClosed(); };
        if (opened && self->onOpened && open())
            self->onOpened(*opened);
        if (!items.isEmpty() && self->onItems && open())
            self->onItems(std::move(items));
        qint64 taken = 0;
        for (const QByteArray &chunk : std::as_const(chunks)) {
            taken += chunk.size();
            if (self->onData && open())
                self->onData(chunk);
        }
        if (taken > 0 && (self->pending -= taken) < highWater / 4) {
            self->gateway->post([self] {
                if (const auto stream = self->stream.lock(); stream && stream->onWritable)
                    stream->onWritable();
                if (const auto channel = self->channel.lock(); channel && channel->onWritable)
                    channel->onWritable();
            });
        }
        if (end && self->onEnded && open()) {
            auto ended = std::move(self->onEnded);
            ended(std::move(*end));
        }
    }

    static void abandon(const std::shared_ptr<Conversation> &self)
    {
        if (self->gone.exchange(true))
            return;
        self->gateway->post([self] {
            const auto left = [](auto &onGone) {
                if (auto call = std::exchange(onGone, {}))
                    call();
            };
            if (const auto stream = self->stream.lock())
                left(stream->onGone);
            if (const auto channel = self->channel.lock())
                left(channel->onGone);
        });
    }
};
using ConversationPtr = std::shared_ptr<Conversation>;

class LoopbackStream final : public Stream
{
public:
    explicit LoopbackStream(ConversationPtr conversation)
        : m_conversation(std::move(conversation))
    {
    }
    ~LoopbackStream() override { LoopbackStream::end(); }
    bool wantsJson() const override { return !m_conversation->onItems; }
    void send(const WatchFrame &frame) override
    {
        if (!gone())
            Conversation::change(m_conversation, [&](Conversation &c) { c.items.append({frame.event, frame.cause}); });
    }
    void write(const QByteArray &bytes) override
    {
        if (gone())
            return;
        m_conversation->pending += bytes.size();
        Conversation::change(m_conversation, [&](Conversation &c) { c.chunks.append(bytes); });
    }
    void end() override { Conversation::finish(m_conversation, {}); }
    qint64 pending() const override { return m_conversation->pending; }
    bool gone() const override { return m_conversation->gone; }

private:
    ConversationPtr m_conversation;
};

class LoopbackChannel final : public Channel
{
public:
    LoopbackChannel(ConversationPtr conversation, QByteArray subprotocol)
        : m_conversation(std::move(conversation))
        , m_subprotocol(std::move(subprotocol))
    {
    }
    ~LoopbackChannel() override { LoopbackChannel::close(); }
    QByteArray subprotocol() const override { return m_subprotocol; }
    void send(const QByteArray &message) override
    {
        if (gone())
            return;
        m_conversation->pending += message.size();
        Conversation::change(m_conversation, [&](Conversation &c) { c.chunks.append(message); });
    }
    void close(int code = 1000, const QByteArray &reason = {}) override
    {
        Conversation::finish(m_conversation, code == 1000 ? Result<>() : error(Reason::InternalError, reason));
    }
    qint64 pending() const override { return m_conversation->pending; }
    bool gone() const override { return m_conversation->gone; }
    void setPaused(bool paused) override
    {
        m_paused = paused;
        while (!m_paused && !m_waiting.isEmpty() && onMessage)
            onMessage(m_waiting.takeFirst());
    }
    void receive(const QByteArray &message)
    {
        if (m_paused || !onMessage)
            m_waiting.append(message);
        else
            onMessage(message);
    }

private:
    ConversationPtr m_conversation;
    QByteArray m_subprotocol;
    QList<QByteArray> m_waiting;
    bool m_paused = false;
};

class LoopbackSubscription final : public Subscription
{
public:
    explicit LoopbackSubscription(ConversationPtr conversation)
        : m_conversation(std::move(conversation))
    {
    }
    ~LoopbackSubscription() override { LoopbackSubscription::cancel(); }
    void cancel() override
    {
        m_conversation->mailbox->close();
        Conversation::abandon(m_conversation);
    }
    void send(const QByteArray &message) override
    {
        m_conversation->gateway->post([conversation = m_conversation, message] {
            if (const auto channel = conversation->channel.lock())
                std::static_pointer_cast<LoopbackChannel>(channel)->receive(message);
        });
    }

private:
    ConversationPtr m_conversation;
};

/// An answer that a plain request gets as a stream (a log that is not followed) is collected.
class CollectingStream final : public Stream
{
public:
    CollectingStream(Response head, std::function<void(Result<Response>)> done)
        : m_head(std::move(head))
        , m_done(std::move(done))
    {
    }
    ~CollectingStream() override { CollectingStream::end(); }
    void send(const WatchFrame &frame) override { m_head.body += frame.json; }
    void write(const QByteArray &bytes) override { m_head.body += bytes; }
    void end() override
    {
        if (auto done = std::exchange(m_done, {}))
            done(std::move(m_head));
    }
    qint64 pending() const override { return 0; }
    bool gone() const override { return !m_done; }

private:
    Response m_head;
    std::function<void(Result<Response>)> m_done;
};

/// A plain request. Answers exactly once, whatever becomes of it.
class CallExchange final : public Exchange
{
public:
    CallExchange(Request request, std::function<void(Result<Response>)> done)
        : m_done(std::move(done))
    {
        m_request = std::move(request);
    }
    ~CallExchange() override { answer(closedError()); }
    bool gone() const override { return false; }
    void respond(Response response) override
    {
        if (response.status >= 400)
            answer(failureOf(response));
        else
            answer(std::move(response));
    }
    using Exchange::respond;
    std::shared_ptr<Stream> begin(Response head) override
    {
        return std::make_shared<CollectingStream>(std::move(head), std::exchange(m_done, {}));
    }
    std::shared_ptr<Channel> upgrade(const QList<QByteArray> &) override { return {}; }

private:
    void answer(Result<Response> result)
    {
        if (auto done = std::exchange(m_done, {}))
            done(std::move(result));
    }
    std::function<void(Result<Response>)> m_done;
};

class ConversationExchange final : public Exchange
{
public:
    ConversationExchange(Request request, ConversationPtr conversation, QList<QByteArray> subprotocols = {})
        : m_conversation(std::move(conversation))
        , m_subprotocols(std::move(subprotocols))
    {
        m_request = std::move(request);
    }
    ~ConversationExchange() override
    {
        if (!m_answered)
            Conversation::finish(m_conversation, closedError());
    }
    bool gone() const override { return m_conversation->gone; }
    void respond(Response response) override
    {
        m_answered = true;
        if (response.status >= 400) {
            Conversation::finish(m_conversation, failureOf(response));
            return;
        }
        Conversation::change(m_conversation, [&](Conversation &c) {
            c.chunks.append(response.json());
            c.pending += c.chunks.constLast().size();
            c.end = Result<>();
        });
    }
    using Exchange::respond;
    std::shared_ptr<Stream> begin(Response) override
    {
        m_answered = true;
        auto stream = std::make_shared<LoopbackStream>(m_conversation);
        m_conversation->stream = stream;
        return stream;
    }
    std::shared_ptr<Channel> upgrade(const QList<QByteArray> &subprotocols) override
    {
        for (const QByteArray &name : subprotocols) {
            if (!m_subprotocols.contains(name))
                continue;
            m_answered = true;
            auto channel = std::make_shared<LoopbackChannel>(m_conversation, name);
            m_conversation->channel = channel;
            Conversation::change(m_conversation, [&](Conversation &c) { c.opened = name; });
            return channel;
        }
        return {};
    }

private:
    ConversationPtr m_conversation;
    const QList<QByteArray> m_subprotocols;
    bool m_answered = false;
};

ConversationPtr converse(const std::shared_ptr<Gateway> &gateway, QObject *context)
{
    auto conversation = std::make_shared<Conversation>();
    conversation->gateway = gateway;
    conversation->mailbox = Mailbox::to(context, [weak = std::weak_ptr(conversation)] {
        if (const auto conversation = weak.lock())
            Conversation::abandon(conversation);
    });
    return conversation;
}

std::unique_ptr<Subscription> open(Request request, ConversationPtr conversation, QList<QByteArray> subprotocols = {})
{
    auto exchange = std::make_shared<ConversationExchange>(std::move(request), conversation, std::move(subprotocols));
    conversation->gateway->post([gateway = conversation->gateway, exchange]() mutable {
        if (!exchange->gone())
            gateway->handle(exchange);
        exchange.reset();
    }); // refused: the exchange dies here, which says so
    return std::make_unique<LoopbackSubscription>(std::move(conversation));
}

} // namespace

bool Gateway::post(std::function<void()> call)
{
    const QMutexLocker lock(&m_mutex);
    if (!m_context)
        return false;
    QMetaObject::invokeMethod(m_context, std::move(call), Qt::QueuedConnection);
    return true;
}

void Gateway::handle(const ExchangePtr &exchange)
{
    if (m_handler)
        m_handler(exchange);
}

void Gateway::close()
{
    const QMutexLocker lock(&m_mutex);
    m_context = nullptr;
    m_handler = {};
}

LoopbackTransport::LoopbackTransport(std::shared_ptr<Gateway> gateway, User user)
    : m_gateway(std::move(gateway))
    , m_user(std::move(user))
{
}

LoopbackTransport::~LoopbackTransport() = default;

void LoopbackTransport::prepare(Request &request) const
{
    request.user = m_user;
    request.peer = "loopback";
    if (request.cause.isEmpty())
        request.cause = Cause::current();
    if (request.cause.isEmpty() && request.method != "GET" && request.method != "HEAD")
        request.cause = Cause::create();
}

void LoopbackTransport::count(Metrics &metrics)
{
    m_answers = &metrics.counter("rest_client_requests_total",
                                 "Number of HTTP requests, partitioned by status code, method, and host.",
                                 {"code", "method", "host"});
}

void LoopbackTransport::send(Request request, std::function<void(Result<Response>)> done)
{
    prepare(request);
    if (m_answers) {
        done = [answers = m_answers, method = request.method, done = std::move(done)](Result<Response> result) {
            const int code = result ? result->status : result.error().httpStatus();
            answers->with({QByteArray::number(code), method, "loopback"}).add();
            done(std::move(result));
        };
    }
    auto exchange = std::make_shared<CallExchange>(std::move(request), std::move(done));
    m_gateway->post([gateway = m_gateway, exchange]() mutable {
        gateway->handle(exchange);
        exchange.reset();
    });
}

std::unique_ptr<Subscription> LoopbackTransport::watch(Request request, QObject *context,
                                                       std::function<void(QList<WatchItem>)> items,
                                                       std::function<void(Result<>)> ended)
{
    prepare(request);
    auto conversation = converse(m_gateway, context);
    conversation->onItems = std::move(items);
    conversation->onEnded = std::move(ended);
    return open(std::move(request), std::move(conversation));
}

std::unique_ptr<Subscription> LoopbackTransport::stream(Request request, QObject *context, StreamHandlers handlers)
{
    return channel(std::move(request), {}, context, std::move(handlers));
}

std::unique_ptr<Subscription> LoopbackTransport::channel(Request request, QList<QByteArray> subprotocols,
                                                         QObject *context, StreamHandlers handlers)
{
    prepare(request);
    auto conversation = converse(m_gateway, context);
    conversation->onData = std::move(handlers.data);
    conversation->onOpened = std::move(handlers.opened);
    conversation->onEnded = std::move(handlers.ended);
    return open(std::move(request), std::move(conversation), std::move(subprotocols));
}

} // namespace orrery::host
