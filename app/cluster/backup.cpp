// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/backup.h"

#include "app/cluster/datafolder.h"
#include "controlplane/client/httptransport.h"
#include "controlplane/client/kubeconfig.h"
#include "controlplane/host/backup.h"
#include "controlplane/host/sealer.h"

#include <QEventLoop>
#include <QFile>
#include <QThread>

#include <unistd.h>

namespace orrery::cluster {

using api::error;
using api::Reason;
using api::Result;

namespace {

bool holdsCluster(const DataFolder &folder)
{
    return QFile::exists(folder.file("store.db")) || QFile::exists(folder.file("pki"));
}

Result<> go(const BackupProgress &progress, BackupStep step)
{
    if (progress && !progress(step))
        return error(Reason::Conflict, "cancelled");
    return {};
}

/// From the running control plane, as its administrator.
Result<> fetch(const QString &kubeconfig, const QString &file, const BackupProgress &progress)
{
    ORRERY_TRY(connection, client::readKubeconfig(kubeconfig));
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return error(Reason::InternalError,
                     "cannot write " + QFile::encodeName(file) + ": " + out.errorString().toUtf8());
    QThread net;
    net.start();
    const auto run = [&]() -> Result<> {
        ORRERY_TRY(transport, client::HttpTransport::create(connection, &net));
        QEventLoop loop;
        QObject context;
        Result<> result;
        bool written = true;
        api::Request request;
        request.path = "/orrery/backup";
        client::StreamHandlers handlers;
        handlers.data = [&](const QByteArray &bytes) {
            written = written && out.write(bytes) == bytes.size();
            if (const auto wanted = go(progress, BackupStep::Copy); !wanted) {
                result = wanted;
                loop.quit();
            }
        };
        handlers.ended = [&](Result<> ended) {
            result = std::move(ended);
            loop.quit();
        };
        const auto subscription = transport->stream(std::move(request), &context, std::move(handlers));
        loop.exec();
        ORRERY_CHECK(result);
        if (!written || !out.flush() || ::fsync(out.handle()) != 0)
            return error(Reason::InternalError,
                         "cannot write " + QFile::encodeName(file) + ": " + out.errorString().toUtf8());
        return {};
    };
    auto result = run();
    net.quit();
    net.wait();
    return result;
}

} // namespace

Result<BackupSummary> backUp(const QString &dataFolder, const QString &file, const BackupProgress &progress)
{
    if (QFile::exists(file))
        return error(Reason::Conflict, QFile::encodeName(file) + " exists already; name another file");
    const QString partial = file + QLatin1String(".partial");
    QFile::remove(partial);
    const api::SystemClock clock;
    const auto make = [&]() -> Result<BackupSummary> {
        ORRERY_CHECK(go(progress, BackupStep::Copy));
        auto folder = DataFolder::open(dataFolder, false);
        if (folder.failedWith(Reason::Conflict)) {
            ORRERY_CHECK(fetch(dataFolder + QLatin1String("/kubeconfig"), partial, progress));
        } else if (!folder) {
            return std::move(folder).error();
        } else if (!holdsCluster(**folder)) {
            return error(Reason::NotFound, "there is no cluster in " + QFile::encodeName(dataFolder));
        } else {
            ORRERY_TRY(revision, host::backUpStopped((*folder)->path(), partial, clock));
            Q_UNUSED(revision)
        }
        ORRERY_CHECK(go(progress, BackupStep::Check));
        ORRERY_TRY(content, host::verifyBackup(partial, clock));
        ORRERY_CHECK(go(progress, BackupStep::Check));
        if (!QFile::rename(partial, file))
            return error(Reason::InternalError, "cannot write " + QFile::encodeName(file));
        return BackupSummary{content.revision, content.keys};
    };
    auto made = make();
    if (!made)
        QFile::remove(partial);
    return made;
}

Result<BackupSummary> restore(const QString &file, const QString &dataFolder, bool force, const BackupProgress &progress)
{
    const api::SystemClock clock;
    ORRERY_CHECK(go(progress, BackupStep::Check));
    ORRERY_TRY(checked, host::verifyBackup(file, clock));
    Q_UNUSED(checked)
    ORRERY_CHECK(go(progress, BackupStep::Restore));
    ORRERY_TRY(folder, DataFolder::open(dataFolder));
    if (holdsCluster(*folder) && !force)
        return error(Reason::Conflict,
                     "there is a cluster in " + QFile::encodeName(dataFolder)
                         + " already; use --force to replace it, or another --data folder");
    ORRERY_TRY(content, host::restoreBackup(file, folder->path(), clock));
    return BackupSummary{content.revision, content.keys};
}

Result<> rotateEncryptionKey(const QString &dataFolder)
{
    ORRERY_TRY(folder, DataFolder::open(dataFolder, false));
    if (!holdsCluster(*folder))
        return error(Reason::NotFound, "there is no cluster in " + QFile::encodeName(dataFolder));
    return host::rotateEncryptionKey(folder->path());
}

} // namespace orrery::cluster
