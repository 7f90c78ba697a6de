// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/proxyrequest.h"
#include "tests/controlplane/apiserver/streams/memorychannel.h"
#include "tests/controlplane/apiserver/testapi.h"

#include <QTest>

using namespace orrery;
using namespace orrery::streams;
using test::FakeAgent;
using test::MemoryExchange;

/// From a request for a proxy to a pod, a service or a kubelet behind a node's tunnel, and back; and metrics, which
/// come the same way.
class tst_ProxySubresources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void paths();
    void requestsAreCleaned();
    void nothingEndsALine();
    void answersAreCleaned();
    void links_data();
    void links();
    void answers_data();
    void answers();
    void hostileAnswers_data();
    void hostileAnswers();

    void initTestCase();
    void cleanupTestCase();
    void pods();
    void redirect();
    void refusals_data();
    void refusals();
    void services();
    void kubelet();
    void largeAnswersAreStreamed();
    void brokenServers();
    void upgradesPass();
    void metrics();
    void metricsWithoutAnswers();

private:
    std::shared_ptr<MemoryExchange> ask(const QByteArray &method, const QByteArray &target,
                                        const api::Headers &headers = {}, const QByteArray &body = {});
    /// The stream on which the node was asked last, once it has what was asked.
    std::shared_ptr<FakeAgent::Stream> asked(const QByteArray &until = "\r\n\r\n");
    void answer(FakeAgent::Stream &stream, const QByteArray &bytes);

    std::unique_ptr<test::TestApi> m_api;
    std::unique_ptr<FakeAgent> m_agent;
    qsizetype m_asked = 0; ///< streams that asked() has given
};

void tst_ProxySubresources::names_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("name") << QByteArray("web") << QByteArray("|web|");
    QTest::newRow("port") << QByteArray("web:80") << QByteArray("|web|80");
    QTest::newRow("named port") << QByteArray("web:http") << QByteArray("|web|http");
    QTest::newRow("empty port") << QByteArray("web:") << QByteArray("|web|");
    QTest::newRow("scheme") << QByteArray("https:web:443") << QByteArray("https|web|443");
    QTest::newRow("scheme, no port") << QByteArray("https:web:") << QByteArray("https|web|");
    QTest::newRow("another scheme") << QByteArray("ftp:web:1") << QByteArray("invalid");
    QTest::newRow("no name") << QByteArray("http::1") << QByteArray("invalid");
    QTest::newRow("too many") << QByteArray("a:b:c:d") << QByteArray("invalid");
    QTest::newRow("empty") << QByteArray("") << QByteArray("invalid");
}

void tst_ProxySubresources::names()
{
    QFETCH(QByteArray, id);
    const auto split = splitSchemeNamePort(id);
    QTEST(split ? split->scheme + '|' + split->name + '|' + split->port : QByteArray("invalid"), "expected");
}

void tst_ProxySubresources::paths()
{
    const auto pod = splitProxyPath("/api/v1/namespaces/ns/pods/https:p:443/proxy/a%2Fb//c/");
    QCOMPARE(pod.prefix, "/api/v1/namespaces/ns/pods/https:p:443/proxy");
    QCOMPARE(pod.rest, "/a%2Fb//c/");
    QCOMPARE(pod.resource, "pods");
    QCOMPARE(pod.ns, "ns");
    QCOMPARE(pod.id, "https:p:443");
    const auto node = splitProxyPath("/api/v1/nodes/n%31/proxy");
    QCOMPARE(node.resource, "nodes");
    QCOMPARE(node.id, "n1");
    QCOMPARE(node.rest, "");
}

