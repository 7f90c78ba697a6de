// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/front.h"

#include "controlplane/apiserver/http/connection.h"
#include "controlplane/apiserver/http/listener.h"
#include "controlplane/apiserver/http/socket.h"

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
#include <QLoggingCategory>
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 11, 0)
#include <QtHttpServer/QHttpServerConfiguration>
#endif

namespace orrery::http {

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
/// Qt 6.4 warns at each WebSocket that it was not asked to handle.
static void silenceUpgradeWarnings()
{
    static QLoggingCategory::CategoryFilter previous = nullptr;
    static const bool once = [] {
        previous = QLoggingCategory::installFilter([](QLoggingCategory *category) {
            if (previous)
                previous(category);
            if (qstrcmp(category->categoryName(), "qt.httpserver") == 0)
                category->setEnabled(QtWarningMsg, false);
        });
        return true;
    }();
    Q_UNUSED(once);
}
#endif

Front::Front(HttpServer::Handler handler)
    : m_handler(std::move(handler))
{
#ifdef QT_WEBSOCKETS_LIB
    // Never fires, as no upgrade is left to QtHttpServer; from 6.8 on it warns if nothing is connected.
    connect(this, &QAbstractHttpServer::newWebSocketConnection, this, [] {});
#endif
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    silenceUpgradeWarnings();
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 11, 0)
    QHttpServerConfiguration configuration; // the guard decides, on all versions alike
    configuration.setMaximumBodySize(-1);
    configuration.setMaximumTotalHeaderSize(-1);
    configuration.setMaximumUrlSize(-1);
    configuration.setKeepAliveTimeout(std::chrono::hours(24));
    setConfiguration(configuration);
#endif
}

/// Every exchange ends before QtHttpServer's objects go.
Front::~Front()
{
    for (Listener *listener : std::as_const(m_listeners))
        listener->abortAll();
}

void Front::attach(Listener *listener)
{
    m_listeners.append(listener);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    if (!bind(listener))
        qWarning("QtHttpServer did not take the listener");
#else
    bind(listener);
#endif
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)

void Front::deliver(const QHttpServerRequest &request, QHttpServerResponder *responder)
{
    const Peer peer{request.remoteAddress(), request.remotePort(), request.localPort()};
    for (Listener *listener : std::as_const(m_listeners)) {
        if (Connection *connection = listener->find(peer))
            return connection->deliver(request.body(), responder, m_handler);
    }
}

bool Front::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    deliver(request, &responder);
    return true;
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
void Front::missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder)
{
    deliver(request, &responder);
}
#else
void Front::missingHandler(const QHttpServerRequest &request, QHttpServerResponder &&responder)
{
    deliver(request, &responder);
}
#endif

#else // 6.4: we get the socket

static Connection *connectionOf(QTcpSocket *socket)
{
    auto *ours = qobject_cast<Socket *>(socket);
    return ours ? ours->connection : nullptr;
}

bool Front::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    Connection *connection = connectionOf(socket);
    if (connection && connection->isWebSocketRequest())
        return false; // QtHttpServer then calls missingHandler(), and disconnectFromHost() after that
    if (connection)
        connection->deliver(request.body(), nullptr, m_handler);
    return true;
}

void Front::missingHandler(const QHttpServerRequest &request, QTcpSocket *socket)
{
    if (Connection *connection = connectionOf(socket))
        connection->deliver(request.body(), nullptr, m_handler);
}

#endif

} // namespace orrery::http
