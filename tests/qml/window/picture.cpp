// SPDX-License-Identifier: GPL-3.0-only
// picture [--dark|--light] [--select THING] [--zoomed] [--close] [--view NAME] [--size WxH] [--present] [--language CODE] [--check] [--approved PNG]
// FIXTURE PNG: the window on recorded objects. As a test: with --check the picture has the wanted size, and neither it nor its middle is of
// one colour; with --approved it looks like that one (likeness.h), which `approve` makes anew.
#include "app/graph/mapview.h"
#include "app/window/window.h"
#include "tests/qml/window/likeness.h"

#include <QCommandLineParser>
#include <QGuiApplication>
#include <QImage>
#include <QSet>
#include <QTimer>
#include <QWindow>

#include <cstdio>

using namespace orrery;

namespace {

int g_warnings = 0;

void count(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    std::fprintf(stderr, "%s\n", qPrintable(text));
    if (type != QtDebugMsg && type != QtInfoMsg && !text.startsWith(QLatin1String("QStandardPaths")))
        ++g_warnings;
}

bool check(const QString &file, QSize size)
{
    const QImage image(file);
    if (image.size() != size)
        return false;
    QSet<QRgb> colors;
    for (int y = size.height() / 4; y < size.height() * 3 / 4; ++y) {
        for (int x = size.width() / 4; x < size.width() * 3 / 4; ++x)
            colors.insert(image.pixel(x, y));
    }
    return colors.size() > 200;
}

int compare(const QString &picture, const QString &approved)
{
    const Likeness likeness = likenessOf(QImage(picture), QImage(approved));
    std::fprintf(stderr, "mean distance %.3f; worst place (%d, %d), %.1f %% of it differ\n", likeness.mean, likeness.where.x(),
                 likeness.where.y(), likeness.worst * 100);
    if (likeness.isAlike())
        return 0;
    std::fprintf(stderr, "%s is not like the approved %s; if it is as it should be: tests/qml/window/approve\n", qPrintable(picture),
                 qPrintable(approved));
    return 1;
}

} // namespace

/// With --packets: some are on their way when the picture is taken.
void sendPackets()
{
    if (!QCoreApplication::arguments().contains(QStringLiteral("--packets")))
        return;
    QTimer::singleShot(600, qApp, [] {
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            auto *map = window->property("map").value<graph::MapView *>();
            if (!map)
                continue;
            const auto send = [map](const char *from, const char *to, const char *caption, int ms) {
                map->send(QString::fromLatin1(from), QString::fromLatin1(to), QString::fromLatin1(caption), ms);
            };
            send("you", "apiserver", "POST pods", 900);
            send("apiserver", "store", "", 900);
            send("scheduler", "apiserver", "", 1100);
            send("apiserver", "controllers", "", 1000);
            send("apiserver", "node/node-2", "run web", 1300);
            send("node/node-1", "apiserver", "", 1200);
            send("apiserver", "node/node-3", "", 1400);
            send("browser", "service/default/web", "", 1100);
            send("service/default/web", "pod/default/web-7d9f4c8b6-x2x9k", "GET /", 1300);
            send("service/default/web", "pod/default/web-7d9f4c8b6-g7k3b", "", 1600);
            send("service/default/api", "pod/default/api-58c6b9d7f4-k4v9d", "", 1700);
        }
    });
}
Q_COREAPP_STARTUP_FUNCTION(sendPackets)

/// With --close: the camera is at what is selected, not only at its node.
void goClose()
{
    if (!QCoreApplication::arguments().contains(QStringLiteral("--close")))
        return;
    QTimer::singleShot(0, qApp, [] {
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            if (auto *map = window->property("map").value<graph::MapView *>())
                QObject::connect(map, &graph::MapView::sceneChanged, map, [map] { map->goTo(map->selection()); });
        }
    });
}
Q_COREAPP_STARTUP_FUNCTION(goClose)

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("dark"), {}},
                       {QStringLiteral("light"), {}},
                       {QStringLiteral("zoomed"), {}},
                       {QStringLiteral("check"), {}},
                       {QStringLiteral("packets"), {}},
                       {QStringLiteral("close"), {}},
                       {QStringLiteral("select"), {}, QStringLiteral("thing")},
                       {QStringLiteral("language"), {}, QStringLiteral("code")},
                       {QStringLiteral("present"), {}},
                       {QStringLiteral("view"), {}, QStringLiteral("name"), QStringLiteral("map")},
                       {QStringLiteral("approved"), {}, QStringLiteral("file")},
                       {QStringLiteral("size"), {}, QStringLiteral("WxH")}});
    parser.parse(arguments);
    const QStringList files = parser.positionalArguments();
    if (files.size() != 2)
        return 2;
    qInstallMessageHandler(count);
    window::WindowOptions options;
    options.offline = files[0];
    options.picture = files[1];
    options.dark = !parser.isSet(QStringLiteral("light"));
    options.select = parser.value(QStringLiteral("select"));
    options.zoomed = parser.isSet(QStringLiteral("zoomed"));
    options.language = parser.value(QStringLiteral("language"));
    options.view = parser.value(QStringLiteral("view"));
    options.present = parser.isSet(QStringLiteral("present"));
    options.pictureTimeout = 60;
    const QStringList size = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    if (size.size() == 2)
        options.size = QSize(size[0].toInt(), size[1].toInt());
    const int result = window::runWindow(argc, argv, options);
    if (result == 0 && parser.isSet(QStringLiteral("approved")))
        return compare(options.picture, parser.value(QStringLiteral("approved")));
    if (result != 0 || !parser.isSet(QStringLiteral("check")))
        return result;
    if (!check(options.picture, options.size) || g_warnings > 0) {
        std::fprintf(stderr, "the picture is not as it should be (%d warnings)\n", g_warnings);
        return 1;
    }
    return 0;
}
