// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/queue.h"

#include <QTest>

using namespace orrery;
using namespace orrery::scheduler;
using api::Key;

struct ManualClock final : api::Clock
{
    qint64 time = 1'000'000;
    qint64 now() const override { return time; }
};

class TestQueue final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byPriorityThenArrival()
    {
        ManualClock clock;
        Queue queue(clock);
        queue.add({ "d", "a" }, 0, {});
        queue.add({ "d", "b" }, 10, {});
        queue.add({ "d", "c" }, 0, {});
        queue.add({ "d", "a" }, 0, {}); // again: keeps its place
        QCOMPARE(queue.take()->key.name, QByteArray("b"));
        QCOMPARE(queue.take()->key.name, QByteArray("a"));
        QCOMPARE(queue.take()->key.name, QByteArray("c"));
        QVERIFY(!queue.take());
    }
    void backsOffLongerEachTime()
    {
        ManualClock clock;
        Queue queue(clock);
        queue.add({ "d", "a" }, 0, {});
        for (const qint64 seconds : { 1, 2, 4, 8, 10, 10 }) {
            auto item = queue.take();
            QVERIFY(item);
            queue.putBack(*item, true);
            QVERIFY(!queue.hasActive());
            QCOMPARE(*queue.nextDue(), clock.time + seconds * 1'000'000);
            clock.time += seconds * 1'000'000 - 1;
            queue.promote();
            QVERIFY(!queue.hasActive());
            clock.time += 1;
            queue.promote();
            QVERIFY(queue.hasActive());
        }
    }
    void unschedulableWaitForAnEvent()
    {
        ManualClock clock;
        Queue queue(clock);
        queue.add({ "d", "a" }, 0, {});
        queue.putBack(*queue.take(), false);
        QVERIFY(!queue.nextDue());
        QCOMPARE(queue.size(), 1);
        const api::Cause cause = api::Cause::create();
        queue.wake(cause); // within the back-off
        QVERIFY(!queue.hasActive());
        QVERIFY(queue.nextDue());
        clock.time += 1'000'000;
        queue.promote();
        auto item = queue.take();
        QVERIFY(item->cause == cause);
        queue.putBack(*item, false);
        clock.time += 60'000'000;
        queue.wake({});
        QVERIFY(queue.hasActive()); // the back-off was over long ago
    }
    void removedAnywhere()
    {
        ManualClock clock;
        Queue queue(clock);
        for (const char *name : { "active", "backoff", "unschedulable" })
            queue.add({ "d", name }, 0, {});
        auto active = *queue.take(), backoff = *queue.take(), unschedulable = *queue.take();
        queue.add(active.key, 0, {});
        queue.putBack(backoff, true);
        queue.putBack(unschedulable, false);
        QCOMPARE(queue.size(), 3);
        for (const char *name : { "active", "backoff", "unschedulable" })
            queue.remove({ "d", name });
        QCOMPARE(queue.size(), 0);
        QVERIFY(!queue.hasActive());
        QVERIFY(!queue.nextDue());
        queue.remove({ "d", "never there" });
    }
    void aChangedPodIsTriedAtOnce()
    {
        ManualClock clock;
        Queue queue(clock);
        queue.add({ "d", "a" }, 0, {});
        auto item = *queue.take();
        queue.putBack(item, false);
        queue.add({ "d", "a" }, 5, {});
        QCOMPARE(queue.take()->priority, 5);
        queue.add({ "d", "a" }, 5, {});
        queue.putBack(item, false); // an old attempt's end does not push it out
        QVERIFY(queue.hasActive());
    }
};

QTEST_GUILESS_MAIN(TestQueue)
#include "tst_queue.moc"
