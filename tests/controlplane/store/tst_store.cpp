// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/store/store.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace orrery;
using namespace orrery::store;
using api::Object;
using api::Reason;
using api::Value;

class TestClock final : public api::Clock
{
public:
    qint64 now() const override { return time; }
    qint64 time = 1'000'000'000;
};

/// Lets no file of this process grow beyond `bytes` for a scope.
class FileSizeLimit final
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

class TestStore final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesBecomeVisibleTogether();
    void preconditions();
    void listsSnapshotsAndPages();
    void prefixesDoNotMix();
    void watchesLive();
    void watchesFromHistoryThenLive();
    void watcherMayLeaveAndWriteInside();
    void causesTravel();
    void survivesReopening();
    void revisionsAreNeverReused();
    void compactionKeepsNewest();
    void compactionByAgeAndCount();
    void compactionBoundsTheFile();
    void interruptedCompactionIsFinished();
    void refusesNewerAndDamagedFiles();
    void fullDiskFailsCleanly();
    void randomAgainstModel();

private:
    std::unique_ptr<Store> open(const QString &path = {}, qint64 keep = 10'000, qint64 age = 300'000'000ll)
    {
        auto store = Store::open({.path = path, .keepRevisions = keep, .keepMicroseconds = age}, m_clock);
        return store ? std::move(*store) : nullptr;
    }
    static void settle(Store &store, qint64 revision) { QTRY_VERIFY(store.visibleRevision() >= revision); }
    TestClock m_clock;
};

static Object object(const QByteArray &name, int value = 0)
{
    return Object(
        Value::object({{"kind", "ConfigMap"}, {"metadata", Value::object({{"name", name}})}, {"value", value}}));
}

static qint64 put(Store &store, const QByteArray &key, int value = 0, qint64 expected = Store::Any)
{
    const auto entry = store.put(key, object(key, value), expected, {}, {});
    return entry ? entry->revision : -1;
}

void TestStore::writesBecomeVisibleTogether()
{
    const auto store = open();
    QVERIFY(store);
    int answered = 0;
    const auto entry = store->put("/registry/a/x", object("x"), Store::Absent, {}, [&](api::Result<Entry> result) {
        QVERIFY(result);
        QCOMPARE(result->revision, 1);
        QVERIFY(store->get("/registry/a/x")); // answered means visible
        ++answered;
    });
    QVERIFY(entry);
    QCOMPARE(entry->revision, 1);
    QCOMPARE(entry->object.resourceVersion(), 1);
    QVERIFY(!store->get("/registry/a/x"));
    QVERIFY(store->getNewest("/registry/a/x"));
    QCOMPARE(store->count("/registry/"), 0);
    QTRY_COMPARE(answered, 1);
    QCOMPARE(store->get("/registry/a/x")->object.resourceVersion(), 1);
    QCOMPARE(store->count("/registry/"), 1);
    QCOMPARE(store->visibleRevision(), 1);
}

void TestStore::preconditions()
{
    const auto store = open();
    QVERIFY(store->put("/k", object("k"), 5, {}, {}).failedWith(Reason::NotFound));
    QVERIFY(store->remove("/k", {}, Store::Any, {}, {}).failedWith(Reason::NotFound));
    QCOMPARE(put(*store, "/k", 1, Store::Absent), 1);
    QVERIFY(store->put("/k", object("k"), Store::Absent, {}, {}).failedWith(Reason::AlreadyExists));
    QVERIFY(store->put("/k", object("k"), 7, {}, {}).failedWith(Reason::Conflict));
    QCOMPARE(put(*store, "/k", 2, 1), 2); // against the newest assigned one, durable or not
    QVERIFY(store->put("/k", object("k"), 1, {}, {}).failedWith(Reason::Conflict));
    QVERIFY(store->remove("/k", {}, 1, {}, {}).failedWith(Reason::Conflict));
    const auto gone = store->remove("/k", {}, 2, {}, {});
    QVERIFY(gone);
    QCOMPARE(gone->revision, 3);
    QCOMPARE(gone->createRevision, 1);
    QCOMPARE(gone->object["value"].integer(), 2);
    QVERIFY(!store->getNewest("/k"));
    const auto again = store->put("/k", object("k"), Store::Absent, {}, {});
    QCOMPARE(again->createRevision, 4);
    settle(*store, 4);
    QCOMPARE(store->get("/k")->revision, 4);
}