void tst_ProxySubresources::requestsAreCleaned()
{
    api::Request request;
    request.method = "PUT";
    request.path = "/api/v1/nodes/n/proxy/x";
    request.query = api::Query("a=1&b=%20");
    request.body = "body";
    request.peer = "192.0.2.1";
    request.headers = {{"host", "server:6443"},
                       {"authorization", "Bearer secret"},
                       {"connection", "keep-alive, x-once"},
                       {"x-once", "1"},
                       {"impersonate-user", "root"},
                       {"x-remote-user", "root"},
                       {"te", "trailers"},
                       {"accept", "a/b"},
                       {"content-length", "4"},
                       {"x-forwarded-for", "198.51.100.7"}};
    const HttpRequest out = proxyRequest(request, "/x");
    const QByteArray text = out.encoded();
    QVERIFY2(text.startsWith("PUT /x?a=1&b="), text);
    QVERIFY(text.endsWith("\r\n\r\nbody"));
    QVERIFY(text.contains("Host: server:6443\r\n"));
    QVERIFY(text.contains("accept: a/b\r\n"));
    QVERIFY(text.contains("Content-Length: 4\r\n"));
    QVERIFY(text.contains("Connection: close\r\n"));
    QVERIFY(text.contains("x-forwarded-for: 198.51.100.7, 192.0.2.1\r\n"));
    QVERIFY(text.contains("x-forwarded-uri: /api/v1/nodes/n/proxy/x\r\n"));
    for (const char *secret : {"secret", "root", "x-once", "trailers"})
        QVERIFY2(!text.contains(secret), secret);
}

void tst_ProxySubresources::nothingEndsALine()
{
    HttpRequest request;
    request.target = "/a b\r\nX-Smuggled: 1";
    request.host = "h\r\nX-Smuggled: 2";
    request.headers.add("x-mine", "v\r\nX-Smuggled: 3");
    const QList<QByteArray> lines = request.encoded().split('\n');
    for (const QByteArray &line : lines)
        QVERIFY2(!line.startsWith("X-Smuggled"), line);
    QCOMPARE(lines[0], "GET /a%20b%0d%0aX-Smuggled:%201 HTTP/1.1\r");
}

void tst_ProxySubresources::answersAreCleaned()
{
    api::Response head;
    head.status = 302;
    head.contentType = "text/html";
    head.headers = {{"connection", "close, x-once"},     {"x-once", "1"},       {"transfer-encoding", "chunked"},
                    {"location", "/login?next=%2F"},     {"set-cookie", "a=1"}, {"set-cookie", "b=2"},
                    {"access-control-allow-origin", "*"}};
    const api::Response out = proxyAnswer(head, "/api/v1/x/proxy", "server");
    QCOMPARE(out.status, 302);
    QCOMPARE(out.headers.fields().size(), 3);
    QCOMPARE(out.headers.value("location"), "/api/v1/x/proxy/login?next=%2F");
    const auto location = [](const QByteArray &to) {
        api::Response head;
        head.headers = {{"location", to}};
        return proxyAnswer(head, "/p", "server").headers.value("location");
    };
    QCOMPARE(location("http://server/a"), "/p/a");
    QCOMPARE(location("http://elsewhere/a"), "http://elsewhere/a");
    QCOMPARE(location("//elsewhere/a"), "//elsewhere/a");
    QCOMPARE(location("/p/a"), "/p/a");
    QCOMPARE(location("relative"), "relative");
}

void tst_ProxySubresources::links_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *page, const char *expected) {
        QTest::newRow(page) << QByteArray(page) << QByteArray(expected);
    };
    row("<a href=\"/x\">", "<a href=\"/p/x\">");
    row("<A class='b' HREF='/x'>t</A>", "<A class='b' HREF='/p/x'>t</A>");
    row("<img src=\"//cdn/x\">", "<img src=\"//cdn/x\">");
    row("<img src=\"x\" alt=\"/y\">", "<img src=\"x\" alt=\"/y\">");
    row("<form action=\"/go\"><a href=\"/p/x\">", "<form action=\"/p/go\"><a href=\"/p/x\">");
    row("<!-- <a href=\"/x\"> -->href=\"/y\"", "<!-- <a href=\"/x\"> -->href=\"/y\"");
    row("no tags \"/x\"", "no tags \"/x\"");
    row("<a href=\"/x", "<a href=\"/p/x");
    row("<", "<");
    row("", "");
}

void tst_ProxySubresources::links()
{
    QFETCH(QByteArray, page);
    QTEST(rewriteLinks(page, "/p"), "expected");
}

