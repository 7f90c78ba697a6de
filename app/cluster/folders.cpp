// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/folders.h"

#include "app/cluster/datafolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace orrery::cluster {

using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr qsizetype maxName = 60;

/// What goes with a backup and would make the copy fight for the original's place.
void forgetPlace(const QString &folder)
{
    QFile::remove(folder + QLatin1String("/port"));
}

/// A new folder with the backup's cluster in it; none if that fails.
Result<QString> bring(const QString &file, const QString &parent, const QString &name, const BackupProgress &progress)
{
    if (const QString why = whyNoName(name); !why.isEmpty())
        return error(Reason::BadRequest, why.toUtf8());
    const QString folder = freeFolder(parent, name);
    const auto made = restore(file, folder, false, progress);
    if (!made) {
        if (auto left = DataFolder::open(folder, false))
            Q_UNUSED(bool((*left)->erase()))
        return made.error();
    }
    forgetPlace(folder);
    ORRERY_CHECK(rename(folder, name));
    return folder;
}

} // namespace

QString whyNoName(const QString &name)
{
    const QString text = name.trimmed();
    if (text.isEmpty())
        return QCoreApplication::translate("Folders", "Give it a name.");
    if (text.size() > maxName)
        return QCoreApplication::translate("Folders", "At most 60 characters.");
    for (const QChar c : text) {
        if (!c.isPrint() && !c.isSurrogate())
            return QCoreApplication::translate("Folders", "Only characters that can be seen.");
    }
    return {};
}

QString nameOf(const QString &folder)
{
    QFile file(folder + QLatin1String("/name"));
    if (file.open(QIODevice::ReadOnly)) {
        const QString name = QString::fromUtf8(file.read(1024)).trimmed();
        if (whyNoName(name).isEmpty())
            return name;
    }
    return QFileInfo(folder).fileName();
}

QString freeFolder(const QString &parent, const QString &name)
{
    QString slug;
    for (const QChar c : name.trimmed().toLower()) {
        if ((c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'))
            slug += c;
        else if (!slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
    }
    while (slug.endsWith(u'-'))
        slug.chop(1);
    if (slug.isEmpty())
        slug = QStringLiteral("cluster");
    // Sockets of its machines lie below it, whose paths have a limit.
    slug.truncate(24);
    QString folder = parent + u'/' + slug;
    for (int i = 2; QFileInfo::exists(folder); ++i)
        folder = parent + u'/' + slug + u'-' + QString::number(i);
    return folder;
}

Result<> rename(const QString &folder, const QString &name)
{
    if (const QString why = whyNoName(name); !why.isEmpty())
        return error(Reason::BadRequest, why.toUtf8());
    QSaveFile file(folder + QLatin1String("/name"));
    const QByteArray text = name.trimmed().toUtf8() + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return error(Reason::InternalError, "cannot write " + file.fileName().toUtf8() + ": " + file.errorString().toUtf8());
    return {};
}

Result<QString> createFolder(const QString &parent, const QString &name)
{
    if (const QString why = whyNoName(name); !why.isEmpty())
        return error(Reason::BadRequest, why.toUtf8());
    const QString path = freeFolder(parent, name);
    {
        ORRERY_TRY(folder, DataFolder::open(path));
    }
    ORRERY_CHECK(rename(path, name));
    return path;
}

Result<QString> duplicate(const QString &folder, const QString &name, const BackupProgress &progress)
{
    const QString parent = QFileInfo(folder).absolutePath();
    const QString file = parent + QLatin1String("/.copy-") + QString::number(QCoreApplication::applicationPid());
    QFile::remove(file);
    const auto copied = backUp(folder, file, progress);
    if (!copied)
        return copied.error();
    auto made = bring(file, parent, name, progress);
    QFile::remove(file);
    return made;
}

Result<QString> import(const QString &file, const QString &parent, const QString &name, const BackupProgress &progress)
{
    if (!QDir().mkpath(parent))
        return error(Reason::InternalError, "cannot create the folder " + QFile::encodeName(parent));
    return bring(file, parent, name, progress);
}

} // namespace orrery::cluster
