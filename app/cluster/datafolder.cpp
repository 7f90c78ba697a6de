// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/datafolder.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orrery::cluster {

using api::error;
using api::Reason;
using api::Result;

QString clustersFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QLatin1String("/orrery/clusters");
}

QString defaultDataFolder()
{
    return clustersFolder() + QLatin1String("/default");
}

namespace {

/// A folder that holds a cluster, or nothing yet. Anything else is somebody's: we would close it to others, and a reset
/// would empty it.
bool isOurs(const QString &path)
{
    QStringList entries = QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    entries.removeOne(QStringLiteral("lock"));
    entries.removeOne(QStringLiteral("name")); // it was named, and not started yet
    entries.removeIf([](const QString &name) { return name.startsWith(QLatin1String(".restore-")); }); // was killed
    return entries.isEmpty() || entries.contains(QStringLiteral("pki"));
}

qint64 holderOf(int lock)
{
    char holder[32] = "";
    if (const ssize_t size = ::pread(lock, holder, sizeof holder - 1, 0); size > 0)
        holder[size] = '\0';
    return QByteArray(holder).trimmed().toLongLong();
}

/// Who only looks (DataFolder::look) holds it for a moment.
bool take(int lock)
{
    for (int i = 0; i < 10; ++i) {
        if (::flock(lock, LOCK_EX | LOCK_NB) == 0)
            return true;
        ::usleep(1000);
    }
    return false;
}

} // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::open(const QString &path, bool create)
{
    const QString absolute = QDir(path).absolutePath();
    const QByteArray name = QFile::encodeName(absolute);
    if (!QFile::exists(absolute)) {
        if (!create)
            return error(Reason::NotFound, "there is no cluster in " + name);
        if (!QDir().mkpath(absolute))
            return error(Reason::InternalError,
                         "cannot create the folder " + name + "; check the mode of the folders above it");
    }
    if (!isOurs(absolute))
        return error(Reason::InternalError, name + " holds something else than a cluster; use an empty folder");
    // It holds the keys of the cluster.
    if (::chmod(name.constData(), 0700) != 0)
        return error(Reason::InternalError, "cannot use the folder " + name + ": " + std::strerror(errno));
    const int fd = ::open((name + "/lock").constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return error(Reason::InternalError, "cannot use the folder " + name + ": " + std::strerror(errno));
    if (!take(fd)) {
        const qint64 holder = holderOf(fd);
        ::close(fd);
        return error(Reason::Conflict,
                     "the cluster in " + name + " is running already (process " + QByteArray::number(holder)
                         + "); stop that one first, or use another --data folder");
    }
    const QByteArray pid = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.constData(), size_t(pid.size()), 0) != pid.size()) {
        ::close(fd);
        return error(Reason::InternalError, "cannot write to the folder " + name + ": " + std::strerror(errno));
    }
    return std::unique_ptr<DataFolder>(new DataFolder(absolute, fd));
}

DataFolder::Look DataFolder::look(const QString &path)
{
    Look look{QFile::exists(path + QLatin1String("/pki"))};
    const int fd = ::open((QFile::encodeName(path) + "/lock").constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return look;
    look.isHeld = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    if (look.isHeld)
        look.holder = holderOf(fd);
    ::close(fd);
    return look;
}

DataFolder::~DataFolder()
{
    ::close(m_fd);
}

quint16 DataFolder::number(const char *name) const
{
    QFile in(file(name));
    return in.open(QIODevice::ReadOnly) ? in.read(16).trimmed().toUShort() : 0;
}

Result<> DataFolder::setNumber(const char *name, quint16 value) const
{
    QSaveFile out(file(name));
    const QByteArray text = QByteArray::number(value) + '\n';
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit())
        return error(Reason::InternalError,
                     "cannot write " + out.fileName().toUtf8() + ": " + out.errorString().toUtf8());
    return {};
}

void DataFolder::setText(const char *name, const QByteArray &text) const
{
    QSaveFile out(file(name));
    if (out.open(QIODevice::WriteOnly) && out.write(text + '\n') == text.size() + 1)
        out.commit();
}

Result<> DataFolder::erase()
{
    if (!QDir(m_path).removeRecursively())
        return error(Reason::InternalError,
                     "cannot delete all of " + m_path.toUtf8() + "; delete what is left yourself");
    return {};
}

} // namespace orrery::cluster
