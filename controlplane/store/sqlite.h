// SPDX-License-Identifier: GPL-3.0-only
#pragma once

// SQLite's objects with owners, for the .cpp files of this folder only.

#include "controlplane/api/result.h"

#include <sqlite3.h>

#include <memory>

namespace orrery::store {

struct CloseDatabase
{
    void operator()(sqlite3 *db) const { sqlite3_close_v2(db); }
};
struct FinishStatement
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

inline constexpr int schemaVersion
    = 2; ///< 1: values are plain; 2: no plain value of a sealed key is, or was, in the file
inline constexpr int backupId = 0x4f727279; ///< application_id of a backup: "Orry"

/// `cannot <what> <path>: ...`, and what to do about it.
api::Error sqliteError(sqlite3 *db, const QByteArray &path, const char *what);
api::Result<Database> openDatabase(const QByteArray &path, bool readOnly = false);
inline bool execute(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}
Statement prepare(sqlite3 *db, const char *sql); ///< null: see sqlite3_errmsg
api::Result<qint64> readNumber(sqlite3 *db, const QByteArray &path, const char *sql);
QByteArray columnBytes(sqlite3_stmt *statement, int column);

} // namespace orrery::store
