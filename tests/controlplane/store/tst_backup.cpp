// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/metrics.h"
#include "controlplane/store/backup.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace orrery;
using namespace orrery::store;
using api::Object;
using api::Reason;
using api::Value;

namespace {

/// Seals by a number: enough to see what is on the disk, and which key it was.
class NumberSealer final : public Sealer
{
public:
    explicit NumberSealer(char number)
        : m_number(number)
    {
    }
    bool concerns(QByteArrayView key) const override { return key.startsWith("/secret/"); }
    api::Result<QByteArray> seal(const QByteArray &, const QByteArray &plain) const override
    {
        QByteArray out = plain;
        for (char &c : out)
            c = char(c ^ 0x5a);
        return "sealed:" + QByteArray(1, m_number) + out;
    }
    api::Result<QByteArray> open(const QByteArray &, const QByteArray &sealed) const override
    {
        if (sealed[7] > m_number)
            return api::error(Reason::InternalError, "no such key");
        QByteArray out = sealed.mid(8);
        for (char &c : out)
            c = char(c ^ 0x5a);
        return out;
    }
    bool isSealed(QByteArrayView value) const override { return value.startsWith("sealed:"); }
    bool isCurrent(QByteArrayView value) const override { return value.size() > 7 && value[7] == m_number; }

private:
    const char m_number;
};

bool contains(const QString &folder, const QByteArray &bytes)
{
    for (const QString &name : QDir(folder).entryList(QDir::Files)) {
        QFile file(folder + '/' + name);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(bytes))
            return true;
    }
    return false;
}

const QByteArray secret = "the-moon-is-made-of-cheese";

} // namespace

class TestBackup final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sealsWhatItShould();
    void sealsOldRecordsAndLeavesNoTrace();
    void sealsAgainWithANewKey();
    void refusesWithoutTheKey();
    void copiesWhileWritesGoOn();
    void endsWithTheStore();
    void carriesFilesAndIsRestored();
    void refusesWhatIsNoBackup();
    void countsWhatTheDiskTakes();

private:
    std::unique_ptr<Store> open(const QString &path, std::shared_ptr<const Sealer> sealer = {})
    {
        auto store = Store::open({.path = path, .sealer = std::move(sealer)}, m_clock);
        if (!store)
            qWarning("%s", store.error().message.constData());
        return store ? std::move(*store) : nullptr;
    }
    static void put(Store &store, const QByteArray &key, const QByteArray &value)
    {
        const Object object(Value::object({{"metadata", Value::object({{"name", "x"}})}, {"value", value}}));
        bool done = false;
        QVERIFY(store.put(key, object, Store::Any, {}, [&](const api::Result<Entry> &) { done = true; }));
        while (!done)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    static api::Result<qint64> backup(Store &store, const QString &path, const QList<BackupFile> &files = {})
    {
        std::optional<api::Result<qint64>> result;
        store.backup(path, files, [&](api::Result<qint64> revision) { result = std::move(revision); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 10'000))
            return api::error(Reason::Timeout, "no end");
        return *result;
    }
    const api::SystemClock m_clock;
};

void TestBackup::sealsWhatItShould()
{
    const QTemporaryDir dir;
    {
        const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('1'));
        QVERIFY(store);
        put(*store, "/secret/a", secret);
        put(*store, "/plain/a", "everybody-may-read-this");
        QVERIFY(!contains(dir.path(), secret)); // neither in the database nor in its WAL
        QVERIFY(contains(dir.path(), "everybody-may-read-this"));
        QVERIFY(backup(*store, dir.filePath("copy")));
        QVERIFY(!contains(dir.path(), secret));
    }
    QVERIFY(!contains(dir.path(), secret));
    const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('1'));
    QCOMPARE(store->get("/secret/a")->object["value"].bytes(), secret);
}

