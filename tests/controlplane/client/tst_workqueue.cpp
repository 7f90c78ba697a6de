// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/workqueue.h"

#include <QSignalSpy>
#include <QTest>

using namespace orrery;
using api::Key;
using client::WorkQueue;
using namespace std::chrono_literals;

class TestWorkQueue final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsOrderAndEachKeyOnce()
    {
        WorkQueue queue;
        QSignalSpy ready(&queue, &WorkQueue::ready);
        queue.add({ "a", "1" });
        queue.add({ "a", "2" });
        queue.add({ "a", "1" });
        QCOMPARE(ready.size(), 1);
        QCOMPARE(queue.size(), 2);
        QCOMPARE(queue.take().first.name, QByteArray("1"));
        queue.add({ "a", "1" });
        QCOMPARE(queue.take().first.name, QByteArray("2"));
        QCOMPARE(queue.take().first.name, QByteArray("1"));
        QVERIFY(queue.isEmpty());
    }
    void theFirstCauseStays()
    {
        WorkQueue queue;
        const api::Cause first = api::Cause::create(), second = api::Cause::create();
        queue.add({ {}, "x" });
        queue.add({ {}, "x" }, first);
        queue.add({ {}, "x" }, second);
        QVERIFY(queue.take().second == first);
        queue.addAfter({ {}, "x" }, 1h, second);
        queue.add({ {}, "x" }, first);
        QVERIFY(queue.take().second == second);
        QVERIFY(queue.isEmpty());
    }
    void delaysComeInTheirOrder()
    {
        WorkQueue queue;
        queue.addAfter({ {}, "late" }, 60ms);
        queue.addAfter({ {}, "early" }, 20ms);
        queue.addAfter({ {}, "never" }, 1h);
        QVERIFY(queue.isEmpty());
        QTRY_COMPARE(queue.size(), 2);
        QCOMPARE(queue.take().first.name, QByteArray("early"));
        QCOMPARE(queue.take().first.name, QByteArray("late"));
    }
    void theEarliestDelayWins()
    {
        WorkQueue queue;
        queue.addAfter({ {}, "x" }, 1h);
        queue.addAfter({ {}, "x" }, 10ms);
        queue.addAfter({ {}, "x" }, 1h);
        QTRY_COMPARE(queue.size(), 1);
        queue.take();
        QVERIFY(queue.isEmpty());
    }
    void addingNowCancelsTheDelay()
    {
        WorkQueue queue;
        QSignalSpy ready(&queue, &WorkQueue::ready);
        queue.addAfter({ {}, "x" }, 30ms);
        queue.add({ {}, "x" });
        queue.take();
        queue.addAfter({ {}, "y" }, 60ms);
        QTRY_COMPARE(queue.size(), 1);
        QCOMPARE(queue.take().first.name, QByteArray("y"));
        QCOMPARE(ready.size(), 2);
    }
    void failuresBackOffAndAreForgotten()
    {
        WorkQueue queue;
        const Key key { {}, "x" };
        for (int i = 0; i < 30; ++i) { // the delay must not overflow
            queue.addRateLimited(key);
            queue.add(key);
            queue.take();
        }
        queue.addRateLimited(key);
        QTest::qWait(50);
        QVERIFY(queue.isEmpty()); // 1000 s
        queue.add(key);
        queue.take();
        queue.forget(key);
        queue.addRateLimited(key);
        QTRY_COMPARE(queue.size(), 1); // 5 ms
    }
};

QTEST_GUILESS_MAIN(TestWorkQueue)
#include "tst_workqueue.moc"
