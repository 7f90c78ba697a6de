// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/backup.h"
#include "app/application.h"
#include "app/run.h"

#include <QFile>
#include <QLoggingCategory>

#include <cstdio>

namespace orrery {

namespace {

/// The one FILE of a command; an exit code if there is none.
std::optional<int> parseFile(QCommandLineParser &parser, const QStringList &arguments, const char *command)
{
    parser.addOption({"data", "The cluster's folder.", "folder", cluster::defaultDataFolder()});
    parser.addPositionalArgument("file", "The backup.");
    if (const auto code = parseCommand(parser, arguments))
        return code;
    if (parser.positionalArguments().size() != 1)
        return complain(QByteArray("orrery ") + command + " wants one file", 2);
    QLoggingCategory::setFilterRules("orrery.*.info=false"); // it is not the cluster that starts here
    return {};
}

void say(const char *what, const QString &file, const cluster::BackupSummary &summary)
{
    std::printf("%s %s revision %lld objects %lld\n", what, QFile::encodeName(file).constData(), summary.revision,
                summary.objects);
}

} // namespace

int runBackup(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        "Copies the cluster, running or not, with its keys into one file. Keep it as safe as "
        "the cluster's folder: who has it, has the cluster.");
    if (const auto code = parseFile(parser, arguments, "backup"))
        return *code;
    const QString file = parser.positionalArguments().first();
    const auto made = cluster::backUp(parser.value("data"), file);
    if (!made)
        return complain(made.error().message);
    say("backup", file, *made);
    return 0;
}

int runRestore(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Makes a backup the cluster of this user again, with the same keys and port.");
    parser.addOption({"force", "Replace the cluster that is there."});
    if (const auto code = parseFile(parser, arguments, "restore"))
        return *code;
    const QString file = parser.positionalArguments().first();
    const auto restored = cluster::restore(file, parser.value("data"), parser.isSet("force"));
    if (!restored)
        return complain(restored.error().message);
    say("restored", file, *restored);
    return 0;
}

int runRotateKey(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("Makes a new key for the Secrets of a cluster that is not running. The next start "
                                     "encrypts them with it and forgets the old one.");
    parser.addOption({"data", "The cluster's folder.", "folder", cluster::defaultDataFolder()});
    if (const auto code = parseCommand(parser, arguments))
        return *code;
    if (const auto rotated = cluster::rotateEncryptionKey(parser.value("data")); !rotated)
        return complain(rotated.error().message);
    std::fprintf(stderr, "a new key is there; the next start uses it\n");
    return 0;
}

} // namespace orrery