void TestStore::listsSnapshotsAndPages()
{
    const auto store = open();
    for (const char *name : {"d", "b", "a", "c"})
        put(*store, QByteArray("/p/") + name, 1);
    settle(*store, 4);
    put(*store, "/p/b", 2);
    QVERIFY(store->remove("/p/a", {}, Store::Any, {}, {}));
    settle(*store, 6);
    const auto all = store->list({.prefix = "/p/"});
    QVERIFY(all);
    QCOMPARE(all->revision, 6);
    QCOMPARE(all->entries.size(), 3);
    QCOMPARE(all->entries[0].key, QByteArray("/p/b"));
    QCOMPARE(all->entries[0].object["value"].integer(), 2);
    const auto before = store->list({.prefix = "/p/", .limit = 2, .revision = 4});
    QCOMPARE(before->entries.size(), 2);
    QVERIFY(before->more);
    QCOMPARE(before->entries[0].key, QByteArray("/p/a"));
    QCOMPARE(before->entries[1].object["value"].integer(), 1);
    const auto rest = store->list({.prefix = "/p/", .after = before->entries[1].key, .limit = 2, .revision = 4});
    QCOMPARE(rest->entries.size(), 2);
    QVERIFY(!rest->more);
    QCOMPARE(rest->entries[0].key, QByteArray("/p/c"));
    QVERIFY(store->list({.prefix = "/p/", .revision = 99}).failedWith(Reason::Timeout));
}

void TestStore::prefixesDoNotMix()
{
    const auto store = open();
    put(*store, "/registry/pods/a");
    put(*store, "/registry/podtemplates/a");
    put(*store, "/registry/pods/b");
    settle(*store, 3);
    QCOMPARE(store->count("/registry/pods/"), 2);
    QCOMPARE(store->list({.prefix = "/registry/pods/"})->entries.size(), 2);
    QCOMPARE(store->list({.prefix = "/registry/podz/"})->entries.size(), 0);
}

void TestStore::watchesLive()
{
    const auto store = open();
    QList<Change> seen;
    int batches = 0;
    auto handle = store->watch("/p/", 0, [&](const QList<Change> &changes) {
        seen += changes;
        ++batches;
    });
    QVERIFY(handle);
    put(*store, "/p/a", 1);
    put(*store, "/q/a", 1);
    put(*store, "/p/a", 2);
    QVERIFY(store->remove("/p/a", {}, Store::Any, {}, {}));
    QTRY_COMPARE(seen.size(), 3);
    QCOMPARE(seen[0].type, Change::Type::Added);
    QVERIFY(seen[0].previous.isNull());
    QCOMPARE(seen[1].type, Change::Type::Modified);
    QCOMPARE(seen[1].previous["value"].integer(), 1);
    QCOMPARE(seen[2].type, Change::Type::Deleted);
    QCOMPARE(seen[2].entry.object.resourceVersion(), 4);
    QCOMPARE(seen[2].entry.object["value"].integer(), 2);
    QVERIFY(batches <= 3);
    handle->reset();
    put(*store, "/p/b");
    settle(*store, 5);
    QCOMPARE(seen.size(), 3);
    QVERIFY(store->watch("/p/", -1, {}).failedWith(Reason::Expired));
}

