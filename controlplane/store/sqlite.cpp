// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/sqlite.h"

#include <cstring>

namespace orrery::store {

using api::error;
using api::Reason;
using api::Result;

api::Error sqliteError(sqlite3 *db, const QByteArray &path, const char *what)
{
    const int code = sqlite3_extended_errcode(db);
    QByteArray text = QByteArray("cannot ") + what + ' ' + (path.isEmpty() ? QByteArray("the store in memory") : path)
        + ": " + sqlite3_errmsg(db);
    switch (code & 0xff) {
    case SQLITE_FULL:
        text += "; free some disk space and start again";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        text += "; restore the file from a backup, or reset the cluster";
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        text += "; check the owner and the mode of the file and its folder";
        break;
    case SQLITE_IOERR:
        text += " (" + QByteArray(std::strerror(sqlite3_system_errno(db))) + "); check the disk";
        break;
    default:
        break;
    }
    return error(Reason::InternalError, text);
}

Result<Database> openDatabase(const QByteArray &path, bool readOnly)
{
    sqlite3 *raw = nullptr;
    const int flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    const int code = sqlite3_open_v2(path.isEmpty() ? ":memory:" : path.constData(), &raw, flags, nullptr);
    Database db(raw);
    if (code != SQLITE_OK)
        return sqliteError(db.get(), path, "open");
    sqlite3_extended_result_codes(db.get(), 1);
    sqlite3_busy_timeout(db.get(), 5000);
    return db;
}

Statement prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return Statement(statement);
}

Result<qint64> readNumber(sqlite3 *db, const QByteArray &path, const char *sql)
{
    const Statement statement = prepare(db, sql);
    if (!statement)
        return sqliteError(db, path, "read");
    const int code = sqlite3_step(statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return sqliteError(db, path, "read");
    return code == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : qint64(0);
}

QByteArray columnBytes(sqlite3_stmt *statement, int column)
{
    const void *data = sqlite3_column_blob(statement, column); // before its size is asked for
    return QByteArray(static_cast<const char *>(data), sqlite3_column_bytes(statement, column));
}

} // namespace orrery::store
