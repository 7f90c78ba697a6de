// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/head.h"
#include "tests/controlplane/apiserver/http/testserver.h"

#include <QProcess>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace orrery;
using test::TestClient;

/// The protocol, with bytes on a socket: what is answered, what is refused and how, whatever a client sends.
class tst_Http : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }
    void answers();
    void objectsAndLists();
    void keepsAlive();
    void head();
    void closesWhenAsked();
    void pipelinedAnswersKeepTheirOrder();
    void pipelinedBehindARefusal();
    void malformed_data();
    void malformed();
    void bodies_data();
    void bodies();
    void byteByByte();
    void expectContinue();
    void compresses();
    void noHeaderInjection();
    void unanswered();
    void clientGoneBeforeTheAnswer();
    void identity();
    void foreignIdentity();
    void noSessionIsResumed();
    void timeouts();
    void handshakeTimeout();
    void connectionLimit();
    void renewedCertificate();
    void badPem();
    void headParser();

private:
    void handle(const api::ExchangePtr &exchange);
    std::unique_ptr<test::TestServer> m_server;
    api::ExchangePtr m_kept;
};

static http::Limits shortLimits()
{
    http::Limits limits;
    limits.head = 8 * 1024;
    limits.body = 100 * 1024;
    limits.handshakeMs = 400;
    limits.headMs = limits.bodyMs = 300;
    limits.idleMs = 600;
    return limits;
}

void tst_Http::initTestCase()
{
    m_server = std::make_unique<test::TestServer>([this](const api::ExchangePtr &exchange) { handle(exchange); });
}

static api::Object configMap(const QByteArray &name)
{
    return api::Object(
        *api::parseJson(R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":")" + name + R"("}})"));
}

void tst_Http::handle(const api::ExchangePtr &exchange)
{
    const api::Request &request = exchange->request();
    if (request.path == "/object") {
        exchange->respond(api::Response::of(configMap("one"), 201));
    } else if (request.path == "/list") {
        api::ObjectList list{"v1", "ConfigMapList", 7, {}, -1, {}};
        for (int i = 0; i < request.query.value("n").toInt(); ++i)
            list.items.append(configMap("object-" + QByteArray::number(i)));
        exchange->respond(api::Response::of(std::move(list)));
    } else if (request.path == "/slow") {
        QTimer::singleShot(request.query.value("ms").toInt(), m_server->context(), [exchange] {
            exchange->respond(api::Response::text("slow" + exchange->request().query.value("ms")));
        });
    } else if (request.path == "/warn") {
        api::Response response = api::Response::text("ok");
        response.headers.add("warning", "299 - \"" + request.query.value("say") + '"');
        exchange->respond(response);
    } else if (request.path == "/keep") {
        m_kept = exchange;
    } else if (request.path == "/drop") {
        // nobody answers
    } else {
        exchange->respond(api::Response::text(request.method + ' ' + request.path + " q=" + request.query.value("q")
                                              + " u=" + request.user.name + " g=" + request.user.groups.join('+')
                                              + " b=" + QByteArray::number(request.body.size())
                                              + " x=" + request.headers.value("x")));
    }
}

void tst_Http::answers()
{
    TestClient client(m_server->port());
    const auto reply = client.get("/a%20b?q=c+d%26", "X: 1\r\nx: 2\r\n");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, "GET /a%20b q=c d& u= g= b=0 x=1, 2");
    QCOMPARE(reply.header("content-type"), "text/plain; charset=utf-8");
    for (const QByteArray method : {"PUT", "POST", "PATCH", "DELETE", "OPTIONS"}) {
        client.send(method + " /m HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        QCOMPARE(client.reply().body, method + " /m q= u= g= b=3 x=");
    }
}

void tst_Http::objectsAndLists()
{
    TestClient client(m_server->port());
    auto reply = client.get("/object");
    QCOMPARE(reply.status, 201);
    QCOMPARE(reply.header("content-type"), "application/json");
    QCOMPARE(reply.body, configMap("one").json());
    reply = client.get("/list?n=2000");
    const auto list = api::parseJson(reply.body);
    QVERIFY(list);
    QCOMPARE((*list)["items"].size(), 2000);
    QCOMPARE((*list)["metadata"]["resourceVersion"].text(), "7");
}

void tst_Http::keepsAlive()
{
    TestClient client(m_server->port());
    for (int i = 0; i < 100; ++i)
        QCOMPARE(client.get("/" + QByteArray::number(i)).status, 200);
    QVERIFY(client.isConnected());
}

