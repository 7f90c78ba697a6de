// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/engine.h"
#include "controlplane/store/sqlite.h"

#include <QFile>
#include <QLoggingCategory>

#include <atomic>
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

constexpr int pageSize = 8192;
constexpr int passiveAbovePages = 4 * 1024 * 1024 / pageSize; ///< the checkpoint thread wakes
constexpr int truncateAbovePages = 64 * 1024 * 1024 / pageSize; ///< the committer itself empties the WAL
constexpr int backupStepPages = 4 * 1024 * 1024 / pageSize; ///< a few milliseconds between two commits

/// It holds Secrets. SQLite gives its WAL the mode of the database.
Result<> createFile(const QByteArray &path, int flags)
{
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | flags, 0600);
    if (fd < 0)
        return error(Reason::InternalError, "cannot open " + path + ": " + std::strerror(errno));
    ::close(fd);
    return {};
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
    ~SqliteEngine() override
    {
        if (m_backup)
            sqlite3_backup_finish(m_backup);
    }
    Result<> rewrite(const QList<Row> &rows) override;
    bool wasRewritten() const override { return m_version >= schemaVersion; }
    Result<> beginBackup(const QString &path) override;
    Result<bool> stepBackup() override;
    Result<> endBackup(const QList<BackupFile> &files) override;
    qint64 bytes() const override { return m_bytes; }

private:
    Error failure(const char *what) { return sqliteError(m_db.get(), m_path, what); }
    bool execute(const char *sql) { return store::execute(m_db.get(), sql); }
    Statement prepare(const char *sql) { return store::prepare(m_db.get(), sql); }
    Result<qint64> number(const char *sql) { return readNumber(m_db.get(), m_path, sql); }
    void measure();
    Result<> write(const Batch &batch);

    QByteArray m_path;
    Database m_db;
    Statement m_insert, m_forget, m_setCompacted, m_begin, m_commit;
    int m_walPages = 0;
    qint64 m_version = 0;
    std::atomic<qint64> m_bytes{0};
    std::unique_ptr<Checkpointer> m_checkpointer;
    QByteArray m_backupPath;
    Database m_backupTarget;
    sqlite3_backup *m_backup = nullptr;
    bool m_backupWhole = false;
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
    if (version < 1
        && !execute("BEGIN IMMEDIATE;"
                    "CREATE TABLE IF NOT EXISTS rev(rev INTEGER PRIMARY KEY, key TEXT NOT NULL, create_rev INTEGER NOT "
                    "NULL, flags INTEGER NOT NULL, value BLOB NOT NULL);"
                    "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
                    "INSERT OR IGNORE INTO meta VALUES('compacted', 0);"
                    "PRAGMA user_version=1;"
                    "COMMIT"))
        return failure("create");
    m_version = std::max<qint64>(version, 1);
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
        row.key = columnBytes(rows.get(), 1);
        row.createRevision = sqlite3_column_int64(rows.get(), 2);
        row.deleted = sqlite3_column_int64(rows.get(), 3) & 1;
        row.value = columnBytes(rows.get(), 4);
        take(std::move(row));
    }
    if (code != SQLITE_DONE)
        return failure("read");
    measure();
    return number("SELECT value FROM meta WHERE name = 'compacted'");
}

void SqliteEngine::measure()
{
    m_bytes = number("PRAGMA page_count").valueOr(0) * pageSize;
}

