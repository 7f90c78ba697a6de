// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/streams/podrequest.h"
#include "controlplane/apiserver/streams/streams.h"
#include "tests/controlplane/apiserver/streams/memorychannel.h"

#include <QTest>

using namespace orrery;
using namespace std::chrono_literals;
using test::FakeAgent;
using test::MemoryExchange;

/// From a client's request to a node's stream and back, with both ends in memory.
class tst_Streams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void containers_data();
    void containers();
    void logOptions();
    void refusals_data();
    void refusals();
    void log();
    void logOfNothing();
    void logRefusedByTheNode();
    void followedLogBegins();
    void logBackPressure();
    void logClientLeaves();
    void exec();
    void execExitCode();
    void execRefusedByTheNode();
    void execBackPressure();
    void execClientLeaves();
    void portForward();
    void portForwardWebSocket();
    void tunnelLost();
    void tunnelReplaced();
    void tunnelNonsense_data();
    void tunnelNonsense();
    void heartbeat();
    void streamsTakeTurns();

private:
    void connectNode();
    std::shared_ptr<MemoryExchange> ask(const QByteArray &subresource, const QByteArray &query,
                                        const QByteArray &offers = {}, bool slow = false);
    std::shared_ptr<FakeAgent::Stream> last() { return m_agent->streams.isEmpty() ? nullptr : m_agent->streams.last(); }

    std::unique_ptr<streams::Streams> m_streams;
    std::unique_ptr<FakeAgent> m_agent;
    QList<bool> m_tunnels;
};

static api::Object pod(const QByteArray &spec = R"({"nodeName":"n1","containers":[{"name":"web"}]})",
                       const QByteArray &annotations = "{}")
{
    return api::Object(*api::parseJson(
        R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"ns","uid":"u-1","annotations":)"
        + annotations + R"(},"spec":)" + spec + "}"));
}

void tst_Streams::init()
{
    m_tunnels.clear();
    m_streams = std::make_unique<streams::Streams>();
    m_streams->onTunnel = [this](const QByteArray &node, bool connected) {
        QCOMPARE(node, "n1");
        m_tunnels.append(connected);
    };
    connectNode();
}

void tst_Streams::cleanup()
{
    m_streams.reset();
    m_agent.reset();
}

void tst_Streams::connectNode()
{
    const auto exchange = std::make_shared<MemoryExchange>("", api::tunnelSubprotocol.toByteArray());
    m_streams->attachNode(exchange, "n1");
    m_agent = std::make_unique<FakeAgent>(exchange->channel);
}

std::shared_ptr<MemoryExchange> tst_Streams::ask(const QByteArray &subresource, const QByteArray &query,
                                                 const QByteArray &offers, bool slow)
{
    auto exchange = std::make_shared<MemoryExchange>(query, offers);
    exchange->slow = slow;
    m_streams->serve(exchange, pod(), subresource);
    return exchange;
}

void tst_Streams::containers_data()
{
    QTest::addColumn<QByteArray>("spec");
    QTest::addColumn<QByteArray>("annotations");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray two = R"({"containers":[{"name":"a"},{"name":"b"}],"initContainers":[{"name":"i"}]})";
    QTest::newRow("only") << QByteArray(R"({"containers":[{"name":"a"}]})") << QByteArray("{}") << QByteArray()
                          << QByteArray("a");
    QTest::newRow("named") << two << QByteArray("{}") << QByteArray("b") << QByteArray("b");
    QTest::newRow("named init") << two << QByteArray("{}") << QByteArray("i") << QByteArray("i");
    QTest::newRow("annotated") << two << QByteArray(R"({"kubectl.kubernetes.io/default-container":"b"})")
                               << QByteArray() << QByteArray("b");
    QTest::newRow("annotation of nothing")
        << two << QByteArray(R"({"kubectl.kubernetes.io/default-container":"x"})") << QByteArray()
        << QByteArray(
               "a container name must be specified for pod p, choose one of: [a b] or one of the init containers: [i]");
    QTest::newRow("ambiguous") << QByteArray(R"({"containers":[{"name":"a"},{"name":"b"}]})") << QByteArray("{}")
                               << QByteArray()
                               << QByteArray("a container name must be specified for pod p, choose one of: [a b]");
    QTest::newRow("unknown") << two << QByteArray("{}") << QByteArray("x")
                             << QByteArray("container x is not valid for pod p");
}