void tst_ProxySubresources::answers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") << 200 << QByteArray("hi");
    QTest::newRow("until the end") << QByteArray("HTTP/1.0 200 OK\r\n\r\nhi") << 200 << QByteArray("hi");
    QTest::newRow("chunks") << QByteArray(
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\nh\r\n01\r\ni\r\n0\r\nTrailer: x\r\n\r\n")
                            << 200 << QByteArray("hi");
    QTest::newRow("continue first") << QByteArray(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
                                    << 201 << QByteArray();
    QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << 204 << QByteArray();
    QTest::newRow("switched") << QByteArray("HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x02hi") << 101
                              << QByteArray("\x81\x02hi");
    QTest::newRow("more than it says") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi there") << 200
                                       << QByteArray("hi");
}

void tst_ProxySubresources::answers()
{
    QFETCH(QByteArray, bytes);
    for (const qsizetype piece : {bytes.size(), qsizetype(1)}) {
        HttpAnswer reader(false);
        int status = 0;
        QByteArray body;
        reader.onHead = [&](const api::Response &head) { status = head.status; };
        reader.onBody = [&](const QByteArray &part) { body += part; };
        for (qsizetype at = 0; at < bytes.size(); at += piece)
            QVERIFY(reader.feed(bytes.mid(at, piece)));
        QVERIFY(reader.end());
        QTEST(status, "status");
        QTEST(body, "body");
    }
}

void tst_ProxySubresources::hostileAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-x\r\n\r\n");
    QTest::newRow("two lengths") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n");
    QTest::newRow("negative length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n");
    QTest::newRow("header without a name") << QByteArray("HTTP/1.1 200 OK\r\n: x\r\n\r\n");
    QTest::newRow("folded header") << QByteArray("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n");
    QTest::newRow("chunk of nothing") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
    QTest::newRow("negative chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n");
    QTest::newRow("huge chunk") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n");
    QTest::newRow("endless head") << "HTTP/1.1 200 OK\r\nA: " + QByteArray(100'000, 'x');
    QTest::newRow("endless chunk line") << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + QByteArray(10'000, '1');
    QTest::newRow("only informational") << QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(20);
    QTest::newRow("cut off") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi");
}

void tst_ProxySubresources::hostileAnswers()
{
    QFETCH(QByteArray, bytes);
    HttpAnswer reader(false);
    QVERIFY(!reader.feed(bytes) || !reader.end());
}

// ------------------------------------------------------------------------------------------------------- the real API
// server

void tst_ProxySubresources::initTestCase()
{
    m_api = std::make_unique<test::TestApi>();
    const auto exchange = std::make_shared<MemoryExchange>("", api::tunnelSubprotocol.toByteArray());
    m_api->streams.attachNode(exchange, "n1");
    m_agent = std::make_unique<FakeAgent>(exchange->channel);

    m_api->expect(201, "POST", "/api/v1/nodes", R"({"metadata":{"name":"n1","labels":{"zone":"a"}}})");
    m_api->expect(201, "POST", "/api/v1/nodes", R"({"metadata":{"name":"silent"}})");
    const QByteArray pod
        = R"({"metadata":{"name":"p","labels":{"app":"p"}},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i","ports":[{"containerPort":8080}]}]}})";
    m_api->expect(201, "POST", "/api/v1/namespaces/default/pods", pod);
    m_api->expect(201, "POST", "/api/v1/namespaces/default/pods", QByteArray(pod).replace("\"p\"", "\"new\""));
    m_api->expect(200, "PATCH", "/api/v1/namespaces/default/pods/p/status",
                  R"({"status":{"podIP":"10.244.0.9","podIPs":[{"ip":"10.244.0.9"}]}})",
                  {{"content-type", "application/merge-patch+json"}});
    QCOMPARE(m_api->statusWas, 200);
    m_api->expect(
        201, "POST", "/api/v1/namespaces/default/services",
        R"({"metadata":{"name":"web"},"spec":{"selector":{"app":"p"},"ports":[{"name":"http","port":80,"targetPort":8080},{"name":"other","port":81}]}})");
    m_api->expect(
        201, "POST", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        R"({"metadata":{"name":"web-1","labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4","ports":[{"name":"http","port":8080}],"endpoints":[{"addresses":["10.244.0.8"],"conditions":{"ready":false}},{"addresses":["10.244.0.9"],"nodeName":"n1","targetRef":{"kind":"Pod","name":"p","namespace":"default"}}]})");
    QCOMPARE(m_api->statusWas, 201);
}

void tst_ProxySubresources::cleanupTestCase()
{
    m_api.reset();
    m_agent.reset();
}

