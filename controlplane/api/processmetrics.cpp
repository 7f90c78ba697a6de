// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/processmetrics.h"

#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace orrery::api {

namespace {

QByteArray contents(const char *path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void collect(Metrics::Page &page)
{
    // proc(5): fields after the program's name, which may hold anything
    const QByteArray text = contents("/proc/self/stat");
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const auto field = [&](int number) { return fields.value(number - 3).toDouble(); };
    const double ticks = double(::sysconf(_SC_CLK_TCK)), pages = double(::sysconf(_SC_PAGESIZE));
    const auto show = [&](const char *name, const char *type, const char *help, double value) {
        page.begin(name, type, help);
        page.sample(value);
    };
    show("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.",
         (field(14) + field(15)) / ticks);
    show("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", field(24) * pages);
    show("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", field(23));
    show("process_open_fds", "gauge", "Number of open file descriptors.",
         double(QDir("/proc/self/fd").entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size()));
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        show("process_max_fds", "gauge", "Maximum number of open file descriptors.", double(limit.rlim_cur));
    const QByteArray system = contents("/proc/stat");
    if (const qsizetype boot = system.indexOf("btime "); boot >= 0)
        show("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.",
             system.mid(boot + 6, 20).split('\n').first().toDouble() + field(22) / ticks);
}

} // namespace

void countProcess(Metrics &metrics)
{
    metrics.collect(collect);
}

} // namespace orrery::api
