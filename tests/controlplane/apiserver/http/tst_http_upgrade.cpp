// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/http/spdycodec.h"
#include "controlplane/apiserver/http/wscodec.h"
#include "tests/controlplane/apiserver/http/testserver.h"

#include <QtEndian>
#include <QTest>

using namespace orrery;
using http::SpdyCodec;
using http::SpdyFrame;
using test::TestClient;

/// Upgraded connections: WebSocket and SPDY, exec and port-forward, as raw bytes.
class tst_HttpUpgrade : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void webSocketEchoes();
    void webSocketInPieces();
    void webSocketChoosesSubprotocol();
    void webSocketRefused_data();
    void webSocketRefused();
    void webSocketViolations_data();
    void webSocketViolations();
    void webSocketPausesAndResumes();
    void webSocketPingsAndGoes();
    void webSocketServerCloses();
    void upgradeRefusedByTheHandler();
    void requestsBehindAnUpgradeAreNotServed();
    void spdyCodec();
    void spdyCodecRefuses();
    void spdyExec();
    void spdyPortForward_data();
    void spdyPortForward();
    void droppedChannelCloses();

private:
    void handle(const api::ExchangePtr &exchange);
    std::unique_ptr<TestClient> webSocket(const QByteArray &subprotocol = "v5.channel.k8s.io");

    std::unique_ptr<test::TestServer> m_server;
    // The server's thread's:
    std::shared_ptr<api::Channel> m_channel;
    std::shared_ptr<api::PortForward> m_forward;
    QList<std::shared_ptr<api::Channel>> m_forwarded;
    QList<QByteArray> m_got;
    int m_gone = 0, m_pongs = 0;
};

static QByteArray frame(int opcode, const QByteArray &payload, bool final = true, bool masked = true)
{
    QByteArray bytes;
    bytes += char((final ? 0x80 : 0) | opcode);
    const int maskBit = masked ? 0x80 : 0;
    if (payload.size() < 126) {
        bytes += char(maskBit | int(payload.size()));
    } else if (payload.size() < 65536) {
        bytes += char(maskBit | 126);
        bytes += char(payload.size() >> 8);
        bytes += char(payload.size());
    } else {
        bytes += char(maskBit | 127);
        QByteArray length(8, '\0');
        qToBigEndian(quint64(payload.size()), length.data());
        bytes += length;
    }
    if (!masked)
        return bytes + payload;
    const QByteArray mask = "\x12\x34\x56\x78";
    bytes += mask;
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes += char(payload[i] ^ mask[i & 3]);
    return bytes;
}

struct Frame
{
    int opcode = -1;
    QByteArray payload;
};

static Frame takeFrame(TestClient &client)
{
    const QByteArray head = client.take(2);
    if (head.size() < 2)
        return {};
    qint64 size = uchar(head[1]);
    if (size == 126)
        size = qFromBigEndian<quint16>(client.take(2).constData());
    else if (size == 127)
        size = qint64(qFromBigEndian<quint64>(client.take(8).constData()));
    return {head[0] & 0x0f, client.take(size)};
}

static int closeCode(const Frame &frame)
{
    return frame.opcode == 8 && frame.payload.size() >= 2 ? qFromBigEndian<quint16>(frame.payload.constData()) : -1;
}

void tst_HttpUpgrade::init()
{
    m_gone = m_pongs = 0;
    m_server = std::make_unique<test::TestServer>([this](const api::ExchangePtr &exchange) { handle(exchange); });
}

void tst_HttpUpgrade::cleanup()
{
    m_server->run([this] {
        m_channel.reset();
        m_forward.reset();
        m_forwarded.clear();
        m_got.clear();
    });
    m_server.reset();
}

