// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/cause.h"
#include "controlplane/api/clock.h"
#include "controlplane/api/key.h"

#include <QHash>

#include <map>
#include <optional>

namespace orrery::scheduler {

/// Pods that wait for a place: active (to try now, by priority, then by arrival), backing off (1 s doubling to 10 s after failures), and
/// unschedulable (to try again when something changed that may help).
/// Does not: keep time itself; the owner asks at nextDue(). Thread: one. Lifetime: owner's; the clock outlives it.
class Queue final
{
public:
    explicit Queue(const api::Clock &clock) : m_clock(clock) { }

    struct Item
    {
        api::Key key;
        qint64 priority = 0;
        api::Cause cause; ///< of the event that woke it
        int attempts = 0;
        qint64 notBefore = 0; ///< microseconds
        quint64 arrival = 0;
    };
    /// A new or changed pod: to the active queue at once, whatever part it was in.
    void add(const api::Key &key, qint64 priority, const api::Cause &cause);
    void remove(const api::Key &key);
    std::optional<Item> take(); ///< the next active one; it is in no part until put back
    /// After a failed attempt: waits for wake(), or for its back-off only (`retry`).
    void putBack(Item item, bool retry);
    /// Something changed: every unschedulable pod is tried again, after its back-off.
    void wake(const api::Cause &cause);
    std::optional<qint64> nextDue() const; ///< when the next pod has backed off; microseconds
    void promote(); ///< moves those whose back-off is over to the active part
    bool hasActive() const { return !m_active.empty(); }
    qsizetype size() const { return m_where.size(); }

private:
    enum class Part { Active, Backoff, Unschedulable };
    using Rank = std::pair<qint64, quint64>; // (-priority, arrival)
    void insert(Item item, Part part);
    Item extract(const api::Key &key);

    const api::Clock &m_clock;
    std::map<Rank, Item> m_active;
    std::map<std::pair<qint64, quint64>, Item> m_backoff; // (notBefore, arrival)
    std::map<quint64, Item> m_unschedulable; // by arrival
    struct Where { Part part; qint64 first = 0; quint64 arrival = 0; };
    QHash<api::Key, Where> m_where;
    quint64 m_arrivals = 0;
};

} // namespace orrery::scheduler
