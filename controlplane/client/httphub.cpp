// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/httphub.h"

#include "controlplane/client/decode.h"
#include "controlplane/client/websocketcodec.h"

#include <QElapsedTimer>

namespace orrery::client {

using namespace api;

namespace {

Error closedError()
{
    return error(Reason::ServiceUnavailable, "the connection to the cluster was closed");
}

/// What came before a failed head's body is complete.
struct Collected
{
    int status = 0;
    QByteArray body;
};

std::optional<WatchItem> watchItem(const Value &frame)
{
    WatchItem item;
    const QByteArrayView type = frame["type"].text();
    if (type == "ADDED")
        item.event.type = WatchEvent::Type::Added;
    else if (type == "MODIFIED")
        item.event.type = WatchEvent::Type::Modified;
    else if (type == "DELETED")
        item.event.type = WatchEvent::Type::Deleted;
    else if (type == "BOOKMARK")
        item.event.type = WatchEvent::Type::Bookmark;
    else if (type == "ERROR")
        item.event.type = WatchEvent::Type::Error;
    else
        return {};
    item.event.object = Object(frame["object"]);
    item.cause = Cause::fromTraceparent(frame["cause"].text());
    return item;
}

} // namespace

HttpHub::HttpHub(Endpoint endpoint, const Connection &connection)
    : m_endpoint(std::move(endpoint))
    , m_login(connection, this)
{
    connect(&m_login, &Login::certificate, this, &HttpHub::useCertificate);
}

HttpHub::~HttpHub()
{
    m_closing = true;
    m_login.fail(closedError());
    const auto waiting = std::exchange(m_waiting, {});
    for (const Waiting &one : waiting)
        one.done(closedError());
    const auto connections = findChildren<HttpConnection *>(QString(), Qt::FindDirectChildrenOnly);
    for (HttpConnection *connection : connections)
        connection->fail(closedError());
}

QByteArray HttpHub::encode(const Request &request, const QByteArray &extra) const
{
    const QByteArray body = request.body.isEmpty() && request.object ? request.object.json() : request.body;
    QByteArray out;
    out.reserve(512 + body.size());
    out += request.method + ' ' + m_endpoint.prefix + request.path;
    if (!request.query.isEmpty())
        out += '?' + request.query.encoded();
    out += " HTTP/1.1\r\nhost: " + m_endpoint.hostHeader + "\r\n";
    for (const auto &[name, value] : request.headers.fields()) {
        // A line end in a value would let its author write headers of his own.
        if (!value.contains('\r') && !value.contains('\n'))
            out += name + ": " + value + "\r\n";
    }
    if (!m_login.authorization().isEmpty() && !request.headers.contains("authorization"))
        out += "authorization: " + m_login.authorization() + "\r\n";
    out += m_endpoint.ownHeaders;
    if (const QByteArray cause = request.cause.traceparent(); !cause.isEmpty() && !request.headers.contains("traceparent"))
        out += "traceparent: " + cause + "\r\n";
    if (!body.isEmpty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
        if (!request.headers.contains("content-type"))
            out += "content-type: application/json\r\n";
        out += "content-length: " + QByteArray::number(body.size()) + "\r\n";
    }
    out += extra + "\r\n" + body;
    return out;
}

void HttpHub::send(Request request, Done done)
{
    if (m_waiting.size() >= maxWaiting)
        return done(error(Reason::TooManyRequests, "too many requests wait for the cluster"));
    if (!m_login.isReady()) {
        m_login.get([this, request = std::move(request), done = std::move(done)](const Result<> &ready) mutable {
            if (ready && !m_closing)
                send(std::move(request), std::move(done));
            else
                done(ready ? closedError() : ready.error());
        });
        return;
    }
    const bool safe = request.method == "GET" || request.method == "HEAD";
    m_waiting.push_back({ encode(request), request.method == "HEAD", safe, std::move(done) });
    dispatch();
}

void HttpHub::whenReady(const SessionPtr &session, const std::function<void(Result<>)> &ended, const std::function<void()> &go)
{
    if (m_login.isReady())
        return go();
    m_login.get([this, session, ended, go](const Result<> &ready) {
        if (session->over)
            return;
        if (ready && !m_closing)
            return go();
        session->over = true;
        session->mailbox->post([ended, result = ready ? Result<>(closedError()) : ready] { ended(result); });
    });
}

/// Connections made from now on use it; those that are there have proved somebody else, or the same with less time left.
void HttpHub::useCertificate(const QByteArray &chainPem, const QByteArray &keyPem)
{
    if (const auto failure = setClientCertificate(m_endpoint.ssl, chainPem, keyPem); !failure) {
        m_login.fail(failure.error());
        return;
    }
    const auto pool = m_pool;
    for (HttpConnection *connection : pool) {
        if (connection->isIdle()) {
            connection->shut();
            release(connection);
        }
    }
}

void HttpHub::dispatch()
{
    while (!m_waiting.empty() && !m_closing) {
        HttpConnection *connection = nullptr;
        for (HttpConnection *one : m_pool) {
            if (one->isIdle()) {
                connection = one;
                break;
            }
        }
        if (!connection) {
            if (m_pool.size() >= maxConnections)
                return;
            connection = new HttpConnection(m_endpoint, this);
            m_pool.push_back(connection);
            connect(connection, &HttpConnection::closed, this, [this, connection] { release(connection); });
        }
        Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        runOn(connection, std::move(next));
    }
}

void HttpHub::runOn(HttpConnection *connection, Waiting waiting)
{
    struct State
    {
        Waiting waiting;
        Response response;
    };
    auto state = std::make_shared<State>(State { std::move(waiting), {} });
    HttpConnection::Job job;
    job.bytes = state->waiting.bytes;
    job.headRequest = state->waiting.head;
    job.head = [state](const HttpParser::Head &head) {
        state->response.status = head.status;
        state->response.headers = head.headers;
        state->response.contentType = head.headers.value("content-type");
    };
    job.body = [state, connection](QByteArrayView bytes) {
        if (state->response.body.size() + bytes.size() > maxBody)
            connection->fail(error(Reason::RequestEntityTooLarge, "the answer is longer than 64 MiB"));
        else
            state->response.body.append(bytes.data(), bytes.size());
    };
    job.ended = [this, state, connection](const Result<> &result) {
        // An idle connection that the server had just closed: nobody has seen this request.
        const bool stale = !result && connection->wasReused() && !connection->answerBegun() && state->waiting.safe && state->waiting.tries == 0
            && result.failedWith(Reason::ServiceUnavailable);
        if (connection->isBroken())
            release(connection);
        if (stale && !m_closing) {
            ++state->waiting.tries;
            m_waiting.push_front(std::move(state->waiting));
        } else if (!result) {
            state->waiting.done(result.error());
        } else if (state->response.status >= 400 || state->response.status < 200) {
            if (state->response.status == 401)
                m_login.refused();
            Error failure = errorOf(state->response.status, state->response.body);
            if (const int seconds = state->response.headers.value("retry-after").toInt(); seconds > 0 && !failure.retryAfterSeconds)
                failure.retryAfterSeconds = seconds;
            state->waiting.done(std::move(failure));
        } else {
            state->waiting.done(std::move(state->response));
        }
        dispatch();
    };
    connection->run(std::move(job));
}

void HttpHub::release(HttpConnection *connection)
{
    m_pool.erase(std::remove(m_pool.begin(), m_pool.end(), connection), m_pool.end());
    connection->deleteLater();
}

HttpConnection *HttpHub::converse(const SessionPtr &session, const Request &request, std::function<void(QByteArrayView)> data,
                                  std::function<void(Result<>)> ended, std::function<void(const HttpParser::Head &)> head)
{
    auto *connection = new HttpConnection(m_endpoint, this);
    session->connection = connection;
    auto collected = std::make_shared<Collected>();
    HttpConnection::Job job;
    job.bytes = encode(request);
    job.endless = true;
    job.head = [collected, head](const HttpParser::Head &got) {
        collected->status = got.status;
        if (head)
            head(got);
    };
    job.body = [collected, data = std::move(data)](QByteArrayView bytes) {
        if (collected->status < 300)
            data(bytes);
        else if (collected->body.size() < 1024 * 1024)
            collected->body.append(bytes.data(), bytes.size());
    };
    job.ended = [this, session, connection, collected, ended = std::move(ended)](Result<> result) {
        session->connection = nullptr;
        connection->disconnect();
        if (!connection->isBroken())
            connection->shut();
        connection->deleteLater();
        if (std::exchange(session->over, true))
            return;
        if (collected->status == 401)
            m_login.refused();
        if (collected->status >= 300)
            result = errorOf(collected->status, collected->body);
        session->mailbox->post([ended, result] { ended(result); });
    };
    connection->run(std::move(job));
    return connection;
}

void HttpHub::watch(const SessionPtr &session, Request request, std::function<void(QList<WatchItem>)> items,
                    std::function<void(Result<>)> ended)
{
    request.headers.add("orrery-causes", "1");
    auto buffer = std::make_shared<QByteArray>();
    const auto data = [session, buffer, items](QByteArrayView bytes) {
        buffer->append(bytes.data(), bytes.size());
        QList<WatchItem> found;
        qsizetype start = 0;
        std::optional<Error> failure;
        for (qsizetype end = buffer->indexOf('\n'); end >= 0 && !failure; end = buffer->indexOf('\n', start)) {
            const QByteArrayView line = QByteArrayView(*buffer).sliced(start, end - start).trimmed();
            start = end + 1;
            if (line.isEmpty())
                continue;
            const Result<Value> frame = parseJson(line, { .depth = 200, .bytes = maxLine });
            const std::optional<WatchItem> item = frame ? watchItem(*frame) : std::nullopt;
            if (!item)
                failure = error(Reason::ServiceUnavailable, "the watch sent a line that is no event");
            else if (item->event.type == WatchEvent::Type::Error)
                failure = fromStatus(item->event.object.document(), int(item->event.object["code"].integer(500)));
            else
                found.append(*item);
        }
        buffer->remove(0, start);
        if (!failure && buffer->size() > maxLine)
            failure = error(Reason::ServiceUnavailable, "the watch sent a line longer than 8 MiB");
        if (!found.isEmpty())
            session->mailbox->post([items, found] { items(found); });
        if (failure && session->connection)
            session->connection->fail(*failure);
    };
    const auto open = [session, items](const HttpParser::Head &head) {
        if (head.status == 200)
            session->mailbox->post([items] { items({}); });
    };
    whenReady(session, ended, [=, this] { converse(session, request, data, ended, open); });
}

void HttpHub::stream(const SessionPtr &session, Request request, StreamHandlers handlers)
{
    const auto data = [session, handlers](QByteArrayView bytes) {
        if (handlers.data)
            session->mailbox->post([handlers, copy = bytes.toByteArray()] { handlers.data(copy); });
    };
    const auto ended = [handlers](const Result<> &result) {
        if (handlers.ended)
            handlers.ended(result);
    };
    whenReady(session, ended, [=, this] { converse(session, request, data, ended); });
}

void HttpHub::channel(const SessionPtr &session, Request request, const QList<QByteArray> &subprotocols, StreamHandlers handlers)
{
    struct State
    {
        WebSocketCodec codec;
        QElapsedTimer heard;
        bool open = false;
    };
    auto state = std::make_shared<State>();
    const QByteArray key = WebSocketCodec::createKey();
    request.headers.add("connection", "Upgrade");
    request.headers.add("upgrade", "websocket");
    request.headers.add("sec-websocket-version", "13");
    request.headers.add("sec-websocket-key", key);
    request.headers.add("sec-websocket-protocol", subprotocols.join(", "));
    // The head's callback runs before converse() could hand the connection over, so that it asks the session for it.
    const auto raw = [session, state, handlers](QByteArrayView bytes) {
        state->heard.start();
        const Result<QList<WebSocketCodec::Event>> events = state->codec.feed(bytes);
        if (!events) {
            session->connection->fail(events.error());
            return;
        }
        for (const WebSocketCodec::Event &event : *events) {
            if (!session->connection)
                return;
            switch (event.type) {
            case WebSocketCodec::Event::Type::Message:
                if (handlers.data)
                    session->mailbox->post([handlers, payload = event.payload] { handlers.data(payload); });
                break;
            case WebSocketCodec::Event::Type::Ping:
                session->connection->write(WebSocketCodec::pong(event.payload));
                break;
            case WebSocketCodec::Event::Type::Pong:
                break;
            case WebSocketCodec::Event::Type::Close: {
                HttpConnection *connection = session->connection;
                connection->write(WebSocketCodec::close(event.code == 1005 ? 1000 : event.code));
                session->connection = nullptr;
                session->over = true;
                connection->shut();
                connection->deleteLater();
                Result<> result;
                if (event.code != 1000 && event.code != 1005)
                    result = error(Reason::ServiceUnavailable, event.payload.isEmpty() ? "closed with code " + QByteArray::number(event.code) : event.payload);
                if (handlers.ended)
                    session->mailbox->post([handlers, result] { handlers.ended(result); });
                return;
            }
            }
        }
    };
    const auto head = [session, state, handlers, key, subprotocols, raw](const HttpParser::Head &got) {
        HttpConnection *connection = session->connection;
        if (got.status != 101)
            return;
        const QByteArray chosen = got.headers.value("sec-websocket-protocol");
        if (got.headers.value("sec-websocket-accept") != WebSocketCodec::acceptOf(key)
            || (!chosen.isEmpty() && !subprotocols.contains(chosen)))
            return; // no upgrade() was made: the connection fails by itself
        state->open = true;
        state->heard.start();
        connection->upgrade(raw);
        auto *timer = new QTimer(connection);
        connect(timer, &QTimer::timeout, connection, [connection, state] {
            if (state->heard.elapsed() > silenceMs)
                connection->fail(error(Reason::ServiceUnavailable, "the server has been silent for 15 s"));
            else if (state->heard.elapsed() >= pingMs - 500)
                connection->write(WebSocketCodec::ping());
        });
        timer->start(pingMs);
        connect(connection, &HttpConnection::drained, connection,
                [session, connection] { session->unsent = connection->pending(); });
        if (handlers.opened)
            session->mailbox->post([handlers, chosen] { handlers.opened(chosen); });
    };
    const auto ended = [handlers, state](Result<> result) {
        if (!handlers.ended)
            return;
        if (result && !state->open)
            result = error(Reason::InternalError, "the server did not upgrade the connection");
        handlers.ended(result);
    };
    // converse() sets session->connection before anything can be read.
    whenReady(session, ended, [=, this] { converse(session, request, [](QByteArrayView) {}, ended, head); });
}

void HttpHub::write(const SessionPtr &session, const QByteArray &message)
{
    session->queued -= message.size();
    if (!session->connection)
        return;
    session->connection->write(WebSocketCodec::message(message));
    session->unsent = session->connection->pending();
}

void HttpHub::close(const SessionPtr &session)
{
    HttpConnection *connection = std::exchange(session->connection, nullptr);
    session->over = true;
    if (!connection)
        return;
    connection->disconnect();
    if (connection->isUpgraded())
        connection->write(WebSocketCodec::close(1000));
    connection->shut();
    connection->deleteLater();
}

} // namespace orrery::client
