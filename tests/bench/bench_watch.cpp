// SPDX-License-Identifier: GPL-3.0-only
// bench_watch [WATCHERS]: many watches over HTTPS. What an idle one costs, deliveries a second and the server's CPU for each, latency at 100
// writes a second, and what watchers cost that never read. Figures, no judgement.
#include "tests/bench/benchserver.h"

#include <chrono>
#include <cstring>
#include <thread>

using namespace orrery;
using namespace orrery::bench;

namespace {

const QByteArray cms = "/api/v1/namespaces/default/configmaps";

qint64 now()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::microseconds(1);
}

QByteArray configMap(int number)
{
    return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c)" + QByteArray::number(number) + R"("},"data":{"k":")"
        + QByteArray(720, 'x') + R"(","t":")" + QByteArray::number(now()) + R"("}})";
}

/// Reads all watches; counts their frames (each ends with a line end of its own) and notes how old they are.
class Watchers final
{
public:
    Watchers(const ServerProcess &server, int count)
        : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    {
        for (int i = 0; i < count; ++i) {
            m_wires.push_back(std::make_unique<Wire>(server));
            // From now on: the newest revision is asked for by having no initial events.
            m_wires.back()->send(http("GET", cms + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0"));
            char head[4096];
            m_wires.back()->read(head, sizeof head);
            m_wires.back()->setNonBlocking();
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = m_wires.back().get();
            epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wires.back()->descriptor, &event);
        }
    }
    ~Watchers() { ::close(m_epoll); }

    void poll(int milliseconds)
    {
        epoll_event events[256];
        const int ready = epoll_wait(m_epoll, events, 256, milliseconds);
        for (int i = 0; i < ready; ++i) {
            auto *wire = static_cast<Wire *>(events[i].data.ptr);
            do {
                count({m_buffer, wire->read(m_buffer, sizeof m_buffer)});
            } while (wire->hasMore());
        }
    }
    qint64 frames = 0;
    std::vector<qint64> ages; ///< microseconds; kept while wantsAges
    bool wantsAges = false;

private:
    void count(QByteArrayView bytes)
    {
        for (qsizetype at = 0; (at = bytes.indexOf("\"t\":\"", at)) >= 0; at += 5) {
            ++frames;
            if (wantsAges && at + 25 < bytes.size())
                ages.push_back(now() - bytes.sliced(at + 5, bytes.indexOf('"', at + 5) - at - 5).toByteArray().toLongLong());
        }
    }
    const int m_epoll;
    std::vector<std::unique_ptr<Wire>> m_wires;
    char m_buffer[64 * 1024];
};

/// Writes on several connections in turn: the server takes only so many requests at once from one.
class Writers final
{
public:
    explicit Writers(const ServerProcess &server)
    {
        for (int i = 0; i < 10; ++i) {
            m_wires.push_back(std::make_unique<Wire>(server));
            m_wires.back()->setNonBlocking();
        }
    }
    void write(int count)
    {
        static int written = 0;
        for (int i = 0; i < count; ++i, ++written)
            m_wires[size_t(written) % m_wires.size()]->send(http("POST", cms, configMap(written)));
    }
    void readAnswers()
    {
        static char answers[64 * 1024];
        for (const auto &wire : m_wires) {
            while (wire->read(answers, sizeof answers) > 0) { }
        }
    }

private:
    std::vector<std::unique_ptr<Wire>> m_wires;
};

/// `batch` writes at a time, the next when all have heard of them: what the server can do.
void fanOut(const char *what, const ServerProcess &server, Watchers &watchers, int watcherCount, int rounds, int batch)
{
    Writers writers(server);
    QList<double> cpus, rates;
    for (int part = 0; part < 5; ++part) {
        const double cpu = server.cpuSeconds();
        const qint64 begin = now();
        watchers.frames = 0;
        for (int i = 1; i <= rounds; ++i) {
            writers.write(batch);
            // One batch ahead, so that the server always has something to do.
            while (watchers.frames < qint64(i - 1) * batch * watcherCount)
                watchers.poll(1000);
            writers.readAnswers();
        }
        while (watchers.frames < qint64(rounds) * batch * watcherCount)
            watchers.poll(1000);
        const double deliveries = double(rounds) * batch * watcherCount;
        cpus.append((server.cpuSeconds() - cpu) * 1e6 / deliveries);
        rates.append(deliveries * 1e6 / double(now() - begin));
    }
    std::printf("%-22s watchers=%d writes_at_once=%d deliveries=%d server_us_per_delivery=%.2f (%.0f/s of one core) seen_per_second=%.0f rss_mib=%.0f\n",
                what, watcherCount, batch, 5 * rounds * batch * watcherCount, median(cpus), 1e6 / median(cpus), median(rates),
                server.residentMiB());
}

void latency(const ServerProcess &server, Watchers &watchers, int watcherCount, int perSecond, int seconds)
{
    Writers writers(server);
    watchers.ages.clear();
    watchers.frames = 0;
    watchers.wantsAges = true;
    const double cpu = server.cpuSeconds();
    const qint64 begin = now();
    const int writes = perSecond * seconds;
    for (int i = 0; i < writes; ++i) {
        const qint64 due = begin + qint64(i) * 1'000'000 / perSecond;
        while (now() < due)
            watchers.poll(int((due - now()) / 1000));
        writers.write(1);
        writers.readAnswers();
    }
    while (watchers.frames < qint64(writes) * watcherCount && now() < begin + (seconds + 10) * 1'000'000ll)
        watchers.poll(100);
    watchers.wantsAges = false;
    std::sort(watchers.ages.begin(), watchers.ages.end());
    const auto at = [&](double part) { return double(watchers.ages[size_t(double(watchers.ages.size() - 1) * part)]) / 1000; };
    std::printf("latency                watchers=%d writes_per_second=%d deliveries=%zu p50_ms=%.1f p99_ms=%.1f max_ms=%.1f server_cpu_percent=%.0f\n",
                watcherCount, perSecond, watchers.ages.size(), at(0.5), at(0.99), at(1),
                (server.cpuSeconds() - cpu) * 100 / (double(now() - begin) / 1e6));
}

} // namespace

int main(int argc, char **argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    qputenv("QT_NO_GLIB", "1"); // as app/main.cpp
    const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
    const ServerProcess server;
    if (!server.isRunning())
        return 1;
    const double before = server.residentMiB();
    Watchers watchers(server, count);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const double cpu = server.cpuSeconds();
    std::this_thread::sleep_for(std::chrono::seconds(3));
    std::printf("idle                   watchers=%d kib_each=%.1f cpu_ms_in_3_s=%.0f\n", count, (server.residentMiB() - before) * 1024 / count,
                (server.cpuSeconds() - cpu) * 1000);
    fanOut("fan-out", server, watchers, count, 20, 1);
    fanOut("fan-out", server, watchers, count, 5, 10);
    fanOut("fan-out", server, watchers, count, 20, 1);
    latency(server, watchers, count, 100, 4);

    std::vector<std::unique_ptr<Wire>> silent;
    for (int i = 0; i < 100; ++i) {
        silent.push_back(std::make_unique<Wire>(server));
        silent.back()->send(http("GET", cms + "?watch=true"));
    }
    fanOut("100 that never read", server, watchers, count, 5, 10);
    fanOut("100 that never read", server, watchers, count, 5, 10);
    return 0;
}
