// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/httpserver.h"

#include <QtHttpServer/QAbstractHttpServer>
#include <QtHttpServer/QHttpServerRequest>
#include <QtHttpServer/QHttpServerResponder>

namespace orrery::http {

class Connection;
class Listener;

/// QtHttpServer, of which we use the framing of requests and their dispatch. Its three generations (6.4; 6.5 to 6.7; 6.8 on) differ in the
/// two functions that it calls for a request; all end in Connection::deliver().
/// Thread: the api thread. Lifetime: the server's.
class Front final : public QAbstractHttpServer
{
    Q_OBJECT
public:
    explicit Front(HttpServer::Handler handler);
    ~Front() override;

    void attach(Listener *listener); ///< takes it; it listens already
    const QList<Listener *> &listeners() const { return m_listeners; }

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#elif QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &&responder) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#endif

private:
    void deliver(const QHttpServerRequest &request, QHttpServerResponder *responder);

    const HttpServer::Handler m_handler;
    QList<Listener *> m_listeners;
};

} // namespace orrery::http
