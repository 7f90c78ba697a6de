// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/store/store.h"

#include <QString>

namespace orrery::store {

/// What a backup (Store::backup) says of itself.
struct BackupContent
{
    qint64 revision = 0; ///< the newest in it
    qint64 keys = 0;
    QList<BackupFile> files;
};

/// Reads and checks a backup: SQLite's own check of the whole file, that it has our tables and no others, and that its
/// files have names that lead nowhere else. Does not: open what is sealed. Thread: any.
/// Errors: NotFound, BadRequest (it is none, damaged, or of a newer version), InternalError.
api::Result<BackupContent> readBackup(const QString &path);

/// Writes the store of a checked backup to `target`, which must not exist. Its revisions go on far above those of the
/// backup, and history is forgotten: a client that has seen younger revisions than the backup's lists again, instead of
/// waiting for a revision that means something else now. Thread: any. Errors: InternalError.
api::Result<> extractStore(const QString &backup, const QString &target);

inline constexpr qint64 revisionBump = 1'000'000'000;

} // namespace orrery::store
