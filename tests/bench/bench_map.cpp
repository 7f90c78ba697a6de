// SPDX-License-Identifier: GPL-3.0-only
// bench_map [NAME]: CPU a frame of the whole window on the software backend (or QT_QUICK_BACKEND's), for small and for very
// large clusters: at rest, with packets, under a moving camera, and while hundreds of pods a second change. Prints one line
// each: frames, the median and the 95th percentile of the CPU time of a frame, and how long the gui thread was kept from
// its event loop at most (CPU time: on a busy machine wall time measures the others). First, what the machine itself does to a piece of work
// that is always the same: where that varies, the longest turn says little.
#include "app/clusters/clusters.h"
#include "app/graph/mapview.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"
#include "tests/support/crowd.h"

#include <QAbstractEventDispatcher>
#include <QEventLoop>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTimer>

#include <cstdio>
#include <ctime>

using namespace orrery;

namespace {

double cpuMilliseconds(clockid_t clock = CLOCK_PROCESS_CPUTIME_ID)
{
    timespec now;
    clock_gettime(clock, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1e6 : 0;
}

double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, size_t(part * double(values.size())))];
}

/// How long the gui thread works before it looks again at what has come: the posted events of a turn of its event loop, or its timers and
/// sockets. In CPU time, in which waiting is nothing.
class Turns final : public QObject
{
public:
    Turns()
    {
        const auto look = [this] {
            const double now = cpuMilliseconds(CLOCK_THREAD_CPUTIME_ID);
            spans.push_back(now - std::exchange(m_from, now));
        };
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this, look);
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this, look);
    }
    std::vector<double> spans;

private:
    double m_from = cpuMilliseconds(CLOCK_THREAD_CPUTIME_ID);
};

