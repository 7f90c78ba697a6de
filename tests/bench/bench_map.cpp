// SPDX-License-Identifier: GPL-3.0-only
// bench_map: CPU a frame of the whole window on the software backend (or QT_QUICK_BACKEND's): 24 pods with 15 packets
// flying, the camera on its way to a node and back, nothing at all; and 5,000 pods, standing with packets and under a
// moving camera. Prints one line each.
#include "app/cluster/session.h"
#include "app/graph/mapview.h"
#include "qml/theme/fonts.h"
#include "qml/theme/images.h"
#include "qml/theme/preferences.h"

#include <QEventLoop>
#include <QFile>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTimer>

#include <cstdio>
#include <ctime>

using namespace orrery;

namespace {

double cpuMilliseconds()
{
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

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

QList<api::Object> crowd(int nodes, int pods)
{
    QList<api::Object> objects;
    for (int n = 0; n < nodes; ++n) {
        objects << api::Object(api::parseJson(R"({"apiVersion":"v1","kind":"Node","metadata":{"name":"node-)"
                                              + QByteArray::number(n)
                                              + R"("},"status":{"conditions":[{"type":"Ready","status":"True"}]}})")
                                   .value());
    }
    for (int p = 0; p < pods; ++p) {
        const QByteArray app = "app-" + QByteArray::number(p % 7);
        objects << api::Object(api::parseJson(R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + app + '-'
                                              + QByteArray::number(p) + R"(","namespace":"default","labels":{"app":")"
                                              + app + R"("}},"spec":{"nodeName":"node-)" + QByteArray::number(p % nodes)
                                              + R"("},"status":{"phase":"Running","podIP":"10.1.1.1"}})")
                                   .value());
    }
    return objects;
}

class Bench final
{
public:
    explicit Bench(const QList<api::Object> &objects)
        : m_session(cluster::Session::offline(QStringLiteral("bench"), objects))
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        theme::addImageProviders(&m_engine);
        m_engine.setInitialProperties({{QStringLiteral("session"), QVariant::fromValue<QObject *>(m_session.get())},
                                       {QStringLiteral("startError"), QString()},
                                       {QStringLiteral("width"), 1600},
                                       {QStringLiteral("height"), 1000}});
        m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Orrery/Main.qml")));
        m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
        m_map = m_window->findChild<graph::MapView *>();
        spin(1500);
    }

    template <class Begin> void run(const char *name, Begin begin, int milliseconds = 3000)
    {
        spin(300);
        int frames = 0;
        const auto connection = QObject::connect(
            m_window, &QQuickWindow::afterRendering, m_window, [&] { ++frames; }, Qt::DirectConnection);
        begin();
        const double before = cpuMilliseconds();
        spin(milliseconds);
        const double used = cpuMilliseconds() - before;
        QObject::disconnect(connection);
        std::printf("%-28s frames=%d cpu=%.1fms cpu/frame=%.2fms\n", name, frames, used, frames ? used / frames : 0);
        std::fflush(stdout);
    }

    graph::MapView *map() const { return m_map; }

private:
    std::unique_ptr<cluster::Session> m_session;
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
    graph::MapView *m_map = nullptr;
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
    {
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
    {
        Bench bench(crowd(50, 5000));
        bench.run("5,000 pods, idle", [] {});
        bench.run("5,000 pods, 20 packets", [&] {
            for (int i = 0; i < 20; ++i)
                bench.map()->send(QStringLiteral("apiserver"), QStringLiteral("node/node-%1").arg(i * 2), {}, 4000);
        });
        spin(1500);
        QTimer there;
        bool in = false;
        QObject::connect(&there, &QTimer::timeout, [&] {
            in = !in;
            in ? bench.map()->zoomTo(QStringLiteral("node-22")) : bench.map()->fit();
        });
        bench.run("5,000 pods, camera", [&] { there.start(470); });
    }
    return 0;
}
