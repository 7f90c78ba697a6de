// SPDX-License-Identifier: GPL-3.0-only
#include "app/cluster/datafolder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace orrery;
using cluster::DataFolder;

class TestDataFolder final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void makesItForUsAlone();
    void oneProcessAtATime();
    void lockGoesWithItsProcess();
    void leavesOtherPeoplesFoldersAlone();
    void remembersNumbers();
    void erases();
    void default_();
};

static mode_t modeOf(const QString &path)
{
    struct stat info
    {
    };
    return ::stat(QFile::encodeName(path).constData(), &info) ? 0 : info.st_mode & 07777;
}

void TestDataFolder::makesItForUsAlone()
{
    const QTemporaryDir dir;
    QVERIFY(DataFolder::open(dir.filePath("a/b"), false).failedWith(api::Reason::NotFound));
    QVERIFY(!QFile::exists(dir.filePath("a")));
    const auto folder = DataFolder::open(dir.filePath("a/b"));
    QVERIFY(folder);
    QCOMPARE(modeOf(dir.filePath("a/b")), mode_t(0700));
    QCOMPARE((*folder)->kubeconfig(), dir.filePath("a/b/kubeconfig"));
}

void TestDataFolder::oneProcessAtATime()
{
    const QTemporaryDir dir;
    auto first = DataFolder::open(dir.path());
    QVERIFY(first);
    const auto second = DataFolder::open(dir.path());
    QVERIFY(second.failedWith(api::Reason::Conflict));
    QVERIFY(second.error().message.contains(QByteArray::number(QCoreApplication::applicationPid()))); // says who
    first->reset();
    QVERIFY(DataFolder::open(dir.path()));
}

void TestDataFolder::lockGoesWithItsProcess()
{
    const QTemporaryDir dir;
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        const auto folder = DataFolder::open(dir.path());
        [[maybe_unused]] const ssize_t written = ::write(ready[1], folder ? "y" : "n", 1);
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    QCOMPARE(::read(ready[0], &answer, 1), ssize_t(1));
    QCOMPARE(answer, 'y');
    QVERIFY(DataFolder::open(dir.path()).failedWith(api::Reason::Conflict));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    QVERIFY(DataFolder::open(dir.path()));
}

void TestDataFolder::leavesOtherPeoplesFoldersAlone()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath("thesis.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    ::chmod(QFile::encodeName(dir.path()).constData(), 0755);
    QVERIFY(DataFolder::open(dir.path()).failedWith(api::Reason::InternalError));
    QVERIFY(DataFolder::open(dir.path(), false).failedWith(api::Reason::InternalError));
    QCOMPARE(modeOf(dir.path()), mode_t(0755));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{"thesis.txt"});
    // But what a first restore left that was killed, is ours.
    QTemporaryDir restored;
    QVERIFY(QDir(restored.path()).mkdir(".restore-abcdef"));
    QVERIFY(DataFolder::open(restored.path()));
}

void TestDataFolder::remembersNumbers()
{
    const QTemporaryDir dir;
    {
        const auto folder = DataFolder::open(dir.path());
        QCOMPARE((*folder)->number("port"), quint16(0));
        QVERIFY((*folder)->setNumber("port", 6443));
        QVERIFY(QDir(dir.path()).mkdir("pki"));
    }
    const auto folder = DataFolder::open(dir.path());
    QCOMPARE((*folder)->number("port"), quint16(6443));
}

void TestDataFolder::erases()
{
    const QTemporaryDir dir;
    const auto folder = DataFolder::open(dir.filePath("cluster"));
    QVERIFY(QDir(dir.filePath("cluster")).mkpath("pki/deep"));
    QVERIFY((*folder)->erase());
    QVERIFY(!QFile::exists(dir.filePath("cluster")));
}

void TestDataFolder::default_()
{
    qputenv("XDG_DATA_HOME", "/somewhere/data");
    QCOMPARE(cluster::defaultDataFolder(), QString("/somewhere/data/orrery/clusters/default"));
}

QTEST_GUILESS_MAIN(TestDataFolder)
#include "tst_datafolder.moc"
