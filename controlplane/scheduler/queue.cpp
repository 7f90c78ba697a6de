// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/queue.h"

namespace orrery::scheduler {

using namespace api;

void Queue::insert(Item item, Part part)
{
    Where where { part, 0, item.arrival };
    const Key key = item.key;
    switch (part) {
    case Part::Active:
        where.first = -item.priority;
        m_active.emplace(Rank(where.first, item.arrival), std::move(item));
        break;
    case Part::Backoff:
        where.first = item.notBefore;
        m_backoff.emplace(std::pair(where.first, item.arrival), std::move(item));
        break;
    case Part::Unschedulable:
        m_unschedulable.emplace(item.arrival, std::move(item));
        break;
    }
    m_where.insert(key, where);
}

Queue::Item Queue::extract(const Key &key)
{
    const Where where = m_where.take(key);
    switch (where.part) {
    case Part::Active:
        return std::move(m_active.extract({ where.first, where.arrival }).mapped());
    case Part::Backoff:
        return std::move(m_backoff.extract({ where.first, where.arrival }).mapped());
    case Part::Unschedulable:
        break;
    }
    return std::move(m_unschedulable.extract(where.arrival).mapped());
}

void Queue::add(const Key &key, qint64 priority, const Cause &cause)
{
    Item item { key, priority, cause, 0, 0, ++m_arrivals };
    if (m_where.contains(key)) {
        const Item old = extract(key);
        item.attempts = old.attempts;
        item.arrival = old.arrival;
        if (item.cause.isEmpty())
            item.cause = old.cause;
    }
    insert(std::move(item), Part::Active);
}

void Queue::remove(const Key &key)
{
    if (m_where.contains(key))
        extract(key);
}

std::optional<Queue::Item> Queue::take()
{
    if (m_active.empty())
        return {};
    Item item = extract(Key(m_active.begin()->second.key));
    ++item.attempts;
    return item;
}

void Queue::putBack(Item item, bool retry)
{
    if (m_where.contains(item.key))
        return; // it changed meanwhile and waits already
    const qint64 seconds = std::min<qint64>(10, qint64(1) << std::min(item.attempts - 1, 4));
    item.notBefore = m_clock.now() + seconds * 1'000'000;
    insert(std::move(item), retry ? Part::Backoff : Part::Unschedulable);
}

void Queue::wake(const Cause &cause)
{
    const qint64 now = m_clock.now();
    auto all = std::exchange(m_unschedulable, {});
    for (auto &[arrival, item] : all) {
        m_where.remove(item.key);
        if (!cause.isEmpty())
            item.cause = cause;
        const bool over = item.notBefore <= now;
        insert(std::move(item), over ? Part::Active : Part::Backoff);
    }
}

std::optional<qint64> Queue::nextDue() const
{
    if (m_backoff.empty())
        return {};
    return m_backoff.begin()->first.first;
}

void Queue::promote()
{
    const qint64 now = m_clock.now();
    while (!m_backoff.empty() && m_backoff.begin()->first.first <= now) {
        Item item = extract(Key(m_backoff.begin()->second.key));
        insert(std::move(item), Part::Active);
    }
}

} // namespace orrery::scheduler