std::shared_ptr<MemoryExchange> tst_ProxySubresources::ask(const QByteArray &method, const QByteArray &target,
                                                           const api::Headers &headers, const QByteArray &body)
{
    const qsizetype question = target.indexOf('?');
    auto exchange = std::make_shared<MemoryExchange>(question < 0 ? QByteArray() : target.mid(question + 1));
    api::Request &request = exchange->request();
    request.method = method;
    request.path = target.left(question < 0 ? target.size() : question);
    request.headers = headers;
    request.headers.add("host", "server");
    request.body = body;
    request.user = test::TestApi::admin();
    m_api->server->handle(exchange);
    return exchange;
}

std::shared_ptr<FakeAgent::Stream> tst_ProxySubresources::asked(const QByteArray &until)
{
    (void)QTest::qWaitFor(
        [&] { return m_agent->streams.size() > m_asked && m_agent->streams.last()->in.contains(until); }, 5000);
    if (m_agent->streams.size() <= m_asked)
        qFatal("the node was not asked");
    m_asked = m_agent->streams.size();
    return m_agent->streams.last();
}

void tst_ProxySubresources::answer(FakeAgent::Stream &stream, const QByteArray &bytes)
{
    m_agent->opened(stream);
    m_agent->data(stream, 1, bytes);
}

void tst_ProxySubresources::pods()
{
    const auto exchange
        = ask("POST", "/api/v1/namespaces/default/pods/p:9000/proxy/a/b?x=1", {{"x-mine", "yes"}}, "hello");
    const auto stream = asked("hello");
    QVERIFY(stream);
    QCOMPARE(stream->open.kind, "dial");
    QCOMPARE(stream->open.pod, "p");
    QCOMPARE(stream->open.host, "10.244.0.9");
    QCOMPARE(stream->open.port, 9000);
    QVERIFY2(stream->in.startsWith("POST /a/b?x=1 HTTP/1.1\r\nHost: server\r\n"), stream->in);
    QVERIFY(stream->in.contains("x-mine: yes\r\n"));
    QVERIFY(stream->in.endsWith("\r\n\r\nhello"));
    answer(*stream,
           "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX-Theirs: yes\r\nContent-Length: 4\r\n\r\nnope");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 404);
    QCOMPARE(exchange->response.body, "nope");
    QCOMPARE(exchange->response.contentType, "text/plain");
    QCOMPARE(exchange->response.headers.value("x-theirs"), "yes");

    ask("GET", "/api/v1/namespaces/default/pods/p/proxy/"); // the first container's port
    QCOMPARE(asked()->open.port, 8080);
}

void tst_ProxySubresources::redirect()
{
    const auto exchange = ask("GET", "/api/v1/namespaces/default/pods/p/proxy?a=b");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 301);
    QCOMPARE(exchange->response.headers.value("location"), "/api/v1/namespaces/default/pods/p/proxy/?a=b");
}

void tst_ProxySubresources::refusals_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *path, int status, const char *message) {
        QTest::newRow(path) << QByteArray(path) << status << QByteArray(message);
    };
    row("/api/v1/namespaces/default/pods/none/proxy/", 404, "pods \"none\" not found");
    row("/api/v1/namespaces/default/pods/new/proxy/", 400, "address not allowed");
    row("/api/v1/namespaces/default/pods/p:no/proxy/", 503,
        "error trying to reach service: dial tcp: lookup tcp/no: unknown port");
    row("/api/v1/namespaces/default/pods/ftp:p:1/proxy/", 400, "invalid pod request \"ftp:p:1\"");
    row("/api/v1/namespaces/default/services/none/proxy/", 404, "services \"none\" not found");
    row("/api/v1/namespaces/default/services/ftp:web:1/proxy/", 400, "invalid service request \"ftp:web:1\"");
    row("/api/v1/namespaces/default/services/web:99/proxy/", 503, "no service port 99 found for service \"web\"");
    row("/api/v1/namespaces/default/services/web:other/proxy/", 503,
        "no endpoints available for service \"web:other\"");
    row("/api/v1/namespaces/default/services/web/proxy/", 503, "no endpoints available for service \"web\"");
    row("/api/v1/nodes/none/proxy/healthz", 404, "nodes \"none\" not found");
    row("/api/v1/nodes/silent/proxy/healthz", 503, "error trying to reach service: node \"silent\" is not connected");
}

