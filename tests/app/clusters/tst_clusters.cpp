// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/datafolder.h"
#include "app/cluster/embedded.h"
#include "app/cluster/folders.h"
#include "app/clusters/clusters.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace orrery;
using namespace orrery::clusters;
using cluster::EmbeddedCluster;

/// A control plane without machines, on a thread of its own, as the program has it.
class HostedPlane final : public Hosted
{
    Q_OBJECT
public:
    explicit HostedPlane(const QString &folder)
    {
        m_worker->moveToThread(&m_thread);
        m_thread.start();
        QMetaObject::invokeMethod(m_worker, [this, folder] {
            auto started = EmbeddedCluster::start({.dataFolder = folder, .fast = true});
            if (!started) {
                QMetaObject::invokeMethod(this, [this, error = started.error()] { Q_EMIT failed(error); });
                return;
            }
            m_cluster = std::move(*started);
            QMetaObject::invokeMethod(this, [this, connection = m_cluster->connection()] { Q_EMIT this->started(connection); });
        });
    }
    ~HostedPlane() override
    {
        QMetaObject::invokeMethod(m_worker, [this] { m_cluster.reset(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
        delete m_worker;
    }
    void stop() override
    {
        QMetaObject::invokeMethod(m_worker, [this] {
            m_cluster.reset();
            QMetaObject::invokeMethod(this, &Hosted::stopped);
        });
    }

private:
    QThread m_thread;
    QObject *m_worker = new QObject;
    std::unique_ptr<EmbeddedCluster> m_cluster;
};

class TestClusters final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void createsOpensAndStops();
    void severalAtOnce();
    void closedTabsGoOn();
    void duplicatesExportsImportsDeletes();
    void attachesToWhatRunsElsewhere();
    void kubeconfigs();
    void tabsAreRemembered();
    void leaving();
    void badNames();

private:
    Program program();
    QString folders() const { return m_dir->filePath("clusters"); }
    std::unique_ptr<Clusters> make(const Opening &opening = {})
    {
        auto clusters = std::make_unique<Clusters>(program(), folders());
        clusters->begin(opening);
        return clusters;
    }
    static QVariantMap entry(Clusters &clusters, const QString &name)
    {
        for (const QVariant &known : clusters.known()) {
            if (known.toMap().value("name") == name)
                return known.toMap();
        }
        return {};
    }
    static QString idOf(Clusters &clusters, const QString &name) { return entry(clusters, name).value("id").toString(); }
    static bool opens(Tab *tab)
    {
        return tab && QTest::qWaitFor([&] { return tab->state() == Tab::Open; }, 20'000);
    }
    static bool ends(Clusters &clusters)
    {
        return QTest::qWaitFor([&] { return clusters.work().isEmpty(); }, 30'000);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    NodesWanted m_wanted; ///< with which the last one was started
    QStringList m_kept;
};

void TestClusters::initTestCase()
{
    QCoreApplication::setOrganizationName("orrery-test");
    QCoreApplication::setApplicationName("tst_clusters");
}

void TestClusters::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_dir->filePath("settings"));
    QSettings().clear();
    qputenv("KUBECONFIG", m_dir->filePath("kubeconfig").toUtf8());
    m_kept.clear();
}

Program TestClusters::program()
{
    Program program;
    program.host = [this](const QString &folder, const NodesWanted &nodes) {
        m_wanted = nodes;
        return std::make_unique<HostedPlane>(folder);
    };
    program.erase = [](const QString &path) -> api::Result<> {
        ORRERY_TRY(folder, cluster::DataFolder::open(path, false));
        return folder->erase();
    };
    program.keepRunning = [this](const QStringList &folders) -> api::Result<> {
        for (const QString &folder : folders) {
            if (cluster::DataFolder::look(folder).isHeld)
                return api::error(api::Reason::Conflict, "it is still held");
        }
        m_kept = folders;
        return {};
    };
    return program;
}

void TestClusters::createsOpensAndStops()
{
    const auto clusters = make();
    QTRY_VERIFY(clusters->isComplete());
    QVERIFY(clusters->isNewcomer());
    clusters->create("Class room", 3, "hollow", 2, 1024);
    QCOMPARE(clusters->count(), 1);
    Tab *tab = clusters->currentTab();
    QCOMPARE(tab->state(), Tab::Starting); // nothing has blocked
    QVERIFY(opens(tab));
    QVERIFY(tab->isHosted());
    QCOMPARE(tab->session()->name(), QString("Class room"));
    QCOMPARE(m_wanted.count, 3);
    QCOMPARE(m_wanted.provider, QByteArray("hollow"));
    QCOMPARE(m_wanted.cpus, 2);
    QCOMPARE(m_wanted.memoryMebibytes, 1024);
    QTRY_VERIFY(entry(*clusters, "Class room").value("here").toBool());
    QVERIFY(!clusters->isNewcomer());
    QVERIFY(QFile::exists(folders() + "/class-room/pki"));
    clusters->stop(idOf(*clusters, "Class room"));
    QTRY_COMPARE_WITH_TIMEOUT(tab->state(), Tab::Closed, 20'000);
    QVERIFY(!tab->session());
    QTRY_VERIFY(!entry(*clusters, "Class room").value("running").toBool());
    clusters->start(idOf(*clusters, "Class room"));
    QVERIFY(opens(tab));
    QCOMPARE(m_wanted.count, 0); // it has them
}

void TestClusters::severalAtOnce()
{
    const auto clusters = make();
    for (const char *name : {"one", "two", "three"})
        clusters->create(name, 0, "");
    QCOMPARE(clusters->count(), 3);
    QSet<QString> servers;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(opens(clusters->tabs()->at(i)));
        servers += clusters->tabs()->at(i)->session()->server();
    }
    QCOMPARE(servers.size(), 3); // each on a port of its own
    QCOMPARE(clusters->hostedCount(), 3);
    QCOMPARE(clusters->current(), 2);
    clusters->move(2, 0);
    QCOMPARE(clusters->current(), 0);
    QCOMPARE(clusters->currentTab()->name(), QString("three"));
}

void TestClusters::closedTabsGoOn()
{
    const auto clusters = make();
    clusters->create("one", 0, "");
    QVERIFY(opens(clusters->currentTab()));
    const QString id = clusters->currentTab()->clusterId();
    clusters->close(0);
    QCOMPARE(clusters->count(), 0);
    QCOMPARE(clusters->current(), -1);
    QCOMPARE(clusters->hostedCount(), 1);
    QTRY_VERIFY(entry(*clusters, "one").value("here").toBool());
    clusters->open(id);
    QCOMPARE(clusters->currentTab()->state(), Tab::Open); // as it was left
    QCOMPARE(clusters->hostedCount(), 1);
}

void TestClusters::duplicatesExportsImportsDeletes()
{
    const auto clusters = make();
    QSignalSpy failed(clusters.get(), &Clusters::failed);
    clusters->create("one", 0, "");
    QVERIFY(opens(clusters->currentTab()));
    const auto made = clusters->currentTab()->session()->client().create(client::gvr::configMaps, api::newObject("v1", "ConfigMap", {"default", "kept"}));
    QVERIFY(QTest::qWaitFor([&] { return made.isFinished(); }, 10'000));
    QVERIFY(made.result());

    QTRY_VERIFY(!idOf(*clusters, "one").isEmpty());
    clusters->duplicate(idOf(*clusters, "one"), "two"); // while it runs
    QVERIFY(!clusters->work().isEmpty());
    QVERIFY(ends(*clusters));
    QTRY_VERIFY(!idOf(*clusters, "two").isEmpty());
    QVERIFY(!entry(*clusters, "two").value("running").toBool());
    clusters->open(idOf(*clusters, "two"));
    QVERIFY(opens(clusters->currentTab()));
    const auto kept = clusters->currentTab()->session()->client().get(client::gvr::configMaps, {"default", "kept"});
    QVERIFY(QTest::qWaitFor([&] { return kept.isFinished(); }, 10'000));
    QVERIFY(kept.result());

    const QString file = m_dir->filePath("two.backup");
    clusters->exportTo(idOf(*clusters, "two"), QUrl::fromLocalFile(file));
    QVERIFY(ends(*clusters));
    QVERIFY(QFile::exists(file));
    clusters->remove(idOf(*clusters, "two")); // it runs here: stopped first
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(folders() + "/two"), 20'000);
    QVERIFY(ends(*clusters));
    QCOMPARE(clusters->count(), 1);
    clusters->importFrom(QUrl::fromLocalFile(file), "Three");
    QVERIFY(ends(*clusters));
    QTRY_COMPARE(clusters->count(), 2);
    QVERIFY(opens(clusters->currentTab()));
    QCOMPARE(clusters->currentTab()->name(), QString("Three"));
    QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][1].toString()));

    clusters->importFrom(QUrl::fromLocalFile(m_dir->filePath("none")), "Four");
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!QFile::exists(folders() + "/four")); // nothing is left of it
    QCOMPARE(QDir(folders()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), (QStringList{"one", "three"}));
}

void TestClusters::attachesToWhatRunsElsewhere()
{
    const QString folder = cluster::createFolder(folders(), "served").value();
    const auto served = EmbeddedCluster::start({.dataFolder = folder, .fast = true});
    QVERIFY(served);
    const auto clusters = make();
    QTRY_VERIFY(entry(*clusters, "served").value("elsewhere").toBool());
    clusters->open(idOf(*clusters, "served"));
    QVERIFY(opens(clusters->currentTab()));
    QVERIFY(!clusters->currentTab()->isHosted());
    QCOMPARE(clusters->hostedCount(), 0);
}

void TestClusters::kubeconfigs()
{
    QFile file(m_dir->filePath("kubeconfig"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("contexts: [{name: far, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}]\n");
    file.close();
    const auto clusters = make();
    QTRY_VERIFY(!entry(*clusters, "far").isEmpty());
    QVERIFY(entry(*clusters, "far").value("insecure").toBool());
    clusters->open(idOf(*clusters, "far"));
    QVERIFY(opens(clusters->currentTab()));
    QCOMPARE(clusters->currentTab()->session()->warnings().size(), 1);
    // A context that comes while the window is open is found.
    QFile other(m_dir->filePath("other"));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("current-context: near\ncontexts: [{name: near, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:2'}}]\n");
    other.close();
    clusters->addKubeconfig(QUrl::fromLocalFile(other.fileName()));
    QTRY_COMPARE(clusters->count(), 2);
    QTRY_VERIFY(entry(*clusters, "near").value("opened").toBool());
    clusters->forget(idOf(*clusters, "near"));
    QTRY_VERIFY(entry(*clusters, "near").isEmpty());
    QVERIFY(QFile::exists(other.fileName()));

    QSignalSpy failed(clusters.get(), &Clusters::failed);
    clusters->addKubeconfig(QUrl::fromLocalFile(m_dir->filePath("none")));
    QTRY_COMPARE(failed.size(), 1);
}

void TestClusters::tabsAreRemembered()
{
    {
        const auto clusters = make({.again = true});
        for (const char *name : {"one", "two", "three"})
            clusters->create(name, 0, "");
        QVERIFY(opens(clusters->tabs()->at(2)));
        clusters->setCurrent(1);
        QVERIFY(opens(clusters->tabs()->at(1)));
    }
    QVERIFY(QDir(folders() + "/three").removeRecursively());
    const auto clusters = make({.again = true});
    QCOMPARE(clusters->count(), 2); // what is gone is not made anew
    QCOMPARE(clusters->currentTab()->name(), QString("two"));
    QVERIFY(opens(clusters->currentTab()));
    QCOMPARE(clusters->tabs()->at(0)->state(), Tab::Closed); // it was not in front
}

void TestClusters::leaving()
{
    const auto clusters = make();
    clusters->create("one", 0, "");
    clusters->create("two", 0, "");
    QVERIFY(opens(clusters->tabs()->at(0)));
    QVERIFY(opens(clusters->tabs()->at(1)));
    clusters->close(0); // it goes on, so that it is kept, too
    QSignalSpy left(clusters.get(), &Clusters::left);
    clusters->leave(true);
    QVERIFY(left.isEmpty());
    QVERIFY(left.wait(20'000));
    QCOMPARE(QSet<QString>(m_kept.begin(), m_kept.end()), (QSet<QString>{folders() + "/one", folders() + "/two"}));
    QCOMPARE(clusters->hostedCount(), 0);
}

void TestClusters::badNames()
{
    const auto clusters = make();
    QTRY_VERIFY(clusters->isComplete());
    QVERIFY(clusters->whyNoName("My cluster").isEmpty());
    QVERIFY(!clusters->whyNoName("  ").isEmpty());
    QVERIFY(!clusters->whyNoName(QString(61, 'x')).isEmpty());
    QVERIFY(!clusters->whyNoName("a\nb").isEmpty());
    clusters->create("../../etc", 0, "");
    QVERIFY(opens(clusters->currentTab()));
    QCOMPARE(QDir(folders()).entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList{"etc"});
    QTRY_VERIFY(!clusters->whyNoName("../../ETC").isEmpty()); // there is one
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden), (QStringList{"clusters"}));
}

QTEST_GUILESS_MAIN(TestClusters)
#include "tst_clusters.moc"
