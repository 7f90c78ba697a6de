// SPDX-License-Identifier: GPL-3.0-only
// bench_find: what Find costs with 10,000 pods: opening it, and each keystroke of some texts. Prints milliseconds of CPU.
#include "app/models/findmodel.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <ctime>

using namespace orrery;

namespace {

double cpuMilliseconds()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

QList<api::Object> crowd(int count)
{
    static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
    QList<api::Object> pods;
    quint32 random = 7;
    for (int i = 0; i < count; ++i) {
        QByteArray hash;
        for (int k = 0; k < 15; ++k) {
            random = random * 1664525 + 1013904223;
            hash += k == 9 ? '-' : letters[(random >> 16) % (sizeof letters - 1)];
        }
        const QByteArray app = "shop-" + QByteArray::number(i % 40);
        pods += api::Object(api::parseJson(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + app + '-' + hash
                                           + R"(","namespace":"team-)" + QByteArray::number(i % 25) + R"(","labels":{"app":")" + app
                                           + R"("}},"spec":{"nodeName":"node-)" + QByteArray::number(i % 200)
                                           + R"("},"status":{"phase":"Running","podIP":"10.244.)" + QByteArray::number(i % 200)
                                           + '.' + QByteArray::number(i / 200) + R"("}})")
                                .value());
    }
    return pods;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const auto session = cluster::Session::offline(QStringLiteral("bench"), crowd(10'000));
    cluster::Feed *feed = session->feed(client::gvr::pods);
    QElapsedTimer waiting;
    waiting.start();
    while (!feed->isSynced() && waiting.elapsed() < 10'000)
        QCoreApplication::processEvents();
    models::FindModel model;
    model.setSession(session.get());
    double before = cpuMilliseconds();
    model.setActive(true);
    std::printf("%-36s %6.2f ms\n", "open", cpuMilliseconds() - before);
    double longest = 0;
    int turns = 0;
    for (; model.isReading(); ++turns) {
        before = cpuMilliseconds();
        QCoreApplication::processEvents();
        longest = std::max(longest, cpuMilliseconds() - before);
    }
    std::printf("%-36s worst %6.2f ms of %d turns\n", "taking up what there is", longest, turns);
    for (const char *text : {"shop-17-x", "zqxw", "running 10.244", "ns:team-3 status:run", "-l app=shop-3 !node:node-5"}) {
        const QString whole = QString::fromLatin1(text);
        double worst = 0, sum = 0;
        for (qsizetype length = 1; length <= whole.size(); ++length) {
            before = cpuMilliseconds();
            model.setText(whole.left(length));
            const double took = cpuMilliseconds() - before;
            worst = std::max(worst, took);
            sum += took;
            QCoreApplication::processEvents();
        }
        std::printf("%-36s worst %6.2f ms, mean %6.2f ms a keystroke, %d rows\n", text, worst, sum / double(whole.size()),
                    model.count() + model.more());
        model.setText({});
    }
    return 0;
}
