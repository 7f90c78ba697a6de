// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/httpserver.h"
#include "controlplane/client/client.h"
#include "controlplane/client/httptransport.h"
#include "controlplane/client/informer.h"
#include "controlplane/pki/pki.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;

/// The real listener, with a handler of the test's.
class TestHttpTransport final : public QObject
{
    Q_OBJECT
    pki::KeyPair m_ca, m_server;
    std::unique_ptr<http::HttpServer> m_http;
    std::function<void(const ExchangePtr &)> m_handler;
    QByteArray m_url;
    QThread m_net;

    Connection connection() const
    {
        Connection c;
        c.server = m_url;
        c.caPem = m_ca.certificatePem;
        return c;
    }
    std::unique_ptr<HttpTransport> open(const Connection &c)
    {
        auto transport = HttpTransport::create(c, &m_net);
        if (!transport)
            qFatal("%s", transport.error().message.constData());
        return std::move(*transport);
    }
    /// Turns the loop: the server lives on this thread.
    template <class T>
    T await(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 15'000))
            qFatal("no answer");
        return future.result();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_ca = *pki::createCa("test ca");
        pki::Subject subject;
        subject.commonName = "server";
        subject.addresses = { "127.0.0.1" };
        subject.usage = pki::Usage::Server;
        m_server = *pki::issue(m_ca, subject);
        m_http = std::make_unique<http::HttpServer>([this](const ExchangePtr &exchange) { m_handler(exchange); });
        const auto port = m_http->listen(QHostAddress::LocalHost, 0, { m_server.certificatePem, m_server.keyPem, m_ca.certificatePem });
        QVERIFY2(port, port ? "" : port.error().message.constData());
        m_url = "https://127.0.0.1:" + QByteArray::number(*port);
        m_net.start();
    }
    void cleanupTestCase()
    {
        m_http.reset();
        m_net.quit();
        m_net.wait();
    }

