// SPDX-License-Identifier: GPL-3.0-only
#include "app/application.h"
#include "app/providers/providers.h"
#include "app/run.h"

#include <cstdio>

namespace orrery {

int runReset(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Deletes a cluster that is not running: its objects, its keys and its machines.");
    parser.addOption({"data", "The cluster's folder.", "folder", cluster::defaultDataFolder()});
    if (const auto code = parseCommand(parser, arguments))
        return *code;
    auto folder = cluster::DataFolder::open(parser.value("data"), false);
    if (folder.failedWith(api::Reason::NotFound)) {
        std::fprintf(stderr, "nothing to do: %s\n", folder.error().message.constData());
        return 0;
    }
    if (!folder)
        return complain(folder.error().message);
    providers::Providers::destroyAll({.dataDirectory = (*folder)->path()});
    if (const auto erased = (*folder)->erase(); !erased)
        return complain(erased.error().message);
    std::fprintf(stderr, "deleted %s\n", (*folder)->path().toUtf8().constData());
    return 0;
}

} // namespace orrery
