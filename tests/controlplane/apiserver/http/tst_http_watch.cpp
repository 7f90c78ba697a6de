// SPDX-License-Identifier: GPL-3.0-only
#include "tests/controlplane/apiserver/http/testserver.h"

#include <QTest>

using namespace orrery;
using test::TestClient;

/// Streamed answers: frames, order, back-pressure, ends.
class tst_HttpWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void frames();
    void framesOfOneTurnAreOneChunk();
    void manyWatchersGetTheSame();
    void endLeavesTheConnectionUsable();
    void http10();
    void headOfAStream();
    void pipelinedBehindAStream();
    void droppedStreamEnds();
    void clientGone();
    void slowReaderIsToldAndResumes();
    void readerThatNeverReadsIsBounded();
    void serverCloses();
    void streamOutlivesTheServer();

private:
    /// What the server's thread keeps of one watch.
    struct Watcher
    {
        std::shared_ptr<api::Stream> stream;
        int gone = 0, writable = 0;
    };
    void publish(const QByteArray &json);
    int count(int Watcher::*member);
    qsizetype open();
    std::unique_ptr<TestClient> watch();

    std::unique_ptr<test::TestServer> m_server;
    std::vector<std::unique_ptr<Watcher>> m_watchers; // the server's thread's
};

void tst_HttpWatch::init()
{
    m_server = std::make_unique<test::TestServer>([this](const api::ExchangePtr &exchange) {
        if (exchange->request().path != "/watch")
            return exchange->respond(api::Response::text("other"));
        auto watcher = std::make_unique<Watcher>();
        watcher->stream = exchange->begin(api::Response());
        watcher->stream->onGone = [w = watcher.get()] { ++w->gone; };
        watcher->stream->onWritable = [w = watcher.get()] { ++w->writable; };
        m_watchers.push_back(std::move(watcher));
    });
}

void tst_HttpWatch::cleanup()
{
    m_server->run([this] { m_watchers.clear(); });
    m_server.reset();
}

void tst_HttpWatch::publish(const QByteArray &json)
{
    m_server->run([&] {
        for (const auto &watcher : m_watchers)
            watcher->stream->send({{}, {}, json});
    });
}

int tst_HttpWatch::count(int Watcher::*member)
{
    int sum = 0;
    m_server->run([&] {
        for (const auto &watcher : m_watchers)
            sum += (*watcher).*member;
    });
    return sum;
}

qsizetype tst_HttpWatch::open()
{
    qsizetype open = 0;
    m_server->run([&] {
        open = std::count_if(m_watchers.begin(), m_watchers.end(), [](const auto &w) { return !w->stream->gone(); });
    });
    return open;
}

std::unique_ptr<TestClient> tst_HttpWatch::watch()
{
    const qsizetype before = open();
    auto client = std::make_unique<TestClient>(m_server->port());
    client->send("GET /watch HTTP/1.1\r\nHost: x\r\n\r\n");
    [&] { QTRY_COMPARE(open(), before + 1); }();
    return client;
}

void tst_HttpWatch::frames()
{
    auto client = watch();
    QVERIFY(client->takeUntil("\r\n\r\n").contains("Transfer-Encoding: chunked"));
    for (int i = 0; i < 10; ++i) {
        const QByteArray json = "{\"type\":\"ADDED\",\"object\":{\"i\":" + QByteArray::number(i) + "}}\n";
        publish(json);
        QCOMPARE(client->takeChunk(), json);
    }
}

void tst_HttpWatch::framesOfOneTurnAreOneChunk()
{
    auto client = watch();
    client->takeUntil("\r\n\r\n");
    m_server->run([&] {
        for (int i = 0; i < 100; ++i)
            m_watchers.front()->stream->send({{}, {}, "frame " + QByteArray::number(i) + '\n'});
    });
    const QByteArray chunk = client->takeChunk();
    QCOMPARE(chunk.count('\n'), 100);
    QVERIFY(chunk.startsWith("frame 0\n") && chunk.endsWith("frame 99\n"));
}

void tst_HttpWatch::manyWatchersGetTheSame()
{
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 80; ++i) // more than the flusher sends to at once
        clients.push_back(watch());
    for (int round = 0; round < 5; ++round) {
        publish("round " + QByteArray::number(round) + '\n');
        publish("and more\n");
    }
    for (const auto &client : clients) {
        client->takeUntil("\r\n\r\n");
        QByteArray all;
        while (all.count('\n') < 10)
            all += client->takeChunk();
        QCOMPARE(all,
                 "round 0\nand more\nround 1\nand more\nround 2\nand more\nround 3\nand more\nround 4\nand more\n");
    }
}

