// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/httpcall.h"

namespace orrery::streams {

using api::Reason;

/// Whoever made it: nothing in a line ends the line.
static QByteArray oneLine(const QByteArray &text, bool isTarget)
{
    QByteArray out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool ends = uchar(c) < 0x20 || uchar(c) == 0x7f || (isTarget && c == ' ');
        out += !ends ? QByteArray(1, c) : isTarget ? '%' + QByteArray(1, c).toHex() : QByteArray(" ");
    }
    return out;
}

QByteArray HttpRequest::encoded() const
{
    QByteArray out
        = oneLine(method, true) + ' ' + oneLine(target, true) + " HTTP/1.1\r\nHost: " + oneLine(host, false) + "\r\n";
    for (const auto &[name, value] : headers.fields())
        out += oneLine(name, true) + ": " + oneLine(value, false) + "\r\n";
    if (!body.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH")
        out += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    if (!upgrade)
        out += "Connection: close\r\n";
    return out + "\r\n" + body;
}

HttpCall::HttpCall(ConnectionPtr connection, bool toHead, Handlers handlers)
    : m_connection(std::move(connection))
    , m_handlers(std::move(handlers))
    , m_answer(toHead)
{
}

std::shared_ptr<HttpCall> HttpCall::start(ConnectionPtr connection, const HttpRequest &request, Handlers handlers)
{
    const auto call = std::make_shared<HttpCall>(std::move(connection), request.method == "HEAD", std::move(handlers));
    const std::weak_ptr<HttpCall> weak = call;
    call->m_answer.onHead = [raw = call.get()](const api::Response &head) {
        if (raw->m_handlers.head)
            raw->m_handlers.head(head);
    };
    call->m_answer.onBody = [raw = call.get()](const QByteArray &bytes) {
        raw->m_given += bytes.size();
        if (raw->m_handlers.body)
            raw->m_handlers.body(bytes);
        else
            raw->consumed(bytes.size());
    };
    call->m_connection->onBytes = [weak](const QByteArray &bytes) {
        if (const auto self = weak.lock())
            self->received(bytes);
    };
    call->m_connection->onClosed = [weak](const api::Result<> &how) {
        if (const auto self = weak.lock())
            self->finish(how ? self->m_answer.end() : how);
    };
    call->m_connection->write(request.encoded());
    return call;
}

void HttpCall::received(const QByteArray &bytes)
{
    if (m_done)
        return;
    m_given = 0;
    const auto fed = m_answer.feed(bytes);
    m_connection->consumed(std::max<qint64>(0, bytes.size() - m_given)); // the rest is its receiver's to consume
    if (!fed || m_answer.isComplete())
        finish(fed);
}

void HttpCall::finish(const api::Result<> &how)
{
    if (std::exchange(m_done, true))
        return;
    if (const auto done = std::exchange(m_handlers.done, nullptr))
        done(how);
}

Fetch::Fetch(ConnectionPtr connection, const HttpRequest &request, std::chrono::milliseconds timeout,
             qsizetype mostBytes, Done done)
    : m_done(std::move(done))
{
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this,
            [this] { finish(api::error(Reason::Timeout, "context deadline exceeded")); });
    m_timeout.start(timeout);
    HttpCall::Handlers handlers;
    handlers.head = [this](const api::Response &head) { m_answer = head; };
    handlers.body = [this, mostBytes](const QByteArray &bytes) {
        if (m_answer.body.size() + bytes.size() > mostBytes)
            return finish(api::error(Reason::RequestEntityTooLarge,
                                     "the answer is longer than " + QByteArray::number(mostBytes) + " bytes"));
        m_answer.body += bytes;
        m_call->consumed(bytes.size());
    };
    handlers.done = [this](const api::Result<> &how) {
        finish(how ? api::Result<api::Response>(std::move(m_answer)) : how.error());
    };
    m_call = HttpCall::start(std::move(connection), request, std::move(handlers));
}

void Fetch::finish(api::Result<api::Response> answer)
{
    m_timeout.stop();
    // The receiver may drop us: it hears from the event loop.
    if (m_done)
        QMetaObject::invokeMethod(
            this, [done = std::exchange(m_done, nullptr), answer = std::move(answer)] { done(answer); },
            Qt::QueuedConnection);
}

} // namespace orrery::streams
