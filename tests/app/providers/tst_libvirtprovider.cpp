// SPDX-License-Identifier: GPL-3.0-only
// A real VM of the node image through libvirt, without a control plane: phases, death, adoption, power off, removal.
#include "app/providers/libvirt/kvmprobe.h"
#include "app/providers/libvirt/libvirtprovider.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace orrery;
using namespace orrery::providers;
using State = Observation::State;

namespace {

struct Bench
{
    explicit Bench(const QString &directory)
    {
        context.dataDirectory = directory;
        context.imageDirectory = qEnvironmentVariable("ORRERY_NODE_IMAGE", QStringLiteral(ORRERY_BINARY_DIR "/node-image"));
        context.networkSwitch = [this] {
            if (!network)
                network = std::make_unique<Switch>(context.network, 1);
            return network.get();
        };
        provider = std::make_unique<LibvirtProvider>(context);
        QObject::connect(provider.get(), &NodeProvider::observed, provider.get(), [this](const QByteArray &machine, const Observation &now) {
            if (machine == "one")
                last = now;
            ++count;
        });
    }
    ~Bench() { provider.reset(); }

    bool waitFor(State state, int ms) { return QTest::qWaitFor([&] { return last.state == state; }, ms); }

    std::unique_ptr<Switch> network;
    ProviderContext context;
    std::unique_ptr<LibvirtProvider> provider;
    Observation last { State::Failed };
    int count = 0;
};

/// The emulator's process that has this file open; 0 if there is none.
qint64 processWith(const QString &file)
{
    for (const QString &pid : QDir(QStringLiteral("/proc")).entryList({ QStringLiteral("[0-9]*") }, QDir::Dirs)) {
        QFile commandLine(QStringLiteral("/proc/") + pid + QStringLiteral("/cmdline"));
        if (commandLine.open(QIODevice::ReadOnly)) {
            const QByteArray text = commandLine.readAll();
            if (text.contains("qemu-system") && text.contains(file.toUtf8()))
                return pid.toLongLong();
        }
    }
    return 0;
}

} // namespace

class TestLibvirtProvider : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void life()
    {
        QTemporaryDir directory(QDir::tempPath() + QStringLiteral("/orrery-vm-XXXXXX"));
        const MachineSpec spec { "one", 1, 320LL << 20, "10.240.0.11" };
        const QByteArray config = R"({"nodeName":"one","server":"https://10.240.0.1:6443","address":"10.240.0.11","prefixLength":16,"gateway":"10.240.0.1"})";
        const QString state = directory.path() + QStringLiteral("/machines/one/state.img");
        {
            Bench bench(directory.path());
            bench.provider->adopt(spec);
            QVERIFY2(bench.waitFor(State::Absent, 30000), bench.last.message.constData());
            bench.provider->provision(spec, config);
            QVERIFY2(QTest::qWaitFor([&] { return bench.last.phase == "services" || bench.last.state == State::Failed; }, 60000), "no phase");
            QVERIFY2(bench.last.state == State::Running, bench.last.message.constData());
            QVERIFY(QFile::exists(QString::fromUtf8(bench.last.console)));
            QCOMPARE(QFile(directory.path() + QStringLiteral("/machines/one/node.json")).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        const qint64 first = processWith(state);
        QVERIFY(first > 0); // the VM outlives the provider
        {
            Bench bench(directory.path());
            bench.provider->adopt(spec);
            QVERIFY2(bench.waitFor(State::Running, 10000), bench.last.message.constData());
            QCOMPARE(bench.last.phase, QByteArray("services"));
            QCOMPARE(processWith(state), first); // adopted, not rebuilt

            ::kill(pid_t(first), SIGSTOP);
            QVERIFY(bench.waitFor(State::Failed, 10000));
            QCOMPARE(bench.last.reason, QByteArray("NotResponding"));
            ::kill(pid_t(first), SIGCONT);
            QVERIFY(bench.waitFor(State::Running, 10000));

            ::kill(pid_t(first), SIGKILL);
            QVERIFY(bench.waitFor(State::Failed, 10000));
            QCOMPARE(bench.last.reason, QByteArray("Stopped"));

            bench.provider->provision(spec, config);
            QVERIFY(QTest::qWaitFor([&] { return bench.last.phase == "services"; }, 60000));
            bench.provider->powerOff("one");
            QVERIFY(bench.waitFor(State::Off, 15000));
            bench.provider->destroy("one");
            QVERIFY(bench.waitFor(State::Absent, 10000));
            QVERIFY(!QFile::exists(state));
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QString image = qEnvironmentVariable("ORRERY_NODE_IMAGE", QStringLiteral(ORRERY_BINARY_DIR "/node-image"));
    for (const QString &needed : { image + QStringLiteral("/root.ext4"), QStringLiteral("/usr/bin/qemu-system-x86_64"), QStringLiteral("/usr/sbin/libvirtd") }) {
        if (!QFile::exists(needed)) {
            printf("SKIP %s is missing\n", qPrintable(needed));
            return 77;
        }
    }
    TestLibvirtProvider test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_libvirtprovider.moc"