void TestStore::watchesFromHistoryThenLive()
{
    const auto store = open();
    for (int i = 1; i <= 5; ++i)
        put(*store, "/p/a", i);
    settle(*store, 5);
    QList<qint64> seen;
    const auto handle = store->watch("/p/", 2, [&](const QList<Change> &changes) {
        for (const Change &change : changes)
            seen.append(change.entry.revision);
    });
    QVERIFY(handle);
    QVERIFY(seen.isEmpty()); // never inside the call
    put(*store, "/p/a", 6); // comes while the history is still queued
    QTRY_COMPARE(seen, (QList<qint64>{3, 4, 5, 6}));
    QList<qint64> future;
    const auto later = store->watch("/p/", 7, [&](const QList<Change> &changes) {
        for (const Change &change : changes)
            future.append(change.entry.revision);
    });
    put(*store, "/p/a", 7);
    put(*store, "/p/a", 8);
    QTRY_COMPARE(future, QList<qint64>{8});
}

void TestStore::watcherMayLeaveAndWriteInside()
{
    const auto store = open();
    std::unique_ptr<Store::WatchHandle> first, second;
    int calls = 0;
    auto opened = store->watch("/p/", 0, [&](const QList<Change> &) {
        ++calls;
        first.reset(); // itself
        second.reset(); // and one that is still to be called
        put(*store, "/p/inside");
    });
    first = std::move(*opened);
    opened = store->watch("/p/", 0, [&](const QList<Change> &) { QFAIL("it had gone"); });
    second = std::move(*opened);
    put(*store, "/p/a");
    QTRY_VERIFY(store->get("/p/inside"));
    QCOMPARE(calls, 1);
}

void TestStore::causesTravel()
{
    const auto store = open();
    const api::Cause cause{QByteArray(32, 'a'), QByteArray(16, 'b')};
    api::Cause seen;
    const auto handle = store->watch("/p/", 0, [&](const QList<Change> &changes) { seen = changes[0].entry.cause; });
    QVERIFY(store->put("/p/a", object("a"), Store::Any, cause, {}));
    QTRY_VERIFY(seen == cause);
    QVERIFY(store->get("/p/a")->cause == cause);
}

void TestStore::survivesReopening()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("store.db");
    {
        const auto store = open(path);
        put(*store, "/p/a", 1);
        put(*store, "/p/b", 1);
        put(*store, "/p/a", 2);
        QVERIFY(store->remove("/p/b", {}, Store::Any, {}, {}));
    } // the destructor commits what is queued
    struct stat info
    {
    };
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777, mode_t(0600));
    const auto store = open(path);
    QVERIFY(store);
    QCOMPARE(store->visibleRevision(), 4);
    QCOMPARE(store->count("/p/"), 1);
    const auto entry = store->get("/p/a");
    QCOMPARE(entry->revision, 3);
    QCOMPARE(entry->createRevision, 1);
    QCOMPARE(entry->object["value"].integer(), 2);
    QCOMPARE(entry->object.resourceVersion(), 3);
    // The history is there too: a watcher goes on where it was.
    QList<Change> seen;
    const auto handle = store->watch("/p/", 1, [&](const QList<Change> &changes) { seen += changes; });
    QTRY_COMPARE(seen.size(), 3);
    QCOMPARE(seen[0].type, Change::Type::Added);
    QCOMPARE(seen[1].type, Change::Type::Modified);
    QCOMPARE(seen[1].previous["value"].integer(), 1);
    QCOMPARE(seen[2].type, Change::Type::Deleted);
    QCOMPARE(seen[2].previous["value"].integer(), 1);
    QCOMPARE(store->list({.prefix = "/p/", .revision = 2})->entries.size(), 2);
}

void TestStore::revisionsAreNeverReused()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("store.db");
    {
        const auto store = open(path);
        put(*store, "/p/a");
        QVERIFY(store->remove("/p/a", {}, Store::Any, {}, {}));
        settle(*store, 2);
        store->compact(2); // now no row is left at all
        QCOMPARE(store->compactedRevision(), 2);
    }
    for (qint64 next = 3; next < 6; ++next) {
        const auto store = open(path);
        QCOMPARE(store->count("/"), 0);
        QCOMPARE(put(*store, "/p/a", 0, Store::Absent), next);
        ++next;
        QVERIFY(store->remove("/p/a", {}, Store::Any, {}, {}));
        settle(*store, next);
        store->compact(next);
    }
}

