// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/backup.h"

namespace orrery::cluster {

/// The clusters of this user as people handle them: named, copied, brought in and out. Each lives in a folder of its own below clustersFolder();
/// its name is a file in there, so that a new name moves nothing. Nothing outside of such a folder is written, but for a file that was asked for.
/// Thread: any with an application object; the long ones block. Errors: as backUp() and restore(); BadRequest (the name).

/// Why that cannot be a name; empty if it can: one to sixty characters, none of them invisible.
QString whyNoName(const QString &name);
QString nameOf(const QString &folder); ///< its own, else the folder's
/// A folder below `parent` for a cluster of that name, which nobody else has. Not made yet.
QString freeFolder(const QString &parent, const QString &name);
api::Result<> rename(const QString &folder, const QString &name);
/// An empty folder of that name, for a cluster that starts there.
api::Result<QString> createFolder(const QString &parent, const QString &name);
/// The same objects and keys in a new folder; the copy looks for a port of its own.
api::Result<QString> duplicate(const QString &folder, const QString &name, const BackupProgress &progress = {});
/// The cluster of a backup in a new folder.
api::Result<QString> import(const QString &file, const QString &parent, const QString &name, const BackupProgress &progress = {});

} // namespace orrery::cluster