void tst_HttpWatch::endLeavesTheConnectionUsable()
{
    auto client = watch();
    publish("one\n");
    m_server->run([&] {
        m_watchers.front()->stream->write("two\n");
        m_watchers.front()->stream->end();
        QVERIFY(m_watchers.front()->stream->gone());
        m_watchers.front()->stream->write("never\n");
    });
    QCOMPARE(client->reply().body, "one\ntwo\n");
    QCOMPARE(client->get("/other").body, "other");
    QCOMPARE(count(&Watcher::gone), 0); // the peer did not go
}

void tst_HttpWatch::http10()
{
    TestClient client(m_server->port());
    client.send("GET /watch HTTP/1.0\r\n\r\n");
    QTRY_COMPARE(open(), 1);
    publish("one\n");
    m_server->run([&] { m_watchers.front()->stream->end(); });
    QVERIFY(client.waitClosed());
    QVERIFY(!client.buffer.contains("chunked"));
    QVERIFY(client.buffer.endsWith("\r\n\r\none\n"));
}

void tst_HttpWatch::headOfAStream()
{
    TestClient client(m_server->port());
    client.send("HEAD /watch HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.reply(true).status, 200);
    QCOMPARE(client.get("/other").body, "other");
}

void tst_HttpWatch::pipelinedBehindAStream()
{
    auto client = watch();
    client->send("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");
    publish("one\n");
    m_server->run([&] { m_watchers.front()->stream->end(); });
    QCOMPARE(client->reply().body, "one\n");
    QCOMPARE(client->reply().body, "other");
}

void tst_HttpWatch::droppedStreamEnds()
{
    auto client = watch();
    publish("one\n");
    m_server->run([&] {
        m_watchers.front()->stream.reset();
        m_watchers.clear();
    });
    QCOMPARE(client->reply().body, "one\n");
}

void tst_HttpWatch::clientGone()
{
    auto one = watch();
    auto two = watch();
    one.reset();
    QTRY_COMPARE(count(&Watcher::gone), 1);
    QCOMPARE(open(), 1);
    publish("still\n");
    two->takeUntil("\r\n\r\n");
    QCOMPARE(two->takeChunk(), "still\n");
}

void tst_HttpWatch::slowReaderIsToldAndResumes()
{
    auto client = watch();
    client->socket.setReadBufferSize(1024);
    const QByteArray block(100'000, 'x');
    // Writes as a well-behaved producer does, until the kernel's buffers are full too and nothing goes out any more.
    qint64 sent = 0;
    const auto fill = [&] {
        bool full = false;
        m_server->run([&] {
            auto &stream = m_watchers.front()->stream;
            full = stream->pending() > 64 * 1024;
            if (!full) {
                stream->write(block);
                sent += block.size();
            }
        });
        return full;
    };
    for (int quiet = 0; quiet < 20; quiet = fill() ? quiet + 1 : 0)
        QThread::msleep(5);
    const int before = count(&Watcher::writable);
    QCOMPARE(open(), 1);
    client->socket.setReadBufferSize(0);
    client->takeUntil("\r\n\r\n");
    qint64 got = 0;
    while (got < sent)
        got += client->takeChunk().size();
    QCOMPARE(got, sent);
    QTRY_VERIFY(count(&Watcher::writable) > before);
    publish("last\n");
    QCOMPARE(client->takeChunk(), "last\n");
}

void tst_HttpWatch::readerThatNeverReadsIsBounded()
{
    auto never = watch();
    auto good = watch();
    never->socket.setReadBufferSize(1024);
    good->takeUntil("\r\n\r\n");
    const QByteArray block = QByteArray(500'000, 'x') + '\n';
    for (int i = 0; i < 200 && open() == 2; ++i) { // 100 MB: far more than the kernel and we hold
        publish(block);
        qsizetype got = 0;
        while (got < block.size())
            got += good->takeChunk().size();
    }
    QCOMPARE(open(), 1);
    QTRY_COMPARE(count(&Watcher::gone), 1);
    publish("still\n");
    QCOMPARE(good->takeChunk(), "still\n");
}

void tst_HttpWatch::serverCloses()
{
    auto client = watch();
    publish("one\n");
    m_server->run([&] { m_server->server()->close(); });
    QCOMPARE(client->reply().body, "one\n"); // with its proper end
    QVERIFY(client->waitClosed());
    QCOMPARE(count(&Watcher::gone), 1);
    TestClient late(m_server->port());
    QVERIFY(!late.isConnected());
}

void tst_HttpWatch::streamOutlivesTheServer()
{
    auto client = watch();
    m_server.reset();
    QCOMPARE(m_watchers.size(), size_t(1));
    QCOMPARE(m_watchers.front()->gone, 1);
    QVERIFY(m_watchers.front()->stream->gone());
    m_watchers.front()->stream->write("late\n"); // does nothing
    m_watchers.clear();
    init();
}

QTEST_GUILESS_MAIN(tst_HttpWatch)
#include "tst_http_watch.moc"