void tst_ProxySubresources::refusals()
{
    QFETCH(QByteArray, path);
    const auto exchange = ask("GET", path);
    QTRY_COMPARE(exchange->answers, 1);
    QTEST(exchange->response.status, "status");
    QTEST(api::parseJson(exchange->response.json()).valueOr({})["message"].bytes(), "message");
}

void tst_ProxySubresources::services()
{
    for (const char *port : {"http", "80"}) {
        ask("GET", QByteArray("/api/v1/namespaces/default/services/web:") + port + "/proxy/x");
        const auto stream = asked();
        QCOMPARE(stream->open.pod, "p");
        QCOMPARE(stream->open.port, 8080);
    }
    ask("GET", "/api/v1/namespaces/default/services/https:web:http/proxy/x");
    const auto stream = asked(QByteArray("\x16\x03", 2)); // a TLS handshake
    QVERIFY(stream->in.startsWith(QByteArray("\x16\x03", 2)));
}

void tst_ProxySubresources::kubelet()
{
    const auto exchange = ask("GET", "/api/v1/nodes/n1/proxy/healthz");
    const auto stream = asked();
    QCOMPARE(stream->open.kind, "kubelet");
    QVERIFY(stream->in.startsWith("GET /healthz HTTP/1.1\r\n"));
    answer(*stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.body, "ok");
    // Only who may: a nobody hears nothing of the node.
    auto nobody = std::make_shared<MemoryExchange>();
    nobody->request().path = "/api/v1/nodes/n1/proxy/healthz";
    nobody->request().user = {"nobody", {}, {"system:authenticated"}, {}};
    m_api->server->handle(nobody);
    QTRY_COMPARE(nobody->response.status, 403);
}

void tst_ProxySubresources::largeAnswersAreStreamed()
{
    const auto exchange = ask("GET", "/api/v1/nodes/n1/proxy/logs/x");
    exchange->slow = true;
    const auto stream = asked();
    m_agent->opened(*stream);
    m_agent->data(*stream, 1, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<a href=\"/l");
    QTRY_VERIFY(exchange->stream);
    m_agent->data(*stream, 1, "ogs/y\">y</a>");
    QTRY_COMPARE(exchange->stream->body, "<a href=\"/api/v1/nodes/n1/proxy/logs/y\">y</a>");
    // A client that does not read stops the server.
    qint64 sent = 0;
    const QByteArray block(32 * 1024, 'x');
    while (const qint64 now = m_agent->data(*stream, 1, block)) {
        sent += now;
        QCoreApplication::processEvents();
    }
    QVERIFY2(sent <= 2 * qint64(api::TunnelFrame::window), QByteArray::number(sent));
    exchange->stream->readAll();
    QTRY_VERIFY(stream->credit > 0);
    m_agent->close(*stream);
    QTRY_VERIFY(exchange->stream->ended);
}

void tst_ProxySubresources::brokenServers()
{
    const auto failing = [this](const std::function<void(FakeAgent::Stream &)> &how) {
        const auto exchange = ask("GET", "/api/v1/nodes/n1/proxy/healthz");
        const auto stream = asked();
        how(*stream);
        (void)QTest::qWaitFor([&] { return exchange->answers > 0; }, 5000);
        return QByteArray::number(exchange->response.status) + ' '
            + api::parseJson(exchange->response.json()).valueOr({})["message"].bytes();
    };
    QCOMPARE(failing([this](auto &stream) { m_agent->close(stream); }), "503 error trying to reach service: EOF");
    QCOMPARE(failing([this](auto &stream) { answer(stream, "garbage\r\n\r\n"); }),
             "503 error trying to reach service: malformed HTTP response: status line");
    QCOMPARE(failing([this](auto &stream) {
                 m_agent->close(
                     stream,
                     R"({"kind":"Status","code":503,"message":"dial tcp 1.2.3.4:5: connect: connection refused"})");
             }),
             "503 error trying to reach service: dial tcp 1.2.3.4:5: connect: connection refused");
}

