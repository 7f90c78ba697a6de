// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QHostAddress>

namespace orrery::streams {

namespace {

using api::Reason;

template <auto free> struct Free
{
    template <class T> void operator()(T *what) const { free(what); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using SslPtr = std::unique_ptr<SSL, Free<SSL_free>>;

QByteArray opensslWords()
{
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    const char *words = code ? ERR_reason_error_string(code) : nullptr;
    return words ? QByteArray(words) : QByteArray("the connection ended");
}

/// The client's side of TLS as a filter: what OpenSSL reads and writes are buffers in memory, and the inner connection
/// moves them.
class TlsConnection final : public Connection, public std::enable_shared_from_this<TlsConnection>
{
public:
    explicit TlsConnection(ConnectionPtr inner)
        : m_inner(std::move(inner))
    {
    }

    api::Result<> prepare(const TlsOptions &options)
    {
        ERR_clear_error();
        m_context.reset(SSL_CTX_new(TLS_client_method()));
        if (!m_context || !SSL_CTX_set_min_proto_version(m_context.get(), TLS1_2_VERSION))
            return api::error(Reason::InternalError, opensslWords());
        if (options.verify && options.caPem.isEmpty())
            SSL_CTX_set_default_verify_paths(m_context.get());
        else if (options.verify)
            ORRERY_CHECK(trust(options.caPem));
        m_ssl.reset(SSL_new(m_context.get()));
        m_in = BIO_new(BIO_s_mem());
        m_out = BIO_new(BIO_s_mem());
        if (!m_ssl || !m_in || !m_out) {
            BIO_free(m_in);
            BIO_free(m_out);
            return api::error(Reason::InternalError, opensslWords());
        }
        SSL_set_bio(m_ssl.get(), m_in, m_out); // owns both
        SSL_set_connect_state(m_ssl.get());
        const QByteArray &name = options.serverName;
        const bool isAddress = !QHostAddress(QString::fromUtf8(name)).isNull();
        if (!name.isEmpty() && !isAddress)
            SSL_set_tlsext_host_name(m_ssl.get(), name.constData());
        SSL_set_verify(m_ssl.get(), options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
        if (!options.verify)
            return {};
        X509_VERIFY_PARAM *const wanted = SSL_get0_param(m_ssl.get());
        const bool set = isAddress ? X509_VERIFY_PARAM_set1_ip_asc(wanted, name.constData())
                                   : X509_VERIFY_PARAM_set1_host(wanted, name.constData(), size_t(name.size()));
        if (name.isEmpty() || !set)
            return api::error(Reason::InternalError, "no name to verify the server's certificate by");
        return {};
    }

    void start()
    {
        const std::weak_ptr<TlsConnection> weak = weak_from_this();
        m_inner->onBytes = [weak](const QByteArray &bytes) {
            if (const auto self = weak.lock())
                self->received(bytes);
        };
        m_inner->onWritable = [weak] {
            const auto self = weak.lock();
            if (self && self->onWritable)
                self->onWritable();
        };
        m_inner->onClosed = [weak](const api::Result<> &how) {
            if (const auto self = weak.lock())
                self->innerClosed(how);
        };
        work(); // the first word may wait in the inner connection
    }

    void write(const QByteArray &bytes) override
    {
        if (m_closed || bytes.isEmpty())
            return;
        if (!m_open) {
            m_early += bytes;
            return;
        }
        if (SSL_write(m_ssl.get(), bytes.constData(), int(bytes.size())) <= 0)
            return end(api::error(Reason::ServiceUnavailable, "tls: " + opensslWords()));
        flush();
    }
    qint64 pending() const override { return m_early.size() + m_inner->pending(); }
    void consumed(qint64 bytes) override { m_inner->consumed(bytes); }

private:
    api::Result<> trust(const QByteArray &pem)
    {
        const std::unique_ptr<BIO, Free<BIO_free>> bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
        int count = 0;
        for (X509 *certificate; bio && (certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
             ++count) {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(m_context.get()), certificate);
            X509_free(certificate);
        }
        ERR_clear_error(); // the end of the text is an error, too
        if (count == 0)
            return api::error(Reason::ServiceUnavailable,
                              "unable to load root certificates: no certificate in the bundle");
        return {};
    }

    void received(const QByteArray &bytes)
    {
        if (m_closed)
            return;
        BIO_write(m_in, bytes.constData(), int(bytes.size()));
        m_owed += bytes.size();
        work();
    }

    void flush()
    {
        char *bytes = nullptr;
        const long size = BIO_get_mem_data(m_out, &bytes);
        if (size > 0)
            m_inner->write(QByteArray(bytes, qsizetype(size)));
        (void)BIO_reset(m_out);
    }

    /// Goes on with the handshake, and gives on what has been decrypted.
    void work()
    {
        ERR_clear_error();
        if (!m_open) {
            const int done = SSL_do_handshake(m_ssl.get());
            flush();
            if (done != 1) {
                const int why = SSL_get_error(m_ssl.get(), done);
                if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
                    return end(api::error(Reason::ServiceUnavailable, "tls: " + handshakeProblem()));
                m_inner->consumed(std::exchange(m_owed, 0));
                return;
            }
            m_open = true;
            if (onOpened)
                onOpened();
            write(std::exchange(m_early, {}));
        }
        QByteArray plain;
        char buffer[16 * 1024];
        int size = 0;
        while (!m_closed && (size = SSL_read(m_ssl.get(), buffer, sizeof buffer)) > 0)
            plain.append(buffer, size);
        const int why = m_closed ? SSL_ERROR_NONE : SSL_get_error(m_ssl.get(), size);
        flush(); // renegotiated keys
        // The overhead of TLS is consumed here, the rest by whoever gets it.
        m_owed -= plain.size();
        if (m_owed > 0)
            m_inner->consumed(std::exchange(m_owed, 0));
        if (!plain.isEmpty() && onBytes)
            onBytes(plain);
        if (why == SSL_ERROR_ZERO_RETURN)
            end({});
        else if (why == SSL_ERROR_SSL || why == SSL_ERROR_SYSCALL)
            end(api::error(Reason::ServiceUnavailable, "tls: " + opensslWords()));
    }

    QByteArray handshakeProblem() const
    {
        const long verified = SSL_get_verify_result(m_ssl.get());
        if (verified == X509_V_OK)
            return opensslWords();
        ERR_clear_error();
        return QByteArray("failed to verify certificate: x509: ") + X509_verify_cert_error_string(verified);
    }

    void innerClosed(const api::Result<> &how)
    {
        if (m_open || !how)
            return end(how);
        end(api::error(Reason::ServiceUnavailable, "EOF"));
    }

    void end(const api::Result<> &how)
    {
        if (std::exchange(m_closed, true))
            return;
        if (const auto closed = std::exchange(onClosed, nullptr))
            closed(how);
    }

    const ConnectionPtr m_inner;
    ContextPtr m_context;
    SslPtr m_ssl;
    BIO *m_in = nullptr, *m_out = nullptr; ///< m_ssl's
    QByteArray m_early;
    qint64 m_owed = 0; ///< below 0: consumed here while a record was still incomplete, so the next overhead's
    bool m_open = false, m_closed = false;
};

/// A connection that could not even begin; says so from the event loop.
class DeadConnection final : public Connection, public std::enable_shared_from_this<DeadConnection>
{
public:
    void start(const api::Error &error)
    {
        QMetaObject::invokeMethod(
            &m_context,
            [weak = weak_from_this(), error] {
                const auto self = weak.lock();
                if (self && self->onClosed)
                    std::exchange(self->onClosed, nullptr)(error);
            },
            Qt::QueuedConnection);
    }
    void write(const QByteArray &) override { }
    qint64 pending() const override { return 0; }
    void consumed(qint64) override { }

private:
    QObject m_context;
};

} // namespace

ConnectionPtr tlsOver(ConnectionPtr inner, const TlsOptions &options)
{
    const auto connection = std::make_shared<TlsConnection>(std::move(inner));
    if (const auto prepared = connection->prepare(options); !prepared) {
        const auto dead = std::make_shared<DeadConnection>();
        dead->start(prepared.error());
        return dead;
    }
    connection->start();
    return connection;
}

} // namespace orrery::streams
