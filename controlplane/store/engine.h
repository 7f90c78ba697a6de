// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/store/store.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace orrery::store {

/// One revision as it lies on disk. A deletion carries the object's last state.
struct Row
{
    qint64 revision = 0;
    QByteArray key;
    qint64 createRevision = 0;
    bool deleted = false;
    QByteArray value; ///< the object as compact JSON
};

/// The seam to the disk: an append-only log of revisions. Real: SqliteEngine.
/// Thread: load() where it was made, everything after that on the committer's thread. Lifetime: its owner's; the
/// destructor closes.
class Engine
{
public:
    struct Batch
    {
        QList<Row> rows;
        QList<qint64> forget; ///< superseded revisions to delete
        qint64 compacted = 0; ///< the new compacted revision; 0: as it was
    };
    virtual ~Engine() = default;
    /// Every row, oldest first. Returns the compacted revision.
    virtual api::Result<qint64> load(const std::function<void(Row row)> &take) = 0;
    /// All or nothing, on the platter when it returns.
    virtual api::Result<> commit(const Batch &batch) = 0;
    /// Other values for rows that are there; nothing of what they were is left in the file.
    virtual api::Result<> rewrite(const QList<Row> &rows) = 0;
    virtual bool wasRewritten() const = 0; ///< rewrite() was called once, maybe by an earlier process

    /// A copy, in steps: begin, step until true (commits may come between), and it is whole. One at a time.
    virtual api::Result<> beginBackup(const QString &path) = 0;
    virtual api::Result<bool> stepBackup() = 0;
    virtual api::Result<> endBackup(const QList<BackupFile> &files) = 0; ///< also of one that failed
    virtual qint64 bytes() const = 0; ///< that the file takes
};

/// path empty: in memory. fast: synchronous=NORMAL.
api::Result<std::unique_ptr<Engine>> openSqlite(const QString &path, bool fast);
/// The engine whose values the sealer has to do with are sealed on the disk. What lies there unsealed, or sealed with
/// an old key, is sealed again when it is loaded.
std::unique_ptr<Engine> sealed(std::unique_ptr<Engine> engine, std::shared_ptr<const Sealer> sealer);

} // namespace orrery::store
