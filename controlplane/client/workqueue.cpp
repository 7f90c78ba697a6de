// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/workqueue.h"

#include "controlplane/api/metrics.h"

namespace orrery::client {

namespace {

qint64 monotonicMilliseconds()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

qint64 monotonicNanoseconds()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

void WorkQueue::count(api::Metrics &metrics, const QByteArray &name)
{
    const auto bounds = api::Metrics::exponential(1e-8, 10, 10);
    m_counters.reset(new Counters {
        metrics.counter("workqueue_adds_total", "Total number of adds handled by workqueue.", { "name" }).with({ name }),
        metrics.counter("workqueue_retries_total", "Total number of retries handled by workqueue.", { "name" }).with({ name }),
        metrics.gauge("workqueue_depth", "Current depth of workqueue.", { "name" }).with({ name }),
        metrics.histogram("workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested.", bounds, { "name" }).with({ name }),
        metrics.histogram("workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes.", bounds, { "name" }).with({ name }),
    });
    m_counters->depth.set(size());
}

void WorkQueue::worked(std::chrono::nanoseconds duration)
{
    if (m_counters)
        m_counters->worked.observe(double(duration.count()) / 1e9);
}

void WorkQueue::drop(const api::Key &key)
{
    const auto it = m_delayed.constFind(key);
    if (it == m_delayed.cend())
        return;
    const auto [from, to] = m_byTime.equal_range(it->at);
    for (auto entry = from; entry != to; ++entry) {
        if (entry->second == key) {
            m_byTime.erase(entry);
            break;
        }
    }
    m_delayed.erase(it);
}

void WorkQueue::add(const api::Key &key, const api::Cause &cause)
{
    const api::Cause delayed = m_delayed.value(key).cause;
    const api::Cause &kept = delayed.isEmpty() ? cause : delayed;
    drop(key);
    const auto queued = m_queued.find(key);
    if (queued != m_queued.end()) {
        if (queued->isEmpty())
            *queued = kept;
        return;
    }
    m_queued.insert(key, kept);
    m_order.push_back(key);
    if (m_counters) {
        m_counters->adds.add();
        m_counters->depth.add();
        m_since.insert(key, monotonicNanoseconds());
    }
    if (m_order.size() == 1)
        Q_EMIT ready();
}

void WorkQueue::addAfter(const api::Key &key, std::chrono::milliseconds delay, const api::Cause &cause)
{
    if (delay.count() <= 0)
        return add(key, cause);
    if (m_queued.contains(key))
        return;
    Delayed entry { monotonicMilliseconds() + delay.count(), cause };
    if (const auto existing = m_delayed.constFind(key); existing != m_delayed.cend()) {
        entry.at = std::min(entry.at, existing->at);
        if (!existing->cause.isEmpty())
            entry.cause = existing->cause;
        drop(key);
    }
    m_byTime.emplace(entry.at, key);
    m_delayed.insert(key, entry);
    if (m_wakeAt < 0 || entry.at < m_wakeAt)
        tick();
}

void WorkQueue::addRateLimited(const api::Key &key, const api::Cause &cause)
{
    const int failures = m_failures[key]++;
    if (m_counters)
        m_counters->retries.add();
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
    if (m_counters) {
        m_counters->depth.add(-1);
        if (const qint64 since = m_since.take(key))
            m_counters->waited.observe(double(monotonicNanoseconds() - since) / 1e9);
    }
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
    while (!m_byTime.empty() && m_byTime.begin()->first <= now)
        add(api::Key(m_byTime.begin()->second));
    m_wakeAt = m_byTime.empty() ? -1 : m_byTime.begin()->first;
    if (m_wakeAt < 0)
        m_timer.stop();
    else
        m_timer.start(std::chrono::milliseconds(m_wakeAt - now));
}

} // namespace orrery::client
