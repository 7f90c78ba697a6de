// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/httptransport.h"

#include "controlplane/client/httphub.h"
#include "controlplane/client/proxy.h"

#include <QAbstractEventDispatcher>
#include <QThread>
#include <QUrl>

namespace orrery::client {

using namespace api;

namespace {

/// The headers that say whom to act as.
Result<QByteArray> impersonationOf(const Connection &connection)
{
    QByteArray lines;
    bool good = true;
    const auto add = [&](const QByteArray &name, const QByteArray &value) {
        if (value.isEmpty())
            return;
        good = good && !value.contains('\r') && !value.contains('\n');
        lines += name + ": " + value + "\r\n";
    };
    add("impersonate-user", connection.impersonateUser);
    add("impersonate-uid", connection.impersonateUid);
    for (const QByteArray &group : connection.impersonateGroups)
        add("impersonate-group", group);
    for (const auto &[name, value] : connection.impersonateExtra)
        add("impersonate-extra-" + name.toLower().toPercentEncoding(), value);
    if (!good)
        return error(Reason::BadRequest, "a name to act as has more than one line");
    return lines;
}

Result<Endpoint> endpointOf(const Connection &connection)
{
    const QUrl url(QString::fromUtf8(connection.server), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != QLatin1String("https") && url.scheme() != QLatin1String("http")))
        return error(Reason::BadRequest, "the kubeconfig's server is no http or https URL: " + connection.server);
    Endpoint endpoint;
    endpoint.tls = url.scheme() == QLatin1String("https");
    endpoint.host = url.host();
    endpoint.port = quint16(url.port(endpoint.tls ? 443 : 80));
    endpoint.prefix = url.path(QUrl::FullyEncoded).toUtf8();
    while (endpoint.prefix.endsWith('/'))
        endpoint.prefix.chop(1);
    endpoint.hostHeader = url.authority(QUrl::FullyEncoded).toUtf8();
    if (const qsizetype at = endpoint.hostHeader.indexOf('@'); at >= 0)
        endpoint.hostHeader.remove(0, at + 1);
    if (const QByteArray token = connection.token.trimmed(); token.contains('\r') || token.contains('\n'))
        return error(Reason::BadRequest, "the token has more than one line");
    ORRERY_TRY(proxy, proxyOf(connection.proxy));
    endpoint.proxy = proxy;
    ORRERY_TRY(headers, impersonationOf(connection));
    endpoint.ownHeaders = headers;
    endpoint.peerName = QString::fromUtf8(connection.serverName);
    if (!endpoint.tls)
        return endpoint;

    endpoint.ssl = QSslConfiguration::defaultConfiguration();
    endpoint.ssl.setProtocol(QSsl::TlsV1_2OrLater);
    endpoint.ssl.setPeerVerifyMode(connection.insecureSkipVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    if (!connection.caPem.isEmpty()) {
        // Only the cluster's authority: no public one may speak for this server.
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(connection.caPem, QSsl::Pem);
        if (authorities.isEmpty())
            return error(Reason::BadRequest, "the kubeconfig's certificate authority is no PEM certificate");
        endpoint.ssl.setCaCertificates(authorities);
    }
    if (!connection.clientCertificatePem.isEmpty()) {
        ORRERY_CHECK(setClientCertificate(endpoint.ssl, connection.clientCertificatePem, connection.clientKeyPem));
    }
    return endpoint;
}

void addCause(Request &request)
{
    if (request.cause.isEmpty())
        request.cause = Cause::current();
    const bool write = request.method != "GET" && request.method != "HEAD";
    if (request.cause.isEmpty() && write)
        request.cause = Cause::create();
}

} // namespace

class HttpTransport::Private
{
public:
    HttpHub *hub = nullptr;
    QThread *thread = nullptr;
    std::shared_ptr<Mailbox> mailbox; ///< to the hub

