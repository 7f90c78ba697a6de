// SPDX-License-Identifier: GPL-3.0-only
// bench_reads [OBJECTS]: lists of 1,000 pods of 5 KB in each form, and a cluster of 100,000 objects of 1 KiB: its start, memory, and what
// reading from it costs. Over HTTPS with keep-alive; the server's own CPU. Figures, no judgement.
#include "tests/bench/benchserver.h"

#include "controlplane/store/store.h"

using namespace orrery;
using namespace orrery::bench;

namespace {

QByteArray pod(int number)
{
    return R"({"metadata":{"name":"p)" + QByteArray::number(number) + R"(","annotations":{"a":")" + QByteArray(3200, 'a')
        + R"("}},"spec":{"containers":[{"name":"main","image":"registry.local/demo:1","env":[{"name":"A","value":"b"},{"name":"C","value":"d"}],)"
          R"("resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"1","memory":"128Mi"}},"ports":[{"containerPort":8080}]}]}})";
}

/// Asks `count` times on `connections` connections in turn; five parts, the median.
void measure(const char *what, const ServerProcess &server, int count, const std::function<QByteArray(int)> &request, int connections = 1)
{
    std::vector<std::unique_ptr<Wire>> wires;
    for (int i = 0; i < connections; ++i)
        wires.push_back(std::make_unique<Wire>(server));
    qsizetype bytes = 0;
    QList<double> cpus;
    int asked = 0;
    for (int part = 0; part < 5; ++part) {
        const double cpu = server.cpuSeconds();
        for (int i = 0; i < count; i += connections) {
            for (const auto &wire : wires)
                wire->send(request(asked++));
            for (const auto &wire : wires)
                bytes = wire->answer();
        }
        cpus.append((server.cpuSeconds() - cpu) * 1e6 / count);
    }
    std::printf("%-42s requests=%d bytes=%lld server_us=%.1f\n", what, 5 * count, (long long)bytes, median(cpus));
}

void fill(const QString &folder, int count)
{
    int argc = 1;
    char name[] = "bench", *argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv);
    const api::SystemClock clock;
    auto store = store::Store::open({.path = folder + "/store.db", .fast = true, .keepRevisions = 100, .keepMicroseconds = 0}, clock).value();
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i);
        const auto object = api::parseJson(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c)" + number
                                           + R"(","namespace":"default","uid":"0b0e7d0c-6b0a-4b52-9d6e-)" + number.rightJustified(12, '0')
                                           + R"(","creationTimestamp":"2026-01-02T03:04:05Z"},"data":{"k":")" + QByteArray(820, 'x') + R"("}})");
        (void)store->put("/registry/configmaps/default/c" + number, api::Object(*object), store::Store::Absent, {}, {});
    }
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as app/main.cpp
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const int count = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const QByteArray pods = "/api/v1/namespaces/default/pods", cms = "/api/v1/namespaces/default/configmaps";
    {
        const ServerProcess server;
        if (!server.isRunning())
            return 1;
        Wire writer(server);
        writer.send(http("POST", "/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})")); // no controller makes it
        writer.answer();
        for (int i = 0; i < 1000; ++i) {
            writer.send(http("POST", pods, pod(i)));
            writer.answer();
        }
        writer.send(http("POST", cms, R"({"metadata":{"name":"c0"},"data":{"k":")" + QByteArray(820, 'x') + R"("}})"));
        writer.answer();
        measure("list of 1,000 pods, JSON", server, 20, [&](int) { return http("GET", pods); });
        measure("list of 1,000 pods, protobuf", server, 20,
                [&](int) { return http("GET", pods, {}, "Accept: application/vnd.kubernetes.protobuf\r\n"); });
        measure("list of 1,000 pods, Table", server, 20,
                [&](int) { return http("GET", pods, {}, "Accept: application/json;as=Table;v=v1;g=meta.k8s.io\r\n"); });
        measure("list of 1,000 pods, JSON, gzip", server, 10, [&](int) { return http("GET", pods, {}, "Accept-Encoding: gzip\r\n"); });
        measure("get of 1 KiB, few objects", server, 4000, [&](int) { return http("GET", cms + "/c0"); }, 64);
        measure("get of 1 KiB, few objects, protobuf", server, 4000,
                [&](int) { return http("GET", cms + "/c0", {}, "Accept: application/vnd.kubernetes.protobuf\r\n"); }, 64);
    }
    const QTemporaryDir folder;
    const pid_t filler = fork(); // its threads must not be ours when the server is forked
    if (filler == 0) {
        fill(folder.path(), count);
        _exit(0);
    }
    int status = 0;
    waitpid(filler, &status, 0);
    const ServerProcess server(folder.path());
    if (!server.isRunning())
        return 1;
    std::printf("start with %d objects of 1 KiB              ms=%.0f rss_mib=%.0f\n", count, server.startMs, server.residentMiB());
    measure("get of 1 KiB, many objects", server, 4000,
            [&](int i) { return http("GET", cms + "/c" + QByteArray::number((i * 7919ll) % count)); }, 64);
    measure("page of 500, the first", server, 40, [&](int) { return http("GET", cms + "?limit=500"); });
    std::printf("after %d gets                            rss_mib=%.0f\n", 5 * 4000, server.residentMiB());
    return 0;
}
