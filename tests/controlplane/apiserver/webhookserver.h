// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/value.h"
#include "controlplane/pki/pki.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

#include <functional>

namespace orrery::test {

/// A webhook: an HTTPS server on the loopback that answers each AdmissionReview as it is told, or keeps it until it is
/// released.
class WebhookServer final : public QTcpServer
{
public:
    struct Asked
    {
        QByteArray target; ///< path and query
        api::Value review;
        QPointer<QSslSocket> socket;
    };

    WebhookServer()
        : m_ca(pki::createCa("webhooks").value())
    {
        pki::Subject subject;
        subject.commonName = "webhook";
        subject.addresses = {"127.0.0.1"};
        subject.usage = pki::Usage::Server;
        m_pair = pki::issue(m_ca, subject).value();
        setListenBacklogSize(200); // or connections beyond it are tried again a second later
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }

    /// WebhookClientConfig of that path.
    QByteArray client(const QByteArray &path) const
    {
        return "{\"url\":\"https://127.0.0.1:" + QByteArray::number(serverPort()) + path + "\",\"caBundle\":\""
            + m_ca.certificatePem.toBase64() + "\"}";
    }
    /// By path; what it returns is the AdmissionReview's response without uid. None: allowed.
    std::function<api::Value(const QByteArray &path, const api::Value &request)> answer;
    /// The whole answer, if it is to be another.
    std::function<QByteArray(const Asked &asked)> raw;
    bool holds = false; ///< until release()
    QList<Asked> asked; ///< all, in order

    QByteArray path(qsizetype index) const { return asked.at(index).target.split('?').first(); }
    api::Value request(qsizetype index) const { return asked.at(index).review["request"]; }
    api::Value last() const { return asked.isEmpty() ? api::Value() : asked.last().review["request"]; }
    void release()
    {
        holds = false;
        const QList<Asked> held = std::exchange(m_held, {});
        for (const Asked &one : held)
            reply(one);
    }
    qsizetype held() const { return m_held.size(); }

    static api::Value allowed() { return api::Value::object({{"allowed", api::Value(true)}}); }
    static api::Value denied(const char *status)
    {
        return api::Value::object({{"allowed", api::Value(false)}, {"status", api::parseJson(status).value()}});
    }
    static api::Value patched(const QByteArray &operations)
    {
        return api::Value::object(
            {{"allowed", api::Value(true)}, {"patchType", "JSONPatch"}, {"patch", operations.toBase64()}});
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        socket->setLocalCertificateChain(QSslCertificate::fromData(m_pair.certificatePem));
        socket->setPrivateKey(QSslKey(m_pair.keyPem, QSsl::Ec));
        connect(socket, &QSslSocket::readyRead, this, [this, socket, buffer = QByteArray()]() mutable {
            buffer += socket->readAll();
            const qsizetype end = buffer.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            qsizetype length = 0;
            const QList<QByteArray> lines = buffer.left(end).split('\n');
            for (const QByteArray &line : lines) {
                if (line.toLower().startsWith("content-length:"))
                    length = line.mid(15).trimmed().toLongLong();
            }
            if (buffer.size() < end + 4 + length)
                return;
            Asked one{lines.first().split(' ').value(1), api::parseJson(buffer.mid(end + 4)).valueOr({}), socket};
            buffer.clear();
            asked.append(one);
            if (holds)
                m_held.append(one);
            else
                reply(one);
        });
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        socket->startServerEncryption();
    }

private:
    void reply(const Asked &one)
    {
        if (!one.socket)
            return;
        QByteArray answerBytes;
        if (raw) {
            answerBytes = raw(one);
        } else {
            const api::Value &request = one.review["request"];
            api::Value response = answer ? answer(one.target.split('?').first(), request) : allowed();
            response = response.with("uid", request["uid"]);
            const QByteArray body = api::toJson(api::Value::object(
                {{"apiVersion", one.review["apiVersion"]}, {"kind", "AdmissionReview"}, {"response", response}}));
            answerBytes = http("200 OK", body);
        }
        one.socket->write(answerBytes);
        one.socket->disconnectFromHost();
    }

public:
    static QByteArray http(const QByteArray &status, const QByteArray &body)
    {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }

private:
    const pki::KeyPair m_ca;
    pki::KeyPair m_pair;
    QList<Asked> m_held;
};

} // namespace orrery::test
