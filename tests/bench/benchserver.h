// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/host/controlplane.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orrery::bench {

/// A control plane in a process of its own, without scheduler and controllers, so that its CPU time is told apart from the client's.
/// Fork before anything else makes threads. Thread: main. Lifetime: ends the process.
class ServerProcess final
{
public:
    explicit ServerProcess(const QString &folder = {})
    {
        int pipes[2];
        if (pipe(pipes) != 0)
            return;
        m_process = fork();
        if (m_process == 0) {
            ::close(pipes[0]);
            _exit(serve(folder, pipes[1]));
        }
        ::close(pipes[1]);
        QByteArray text;
        char buffer[4096];
        for (ssize_t size; (size = ::read(pipes[0], buffer, sizeof buffer)) > 0;)
            text.append(buffer, size);
        ::close(pipes[0]);
        const QList<QByteArray> parts = text.split('|');
        if (parts.size() != 5)
            return;
        startMs = parts[0].toDouble();
        m_port = quint16(parts[1].mid(parts[1].lastIndexOf(':') + 1).toInt());
        m_context = SSL_CTX_new(TLS_client_method());
        const auto readPem = [](const QByteArray &pem) { return BIO_new_mem_buf(pem.constData(), int(pem.size())); };
        BIO *certificate = readPem(parts[3]), *key = readPem(parts[4]);
        X509 *x509 = PEM_read_bio_X509(certificate, nullptr, nullptr, nullptr);
        EVP_PKEY *evp = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
        SSL_CTX_set_read_ahead(m_context, 1); // one system call for each read, not two
        SSL_CTX_use_certificate(m_context, x509);
        SSL_CTX_use_PrivateKey(m_context, evp);
    }
    ~ServerProcess()
    {
        if (m_process > 0)
            kill(m_process, SIGTERM);
    }
    bool isRunning() const { return m_context; }
    quint16 port() const { return m_port; }
    SSL_CTX *context() const { return m_context; }

    double cpuSeconds() const
    {
        // Threads' own figures: to the nanosecond, where the kernel's stat counts ticks.
        double seconds = 0;
        const QByteArray line = content("stat");
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 12)
            seconds = (fields[11].toDouble() + fields[12].toDouble()) / double(sysconf(_SC_CLK_TCK));
        return seconds;
    }
    double residentMiB() const { return content("statm").split(' ').value(1).toDouble() * 4096 / 1048576; }
    double startMs = 0; ///< until the API answered

private:
    QByteArray content(const char *name) const
    {
        QFile file(QStringLiteral("/proc/%1/%2").arg(m_process).arg(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static int serve(const QString &folder, int pipe)
    {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int argc = 1;
        char name[] = "bench", *argv[] = {name, nullptr};
        const QCoreApplication application(argc, argv);
        const api::SystemClock clock;
        const QTemporaryDir temporary;
        host::Options options;
        options.dataDir = folder.isEmpty() ? temporary.path() : folder;
        options.scheduler = options.controllers = false;
        const qint64 begin = clock.now();
        const auto plane = host::ControlPlane::start(options, clock);
        if (!plane) {
            std::fprintf(stderr, "%s\n", plane.error().message.constData());
            return 1;
        }
        const client::Connection connection = (*plane)->adminConnection();
        const QByteArray text = QByteArray::number(double(clock.now() - begin) / 1000) + '|' + connection.server + '|' + connection.caPem + '|'
            + connection.clientCertificatePem + '|' + connection.clientKeyPem;
        if (write(pipe, text.constData(), size_t(text.size())) < 0)
            return 1;
        ::close(pipe);
        return QCoreApplication::exec();
    }

    pid_t m_process = -1;
    quint16 m_port = 0;
    SSL_CTX *m_context = nullptr;
};

/// One TLS connection, as cheap as can be: the clients share two cores with the server that is measured.
class Wire final
{
public:
    explicit Wire(const ServerProcess &server)
        : descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            std::perror("connect");
        m_ssl = SSL_new(server.context());
        SSL_set_fd(m_ssl, descriptor);
        if (SSL_connect(m_ssl) != 1)
            std::fprintf(stderr, "handshake failed\n");
    }
    ~Wire()
    {
        SSL_free(m_ssl);
        ::close(descriptor);
    }
    Wire(const Wire &) = delete;
    void send(const QByteArray &bytes) { SSL_write(m_ssl, bytes.constData(), int(bytes.size())); }
    void setNonBlocking() { fcntl(descriptor, F_SETFL, O_NONBLOCK); }
    bool hasMore() const { return SSL_has_pending(m_ssl); } ///< without asking the kernel
    /// Bytes that are there; 0: none now.
    int read(char *buffer, int size) { return std::max(0, SSL_read(m_ssl, buffer, size)); }
    /// One answer with a Content-Length, waited for: its size.
    qsizetype answer()
    {
        static char buffer[256 * 1024];
        QByteArray head;
        qsizetype got = 0, whole = -1;
        while (whole < 0 || got < whole) {
            const int size = read(buffer, sizeof buffer);
            if (size <= 0)
                return -1;
            got += size;
            if (whole >= 0)
                continue;
            head.append(buffer, size);
            const qsizetype end = head.indexOf("\r\n\r\n");
            if (end < 0)
                continue;
            const qsizetype at = head.indexOf("Content-Length: ");
            whole = end + 4 + (at < 0 ? 0 : head.mid(at + 16, head.indexOf('\r', at) - at - 16).toLongLong());
        }
        return got;
    }

    const int descriptor;

private:
    SSL *m_ssl;
};

inline QByteArray http(const QByteArray &method, const QByteArray &target, const QByteArray &body = {}, const QByteArray &more = {})
{
    return method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nUser-Agent: bench/1\r\nContent-Type: application/json\r\n" + more
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

inline double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values[values.size() / 2];
}

} // namespace orrery::bench
