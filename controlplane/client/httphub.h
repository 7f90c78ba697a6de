// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/httpconnection.h"
#include "controlplane/client/login.h"
#include "controlplane/client/mailbox.h"
#include "controlplane/client/transport.h"

#include <atomic>
#include <deque>

namespace orrery::client {

/// The net thread's side of HttpTransport: the pool of connections for requests, and the long conversations.
/// Thread: the net thread. Lifetime: HttpTransport's.
class HttpHub final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(api::Result<api::Response>)>;
    /// A long conversation, as both threads see it.
    struct Session
    {
        std::shared_ptr<Mailbox> mailbox; ///< to the user
        std::atomic<qint64> queued { 0 }, unsent { 0 };
        HttpConnection *connection = nullptr; ///< net thread only
        bool over = false; ///< net thread only
    };
    using SessionPtr = std::shared_ptr<Session>;

    HttpHub(Endpoint endpoint, const Connection &connection);
    ~HttpHub() override;

    void send(api::Request request, Done done);
    void watch(const SessionPtr &session, api::Request request, std::function<void(QList<WatchItem>)> items,
               std::function<void(api::Result<>)> ended);
    void stream(const SessionPtr &session, api::Request request, StreamHandlers handlers);
    void channel(const SessionPtr &session, api::Request request, const QList<QByteArray> &subprotocols, StreamHandlers handlers);
    void write(const SessionPtr &session, const QByteArray &message);
    void close(const SessionPtr &session);

private:
    struct Waiting
    {
        QByteArray bytes;
        bool head = false, safe = false;
        Done done;
        int tries = 0;
    };
    void dispatch();
    void runOn(HttpConnection *connection, Waiting waiting);
    void release(HttpConnection *connection);
    HttpConnection *converse(const SessionPtr &session, const api::Request &request, std::function<void(QByteArrayView)> data,
                             std::function<void(api::Result<>)> ended, std::function<void(const HttpParser::Head &)> head = {});
    /// Calls `go` when there is something to log in with; otherwise the conversation ends with why not.
    void whenReady(const SessionPtr &session, const std::function<void(api::Result<>)> &ended, const std::function<void()> &go);
    void useCertificate(const QByteArray &chainPem, const QByteArray &keyPem);
    QByteArray encode(const api::Request &request, const QByteArray &extra = {}) const;

    Endpoint m_endpoint;
    Login m_login;
    std::deque<Waiting> m_waiting;
    std::vector<HttpConnection *> m_pool;
    bool m_closing = false;

    static constexpr size_t maxConnections = 8, maxWaiting = 10'000;
    static constexpr qint64 maxBody = 64 * 1024 * 1024, maxLine = 8 * 1024 * 1024;
    static constexpr int pingMs = 5'000, silenceMs = 15'000;
};

} // namespace orrery::client
