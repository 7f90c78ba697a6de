// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/httpserver.h"
#include "controlplane/client/client.h"
#include "controlplane/client/httptransport.h"
#include "controlplane/client/informer.h"
#include "controlplane/pki/pki.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;

/// A proxy that tunnels what it is asked to, and counts. Thread: the test's.
class TunnelProxy final : public QTcpServer
{
public:
    int tunnels = 0;
    QByteArray credentials; ///< of the last CONNECT

protected:
    void incomingConnection(qintptr handle) override
    {
        auto *near = new QTcpSocket(this);
        near->setSocketDescriptor(handle);
        connect(near, &QTcpSocket::readyRead, near, [this, near] {
            if (near->property("open").toBool() || !near->peek(64 * 1024).contains("\r\n\r\n"))
                return;
            near->setProperty("open", true);
            const QByteArray head = near->readAll();
            const QByteArray target = head.split(' ').value(1);
            credentials = head.mid(head.toLower().indexOf("proxy-authorization"));
            auto *far = new QTcpSocket(near);
            connect(far, &QTcpSocket::connected, near, [this, near, far] {
                ++tunnels;
                near->write("HTTP/1.1 200 Connection established\r\n\r\n");
                connect(near, &QTcpSocket::readyRead, far, [near, far] { far->write(near->readAll()); });
                connect(far, &QTcpSocket::readyRead, near, [near, far] { near->write(far->readAll()); });
                connect(near, &QTcpSocket::disconnected, far, &QTcpSocket::disconnectFromHost);
            });
            far->connectToHost("127.0.0.1", target.mid(target.lastIndexOf(':') + 1).toUShort());
        });
    }
};

/// The real listener behind whatever a kubeconfig asks for: login programs, token files, impersonation, proxies.
class TestLogin final : public QObject
{
    Q_OBJECT
    pki::KeyPair m_ca;
    std::unique_ptr<http::HttpServer> m_http;
    std::function<void(const ExchangePtr &)> m_handler;
    QList<Request> m_seen;
    QByteArray m_url;
    QThread m_net;
    QTemporaryDir m_dir;

