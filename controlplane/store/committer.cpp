// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/committer.h"

#include <chrono>
#include <pthread.h>

namespace orrery::store {

Committer::Committer(std::unique_ptr<Engine> engine, std::function<void(qint64)> committed,
                     std::function<void(const api::Error &)> failed)
    : m_engine(std::move(engine))
    , m_committed(std::move(committed))
    , m_failed(std::move(failed))
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

api::Result<> Committer::backup(const QString &path)
{
    Backup backup{path, {}};
    std::unique_lock lock(m_mutex);
    m_backup = &backup;
    m_wake.notify_one();
    m_backupDone.wait(lock, [&] { return backup.result.has_value(); });
    return *backup.result;
}

void Committer::run()
{
    pthread_setname_np(pthread_self(), "store");
    qsizetype last = 0;
    bool broken = false;
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock,
                    [this] { return m_stop || m_backup || !m_rows.isEmpty() || !m_forget.empty() || m_compacted; });
        if (Backup *backup = std::exchange(m_backup, nullptr)) {
            lock.unlock();
            auto result = m_engine->backup(backup->path);
            lock.lock();
            backup->result = std::move(result);
            m_backupDone.notify_one();
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
            if (const auto done = m_engine->commit(batch); !done) {
                broken = true; // what follows would leave a gap; nothing more is written
                m_failed(done.error());
            } else if (!batch.rows.isEmpty()) {
                m_committed(batch.rows.constLast().revision);
            }
        }
        batch = {};
        lock.lock();
    }
}

} // namespace orrery::store
