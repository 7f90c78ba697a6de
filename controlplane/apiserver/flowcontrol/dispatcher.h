// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/flowcontrol/rules.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace orrery::flowcontrol {

class Level;

/// What a request holds while it executes; letting go of it frees its place. Thread: the api thread.
class Seat final
{
public:
    Seat() = default;
    explicit Seat(std::shared_ptr<Level> level);
    Seat(Seat &&other) noexcept = default;
    Seat &operator=(Seat &&other) noexcept
    {
        release();
        m_level = std::move(other.m_level);
        return *this;
    }
    ~Seat() { release(); }
    void release();

private:
    std::shared_ptr<Level> m_level;
};

enum class Outcome : quint8 { Run, Rejected, TimedOut };

/// A request that waits for its turn. run is called once: with a seat, or with why there is none.
struct Waiting
{
    std::function<void(Outcome outcome, Seat seat)> run;
    qint64 since = 0; ///< nanoseconds
};

/// The requests of one priority level. Two things are shared out among levels: seats (requests between their start and
/// their answer: writes wait for the disk there), and the time of the one thread that does all the work. A level may
/// spend its share of each round at once; beyond that its requests wait, and take turns with those of other levels,
/// flow by flow. So nobody who stays within its share waits for those who do not. Thread: the api thread.
class Level final
{
public:
    explicit Level(LevelRules rules_)
        : rules(std::move(rules_))
    {
    }

    LevelRules rules;
    int seats = 1;
    qint64 slice = 0; ///< nanoseconds a round
    int executing = 0;
    int waiting = 0;
    bool retired = false; ///< its object is gone; what waits is still served

private:
    friend class Dispatcher;
    friend class Seat;
    bool enqueue(size_t flow, Waiting &&request);
    Waiting take();

    qint64 m_round = 0, m_spent = 0; ///< time used up in that round
    std::vector<std::deque<Waiting>> m_queues;
    std::deque<size_t> m_turns; ///< the queues that hold something, in turn
    std::function<void()> m_freed;
};

/// Decides when a request may run. Does not: know schemas or users. Thread: the api thread. Lifetime: FlowControl's.
class Dispatcher final
{
public:
    /// now: nanoseconds, steady. wake: asks for a dispatch() once the event loop has looked at everything else.
    Dispatcher(std::function<qint64()> now, std::function<void()> wake);
    ~Dispatcher(); ///< seats may outlive it; what waits is forgotten
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    static constexpr int totalSeats = 600; ///< Kubernetes' 400 + 200
    static constexpr qint64 roundLength = 20'000'000, dispatchLength = 4'000'000, longestWait = 15'000'000'000;

    /// The levels as they are from now on.
    void setLevels(const std::vector<LevelRules> &levels);
    std::shared_ptr<Level> level(const QByteArray &name) const;
    std::vector<std::shared_ptr<const Level>> levels() const;

    /// Runs the request at once, or in its turn, or refuses it at once.
    void submit(const std::shared_ptr<Level> &level, size_t flow, Waiting request);
    /// Requests that wait, for a few milliseconds; asks to be called again if some are left.
    void dispatch();

private:
    void run(const std::shared_ptr<Level> &level, Waiting request);
    void startRound(Level &level, qint64 now) const;
    std::shared_ptr<Level> next() const;
    void askForWake();

    const std::function<qint64()> m_now;
    const std::function<void()> m_wake;
    std::map<QByteArray, std::shared_ptr<Level>> m_levels;
    std::vector<std::shared_ptr<Level>> m_retired; ///< with somebody waiting
    std::vector<std::weak_ptr<Level>> m_closed; ///< all that are gone; some request may still have a seat there
    bool m_asked = false;
};

} // namespace orrery::flowcontrol