void tst_HttpUpgrade::handle(const api::ExchangePtr &exchange)
{
    const QByteArray path = exchange->request().path;
    if (path == "/refuse")
        return exchange->respond(api::error(api::Reason::Forbidden, "not you"));
    if (path == "/forward") {
        m_forward = exchange->upgradePortForward();
        if (!m_forward)
            return exchange->respond(api::error(api::Reason::BadRequest, "no port-forward"));
        m_forward->onGone = [this] { ++m_gone; };
        m_forward->onConnection = [this](int port, const std::shared_ptr<api::Channel> &connection) {
            m_forwarded.append(connection);
            auto *const raw = connection.get();
            if (port != 8080) {
                raw->send(char(1) + QByteArray("no such port"));
                raw->close();
                return;
            }
            raw->onMessage = [raw](const QByteArray &message) { raw->send(message); }; // data and half close alike
            raw->onGone = [this] { ++m_gone; };
        };
        return;
    }
    m_channel = exchange->upgrade({"v5.channel.k8s.io", "v4.channel.k8s.io"});
    if (!m_channel)
        return exchange->respond(api::error(api::Reason::BadRequest, "no upgrade"));
    m_channel->onGone = [this] { ++m_gone; };
    m_channel->onPong = [this] { ++m_pongs; };
    m_channel->onMessage = [this, path](const QByteArray &message) {
        m_got.append(message);
        if (path == "/pause")
            m_channel->setPaused(true);
        else
            m_channel->send(message);
    };
}

static QByteArray handshake(const QByteArray &path, const QByteArray &headers)
{
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + headers + "\r\n";
}

static QByteArray webSocketHeaders(const QByteArray &subprotocol)
{
    return "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "
        + subprotocol + "\r\n";
}

std::unique_ptr<TestClient> tst_HttpUpgrade::webSocket(const QByteArray &subprotocol)
{
    auto client = std::make_unique<TestClient>(m_server->port());
    client->send(handshake("/ws", webSocketHeaders(subprotocol)));
    const auto reply = client->reply();
    if (reply.status != 101
        || reply.header("sec-websocket-accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") // RFC 6455's example
        qFatal("no handshake: %s", reply.head.constData());
    return client;
}

void tst_HttpUpgrade::webSocketEchoes()
{
    const auto client = webSocket();
    for (const qsizetype size : {0, 1, 125, 126, 65535, 65536, 1024 * 1024}) {
        const QByteArray payload(size, char('a' + size % 26));
        client->send(frame(2, payload));
        const auto echo = takeFrame(*client);
        QCOMPARE(echo.opcode, 2);
        QCOMPARE(echo.payload, payload);
    }
}

void tst_HttpUpgrade::webSocketInPieces()
{
    const auto client = webSocket();
    // Fragments, with a ping between; then everything byte by byte.
    const QByteArray bytes = frame(1, "he", false) + frame(9, "are you there") + frame(0, "l", false) + frame(0, "lo")
        + frame(10, "unasked pong");
    client->send(bytes);
    auto pong = takeFrame(*client);
    QCOMPARE(pong.opcode, 10);
    QCOMPARE(pong.payload, "are you there");
    QCOMPARE(takeFrame(*client).payload, "hello");
    for (const char c : bytes)
        client->send(QByteArray(1, c));
    QCOMPARE(takeFrame(*client).opcode, 10);
    QCOMPARE(takeFrame(*client).payload, "hello");
}

void tst_HttpUpgrade::webSocketChoosesSubprotocol()
{
    TestClient client(m_server->port());
    client.send(handshake("/ws", webSocketHeaders("unknown, v4.channel.k8s.io,v5.channel.k8s.io")));
    QCOMPARE(client.reply().header("sec-websocket-protocol"), "v4.channel.k8s.io"); // the client's order counts
}

void tst_HttpUpgrade::webSocketRefused_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("subprotocol") << webSocketHeaders("v9.channel.k8s.io");
    QTest::newRow("no subprotocol") << webSocketHeaders("v5.channel.k8s.io").replace("Sec-WebSocket-Protocol", "X");
    QTest::newRow("version") << webSocketHeaders("v5.channel.k8s.io").replace("13", "8");
    QTest::newRow("key") << webSocketHeaders("v5.channel.k8s.io").replace("dGhlIHNhbXBsZSBub25jZQ==", "short");
}

