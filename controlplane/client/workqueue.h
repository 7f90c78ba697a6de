// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/cause.h"
#include "controlplane/api/key.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <map>
#include <memory>

namespace orrery::api {
class Counter;
class Gauge;
class Histogram;
class Metrics;
}

namespace orrery::client {

/// Keys to work on: each at most once, in order of arrival, with per-key exponential backoff for failures and delayed re-adds.
/// The first cause that a key was added with stays until it is taken.
/// Thread: one, with an event loop (for the delays).
class WorkQueue final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    void add(const api::Key &key, const api::Cause &cause = {});
    void addAfter(const api::Key &key, std::chrono::milliseconds delay, const api::Cause &cause = {}); ///< the earliest of several wins
    void addRateLimited(const api::Key &key, const api::Cause &cause = {}); ///< 5 ms * 2^failures, at most 1000 s
    void forget(const api::Key &key); ///< resets the failure count
    bool isEmpty() const { return m_order.empty(); }
    qsizetype size() const { return qsizetype(m_order.size()); }
    std::pair<api::Key, api::Cause> take(); ///< the oldest; must not be empty
    /// Counts from now on, under client-go's names (workqueue_*). The metrics outlive it.
    void count(api::Metrics &metrics, const QByteArray &name);
    void worked(std::chrono::nanoseconds duration); ///< on a key that was taken; for the metrics

Q_SIGNALS:
    void ready(); ///< the queue is no longer empty

private:
    void tick();
    struct Delayed { qint64 at = 0; api::Cause cause; };
    void drop(const api::Key &key); // from the delayed ones
    std::deque<api::Key> m_order;
    QHash<api::Key, api::Cause> m_queued;
    QHash<api::Key, Delayed> m_delayed;
    std::multimap<qint64, api::Key> m_byTime; // of m_delayed
    qint64 m_wakeAt = -1; // what the timer waits for
    QHash<api::Key, int> m_failures;
    struct Counters
    {
        api::Counter &adds, &retries;
        api::Gauge &depth;
        api::Histogram &waited, &worked;
    };
    std::unique_ptr<const Counters> m_counters;
    QHash<api::Key, qint64> m_since; ///< nanoseconds; while it counts
    QTimer m_timer;
};

} // namespace orrery::client
