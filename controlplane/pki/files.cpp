// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/pki/files.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace orrery::pki {

using api::Error;
using api::error;
using api::Reason;
using api::Result;

namespace {

Error systemError(const char *what, const QByteArray &path)
{
    const int number = errno;
    return error(number == ENOENT ? Reason::NotFound : Reason::InternalError,
                 QByteArray("cannot ") + what + ' ' + path + ": " + std::strerror(number));
}

struct Descriptor
{
    int fd;
    ~Descriptor()
    {
        if (fd >= 0)
            ::close(fd);
    }
};

} // namespace

Result<> writeFile(const QString &path, const QByteArray &bytes, int mode)
{
    const QByteArray target = QFile::encodeName(path);
    QByteArray temporary = target + ".XXXXXX";
    const Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)}; // made with 0600
    if (file.fd < 0)
        return systemError("create", temporary);
    const auto fail = [&](const char *what) {
        const Error failure = systemError(what, target);
        ::unlink(temporary.constData());
        return failure;
    };
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t written = ::write(file.fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (written < 0 && errno != EINTR)
            return fail("write");
        done += std::max<ssize_t>(written, 0);
    }
    if (::fchmod(file.fd, mode_t(mode)) || ::fsync(file.fd) || ::rename(temporary.constData(), target.constData()))
        return fail("write");
    const Descriptor folder{
        ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.fd >= 0)
        ::fsync(folder.fd);
    return {};
}

Result<QByteArray> readFile(const QString &path, qint64 maxBytes)
{
    const QByteArray name = QFile::encodeName(path);
    const Descriptor file{::open(name.constData(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0)
        return systemError("open", name);
    QByteArray bytes;
    char buffer[16 * 1024];
    for (;;) {
        const ssize_t size = ::read(file.fd, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return systemError("read", name);
        if (size == 0)
            return bytes;
        if (bytes.size() + size > maxBytes)
            return error(Reason::InternalError,
                         "cannot read " + name + ": it is longer than " + QByteArray::number(maxBytes) + " bytes");
        bytes.append(buffer, size);
    }
}

Result<> makeFolder(const QString &path, int mode)
{
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), mode_t(mode)) && errno != EEXIST) {
        const QString parent = QFileInfo(path).absolutePath();
        if (errno != ENOENT || parent == path)
            return systemError("create", name);
        // Parents that are missing get the usual mode; the umask narrows it.
        if (!QFileInfo(parent).isDir())
            ORRERY_CHECK(makeFolder(parent, 0755));
        if (::mkdir(name.constData(), mode_t(mode)))
            return systemError("create", name);
    }
    struct stat info
    {
    };
    if (::stat(name.constData(), &info) || !S_ISDIR(info.st_mode))
        return error(Reason::InternalError, name + " is not a folder");
    if ((info.st_mode & 07777) != mode_t(mode) && ::chmod(name.constData(), mode_t(mode)))
        return systemError("set the mode of", name);
    return {};
}

} // namespace orrery::pki