void TestStore::compactionKeepsNewest()
{
    const auto store = open();
    put(*store, "/p/a", 1);
    put(*store, "/p/a", 2);
    put(*store, "/p/b", 1);
    QVERIFY(store->remove("/p/b", {}, Store::Any, {}, {}));
    put(*store, "/p/a", 3);
    settle(*store, 5);
    store->compact(4);
    QCOMPARE(store->compactedRevision(), 4);
    QVERIFY(store->list({.prefix = "/p/", .revision = 3}).failedWith(Reason::Expired));
    QVERIFY(store->watch("/p/", 3, {}).failedWith(Reason::Expired));
    const auto at = store->list({.prefix = "/p/", .revision = 4});
    QCOMPARE(at->entries.size(), 1);
    QCOMPARE(at->entries[0].object["value"].integer(), 2);
    QList<qint64> seen;
    const auto handle
        = store->watch("/p/", 4, [&](const QList<Change> &changes) { seen.append(changes[0].entry.revision); });
    QTRY_COMPARE(seen, QList<qint64>{5});
    store->compact(99); // not beyond what is visible
    QCOMPARE(store->compactedRevision(), 5);
    QCOMPARE(store->get("/p/a")->object["value"].integer(), 3);
    store->compact(1); // never back
    QCOMPARE(store->compactedRevision(), 5);
}

void TestStore::compactionByAgeAndCount()
{
    const auto store = open({}, 16, 60'000'000);
    for (int i = 0; i < 40; ++i)
        put(*store, "/p/a", i);
    settle(*store, 40);
    QCOMPARE(store->compactedRevision(), 0); // too young
    m_clock.time += 61'000'000;
    const qint64 last = put(*store, "/p/b");
    settle(*store, last);
    QVERIFY(store->compactedRevision() > 0);
    QVERIFY(store->compactedRevision() <= last - 16); // so many stay, whatever their age
    QCOMPARE(store->get("/p/a")->object["value"].integer(), 39);
}

void TestStore::compactionBoundsTheFile()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("store.db");
    const QByteArray filler(4000, 'x');
    const auto run = [&](int writes) {
        const auto store = open(path, 50, 0);
        for (int i = 0; i < writes; ++i) {
            const auto entry = store->put("/p/" + QByteArray::number(i % 10), object("x").with("filler", filler),
                                          Store::Any, {}, {});
            if (i % 50 == 49)
                settle(*store, entry->revision);
        }
        settle(*store, store->getNewest("/p/9")->revision);
    };
    run(1000);
    const qint64 first = QFile(path).size();
    run(3000);
    QVERIFY2(QFile(path).size() < first * 2,
             QByteArray::number(QFile(path).size()) + " after " + QByteArray::number(first));
    const auto store = open(path, 50, 0);
    QCOMPARE(store->count("/p/"), 10);
    QVERIFY(store->visibleRevision() - store->compactedRevision() < 120);
}

void TestStore::interruptedCompactionIsFinished()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("store.db");
    {
        const auto store = open(path);
        for (int i = 0; i < 3000; ++i)
            put(*store, "/p/a", i);
        settle(*store, 3000);
        store->compact(3000);
    } // stops after the first slice of many
    {
        const auto store = open(path);
        QCOMPARE(store->compactedRevision(), 3000);
        QCOMPARE(store->visibleRevision(), 3000);
        QCOMPARE(store->get("/p/a")->object["value"].integer(), 2999);
        QVERIFY(store->list({.prefix = "/p/", .revision = 2999}).failedWith(Reason::Expired));
        QCOMPARE(put(*store, "/p/a", 1, 3000), 3001);
    }
    QCOMPARE(open(path)->get("/p/a")->object["value"].integer(), 1);
}

