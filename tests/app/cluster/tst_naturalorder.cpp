// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/naturalorder.h"

#include <QTest>

using namespace orrery;

class TestNaturalOrder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsAsPeopleDo();
};

void TestNaturalOrder::countsAsPeopleDo()
{
    QList<QByteArray> names{"node-10", "node-2", "node-1", "a", "node-02b", "node-", "10", "9", ""};
    std::sort(names.begin(), names.end(),
              [](const QByteArray &a, const QByteArray &b) { return cluster::compareNaturally(a, b) < 0; });
    QCOMPARE(names, (QList<QByteArray>{"", "9", "10", "a", "node-", "node-1", "node-2", "node-02b", "node-10"}));
    QCOMPARE(cluster::compareNaturally("web-7", "web-7"), 0);
}

QTEST_GUILESS_MAIN(TestNaturalOrder)
#include "tst_naturalorder.moc"
