// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/httpcall.h"
#include "controlplane/pki/pki.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>

using namespace orrery;
using namespace orrery::streams;
using namespace std::chrono_literals;

/// A server on the loopback: plain or with TLS; answers with what it is told once it has a whole head.
class Server final : public QTcpServer
{
public:
    explicit Server(const pki::KeyPair *identity)
        : m_identity(identity)
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }
    QByteArray answer, got;
    qsizetype wants = 0; ///< bytes, before it answers
    bool hangUp = true;

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(handle);
        connect(socket, &QSslSocket::readyRead, this, [this, socket] {
            got += socket->readAll();
            if (!got.contains("\r\n\r\n") || answer.isEmpty() || got.size() < wants)
                return;
            socket->write(answer);
            if (hangUp)
                socket->disconnectFromHost();
        });
        if (!m_identity)
            return;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(m_identity->certificatePem));
        configuration.setPrivateKey(QSslKey(m_identity->keyPem, QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket->setSslConfiguration(configuration);
        socket->startServerEncryption();
    }

private:
    const pki::KeyPair *const m_identity;
};

/// Gives what is read in small pieces, and counts it and what is said to be consumed of it.
class Counted final : public Connection
{
public:
    explicit Counted(ConnectionPtr inner)
        : m_inner(std::move(inner))
    {
        m_inner->onBytes = [this](const QByteArray &bytes) {
            came += bytes.size();
            for (qsizetype at = 0; at < bytes.size() && onBytes; at += 1000)
                onBytes(bytes.mid(at, 1000));
        };
        m_inner->onWritable = [this] {
            if (onWritable)
                onWritable();
        };
        m_inner->onClosed = [this](const api::Result<> &how) {
            if (onClosed)
                onClosed(how);
        };
    }
    void write(const QByteArray &bytes) override { m_inner->write(bytes); }
    qint64 pending() const override { return m_inner->pending(); }
    void consumed(qint64 bytes) override
    {
        went += bytes;
        m_inner->consumed(bytes);
    }
    qint64 came = 0, went = 0;

private:
    const ConnectionPtr m_inner;
};

class tst_TlsConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_ca = pki::createCa("test").value();
        m_identity = pki::issue(m_ca, subject()).value();
        m_other = pki::createCa("other").value();
    }
    void verified();
    void refusals_data();
    void refusals();
    void noTlsThere();
    void nobodyThere();
    void largeBothWays();
    void consumedOnce();
    void limits();
    void droppedFetchSaysNothing();

private:
    static pki::Subject subject()
    {
        pki::Subject subject;
        subject.commonName = "hook.ns.svc";
        subject.dnsNames = {"hook.ns.svc"};
        subject.addresses = {"127.0.0.1"};
        subject.usage = pki::Usage::Server;
        return subject;
    }
    QByteArray fetch(ConnectionPtr connection, const QByteArray &body = {}, std::chrono::milliseconds timeout = 5s,
                     qsizetype most = 64 * 1024 * 1024)
    {
        HttpRequest request;
        request.method = body.isEmpty() ? "GET" : "POST";
        request.host = "hook.ns.svc";
        request.body = body;
        QByteArray said;
        bool done = false;
        Fetch fetch(std::move(connection), request, timeout, most, [&](api::Result<api::Response> answer) {
            done = true;
            said = answer ? QByteArray::number(answer->status) + ' ' + answer->body : answer.error().message;
        });
        (void)QTest::qWaitFor([&] { return done; }, 10'000);
        return said;
    }
    static const QByteArray hello;

    pki::KeyPair m_ca, m_identity, m_other;
};

const QByteArray tst_TlsConnection::hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

void tst_TlsConnection::verified()
{
    Server server(&m_identity);
    server.answer = hello;
    for (const QByteArray &name : {QByteArray("hook.ns.svc"), QByteArray("127.0.0.1")}) {
        server.got.clear();
        QCOMPARE(fetch(tlsOver(connectTo("127.0.0.1", server.serverPort()), {name, m_ca.certificatePem, true})),
                 "200 hello");
        QVERIFY(server.got.startsWith("GET / HTTP/1.1\r\nHost: hook.ns.svc\r\n"));
    }
}

