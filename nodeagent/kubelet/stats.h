// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/podrunner.h"

#include <QElapsedTimer>

namespace orrery::kubelet {

/// What something uses: the processor's time since it started, how much of it lately, and memory that can't be given
/// back.
struct Usage
{
    qint64 time = 0; ///< microseconds since the Unix epoch; 0: unknown
    qint64 window = 0; ///< microseconds that nanoCores is the average of
    quint64 cpuNanoseconds = 0;
    quint64 nanoCores = 0;
    quint64 memory = 0; ///< bytes, working set
};

struct ContainerUsage
{
    QByteArray ns, pod, uid, container;
    qint64 startedAt = 0; ///< microseconds
    Usage usage;
};

struct UsageSummary
{
    Usage node;
    qint64 nodeStartedAt = 0, memoryAvailable = 0;
    QList<ContainerUsage> containers;
};

/// What the node and its containers use. Costs nothing while nobody asks: the first question measures twice, a second
/// apart; for two minutes after a question it measures every ten seconds, so that the next ones are answered at once.
/// Thread: the kubelet's; it measures on the pool. Lifetime: the kubelet's.
class Stats final : public Subsystem
{
    Q_OBJECT
public:
    Stats(const Dependencies &dependencies, PodRunner &runner, QObject *parent = nullptr);
    QByteArray name() const override { return "stats"; }
    void start() override { }

    using Done = std::function<void(const api::Result<UsageSummary> &summary)>;
    void summary(Done done); ///< now or within a few seconds

    /// {"node":{"time","window","cpuNanoCores","cpuNanoseconds","memory"},"pods":[{"namespace","name","containers":[...]}]}:
    /// microseconds and bytes.
    static api::Value toValue(const UsageSummary &summary);

private:
    struct Sample
    {
        api::Result<QList<cri::ContainerStats>> containers = QList<cri::ContainerStats>();
        qint64 time = 0;
        quint64 nodeCpu = 0, nodeMemory = 0, ownCpu = 0, ownMemory = 0;
        qint64 memoryAvailable = 0, bootedAt = 0;
    };
    struct Point
    {
        qint64 time = 0;
        quint64 cpu = 0;
    };
    static Sample measure(cri::RuntimeService &runtime, const NodeConfig &node, qint64 now);
    void take();
    void taken(const Sample &sample);
    Point baseOf(const QByteArray &id, qint64 now) const;
    Usage since(const QByteArray &id, const Point &now, quint64 memory) const;
    void answer(const api::Result<UsageSummary> &summary);
    qint64 monotonic() const { return m_clock.elapsed(); }

    const Dependencies &m_dependencies;
    PodRunner &m_runner;
    QHash<QByteArray, Point> m_base,
        m_before; ///< container id, or "" for the node: what usage is measured from; the one before it
    qint64 m_baseAt = -1, m_askedAt = -1; ///< milliseconds of m_clock
    bool m_measuring = false;
    QList<Done> m_waiting;
    QTimer m_timer;
    QElapsedTimer m_clock;
    Tasks m_tasks; ///< last: it ends before what its work uses
};

} // namespace orrery::kubelet