    QString script(const QString &name, const QByteArray &body)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write("#!/bin/sh\n" + body) < 0)
            qFatal("cannot write");
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return file.fileName();
    }
    Connection connection(const QString &program = {}) const
    {
        Connection c;
        c.server = m_url;
        c.caPem = m_ca.certificatePem;
        if (!program.isEmpty())
            c.exec = ExecLogin { "client.authentication.k8s.io/v1", program, { "one", "two" }, { { "PROFILE", "dev" } }, "Get it at example.org.", {} };
        return c;
    }
    int runs(const QString &file = "runs") const
    {
        QFile in(m_dir.filePath(file));
        return in.open(QIODevice::ReadOnly) ? int(in.readAll().count('\n')) : 0;
    }
    Result<Response> ask(HttpTransport &transport)
    {
        Request request;
        request.path = "/version";
        const auto answer = Client(&transport).send(request);
        if (!QTest::qWaitFor([&] { return answer.isFinished(); }, 15'000))
            qFatal("no answer");
        return answer.result();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_ca = *pki::createCa("test ca");
        pki::Subject subject;
        subject.commonName = "server";
        subject.addresses = { "127.0.0.1" };
        subject.usage = pki::Usage::Server;
        const pki::KeyPair server = *pki::issue(m_ca, subject);
        m_http = std::make_unique<http::HttpServer>([this](const ExchangePtr &exchange) {
            m_seen += exchange->request();
            m_handler(exchange);
        });
        const auto port = m_http->listen(QHostAddress::LocalHost, 0, { server.certificatePem, server.keyPem, m_ca.certificatePem });
        QVERIFY2(port, port ? "" : port.error().message.constData());
        m_url = "https://127.0.0.1:" + QByteArray::number(*port);
        m_net.start();
    }
    void init()
    {
        m_seen.clear();
        QFile::remove(m_dir.filePath("runs"));
        m_handler = [](const ExchangePtr &exchange) { exchange->respond(Response::text("ok")); };
    }
    void cleanupTestCase()
    {
        m_http.reset();
        m_net.quit();
        m_net.wait();
    }

    void aProgramLogsIn()
    {
        const QString program = script("login", "echo \"$1 $2 $PROFILE $KUBERNETES_EXEC_INFO\" >>" + m_dir.filePath("runs").toUtf8()
                                           + "\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"abc\","
                                             "\"expirationTimestamp\":\"2999-01-01T00:00:00Z\"}}'\n");
        auto transport = HttpTransport::create(connection(program), &m_net).value();
        QList<QFuture<Result<Response>>> answers; // all wait for one run
        Request request;
        request.path = "/version";
        for (int i = 0; i < 5; ++i)
            answers += Client(transport.get()).send(request);
        for (const auto &answer : answers)
            QVERIFY(QTest::qWaitFor([&] { return answer.isFinished(); }, 15'000));
        QVERIFY(ask(*transport));
        QCOMPARE(m_seen.size(), 6);
        for (const Request &request : std::as_const(m_seen))
            QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer abc"));
        QCOMPARE(runs(), 1);
        QFile in(m_dir.filePath("runs"));
        QVERIFY(in.open(QIODevice::ReadOnly));
        const QByteArray said = in.readAll();
        QVERIFY2(said.startsWith("one two dev {"), said);
        QVERIFY2(said.contains("\"interactive\":false"), said);
    }
    void aLoginThatIsOverIsNotUsed()
    {
        const QString program = script("short", "echo x >>" + m_dir.filePath("runs").toUtf8()
                                           + "\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"abc\","
                                             "\"expirationTimestamp\":\"2001-01-01T00:00:00Z\"}}'\n");
        auto transport = HttpTransport::create(connection(program), &m_net).value();
        const auto answer = ask(*transport);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains("over already"), answer.error().message);
        QVERIFY(!ask(*transport)); // said again, not run again
        QCOMPARE(runs(), 1);
    }
    void aProgramThatFailsIsQuoted_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("exit code") << QByteArray("echo 'the session is over' >&2\nexit 3") << QByteArray("exit code 3: the session is over");
        QTest::newRow("no json") << QByteArray("echo hello") << QByteArray("did not answer with an ExecCredential");
        QTest::newRow("empty") << QByteArray("echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\"}'") << QByteArray("neither a token");
        QTest::newRow("endless") << QByteArray("yes") << QByteArray("more than 1 MiB");
        QTest::newRow("two lines") << QByteArray("printf %s '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"a\\nb\"}}'")
                                   << QByteArray("more than one line");
    }
    void aProgramThatFailsIsQuoted()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, said);
        auto transport = HttpTransport::create(connection(script("bad", body + '\n')), &m_net).value();
        const auto answer = ask(*transport);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains(said), answer.error().message);
        QVERIFY2(answer.error().message.endsWith("Get it at example.org."), answer.error().message);
        QVERIFY(m_seen.isEmpty());
    }
    void aProgramThatIsMissingIsSaid()
    {
        auto transport = HttpTransport::create(connection("no-such-login-program"), &m_net).value();
        const auto answer = ask(*transport);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.contains("cannot be started"), answer.error().message);
    }
    void aProgramThatHangsEndsWithTheTransport()
    {
        auto transport = HttpTransport::create(connection(script("hang", "echo x >>" + m_dir.filePath("runs").toUtf8() + "\nsleep 600\n")), &m_net).value();
        const auto answer = Client(transport.get()).send({});
        QTRY_COMPARE_WITH_TIMEOUT(runs(), 1, 15'000);
        transport.reset();
        QVERIFY(QTest::qWaitFor([&] { return answer.isFinished(); }, 15'000));
        QVERIFY(!answer.result());
    }
    void watchesWaitForTheLogin()
    {
        m_handler = [](const ExchangePtr &exchange) { exchange->respond(Response::of(newObject("v1", "Status", {}), 401)); };
        auto transport = HttpTransport::create(connection(script("nope", "exit 1\n")), &m_net).value();
        Informer informer(Client(transport.get()), gvr::pods);
        QSignalSpy failed(&informer, &Informer::failed);
        informer.start();
        QVERIFY(failed.wait(15'000));
        QVERIFY(m_seen.isEmpty());
        const auto before = failed.size();
        informer.start(); // again: now
        QTRY_VERIFY(failed.size() > before);
    }
    void clientCertificates()
    {
        User user;
        m_handler = [&](const ExchangePtr &exchange) {
            user = exchange->request().user;
            exchange->respond(Response::text("ok"));
        };
        pki::Subject subject;
        subject.commonName = "by-program";
        const pki::KeyPair pair = *pki::issue(m_ca, subject);
        QFile answer(m_dir.filePath("answer"));
        QVERIFY(answer.open(QIODevice::WriteOnly));
        answer.write(toJson(Value::object({ { "apiVersion", "client.authentication.k8s.io/v1" },
                                            { "kind", "ExecCredential" },
                                            { "status", Value::object({ { "clientCertificateData", pair.certificatePem }, { "clientKeyData", pair.keyPem } }) } })));
        answer.close();
        auto transport = HttpTransport::create(connection(script("cert", "cat " + answer.fileName().toUtf8() + '\n')), &m_net).value();
        const auto got = ask(*transport);
        QVERIFY2(got, got ? "" : got.error().message.constData());
        QCOMPARE(user.name, QByteArray("by-program"));
    }
    void passwordsAndImpersonation()
    {
        Connection c = connection();
        c.username = "u";
        c.password = "p";
        c.impersonateUser = "jane";
        c.impersonateGroups = { "a", "b" };
        c.impersonateExtra = { { "Scopes/x", "1" } };
        auto transport = HttpTransport::create(c, &m_net).value();
        QVERIFY(ask(*transport));
        const Headers &headers = m_seen.value(0).headers;
        QCOMPARE(headers.value("authorization"), "Basic " + QByteArray("u:p").toBase64());
        QCOMPARE(headers.value("impersonate-user"), QByteArray("jane"));
        QCOMPARE(headers.value("impersonate-extra-scopes%2fx").isEmpty() ? headers.value("impersonate-extra-scopes%2Fx") : QByteArray("1"), QByteArray("1"));
        c.impersonateUser = "jane\r\nauthorization: x";
        QVERIFY(HttpTransport::create(c, &m_net).failedWith(Reason::BadRequest));
    }
    void throughAProxy()
    {
        TunnelProxy proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        Connection c = connection();
        c.proxy = "http://127.0.0.1:" + QByteArray::number(proxy.serverPort());
        auto transport = HttpTransport::create(c, &m_net).value();
        const auto answer = ask(*transport);
        QVERIFY2(answer, answer ? "" : answer.error().message.constData());
        QCOMPARE(proxy.tunnels, 1);
        QCOMPARE(m_seen.size(), 1);
    }
    void aProxyThatIsNotThereIsSaid()
    {
        quint16 port = 0;
        {
            QTcpServer free;
            QVERIFY(free.listen(QHostAddress::LocalHost));
            port = free.serverPort();
        }
        Connection c = connection();
        c.proxy = "http://127.0.0.1:" + QByteArray::number(port);
        auto transport = HttpTransport::create(c, &m_net).value();
        const auto answer = ask(*transport);
        QVERIFY(!answer);
        QVERIFY2(answer.error().message.toLower().contains("proxy"), answer.error().message);
    }
};

QTEST_GUILESS_MAIN(TestLogin)
#include "tst_login.moc"
