// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/client.h"
#include "controlplane/host/loopbacktransport.h"

#include <QTest>
#include <QThread>

using namespace orrery;
using namespace orrery::api;
using host::Gateway;
using host::LoopbackTransport;

/// A server's side that only does what the test says, on a thread of its own as in the program.
class Server final
{
public:
    Server()
    {
        context.moveToThread(&thread);
        thread.start();
        gateway = std::make_shared<Gateway>(&context, [this](const ExchangePtr &exchange) { handler(exchange); });
        transport
            = std::make_unique<LoopbackTransport>(gateway, User{.name = "tester", .groups = {"system:authenticated"}});
    }
    ~Server() { stop(); }
    void run(std::function<void()> call)
    {
        QMetaObject::invokeMethod(&context, std::move(call), Qt::BlockingQueuedConnection);
    }
    void stop()
    {
        if (!thread.isRunning())
            return;
        run([this] {
            gateway->close();
            stream.reset();
            channel.reset();
            context.moveToThread(nullptr);
        });
        thread.quit();
        thread.wait();
    }
    QThread thread;
    QObject context;
    std::shared_ptr<Gateway> gateway;
    std::unique_ptr<LoopbackTransport> transport;
    std::function<void(const ExchangePtr &)> handler;
    std::shared_ptr<Stream> stream; // on the thread
    std::shared_ptr<Channel> channel;
};

class TestLoopback final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void callsCarryUserAndCause();
    void errorsAndForgottenRequests();
    void collectsAStreamedAnswer();
    void watchDeliversInOrderOnItsThread();
    void watchRefused();
    void cancelStopsCallbacksAndTellsTheServer();
    void deathOfTheContextCancels();
    void streamWithBackPressure();
    void channelBothWays();
    void stoppedServer();
};

static Object named(const QByteArray &name)
{
    return newObject("v1", "ConfigMap", {"default", name});
}

void TestLoopback::callsCarryUserAndCause()
{
    Server server;
    Request seen;
    server.handler = [&](const ExchangePtr &exchange) {
        seen = exchange->request();
        exchange->respond(Response::of(named("answer"), 201));
    };
    const client::Client client(server.transport.get(), "me/1");
    const Cause cause = Cause::create();
    const CauseScope scope(cause);
    const auto made = client.create({"", "v1", "configmaps"}, named("x")).result();
    QVERIFY(made);
    QCOMPARE(made->name(), QByteArray("answer"));
    QCOMPARE(seen.user.name, QByteArray("tester"));
    QCOMPARE(seen.peer, QByteArray("loopback"));
    QCOMPARE(seen.method, QByteArray("POST"));
    QCOMPARE(seen.path, QByteArray("/api/v1/namespaces/default/configmaps"));
    QCOMPARE(seen.headers.value("user-agent"), QByteArray("me/1"));
    QCOMPARE(seen.cause.traceId, cause.traceId);
}

void TestLoopback::errorsAndForgottenRequests()
{
    Server server;
    server.handler = [](const ExchangePtr &exchange) { exchange->respond(error(Reason::Forbidden, "no")); };
    const client::Client client(server.transport.get());
    const auto refused = client.get(client::gvr::pods, {"default", "x"}).result();
    QVERIFY(refused.failedWith(Reason::Forbidden));
    QCOMPARE(refused.error().message, QByteArray("no"));
    server.run([&] { server.handler = [](const ExchangePtr &) {}; }); // forgets it
    QVERIFY(!client.get(client::gvr::pods, {"default", "x"}).result());
}

void TestLoopback::collectsAStreamedAnswer()
{
    Server server;
    server.handler = [](const ExchangePtr &exchange) {
        const auto stream = exchange->begin(Response::text({}));
        stream->write("one\n");
        stream->write("two\n");
        stream->end();
    };
    const auto answer = client::Client(server.transport.get()).send({.path = "/log"}).result();
    QVERIFY(answer);
    QCOMPARE(answer->body, QByteArray("one\ntwo\n"));
}

void TestLoopback::watchDeliversInOrderOnItsThread()
{
    Server server;
    server.handler = [&](const ExchangePtr &exchange) {
        server.stream = exchange->begin({});
        if (server.stream->wantsJson())
            qFatal("a loopback watch needs no JSON");
    };
    QObject context;
    QList<QByteArray> names;
    int calls = 0, ended = 0;
    const auto subscription = server.transport->watch(
        {.path = "/watch"}, &context,
        [&](const QList<client::WatchItem> &items) {
            QCOMPARE(QThread::currentThread(), thread());
            ++calls;
            for (const auto &item : items)
                names.append(item.event.object.name());
        },
        [&](Result<> result) {
            QVERIFY(result);
            ++ended;
        });
    server.run([&] {
        for (int i = 0; i < 1000; ++i)
            server.stream->send({{WatchEvent::Type::Added, named(QByteArray::number(i))}, {}, {}});
        server.stream->end();
    });
    QTRY_COMPARE(ended, 1);
    QCOMPARE(names.size(), 1000);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(names[i], QByteArray::number(i));
    QVERIFY(calls < 1000); // they came in batches
}

