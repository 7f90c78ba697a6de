// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/flowcontrol/dispatcher.h"

#include <QVarLengthArray>

#include <cmath>

namespace orrery::flowcontrol {

Seat::Seat(std::shared_ptr<Level> level)
    : m_level(std::move(level))
{
    ++m_level->executing;
}

void Seat::release()
{
    if (const auto level = std::exchange(m_level, nullptr)) {
        --level->executing;
        if (level->waiting > 0 && level->m_freed)
            level->m_freed();
    }
}

/// Shuffle sharding: a flow has a hand of queues and takes the shortest of them, so that one flow that fills its hand
/// hardly ever fills all of another's.
bool Level::enqueue(size_t flow, Waiting &&request)
{
    if (!rules.queues) { // no queues: what waits is only due later, and counts as executing
        m_queues.resize(std::max<size_t>(m_queues.size(), 1)); // it may have had queues before, and they be full
        if (executing + waiting >= seats)
            return false;
        flow = 0;
    } else {
        m_queues.resize(std::max<size_t>(m_queues.size(), size_t(rules.queueCount)));
        QVarLengthArray<size_t, 16> hand;
        size_t best = 0;
        for (int i = 0; i < rules.handSize; ++i) {
            const size_t left = size_t(rules.queueCount - i);
            size_t card = flow % left;
            flow /= left;
            for (const size_t dealt : hand)
                card += card >= dealt ? 1 : 0;
            hand.insert(std::upper_bound(hand.begin(), hand.end(), card), card);
            if (i == 0 || m_queues[card].size() < m_queues[best].size())
                best = card;
        }
        if (m_queues[best].size() >= size_t(rules.queueLength))
            return false;
        flow = best;
    }
    if (m_queues[flow].empty())
        m_turns.push_back(flow);
    m_queues[flow].push_back(std::move(request));
    ++waiting;
    return true;
}

Waiting Level::take()
{
    const size_t queue = m_turns.front();
    m_turns.pop_front();
    Waiting request = std::move(m_queues[queue].front());
    m_queues[queue].pop_front();
    if (!m_queues[queue].empty())
        m_turns.push_back(queue);
    --waiting;
    return request;
}

Dispatcher::Dispatcher(std::function<qint64()> now, std::function<void()> wake)
    : m_now(std::move(now))
    , m_wake(std::move(wake))
{
}

Dispatcher::~Dispatcher()
{
    const auto close = [](Level &level) {
        level.m_freed = nullptr;
        level.waiting = 0;
        level.m_turns.clear();
        level.m_queues.clear();
    };
    for (const auto &[name, level] : m_levels)
        close(*level);
    for (const auto &level : m_closed)
        if (const auto still = level.lock())
            close(*still);
}

void Dispatcher::setLevels(const std::vector<LevelRules> &levels)
{
    double sum = 0;
    for (const LevelRules &rules : levels)
        sum += rules.exempt ? 0 : rules.shares;
    std::map<QByteArray, std::shared_ptr<Level>> before = std::exchange(m_levels, {});
    for (const LevelRules &rules : levels) {
        std::shared_ptr<Level> level;
        if (const auto found = before.find(rules.name); found != before.end()) {
            level = found->second;
            before.erase(found);
            level->rules = rules;
        } else {
            level = std::make_shared<Level>(rules);
            level->m_freed = [this] { askForWake(); };
        }
        const double share = sum > 0 ? rules.shares / sum : 1;
        level->seats = std::max(1, int(std::ceil(totalSeats * share)));
        level->slice
            = qint64(double(roundLength) * std::min(share, 0.25)); // a quarter even of an idle server's, in one go
        m_levels[rules.name] = level;
    }
    std::erase_if(m_closed, [](const auto &level) { return level.expired(); });
    for (auto &[name, level] : before) {
        m_closed.push_back(level);
        level->retired = true;
        level->seats = totalSeats;
        if (level->waiting > 0)
            m_retired.push_back(level);
    }
}

std::shared_ptr<Level> Dispatcher::level(const QByteArray &name) const
{
    const auto found = m_levels.find(name);
    return found == m_levels.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const Level>> Dispatcher::levels() const
{
    std::vector<std::shared_ptr<const Level>> out;
    for (const auto &[name, level] : m_levels)
        out.push_back(level);
    return out;
}

void Dispatcher::startRound(Level &level, qint64 now) const
{
    const qint64 round = now / roundLength;
    if (level.m_round != round) {
        level.m_round = round;
        level.m_spent = 0;
    }
}

void Dispatcher::submit(const std::shared_ptr<Level> &level, size_t flow, Waiting request)
{
    if (level->rules.exempt) {
        request.run(Outcome::Run, {});
        return;
    }
    request.since = m_now();
    startRound(*level, request.since);
    if (level->waiting == 0 && level->executing < level->seats && level->m_spent < level->slice) {
        run(level, std::move(request));
        return;
    }
    if (!level->enqueue(flow, std::move(request))) {
        request.run(Outcome::Rejected, {});
        return;
    }
    askForWake();
}

void Dispatcher::run(const std::shared_ptr<Level> &level, Waiting request)
{
    const qint64 begin = m_now();
    request.run(Outcome::Run, Seat(level));
    level->m_spent += m_now() - begin;
}

/// Of those that may go on: who has had the least of what is due to it.
std::shared_ptr<Level> Dispatcher::next() const
{
    std::shared_ptr<Level> best;
    const auto spent
        = [](const Level &level) { return double(level.m_spent) / double(std::max<qint64>(level.slice, 1)); };
    const auto consider = [&](const std::shared_ptr<Level> &level) {
        if (level->waiting > 0 && level->executing < level->seats && (!best || spent(*level) < spent(*best)))
            best = level;
    };
    for (const auto &[name, level] : m_levels)
        consider(level);
    for (const auto &level : m_retired)
        consider(level);
    return best;
}

void Dispatcher::dispatch()
{
    m_asked = false;
    const qint64 begin = m_now();
    for (const auto &[name, level] : m_levels)
        startRound(*level, begin);
    qint64 now = begin;
    while (const auto level = next()) {
        if (now - begin >= dispatchLength) {
            askForWake();
            break;
        }
        Waiting request = level->take();
        if (now - request.since > longestWait)
            request.run(Outcome::TimedOut, {});
        else
            run(level, std::move(request));
        now = m_now();
    }
    std::erase_if(m_retired, [](const auto &level) { return level->waiting == 0; });
}

void Dispatcher::askForWake()
{
    if (!std::exchange(m_asked, true))
        m_wake();
}

} // namespace orrery::flowcontrol
