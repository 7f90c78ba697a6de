// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/store/engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace orrery::api {
class Histogram;
}

namespace orrery::store {

/// The store thread: takes all rows that queued while the last commit ran, commits them together, and says how far it
/// got. After a batch of several it waits up to a millisecond for as many again: whoever was just answered is likely to
/// write next. Superseded rows are deleted in slices, between or along with batches. Thread: every function from the
/// api thread; the two callbacks come on the store thread. Lifetime: the destructor commits what is queued (of what is
/// to be forgotten only the first slice: the next start takes the rest) and joins.
class Committer final
{
public:
    /// durable: the newest revision that the engine has.
    Committer(std::unique_ptr<Engine> engine, qint64 durable, std::function<void(qint64 revision)> committed,
              std::function<void(const api::Error &)> failed, api::Histogram *seconds = nullptr);
    ~Committer();
    Committer(const Committer &) = delete;
    Committer &operator=(const Committer &) = delete;

    void append(Row row);
    void forget(qint64 compacted, const QList<qint64> &revisions);
    using BackedUp = std::function<void(api::Result<qint64> revision)>;
    /// done: on the store thread. One after the other, a few pages between two commits.
    void backup(const QString &path, const QList<BackupFile> &files, BackedUp done);
    qint64 bytes() const { return m_engine->bytes(); } ///< that the file takes

    static constexpr int sliceRows = 200;

private:
    struct Backup
    {
        QString path;
        QList<BackupFile> files;
        BackedUp done;
        bool begun = false;
    };
    void run();
    bool stepBackup(Backup &backup, bool stopping); ///< true: it is done, or has failed

    std::unique_ptr<Engine> m_engine;
    const std::function<void(qint64)> m_committed;
    const std::function<void(const api::Error &)> m_failed;
    api::Histogram *const m_seconds; ///< that commits took; may be null
    std::mutex m_mutex;
    std::condition_variable m_wake;
    QList<Row> m_rows;
    std::deque<qint64> m_forget;
    qint64 m_compacted = 0;
    std::deque<Backup> m_backups;
    qint64 m_durable = 0; ///< the store thread's
    qsizetype m_awaited = 1; ///< rows that are worth waking for
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace orrery::store