Result<> SqliteEngine::rewrite(const QList<Row> &rows)
{
    const Statement update = prepare("UPDATE rev SET value = ? WHERE rev = ?");
    bool good = update && execute("BEGIN IMMEDIATE");
    for (const Row &row : rows) {
        if (!good)
            break;
        sqlite3_bind_blob64(update.get(), 1, row.value.constData(), sqlite3_uint64(row.value.size()), SQLITE_STATIC);
        sqlite3_bind_int64(update.get(), 2, row.revision);
        good = sqlite3_step(update.get()) == SQLITE_DONE;
        sqlite3_reset(update.get());
    }
    // Freed pages and the WAL still hold what was there: the file is made anew, and the WAL cut off.
    if (!good || !execute("COMMIT") || !execute("VACUUM")
        || sqlite3_wal_checkpoint_v2(m_db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) != SQLITE_OK
        || !execute("PRAGMA user_version=2")) {
        const Error failed = failure("rewrite");
        if (!sqlite3_get_autocommit(m_db.get()))
            execute("ROLLBACK");
        return failed;
    }
    static_assert(schemaVersion == 2);
    m_version = schemaVersion;
    measure();
    return {};
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
        measure();
    } else if (m_walPages > passiveAbovePages && m_checkpointer) {
        m_checkpointer->ask();
    }
    return {};
}

Result<> SqliteEngine::beginBackup(const QString &path)
{
    m_backupPath = QFile::encodeName(path);
    m_backupWhole = false;
    ORRERY_CHECK(createFile(m_backupPath, O_EXCL));
    auto target = openDatabase(m_backupPath);
    if (!target) {
        ::unlink(m_backupPath.constData());
        return std::move(target).error();
    }
    m_backupTarget = std::move(*target);
    m_backup = sqlite3_backup_init(m_backupTarget.get(), "main", m_db.get(), "main");
    if (m_backup)
        return {};
    const Error failed = sqliteError(m_backupTarget.get(), m_backupPath, "write");
    (void)endBackup({});
    return failed;
}

/// What this connection commits between two steps, SQLite brings to the copy as well.
Result<bool> SqliteEngine::stepBackup()
{
    const int code = sqlite3_backup_step(m_backup, backupStepPages);
    if (code == SQLITE_DONE || code == SQLITE_OK) {
        m_backupWhole = code == SQLITE_DONE;
        return m_backupWhole;
    }
    return error(Reason::InternalError, "cannot write " + m_backupPath + ": " + sqlite3_errstr(code));
}

Result<> SqliteEngine::endBackup(const QList<BackupFile> &files)
{
    if (m_backup)
        sqlite3_backup_finish(std::exchange(m_backup, nullptr));
    const Database target = std::move(m_backupTarget);
    if (!m_backupWhole) {
        ::unlink(m_backupPath.constData());
        return error(Reason::InternalError, "the backup is not complete");
    }
    bool good = store::execute(target.get(),
                               "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; BEGIN;"
                               "CREATE TABLE files(name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID");
    const Statement insert = store::prepare(target.get(), "INSERT INTO files VALUES(?, ?)");
    for (const BackupFile &file : files) {
        if (!good || !insert)
            break;
        sqlite3_bind_text(insert.get(), 1, file.name.constData(), int(file.name.size()), SQLITE_STATIC);
        sqlite3_bind_blob64(insert.get(), 2, file.bytes.constData(), sqlite3_uint64(file.bytes.size()), SQLITE_STATIC);
        good = sqlite3_step(insert.get()) == SQLITE_DONE;
        sqlite3_reset(insert.get());
    }
    const QByteArray mark = "PRAGMA application_id=" + QByteArray::number(backupId) + "; COMMIT";
    if (good && insert && store::execute(target.get(), mark.constData()))
        return {};
    const Error failed = sqliteError(target.get(), m_backupPath, "write");
    ::unlink(m_backupPath.constData());
    return failed;
}

} // namespace

Result<std::unique_ptr<Engine>> openSqlite(const QString &path, bool fast)
{
    const QByteArray name = path.isEmpty() ? QByteArray() : QFile::encodeName(path);
    if (!name.isEmpty())
        ORRERY_CHECK(createFile(name, 0));
    ORRERY_TRY(db, openDatabase(name));
    auto engine = std::make_unique<SqliteEngine>(name, std::move(db));
    ORRERY_CHECK(engine->start(fast));
    qCDebug(lcSqlite) << "open"
                      << "path=" << name << "sqlite=" << sqlite3_libversion();
    return std::unique_ptr<Engine>(std::move(engine));
}

} // namespace orrery::store