void tst_HttpUpgrade::webSocketRefused()
{
    QFETCH(QByteArray, headers);
    TestClient client(m_server->port());
    client.send(handshake("/ws", headers));
    const auto reply = client.reply();
    QCOMPARE(reply.status, 400);
    QCOMPARE((*api::parseJson(reply.body))["message"].text(), "no upgrade");
    QVERIFY(client.waitClosed());
}

void tst_HttpUpgrade::webSocketViolations_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::newRow("unmasked") << frame(2, "x", true, false) << 1002;
    QTest::newRow("reserved bits") << QByteArray("\xc2\x80\x01\x02\x03\x04", 6) << 1002;
    QTest::newRow("unknown opcode") << frame(3, "x") << 1002;
    QTest::newRow("long ping") << frame(9, QByteArray(126, 'x')) << 1002;
    QTest::newRow("fragmented ping") << frame(9, "x", false) << 1002;
    QTest::newRow("continuation of nothing") << frame(0, "x") << 1002;
    QTest::newRow("message within a message") << frame(2, "x", false) + frame(2, "y") << 1002;
    QTest::newRow("length not minimal") << QByteArray("\x82\xfe\x00\x05", 4) << 1002;
    QTest::newRow("too big") << frame(2, QByteArray(1024 * 1024 + 1, 'x')) << 1009;
    QTest::newRow("2^63") << QByteArray("\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff", 10) << 1009;
    QTest::newRow("too big in pieces") << frame(2, QByteArray(800'000, 'x'), false) + frame(0, QByteArray(800'000, 'x'))
                                       << 1009;
    QTest::newRow("no UTF-8") << frame(1, "\xff\xfe") << 1007;
    QTest::newRow("close code") << frame(8, QByteArray("\x00\x05", 2)) << 1002;
    QTest::newRow("close of one byte") << frame(8, "x") << 1002;
    QTest::newRow("close") << frame(8, QByteArray("\x03\xe9go", 4)) << 1001;
    QTest::newRow("close without a code") << frame(8, "") << 1000;
}

void tst_HttpUpgrade::webSocketViolations()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto client = webSocket();
    client->send(bytes);
    QCOMPARE(closeCode(takeFrame(*client)), code);
    QVERIFY(client->waitClosed());
    m_server->run([this] {
        QCOMPARE(m_gone, 1);
        QVERIFY(m_channel->gone());
        m_channel->send("late"); // does nothing
    });
}

void tst_HttpUpgrade::webSocketPausesAndResumes()
{
    TestClient client(m_server->port());
    client.send(handshake("/pause", webSocketHeaders("v5.channel.k8s.io")));
    QCOMPARE(client.reply().status, 101);
    client.send(frame(2, "one") + frame(2, "two") + frame(2, "three"));
    const auto count = [this] {
        qsizetype count = 0;
        m_server->run([&] { count = m_got.size(); });
        return count;
    };
    for (int n = 1; n <= 3; ++n) {
        QTRY_COMPARE(count(), n); // each message pauses again
        m_server->run([this] { m_channel->setPaused(false); });
    }
    m_server->run([this] { QCOMPARE(m_got.last(), "three"); });
    // While paused, what a client sends stays in the kernel, or with the client.
    client.send(frame(2, "pause"));
    QTRY_COMPARE(count(), 4);
    const QByteArray large = frame(2, QByteArray(1'000'000, 'x'));
    for (int i = 0; i < 30; ++i)
        client.socket.write(large);
    while (client.socket.waitForBytesWritten(200)) { }
    QVERIFY(client.socket.bytesToWrite() + client.socket.encryptedBytesToWrite() > 10'000'000);
}

