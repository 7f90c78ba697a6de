// SPDX-License-Identifier: GPL-3.0-only
// What the transport costs: the server thread's CPU for each request at 64 keep-alive HTTPS connections, and for each event that a watcher
// gets. The clients run on a thread of their own and are not counted.
#include "tests/controlplane/apiserver/http/testserver.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

using namespace orrery;

static qint64 threadMicroseconds()
{
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    const auto of = [](const timeval &t) { return qint64(t.tv_sec) * 1'000'000 + t.tv_usec; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

static double residentMiB()
{
    QFile file("/proc/self/statm");
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1048576 : 0;
}

static double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values[values.size() / 2];
}

/// Keeps `connections` busy with one request after the other.
class Load : public QObject
{
public:
    Load(quint16 port, int connections, QByteArray request, qsizetype answerSize)
        : m_request(std::move(request))
        , m_answerSize(answerSize)
    {
        for (int i = 0; i < connections; ++i) {
            m_clients.push_back(std::make_unique<test::TestClient>(port, test::keys().admin));
            QSslSocket *socket = &m_clients.back()->socket;
            auto got = std::make_shared<qsizetype>(0);
            connect(socket, &QIODevice::readyRead, this, [this, socket, got] {
                *got += socket->skip(socket->bytesAvailable());
                if (*got < m_answerSize)
                    return;
                *got = 0;
                ++answers;
                if (answers < goal)
                    socket->write(m_request);
                else if (answers == goal + qsizetype(m_clients.size()) - 1)
                    m_loop.quit();
            });
        }
    }
    /// Microseconds of the server's thread for each request.
    double run(test::TestServer &server, qsizetype requests)
    {
        answers = 0;
        goal = requests;
        qint64 before = 0, after = 0;
        server.run([&] { before = threadMicroseconds(); });
        QElapsedTimer timer;
        timer.start();
        for (const auto &client : m_clients)
            client->socket.write(m_request);
        m_loop.exec();
        seconds = double(timer.nsecsElapsed()) / 1e9;
        server.run([&] { after = threadMicroseconds(); });
        return double(after - before) / double(answers);
    }
    qsizetype answers = 0, goal = 0;
    double seconds = 0;

private:
    const QByteArray m_request;
    const qsizetype m_answerSize;
    std::vector<std::unique_ptr<test::TestClient>> m_clients;
    QEventLoop m_loop;
};

static api::Object configMap(const QByteArray &name, int bytes)
{
    return api::Object(*api::parseJson(R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":")" + name
                                       + R"("},"data":{"k":")" + QByteArray(bytes, 'x') + R"("}})"));
}

static void requests(const char *what, int connections, qsizetype count, const QByteArray &request,
                     const api::Response &answer)
{
    test::TestServer server([&](const api::ExchangePtr &exchange) { exchange->respond(answer); });
    qsizetype size = 0;
    {
        test::TestClient probe(server.port());
        probe.send(request);
        const auto reply = probe.reply();
        size = reply.head.size() + reply.body.size();
    }
    Load load(server.port(), connections, request, size);
    load.run(server, count / 5);
    QList<double> costs, rates;
    for (int round = 0; round < 5; ++round) {
        costs.append(load.run(server, count));
        rates.append(double(load.answers) / load.seconds);
    }
    std::printf("%-34s connections=%d requests=%lld bytes=%lld server_us_per_request=%.1f requests_per_second=%.0f\n",
                what, connections, (long long)(5 * count), (long long)size, median(costs), median(rates));
}

static void watchers(int count, int events, int perTurn)
{
    QList<std::shared_ptr<api::Stream>> streams;
    test::TestServer server(
        [&](const api::ExchangePtr &exchange) { streams.append(exchange->begin(api::Response())); });
    std::vector<std::unique_ptr<test::TestClient>> clients;
    qint64 received = 0;
    QEventLoop loop;
    qint64 goal = 0;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<test::TestClient>(server.port()));
        clients.back()->send("GET /watch HTTP/1.1\r\nHost: x\r\n\r\n");
        clients.back()->takeUntil("\r\n\r\n");
        QSslSocket *socket = &clients.back()->socket;
        QObject::connect(socket, &QIODevice::readyRead, &loop, [&, socket] {
            received += socket->readAll().count('~');
            if (received >= goal)
                loop.quit();
        });
    }
    const double idle = residentMiB();
    const QByteArray frame = "{\"type\":\"MODIFIED\",\"object\":{\"x\":\"" + QByteArray(2000, 'x') + "~\"}}\n";
    QList<double> costs, rates;
    double peak = 0;
    for (int round = 0; round < 5; ++round) {
        received = 0;
        goal = qint64(count) * events;
        qint64 before = 0, after = 0;
        QElapsedTimer timer;
        timer.start();
        server.run([&] { before = threadMicroseconds(); });
        QMetaObject::invokeMethod(server.context(), [&, left = events]() mutable {
            auto *tick = new QTimer(server.context());
            QObject::connect(tick, &QTimer::timeout, tick, [&, tick, left]() mutable {
                for (int i = 0; i < perTurn && left > 0; ++i, --left) {
                    const QByteArray shared(frame.constData(), frame.size()); // a new one each, shared by all watchers
                    for (const auto &stream : std::as_const(streams))
                        stream->send({{}, {}, shared});
                }
                // As a producer with watchers that keep up: not further ahead than the mark.
                const bool full = std::any_of(streams.begin(), streams.end(),
                                              [](const auto &s) { return s->pending() > 64 * 1024; });
                tick->setInterval(full ? 2 : 0);
                if (left <= 0)
                    tick->deleteLater();
            });
            tick->start(0);
        });
        loop.exec();
        server.run([&] { after = threadMicroseconds(); });
        costs.append(double(after - before) / double(goal));
        rates.append(double(goal) * 1e9 / double(timer.nsecsElapsed()));
        peak = std::max(peak, residentMiB());
    }
    std::printf("watch fan-out                      watchers=%d events=%d per_turn=%d frame_bytes=%lld "
                "server_us_per_delivery=%.2f "
                "deliveries_per_second=%.0f rss_mib_idle=%.0f rss_mib_peak=%.0f\n",
                count, events, perTurn, (long long)frame.size(), median(costs), median(rates), idle, peak);
    server.run([&] { streams.clear(); });
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QByteArray get
        = "GET /api/v1/namespaces/default/configmaps/a HTTP/1.1\r\nHost: 127.0.0.1:6443\r\nUser-Agent: bench/1.0\r\n"
          "Accept: application/json\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n";
    const QByteArray body = configMap("a", 1024).json();
    const QByteArray post
        = "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: 127.0.0.1:6443\r\nUser-Agent: bench/1.0\r\n"
          "Content-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    const auto object = api::Response::of(configMap("a", 1024));
    requests("GET 1 KiB", 1, 4000, get, object);
    requests("GET 1 KiB", 64, 20000, get, object);
    requests("POST 1 KiB", 64, 20000, post, api::Response::of(configMap("a", 1024), 201));
    api::ObjectList list{"v1", "ConfigMapList", 1, {}, -1, {}};
    for (int i = 0; i < 1000; ++i)
        list.items.append(configMap("object-" + QByteArray::number(i), 4900));
    requests("GET list of 1,000 x 5 KiB", 4, 40, get, api::Response::of(std::move(list)));
    watchers(1, 20000, 1);
    watchers(200, 200, 1);
    watchers(200, 1000, 10);
    return 0;
}
