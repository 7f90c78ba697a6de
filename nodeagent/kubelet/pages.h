// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/stats.h"

namespace orrery::kubelet {

/// What the kubelet says of itself over HTTP, reached through nodes/proxy alone: /healthz, /pods, /stats/summary,
/// /metrics, /metrics/resource, /logs/. Does not: listen, or run anything (logs, exec and the like have streams of
/// their own). Thread: the kubelet's. Lifetime: the kubelet's.
class Pages final : public Subsystem
{
    Q_OBJECT
public:
    using Health = std::function<QList<std::pair<QByteArray, QByteArray>>()>; ///< see Kubelet::health()
    Pages(const Dependencies &dependencies, PodRunner &runner, Stats &stats, Health health, QObject *parent = nullptr);
    QByteArray name() const override { return "pages"; }
    void start() override { }

    /// Answers one request, now or later, with a whole HTTP/1.1 answer.
    void answer(const QByteArray &method, const QByteArray &path, std::function<void(const QByteArray &answer)> done);
    Stats &stats() { return m_stats; }

private:
    QByteArray healthPage() const;
    QByteArray pods() const;
    QByteArray metrics() const;
    QByteArray logs(const QByteArray &path) const;
    api::Value summary(const UsageSummary &usage) const;
    QByteArray resourceMetrics(const api::Result<UsageSummary> &usage) const;

    const Dependencies &m_dependencies;
    PodRunner &m_runner;
    Stats &m_stats;
    const Health m_health;
};

} // namespace orrery::kubelet