void tst_Http::head()
{
    TestClient client(m_server->port());
    client.send("HEAD /object HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto reply = client.reply(true);
    QCOMPARE(reply.status, 201);
    QCOMPARE(reply.header("content-length").toLongLong(), configMap("one").json().size());
    QCOMPARE(client.get("/next").body, "GET /next q= u= g= b=0 x="); // no body was between
}

void tst_Http::closesWhenAsked()
{
    for (const QByteArray request :
         {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
        TestClient client(m_server->port());
        client.send(request);
        const auto reply = client.reply();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("connection"), "close");
        QVERIFY(client.waitClosed());
    }
}

void tst_Http::pipelinedAnswersKeepTheirOrder()
{
    TestClient client(m_server->port());
    client.send("GET /slow?ms=60 HTTP/1.1\r\nHost: x\r\n\r\nGET /slow?ms=20 HTTP/1.1\r\nHost: x\r\n\r\n"
                "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhiGET /object HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.reply().body, "slow60");
    QCOMPARE(client.reply().body, "slow20");
    QCOMPARE(client.reply().body, "POST /p q= u= g= b=2 x=");
    QCOMPARE(client.reply().body, configMap("one").json());
}

void tst_Http::pipelinedBehindARefusal()
{
    TestClient client(m_server->port());
    client.send("GET /slow?ms=30 HTTP/1.1\r\nHost: x\r\n\r\nGET nonsense HTTP/1.1\r\nHost: x\r\n\r\nGET /never "
                "HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.reply().body, "slow30");
    QCOMPARE(client.reply().status, 400);
    QVERIFY(client.waitClosed());
    QVERIFY(client.buffer.isEmpty());
}

void tst_Http::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const QByteArray host = "Host: x\r\n";
    const auto get = [&](const QByteArray &headers) { return "GET / HTTP/1.1\r\n" + headers + "\r\n"; };
    QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << 400;
    QTest::newRow("one word") << QByteArray("GET\r\n\r\n") << 400;
    QTest::newRow("noise") << QByteArray("\x01\x02\x03\x04 \x05 \x06\r\n\r\n") << 400;
    QTest::newRow("long noise without a space") << QByteArray(64, '\xfe') << 400;
    QTest::newRow("HTTP/9.9") << QByteArray("GET / HTTP/9.9\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 400;
    QTest::newRow("lower-case version") << QByteArray("GET / http/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("TRACE") << QByteArray("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
    QTest::newRow("CONNECT") << QByteArray("CONNECT h:1 HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
    QTest::newRow("made-up method") << QByteArray("FROB / HTTP/1.1\r\nHost: x\r\n\r\n") << 405;
    QTest::newRow("method no token") << QByteArray("G(T / HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("absolute target") << QByteArray("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("authority target") << QByteArray("GET //x/y HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("relative target") << QByteArray("GET x HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("fragment") << QByteArray("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("space in target") << QByteArray("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("control in target") << QByteArray("GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n") << 400;
    QTest::newRow("no host") << get({}) << 400;
    QTest::newRow("two hosts") << get(host + host) << 400;
    QTest::newRow("no colon") << get(host + "nonsense\r\n") << 400;
    QTest::newRow("empty name") << get(host + ": x\r\n") << 400;
    QTest::newRow("space before colon") << get(host + "A : x\r\n") << 400;
    QTest::newRow("folded") << get(host + "A: x\r\n y\r\n") << 400;
    QTest::newRow("NUL in value") << get(host + QByteArray("A: x\0y\r\n", 8)) << 400;
    QTest::newRow("lone CR in value") << get(host + "A: x\ry\r\n") << 400;
    QTest::newRow("lone LF in value") << get(host + "A: x\nB: y\r\n") << 400;
    QTest::newRow("negative length") << get(host + "Content-Length: -5\r\n") << 400;
    QTest::newRow("signed length") << get(host + "Content-Length: +5\r\n") << 400;
    QTest::newRow("word length") << get(host + "Content-Length: abc\r\n") << 400;
    QTest::newRow("empty length") << get(host + "Content-Length:\r\n") << 400;
    QTest::newRow("list length") << get(host + "Content-Length: 1, 1\r\n") << 400;
    QTest::newRow("two lengths") << get(host + "Content-Length: 1\r\nContent-Length: 1\r\n") << 400;
    QTest::newRow("2^64-1") << get(host + "Content-Length: 18446744073709551615\r\n") << 400;
    QTest::newRow("huge length") << get(host + "Content-Length: 999999999999999999\r\n") << 413;
    QTest::newRow("length just too large") << get(host + "Content-Length: 3145729\r\n") << 413;
    QTest::newRow("length and chunks") << get(host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("two codings") << get(host + "Transfer-Encoding: gzip, chunked\r\n") << 400;
    QTest::newRow("chunked twice") << get(host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("unknown coding") << get(host + "Transfer-Encoding: xchunked\r\n") << 400;
    QTest::newRow("upgrade with body") << get(host
                                              + "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n")
                                       << 400;
    QTest::newRow("head too large") << get(host + "A: " + QByteArray(70'000, 'a') + "\r\n") << 431;
    QTest::newRow("target too large") << "GET /" + QByteArray(70'000, 'a') << 431;
    QTest::newRow("endless lines") << "GET / HTTP/1.1\r\n" + QByteArray("A: b\r\n").repeated(12'000) << 431;
    // ... and what only looks odd:
    QTest::newRow("empty lines before") << "\r\n\r\n" + get(host) << 200;
    QTest::newRow("odd but valid name") << get(host + "A!#$%&'*+-.^_`|~9: x\r\n") << 200;
    QTest::newRow("UTF-8 value") << get(host + "A: \xc3\xa4\r\n") << 200;
    QTest::newRow("percent") << QByteArray("GET /%zz?q=%z HTTP/1.1\r\nHost: x\r\n\r\n") << 200;
    QTest::newRow("unknown upgrade") << get(host + "Connection: upgrade\r\nUpgrade: h2c\r\n") << 200;
}

void tst_Http::malformed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    TestClient client(m_server->port());
    client.send(bytes);
    const auto reply = client.reply();
    QCOMPARE(reply.status, status);
    if (status == 200)
        return;
    const auto body = api::parseJson(reply.body);
    QVERIFY(body);
    QCOMPARE((*body)["kind"].text(), "Status");
    QCOMPARE((*body)["code"].integer(), status);
    QCOMPARE(reply.header("connection"), "close");
    QVERIFY(client.waitClosed());
    QCOMPARE(client.buffer, QByteArray());
    TestClient other(m_server->port()); // and the server stands
    QCOMPARE(other.get("/").status, 200);
}

void tst_Http::bodies_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray post = "POST /b HTTP/1.1\r\nHost: x\r\n";
    QTest::newRow("none") << post + "\r\n" << QByteArray("b=0");
    QTest::newRow("length") << post + "Content-Length: 5\r\n\r\nhello" << QByteArray("b=5");
    QTest::newRow("large") << post + "Content-Length: 3145728\r\n\r\n" + QByteArray(3145728, 'x')
                           << QByteArray("b=3145728");
    QTest::newRow("chunks") << post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n"
                            << QByteArray("b=11");
    QTest::newRow("too many chunks") << post + "Transfer-Encoding: chunked\r\n\r\n"
            + ("10000\r\n" + QByteArray(0x10000, 'x') + "\r\n").repeated(50)
            + "0\r\n\r\n" << QByteArray("413");
}

void tst_Http::bodies()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, answer);
    TestClient client(m_server->port());
    client.send(request);
    const auto reply = client.reply();
    QVERIFY2((QByteArray::number(reply.status) + ' ' + reply.body).contains(answer), reply.head + reply.body);
    if (reply.status == 200)
        QCOMPARE(client.get("/next").status, 200);
}

void tst_Http::byteByByte()
{
    TestClient client(m_server->port());
    const QByteArray request
        = "POST /slowly?q=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
          "POST /again HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
    for (const char c : request) {
        client.send(QByteArray(1, c));
        client.socket.flush();
    }
    QCOMPARE(client.reply().body, "POST /slowly q=1 u= g= b=3 x=");
    QCOMPARE(client.reply().body, "POST /again q= u= g= b=3 x=");
}

void tst_Http::expectContinue()
{
    TestClient client(m_server->port());
    client.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    QVERIFY(client.takeUntil("\r\n\r\n").startsWith("HTTP/1.1 100"));
    client.send("abcd");
    QCOMPARE(client.reply().body, "POST /e q= u= g= b=4 x=");
    client.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.reply().status, 413);
}

void tst_Http::compresses()
{
    TestClient client(m_server->port());
    const auto plain = client.get("/list?n=4000");
    QVERIFY(plain.header("content-encoding").isEmpty());
    const auto refused = client.get("/list?n=4000", "Accept-Encoding: br, gzip;q=0\r\n");
    QVERIFY(refused.header("content-encoding").isEmpty());
    const auto small = client.get("/list?n=10", "Accept-Encoding: gzip\r\n");
    QVERIFY(small.header("content-encoding").isEmpty());

    client.send("GET /list?n=4000 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\n\r\nGET /after HTTP/1.1\r\nHost: "
                "x\r\n\r\n");
    const auto compressed = client.reply();
    QCOMPARE(compressed.header("content-encoding"), "gzip");
    QVERIFY(compressed.body.size() < plain.body.size() / 4);
    QVERIFY(client.reply().body.startsWith("GET /after")); // still in order
    QProcess gunzip;
    gunzip.start("gzip", {"-dc"});
    gunzip.write(compressed.body);
    gunzip.closeWriteChannel();
    QVERIFY(gunzip.waitForFinished());
    QCOMPARE(gunzip.readAllStandardOutput(), plain.body);
}

void tst_Http::noHeaderInjection()
{
    TestClient client(m_server->port());
    const auto reply = client.get("/warn?say=a%0d%0aSet-Cookie:%20b");
    QCOMPARE(reply.header("set-cookie"), QByteArray());
    QVERIFY(reply.header("warning").contains("Set-Cookie"));
    QCOMPARE(reply.body, "ok");
}

void tst_Http::unanswered()
{
    TestClient client(m_server->port());
    const auto reply = client.get("/drop");
    QCOMPARE(reply.status, 500);
    QCOMPARE((*api::parseJson(reply.body))["reason"].text(), "InternalError");
    QCOMPARE(client.get("/next").status, 200);
}

void tst_Http::clientGoneBeforeTheAnswer()
{
    {
        TestClient client(m_server->port());
        client.send("GET /keep HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto kept = [this] {
            bool kept = false;
            m_server->run([&] { kept = bool(m_kept); });
            return kept;
        };
        QTRY_VERIFY(kept());
    }
    const auto gone = [this] {
        bool gone = false;
        m_server->run([&] { gone = m_kept->gone(); });
        return gone;
    };
    QTRY_VERIFY(gone());
    m_server->run([&] { m_kept->respond(api::Response::text("too late")); });
    m_server->run([&] { m_kept.reset(); });
    TestClient other(m_server->port());
    QCOMPARE(other.get("/").status, 200);
}

void tst_Http::identity()
{
    const auto node
        = pki::issue(test::keys().ca, {.commonName = "system:node:a", .organizations = {"system:nodes", "extra"}})
              .value();
    TestClient client(m_server->port(), node);
    const QByteArray body = client.get("/").body;
    QVERIFY2(body.contains("u=system:node:a "), body);
    QVERIFY2(body.contains("g=system:nodes+extra") || body.contains("g=extra+system:nodes"), body);
    TestClient nobody(m_server->port());
    QVERIFY(nobody.get("/").body.contains("u= g= "));
}

void tst_Http::foreignIdentity()
{
    const auto rogueCa = pki::createCa("kubernetes").value();
    const auto rogue
        = pki::issue(rogueCa, {.commonName = "kubernetes-admin", .organizations = {"system:masters"}}).value();
    const auto wrongUse
        = pki::issue(test::keys().ca,
                     {.commonName = "x", .organizations = {"system:masters"}, .usage = pki::Usage::Server})
              .value();
    const auto selfSigned = pki::createCa("kubernetes-admin").value();
    for (const auto &identity : {rogue, wrongUse, selfSigned}) {
        TestClient client(m_server->port(), identity);
        const auto reply = client.get("/");
        QVERIFY(reply.status == 0 || reply.body.contains("u= g= "));
    }
}

void tst_Http::noSessionIsResumed()
{
    // A resumed session skips the verification of the certificate, so there must be none.
    TestClient first(m_server->port(), test::keys().admin);
    QCOMPARE(first.get("/").status, 200);
    QVERIFY(first.socket.sslConfiguration().sessionTicket().isEmpty());
}

void tst_Http::timeouts()
{
    test::TestServer server([this](const api::ExchangePtr &exchange) { exchange->respond(api::Response::text("ok")); },
                            shortLimits());
    TestClient head(server.port()), body(server.port()), idle(server.port()), used(server.port());
    head.send("GET / HTTP/1.1\r\nHos");
    body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123");
    QCOMPARE(used.get("/").status, 200);
    QCOMPARE(head.reply().status, 408);
    QVERIFY(head.waitClosed());
    QCOMPARE(body.reply().status, 408);
    QVERIFY(body.waitClosed());
    QVERIFY(idle.waitClosed());
    QVERIFY(idle.buffer.isEmpty());
    QVERIFY(used.waitClosed());
    QVERIFY(used.buffer.isEmpty());
}

void tst_Http::handshakeTimeout()
{
    test::TestServer server([](const api::ExchangePtr &) {}, shortLimits());
    QTcpSocket silent, plain;
    silent.connectToHost("127.0.0.1", server.port());
    plain.connectToHost("127.0.0.1", server.port());
    QVERIFY(plain.waitForConnected());
    plain.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(plain.state() == QAbstractSocket::UnconnectedState || plain.waitForDisconnected(10'000));
    QVERIFY(silent.state() == QAbstractSocket::UnconnectedState || silent.waitForDisconnected(10'000));
}

void tst_Http::connectionLimit()
{
    http::Limits limits;
    limits.connections = 2;
    test::TestServer server([](const api::ExchangePtr &exchange) { exchange->respond(api::Response::text("ok")); },
                            limits);
    auto one = std::make_unique<TestClient>(server.port());
    TestClient two(server.port());
    QCOMPARE(one->get("/").status, 200);
    QCOMPARE(two.get("/").status, 200);
    {
        TestClient three(server.port());
        QVERIFY(!three.isConnected());
    }
    one.reset();
    int status = 0; // once the server has seen the end of the first
    for (QElapsedTimer timer =
             [] {
                 QElapsedTimer t;
                 t.start();
                 return t;
             }();
         status != 200 && timer.elapsed() < 5000; QThread::msleep(10))
        status = TestClient(server.port()).get("/").status;
    QCOMPARE(status, 200);
}

void tst_Http::renewedCertificate()
{
    test::TestServer server([](const api::ExchangePtr &exchange) { exchange->respond(api::Response::text("ok")); });
    TestClient before(server.port());
    const auto renewed = pki::issue(test::keys().ca,
                                    {.commonName = "renewed", .addresses = {"127.0.0.1"}, .usage = pki::Usage::Server})
                             .value();
    server.run([&] {
        server.server()->setTls({renewed.certificatePem, renewed.keyPem, test::keys().ca.certificatePem});
    });
    server.run([&] { server.server()->setTls({"nonsense", "nonsense", "nonsense"}); }); // changes nothing
    TestClient after(server.port());
    QCOMPARE(after.socket.peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0), QString("renewed"));
    QCOMPARE(after.get("/").status, 200);
    QCOMPARE(before.get("/").status, 200);
}

void tst_Http::badPem()
{
    http::HttpServer server([](const api::ExchangePtr &) {});
    QVERIFY(server.listen(QHostAddress::LocalHost, 0, {}).failedWith(api::Reason::InternalError));
    const auto port = server.listen(QHostAddress::LocalHost, 0, test::serverTls());
    QVERIFY(port);
    const auto taken = server.listen(QHostAddress::LocalHost, *port, test::serverTls());
    QVERIFY(taken.failedWith(api::Reason::InternalError));
    QVERIFY(taken.error().message.contains(QByteArray::number(*port)));
}

void tst_Http::headParser()
{
    const auto head = http::parseHead(
        "GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: SPDY/3.1\r\n"
        "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nX-Stream-Protocol-Version: v3.channel.k8s.io");
    QVERIFY(head);
    QCOMPARE(head->path, "/a");
    QCOMPARE(head->query, "b=c");
    QVERIFY(head->upgrade == http::Head::Upgrade::Spdy);
    QVERIFY(!head->close);
    QCOMPARE(head->headers.value("x-stream-protocol-version"), "v4.channel.k8s.io, v3.channel.k8s.io");
    QVERIFY(http::acceptsGzip("deflate, GZIP;q=0.5"));
    QVERIFY(!http::acceptsGzip("deflate, gzipped"));
    QVERIFY(!http::acceptsGzip(""));
}

QTEST_GUILESS_MAIN(tst_Http)
#include "tst_http.moc"
