// SPDX-License-Identifier: GPL-3.0-only
// picture [--dark|--light] [--select THING] [--zoomed] [--size WxH] [--present] [--check] FIXTURE PNG: the window on recorded objects. With
// --check also as a test: the picture has the wanted size, and neither it nor its middle is of one colour.
#include "app/window.h"

#include <QCommandLineParser>
#include <QImage>
#include <QSet>

#include <cstdio>

using namespace orrery;

namespace {

int g_warnings = 0;

void count(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    std::fprintf(stderr, "%s\n", qPrintable(text));
    if (type != QtDebugMsg && type != QtInfoMsg)
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

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    QCommandLineParser parser;
    parser.addOptions({ { QStringLiteral("dark"), {} }, { QStringLiteral("light"), {} }, { QStringLiteral("zoomed"), {} }, { QStringLiteral("check"), {} },
                        { QStringLiteral("select"), {}, QStringLiteral("thing") }, { QStringLiteral("size"), {}, QStringLiteral("WxH") } });
    parser.parse(arguments);
    const QStringList files = parser.positionalArguments();
    if (files.size() != 2)
        return 2;
    qInstallMessageHandler(count);
    WindowOptions options;
    options.offline = files[0];
    options.picture = files[1];
    options.dark = !parser.isSet(QStringLiteral("light"));
    options.select = parser.value(QStringLiteral("select"));
    options.zoomed = parser.isSet(QStringLiteral("zoomed"));
    options.pictureTimeout = 60;
    const QStringList size = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    if (size.size() == 2)
        options.size = QSize(size[0].toInt(), size[1].toInt());
    int count = 1; // the options are ours, not Qt's
    const int result = runWindow(count, argv, options);
    if (result != 0 || !parser.isSet(QStringLiteral("check")))
        return result;
    if (!check(options.picture, options.size) || g_warnings > 0) {
        std::fprintf(stderr, "the picture is not as it should be (%d warnings)\n", g_warnings);
        return 1;
    }
    return 0;
}
