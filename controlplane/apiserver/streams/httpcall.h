// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/connection.h"
#include "controlplane/apiserver/streams/httpanswer.h"

#include <QTimer>

#include <chrono>

namespace orrery::streams {

/// A request to a server behind this one.
struct HttpRequest
{
    QByteArray method = "GET";
    QByteArray target = "/"; ///< path and query, encoded
    QByteArray host; ///< for the Host header
    api::Headers headers; ///< but for Host, Content-Length and (without upgrade) Connection, which are made
    QByteArray body;
    bool upgrade = false; ///< the headers ask for one
    QByteArray encoded() const;
};

/// One HTTP/1.1 request on a connection of its own, and its answer as it comes.
/// Thread: the api thread. Lifetime: shared; dropping it hangs up, also within its callbacks.
class HttpCall final : public std::enable_shared_from_this<HttpCall>
{
public:
    struct Handlers
    {
        std::function<void(const api::Response &head)> head; ///< see HttpAnswer::onHead
        std::function<void(const QByteArray &bytes)> body; ///< tell consumed() when they are on their way
        std::function<void(const api::Result<> &how)> done; ///< once; an error: the answer did not come, or not whole
    };
    static std::shared_ptr<HttpCall> start(ConnectionPtr connection, const HttpRequest &request, Handlers handlers);
    HttpCall(ConnectionPtr connection, bool toHead, Handlers handlers);

    Connection &connection()
    {
        return *m_connection;
    } ///< after a head 101: write() and pending() are the upgraded protocol's
    void consumed(qint64 bytes) { m_connection->consumed(bytes); }
    qint64 contentLength() const
    {
        return m_answer.contentLength();
    } ///< of the answer, once its head has come; -1: not said

private:
    void received(const QByteArray &bytes);
    void finish(const api::Result<> &how);

    const ConnectionPtr m_connection;
    Handlers m_handlers;
    HttpAnswer m_answer;
    qint64 m_given = 0; ///< to the body's receiver, of what just came
    bool m_done = false;
};

/// The whole answer of a call, no larger and no later than allowed: what a webhook needs.
/// Errors (at `done`, never from within fetch()): Timeout, RequestEntityTooLarge, and the connection's.
/// Thread: the api thread. Lifetime: the caller's; dropping it gives up, and `done` does not come.
class Fetch final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(api::Result<api::Response> answer)>;
    Fetch(ConnectionPtr connection, const HttpRequest &request, std::chrono::milliseconds timeout, qsizetype mostBytes,
          Done done);

private:
    void finish(api::Result<api::Response> answer);

    QTimer m_timeout;
    api::Response m_answer;
    Done m_done;
    std::shared_ptr<HttpCall> m_call;
};

} // namespace orrery::streams
