// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/backup.h"

#include "controlplane/store/engine.h"
#include "controlplane/store/sqlite.h"

#include <QFile>

namespace orrery::store {

using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr int maxFiles = 64;
constexpr int maxFileBytes = 1024 * 1024;

/// "pki/ca.crt": words of plain characters, below the folder.
bool isPlainName(const QByteArray &name)
{
    if (name.isEmpty() || name.size() > 200)
        return false;
    for (const QByteArray &part : name.split('/')) {
        const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        });
        if (part.isEmpty() || part.startsWith('.') || !plain)
            return false;
    }
    return true;
}

Result<Database> openBackup(const QByteArray &name)
{
    if (!QFile::exists(QFile::decodeName(name)))
        return error(Reason::NotFound, "there is no file " + name);
    ORRERY_TRY(db, openDatabase(name, true));
    // It comes from outside: nothing in its schema may do anything.
    sqlite3_db_config(db.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return db;
}

} // namespace

Result<BackupContent> readBackup(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    ORRERY_TRY(db, openBackup(name));
    const auto bad = [&](const QByteArray &why) { return error(Reason::BadRequest, name + ' ' + why); };
    const auto id = readNumber(db.get(), name, "PRAGMA application_id");
    if (!id || *id != backupId)
        return bad("is not a backup of a cluster");
    const auto version = readNumber(db.get(), name, "PRAGMA user_version");
    if (!version || *version > schemaVersion)
        return bad("was written by a newer version of this program; use that one");
    const auto tables = readNumber(
        db.get(), name, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('rev', 'meta', 'files')");
    const auto others
        = readNumber(db.get(), name, "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite_auto%'");
    if (!tables || !others || *tables != 3 || *others != 3)
        return bad("is not a backup of a cluster");
    const Statement check = prepare(db.get(), "PRAGMA integrity_check(1)");
    if (!check || sqlite3_step(check.get()) != SQLITE_ROW || columnBytes(check.get(), 0) != "ok")
        return bad("is damaged; use another backup");

    BackupContent content;
    ORRERY_TRY(
        newest,
        readNumber(db.get(), name, "SELECT max(max(rev), (SELECT value FROM meta WHERE name = 'compacted')) FROM rev"));
    ORRERY_TRY(keys, readNumber(db.get(), name, "SELECT count(DISTINCT key) FROM rev"));
    content.revision = newest;
    content.keys = keys;
    const Statement files = prepare(db.get(), "SELECT name, bytes FROM files");
    if (!files)
        return sqliteError(db.get(), name, "read");
    int code;
    while ((code = sqlite3_step(files.get())) == SQLITE_ROW) {
        if (sqlite3_column_bytes(files.get(), 1) > maxFileBytes || content.files.size() >= maxFiles)
            return bad("is not a backup of a cluster");
        BackupFile file{columnBytes(files.get(), 0), columnBytes(files.get(), 1)};
        if (!isPlainName(file.name))
            return bad("is not a backup of a cluster");
        content.files.append(std::move(file));
    }
    if (code != SQLITE_DONE)
        return sqliteError(db.get(), name, "read");
    return content;
}

Result<> extractStore(const QString &backup, const QString &target)
{
    const QByteArray from = QFile::encodeName(backup), to = QFile::encodeName(target);
    if (QFile::exists(target))
        return error(Reason::InternalError, to + " exists already");
    ORRERY_TRY(source, openBackup(from));
    {
        ORRERY_TRY(empty, openSqlite(target, false)); // makes the tables
    }
    ORRERY_TRY(db, openDatabase(to));
    ORRERY_TRY(version, readNumber(source.get(), from, "PRAGMA user_version"));
    ORRERY_TRY(newest,
               readNumber(source.get(), from,
                          "SELECT max(max(rev), (SELECT value FROM meta WHERE name = 'compacted')) FROM rev"));
    const Statement rows = prepare(source.get(), "SELECT rev, key, create_rev, flags, value FROM rev ORDER BY rev");
    const Statement insert
        = prepare(db.get(), "INSERT INTO rev(rev, key, create_rev, flags, value) VALUES(?, ?, ?, ?, ?)");
    if (!rows || !insert)
        return sqliteError(rows ? db.get() : source.get(), rows ? to : from, "copy");
    bool good = execute(db.get(), "BEGIN IMMEDIATE");
    int code = SQLITE_DONE;
    while (good && (code = sqlite3_step(rows.get())) == SQLITE_ROW) {
        for (int column = 0; column < 5; ++column)
            sqlite3_bind_value(insert.get(), column + 1, sqlite3_column_value(rows.get(), column));
        good = sqlite3_step(insert.get()) == SQLITE_DONE;
        sqlite3_reset(insert.get());
    }
    const QByteArray end = "UPDATE meta SET value = " + QByteArray::number(newest + revisionBump)
        + " WHERE name = 'compacted'; PRAGMA user_version = " + QByteArray::number(version) + "; COMMIT";
    if (good && code == SQLITE_DONE && execute(db.get(), end.constData()))
        return {};
    const bool reading = good && code != SQLITE_DONE;
    return sqliteError(reading ? source.get() : db.get(), reading ? from : to, "copy");
}

} // namespace orrery::store
