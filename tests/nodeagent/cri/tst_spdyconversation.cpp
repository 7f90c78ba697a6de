// SPDX-License-Identifier: GPL-3.0-only
// The streaming client against peers that do not behave; tst_containerd has the real one.
#include "nodeagent/cri/spdyconversation.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace orrery;
using namespace orrery::cri;

class tst_SpdyConversation : public QObject
{
    Q_OBJECT

    static constexpr char accepted[]
        = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n";

    /// Opens a conversation with a server that answers `answer`, and hangs up if told to; returns how it ended.
    struct Ending
    {
        bool ended = false, failed = false;
        QByteArray message, out, sent;
    };
    static Ending talk(const QByteArray &answer, bool hangUp)
    {
        QTcpServer server;
        Ending ending;
        if (!server.listen(QHostAddress::LocalHost))
            return ending;
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [&ending, socket, answer, hangUp] {
                const bool first = ending.sent.isEmpty();
                ending.sent += socket->readAll();
                if (!first)
                    return;
                socket->write(answer);
                if (hangUp)
                    socket->disconnectFromHost();
            });
        });
        Conversation::Handlers handlers;
        handlers.data = [&](int, const QByteArray &bytes) { ending.out += bytes; };
        handlers.ended = [&](Result<> result) {
            ending.ended = true;
            ending.failed = !result;
            ending.message = result ? QByteArray() : result.error().message;
        };
        SpdyConversation conversation("http://127.0.0.1:" + QByteArray::number(server.serverPort()) + "/exec/token",
                                      {false, true, false, false}, 0, std::move(handlers));
        (void)QTest::qWaitFor([&] { return ending.ended; }, 3000);
        return ending;
    }

private Q_SLOTS:
    void refusedIsAnError()
    {
        const auto ending = talk("HTTP/1.1 404 Not Found\r\n\r\n", false);
        QVERIFY(ending.failed);
        QVERIFY(ending.message.contains("404"));
        QVERIFY(ending.sent.startsWith("POST /exec/token HTTP/1.1\r\n"));
    }
    void garbageIsAnError() { QVERIFY(talk(QByteArray(20'000, 'x'), false).failed); }
    void hangingUpEarlyIsAnError() { QVERIFY(talk("HTTP/1.1 101", true).failed); }
    void framesTooLongAreAnError()
    {
        QVERIFY(talk(QByteArray(accepted)
                         + QByteArray::fromHex("00000003"
                                               "00ffffff"),
                     false)
                    .failed);
    }
    void dataArrivesAndTheEndIsSeen()
    {
        // Streams: 1 error, 3 stdout. Data on 3, then both end. An unknown stream and an empty control frame are passed
        // over.
        const QByteArray frames = QByteArray::fromHex("00000063"
                                                      "00000001"
                                                      "78"
                                                      "80030004"
                                                      "00000000"
                                                      "00000003"
                                                      "00000002"
                                                      "6869"
                                                      "00000003"
                                                      "01000000"
                                                      "00000001"
                                                      "01000000");
        const auto ending = talk(accepted + frames, false);
        QVERIFY(ending.ended);
        QVERIFY(!ending.failed);
        QCOMPARE(ending.out, "hi");
    }
    void whoPausesLosesNothing()
    {
        // The runtime hangs up right after its last byte, while the receiver takes one frame at a time.
        constexpr int frames = 200, size = 1000;
        QByteArray answer = accepted;
        for (int i = 0; i < frames; ++i)
            answer += QByteArray::fromHex("00000003"
                                          "000003e8")
                + QByteArray(size, char('a' + i % 26));
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                if (!socket->readAll().startsWith("POST"))
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        std::unique_ptr<SpdyConversation> conversation;
        qsizetype taken = 0;
        bool ended = false;
        Conversation::Handlers handlers;
        handlers.data = [&](int, const QByteArray &bytes) {
            taken += bytes.size();
            conversation->setPaused(true);
            QTimer::singleShot(0, this, [&] { conversation->setPaused(false); });
        };
        handlers.ended = [&](Result<>) { ended = true; };
        conversation = std::make_unique<SpdyConversation>("http://127.0.0.1:" + QByteArray::number(server.serverPort())
                                                              + "/exec",
                                                          Terminal{false, true, false, false}, 0, std::move(handlers));
        QTRY_VERIFY(ended);
        QCOMPARE(taken, frames * size);
    }
    void onlyThisMachine()
    {
        bool failed = false;
        Conversation::Handlers handlers;
        handlers.ended = [&](Result<> result) { failed = !result; };
        SpdyConversation conversation("http://192.0.2.1:80/exec", {}, 0, std::move(handlers));
        QTRY_VERIFY(failed);
    }
};

QTEST_GUILESS_MAIN(tst_SpdyConversation)
#include "tst_spdyconversation.moc"
