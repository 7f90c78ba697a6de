// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/probecheck.h"

#include "controlplane/client/mailbox.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace orrery::kubelet {

namespace {

/// A port by number, or by its name in the pod.
int portNumber(const api::Value &port, const api::Object &pod)
{
    if (port.isInteger())
        return int(port.integer());
    if (const int number = port.text().toInt())
        return number;
    for (const char *list : {"containers", "initContainers"}) {
        for (const auto &container : pod.spec()[list].items()) {
            for (const auto &candidate : container["ports"].items()) {
                if (candidate["name"].text() == port.text())
                    return int(candidate["containerPort"].integer());
            }
        }
    }
    return 0;
}

/// One TCP or HTTP check; deletes itself.
class SocketCheck final : public QObject
{
public:
    SocketCheck(const api::Value &handler, const CheckTarget &target, qint64 timeoutSeconds, QObject *context,
                std::function<void(CheckResult)> done)
        : QObject(context)
        , m_http(handler["httpGet"])
        , m_done(std::move(done))
    {
        const auto &where = !m_http.isNull() ? m_http
            : !handler["tcpSocket"].isNull() ? handler["tcpSocket"]
                                             : handler["grpc"];
        m_host = where["host"].isNull() ? target.podIp : where["host"].bytes();
        m_port = portNumber(where["port"], target.pod);
        const bool tls = m_http["scheme"].text() == "HTTPS";
        m_socket = new QSslSocket(this);
        auto configuration = m_socket->sslConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // Kubernetes doesn't verify in probes either
        m_socket->setSslConfiguration(configuration);
        connect(m_socket, tls ? &QSslSocket::encrypted : &QAbstractSocket::connected, this, [this] { connected(); });
        connect(m_socket, &QIODevice::readyRead, this, [this] { readHead(); });
        connect(m_socket, &QAbstractSocket::errorOccurred, this, [this] {
            finish(false,
                   (m_http.isNull() ? QByteArray("dial tcp ") + m_host + ':' + QByteArray::number(m_port)
                                    : "Get \"" + url() + '"')
                       + ": " + m_socket->errorString().toUtf8());
        });
        QTimer::singleShot(std::chrono::seconds(std::max<qint64>(timeoutSeconds, 1)), this, [this] {
            finish(false,
                   (m_http.isNull() ? QByteArray("dial tcp ") + m_host + ':' + QByteArray::number(m_port)
                                    : "Get \"" + url() + '"')
                       + ": context deadline exceeded");
        });
        if (!m_port || m_host.isEmpty())
            QTimer::singleShot(0, this, [this] { finish(false, "no such port or no pod IP"); });
        else if (tls)
            m_socket->connectToHostEncrypted(QString::fromUtf8(m_host), quint16(m_port));
        else
            m_socket->connectToHost(QString::fromUtf8(m_host), quint16(m_port));
    }

private:
    QByteArray path() const
    {
        const QByteArray path = m_http["path"].isNull() ? QByteArray("/") : m_http["path"].bytes();
        return path.startsWith('/') ? path : '/' + path;
    }
    QByteArray url() const
    {
        return (m_http["scheme"].text() == "HTTPS" ? "https://" : "http://") + m_host + ':' + QByteArray::number(m_port)
            + path();
    }

    void connected()
    {
        if (m_http.isNull())
            return finish(true, {});
        QByteArray request = "GET " + path() + " HTTP/1.1\r\n";
        bool host = false, agent = false, accept = false;
        for (const auto &header : m_http["httpHeaders"].items()) {
            const QByteArray name = header["name"].bytes(), value = header["value"].bytes();
            if (name.contains('\n') || name.contains('\r') || value.contains('\n') || value.contains('\r'))
                continue;
            host |= name.compare("host", Qt::CaseInsensitive) == 0;
            agent |= name.compare("user-agent", Qt::CaseInsensitive) == 0;
            accept |= name.compare("accept", Qt::CaseInsensitive) == 0;
            request += name + ": " + value + "\r\n";
        }
        if (!host)
            request += "Host: " + m_host + ':' + QByteArray::number(m_port) + "\r\n";
        if (!agent)
            request += "User-Agent: kube-probe/1.32\r\n";
        if (!accept)
            request += "Accept: */*\r\n";
        m_socket->write(request + "Connection: close\r\n\r\n");
    }

    void readHead()
    {
        m_head += m_socket->read(4096);
        const qsizetype end = m_head.indexOf('\n');
        if (end < 0 && m_head.size() < 4096)
            return;
        const int code = m_head.startsWith("HTTP/1.") ? m_head.mid(9, 3).toInt() : 0;
        finish(code >= 200 && code < 400, "HTTP probe failed with statuscode: " + QByteArray::number(code));
    }

    void finish(bool ok, const QByteArray &message)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            m_socket->disconnect(this);
            m_socket->abort();
            deleteLater();
            done({ok, ok ? QByteArray() : message});
        }
    }

    api::Value m_http;
    QByteArray m_host, m_head;
    int m_port = 0;
    QSslSocket *m_socket = nullptr;
    std::function<void(CheckResult)> m_done;
};

} // namespace

void check(const api::Value &handler, const CheckTarget &target, qint64 timeoutSeconds, QObject *context,
           std::function<void(CheckResult)> done)
{
    if (const auto &exec = handler["exec"]; !exec.isNull()) {
        QList<QByteArray> command;
        for (const auto &word : exec["command"].items())
            command.append(word.bytes());
        target.runtime.execSync(
            target.containerId, command, timeoutSeconds,
            [mailbox = client::Mailbox::to(context), done = std::move(done)](api::Result<cri::ExecResult> result) {
                mailbox->post([done, result, mailbox] {
                    if (!result)
                        done({false, result.error().message});
                    else
                        done({result->exitCode == 0, result->out + result->err});
                });
            });
        return;
    }
    if (const auto answer = target.runtime.answerProbe(target.containerId)) {
        QTimer::singleShot(0, context, [done = std::move(done), answer] {
            done({*answer, *answer ? "" : "HTTP probe failed with statuscode: 503"});
        });
        return;
    }
    new SocketCheck(handler, target, timeoutSeconds, context, std::move(done));
}

} // namespace orrery::kubelet
