// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/httpparser.h"
#include "controlplane/client/websocketcodec.h"

#include <QTest>

using namespace orrery;
using namespace orrery::api;
using namespace orrery::client;

class TestHttpParser final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("keepAlive");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") << 200 << QByteArray("hello") << true;
        QTest::newRow("empty") << QByteArray("HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n") << 404 << QByteArray() << true;
        QTest::newRow("no reason") << QByteArray("HTTP/1.1 204 \r\n\r\n") << 204 << QByteArray() << true;
        QTest::newRow("chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, world!!!\r\n0\r\nTrailer: 1\r\n\r\n")
                                << 200 << QByteArray("hello, world!!!") << true;
        QTest::newRow("close") << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx") << 200 << QByteArray("x") << false;
        QTest::newRow("until the end") << QByteArray("HTTP/1.0 200 OK\r\n\r\nall of it") << 200 << QByteArray("all of it") << false;
        QTest::newRow("interim") << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok") << 201 << QByteArray("ok") << true;
    }
    void reads()
    {
        QFETCH(QByteArray, wire);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, keepAlive);
        for (const qsizetype step : { qsizetype(1), qsizetype(3), wire.size() }) {
            HttpParser parser;
            QByteArray got;
            int ends = 0;
            parser.onBody = [&](QByteArrayView bytes) { got.append(bytes.data(), bytes.size()); };
            parser.onEnd = [&] { ++ends; };
            parser.expect(false);
            for (qsizetype i = 0; i < wire.size(); i += step)
                QVERIFY(parser.feed(QByteArrayView(wire).sliced(i, std::min(step, wire.size() - i))));
            QVERIFY(parser.close());
            QVERIFY(parser.isDone());
            QCOMPARE(ends, 1);
            QCOMPARE(parser.head().status, status);
            QCOMPARE(parser.head().keepAlive, keepAlive);
            QCOMPARE(got, body);
        }
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("garbage") << QByteArray("SSH-2.0-OpenSSH\r\n\r\n");
        QTest::newRow("version") << QByteArray("HTTP/2.0 200 OK\r\n\r\n");
        QTest::newRow("status") << QByteArray("HTTP/1.1 2x0 OK\r\n\r\n");
        QTest::newRow("no colon") << QByteArray("HTTP/1.1 200 OK\r\nabc\r\n\r\n");
        QTest::newRow("folded") << QByteArray("HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
        QTest::newRow("negative length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
        QTest::newRow("signed length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n");
        QTest::newRow("huge length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n");
        QTest::newRow("length and chunks") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        QTest::newRow("gzip") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
        QTest::newRow("chunk size") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        QTest::newRow("negative chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n");
        QTest::newRow("chunk too long") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n");
        QTest::newRow("huge chunk") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n");
        QTest::newRow("endless chunk line") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + QByteArray(400, '0'));
        QTest::newRow("endless head") << QByteArray("HTTP/1.1 200 OK\r\na: " + QByteArray(70'000, 'x'));
        QTest::newRow("more than asked for") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n") + '\n';
    }
    void refuses()
    {
        QFETCH(QByteArray, wire);
        HttpParser parser;
        parser.expect(false);
        bool ok = true;
        for (qsizetype i = 0; i < wire.size() && ok; i += 7)
            ok = bool(parser.feed(QByteArrayView(wire).sliced(i, std::min<qsizetype>(7, wire.size() - i))));
        QVERIFY(!ok);
    }
    void noticesACutAnswer()
    {
        HttpParser parser;
        parser.expect(false);
        QVERIFY(!parser.close());
        QVERIFY(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"));
        QVERIFY(!parser.close());
    }
    void headHasNoBody()
    {
        HttpParser parser;
        parser.expect(true);
        QVERIFY(parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
        QVERIFY(parser.isDone());
    }

    void webSocketKey()
    {
        QCOMPARE(WebSocketCodec::acceptOf("dGhlIHNhbXBsZSBub25jZQ=="), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")); // RFC 6455, 1.3
        QVERIFY(WebSocketCodec::createKey() != WebSocketCodec::createKey());
    }
    void webSocketMasks()
    {
        for (const qsizetype size : { 0, 5, 125, 126, 65'535, 65'536 }) {
            const QByteArray payload(size, 'p');
            const QByteArray frame = WebSocketCodec::message(payload);
            QCOMPARE(quint8(frame[0]), 0x82);
            QVERIFY(quint8(frame[1]) & 0x80);
            const qsizetype head = size < 126 ? 2 : size < 65'536 ? 4 : 10;
            QCOMPARE(frame.size(), head + 4 + size);
            for (qsizetype i = 0; i < size; ++i)
                QCOMPARE(char(frame[head + 4 + i] ^ frame[head + (i & 3)]), 'p');
        }
    }
    void webSocketReadsFragmentsAndControls()
    {
        QByteArray wire("\x02\x02he", 4); // first fragment
        wire += QByteArray("\x89\x02hi", 4); // a ping in between
        wire += QByteArray("\x80\x03llo", 5); // last fragment
        wire += QByteArray("\x82\x7e\x00\x80", 4) + QByteArray(128, 'x');
        wire += QByteArray("\x88\x04\x03\xe9no", 6); // close 1001 "no"
        for (const qsizetype step : { qsizetype(1), wire.size() }) {
            WebSocketCodec codec;
            QList<WebSocketCodec::Event> events;
            for (qsizetype i = 0; i < wire.size(); i += step) {
                const auto got = codec.feed(QByteArrayView(wire).sliced(i, step));
                QVERIFY(got);
                events += *got;
            }
            QCOMPARE(events.size(), 4);
            QCOMPARE(events[0].type, WebSocketCodec::Event::Type::Ping);
            QCOMPARE(events[0].payload, QByteArray("hi"));
            QCOMPARE(events[1].payload, QByteArray("hello"));
            QCOMPARE(events[2].payload.size(), 128);
            QCOMPARE(events[3].type, WebSocketCodec::Event::Type::Close);
            QCOMPARE(events[3].code, 1001);
            QCOMPARE(events[3].payload, QByteArray("no"));
        }
    }
    void webSocketRefuses_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("masked") << QByteArray("\x82\x81\x00\x00\x00\x00x", 7);
        QTest::newRow("reserved bit") << QByteArray("\xc2\x01x", 3);
        QTest::newRow("unknown opcode") << QByteArray("\x83\x01x", 3);
        QTest::newRow("long ping") << QByteArray("\x89\x7e\x00\x7e", 4) + QByteArray(126, 'x');
        QTest::newRow("fragmented ping") << QByteArray("\x09\x01x", 3);
        QTest::newRow("continuation of nothing") << QByteArray("\x80\x01x", 3);
        QTest::newRow("new message in a message") << QByteArray("\x02\x01x\x82\x01y", 6);
        QTest::newRow("too long") << QByteArray("\x82\x7f\x00\x00\x00\x01\x00\x00\x00\x00", 10);
    }
    void webSocketRefuses()
    {
        QFETCH(QByteArray, wire);
        WebSocketCodec codec;
        QVERIFY(!codec.feed(wire));
    }
};

QTEST_GUILESS_MAIN(TestHttpParser)
#include "tst_httpparser.moc"
