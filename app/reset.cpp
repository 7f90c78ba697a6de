// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"
#include "app/run.h"

#include <QDir>

#include <cstdio>

namespace orrery {

int runReset(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Deletes a cluster that is not running: its objects, its keys and its machines.");
    parser.addOption({"data", "The cluster's folder.", "folder", cluster::defaultDataFolder()});
    if (const auto code = parseCommand(parser, arguments))
        return *code;
    const QString folder = parser.value("data");
    const auto erased = eraseCluster(folder);
    if (erased.failedWith(api::Reason::NotFound)) {
        std::fprintf(stderr, "nothing to do: %s\n", erased.error().message.constData());
        return 0;
    }
    if (!erased)
        return complain(erased.error().message);
    std::fprintf(stderr, "deleted %s\n", QDir(folder).absolutePath().toUtf8().constData());
    return 0;
}

} // namespace orrery
