// SPDX-License-Identifier: GPL-3.0-only
// bench_list [PODS]: the Lists view on a real API server in this process: 10,000 pods, the table at rest, scrolled, sorted, filtered, and
// with 500 changes a second; CPU of the GUI thread a frame, and the longest time it did not turn. Prints one line each.
#include "app/clusters/clusters.h"
#include "app/models/resourcetable.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"
#include "tests/support/testcluster.h"

#include <QEventLoop>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTimer>

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

void spin(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

api::Object pod(int i)
{
    return api::Object(api::parseJson(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-)" + QByteArray::number(i)
                                      + R"(","namespace":"default","labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"demo:1"}]}})")
                           .value());
}

class Bench final
{
public:
    Bench(QQuickWindow *window)
        : m_window(window)
    {
    }
    template <class Begin> void run(const char *name, Begin begin, int milliseconds = 4000)
    {
        spin(300);
        int frames = 0;
        qint64 longest = 0;
        const auto connection = QObject::connect(
            m_window, &QQuickWindow::afterRendering, m_window, [&] { ++frames; }, Qt::DirectConnection);
        QTimer pulse;
        double before = cpuMilliseconds(), last = before;
        QObject::connect(&pulse, &QTimer::timeout, [&] { // CPU, not the clock: others run here, too
            const double now = cpuMilliseconds();
            longest = std::max(longest, qint64(now - last));
            last = now;
        });
        pulse.start(5); // seldom enough to cost next to nothing itself
        begin();
        spin(milliseconds);
        pulse.stop();
        const double used = cpuMilliseconds() - before;
        QObject::disconnect(connection);
        std::printf("%-28s frames=%d cpu=%.0fms cpu/frame=%.2fms longest=%lldms\n", name, frames, used, frames ? used / frames : 0, static_cast<long long>(longest));
        std::fflush(stdout);
    }

private:
    QQuickWindow *m_window;
};

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
        qputenv("QT_QUICK_BACKEND", "software");
    theme::Preferences::setKept(false);
    QGuiApplication app(argc, argv);
    QGuiApplication::setFont(theme::Fonts::ui(13, QFont::Normal));
    const int pods = argc > 1 ? QByteArray(argv[1]).toInt() : 10'000;

    test::TestClusterOptions options;
    options.listen = true;
    test::TestCluster cluster(options);
    const client::Client client = cluster.remote();
    QList<QFuture<api::Result<api::Object>>> made;
    for (int i = 0; i < pods; ++i) {
        made += client.create(client::gvr::pods, pod(i));
        if (made.size() == 200 || i + 1 == pods) {
            for (const auto &one : std::as_const(made)) {
                if (const auto result = one.result(); !result) {
                    std::fprintf(stderr, "%s\n", result.error().message.constData());
                    return 1;
                }
            }
            made.clear();
        }
    }
    clusters::Clusters clusters{clusters::Program{}};
    clusters.setKept(false);
    clusters.show(std::move(cluster::Session::connect(cluster.connection()).value()));
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    theme::addImageProviders(&engine);
    engine.setInitialProperties({{QStringLiteral("clusters"), QVariant::fromValue(&clusters)},
                                 {QStringLiteral("view"), QStringLiteral("lists")},
                                 {QStringLiteral("width"), 1600},
                                 {QStringLiteral("height"), 1000}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Orrery/Main.qml")));
    auto *window = qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    auto *front = window->property("front").value<QObject *>(); // what tabs hold is no child of the window
    auto *table = front->findChild<models::ResourceTable *>();
    auto *list = front->findChild<QQuickItem *>(QStringLiteral("table"));
    if (!table || !list || !test::eventually([&] { return table->isSynced() && table->total() == pods; }, 120'000))
        return 1;
    std::printf("%d rows\n", table->total());
    spin(2000);

    Bench bench(window);
    bench.run("at rest", [] {});
    QTimer scroll;
    QObject::connect(window, &QQuickWindow::frameSwapped, list, [&] {
        if (scroll.isActive())
            list->setProperty("contentY", list->property("contentY").toReal() + 90);
    });
    bench.run("scrolled 3 rows a frame", [&] {
        scroll.start(10'000);
        list->setProperty("contentY", 10);
    });
    scroll.stop();
    bench.run("sorted", [&] { table->sortBy(0); }, 1000);
    bench.run("filtered", [&] { table->setFilter(QStringLiteral("web-99")); }, 1000);
    bench.run("unfiltered", [&] { table->setFilter({}); }, 1000);
    int turn = 0;
    QTimer changes;
    QObject::connect(&changes, &QTimer::timeout, &app, [&] {
        for (int i = 0; i < 10; ++i) {
            turn = (turn + 7919) % pods;
            (void)client.patch(client::gvr::pods, {"default", "web-" + QByteArray::number(turn)}, api::PatchType::Merge,
                               api::Value().withPath({"metadata", "labels", "turn"}, QByteArray::number(turn)));
        }
    });
    bench.run("500 changes a second", [&] { changes.start(20); });
    changes.stop();
    return 0;
}