void TestBackup::sealsOldRecordsAndLeavesNoTrace()
{
    const QTemporaryDir dir;
    {
        const auto store = open(dir.filePath("store.db"));
        put(*store, "/secret/a", secret);
        put(*store, "/secret/b", secret);
        QVERIFY(store->remove("/secret/b", {}, Store::Any, {}, {}));
        for (int i = 0; i < 50; ++i) // so that freed pages are there, too
            put(*store, "/secret/c", secret + QByteArray(9000, 'x'));
        store->compact(store->visibleRevision() - 1);
    }
    QVERIFY(contains(dir.path(), secret)); // as it was before there was a key
    {
        const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('1'));
        QVERIFY(store);
        QCOMPARE(store->get("/secret/a")->object["value"].bytes(), secret);
        QVERIFY(!contains(dir.path(), secret));
    }
    QVERIFY(!contains(dir.path(), secret));
}

void TestBackup::sealsAgainWithANewKey()
{
    const QTemporaryDir dir;
    {
        const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('1'));
        put(*store, "/secret/a", secret);
    }
    QVERIFY(contains(dir.path(), "sealed:1"));
    {
        const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('2'));
        QCOMPARE(store->get("/secret/a")->object["value"].bytes(), secret);
        QCOMPARE(store->get("/secret/a")->revision, 1); // nothing has changed for anybody
    }
    QVERIFY(!contains(dir.path(), "sealed:1"));
    QVERIFY(contains(dir.path(), "sealed:2"));
}

void TestBackup::refusesWithoutTheKey()
{
    const QTemporaryDir dir;
    {
        const auto store = open(dir.filePath("store.db"), std::make_shared<NumberSealer>('2'));
        put(*store, "/secret/a", secret);
    }
    QVERIFY(Store::open({.path = dir.filePath("store.db")}, m_clock).failedWith(Reason::InternalError));
    QVERIFY(Store::open({.path = dir.filePath("store.db"), .sealer = std::make_shared<NumberSealer>('1')}, m_clock)
                .failedWith(Reason::InternalError));
}