void tst_Streams::containers()
{
    QFETCH(QByteArray, spec);
    QFETCH(QByteArray, annotations);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, expected);
    const auto chosen = streams::chooseContainer(pod(spec, annotations), name);
    if (chosen) {
        QCOMPARE(*chosen, expected);
    } else {
        QCOMPARE(chosen.error().message, expected);
        QVERIFY(chosen.failedWith(api::Reason::BadRequest));
    }
}

void tst_Streams::logOptions()
{
    const auto open = streams::logRequest(
        pod(), api::Query("follow=true&previous=1&timestamps=true&tailLines=0&limitBytes=9&sinceSeconds=5"));
    QVERIFY(open);
    QVERIFY(open->follow && open->previous && open->timestamps);
    QCOMPARE(open->tailLines, 0);
    QCOMPARE(open->limitBytes, 9);
    QCOMPARE(open->sinceSeconds, 5);
    QCOMPARE(open->ns + open->pod + open->uid + open->container, "nspu-1web");
    for (const QByteArray query :
         {"tailLines=-1", "limitBytes=0", "sinceSeconds=0", "sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z"})
        QVERIFY2(streams::logRequest(pod(), api::Query(query)).failedWith(api::Reason::Invalid), query);
    for (const QByteArray query : {"tailLines=x", "sinceTime=yesterday", "container=x"})
        QVERIFY2(streams::logRequest(pod(), api::Query(query)).failedWith(api::Reason::BadRequest), query);
}

void tst_Streams::refusals_data()
{
    QTest::addColumn<QByteArray>("subresource");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("offers");
    QTest::addColumn<int>("status");
    const QByteArray v5 = "v5.channel.k8s.io";
    QTest::newRow("unknown") << QByteArray("status") << QByteArray() << QByteArray() << 404;
    QTest::newRow("no upgrade") << QByteArray("exec") << QByteArray("command=ls&stdout=true") << QByteArray() << 400;
    QTest::newRow("no stream") << QByteArray("exec") << QByteArray("command=ls") << v5 << 400;
    QTest::newRow("no command") << QByteArray("exec") << QByteArray("stdout=true") << v5 << 400;
    QTest::newRow("long command") << QByteArray("exec") << "stdout=true&command=" + QByteArray(100'000, 'x') << v5
                                  << 400;
    QTest::newRow("container") << QByteArray("attach") << QByteArray("stdout=true&container=x") << v5 << 400;
    QTest::newRow("no port") << QByteArray("portforward") << QByteArray() << QByteArray("v4.channel.k8s.io") << 400;
    QTest::newRow("bad port") << QByteArray("portforward") << QByteArray("ports=80,0")
                              << QByteArray("v4.channel.k8s.io") << 400;
}

void tst_Streams::refusals()
{
    QFETCH(QByteArray, subresource);
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, offers);
    QFETCH(int, status);
    const auto exchange = ask(subresource, query, offers);
    QCOMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, status);
    QVERIFY(!m_agent->streams.size());

    auto elsewhere = std::make_shared<MemoryExchange>("stdout=true&command=ls", "v5.channel.k8s.io");
    m_streams->serve(elsewhere, pod(R"({"nodeName":"n2","containers":[{"name":"web"}]})"), "exec");
    QCOMPARE(elsewhere->response.status, 500);
    QVERIFY(elsewhere->response.json().contains("n2"));
    auto nowhere = std::make_shared<MemoryExchange>("stdout=true&command=ls", "v5.channel.k8s.io");
    m_streams->serve(nowhere, pod(R"({"containers":[{"name":"web"}]})"), "exec");
    QCOMPARE(nowhere->response.status, 400);
}

