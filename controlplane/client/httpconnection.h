// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/httpparser.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace orrery::client {

/// Where the server is, and what proves who is who.
struct Endpoint
{
    QString host;
    quint16 port = 443;
    bool tls = true;
    QByteArray prefix; ///< the path in the server's URL, without the last slash
    QByteArray hostHeader;
    QByteArray ownHeaders; ///< whole lines that every request carries: whom to act as
    QNetworkProxy proxy { QNetworkProxy::NoProxy };
    QString peerName; ///< the name in the server's certificate, if not the host's
    QSslConfiguration ssl;
    static constexpr int connectMs = 10'000, answerMs = 60'000, idleMs = 90'000;
};

/// Errors: BadRequest (no PEM of a certificate, or of an EC or RSA key).
api::Result<> setClientCertificate(QSslConfiguration &ssl, const QByteArray &chainPem, const QByteArray &keyPem);

/// One TLS connection to the server: one request at a time, again and again while both sides keep it; or, after an upgrade, raw bytes.
/// Does not: know what requests mean, retry. Calls back into its owner, which may destroy it only by deleteLater().
/// Thread: the net thread. Lifetime: QObject parent.
class HttpConnection final : public QObject
{
    Q_OBJECT
public:
    struct Job
    {
        QByteArray bytes; ///< the whole request
        bool headRequest = false;
        bool endless = false; ///< a watch or a stream: only its head has a time limit
        std::function<void(const HttpParser::Head &)> head;
        std::function<void(QByteArrayView)> body;
        std::function<void(api::Result<>)> ended; ///< once; the connection may take the next job then, if isIdle()
    };
    HttpConnection(const Endpoint &endpoint, QObject *parent);
    ~HttpConnection() override;

    void run(Job job); ///< connects first, if needed
    bool isIdle() const { return m_open && !m_busy && !m_broken; }
    bool isBroken() const { return m_broken; } ///< takes no further job
    bool wasReused() const { return m_jobs > 1; }
    bool answerBegun() const { return m_parser.hasBegun(); }

    /// After a 101: bytes both ways. `raw` gets what comes; the job's ended() comes at the end of the connection.
    void upgrade(std::function<void(QByteArrayView)> raw);
    bool isUpgraded() const { return bool(m_raw); }
    void write(const QByteArray &bytes);
    qint64 pending() const { return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite(); }
    void shut(); ///< sends what is written and closes; nothing is called any more
    void fail(api::Error error); ///< ends the job with this error and closes

Q_SIGNALS:
    void closed(); ///< idle and gone
    void drained(); ///< pending() has changed

private:
    void opened();
    void read();
    void gone();
    void finish(api::Result<> result);

    const Endpoint &m_endpoint;
    QSslSocket m_socket;
    QTimer m_timer; ///< connect, answer or idle time
    HttpParser m_parser;
    // Shared, because a callback may end the job that it belongs to.
    std::shared_ptr<Job> m_job;
    std::shared_ptr<std::function<void(QByteArrayView)>> m_raw;
    int m_jobs = 0;
    bool m_open = false, m_busy = false, m_broken = false;
};

} // namespace orrery::client
