// SPDX-License-Identifier: GPL-3.0-only
// How long logs and a terminal hold up the window's thread: 100,000 lines of a real API server and kubelet, opened and
// searched; a flood into a terminal. A heartbeat says how long it was put off at most, by the clock and by what the thread
// itself did (the difference is the machine's other work).
#include "app/models/logmodel.h"
#include "app/models/terminal.h"
#include "tests/support/hollowcluster.h"

#include <QElapsedTimer>
#include <QGuiApplication>

#include <QSemaphore>
#include <QThread>

#include <cstdio>
#include <ctime>

using namespace orrery;

namespace {

class Heartbeat final
{
public:
    Heartbeat()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
        m_since.start();
        m_total.start();
        m_cpu = threadTime();
    }
    void report(const char *what)
    {
        beat();
        std::printf("%-32s %6.0f ms, longest pause %5.1f ms, of its own work %5.1f ms\n", what, m_total.nsecsElapsed() / 1e6,
                    m_longest / 1e6, m_longestWork / 1e6);
    }

private:
    static qint64 threadTime()
    {
        timespec now;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return now.tv_sec * 1'000'000'000ll + now.tv_nsec;
    }
    void beat()
    {
        const qint64 cpu = threadTime();
        m_longest = std::max(m_longest, m_since.nsecsElapsed());
        m_longestWork = std::max(m_longestWork, cpu - std::exchange(m_cpu, cpu));
        m_since.start();
    }

    QTimer m_timer;
    QElapsedTimer m_since, m_total;
    qint64 m_longest = 0, m_longestWork = 0, m_cpu = 0;
};

/// The cluster, away from the thread that is measured.
class Server final : public QThread
{
public:
    Server()
    {
        start();
        m_ready.acquire();
    }
    ~Server() override
    {
        quit();
        wait();
    }
    const client::Connection &connection() const { return m_connection; }

protected:
    void run() override
    {
        test::HollowCluster cluster;
        if (!cluster.isReady() || !cluster.runPod("many"))
            qFatal("no cluster");
        QByteArrayList lines;
        for (int i = 0; i < models::LogModel::maxLines; ++i)
            lines += "2036-01-02T03:04:05Z " + QByteArray::number(i) + " GET /items/" + QByteArray::number(i % 977)
                + " 200 3 ms from 10.244.1.7, and what else an access log has to say";
        cluster.log("many", lines);
        m_connection = cluster.connection();
        m_ready.release();
        exec();
    }

private:
    QSemaphore m_ready;
    client::Connection m_connection;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication app(argc, argv);
    const Server server;
    const auto session = cluster::Session::connect(server.connection());
    if (!session)
        return 1;
    models::LogModel log;
    log.setSession(session.value().get());
    log.setNs(QStringLiteral("default"));
    log.setName(QStringLiteral("many"));
    {
        Heartbeat heart;
        if (!test::eventually([&] { return log.count() == models::LogModel::maxLines; }, 60'000))
            return 1;
        heart.report("100,000 lines opened");
    }
    {
        Heartbeat heart;
        log.setSearch(QStringLiteral("/items/7 "));
        if (!test::eventually([&] { return log.matches() == models::LogModel::maxLines / 977 + 1; }))
            return 1;
        heart.report("100,000 lines searched");
    }
    {
        Heartbeat heart;
        log.setLevel(1);
        log.setLevel(0);
        heart.report("filtered, and not");
    }
    models::Terminal terminal;
    {
        Heartbeat heart;
        const QByteArray block = QByteArray("a line of some length, as a program writes it\r\n").repeated(1'000);
        for (int i = 0; i < 40; ++i)
            terminal.feed(block);
        terminal.feed("the end");
        if (!test::eventually([&] { return terminal.text().endsWith(QStringLiteral("the end")); }))
            return 1;
        heart.report("40,000 lines into a terminal");
    }
    return 0;
}
