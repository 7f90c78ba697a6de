// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/fuzzy.h"

#include <QTest>

using namespace orrery;
using models::Fuzzy;

class TestFuzzy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ranks_data();
    void ranks();
    void refuses_data();
    void refuses();
    void marks_data();
    void marks();
};

/// Best first.
void TestFuzzy::ranks_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QStringList>("titles");
    QTest::newRow("tiers") << "web" << QStringList{"web", "web-1", "my-web", "cobweb", "wide-empty-box"};
    QTest::newRow("shorter") << "node" << QStringList{"node-1", "node-10", "node-1.example.com"};
    QTest::newRow("earlier") << "api" << QStringList{"the-api-x", "the-big-api"};
    QTest::newRow("initials before scattered letters") << "kp" << QStringList{"kube-proxy", "kelp"};
    QTest::newRow("a word's beginning before an earlier part") << "pro" << QStringList{"kube-proxy-1", "approve-xyz-"};
}

void TestFuzzy::ranks()
{
    QFETCH(QString, word);
    QFETCH(QStringList, titles);
    for (qsizetype i = 0; i + 1 < titles.size(); ++i) {
        const int better = Fuzzy::score(titles[i], word), worse = Fuzzy::score(titles[i + 1], word);
        QVERIFY2(better > worse && worse > 0,
                 qPrintable(QStringLiteral("%1 %2, %3 %4").arg(titles[i]).arg(better).arg(titles[i + 1]).arg(worse)));
    }
}

void TestFuzzy::refuses_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("word");
    QTest::newRow("nothing typed") << "web" << "";
    QTest::newRow("no title") << "" << "w";
    QTest::newRow("longer than the title") << "web" << "web-1";
    QTest::newRow("another order") << "web" << "bew";
    QTest::newRow("one letter that is not there") << "web" << "x";
    QTest::newRow("letters that begin within a word") << "deployment" << "eln";
    QTest::newRow("scattered in a hash") << "worker-6b5f7c9d88" << "web";
    QTest::newRow("a letter twice") << "web" << "webb";
}

void TestFuzzy::refuses()
{
    QFETCH(QString, title);
    QFETCH(QString, word);
    QCOMPARE(Fuzzy::score(title, word), 0);
    QVERIFY(Fuzzy::marks(title, word).isEmpty());
}

void TestFuzzy::marks_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QList<Fuzzy::Mark>>("marks");
    QTest::newRow("part") << "my-web" << "web" << QList<Fuzzy::Mark>{{3, 3}};
    QTest::newRow("the word's beginning, not the first") << "cobweb-web" << "web" << QList<Fuzzy::Mark>{{7, 3}};
    QTest::newRow("letters") << "kube-proxy" << "kpr" << QList<Fuzzy::Mark>{{0, 1}, {5, 2}};
}

void TestFuzzy::marks()
{
    QFETCH(QString, title);
    QFETCH(QString, word);
    QFETCH(QList<Fuzzy::Mark>, marks);
    QCOMPARE(Fuzzy::marks(title, word), marks);
    QVERIFY(Fuzzy::score(title, word) > 0);
}

QTEST_GUILESS_MAIN(TestFuzzy)
#include "tst_fuzzy.moc"