void tst_ProxySubresources::upgradesPass()
{
    const auto exchange = ask("GET", "/api/v1/namespaces/default/pods/p/proxy/ws",
                              {{"connection", "Upgrade"},
                               {"upgrade", "websocket"},
                               {"sec-websocket-key", "abc"},
                               {"sec-websocket-protocol", "a.b, base64url.bearer.authorization.k8s.io.c2VjcmV0, c"}});
    const auto stream = asked();
    QVERIFY(stream->in.contains("connection: Upgrade\r\nupgrade: websocket\r\n"));
    QVERIFY(stream->in.contains("sec-websocket-key: abc\r\n"));
    QVERIFY(stream->in.contains("sec-websocket-protocol: a.b, c\r\n"));
    QVERIFY(!stream->in.contains("c2VjcmV0"));
    answer(*stream,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
           "def\r\n\r\nfirst");
    QTRY_VERIFY(exchange->channel);
    QCOMPARE(exchange->response.status, 101);
    QCOMPARE(exchange->response.headers.value("sec-websocket-accept"), "def");
    QCOMPARE(exchange->response.headers.value("upgrade"), "websocket");
    QTRY_COMPARE(exchange->channel->received.join(), "first");
    exchange->channel->send("from the client");
    QTRY_VERIFY(stream->in.endsWith("from the client"));
    m_agent->data(*stream, 1, " and more");
    QTRY_COMPARE(exchange->channel->received.join(), "first and more");
    m_agent->close(*stream);
    QTRY_VERIFY(exchange->channel->gone());
}

void tst_ProxySubresources::metrics()
{
    const auto exchange = ask("GET", "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods?labelSelector=app%3Dp");
    const auto stream = asked("");
    QCOMPARE(stream->open.kind, "stats");
    const QByteArray usage = R"("time":1780000000000000,"window":10500000,"cpuNanoCores":1500000,"memory":2048)";
    answer(*stream,
           "{\"node\":{" + usage + R"(},"pods":[{"namespace":"default","name":"p","containers":[{"name":"c",)" + usage
               + R"(}]},{"namespace":"default","name":"elsewhere","containers":[{"name":"c",)" + usage + "}]}]}");
    m_agent->close(*stream);
    QTRY_COMPARE(exchange->answers, 1);
    const api::Value pods = api::parseJson(exchange->response.json()).valueOr({});
    QCOMPARE(pods["kind"].text(), "PodMetricsList");
    QCOMPARE(pods["items"].size(), 1);
    const api::Value &item = pods["items"].at(0);
    QCOMPARE(api::toJson(item["containers"]), R"([{"name":"c","usage":{"cpu":"1500000n","memory":"2Ki"}}])");
    QCOMPARE(item["window"].text(), "10.5s");
    QCOMPARE(item["metadata"]["labels"]["app"].text(), "p");
    // What was said a moment ago still holds: the node is not asked again.
    const api::Value node = m_api->expect(200, "GET", "/apis/metrics.k8s.io/v1beta1/nodes/n1");
    QCOMPARE(node["usage"]["cpu"].text(), "1500000n");
    QCOMPARE(node["metadata"]["labels"]["zone"].text(), "a");
    const api::Value table = m_api->expect(200, "GET", "/apis/metrics.k8s.io/v1beta1/nodes", {},
                                           {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
    QCOMPARE(api::toJson(table["rows"].at(0)["cells"]), R"(["n1","1500000n","2Ki","10.5s"])");
    m_api->expect(405, "GET", "/apis/metrics.k8s.io/v1beta1/nodes?watch=true");
    m_api->expect(405, "DELETE", "/apis/metrics.k8s.io/v1beta1/nodes/n1");
    // But not of what is no more.
    const char *path = "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/p";
    m_api->expect(200, "GET", path);
    m_api->expect(200, "DELETE", "/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0");
    m_api->expect(404, "GET", path);
}

void tst_ProxySubresources::metricsWithoutAnswers()
{
    // A node that is not connected has none, and one that breaks off loses what it had.
    m_api->expect(404, "GET", "/apis/metrics.k8s.io/v1beta1/nodes/silent");
    QCOMPARE(m_api->statusWas, 404);
    QTest::qWait(1100); // until what the node said is old
    const auto exchange = ask("GET", "/apis/metrics.k8s.io/v1beta1/nodes/n1");
    const auto stream = asked("");
    m_agent->close(*stream, R"({"kind":"Status","code":500,"message":"no runtime"})");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 404);
}

QTEST_GUILESS_MAIN(tst_ProxySubresources)
#include "tst_proxysubresources.moc"
