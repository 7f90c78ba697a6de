// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/http/httpserver.h"
#include "controlplane/pki/clusterkeys.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QThread>

namespace orrery::test {

/// The keys of a test cluster, made once.
inline const pki::ClusterKeys &keys()
{
    static const pki::ClusterKeys keys = pki::ClusterKeys::create().value();
    return keys;
}

inline http::Tls serverTls()
{
    return {keys().apiServer.certificatePem, keys().apiServer.keyPem, keys().ca.certificatePem};
}

/// An HttpServer on a thread of its own, as the api thread is, so that tests may block.
/// Lifetime: the handler and what it uses must outlive it.
class TestServer final
{
public:
    explicit TestServer(http::HttpServer::Handler handler, http::Limits limits = {})
    {
        m_thread.start();
        m_context.moveToThread(&m_thread);
        run([&] {
            m_server = new http::HttpServer(std::move(handler), limits);
            m_port = m_server->listen(QHostAddress::LocalHost, 0, serverTls()).value();
        });
    }
    ~TestServer()
    {
        run([&] { delete m_server; });
        m_thread.quit();
        m_thread.wait();
    }
    quint16 port() const { return m_port; }
    http::HttpServer *server() { return m_server; }
    QObject *context() { return &m_context; } ///< on the server's thread
    /// Runs something on the server's thread and waits for it.
    template <class F> void run(F &&f)
    {
        QMetaObject::invokeMethod(&m_context, std::forward<F>(f), Qt::BlockingQueuedConnection);
    }

private:
    QThread m_thread;
    QObject m_context;
    http::HttpServer *m_server = nullptr;
    quint16 m_port = 0;
};

struct Reply
{
    int status = 0; ///< 0: the connection ended without an answer
    QByteArray head, body;
    QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            if (line.toLower().startsWith(name.toLower() + ':'))
                return line.mid(name.size() + 1).trimmed();
        }
        return {};
    }
};

/// A blocking client that speaks bytes.
class TestClient final
{
public:
    static constexpr int patience = 10'000;

    explicit TestClient(quint16 port, const pki::KeyPair &identity = {})
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromData(keys().ca.certificatePem));
        if (!identity.isNull()) {
            configuration.setLocalCertificate(QSslCertificate::fromData(identity.certificatePem).first());
            configuration.setPrivateKey(QSslKey(identity.keyPem, QSsl::Ec));
        }
        socket.setSslConfiguration(configuration);
        socket.connectToHostEncrypted("127.0.0.1", port);
        socket.waitForEncrypted(patience);
    }
    bool isConnected() const { return socket.isEncrypted() && socket.state() == QAbstractSocket::ConnectedState; }
    void send(const QByteArray &bytes)
    {
        socket.write(bytes);
        while (socket.bytesToWrite() + socket.encryptedBytesToWrite() > 0 && socket.waitForBytesWritten(patience)) { }
    }
    bool more(int ms = patience)
    {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(ms) && socket.bytesAvailable() == 0)
            return false;
        buffer += socket.readAll();
        return true;
    }
    QByteArray take(qsizetype size)
    {
        while (buffer.size() < size && more()) { }
        const QByteArray result = buffer.left(size);
        buffer.remove(0, size);
        return result;
    }
    QByteArray takeUntil(const QByteArray &mark)
    {
        qsizetype at;
        while ((at = buffer.indexOf(mark)) < 0 && more()) { }
        if (at < 0)
            return std::exchange(buffer, {});
        return take(at + mark.size());
    }
    QByteArray takeChunk() ///< empty: the last one
    {
        const qsizetype size = takeUntil("\r\n").trimmed().toLongLong(nullptr, 16);
        const QByteArray chunk = take(size);
        take(2);
        return chunk;
    }
    Reply reply(bool bodiless = false)
    {
        Reply reply;
        reply.head = takeUntil("\r\n\r\n");
        reply.status = reply.head.mid(9, 3).toInt();
        if (bodiless || reply.status == 101)
            return reply;
        if (reply.header("transfer-encoding") == "chunked") {
            for (QByteArray chunk = takeChunk(); !chunk.isEmpty(); chunk = takeChunk())
                reply.body += chunk;
        } else {
            reply.body = take(reply.header("content-length").toLongLong());
        }
        return reply;
    }
    Reply get(const QByteArray &target, const QByteArray &headers = {})
    {
        send("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
        return reply();
    }
    bool waitClosed(int ms = patience)
    {
        QElapsedTimer timer;
        timer.start();
        while (socket.state() != QAbstractSocket::UnconnectedState && timer.elapsed() < ms) {
            if (!socket.waitForDisconnected(100))
                buffer += socket.readAll();
        }
        buffer += socket.readAll();
        return socket.state() == QAbstractSocket::UnconnectedState;
    }

    QSslSocket socket;
    QByteArray buffer;
};

} // namespace orrery::test
