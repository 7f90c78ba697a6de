// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/filter.h"
#include "app/models/naturalorder.h"

#include <QTest>

using namespace orrery;
using models::Filter;

class TestFilter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void terms_data();
    void terms();
    void naturalOrder();
};

void TestFilter::terms_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *filter, bool matches) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << matches;
    };
    row("", true);
    row("web", true);
    row("WEB 1", true);
    row("web api", false);
    row("!api", true);
    row("!web", false);
    row("ns:shop", true);
    row("ns:sho", false); // a namespace is named whole
    row("NS:shop", true);
    row("!ns:shop", false);
    row("node:node-1", true);
    row("ip:10.244.", true);
    row("ip:244", false);
    row("status:run", true);
    row("status:fail", false);
    row("-l app=web", true);
    row("-l app=api", false);
    row("-l app!=api", true);
    row("!-l app=web", false);
    row("-l", true); // still being typed
    row("-l app=web=x", false); // no selector
    row("ns:", true);
    row("web ns:shop !status:pending -l tier", true);
}

void TestFilter::terms()
{
    QFETCH(QString, filter);
    QFETCH(bool, matches);
    const Filter::Thing thing{QStringLiteral("shop\nweb-1\nrunning\nnode-1\n10.244.0.7"),
                              QStringLiteral("shop"),
                              QStringLiteral("node-1"),
                              QStringLiteral("10.244.0.7"),
                              QStringLiteral("running"),
                              api::Value::object({{"app", "web"}, {"tier", "front"}})};
    QCOMPARE(Filter(filter).matches(thing), matches);
}

void TestFilter::naturalOrder()
{
    QList<QByteArray> names{"node-10", "node-2", "node-1", "a", "node-02b", "node-", "10", "9", ""};
    std::sort(names.begin(), names.end(),
              [](const QByteArray &a, const QByteArray &b) { return models::compareNaturally(a, b) < 0; });
    QCOMPARE(names, (QList<QByteArray>{"", "9", "10", "a", "node-", "node-1", "node-2", "node-02b", "node-10"}));
    QCOMPARE(models::compareNaturally("web-7", "web-7"), 0);
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
