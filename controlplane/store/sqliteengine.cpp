// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/engine.h"

#include <QFile>
#include <QLoggingCategory>

#include <sqlite3.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcSqlite, "orrery.store.sqlite", QtInfoMsg)

namespace orrery::store {

using api::Error;
using api::error;
using api::Reason;
using api::Result;

namespace {

constexpr int schemaVersion = 1;
constexpr int pageSize = 8192;
constexpr int passiveAbovePages = 4 * 1024 * 1024 / pageSize; ///< the checkpoint thread wakes
constexpr int truncateAbovePages = 64 * 1024 * 1024 / pageSize; ///< the committer itself empties the WAL

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

Error sqliteError(sqlite3 *db, const QByteArray &path, const char *what)
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

Result<Database> openDatabase(const QByteArray &path)
{
    sqlite3 *raw = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    const int code = sqlite3_open_v2(path.isEmpty() ? ":memory:" : path.constData(), &raw, flags, nullptr);
    Database db(raw);
    if (code != SQLITE_OK)
        return sqliteError(db.get(), path, "open");
    sqlite3_extended_result_codes(db.get(), 1);
    sqlite3_busy_timeout(db.get(), 5000);
    return db;
}

/// Moves pages from the WAL into the database beside the committer, so that no commit pays for it. Sleeps until asked.
class Checkpointer final
{
public:
    explicit Checkpointer(Database db)
        : m_db(std::move(db))
        , m_thread([this] { run(); })
    {
    }
    ~Checkpointer()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }
    void ask()
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_asked)
                return;
            m_asked = true;
        }
        m_wake.notify_one();
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_wake.wait(lock, [this] { return m_stop || m_asked; });
            if (m_stop)
                return;
            m_asked = false;
            lock.unlock();
            sqlite3_wal_checkpoint_v2(m_db.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                      nullptr); // what it leaves, the next takes
            lock.lock();
        }
    }

    Database m_db;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_asked = false, m_stop = false;
    std::thread m_thread;
};

class SqliteEngine final : public Engine
{
public:
    SqliteEngine(QByteArray path, Database db)
        : m_path(std::move(path))
        , m_db(std::move(db))
    {
    }