void tst_Streams::log()
{
    m_agent->serve = [this](const auto &stream) {
        m_agent->opened(*stream);
        m_agent->data(*stream, 1, "line 1\n");
        m_agent->data(*stream, 1, "line 2\n");
        m_agent->close(*stream);
    };
    const auto exchange = ask("log", "tailLines=2");
    QTRY_VERIFY(exchange->stream && exchange->stream->ended);
    QCOMPARE(exchange->stream->body, "line 1\nline 2\n");
    QVERIFY(exchange->response.contentType.startsWith("text/plain"));
    QCOMPARE(last()->open.kind, "log");
    QCOMPARE(last()->open.tailLines, 2);
}

void tst_Streams::logOfNothing()
{
    m_agent->serve = [this](const auto &stream) {
        m_agent->opened(*stream);
        m_agent->close(*stream);
    };
    const auto exchange = ask("log", "");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 200);
    QCOMPARE(exchange->response.body, "");
    // A pod that no node has yet said nothing.
    auto pending = std::make_shared<MemoryExchange>();
    m_streams->serve(pending, pod(R"({"containers":[{"name":"web"}]})"), "log");
    QCOMPARE(pending->response.status, 200);
}

void tst_Streams::logRefusedByTheNode()
{
    const QByteArray status
        = api::toStatus(api::error(api::Reason::BadRequest,
                                   "container \"web\" in pod \"p\" is waiting to start: ContainerCreating"))
              .json();
    for (const bool accepts : {false, true}) { // an error may come after the node has accepted
        m_agent->serve = [=, this](const auto &stream) {
            if (accepts)
                m_agent->opened(*stream);
            m_agent->close(*stream, status);
        };
        const auto exchange = ask("log", "follow=true");
        QTRY_COMPARE(exchange->answers, 1);
        QCOMPARE(exchange->response.status, 400);
        QVERIFY(exchange->response.json().contains("is waiting to start"));
    }
}

void tst_Streams::followedLogBegins()
{
    m_agent->serve = [this](const auto &stream) { m_agent->opened(*stream); };
    const auto exchange = ask("log", "follow=true");
    QTRY_VERIFY(exchange->stream); // the head goes out though there is nothing to read
    m_agent->data(*last(), 1, "at last\n");
    QTRY_COMPARE(exchange->stream->body, "at last\n");
    QVERIFY(!exchange->stream->ended);
}

