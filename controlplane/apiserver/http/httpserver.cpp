// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/httpserver.h"

#include "controlplane/apiserver/http/flusher.h"
#include "controlplane/apiserver/http/front.h"
#include "controlplane/apiserver/http/listener.h"
#include "controlplane/apiserver/http/tls.h"

#include <QLoggingCategory>

#include <sys/resource.h>

namespace orrery::http {

Q_LOGGING_CATEGORY(lcServer, "orrery.http")

class HttpServer::Private
{
public:
    explicit Private(Handler handler, const Limits &limits)
        : limits(limits)
        , front(std::move(handler))
    {
    }
    const Limits limits;
    Flusher flusher; // outlives the front, whose end ends streams
    Front front;
};

/// A connection takes a descriptor, and the usual soft limit of 1,024 is less than we let in.
static void allowDescriptors(int connections)
{
    rlimit limit{};
    const rlim_t wanted = rlim_t(connections) + 1024;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        qCInfo(lcServer) << "few descriptors limit=" << qint64(limit.rlim_cur);
}

HttpServer::HttpServer(Handler handler, Limits limits, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(handler), limits))
{
}

HttpServer::~HttpServer() = default;

api::Result<quint16> HttpServer::listen(const QHostAddress &address, quint16 port, const Tls &tls)
{
    ORRERY_TRY(configuration, sslConfiguration(tls));
    allowDescriptors(d->limits.connections);
    auto listener = std::make_unique<Listener>(d->limits, d->flusher, std::move(configuration));
    if (!listener->listen(address, port)) {
        return api::error(api::Reason::InternalError,
                          "cannot listen on " + address.toString().toUtf8() + " port " + QByteArray::number(port) + ": "
                              + listener->errorString().toUtf8());
    }
    const quint16 actual = listener->serverPort();
    d->front.attach(listener.release());
    return actual;
}

void HttpServer::setTls(const Tls &tls)
{
    const auto configuration = sslConfiguration(tls);
    if (!configuration) {
        qCWarning(lcServer) << "certificate not renewed reason=" << configuration.error().message;
        return;
    }
    for (Listener *listener : d->front.listeners())
        listener->setTls(*configuration);
}

void HttpServer::close(std::function<void()> closed)
{
    const auto listeners = d->front.listeners();
    for (Listener *listener : listeners)
        listener->shutDown();
    if (!closed)
        return;
    auto open = std::make_shared<qsizetype>(1);
    const auto one = [open, closed = std::move(closed)] {
        if (--*open == 0)
            closed();
    };
    for (Listener *listener : listeners) {
        if (listener->isEmpty())
            continue;
        ++*open;
        listener->onEmpty = one;
    }
    one();
}

} // namespace orrery::http
