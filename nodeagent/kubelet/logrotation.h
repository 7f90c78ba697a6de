// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/podrunner.h"

namespace orrery::kubelet {

/// Keeps containers' logs bounded: one that has grown beyond 10 MiB is set aside (the last of those is kept) and the
/// runtime starts a new one. Looks once a minute while there are pods; runtimes that write no logs of their own are
/// left alone. Thread: the kubelet's. Lifetime: the kubelet's.
class LogRotation final : public Subsystem
{
    Q_OBJECT
public:
    LogRotation(const Dependencies &dependencies, PodRunner &runner, QObject *parent = nullptr);
    QByteArray name() const override { return "logrotation"; }
    void start() override;

    /// Sets the file aside if it is larger than that and tells the runtime. True if it did. Blocks.
    static bool rotate(cri::RuntimeService &runtime, const QByteArray &containerId, const QString &path,
                       qint64 maxBytes);

private:
    const Dependencies &m_dependencies;
    PodRunner &m_runner;
    QTimer m_timer;
    Tasks m_tasks;
};

} // namespace orrery::kubelet