void tst_Streams::logBackPressure()
{
    const QByteArray all(5'000'000, 'x');
    qint64 sent = 0;
    m_agent->serve = [&](const auto &stream) {
        m_agent->opened(*stream);
        stream->onChange = [&, s = stream.get()] { sent += m_agent->data(*s, 1, QByteArrayView(all).sliced(sent)); };
        stream->onChange();
    };
    const auto exchange = ask("log", "", {}, true);
    QTRY_COMPARE(sent, qint64(api::TunnelFrame::window));
    QTRY_VERIFY(exchange->stream);
    QTRY_COMPARE(exchange->stream->body.size(), sent);
    QTest::qWait(20);
    QCOMPARE(exchange->stream->unread,
             qint64(api::TunnelFrame::window)); // all that a client which doesn't read can cost
    while (sent < all.size()) {
        exchange->stream->readAll();
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(exchange->stream->body.size(), all.size());
}

void tst_Streams::logClientLeaves()
{
    m_agent->serve = [this](const auto &stream) {
        m_agent->opened(*stream);
        m_agent->data(*stream, 1, "x");
    };
    const auto exchange = ask("log", "follow=true");
    QTRY_VERIFY(exchange->stream);
    exchange->stream->left = true;
    exchange->stream->onGone();
    QTRY_VERIFY(last()->closed);
}

void tst_Streams::exec()
{
    m_agent->serve = [this](const auto &stream) {
        m_agent->opened(*stream);
        stream->onChange = [this, s = stream.get()] {
            if (!s->inEnded)
                return;
            m_agent->data(*s, 1, s->in);
            m_agent->data(*s, 2, "to stderr");
            m_agent->close(*s);
        };
    };
    const auto exchange = ask("exec", "stdin=true&stdout=true&stderr=true&command=cat&command=-n", "v5.channel.k8s.io");
    QTRY_VERIFY(exchange->channel);
    exchange->channel->send(QByteArray("\x00hello ", 7));
    exchange->channel->send(QByteArray("\x00world", 6));
    exchange->channel->send("\x04{\"Width\":80,\"Height\":24}");
    exchange->channel->send("\x09what");
    exchange->channel->send(QByteArray("\xff\x00", 2));
    QTRY_COMPARE(exchange->channel->closeCode, 1000);
    const QList<QByteArray> expected{"\x01", "\x01hello world", "\x02to stderr",
                                     "\x03{\"metadata\":{},\"status\":\"Success\"}"};
    QCOMPARE(exchange->channel->received, expected);
    QCOMPARE(last()->open.command, (QList<QByteArray>{"cat", "-n"}));
    QVERIFY(last()->open.in && last()->open.out && last()->open.err && !last()->open.tty);
    QVERIFY(last()->resized.contains("80"));
}

void tst_Streams::execExitCode()
{
    const QByteArray status
        = R"({"metadata":{},"status":"Failure","reason":"NonZeroExitCode","message":"command terminated with exit code 7","details":{"causes":[{"reason":"ExitCode","message":"7"}]}})";
    for (const bool onChannel : {true, false}) { // either way of saying it
        m_agent->serve = [=, this](const auto &stream) {
            m_agent->opened(*stream);
            if (onChannel)
                m_agent->data(*stream, 3, status);
            m_agent->close(*stream, onChannel ? QByteArray() : status);
        };
        const auto exchange = ask("exec", "stdout=true&stderr=true&tty=true&command=x", "v4.channel.k8s.io");
        QTRY_VERIFY(exchange->channel);
        QTRY_COMPARE(exchange->channel->closeCode, 1000);
        QVERIFY(!last()->open.err);
        QCOMPARE(exchange->channel->received.size(), 2);
        const auto sent = api::parseJson(exchange->channel->received.last().mid(1));
        QVERIFY(sent && exchange->channel->received.last()[0] == 3);
        QVERIFY(*sent == *api::parseJson(status));
    }
}

void tst_Streams::execRefusedByTheNode()
{
    m_agent->serve = [this](const auto &stream) {
        m_agent->close(*stream,
                       api::toStatus(api::error(api::Reason::NotFound, "container not found (\"web\")")).json());
    };
    auto exchange = ask("exec", "stdout=true&command=x", "v5.channel.k8s.io");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 404); // and no upgrade
    m_agent->serve = [this](const auto &stream) { m_agent->opened(*stream); };
    exchange = ask("attach", "stdout=true", "v9.channel.k8s.io");
    QTRY_COMPARE(exchange->answers, 1);
    QCOMPARE(exchange->response.status, 400);
    QTRY_VERIFY(last()->closed);
}

