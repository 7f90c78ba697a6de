// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/machine.h"

#include <QDir>
#include <QFile>
#include <QStorageInfo>
#include <QSysInfo>

#include <unistd.h>

namespace orrery::kubelet {

namespace {

QByteArray text(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.read(64 * 1024).trimmed() : QByteArray();
}

qint64 memoryLine(const QByteArray &meminfo, const char *name)
{
    const qsizetype at = meminfo.indexOf(name);
    if (at < 0)
        return 0;
    const auto words = meminfo.mid(at + qsizetype(strlen(name)), 40).simplified().split(' ');
    return words.value(0).toLongLong() * 1024;
}

} // namespace

MachineInfo MachineInfo::read(const NodeConfig &config)
{
    MachineInfo info;
    info.cpus = config.cpus > 0 ? config.cpus : int(std::max<long>(sysconf(_SC_NPROCESSORS_ONLN), 1));
    const QByteArray meminfo = text("/proc/meminfo");
    info.memory = memoryLine(meminfo, "MemTotal:");
    info.memoryAvailable = memoryLine(meminfo, "MemAvailable:");
    if (config.memory > 0) {
        info.memory = config.memory;
        info.memoryAvailable = std::min(info.memoryAvailable, info.memory);
    }
    const QStorageInfo storage(QDir(config.dataDir).exists() ? config.dataDir : "/");
    info.disk = storage.bytesTotal();
    info.diskAvailable = storage.bytesAvailable();
    info.maxProcesses = text("/proc/sys/kernel/pid_max").toLongLong();
    info.processes = text("/proc/loadavg").split(' ').value(3).split('/').value(1).toLongLong();
    info.kernel = QSysInfo::kernelVersion().toUtf8();
    info.osImage = QSysInfo::prettyProductName().toUtf8();
    info.machineId = QSysInfo::machineUniqueId();
    info.bootId = text("/proc/sys/kernel/random/boot_id");
    info.architecture
        = QSysInfo::currentCpuArchitecture() == "x86_64" ? "amd64" : QSysInfo::currentCpuArchitecture().toUtf8();
    return info;
}

} // namespace orrery::kubelet