    void requestsCarryWhatTheyShould()
    {
        QList<Request> seen;
        m_handler = [&](const ExchangePtr &exchange) {
            seen.append(exchange->request());
            exchange->respond(Response::of(newObject("v1", "Pod", { "default", "a" }), 201));
        };
        Connection c = connection();
        c.token = "secret";
        const auto transport = open(c);
        const Client client(transport.get(), "tester/1");
        const Cause cause = Cause::create();
        {
            const CauseScope scope(cause);
            const auto made = await(client.create(gvr::pods, newObject("v1", "Pod", { "default", "a b" })));
            QVERIFY2(made, made ? "" : made.error().message.constData());
            QCOMPARE(made->name(), QByteArray("a"));
        }
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].method, QByteArray("POST"));
        QCOMPARE(seen[0].path, QByteArray("/api/v1/namespaces/default/pods"));
        QCOMPARE(seen[0].headers.value("authorization"), QByteArray("Bearer secret"));
        QCOMPARE(seen[0].headers.value("user-agent"), QByteArray("tester/1"));
        QCOMPARE(seen[0].headers.value("traceparent"), cause.traceparent());
        QCOMPARE(Object(*parseJson(seen[0].body)).name(), QByteArray("a b"));
        QVERIFY(await(client.remove(gvr::pods, { "default", "a" }, { .gracePeriodSeconds = 0, .uid = "u" })));
        QVERIFY(!Cause::fromTraceparent(seen[1].headers.value("traceparent")).isEmpty()); // a write gets a cause of its own
        const Value options = *parseJson(seen[1].body);
        QCOMPARE(options["gracePeriodSeconds"].integer(-1), 0);
        QCOMPARE(options["preconditions"]["uid"].text(), QByteArrayView("u"));
        QVERIFY(await(client.patch(gvr::pods, { "default", "a" }, PatchType::Merge, Value::object({ { "a", 1 } }), "status")));
        QCOMPARE(seen[2].path, QByteArray("/api/v1/namespaces/default/pods/a/status"));
        QCOMPARE(seen[2].headers.value("content-type"), QByteArray("application/merge-patch+json"));
    }
    void clientCertificate()
    {
        User user;
        m_handler = [&](const ExchangePtr &exchange) {
            user = exchange->request().user;
            exchange->respond(Response::text("ok"));
        };
        pki::Subject subject;
        subject.commonName = "admin";
        subject.organizations = { "system:masters" };
        const pki::KeyPair pair = *pki::issue(m_ca, subject);
        Connection c = connection();
        c.clientCertificatePem = pair.certificatePem;
        c.clientKeyPem = pair.keyPem;
        const auto transport = open(c);
        const auto answer = await(Client(transport.get()).send({ .path = "/readyz" }));
        QVERIFY2(answer, answer ? "" : answer.error().message.constData());
        QCOMPARE(answer->body, QByteArray("ok"));
        QCOMPARE(user.name, QByteArray("admin"));
        QCOMPARE(user.groups, QList<QByteArray> { "system:masters" });
    }
    void onlyTheClustersAuthorityCounts()
    {
        m_handler = [](const ExchangePtr &exchange) { exchange->respond(Response::text("ok")); };
        Connection c = connection();
        c.caPem = pki::createCa("another")->certificatePem;
        const auto transport = open(c);
        QVERIFY(await(Client(transport.get()).send({ .path = "/" })).failedWith(Reason::ServiceUnavailable));
        c.insecureSkipVerify = true;
        const auto careless = open(c);
        QVERIFY(await(Client(careless.get()).send({ .path = "/" })));
        c = connection();
        c.serverName = "not.this.one";
        const auto misnamed = open(c);
        QVERIFY(!await(Client(misnamed.get()).send({ .path = "/" })));
    }
    void statusesBecomeErrors()
    {
        m_handler = [](const ExchangePtr &exchange) {
            if (exchange->request().path.endsWith("plain"))
                return exchange->respond(Response::text("sorry", 503));
            Error failure = error(Reason::Conflict, "the object has been modified");
            failure.name = "plain";
            exchange->respond(failure);
        };
        const auto transport = open(connection());
        const Client client(transport.get());
        const auto conflict = await(client.get(gvr::pods, { "default", "a" }));
        QVERIFY(conflict.failedWith(Reason::Conflict));
        QCOMPARE(conflict.error().message, QByteArray("the object has been modified"));
        const auto plain = await(client.send({ .path = "/plain" }));
        QCOMPARE(plain.error().httpStatus(), 503);
        QCOMPARE(plain.error().message, QByteArray("sorry"));
    }
    void manyAtOnceShareEightConnections()
    {
        QSet<QByteArray> peers;
        int open = 0, most = 0;
        m_handler = [&](const ExchangePtr &exchange) {
            most = std::max(most, ++open);
            QTimer::singleShot(5, this, [&, exchange] {
                --open;
                exchange->respond(Response::of(newObject("v1", "Pod", { "default", exchange->request().path.mid(exchange->request().path.lastIndexOf('/') + 1) })));
            });
        };
        const auto transport = this->open(connection());
        const Client client(transport.get());
        QList<QFuture<Result<Object>>> all;
        for (int i = 0; i < 100; ++i)
            all.append(client.get(gvr::pods, { "default", "p" + QByteArray::number(i) }));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(await(all[i])->name(), "p" + QByteArray::number(i));
        QCOMPARE(most, 8);
    }
    void watchesOverTheWire()
    {
        std::shared_ptr<Stream> stream;
        Request watchRequest;
        m_handler = [&](const ExchangePtr &exchange) {
            if (!exchange->request().query.flag("watch")) {
                ObjectList list { "v1", "PodList", 5 };
                list.items = { newObject("v1", "Pod", { "default", "a" }).withMetadata("resourceVersion", "3").withMetadata("uid", "a") };
                return exchange->respond(Response::of(list));
            }
            watchRequest = exchange->request();
            stream = exchange->begin({});
        };
        const auto transport = open(connection());
        Informer informer(Client(transport.get()), gvr::pods);
        QList<Cause> causes;
        connect(&informer, &Informer::changed, this, [&](const Object &, const Object &, const Cause &cause) { causes.append(cause); });
        informer.start();
        QTRY_VERIFY(stream);
        QVERIFY(informer.isSynced());
        QCOMPARE(watchRequest.headers.value("orrery-causes"), QByteArray("1"));
        QCOMPARE(watchRequest.query.value("resourceVersion"), QByteArray("5"));
        const Cause cause = Cause::create();
        const QByteArray line = "{\"type\":\"MODIFIED\",\"object\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"a\","
                                "\"resourceVersion\":\"6\"}},\"cause\":\""
            + cause.traceparent() + "\"}\n";
        stream->write(line.left(40)); // a line may come in pieces
        QTest::qWait(20);
        stream->write(line.mid(40));
        QTRY_COMPARE(informer.resourceVersion(), 6);
        QVERIFY(causes.last() == cause);
        stream->end();
        QTRY_VERIFY(watchRequest.query.value("resourceVersion") == "6"); // it came back by itself
        stream.reset();
    }
    void aBadWatchEnds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("reason");
        QTest::newRow("no json") << QByteArray("nonsense\n") << int(Reason::ServiceUnavailable);
        QTest::newRow("no event") << QByteArray("{\"a\":1}\n") << int(Reason::ServiceUnavailable);
        QTest::newRow("endless line") << QByteArray(9 * 1024 * 1024, 'x') << int(Reason::ServiceUnavailable);
        QTest::newRow("expired") << QByteArray("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}}\n")
                                 << int(Reason::Expired);
    }
    void aBadWatchEnds()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, reason);
        std::shared_ptr<Stream> stream;
        m_handler = [&](const ExchangePtr &exchange) {
            stream = exchange->begin({});
            stream->write(bytes);
        };
        const auto transport = open(connection());
        std::optional<Result<>> end;
        const auto subscription = transport->watch({ .path = "/api/v1/pods" }, this, [](const QList<WatchItem> &) {}, [&](const Result<> &result) { end = result; });
        QTRY_VERIFY(end);
        QVERIFY(!*end);
        QCOMPARE(int(end->error().reason), reason);
        stream.reset();
    }
    void refusedWatchTellsTheStatus()
    {
        m_handler = [](const ExchangePtr &exchange) { exchange->respond(error(Reason::Forbidden, "no")); };
        const auto transport = open(connection());
        std::optional<Result<>> end;
        const auto subscription = transport->watch({ .path = "/api/v1/pods" }, this, [](const QList<WatchItem> &) {}, [&](const Result<> &result) { end = result; });
        QTRY_VERIFY(end);
        QVERIFY(end->failedWith(Reason::Forbidden));
    }
    void streamsALog()
    {
        std::shared_ptr<Stream> stream;
        bool gone = false;
        m_handler = [&](const ExchangePtr &exchange) {
            stream = exchange->begin({ .contentType = "text/plain" });
            stream->onGone = [&] { gone = true; };
            stream->write("one\n");
        };
        const auto transport = open(connection());
        QByteArray got;
        auto subscription = transport->stream({ .path = "/log" }, this, { .data = [&](const QByteArray &bytes) { got += bytes; } });
        QTRY_COMPARE(got, QByteArray("one\n"));
        stream->write("two\n");
        QTRY_COMPARE(got, QByteArray("one\ntwo\n"));
        subscription.reset();
        QTRY_VERIFY(gone);
        stream.reset();
    }
    void channelBothWays()
    {
        std::shared_ptr<Channel> channel;
        m_handler = [&](const ExchangePtr &exchange) {
            channel = exchange->upgrade({ "v5.channel.k8s.io", "v4.channel.k8s.io" });
            if (!channel)
                return exchange->respond(error(Reason::BadRequest, "upgrade"));
            channel->onMessage = [&](const QByteArray &message) { channel->send("echo " + message); };
        };
        const auto transport = open(connection());
        QByteArray opened, got;
        std::optional<Result<>> end;
        auto subscription = transport->channel({ .path = "/exec" }, { "v5.channel.k8s.io" }, this,
                                               { .data = [&](const QByteArray &message) { got += message; },
                                                 .ended = [&](const Result<> &result) { end = result; },
                                                 .opened = [&](const QByteArray &protocol) { opened = protocol; } });
        QTRY_COMPARE(opened, QByteArray("v5.channel.k8s.io"));
        subscription->send("hi");
        QTRY_COMPARE(got, QByteArray("echo hi"));
        got.clear();
        const QByteArray big(300'000, 'b');
        subscription->send(big);
        QTRY_COMPARE(got.size(), big.size() + 5);
        QTRY_COMPARE(subscription->pending(), 0);
        channel->close(1000);
        QTRY_VERIFY(end);
        QVERIFY(*end);
        channel.reset();
    }
    void aRefusedChannelTellsWhy()
    {
        m_handler = [&](const ExchangePtr &exchange) { exchange->respond(error(Reason::NotFound, "pods \"x\" not found")); };
        const auto transport = open(connection());
        std::optional<Result<>> end;
        bool opened = false;
        const auto subscription = transport->channel({ .path = "/exec" }, { "v5.channel.k8s.io" }, this,
                                                     { .ended = [&](const Result<> &result) { end = result; }, .opened = [&](const QByteArray &) { opened = true; } });
        QTRY_VERIFY(end);
        QVERIFY(end->failedWith(Reason::NotFound));
        QVERIFY(!opened);
    }
    void nothingListens()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        Connection c = connection();
        c.server = "https://127.0.0.1:" + QByteArray::number(closed.serverPort());
        closed.close();
        const auto transport = open(c);
        const auto answer = await(Client(transport.get()).get(gvr::pods, { "default", "a" }));
        QVERIFY(answer.failedWith(Reason::ServiceUnavailable));
        QVERIFY(answer.error().message.contains("127.0.0.1"));
    }
    /// A server that closes an idle connection just as it is used again: reads are asked once more, writes are not.
    void staleConnections()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int connections = 0, requests = 0;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            ++connections;
            QTcpSocket *socket = server.nextPendingConnection();
            auto served = std::make_shared<int>(0);
            connect(socket, &QTcpSocket::readyRead, this, [&, socket, served] {
                socket->readAll();
                ++requests;
                if ((*served)++ > 0)
                    return socket->abort();
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            });
        });
        Connection c;
        c.server = "http://127.0.0.1:" + QByteArray::number(server.serverPort());
        const auto transport = open(c);
        const Client client(transport.get());
        QVERIFY(await(client.send({ .path = "/" })));
        QVERIFY(await(client.send({ .path = "/" })));
        QCOMPARE(connections, 2);
        QVERIFY(!await(client.send({ .method = "POST", .path = "/" })));
        QCOMPARE(requests, 4);
    }
    void nonsenseFromTheServer()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [socket] {
                socket->readAll();
                socket->write("220 mail.example.org ESMTP\r\n\r\n");
            });
        });
        Connection c;
        c.server = "http://127.0.0.1:" + QByteArray::number(server.serverPort());
        const auto transport = open(c);
        QVERIFY(await(Client(transport.get()).send({ .path = "/" })).failedWith(Reason::ServiceUnavailable));
    }
    void theEndOfTheTransportAnswersEverybody()
    {
        QList<ExchangePtr> kept;
        m_handler = [&](const ExchangePtr &exchange) { kept.append(exchange); };
        auto transport = open(connection());
        QList<QFuture<Result<Response>>> all;
        for (int i = 0; i < 20; ++i)
            all.append(Client(transport.get()).send({ .path = "/" }));
        std::optional<Result<>> end;
        auto subscription = transport->watch({ .path = "/watch" }, this, [](const QList<WatchItem> &) {}, [&](const Result<> &result) { end = result; });
        QTRY_COMPARE(kept.size(), 9); // eight requests and the watch; the rest wait
        transport.reset();
        for (const auto &one : all)
            QVERIFY(await(one).failedWith(Reason::ServiceUnavailable));
        QTRY_VERIFY(end);
        subscription.reset();
        kept.clear();
    }
    void badConnections()
    {
        Connection c = connection();
        c.server = "ftp://x";
        QVERIFY(HttpTransport::create(c).failedWith(Reason::BadRequest));
        c.server = "https://";
        QVERIFY(HttpTransport::create(c).failedWith(Reason::BadRequest));
        c = connection();
        c.caPem = "rubbish";
        QVERIFY(HttpTransport::create(c).failedWith(Reason::BadRequest));
        c = connection();
        c.clientCertificatePem = m_server.certificatePem;
        c.clientKeyPem = "rubbish";
        QVERIFY(HttpTransport::create(c).failedWith(Reason::BadRequest));
        c = connection();
        c.token = "a\nb";
        QVERIFY(HttpTransport::create(c).failedWith(Reason::BadRequest));
    }
};

QTEST_GUILESS_MAIN(TestHttpTransport)
#include "tst_httptransport.moc"