void TestLoopback::watchRefused()
{
    Server server;
    server.handler = [](const ExchangePtr &exchange) { exchange->respond(error(Reason::Expired, "too old")); };
    QObject context;
    std::optional<Result<>> end;
    const auto subscription = server.transport->watch(
        {.path = "/watch"}, &context, [](auto) {}, [&](Result<> result) { end = std::move(result); });
    QTRY_VERIFY(end);
    QVERIFY(end->failedWith(Reason::Expired));
}

void TestLoopback::cancelStopsCallbacksAndTellsTheServer()
{
    Server server;
    std::atomic<int> gone = 0;
    server.handler = [&](const ExchangePtr &exchange) {
        server.stream = exchange->begin({});
        server.stream->onGone = [&] { ++gone; };
        server.stream->send({{WatchEvent::Type::Added, named("a")}, {}, {}});
    };
    QObject context;
    int calls = 0;
    const auto subscription = server.transport->watch(
        {.path = "/watch"}, &context, [&](auto) { ++calls; }, [&](auto) { ++calls; });
    server.run([] {}); // the item is under way
    subscription->cancel();
    server.run([&] { server.stream->send({{WatchEvent::Type::Added, named("b")}, {}, {}}); });
    QTRY_COMPARE(gone.load(), 1);
    QCoreApplication::processEvents();
    QCOMPARE(calls, 0);
    bool isGone = false;
    server.run([&] { isGone = server.stream->gone(); });
    QVERIFY(isGone);
}

void TestLoopback::deathOfTheContextCancels()
{
    Server server;
    std::atomic<int> gone = 0;
    server.handler = [&](const ExchangePtr &exchange) {
        server.stream = exchange->begin({});
        server.stream->onGone = [&] { ++gone; };
    };
    auto context = std::make_unique<QObject>();
    const auto subscription = server.transport->watch(
        {.path = "/watch"}, context.get(), [](auto) { QFAIL("nobody is there"); },
        [](auto) { QFAIL("nobody is there"); });
    server.run([] {});
    context.reset();
    QTRY_COMPARE(gone.load(), 1);
    server.run([&] { server.stream->send({{WatchEvent::Type::Added, named("a")}, {}, {}}); });
    QCoreApplication::processEvents();
}

void TestLoopback::streamWithBackPressure()
{
    Server server;
    std::atomic<int> writable = 0;
    server.handler = [&](const ExchangePtr &exchange) {
        server.stream = exchange->begin(Response::text({}));
        server.stream->onWritable = [&] { ++writable; };
    };
    QObject context;
    QByteArray data;
    bool ended = false;
    const auto subscription = server.transport->stream({.path = "/log"}, &context,
                                                       {.data = [&](const QByteArray &bytes) { data += bytes; },
                                                        .ended = [&](Result<> result) { ended = bool(result); }});
    qint64 pending = 0;
    server.run([&] {
        server.stream->write(QByteArray(100'000, 'x'));
        pending = server.stream->pending();
    });
    QCOMPARE(pending, 100'000);
    QTRY_COMPARE(data.size(), 100'000);
    QTRY_VERIFY(writable > 0);
    server.run([&] {
        pending = server.stream->pending();
        server.stream->end();
    });
    QCOMPARE(pending, 0);
    QTRY_VERIFY(ended);
}

void TestLoopback::channelBothWays()
{
    Server server;
    server.handler = [&](const ExchangePtr &exchange) {
        server.channel = exchange->upgrade({"v5.channel.k8s.io", "v4.channel.k8s.io"});
        server.channel->onMessage = [&](const QByteArray &message) {
            server.channel->send("echo " + message);
            if (message == "bye")
                server.channel->close();
        };
    };
    QObject context;
    QByteArray opened, received;
    bool ended = false;
    const auto subscription
        = server.transport->channel({.path = "/exec"}, {"v4.channel.k8s.io"}, &context,
                                    {.data = [&](const QByteArray &message) { received += message + ';'; },
                                     .ended = [&](Result<> result) { ended = bool(result); },
                                     .opened = [&](const QByteArray &name) { opened = name; }});
    subscription->send("hello");
    QTRY_COMPARE(received, QByteArray("echo hello;"));
    QCOMPARE(opened, QByteArray("v4.channel.k8s.io"));
    server.run([&] { server.channel->setPaused(true); });
    subscription->send("waits");
    server.run([] {});
    QCOMPARE(received, QByteArray("echo hello;"));
    server.run([&] { server.channel->setPaused(false); });
    subscription->send("bye");
    QTRY_VERIFY(ended);
    QCOMPARE(received, QByteArray("echo hello;echo waits;echo bye;"));
}

void TestLoopback::stoppedServer()
{
    Server server;
    server.handler = [](const ExchangePtr &) { QFAIL("it has stopped"); };
    server.stop();
    const client::Client client(server.transport.get());
    QVERIFY(client.get(client::gvr::pods, {"default", "x"}).result().failedWith(Reason::ServiceUnavailable));
    QObject context;
    std::optional<Result<>> end;
    const auto subscription = server.transport->watch(
        {.path = "/watch"}, &context, [](auto) {}, [&](Result<> result) { end = std::move(result); });
    QTRY_VERIFY(end);
    QVERIFY(end->failedWith(Reason::ServiceUnavailable));
}

QTEST_GUILESS_MAIN(TestLoopback)
#include "tst_loopback.moc"
