// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/httpconnection.h"

#include <QSslCertificate>
#include <QSslError>
#include <QSslKey>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace orrery::client {

using namespace api;

Result<> setClientCertificate(QSslConfiguration &ssl, const QByteArray &chainPem, const QByteArray &keyPem)
{
    const QList<QSslCertificate> chain = QSslCertificate::fromData(chainPem, QSsl::Pem);
    QSslKey key(keyPem, QSsl::Ec, QSsl::Pem);
    if (key.isNull())
        key = QSslKey(keyPem, QSsl::Rsa, QSsl::Pem);
    if (chain.isEmpty() || key.isNull())
        return error(Reason::BadRequest, "the client certificate or its key is no PEM");
    ssl.setLocalCertificateChain(chain);
    ssl.setPrivateKey(key);
    return {};
}

HttpConnection::HttpConnection(const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
{
    m_socket.setParent(this);
    m_timer.setParent(this);
    m_timer.setSingleShot(true);
    m_socket.setProxy(m_endpoint.proxy);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!m_busy) {
            shut();
            Q_EMIT closed();
            return;
        }
        fail(error(m_open ? Reason::Timeout : Reason::ServiceUnavailable,
                   m_open ? QByteArray("the server did not answer in time")
                          : "no connection to " + m_endpoint.hostHeader + " within 10 s"));
    });
    connect(&m_socket, &QSslSocket::connected, this, [this] {
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1); // all that can be asked of one through a proxy
        // A server that vanished without a word is noticed by the kernel within half a minute.
        const int descriptor = int(m_socket.socketDescriptor());
        const int on = 1, idle = 10, interval = 5, probes = 3, user = 30'000;
        setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof(interval));
        setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
        setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &user, sizeof(user));
        if (!m_endpoint.tls)
            opened();
    });
    connect(&m_socket, &QSslSocket::encrypted, this, &HttpConnection::opened);
    connect(&m_socket, &QSslSocket::readyRead, this, &HttpConnection::read);
    connect(&m_socket, &QSslSocket::disconnected, this, &HttpConnection::gone);
    connect(&m_socket, &QSslSocket::errorOccurred, this, [this] {
        if (m_socket.state() != QAbstractSocket::ConnectedState || !m_open)
            gone();
    });
    connect(&m_socket, &QSslSocket::bytesWritten, this, &HttpConnection::drained);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &HttpConnection::drained);
    m_parser.onHead = [this](const HttpParser::Head &head) {
        const auto job = m_job;
        if (!job)
            return;
        if (job->endless && head.status < 300)
            m_timer.stop();
        if (job->head)
            job->head(head);
    };
    m_parser.onBody = [this](QByteArrayView bytes) {
        if (const auto job = m_job; job && job->body && m_busy)
            job->body(bytes);
    };
}

HttpConnection::~HttpConnection()
{
    m_broken = true;
    m_socket.disconnect(this);
    m_socket.abort();
}

void HttpConnection::run(Job job)
{
    Q_ASSERT(!m_busy && !m_broken);
    m_job = std::make_shared<Job>(std::move(job));
    m_busy = true;
    ++m_jobs;
    m_parser.expect(m_job->headRequest);
    if (m_open) {
        m_timer.start(Endpoint::answerMs);
        m_socket.write(m_job->bytes);
        return;
    }
    m_timer.start(Endpoint::connectMs);
    if (m_endpoint.tls) {
        m_socket.setSslConfiguration(m_endpoint.ssl);
        if (!m_endpoint.peerName.isEmpty())
            m_socket.setPeerVerifyName(m_endpoint.peerName);
        m_socket.connectToHostEncrypted(m_endpoint.host, m_endpoint.port);
    } else {
        m_socket.connectToHost(m_endpoint.host, m_endpoint.port);
    }
}

void HttpConnection::opened()
{
    m_open = true;
    m_timer.start(Endpoint::answerMs);
    m_socket.write(m_job->bytes);
    m_job->bytes.clear();
}

void HttpConnection::read()
{
    if (!m_open)
        return;
    while (!m_broken && m_socket.bytesAvailable() > 0) {
        const QByteArray bytes = m_socket.read(256 * 1024);
        if (const auto raw = m_raw) {
            (*raw)(bytes);
            continue;
        }
        if (!m_busy) { // an idle server has nothing to say
            gone();
            return;
        }
        if (const Result<> fed = m_parser.feed(bytes); !fed)
            return fail(fed.error());
        if (m_broken || !m_parser.isDone())
            continue;
        if (m_parser.head().status == 101 && m_raw) {
            if (const QByteArray rest = m_parser.takeRest(); !rest.isEmpty())
                (*std::shared_ptr(m_raw))(rest);
            continue;
        }
        if (m_parser.head().status == 101)
            return fail(error(Reason::ServiceUnavailable, "the server switched to a protocol that was not asked for"));
        const bool keep = m_parser.head().keepAlive && m_parser.takeRest().isEmpty();
        if (!keep) {
            m_broken = true;
            m_socket.disconnectFromHost();
        } else {
            m_timer.start(Endpoint::idleMs);
        }
        finish({});
    }
}

void HttpConnection::upgrade(std::function<void(QByteArrayView)> raw)
{
    m_timer.stop();
    m_raw = std::make_shared<std::function<void(QByteArrayView)>>(std::move(raw));
}

void HttpConnection::write(const QByteArray &bytes)
{
    if (!m_broken)
        m_socket.write(bytes);
}

void HttpConnection::shut()
{
    m_broken = true;
    m_busy = false;
    m_job.reset();
    m_raw.reset();
    m_timer.stop();
    if (m_open)
        m_socket.disconnectFromHost();
    else
        m_socket.abort();
}

void HttpConnection::fail(Error error)
{
    m_broken = true;
    m_timer.stop();
    finish(std::move(error));
    m_socket.abort();
}

void HttpConnection::gone()
{
    if (m_broken)
        return;
    if (m_open && m_socket.bytesAvailable() > 0 && m_busy)
        read();
    if (m_broken)
        return;
    m_broken = true;
    m_timer.stop();
    if (!m_busy) {
        m_socket.abort();
        Q_EMIT closed();
        return;
    }
    Result<> end = bool(m_raw) || !m_open ? Result<>(error(Reason::ServiceUnavailable, {})) : m_parser.close();
    if (!end) {
        Error failure = end.error();
        if (!m_open || failure.message.isEmpty()) {
            failure.message = m_open ? "the connection to " + m_endpoint.hostHeader + " was lost"
                                     : "no connection to " + m_endpoint.hostHeader + ": " + m_socket.errorString().toUtf8();
            if (!m_open && !m_socket.sslHandshakeErrors().isEmpty())
                failure.message += "; the kubeconfig's certificate-authority does not fit this server";
            else if (!m_open && m_endpoint.proxy.type() != QNetworkProxy::NoProxy)
                failure.message += " (through the proxy " + m_endpoint.proxy.hostName().toUtf8() + ':' + QByteArray::number(m_endpoint.proxy.port()) + ')';
        }
        end = failure;
    }
    finish(std::move(end));
    m_socket.abort();
}

void HttpConnection::finish(Result<> result)
{
    if (!m_busy)
        return;
    m_busy = false;
    m_raw.reset();
    const auto job = std::exchange(m_job, nullptr);
    if (job && job->ended)
        job->ended(std::move(result));
}

} // namespace orrery::client
