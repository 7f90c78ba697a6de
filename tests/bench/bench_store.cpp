// SPDX-License-Identifier: GPL-3.0-only
// bench_store [FOLDER]: writes per second by the number of clients that wait for their answer, lists, and the time to
// load.
#include "controlplane/store/store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

using namespace orrery;
using namespace orrery::store;
using api::Object;
using api::Value;

static Object sample(qsizetype bytes)
{
    return Object(Value::object(
        {{"kind", "ConfigMap"}, {"metadata", Value::object({{"name", "x"}})}, {"data", QByteArray(bytes, 'x')}}));
}

static void closedLoop(const QString &path, int clients, int writes, bool fast)
{
    QFile::remove(path);
    const api::SystemClock clock;
    const auto store = Store::open({.path = path, .fast = fast}, clock).value();
    const Object object = sample(4000);
    int started = 0, finished = 0;
    std::vector<qint64> latencies;
    QElapsedTimer timer;
    timer.start();
    std::function<void(int)> write = [&](int client) {
        if (started == writes)
            return;
        ++started;
        const qint64 begin = timer.nsecsElapsed();
        (void)store->put("/p/" + QByteArray::number(client) + '-' + QByteArray::number(started % 100), object,
                         Store::Any, {}, [&, client, begin](api::Result<Entry>) {
                             latencies.push_back(timer.nsecsElapsed() - begin);
                             ++finished;
                             write(client);
                         });
    };
    for (int i = 0; i < clients; ++i)
        write(i);
    while (finished < writes)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    std::sort(latencies.begin(), latencies.end());
    std::printf("%s clients=%d writes/s=%.0f p50=%.2fms p99=%.2fms\n", fast ? "fast" : "full", clients,
                writes / seconds, double(latencies[latencies.size() / 2]) / 1e6,
                double(latencies[latencies.size() * 99 / 100]) / 1e6);
}

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir temporary;
    const QString path = (argc > 1 ? QString::fromLocal8Bit(argv[1]) : temporary.path()) + "/bench.db";
    for (const bool fast : {false, true}) {
        for (const int clients : {1, 8, 64})
            closedLoop(path, clients, clients == 1 ? 3000 : 20000, fast);
    }
    const api::SystemClock clock;
    for (const int count : {10'000, 100'000}) {
        QFile::remove(path);
        {
            const auto store = Store::open({.path = path}, clock).value();
            const Object object = sample(1000);
            for (int i = 0; i < count; ++i)
                (void)store->put("/p/" + QByteArray::number(i), object, Store::Any, {}, {});
        }
        QElapsedTimer timer;
        timer.start();
        const auto store = Store::open({.path = path}, clock).value();
        std::printf("load objects=%d ms=%.1f", count, double(timer.nsecsElapsed()) / 1e6);
        timer.start();
        const auto listing = store->list({.prefix = "/p/"});
        std::printf(" list ms=%.1f", double(timer.nsecsElapsed()) / 1e6);
        timer.start();
        const auto page = store->list({.prefix = "/p/", .limit = 500});
        std::printf(" page ms=%.2f\n", double(timer.nsecsElapsed()) / 1e6);
    }
    QFile::remove(path);
}