void tst_TlsConnection::refusals_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("ca"); // 0: the right one, 1: another, 2: no certificate in it
    QTest::addColumn<bool>("verify");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("another name") << QByteArray("other.ns.svc") << 0 << true << QByteArray("x509: hostname mismatch");
    QTest::newRow("no name") << QByteArray() << 0 << true << QByteArray("no name to verify");
    QTest::newRow("another CA") << QByteArray("hook.ns.svc") << 1 << true
                                << QByteArray("tls: failed to verify certificate: x509: ");
    QTest::newRow("no CA") << QByteArray("hook.ns.svc") << 2 << true << QByteArray("unable to load root certificates");
    QTest::newRow("nobody looks") << QByteArray("other.ns.svc") << 1 << false << QByteArray("200 hello");
}

void tst_TlsConnection::refusals()
{
    QFETCH(QByteArray, name);
    QFETCH(int, ca);
    QFETCH(bool, verify);
    QFETCH(QByteArray, expected);
    Server server(&m_identity);
    server.answer = hello;
    const QByteArray pem = ca == 0 ? m_ca.certificatePem : ca == 1 ? m_other.certificatePem : QByteArray("nonsense");
    const QByteArray said = fetch(tlsOver(connectTo("127.0.0.1", server.serverPort()), {name, pem, verify}));
    QVERIFY2(said.contains(expected), said);
    QCOMPARE(server.got.isEmpty(), verify); // nothing is said to who is not known
}

void tst_TlsConnection::noTlsThere()
{
    Server server(nullptr);
    server.answer = "no TLS\r\n\r\n";
    const auto connection
        = tlsOver(connectTo("127.0.0.1", server.serverPort()), {"hook.ns.svc", m_ca.certificatePem, true});
    QVERIFY(!fetch(connection, {}, 500ms).startsWith("200"));
}

void tst_TlsConnection::nobodyThere()
{
    int port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    const QByteArray said = fetch(connectTo("127.0.0.1", port));
    QVERIFY2(said.contains("connection refused"), said);
}

void tst_TlsConnection::largeBothWays()
{
    Server server(&m_identity);
    server.answer = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(3'000'000, 'y');
    const QByteArray body(1'000'000, 'x');
    server.wants = body.size();
    const QByteArray said = fetch(tlsOver(connectTo("127.0.0.1", server.serverPort()), {{}, {}, false}), body);
    QCOMPARE(said.size(), 4 + 3'000'000);
}

/// Records that come in pieces must not be paid for twice: their sender would get ahead of a slow receiver.
void tst_TlsConnection::consumedOnce()
{
    Server server(&m_identity);
    server.answer = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(3'000'000, 'y');
    const auto counted = std::make_shared<Counted>(connectTo("127.0.0.1", server.serverPort()));
    QCOMPARE(fetch(tlsOver(counted, {{}, {}, false})).size(), 4 + 3'000'000);
    QVERIFY(counted->came > 3'000'000);
    constexpr qint64 longestRecord = 17 * 1024;
    QVERIFY2(counted->went <= counted->came + longestRecord, QByteArray::number(counted->went - counted->came));
}

void tst_TlsConnection::limits()
{
    Server server(nullptr);
    server.answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + QByteArray(100'000, 'y');
    QCOMPARE(fetch(connectTo("127.0.0.1", server.serverPort()), {}, 5s, 1000), "the answer is longer than 1000 bytes");
    server.answer.clear();
    server.hangUp = false;
    QCOMPARE(fetch(connectTo("127.0.0.1", server.serverPort()), {}, 50ms), "context deadline exceeded");
}

void tst_TlsConnection::droppedFetchSaysNothing()
{
    Server server(nullptr);
    server.answer = hello;
    bool done = false;
    auto dropped = std::make_unique<Fetch>(connectTo("127.0.0.1", server.serverPort()), HttpRequest(), 5s, 1000,
                                           [&](const auto &) { done = true; });
    dropped.reset();
    QCOMPARE(fetch(connectTo("127.0.0.1", server.serverPort())), "200 hello");
    QVERIFY(!done);
}

QTEST_GUILESS_MAIN(tst_TlsConnection)
#include "tst_tlsconnection.moc"
