// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

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
    virtual api::Result<> backup(const QString &path) = 0;
};

/// path empty: in memory. fast: synchronous=NORMAL.
api::Result<std::unique_ptr<Engine>> openSqlite(const QString &path, bool fast);

} // namespace orrery::store