void TestBackup::copiesWhileWritesGoOn()
{
    const QTemporaryDir dir;
    const auto store = open(dir.filePath("store.db"));
    const QByteArray filler(100'000, 'x');
    for (int i = 0; i < 300; ++i) // 30 MB: some steps
        (void)store->put("/p/" + QByteArray::number(i), Object(Value::object({{"filler", filler}})), Store::Any, {},
                         {});
    QTRY_COMPARE(store->visibleRevision(), 300);
    std::optional<api::Result<qint64>> result;
    store->backup(dir.filePath("copy"), {}, [&](api::Result<qint64> revision) { result = std::move(revision); });
    int written = 0;
    while (!result) {
        put(*store, "/q/" + QByteArray::number(written++), "y");
        QCoreApplication::processEvents();
    }
    QVERIFY2(*result, *result ? "" : result->error().message.constData());
    struct stat info
    {
    };
    QCOMPARE(::stat(QFile::encodeName(dir.filePath("copy")).constData(), &info), 0);
    QCOMPARE(info.st_mode & 0777, mode_t(0600));
    // Consistent: exactly the writes up to its revision.
    const auto copy = open(dir.filePath("copy"));
    QVERIFY(copy);
    QCOMPARE(copy->visibleRevision(), **result);
    QCOMPARE(copy->count("/p/"), 300);
    QCOMPARE(copy->count("/q/"), **result - 300);
    QVERIFY(!backup(*store, dir.filePath("copy"))); // never over another file
    QVERIFY(QFile::exists(dir.filePath("copy")));
    QVERIFY(!backup(*store, dir.filePath("no/folder/copy")));
}

void TestBackup::endsWithTheStore()
{
    const QTemporaryDir dir;
    auto store = open(dir.filePath("store.db"));
    const QByteArray filler(100'000, 'x');
    for (int i = 0; i < 300; ++i)
        (void)store->put("/p/" + QByteArray::number(i), Object(Value::object({{"filler", filler}})), Store::Any, {},
                         {});
    store->backup(dir.filePath("copy"), {}, [](const api::Result<qint64> &) {});
    store.reset();
    if (QFile::exists(dir.filePath("copy"))) // whole, or not there
        QVERIFY(readBackup(dir.filePath("copy")));
    QCOMPARE(open(dir.filePath("store.db"))->count("/p/"), 300);
}

void TestBackup::carriesFilesAndIsRestored()
{
    const QTemporaryDir dir;
    const auto sealer = std::make_shared<NumberSealer>('1');
    const auto store = open(dir.filePath("store.db"), sealer);
    put(*store, "/secret/a", secret);
    put(*store, "/p/a", "1");
    put(*store, "/p/a", "2");
    QVERIFY(backup(*store, dir.filePath("copy"), {{"pki/ca.key", "KEY\0KEY"}, {"port", "6443\n"}}));
    const auto content = readBackup(dir.filePath("copy"));
    QVERIFY2(content, content ? "" : content.error().message.constData());
    QCOMPARE(content->revision, 3);
    QCOMPARE(content->keys, 2);
    QCOMPARE(content->files.size(), 2);
    QCOMPARE(content->files[0].name, QByteArray("pki/ca.key"));
    QCOMPARE(content->files[0].bytes, QByteArray("KEY\0KEY"));

    QVERIFY(extractStore(dir.filePath("copy"), dir.filePath("restored.db")));
    QVERIFY(!extractStore(dir.filePath("copy"), dir.filePath("restored.db")));
    const auto restored = open(dir.filePath("restored.db"), sealer);
    QCOMPARE(restored->get("/secret/a")->object["value"].bytes(), secret);
    QCOMPARE(restored->get("/p/a")->object["value"].bytes(), QByteArray("2"));
    QCOMPARE(restored->get("/p/a")->revision, 3);
    // Whoever has seen younger revisions of the old cluster is told to list again.
    QVERIFY(restored->visibleRevision() > 1'000'000);
    QVERIFY(restored->watch("/p/", 100, [](const QList<Change> &) {}).failedWith(Reason::Expired));
    put(*restored, "/p/a", "3");
    QVERIFY(restored->get("/p/a")->revision > revisionBump);
}

void TestBackup::refusesWhatIsNoBackup()
{
    const QTemporaryDir dir;
    QVERIFY(readBackup(dir.filePath("none")).failedWith(Reason::NotFound));
    const auto store = open(dir.filePath("store.db"));
    for (int i = 0; i < 100; ++i)
        put(*store, "/p/" + QByteArray::number(i), QByteArray(1000, 'x'));
    QVERIFY(!readBackup(dir.filePath("store.db"))); // a store is none
    QVERIFY(backup(*store, dir.filePath("copy"), {{"../../etc/passwd", "x"}}));
    QVERIFY(readBackup(dir.filePath("copy")).failedWith(Reason::BadRequest));
    QVERIFY(backup(*store, dir.filePath("good"), {{"pki/ca.crt", "x"}}));
    QVERIFY(readBackup(dir.filePath("good")));
    QFile file(dir.filePath("good"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    for (const qsizetype at : {qsizetype(8192 * 2), whole.size() / 2}) { // damaged pages
        QFile damaged(dir.filePath("damaged"));
        QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
        damaged.write(whole.left(at) + QByteArray(8192, 'z') + whole.mid(at + 8192));
        damaged.close();
        QVERIFY(!readBackup(damaged.fileName()));
    }
    QVERIFY(file.resize(whole.size() / 2));
    QVERIFY(!readBackup(dir.filePath("good")));
    QFile text(dir.filePath("text"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("not a database at all, and never was one");
    text.close();
    QVERIFY(!readBackup(dir.filePath("text")));
}

void TestBackup::countsWhatTheDiskTakes()
{
    api::Metrics metrics;
    const QTemporaryDir dir;
    auto store = Store::open({.path = dir.filePath("store.db"), .metrics = &metrics}, m_clock);
    QVERIFY(store);
    put(**store, "/registry/pods/default/a", "1");
    put(**store, "/registry/pods/default/a", "2");
    const QByteArray text = metrics.text();
    QVERIFY2(text.contains("etcd_request_duration_seconds_count{operation=\"create\",type=\"pods\"} 1\n"), text);
    QVERIFY(text.contains("etcd_request_duration_seconds_count{operation=\"update\",type=\"pods\"} 1\n"));
    QVERIFY(text.contains("etcd_disk_backend_commit_duration_seconds_count 2\n"));
    QVERIFY(text.contains("\netcd_mvcc_current_revision 2\n"));
    store->reset();
    QVERIFY(!metrics.text().contains("current_revision"));
}

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"
