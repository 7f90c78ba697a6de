// SPDX-License-Identifier: GPL-3.0-only
#include "app/providers/files.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSaveFile>

namespace orrery::providers {

using namespace api;

QByteArray readFile(const QString &path, qint64 limit)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(limit) : QByteArray();
}

Result<> makePrivateDirectory(const QString &path)
{
    if (!QDir().mkpath(path))
        return error(Reason::InternalError, "cannot make " + QFile::encodeName(path));
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return {};
}

Result<> writePrivateFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    // QSaveFile's temporary file is made 0600 and keeps that; setting it again covers a file that is replaced.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(content) != content.size()
        || !file.commit())
        return error(Reason::InternalError, "cannot write " + QFile::encodeName(path) + ": " + file.errorString().toUtf8());
    return {};
}

Result<> runTool(const QString &program, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"), environment.value(QStringLiteral("PATH")) + QStringLiteral(":/usr/sbin:/sbin:/usr/bin:/bin"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    // Found through our own PATH, which may lack sbin.
    QString found = program;
    for (const QString &directory : environment.value(QStringLiteral("PATH")).split(QLatin1Char(':'), Qt::SkipEmptyParts)) {
        if (QFile::exists(directory + QLatin1Char('/') + program)) {
            found = directory + QLatin1Char('/') + program;
            break;
        }
    }
    process.start(found, arguments, QIODevice::ReadOnly);
    if (!process.waitForStarted())
        return error(Reason::InternalError, "cannot run " + program.toUtf8() + ": " + process.errorString().toUtf8());
    if (!process.waitForFinished(30000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        if (process.state() != QProcess::NotRunning)
            process.kill();
        return error(Reason::InternalError, program.toUtf8() + " failed: " + process.readAll().trimmed().left(500));
    }
    return {};
}

} // namespace orrery::providers