    Result<> start(bool fast);
    Result<qint64> load(const std::function<void(Row)> &take) override;
    Result<> commit(const Batch &batch) override;
    Result<> backup(const QString &path) override;

private:
    Error failure(const char *what) { return sqliteError(m_db.get(), m_path, what); }
    bool execute(const char *sql) { return sqlite3_exec(m_db.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
    Statement prepare(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v3(m_db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        return Statement(statement);
    }
    Result<qint64> number(const char *sql)
    {
        const Statement statement = prepare(sql);
        if (!statement)
            return failure("read");
        const int code = sqlite3_step(statement.get());
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            return failure("read");
        return code == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : qint64(0);
    }
    Result<> write(const Batch &batch);

    QByteArray m_path;
    Database m_db;
    Statement m_insert, m_forget, m_setCompacted, m_begin, m_commit;
    int m_walPages = 0;
    std::unique_ptr<Checkpointer> m_checkpointer;
};

Result<> SqliteEngine::start(bool fast)
{
    ORRERY_TRY(version, number("PRAGMA user_version"));
    if (version > schemaVersion)
        return error(Reason::InternalError,
                     m_path + " was written by a newer version of this program; use that one, or reset the cluster");
    if (!execute("PRAGMA page_size=8192") || !execute("PRAGMA journal_mode=WAL")
        || !execute(fast ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL")
        || !execute("PRAGMA wal_autocheckpoint=0") || !execute("PRAGMA cache_size=-2048"))
        return failure("set up");
    // The log has no second index: who has which revision is known in memory.
    if (version < schemaVersion
        && !execute("BEGIN IMMEDIATE;"
                    "CREATE TABLE IF NOT EXISTS rev(rev INTEGER PRIMARY KEY, key TEXT NOT NULL, create_rev INTEGER NOT "
                    "NULL, flags INTEGER NOT NULL, value BLOB NOT NULL);"
                    "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
                    "INSERT OR IGNORE INTO meta VALUES('compacted', 0);"
                    "PRAGMA user_version=1;"
                    "COMMIT"))
        return failure("create");
    m_begin = prepare("BEGIN IMMEDIATE");
    m_commit = prepare("COMMIT");
    m_insert = prepare("INSERT INTO rev(rev, key, create_rev, flags, value) VALUES(?, ?, ?, ?, ?)");
    m_forget = prepare("DELETE FROM rev WHERE rev = ?");
    m_setCompacted = prepare("UPDATE meta SET value = ? WHERE name = 'compacted'");
    if (!m_begin || !m_commit || !m_insert || !m_forget || !m_setCompacted)
        return failure("set up");
    if (!m_path.isEmpty()) {
        sqlite3_wal_hook(
            m_db.get(),
            [](void *pages, sqlite3 *, const char *, int count) {
                *static_cast<int *>(pages) = count;
                return SQLITE_OK;
            },
            &m_walPages);
        ORRERY_TRY(second, openDatabase(m_path));
        m_checkpointer = std::make_unique<Checkpointer>(std::move(second));
    }
    return {};
}

Result<qint64> SqliteEngine::load(const std::function<void(Row)> &take)
{
    const Statement rows = prepare("SELECT rev, key, create_rev, flags, value FROM rev ORDER BY rev");
    if (!rows)
        return failure("read");
    int code;
    while ((code = sqlite3_step(rows.get())) == SQLITE_ROW) {
        Row row;
        row.revision = sqlite3_column_int64(rows.get(), 0);
        row.key = QByteArray(static_cast<const char *>(sqlite3_column_blob(rows.get(), 1)),
                             sqlite3_column_bytes(rows.get(), 1));
        row.createRevision = sqlite3_column_int64(rows.get(), 2);
        row.deleted = sqlite3_column_int64(rows.get(), 3) & 1;
        row.value = QByteArray(static_cast<const char *>(sqlite3_column_blob(rows.get(), 4)),
                               sqlite3_column_bytes(rows.get(), 4));
        take(std::move(row));
    }
    if (code != SQLITE_DONE)
        return failure("read");
    return number("SELECT value FROM meta WHERE name = 'compacted'");
}

Result<> SqliteEngine::write(const Batch &batch)
{
    const auto step = [](const Statement &statement) {
        const int code = sqlite3_step(statement.get());
        sqlite3_reset(statement.get());
        return code == SQLITE_DONE;
    };
    if (!step(m_begin))
        return failure("write to");
    for (const Row &row : batch.rows) {
        sqlite3_stmt *insert = m_insert.get();
        sqlite3_bind_int64(insert, 1, row.revision);
        sqlite3_bind_text(insert, 2, row.key.constData(), int(row.key.size()), SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, row.createRevision);
        sqlite3_bind_int64(insert, 4, row.deleted ? 1 : 0);
        sqlite3_bind_blob64(insert, 5, row.value.constData(), sqlite3_uint64(row.value.size()), SQLITE_STATIC);
        if (!step(m_insert))
            return failure("write to");
    }
    for (const qint64 revision : batch.forget) {
        sqlite3_bind_int64(m_forget.get(), 1, revision);
        if (!step(m_forget))
            return failure("compact");
    }
    if (batch.compacted > 0) {
        sqlite3_bind_int64(m_setCompacted.get(), 1, batch.compacted);
        if (!step(m_setCompacted))
            return failure("compact");
    }
    if (!step(m_commit))
        return failure("commit to");
    return {};
}

Result<> SqliteEngine::commit(const Batch &batch)
{
    if (auto written = write(batch); !written) {
        if (!sqlite3_get_autocommit(m_db.get()))
            execute("ROLLBACK");
        return written;
    }
    if (m_walPages > truncateAbovePages) {
        sqlite3_wal_checkpoint_v2(m_db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
        m_walPages = 0;
    } else if (m_walPages > passiveAbovePages && m_checkpointer) {
        m_checkpointer->ask();
    }
    return {};
}

Result<> SqliteEngine::backup(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    ORRERY_TRY(target, openDatabase(name));
    sqlite3_backup *backup = sqlite3_backup_init(target.get(), "main", m_db.get(), "main");
    if (!backup)
        return sqliteError(target.get(), name, "write");
    sqlite3_backup_step(backup, -1);
    if (sqlite3_backup_finish(backup) != SQLITE_OK)
        return sqliteError(target.get(), name, "write");
    return {};
}

} // namespace

Result<std::unique_ptr<Engine>> openSqlite(const QString &path, bool fast)
{
    const QByteArray name = path.isEmpty() ? QByteArray() : QFile::encodeName(path);
    if (!name.isEmpty()) {
        // The file holds Secrets. SQLite gives its WAL the mode of the database.
        const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return error(Reason::InternalError, "cannot open " + name + ": " + std::strerror(errno));
        ::close(fd);
    }
    ORRERY_TRY(db, openDatabase(name));
    auto engine = std::make_unique<SqliteEngine>(name, std::move(db));
    ORRERY_CHECK(engine->start(fast));
    qCDebug(lcSqlite) << "open"
                      << "path=" << name << "sqlite=" << sqlite3_libversion();
    return std::unique_ptr<Engine>(std::move(engine));
}

} // namespace orrery::store
