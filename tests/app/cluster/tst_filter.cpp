// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/filter.h"

#include <QTest>

using namespace orrery;
using cluster::Filter;

class TestFilter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void terms_data();
    void terms();
    void problems_data();
    void problems();
    void wordsApart();
    void boundsItsInput();
};

void TestFilter::terms_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *filter, bool matches) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << matches;
    };
    row("", true);
    row("   ", true);
    row("web", true);
    row("WEB 1", true);
    row("web api", false);
    row("web10", true); // a name's dashes may be left out
    row("eb1", true);
    row("web2", false);
    row("\"web10\"", false); // but not of what is quoted
    row("\"web-10\"", true);
    row("\"running on\"", true);
    row("'running on' !\"running off\"", true);
    row("\"running of", false); // an open quote ends with the text
    row("!api", true);
    row("!web", false);
    row("!!web", true);
    row("!", true); // still being typed
    row("ns:shop", true);
    row("ns:sho", false); // a namespace is named whole
    row("NS:shop", true);
    row("namespace:shop", true);
    row("ns:default,shop", true);
    row("ns:default,kube-system", false);
    row("!ns:default,shop", false);
    row("!ns:shop", false);
    row("kind:pod", true);
    row("kind:po", true);
    row("kind:Pods", true);
    row("kind:p", false);
    row("kind:service,pod", true);
    row("node:node-1", true);
    row("node:node-", true);
    row("node:node", true);
    row("node:node-12", false);
    row("ip:10.244.", true);
    row("ip:fd00:", true);
    row("ip:244", false);
    row("status:run", true);
    row("status:fail", false);
    row("status:fail,run", true);
    row("-l app=web", true);
    row("-l app=api", false);
    row("-l app!=api", true);
    row("!-l app=web", false);
    row("-l !app", false);
    row("-l !other", true);
    row("-l tier", true);
    row("-l app=web,tier!=back", true);
    row("-lapp=web", true);
    row("-l 'app=web'", true);
    row("-l app in (api,web)", true);
    row("-l app in (api, web) ns:shop", true);
    row("-l app in (api, web) ns:other", false);
    row("-l app in (api, web),tier=front", true);
    row("-l app in (api, web),tier=back", false);
    row("-l app notin (web)", false);
    row("-l 'app in (api, web)'", true);
    row("-l app in kube", false); // "in" without a set is a word
    row("-l", true); // still being typed
    row("ns:", true);
    row("kind:,", true);
    row("registry.local/demo:1", false);
    row("web ns:shop !status:pending -l tier", true);
}

void TestFilter::terms()
{
    QFETCH(QString, filter);
    QFETCH(bool, matches);
    const Filter::Thing thing{QStringLiteral("web-10"),
                              QStringLiteral("shop\nweb-10\nrunning on node-1\n10.244.0.7"),
                              QStringLiteral("shop"),
                              QStringLiteral("node-1"),
                              QStringLiteral("pod pods po"),
                              QStringLiteral("10.244.0.7 fd00::7"),
                              QStringLiteral("running"),
                              api::Value::object({{"app", "web"}, {"tier", "front"}})};
    QCOMPARE(Filter(filter).matches(thing), matches);
    // A number is whole.
    Filter::Thing other = thing;
    other.node = QStringLiteral("node-10");
    QVERIFY(!Filter(QStringLiteral("node:node-1")).matches(other));
}

void TestFilter::problems_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("says");
    QTest::newRow("none") << "web ns:shop -l app=web" << "";
    QTest::newRow("still being typed") << "-l" << "";
    QTest::newRow("no selector") << "-l app=web=x" << "app=web=x";
    QTest::newRow("open set") << "-l app in (a, b" << "label selector";
    QTest::newRow("not") << "!-l app=web=x" << "app=web=x";
}

void TestFilter::problems()
{
    QFETCH(QString, filter);
    QFETCH(QString, says);
    const Filter read(filter);
    QCOMPARE(read.problem().isEmpty(), says.isEmpty());
    QVERIFY2(read.problem().contains(says), qPrintable(read.problem()));
    if (!says.isEmpty())
        QVERIFY(!read.matches({})); // what cannot be read matches nothing
}

void TestFilter::wordsApart()
{
    const Filter filter(QStringLiteral("Web !api ns:shop \"two words\""));
    QCOMPARE(filter.words(), (QStringList{QStringLiteral("web"), QStringLiteral("two words")}));
    Filter::Thing thing;
    thing.ns = QStringLiteral("shop");
    QVERIFY(filter.withoutWords().matches(thing));
    QVERIFY(!filter.matches(thing));
    thing.text = QStringLiteral("api");
    QVERIFY(!filter.withoutWords().matches(thing));
    QVERIFY(Filter(QStringLiteral("web")).withoutWords().isEmpty());
}

void TestFilter::boundsItsInput()
{
    const Filter filter(QStringLiteral("web ").repeated(10'000) + QStringLiteral("api"));
    QVERIFY(!filter.problem().isEmpty());
    Filter::Thing thing;
    thing.text = QStringLiteral("web");
    QVERIFY(filter.matches(thing));
    QVERIFY(Filter(QStringLiteral("-l ") + QString(100'000, u'(')).problem().size() < 3000);
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