    class Handle final : public Subscription
    {
    public:
        Handle(HttpHub::SessionPtr session, HttpHub *hub, std::shared_ptr<Mailbox> hubBox)
            : m_session(std::move(session))
            , m_hub(hub)
            , m_hubBox(std::move(hubBox))
        {
        }
        ~Handle() override { cancel(); }
        void cancel() override
        {
            if (std::exchange(m_cancelled, true))
                return;
            m_session->mailbox->close();
            m_hubBox->post([hub = m_hub, session = m_session] { hub->close(session); });
        }
        void send(const QByteArray &message) override
        {
            m_session->queued += message.size();
            m_hubBox->post([hub = m_hub, session = m_session, message] { hub->write(session, message); });
        }
        qint64 pending() const override { return m_session->queued + m_session->unsent; }

    private:
        HttpHub::SessionPtr m_session;
        HttpHub *m_hub;
        std::shared_ptr<Mailbox> m_hubBox;
        bool m_cancelled = false;
    };

    HttpHub::SessionPtr session(QObject *context) const
    {
        auto session = std::make_shared<HttpHub::Session>();
        // A context that dies takes its conversation along.
        session->mailbox = Mailbox::to(context, [box = mailbox, hub = hub, weak = std::weak_ptr(session)] {
            if (const auto alive = weak.lock())
                box->post([hub, alive] { hub->close(alive); });
        });
        return session;
    }
};

HttpTransport::HttpTransport(std::unique_ptr<Private> d)
    : d(std::move(d))
{
}

Result<std::unique_ptr<HttpTransport>> HttpTransport::create(const Connection &connection, QThread *netThread)
{
    ORRERY_TRY(endpoint, endpointOf(connection));
    auto d = std::make_unique<Private>();
    d->thread = netThread ? netThread : QThread::currentThread();
    d->hub = new HttpHub(std::move(endpoint), connection);
    d->mailbox = Mailbox::to(d->hub);
    d->hub->moveToThread(d->thread);
    return std::unique_ptr<HttpTransport>(new HttpTransport(std::move(d)));
}

HttpTransport::~HttpTransport()
{
    if (d->thread == QThread::currentThread() || !d->thread->isRunning()) {
        delete d->hub;
        return;
    }
    QMetaObject::invokeMethod(
        QAbstractEventDispatcher::instance(d->thread), [hub = d->hub] { delete hub; }, Qt::BlockingQueuedConnection);
}

void HttpTransport::send(Request request, std::function<void(Result<Response>)> done)
{
    addCause(request);
    d->mailbox->post([hub = d->hub, request = std::move(request), done = std::move(done)]() mutable {
        hub->send(std::move(request), std::move(done));
    });
}

std::unique_ptr<Subscription> HttpTransport::watch(Request request, QObject *context, std::function<void(QList<WatchItem>)> items,
                                                   std::function<void(Result<>)> ended)
{
    const auto session = d->session(context);
    d->mailbox->post([hub = d->hub, session, request = std::move(request), items = std::move(items), ended = std::move(ended)] {
        hub->watch(session, request, items, ended);
    });
    return std::make_unique<Private::Handle>(session, d->hub, d->mailbox);
}

std::unique_ptr<Subscription> HttpTransport::stream(Request request, QObject *context, StreamHandlers handlers)
{
    addCause(request);
    const auto session = d->session(context);
    d->mailbox->post([hub = d->hub, session, request = std::move(request), handlers = std::move(handlers)] {
        hub->stream(session, request, handlers);
    });
    return std::make_unique<Private::Handle>(session, d->hub, d->mailbox);
}

std::unique_ptr<Subscription> HttpTransport::channel(Request request, QList<QByteArray> subprotocols, QObject *context,
                                                     StreamHandlers handlers)
{
    addCause(request);
    const auto session = d->session(context);
    d->mailbox->post([hub = d->hub, session, request = std::move(request), subprotocols = std::move(subprotocols), handlers = std::move(handlers)] {
        hub->channel(session, request, subprotocols, handlers);
    });
    return std::make_unique<Private::Handle>(session, d->hub, d->mailbox);
}

} // namespace orrery::client