void spin(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

QList<api::Object> recorded()
{
    QList<api::Object> objects;
    QFile file(QStringLiteral(ORRERY_SOURCE_DIR "/tests/fixtures/overview.json"));
    if (!file.open(QIODevice::ReadOnly))
        return objects;
    auto document = api::parseJson(file.readAll());
    for (const api::Value &item : document.value().items())
        objects << api::Object(item);
    return objects;
}

QByteArray only; ///< how the names of what is measured begin

void tellNoise()
{
    QImage below(1600, 1000, QImage::Format_RGB32), above(below.size(), QImage::Format_ARGB32_Premultiplied);
    below.fill(Qt::black);
    above.fill(QColor(40, 30, 20, 60));
    std::vector<double> spans;
    for (int i = 0; i < 400; ++i) {
        const double from = cpuMilliseconds(CLOCK_THREAD_CPUTIME_ID);
        for (int turn = 0; turn < 3; ++turn) {
            for (int y = 0; y < below.height(); ++y) {
                auto *to = reinterpret_cast<quint32 *>(below.scanLine(y));
                const auto *pixels = reinterpret_cast<const quint32 *>(above.constScanLine(y));
                for (int x = 0; x < below.width(); ++x)
                    to[x] = (to[x] >> 1 & 0x7f7f7f7f) + (pixels[x] >> 1 & 0x7f7f7f7f);
            }
        }
        spans.push_back(cpuMilliseconds(CLOCK_THREAD_CPUTIME_ID) - from);
    }
    std::printf("%-34s median %5.2f, p95 %5.2f, longest %5.2f ms of CPU\n", "the same work, 400 times", percentile(spans, 0.5), percentile(spans, 0.95),
                percentile(spans, 1));
}

class Bench final
{
public:
    explicit Bench(const QList<api::Object> &objects)
    {
        auto session = cluster::Session::offline(QStringLiteral("bench"), objects);
        m_session = session.get();
        m_clusters.setKept(false);
        m_clusters.show(std::move(session));
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        theme::addImageProviders(&m_engine);
        m_engine.setInitialProperties({{QStringLiteral("clusters"), QVariant::fromValue(&m_clusters)},
                                       {QStringLiteral("width"), 1600},
                                       {QStringLiteral("height"), 1000}});
        m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Orrery/Main.qml")));
        m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
        m_map = m_window->property("map").value<graph::MapView *>();
        spin(1500);
    }

    template <class Begin> void run(const QByteArray &name, Begin begin, int milliseconds = 3000)
    {
        if (!name.startsWith(only))
            return;
        spin(300);
        std::vector<double> frames;
        double last = 0;
        const auto connection = QObject::connect(
            m_window, &QQuickWindow::afterRendering, m_window,
            [&] {
                const double now = cpuMilliseconds();
                frames.push_back(now - last);
                last = now;
            },
            Qt::DirectConnection);
        begin();
        spin(100); // the first frame after a change is told apart by the percentile, not by the median
        Turns turns;
        const double before = last = cpuMilliseconds();
        frames.clear();
        spin(milliseconds);
        const double used = cpuMilliseconds() - before;
        QObject::disconnect(connection);
        std::printf("%-34s %4zu frames, %7.1f ms CPU; a frame: median %5.2f, p95 %5.2f ms; longest turn %5.1f, p99 %5.1f ms\n",
                    name.constData(), frames.size(), used, percentile(frames, 0.5), percentile(frames, 0.95),
                    percentile(turns.spans, 1), percentile(turns.spans, 0.99));
        std::fflush(stdout);
    }

    void change(const api::Gvr &gvr, const QList<api::Object> &objects)
    {
        m_window->property("graph").value<graph::GraphModel *>()->apply(gvr, objects);
    }

    graph::MapView *map() const { return m_map; }

private:
    clusters::Clusters m_clusters{clusters::Program{}};
    cluster::Session *m_session = nullptr; ///< of m_clusters
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
    graph::MapView *m_map = nullptr;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as the program does
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!qEnvironmentVariableIsSet("QT_QUICK_BACKEND"))
        qputenv("QT_QUICK_BACKEND", "software");
    theme::Preferences::setKept(false);
    QGuiApplication app(argc, argv);
    only = argc > 1 ? argv[1] : "";
    QGuiApplication::setFont(theme::Fonts::ui(13, QFont::Normal));
    tellNoise();
    if (QByteArray("24 pods, ").startsWith(only.first(std::min<qsizetype>(only.size(), 9)))) {
        Bench bench(recorded());
        bench.run("24 pods, idle", [] {});
        bench.run("24 pods, 15 packets", [&] {
            for (int i = 0; i < 5; ++i) {
                bench.map()->send(QStringLiteral("you"), QStringLiteral("node/node-%1").arg(i % 3 + 1),
                                  QStringLiteral("run"), 3400 + 100 * i);
                bench.map()->send(QStringLiteral("scheduler"), QStringLiteral("controllers"), {}, 3400 + 70 * i);
                bench.map()->send(QStringLiteral("service/default/web"),
                                  QStringLiteral("pod/default/web-7d9f4c8b6-x2x9k"), {}, 3400 + 130 * i);
            }
        });
        spin(1200);
        QTimer there;
        bool in = false;
        QObject::connect(&there, &QTimer::timeout, [&] {
            in = !in;
            in ? bench.map()->zoomTo(QStringLiteral("node-2")) : bench.map()->fit();
        });
        bench.run("24 pods, camera", [&] { there.start(470); });
    }
    const auto large = [](int nodes, int pods, const char *node) {
        const QByteArray title = QByteArray::number(pods) + " pods, " + QByteArray::number(nodes) + " nodes, ";
        if (!title.startsWith(only.first(std::min(only.size(), title.size()))))
            return;
        test::Crowd crowd;
        crowd.nodes = nodes;
        crowd.pods = pods;
        crowd.services = 30;
        Bench bench(test::makeCrowd(crowd));
        const auto run = [&](const char *what, auto begin) { bench.run(title + what, begin); };
        run("idle", [] {});
        run("packets", [&] {
            for (int i = 0; i < 40; ++i)
                bench.map()->send(QStringLiteral("apiserver"), QStringLiteral("node/node-%1").arg(i + 1), {}, 4000);
        });
        spin(1500);
        int round = 0;
        QTimer changes;
        changes.setInterval(16);
        QObject::connect(&changes, &QTimer::timeout, [&] { // 500 a second
            QList<api::Object> some;
            for (int i = 0; i < 8; ++i, ++round)
                some << test::crowdPod(crowd, round * 37 % pods, round % 2 ? test::crashing : 0);
            bench.change(client::gvr::pods, some);
        });
        run("500 changes a second", [&] { changes.start(); });
        changes.stop();
        QTimer there;
        bool in = false;
        QObject::connect(&there, &QTimer::timeout, [&] {
            in = !in;
            in ? bench.map()->zoomTo(QString::fromLatin1(node)) : bench.map()->fit();
        });
        run("camera", [&] { there.start(470); });
        run("moving, 500 changes a second", [&] { changes.start(); });
        std::printf("%.0f MB resident\n", residentMegabytes());
    };
    large(50, 5000, "node-22");
    large(1000, 10000, "node-500");
    return 0;
}