void tst_HttpUpgrade::webSocketPingsAndGoes()
{
    auto client = webSocket();
    m_server->run([this] { m_channel->ping(); });
    QCOMPARE(takeFrame(*client).opcode, 9);
    client->send(frame(10, ""));
    const auto pongs = [this] {
        int pongs = 0;
        m_server->run([&] { pongs = m_pongs; });
        return pongs;
    };
    QTRY_COMPARE(pongs(), 1);
    client.reset();
    const auto gone = [this] {
        int gone = 0;
        m_server->run([&] { gone = m_gone; });
        return gone;
    };
    QTRY_COMPARE(gone(), 1);
}

void tst_HttpUpgrade::webSocketServerCloses()
{
    const auto client = webSocket();
    m_server->run([this] {
        m_channel->send("last words");
        m_channel->close(1000, "done");
        m_channel->send("never");
    });
    QCOMPARE(takeFrame(*client).payload, "last words");
    const auto last = takeFrame(*client);
    QCOMPARE(closeCode(last), 1000);
    QCOMPARE(last.payload.mid(2), "done");
    client->send(frame(2, QByteArray(100'000, 'x'))); // still in the middle of something
    client->send(frame(8, QByteArray("\x03\xe8", 2)));
    QVERIFY(client->waitClosed());
    m_server->run([this] { QCOMPARE(m_gone, 0); });

    const auto other = webSocket();
    m_server->run([this] { m_server->server()->close(); });
    QCOMPARE(closeCode(takeFrame(*other)), 1001);
    QVERIFY(other->waitClosed());
}

void tst_HttpUpgrade::upgradeRefusedByTheHandler()
{
    TestClient client(m_server->port());
    client.send(handshake("/refuse", webSocketHeaders("v5.channel.k8s.io")));
    const auto reply = client.reply();
    QCOMPARE(reply.status, 403);
    QCOMPARE((*api::parseJson(reply.body))["message"].text(), "not you");
    QVERIFY(client.waitClosed());
}

void tst_HttpUpgrade::requestsBehindAnUpgradeAreNotServed()
{
    TestClient client(m_server->port());
    client.send(handshake("/refuse", webSocketHeaders("v5.channel.k8s.io"))
                + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.reply().status, 403);
    QVERIFY(client.waitClosed());
    QCOMPARE(client.buffer, QByteArray());
}

// ------------------------------------------------------------------------------------------------------------------------ SPDY

static QList<SpdyFrame> allFrames(SpdyCodec &codec, const QByteArray &bytes)
{
    QList<SpdyFrame> frames;
    codec.feed(bytes);
    for (SpdyFrame frame = codec.next(); frame.type != SpdyFrame::Type::Nothing; frame = codec.next()) {
        frames.append(frame);
        if (frame.type == SpdyFrame::Type::Error)
            break;
    }
    return frames;
}

void tst_HttpUpgrade::spdyCodec()
{
    SpdyCodec client, server;
    const http::SpdyHeaders headers{{"streamtype", "data"}, {"port", "8080"}, {"requestid", "0"}};
    QByteArray bytes;
    for (quint32 id = 1; id <= 21; id += 2)
        bytes += client.synStream(id, headers); // the compression runs on from one to the next
    bytes += SpdyCodec::dataHead(3, 5, true) + "hello" + SpdyCodec::reset(5, 1) + SpdyCodec::ping("abcd");
    QList<SpdyFrame> frames;
    for (const char c : bytes)
        frames += allFrames(server, QByteArray(1, c));
    QCOMPARE(frames.size(), 14);
    for (int i = 0; i < 11; ++i) {
        QVERIFY(frames[i].type == SpdyFrame::Type::SynStream);
        QCOMPARE(frames[i].stream, quint32(2 * i + 1));
        QCOMPARE(frames[i].headers, headers);
    }
    QVERIFY(frames[11].fin && frames[11].payload == "hello" && frames[11].stream == 3);
    QVERIFY(frames[12].type == SpdyFrame::Type::Reset && frames[12].stream == 5);
    QVERIFY(frames[13].type == SpdyFrame::Type::Ping && frames[13].payload == "abcd");
    // The dictionary is the protocol's: zlib names it by this checksum in every first header block.
    const QByteArray first = SpdyCodec().synStream(1, headers);
    QCOMPARE(qFromBigEndian<quint32>(first.constData() + 8 + 10 + 2), 0xe3c6a7c2u);
}

void tst_HttpUpgrade::spdyCodecRefuses()
{
    const auto refused = [](const QByteArray &bytes) {
        SpdyCodec codec;
        const auto frames = allFrames(codec, bytes);
        return !frames.isEmpty() && frames.last().type == SpdyFrame::Type::Error
            && codec.next().type == SpdyFrame::Type::Nothing;
    };
    QVERIFY(refused(QByteArray("\x80\x02\x00\x01\x00\x00\x00\x00", 8))); // SPDY/2
    QVERIFY(refused(QByteArray("\x80\x03\x00\x01\x00\x00\x00\x02xx", 10))); // too short
    QVERIFY(refused(QByteArray("\x80\x03\x00\x01\x00\x00\x00\x10", 8) + QByteArray(16, 'x'))); // no zlib
    QVERIFY(refused(QByteArray("\x00\x00\x00\x01\x00\x20\x00\x00", 8))); // 2 MiB
    QVERIFY(refused(QByteArray("\x80\x03\x00\x06\x00\x00\x00\x00", 8)));
    SpdyCodec client; // a small block that becomes large
    const QByteArray bomb = client.synStream(1, {{"a", QByteArray(1'000'000, 'x')}});
    QVERIFY(bomb.size() < 20'000);
    QVERIFY(refused(bomb));
}

/// The client's side of SPDY: sends frames, and reads them by stream.
class SpdyClient
{
public:
    explicit SpdyClient(TestClient &client, bool inWebSocket = false)
        : m_client(client)
        , m_inWebSocket(inWebSocket)
    {
    }
    SpdyCodec codec;
    void send(const QByteArray &bytes) { m_client.send(m_inWebSocket ? frame(2, bytes) : bytes); }
    void open(quint32 id, const http::SpdyHeaders &headers) { send(codec.synStream(id, headers)); }
    void data(quint32 id, const QByteArray &bytes, bool fin = false)
    {
        send(SpdyCodec::dataHead(id, bytes.size(), fin) + bytes);
    }
    /// Everything on that stream until its end.
    QByteArray readAll(quint32 id)
    {
        while (!ended.contains(id)) {
            const SpdyFrame next = codec.next();
            if (next.type == SpdyFrame::Type::Data) {
                received[next.stream] += next.payload;
                if (next.fin)
                    ended.insert(next.stream);
            } else if (next.type == SpdyFrame::Type::SynReply) {
                replied.insert(next.stream);
            } else if (next.type == SpdyFrame::Type::Reset) {
                ended.insert(next.stream);
                reset.insert(next.stream);
            } else if (next.type != SpdyFrame::Type::Nothing) {
                return "unexpected frame";
            } else if (m_inWebSocket) {
                const auto message = takeFrame(m_client);
                if (message.opcode != 2)
                    return "no binary message";
                codec.feed(message.payload);
            } else {
                if (m_client.buffer.isEmpty() && !m_client.more())
                    return "connection ended";
                codec.feed(std::exchange(m_client.buffer, {}));
            }
        }
        return received.take(id);
    }
    QHash<quint32, QByteArray> received;
    QSet<quint32> ended, replied, reset;

private:
    TestClient &m_client;
    const bool m_inWebSocket;
};

static QByteArray spdyUpgrade(const QByteArray &target, const QByteArray &subprotocols)
{
    QByteArray headers;
    for (const QByteArray &subprotocol : subprotocols.split(','))
        headers += "X-Stream-Protocol-Version: " + subprotocol + "\r\n";
    return "POST " + target
        + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n" + headers
        + "\r\n";
}

void tst_HttpUpgrade::spdyExec()
{
    TestClient client(m_server->port());
    client.send(spdyUpgrade("/exec?stdin=true&stdout=true&stderr=true",
                            "v5.channel.k8s.io,v4.channel.k8s.io,v3.channel.k8s.io"));
    const auto reply = client.reply();
    QCOMPARE(reply.status, 101);
    QCOMPARE(reply.header("upgrade"), "SPDY/3.1");
    QCOMPARE(reply.header("x-stream-protocol-version"), "v4.channel.k8s.io");
    m_server->run([this] {
        m_channel->onMessage = [this](const QByteArray &message) {
            if (message == QByteArray("\xff\x00", 2)) {
                m_channel->send("\x02"
                                "stdin ended");
                m_channel->send("\x04not expected");
                m_channel->send("\x03{}");
                m_channel->close();
            } else if (message[0] == 0) {
                m_channel->send('\x01' + message.mid(1));
            }
        };
        m_channel->send("\x01"
                        "early "); // before the client has opened anything
    });
    SpdyClient spdy(client);
    spdy.open(1, {{"streamtype", "error"}});
    spdy.open(3, {{"streamtype", "stdin"}});
    spdy.open(5, {{"streamtype", "stdout"}});
    spdy.open(7, {{"streamtype", "stderr"}});
    spdy.open(9, {{"streamtype", "resize"}}); // no terminal was asked for
    const QByteArray large(200'000, 'x');
    for (int i = 0; i < 10; ++i)
        spdy.data(3, large.mid(0, 20'000));
    spdy.data(3, "end", true);
    QCOMPARE(spdy.readAll(1), "{}");
    QCOMPARE(spdy.readAll(5), "early " + large + "end");
    QCOMPARE(spdy.readAll(7), "stdin ended");
    spdy.readAll(9);
    QVERIFY(spdy.reset.contains(9));
    QVERIFY((spdy.replied & QSet<quint32>{1, 3, 5, 7}).size() == 4);
    QVERIFY(client.waitClosed());
}

void tst_HttpUpgrade::spdyPortForward_data()
{
    QTest::addColumn<bool>("inWebSocket");
    QTest::newRow("plain") << false;
    QTest::newRow("in WebSocket") << true;
}

void tst_HttpUpgrade::spdyPortForward()
{
    QFETCH(bool, inWebSocket);
    TestClient client(m_server->port());
    client.send(inWebSocket ? handshake("/forward", webSocketHeaders("SPDY/3.1+portforward.k8s.io"))
                            : spdyUpgrade("/forward", "portforward.k8s.io"));
    QCOMPARE(client.reply().status, 101);
    SpdyClient spdy(client, inWebSocket);
    const auto open = [&](quint32 error, const QByteArray &port, const QByteArray &id) {
        spdy.open(error, {{"streamtype", "error"}, {"port", port}, {"requestid", id}});
        spdy.data(error, {}, true); // clients only read it
        spdy.open(error + 2, {{"streamtype", "data"}, {"port", port}, {"requestid", id}});
    };
    // Two at once, and one that is refused.
    open(1, "8080", "0");
    open(5, "8080", "1");
    open(9, "1", "2");
    spdy.data(3, "to the first");
    spdy.data(7, "to the second ");
    spdy.data(7, "and more", true);
    QCOMPARE(spdy.readAll(9), "no such port");
    QCOMPARE(spdy.readAll(7), "to the second and more");
    spdy.data(3, {}, true);
    QCOMPARE(spdy.readAll(3), "to the first");
    // Kubernetes' clients reset the data stream when their side is done, and wait for the end of the error stream.
    open(13, "8080", "3");
    spdy.send(SpdyCodec::reset(15, 5));
    QCOMPARE(spdy.readAll(13), "");
    m_server->run([this] {
        QCOMPARE(m_gone, 1);
        m_forward->close();
    });
    QVERIFY(client.waitClosed());
}

void tst_HttpUpgrade::droppedChannelCloses()
{
    const auto client = webSocket();
    m_server->run([this] { m_channel.reset(); });
    QCOMPARE(closeCode(takeFrame(*client)), 1001);
    QVERIFY(client->waitClosed());
}

QTEST_GUILESS_MAIN(tst_HttpUpgrade)
#include "tst_http_upgrade.moc"
