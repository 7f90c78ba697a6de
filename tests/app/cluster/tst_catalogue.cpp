// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/catalogue.h"
#include "app/cluster/datafolder.h"
#include "app/cluster/folders.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::cluster;

/// What there is to open: folders and files as they come, good or bad.
class TestCatalogue final : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;
    QString write(const QString &name, const QByteArray &content)
    {
        const QString path = m_dir->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return path;
    }
    CataloguePlaces places() const { return {m_dir->filePath("clusters"), {m_dir->filePath("config")}, {}, {}}; }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void folders()
    {
        const QString folder = createFolder(m_dir->filePath("clusters"), "Ünï / cluster").value();
        QVERIFY(folder.endsWith("/clusters/n-cluster"));
        QVERIFY(QDir(folder).mkpath("pki"));
        QVERIFY(QDir().mkpath(m_dir->filePath("clusters/somebodys")));
        write("clusters/somebodys/letter", "dear");
        write("clusters/file", "x");
        QVERIFY(QDir().mkpath(m_dir->filePath("outside/pki")));
        QVERIFY(QFile::link(m_dir->filePath("outside"), m_dir->filePath("clusters/link")));
        const auto all = lookAround(places());
        QCOMPARE(all.size(), 1); // no links, no folders of others
        QCOMPARE(all[0].name, QString("Ünï / cluster"));
        QVERIFY(!all[0].isRunning);
        {
            const auto held = DataFolder::open(folder);
            QVERIFY(held);
            const auto now = lookAround(places());
            QVERIFY(now[0].isRunning);
            QCOMPARE(now[0].process, qint64(QCoreApplication::applicationPid()));
        }
        QVERIFY(!lookAround(places())[0].isRunning);
        QVERIFY(DataFolder::open(folder)); // looking has taken nothing
    }
    void contexts()
    {
        write("config", "current-context: b\ncontexts: [{name: a, context: {cluster: c, user: u}}, {name: \"b\\u202e\\n\", context: {cluster: none}}]\n"
                        "clusters: [{name: c, cluster: {server: 'https://h:1'}}]");
        const auto all = lookAround(places());
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].server, QByteArray("https://h:1"));
        QCOMPARE(all[0].user, QByteArray("u"));
        QCOMPARE(all[1].name.size(), 3);
        for (const QChar c : all[1].name)
            QVERIFY(c.isPrint()); // nothing invisible reaches the screen
    }
    void hostileFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no yaml") << QByteArray("a: [");
        QTest::newRow("list") << QByteArray("- a");
        QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01", 4);
        QTest::newRow("large") << QByteArray(5 * 1024 * 1024, 'a');
        QTest::newRow("laughs") << QByteArray("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                                              "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n");
    }
    void hostileFiles()
    {
        QFETCH(QByteArray, content);
        write("config", content);
        const auto all = lookAround(places());
        QVERIFY(all.size() <= 1);
        if (!all.isEmpty())
            QVERIFY(!all[0].problem.isEmpty());
    }
    void manyContextsAreBounded()
    {
        QByteArray text = "contexts:\n";
        for (int i = 0; i < 5000; ++i)
            text += "- {name: c" + QByteArray::number(i) + ", context: {cluster: c}}\n";
        write("config", text);
        QCOMPARE(lookAround(places()).size(), 2000);
    }
    void changesAreSeen()
    {
        QVERIFY(QDir().mkpath(m_dir->filePath("clusters")));
        write("config", "contexts: [{name: a, context: {cluster: c}}]");
        Catalogue catalogue(places());
        QTRY_VERIFY(catalogue.isComplete());
        QCOMPARE(catalogue.all().size(), 1);
        write("config", "contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: c}}]");
        QTRY_COMPARE(catalogue.all().size(), 2);
        const QString folder = createFolder(m_dir->filePath("clusters"), "one").value();
        QTRY_COMPARE(catalogue.all().size(), 3);
        QVERIFY(catalogue.find(idOfFolder(folder)));
        QVERIFY(rename(folder, "other"));
        QTRY_COMPARE(catalogue.find(idOfFolder(folder))->name, QString("other"));
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
