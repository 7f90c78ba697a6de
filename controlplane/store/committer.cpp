// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/committer.h"

#include "controlplane/api/metrics.h"

#include <chrono>
#include <pthread.h>

namespace orrery::store {

Committer::Committer(std::unique_ptr<Engine> engine, qint64 durable, std::function<void(qint64)> committed,
                     std::function<void(const api::Error &)> failed, api::Histogram *seconds)
    : m_engine(std::move(engine))
    , m_committed(std::move(committed))
    , m_failed(std::move(failed))
    , m_seconds(seconds)
    , m_durable(durable)
    , m_thread([this] { run(); })
{
}

Committer::~Committer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Committer::append(Row row)
{
    bool wake;
    {
        const std::lock_guard lock(m_mutex);
        m_rows.append(std::move(row));
        wake = m_rows.size() == 1 || m_rows.size() == m_awaited;
    }
    if (wake)
        m_wake.notify_one();
}

void Committer::forget(qint64 compacted, const QList<qint64> &revisions)
{
    {
        const std::lock_guard lock(m_mutex);
        m_compacted = std::max(m_compacted, compacted);
        m_forget.insert(m_forget.end(), revisions.begin(), revisions.end());
    }
    m_wake.notify_one();
}

void Committer::backup(const QString &path, const QList<BackupFile> &files, BackedUp done)
{
    {
        const std::lock_guard lock(m_mutex);
        m_backups.push_back({path, files, std::move(done)});
    }
    m_wake.notify_one();
}

bool Committer::stepBackup(Backup &backup, bool stopping)
{
    if (!backup.begun) {
        const auto begun = stopping
            ? api::Result<>(api::error(api::Reason::ServiceUnavailable, "the store is being closed"))
            : m_engine->beginBackup(backup.path);
        if (!begun) {
            backup.done(begun.error());
            return true;
        }
        backup.begun = true;
    }
    const auto whole
        = stopping ? api::Result<bool>(true) : m_engine->stepBackup(); // what is not whole, does not end well
    if (whole && !*whole)
        return false;
    const auto ended = m_engine->endBackup(backup.files);
    backup.done(!whole ? whole.error() : !ended ? ended.error() : api::Result<qint64>(m_durable));
    return true;
}

void Committer::run()
{
    pthread_setname_np(pthread_self(), "store");
    qsizetype last = 0;
    bool broken = false;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] {
            return m_stop || !m_backups.empty() || !m_rows.isEmpty() || !m_forget.empty() || m_compacted;
        });
        if (!m_backups.empty()) {
            Backup &backup = m_backups.front(); // others are only added behind it
            const bool stopping = m_stop;
            lock.unlock();
            const bool over = stepBackup(backup, stopping);
            lock.lock();
            if (over)
                m_backups.pop_front();
            if (m_rows.isEmpty())
                continue;
        }
        if (m_stop && m_rows.isEmpty() && !m_compacted)
            return;
        if (!m_stop && last > 1 && !m_rows.isEmpty() && m_rows.size() < last) {
            m_awaited = last;
            m_wake.wait_for(lock, std::chrono::milliseconds(1), [&] { return m_stop || m_rows.size() >= last; });
            m_awaited = 1;
        }
        Engine::Batch batch;
        batch.rows = std::exchange(m_rows, {});
        batch.compacted = std::exchange(m_compacted, 0);
        const auto slice = std::min<qsizetype>(sliceRows, qsizetype(m_forget.size()));
        batch.forget = QList<qint64>(m_forget.begin(), m_forget.begin() + slice);
        m_forget.erase(m_forget.begin(), m_forget.begin() + slice);
        last = batch.rows.size();
        lock.unlock();
        if (!broken) {
            const auto begin = std::chrono::steady_clock::now();
            if (const auto done = m_engine->commit(batch); !done) {
                broken = true; // what follows would leave a gap; nothing more is written
                m_failed(done.error());
            } else if (!batch.rows.isEmpty()) {
                if (m_seconds)
                    m_seconds->observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
                m_durable = batch.rows.constLast().revision;
                m_committed(batch.rows.constLast().revision);
            }
        }
        batch = {};
        lock.lock();
    }
}

} // namespace orrery::store
