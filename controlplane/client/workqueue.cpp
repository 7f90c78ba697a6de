// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/workqueue.h"

#include <QDeadlineTimer>

namespace orrery::client {

namespace {

qint64 monotonicMilliseconds()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

void WorkQueue::add(const api::Key &key, const api::Cause &cause)
{
    const auto delayed = m_delayed.constFind(key);
    api::Cause kept = cause;
    if (delayed != m_delayed.cend()) {
        if (!delayed->cause.isEmpty())
            kept = delayed->cause;
        m_delayed.erase(delayed);
    }
    const auto queued = m_queued.find(key);
    if (queued != m_queued.end()) {
        if (queued->isEmpty())
            *queued = kept;
        return;
    }
    m_queued.insert(key, kept);
    m_order.push_back(key);
    if (m_order.size() == 1)
        Q_EMIT ready();
}

void WorkQueue::addAfter(const api::Key &key, std::chrono::milliseconds delay, const api::Cause &cause)
{
    if (delay.count() <= 0)
        return add(key, cause);
    if (m_queued.contains(key))
        return;
    const qint64 at = monotonicMilliseconds() + delay.count();
    const auto existing = m_delayed.find(key);
    if (existing == m_delayed.end()) {
        m_delayed.insert(key, { at, cause });
    } else {
        existing->at = std::min(existing->at, at);
        if (existing->cause.isEmpty())
            existing->cause = cause;
    }
    tick();
}

void WorkQueue::addRateLimited(const api::Key &key, const api::Cause &cause)
{
    const int failures = m_failures[key]++;
    // client-go's ItemExponentialFailureRateLimiter: 5 ms, doubled each time, at most 1000 s.
    const qint64 delay = failures >= 18 ? 1'000'000 : std::min<qint64>(1'000'000, qint64(5) << failures);
    addAfter(key, std::chrono::milliseconds(delay), cause);
}

void WorkQueue::forget(const api::Key &key)
{
    m_failures.remove(key);
}

std::pair<api::Key, api::Cause> WorkQueue::take()
{
    Q_ASSERT(!m_order.empty());
    api::Key key = std::move(m_order.front());
    m_order.pop_front();
    api::Cause cause = m_queued.take(key);
    return { std::move(key), std::move(cause) };
}

void WorkQueue::tick()
{
    if (!m_timer.isSingleShot()) {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &WorkQueue::tick);
    }
    const qint64 now = monotonicMilliseconds();
    std::vector<std::pair<qint64, api::Key>> due;
    qint64 next = -1;
    for (auto it = m_delayed.cbegin(); it != m_delayed.cend(); ++it) {
        if (it->at <= now)
            due.emplace_back(it->at, it.key());
        else if (next < 0 || it->at < next)
            next = it->at;
    }
    std::stable_sort(due.begin(), due.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    if (next >= 0)
        m_timer.start(std::chrono::milliseconds(next - now));
    else
        m_timer.stop();
    for (const auto &[at, key] : due)
        add(key);
}

} // namespace orrery::client
