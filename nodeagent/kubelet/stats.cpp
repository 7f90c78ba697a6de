// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/stats.h"

#include "controlplane/api/clock.h"
#include "nodeagent/kubelet/containerconfig.h"

#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace orrery::kubelet {

using api::Value;

namespace {

constexpr qint64 firstGap = 1000, interval = 10'000, keptUp = 120'000, stale = 60'000; // milliseconds

QByteArray text(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.read(64 * 1024) : QByteArray();
}

qint64 kibibytes(const QByteArray &meminfo, const char *name)
{
    const qsizetype at = meminfo.indexOf(name);
    return at < 0 ? 0
                  : meminfo.mid(at + qsizetype(qstrlen(name)), 40).simplified().split(' ').value(0).toLongLong() * 1024;
}

} // namespace

Stats::Stats(const Dependencies &dependencies, PodRunner &runner, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_runner(runner)
    , m_tasks(dependencies.pool, this)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Stats::take);
}

Stats::Sample Stats::measure(cri::RuntimeService &runtime, const NodeConfig &node, qint64 now)
{
    Sample sample;
    sample.time = now;
    sample.containers = runtime.listContainerStats();
    const QByteArray meminfo = text("/proc/meminfo");
    const qint64 total = kibibytes(meminfo, "MemTotal:");
    sample.memoryAvailable = kibibytes(meminfo, "MemAvailable:");
    const QList<QByteArray> words = text("/proc/stat").split('\n').value(0).simplified().split(' ');
    // user nice system idle iowait irq softirq steal; guests are within user and nice.
    quint64 ticks = 0;
    for (int i = 1; i <= 8; ++i) {
        if (i != 4 && i != 5)
            ticks += words.value(i).toULongLong();
    }
    const auto ticksASecond = quint64(std::max<long>(sysconf(_SC_CLK_TCK), 1));
    sample.nodeCpu = ticks * (1'000'000'000 / ticksASecond);
    sample.nodeMemory = quint64(std::max<qint64>(total - sample.memoryAvailable, 0));
    sample.bootedAt = now - qint64(text("/proc/uptime").split(' ').value(0).toDouble() * 1e6);
    rusage own{};
    if (node.network && getrusage(RUSAGE_SELF, &own) == 0) { // many hollow nodes are one process
        const auto nanoseconds
            = [](const timeval &time) { return quint64(time.tv_sec) * 1'000'000'000 + quint64(time.tv_usec) * 1000; };
        sample.ownCpu = nanoseconds(own.ru_utime) + nanoseconds(own.ru_stime);
        sample.ownMemory = text("/proc/self/statm").split(' ').value(1).toULongLong() * quint64(sysconf(_SC_PAGESIZE));
    }
    return sample;
}

void Stats::summary(Done done)
{
    m_waiting.append(std::move(done));
    m_askedAt = monotonic();
    if (m_baseAt >= 0 && m_askedAt - m_baseAt > stale) {
        m_base.clear();
        m_before.clear(); // a question of long ago: what was used since tells little of now
        m_baseAt = -1;
    }
    take();
}

void Stats::take()
{
    const bool wanted = !m_waiting.isEmpty() || (m_askedAt >= 0 && monotonic() - m_askedAt < keptUp);
    if (m_measuring || !wanted)
        return;
    m_timer.stop();
    m_measuring = true;
    m_tasks.run([&runtime = m_dependencies.runtime, node = m_dependencies.node,
                 now = m_dependencies.clock.now()] { return measure(runtime, node, now); },
                [this](const Sample &sample) {
                    m_measuring = false;
                    taken(sample);
                });
}

/// A base of a moment ago tells little, so that the one before it is better.
Stats::Point Stats::baseOf(const QByteArray &id, qint64 now) const
{
    const Point base = m_base.value(id), before = m_before.value(id);
    return before.time > 0 && now - base.time < interval / 2 * 1000 ? before : base;
}

Usage Stats::since(const QByteArray &id, const Point &now, quint64 memory) const
{
    Usage usage{now.time, 0, now.cpu, 0, memory};
    const Point base = baseOf(id, now.time);
    if (base.time > 0 && now.time > base.time && now.cpu >= base.cpu) {
        usage.window = now.time - base.time;
        usage.nanoCores = quint64(double(now.cpu - base.cpu) * 1e6 / double(usage.window));
    }
    return usage;
}

void Stats::taken(const Sample &sample)
{
    if (!sample.containers)
        return answer(sample.containers.error());
    UsageSummary summary;
    QHash<QByteArray, Point> points;
    bool complete = m_baseAt >= 0;
    quint64 cpu = sample.ownCpu, memory = sample.ownMemory;
    for (const auto &container : sample.containers.value()) {
        const Point point{container.timestamp > 0 ? container.timestamp / 1000 : sample.time, container.cpuNanoseconds};
        points.insert(container.id, point);
        cpu += point.cpu;
        memory += container.memoryWorkingSet;
        ContainerUsage of;
        of.ns = container.labels.value(label::podNamespace);
        of.pod = container.labels.value(label::podName);
        of.uid = container.labels.value(label::podUid);
        of.container = container.labels.value(label::containerName);
        const auto *seen = m_runner.lastSeen(of.uid);
        if (!seen || of.pod.isEmpty() || seen->running.value(of.container) != container.id)
            continue; // another node's, on a runtime that several share; or one that has ended
        const auto view = seen->view.containers.value(of.container);
        of.startedAt = view.latest ? view.latest->startedAt / 1000 : 0;
        of.usage = since(container.id, point, container.memoryWorkingSet);
        if (of.usage.window == 0 && of.startedAt > 0 && point.time - of.startedAt > 0 && m_baseAt >= 0) {
            of.usage.window = point.time - of.startedAt; // started since
            of.usage.nanoCores = quint64(double(point.cpu) * 1e6 / double(of.usage.window));
        }
        complete = complete && of.usage.window > 0;
        summary.containers.append(of);
    }
    // A node that shares its machine with others is what it runs; one with a machine of its own is that machine.
    const bool shares = m_dependencies.node.memory > 0 || !m_dependencies.node.network;
    if (shares) {
        cpu = sample.ownCpu;
        memory = sample.ownMemory;
        for (const ContainerUsage &container : std::as_const(summary.containers)) {
            cpu += container.usage.cpuNanoseconds;
            memory += container.usage.memory;
        }
    } else {
        cpu = sample.nodeCpu;
        memory = sample.nodeMemory;
    }
    points.insert({}, {sample.time, cpu});
    summary.node = since({}, {sample.time, cpu}, memory);
    if (shares && summary.node.window > 0 && cpu < baseOf({}, sample.time).cpu)
        summary.node.window = 0; // a container has gone, and its time with it
    if (shares) { // the sum of what is known of each
        summary.node.nanoCores = 0;
        for (const ContainerUsage &container : std::as_const(summary.containers))
            summary.node.nanoCores += container.usage.nanoCores;
        const Point base = baseOf("own", sample.time);
        if (base.time > 0 && sample.time > base.time)
            summary.node.nanoCores += quint64(double(sample.ownCpu - base.cpu) * 1e6 / double(sample.time - base.time));
        summary.node.window = m_baseAt >= 0 ? std::max<qint64>(sample.time - base.time, 1) : 0;
    }
    points.insert("own", {sample.time, sample.ownCpu});
    summary.nodeStartedAt = sample.bootedAt;
    summary.memoryAvailable
        = shares ? std::max<qint64>(m_dependencies.node.memory - qint64(memory), 0) : sample.memoryAvailable;

    const bool first = m_baseAt < 0;
    if (first || monotonic() - m_baseAt >= interval) {
        m_before = std::exchange(m_base, points);
        m_baseAt = monotonic();
    }
    if (first || (!complete && monotonic() - m_askedAt < 3 * firstGap)) {
        m_timer.start(int(firstGap));
        return;
    }
    m_timer.start(int(interval));
    answer(summary);
}

void Stats::answer(const api::Result<UsageSummary> &summary)
{
    for (const Done &done : std::exchange(m_waiting, {}))
        done(summary);
}

static Value usageValue(const Usage &usage)
{
    return Value::object({{"time", usage.time},
                          {"window", usage.window},
                          {"cpuNanoCores", qint64(usage.nanoCores)},
                          {"cpuNanoseconds", qint64(usage.cpuNanoseconds)},
                          {"memory", qint64(usage.memory)}});
}

Value Stats::toValue(const UsageSummary &summary)
{
    std::map<std::pair<QByteArray, QByteArray>, std::vector<Value>> pods;
    for (const ContainerUsage &container : summary.containers)
        pods[{container.ns, container.pod}].push_back(usageValue(container.usage).with("name", container.container));
    std::vector<Value> items;
    for (auto &[key, containers] : pods) {
        items.push_back(Value::object(
            {{"namespace", key.first}, {"name", key.second}, {"containers", Value::array(std::move(containers))}}));
    }
    return Value::object({{"node", usageValue(summary.node)}, {"pods", Value::array(std::move(items))}});
}

} // namespace orrery::kubelet