void tst_Streams::execBackPressure()
{
    m_agent->serve = [this](const auto &stream) {
        stream->givesCredit = false;
        m_agent->opened(*stream);
    };
    const auto exchange = ask("exec", "stdin=true&command=cat", "v5.channel.k8s.io");
    QTRY_VERIFY(exchange->channel);
    for (int i = 0; i < 100; ++i)
        exchange->channel->send(char(0) + QByteArray(50'000, 'x'));
    QTRY_COMPARE(last()->in.size(), qsizetype(api::TunnelFrame::window));
    QTest::qWait(20);
    QVERIFY(exchange->channel->pending() > 4'000'000); // the rest is still the client's
    last()->givesCredit = true;
    m_agent->credit(*last(), api::TunnelFrame::window);
    QTRY_COMPARE(last()->in.size(), 5'000'000);
}

void tst_Streams::execClientLeaves()
{
    m_agent->serve = [this](const auto &stream) { m_agent->opened(*stream); };
    const auto exchange = ask("exec", "stdout=true&command=x", "v5.channel.k8s.io");
    QTRY_VERIFY(exchange->channel);
    exchange->channel->close(1001, {});
    QTRY_VERIFY(last()->closed);
}

void tst_Streams::portForward()
{
    m_agent->serve = [this](const auto &stream) {
        if (stream->open.port == 81)
            return m_agent->close(*stream,
                                  api::toStatus(api::error(api::Reason::InternalError, "connection refused")).json());
        m_agent->opened(*stream);
        stream->onChange = [this, s = stream.get()] {
            if (!s->inEnded)
                return;
            m_agent->data(*s, 1, s->in);
            m_agent->close(*s);
        };
    };
    const auto exchange = ask("portforward", "", "portforward.k8s.io");
    QVERIFY(exchange->portForward);
    QHash<int, QList<QByteArray>> got;
    const auto connect = [&](int port) {
        auto [server, client] = test::MemoryChannel::pair({});
        client->onMessage = [&got, port](const QByteArray &message) { got[port].append(message); };
        exchange->portForward->onConnection(port, server);
        return client;
    };
    const auto good = connect(80);
    const auto refused = connect(81);
    const auto bad = connect(70'000);
    good->send(QByteArray("\0GET /", 6));
    good->send(QByteArray("\xff\0", 2));
    QTRY_VERIFY(good->gone() && refused->gone() && bad->gone());
    QCOMPARE(got[80], QList<QByteArray>{QByteArray("\0GET /", 6)});
    QCOMPARE(got[81], QList<QByteArray>{"\1connection refused"});
    QCOMPARE(got[70'000], QList<QByteArray>{"\1invalid port"});
    const auto left = connect(80);
    QTRY_COMPARE(m_agent->streams.size(), 3);
    left->close(1000, {});
    QTRY_VERIFY(last()->closed);
    exchange->portForward->onGone();
    QTRY_VERIFY(exchange->portForward->closed);
}

void tst_Streams::portForwardWebSocket()
{
    m_agent->serve = [this](const auto &stream) {
        stream->onChange = [this, s = stream.get()] {
            if (s->in == "ping") {
                m_agent->data(*s, 1, "pong from " + QByteArray::number(s->open.port));
                m_agent->close(*s,
                               s->open.port == 81
                                   ? api::toStatus(api::error(api::Reason::InternalError, "reset")).json()
                                   : QByteArray());
            }
        };
    };
    const auto exchange = ask("portforward", "ports=80&ports=81", "v4.channel.k8s.io");
    QVERIFY(exchange->channel);
    exchange->channel->send(QByteArray("\0ping", 5));
    exchange->channel->send("\2ping");
    QTRY_COMPARE(exchange->channel->closeCode, 1000);
    const QList<QByteArray> expected{QByteArray("\0\x50\0", 3),
                                     QByteArray("\1\x50\0", 3),
                                     QByteArray("\2\x51\0", 3),
                                     QByteArray("\3\x51\0", 3),
                                     QByteArray("\0pong from 80", 13),
                                     "\2pong from 81",
                                     "\3reset"};
    QCOMPARE(exchange->channel->received, expected);
}

void tst_Streams::tunnelLost()
{
    m_agent->serve = [this](const auto &stream) { m_agent->opened(*stream); };
    const auto exec = ask("exec", "stdout=true&command=x", "v5.channel.k8s.io");
    QTRY_VERIFY(exec->channel);
    m_agent->serve = nullptr;
    const auto log = ask("log", "");
    QTRY_COMPARE(m_agent->streams.size(), 2);
    m_agent->channel().close();
    QTRY_VERIFY(!m_streams->isConnected("n1"));
    QCOMPARE(m_tunnels, (QList<bool>{true, false}));
    QTRY_COMPARE(log->response.status, 500);
    QTRY_COMPARE(exec->channel->closeCode, 1000);
    QVERIFY(exec->channel->received.last().contains("connection was lost"));
    connectNode();
    QVERIFY(m_streams->isConnected("n1"));
}

void tst_Streams::tunnelReplaced()
{
    const auto first = std::move(m_agent);
    connectNode();
    QTRY_VERIFY(first->channel().gone());
    QVERIFY(m_streams->isConnected("n1"));
    QVERIFY(m_tunnels.last());
    m_agent->serve = [this](const auto &stream) { m_agent->close(*stream); };
    const auto exchange = ask("log", "");
    QTRY_COMPARE(exchange->answers, 1);
}

void tst_Streams::tunnelNonsense_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("short") << QByteArray("x");
    QTest::newRow("type") << QByteArray("\0\0\0\1\x63", 5);
    QTest::newRow("opens") << api::TunnelFrame{1, api::TunnelFrame::Type::Open, "{}"}.encoded();
    QTest::newRow("credit") << QByteArray("\0\0\0\1\4\0", 6);
    QTest::newRow("more than its credit") << QByteArray();
}

void tst_Streams::tunnelNonsense()
{
    QFETCH(QByteArray, frame);
    const auto exchange = ask("log", "", {}, true);
    QTRY_COMPARE(m_agent->streams.size(), 1);
    m_agent->channel().send(
        api::TunnelFrame{99, api::TunnelFrame::Type::Data, "\1of a stream that is closed"}.encoded()); // fine
    if (frame.isEmpty()) {
        last()->credit = 10 * api::TunnelFrame::window;
        m_agent->data(*last(), 1, QByteArray(api::TunnelFrame::window + 1, 'x'));
    } else {
        m_agent->channel().send(frame);
    }
    QTRY_VERIFY(!m_streams->isConnected("n1"));
    QTRY_VERIFY(m_agent->channel().gone());
}

void tst_Streams::heartbeat()
{
    m_streams = std::make_unique<streams::Streams>(streams::Streams::Heartbeat{20ms, 200ms});
    m_tunnels.clear();
    m_streams->onTunnel = [this](const QByteArray &, bool connected) { m_tunnels.append(connected); };
    auto exchange = std::make_shared<MemoryExchange>("", api::tunnelSubprotocol.toByteArray());
    const auto [server, client] = test::MemoryChannel::pair(exchange->offers);
    struct Fixed final : api::Exchange
    {
        explicit Fixed(std::shared_ptr<api::Channel> channel)
            : channel(std::move(channel))
        {
        }
        bool gone() const override { return false; }
        void respond(api::Response) override { }
        std::shared_ptr<api::Stream> begin(api::Response) override { return nullptr; }
        std::shared_ptr<api::Channel> upgrade(const QList<QByteArray> &) override { return channel; }
        std::shared_ptr<api::Channel> channel;
    };
    m_streams->attachNode(std::make_shared<Fixed>(server), "n1");
    QTRY_VERIFY(server->pings > 15); // alive for longer than the silence that is allowed
    QVERIFY(m_streams->isConnected("n1"));
    server->answersPings = false;
    QTRY_VERIFY(!m_streams->isConnected("n1"));
    QCOMPARE(m_tunnels, (QList<bool>{true, false}));
    const int pings = server->pings;
    QTest::qWait(60);
    QCOMPARE(server->pings, pings); // nobody is asked any more
}

void tst_Streams::streamsTakeTurns()
{
    m_agent->serve = [this](const auto &stream) { m_agent->opened(*stream); };
    const auto first = ask("exec", "stdin=true&command=a", "v5.channel.k8s.io");
    const auto second = ask("exec", "stdin=true&command=b", "v5.channel.k8s.io");
    QTRY_VERIFY(first->channel && second->channel);
    const auto one = m_agent->streams[0], two = m_agent->streams[1];
    qsizetype firstHadAtEnd = -1;
    two->onChange = [&] {
        if (two->in.size() == 100'000)
            firstHadAtEnd = one->in.size();
    };
    first->channel->send(char(0) + QByteArray(900'000, 'a'));
    second->channel->send(char(0) + QByteArray(100'000, 'b'));
    QTRY_COMPARE(one->in.size(), 900'000);
    QCOMPARE(two->in.size(), 100'000);
    QVERIFY(firstHadAtEnd < 500'000); // did not have to wait for the large one
}

QTEST_GUILESS_MAIN(tst_Streams)
#include "tst_streams.moc"
