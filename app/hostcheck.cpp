// SPDX-License-Identifier: GPL-3.0-only
#include "app/hostcheck.h"

#include "app/providers/libvirt/kvmprobe.h"
#include "app/providers/providers.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>
#include <QStorageInfo>

#include <unistd.h>

namespace orrery {

using clusters::HostFact;
using Level = HostFact::Level;

namespace {

constexpr qint64 mebi = 1024 * 1024, gibi = 1024 * mebi;
constexpr qint64 threeNodes = 3 * 512 * mebi, spare = 512 * mebi;

QString tr(const char *text)
{
    return QCoreApplication::translate("orrery", text);
}

bool hasProgram(const char *name)
{
    const QStringList places{QStringLiteral("/usr/sbin"), QStringLiteral("/sbin"), QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/lib/cni")};
    return !QStandardPaths::findExecutable(QLatin1String(name)).isEmpty()
        || !QStandardPaths::findExecutable(QLatin1String(name), places).isEmpty();
}

HostFact kvm()
{
    HostFact fact{tr("KVM"), {}, {}, Level::Good};
    const providers::KvmResult probe = providers::probeKvm();
    if (probe.works) {
        fact.meaning = tr("Virtual machines run at the speed of this computer.");
        return fact;
    }
    fact.level = Level::Limited;
    fact.meaning = tr("Virtual machines are emulated: nodes, and what runs on them, are several times slower. (%1)").arg(QString::fromUtf8(probe.why));
    if (!QFile::exists(QStringLiteral("/dev/kvm")))
        fact.remedy = tr("Switch virtualisation on in the firmware (VT-x, AMD-V), or use hollow nodes.");
    else if (::access("/dev/kvm", R_OK | W_OK) != 0)
        fact.remedy = tr("Run: sudo usermod -aG kvm $USER, and log in again.");
    else
        fact.remedy = tr("This computer is itself a virtual machine that cannot nest: use hollow nodes.");
    return fact;
}

HostFact machines()
{
    HostFact fact{tr("Virtual machines"), {}, {}, Level::Good};
    QStringList lacks;
    if (!hasProgram("qemu-system-x86_64"))
        lacks += tr("QEMU");
    const bool daemon = hasProgram("libvirtd") || hasProgram("virtqemud");
    if (::geteuid() != 0 && !daemon)
        lacks += tr("libvirt");
    const bool image = QFile::exists(providers::Providers::defaultImageDirectory() + QLatin1String("/root.ext4"));
    if (lacks.isEmpty() && image) {
        fact.meaning = tr("QEMU, libvirt and the node image are here.");
        return fact;
    }
    fact.level = Level::Missing;
    if (!lacks.isEmpty()) {
        fact.meaning = tr("Nodes cannot be virtual machines: %1 is not installed.").arg(lacks.join(QStringLiteral(", ")));
        fact.remedy = tr("Run: sudo apt install qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu");
    } else {
        fact.meaning = tr("Nodes cannot be virtual machines: the disk image of a node is not here.");
        fact.remedy = tr("Build it: cmake --build build --target node-image");
    }
    return fact;
}

HostFact memory()
{
    HostFact fact{tr("Memory"), {}, {}, Level::Good};
    QFile file(QStringLiteral("/proc/meminfo"));
    qint64 available = 0;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("MemAvailable:"))
                available = line.mid(13).simplified().split(' ').first().toLongLong() * 1024;
        }
    }
    const QString free = QLocale().formattedDataSize(available, 1);
    if (available >= threeNodes + spare) {
        fact.meaning = tr("%1 are free: enough for three virtual machines of 512 MiB.").arg(free);
    } else if (available >= spare) {
        fact.level = Level::Limited;
        fact.meaning = tr("%1 are free: too little for three virtual machines of 512 MiB.").arg(free);
        fact.remedy = tr("Close other programs, or use hollow nodes: ten of them take less than 100 MiB.");
    } else {
        fact.level = Level::Missing;
        fact.meaning = tr("%1 are free: too little for a cluster.").arg(free);
        fact.remedy = tr("Close other programs first.");
    }
    return fact;
}

HostFact disk(const QString &folder)
{
    HostFact fact{tr("Disk"), {}, {}, Level::Good};
    QDir place(folder);
    while (!place.exists() && place.path() != QLatin1String("/"))
        place.setPath(QFileInfo(place.path()).absolutePath());
    const qint64 available = QStorageInfo(place).bytesAvailable();
    const QString free = QLocale().formattedDataSize(available, 1);
    fact.meaning = tr("%1 are free where clusters are kept (%2).").arg(free, folder);
    if (::access(QFile::encodeName(place.path()).constData(), W_OK) != 0) {
        fact.level = Level::Missing;
        fact.meaning = tr("Clusters cannot be kept in %1: it may not be written.").arg(folder);
        fact.remedy = tr("Change its owner, or choose another folder: orrery --data FOLDER");
    } else if (available < gibi / 4) {
        fact.level = Level::Missing;
        fact.remedy = tr("Make room, or choose another folder: orrery --data FOLDER");
    } else if (available < 3 * gibi) {
        fact.level = Level::Limited;
        fact.remedy = tr("Three virtual machines want about 3 GiB: make room, or use hollow nodes.");
    }
    return fact;
}

HostFact namespaces()
{
    HostFact fact{tr("Nodes in namespaces"), {}, {}, Level::Good};
    QStringList lacks;
    for (const char *program : {"containerd", "crun", "ip"}) {
        if (!hasProgram(program))
            lacks += QLatin1String(program);
    }
    if (!QFile::exists(QStringLiteral("/usr/lib/cni/bridge")) && !QFile::exists(QStringLiteral("/opt/cni/bin/bridge")))
        lacks += QStringLiteral("CNI");
    if (!QFile::exists(QStringLiteral("/dev/net/tun")))
        lacks += QStringLiteral("/dev/net/tun");
    if (::geteuid() != 0) {
        fact.level = Level::Limited;
        fact.meaning = tr("Real containers without virtual machines need root. Nothing else does.");
        fact.remedy = tr("Nothing to do; for them run: sudo orrery");
    } else if (!lacks.isEmpty()) {
        fact.level = Level::Limited;
        fact.meaning = tr("Real containers without virtual machines: %1 is not here.").arg(lacks.join(QStringLiteral(", ")));
        fact.remedy = tr("Run: sudo apt install containerd crun containernetworking-plugins iproute2");
    } else {
        fact.meaning = tr("Real containers without virtual machines work: you are root, and all tools are here.");
    }
    return fact;
}

} // namespace

QList<HostFact> checkHost(const QString &folder)
{
    return {kvm(), machines(), memory(), disk(folder), namespaces()};
}

} // namespace orrery
