// SPDX-License-Identifier: GPL-3.0-only
// make_crowd [--nodes N] [--pods N] [--services N] [--unhealthy OF_1000] [--lost NODES] [--long-names] OUT.json: a made-up
// cluster of any size, for `orrery --offline` and pictures.
#include "tests/support/crowd.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSaveFile>

using namespace orrery;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const auto number = [&](const char *name, int otherwise) {
        return parser.isSet(QLatin1String(name)) ? parser.value(QLatin1String(name)).toInt() : otherwise;
    };
    for (const char *name : {"nodes", "pods", "services", "unhealthy", "lost"})
        parser.addOption({QLatin1String(name), {}, QStringLiteral("number")});
    parser.addOption({QStringLiteral("long-names"), {}});
    parser.process(app);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    test::Crowd crowd;
    crowd.nodes = number("nodes", 3);
    crowd.pods = number("pods", 24);
    crowd.services = number("services", 2);
    crowd.unhealthyOfThousand = number("unhealthy", 10);
    crowd.lostNodes = number("lost", 0);
    crowd.longNames = parser.isSet(QStringLiteral("long-names"));
    QSaveFile file(parser.positionalArguments().constFirst());
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    QByteArrayList items;
    for (const api::Object &object : test::makeCrowd(crowd))
        items << api::toJson(object.document());
    file.write('[' + items.join(",\n") + ']');
    return file.commit() ? 0 : 1;
}