void TestStore::refusesNewerAndDamagedFiles()
{
    const QTemporaryDir dir;
    QFile damaged(dir.filePath("damaged.db"));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(QByteArray(20000, 'z'));
    damaged.close();
    const auto result = Store::open({.path = damaged.fileName()}, m_clock);
    QVERIFY(result.failedWith(Reason::InternalError));
    QVERIFY(result.error().message.contains("backup"));
    QVERIFY(Store::open({.path = dir.filePath("no/folder/store.db")}, m_clock).failedWith(Reason::InternalError));
    // user_version, big-endian at offset 60 of the header
    const QString newer = dir.filePath("newer.db");
    open(newer).reset();
    QFile file(newer);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(60));
    file.write(QByteArray("\0\0\0\x63", 4));
    file.close();
    const auto refused = Store::open({.path = newer}, m_clock);
    QVERIFY(refused.failedWith(Reason::InternalError));
    QVERIFY(refused.error().message.contains("newer"));
}

void TestStore::fullDiskFailsCleanly()
{
    // A file-size limit is what a full disk looks like to SQLite, without needing a disk.
    const QTemporaryDir dir;
    const auto store = open(dir.filePath("store.db"));
    put(*store, "/p/kept", 1);
    settle(*store, 1);
    QSignalSpy failed(store.get(), &Store::failed);
    int refused = 0;
    {
        const FileSizeLimit limit(1'000'000);
        QVERIFY(store->put("/p/lost", object("x").with("filler", QByteArray(3'000'000, 'x')), Store::Any, {},
                           [&](api::Result<Entry> result) { refused += result ? 0 : 1; }));
        QTRY_COMPARE(failed.size(), 1);
    }
    QCOMPARE(refused, 1);
    QVERIFY(!store->getNewest("/p/lost"));
    QVERIFY(store->get("/p/kept"));
    QVERIFY(store->put("/p/next", object("x"), Store::Any, {}, {}).failedWith(Reason::InternalError)); // takes no more
}

void TestStore::randomAgainstModel()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath("store.db");
    std::srand(1);
    QMap<QByteArray, int> model;
    QMap<qint64, QMap<QByteArray, int>> snapshots;
    qint64 revision = 0, compacted = 0;
    for (int round = 0; round < 8; ++round) {
        const auto store = open(path);
        QVERIFY(store);
        QCOMPARE(store->visibleRevision(), revision);
        QMap<QByteArray, int> mirror = model; // kept up by the watch alone
        const auto handle = store->watch("/p/", revision, [&](const QList<Change> &changes) {
            for (const Change &change : changes) {
                if (change.type == Change::Type::Deleted)
                    mirror.remove(change.entry.key);
                else
                    mirror[change.entry.key] = int(change.entry.object["value"].integer());
            }
        });
        for (int i = 0; i < 300; ++i) {
            const QByteArray key = "/p/" + QByteArray::number(std::rand() % 20);
            if (std::rand() % 4 == 0) {
                const auto gone = store->remove(key, {}, Store::Any, {}, {});
                QCOMPARE(bool(gone), model.remove(key) > 0);
                revision += gone ? 1 : 0;
            } else {
                model[key] = i;
                QCOMPARE(put(*store, key, i), ++revision);
            }
            snapshots[revision] = model;
        }
        settle(*store, revision);
        QCOMPARE(mirror, model);
        compacted = std::max(compacted, revision - 1 - std::rand() % 400);
        store->compact(compacted);
        for (auto at = snapshots.constBegin(); at != snapshots.constEnd(); ++at) {
            const auto listing = store->list({.prefix = "/p/", .revision = at.key()});
            if (at.key() < compacted) {
                QVERIFY(listing.failedWith(Reason::Expired));
                continue;
            }
            QMap<QByteArray, int> state;
            for (const Entry &entry : listing->entries)
                state[entry.key] = int(entry.object["value"].integer());
            QCOMPARE(state, at.value());
        }
    }
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
