// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/logrotation.h"

#include <QFile>
#include <QFileInfo>

namespace orrery::kubelet {

namespace {

constexpr qint64 maxLogBytes = 10 * 1024 * 1024;
constexpr int lookMilliseconds = 60'000;

} // namespace

LogRotation::LogRotation(const Dependencies &dependencies, PodRunner &runner, QObject *parent)
    : Subsystem(parent)
    , m_dependencies(dependencies)
    , m_runner(runner)
    , m_tasks(dependencies.pool, this)
{
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_runner.count() == 0)
            return;
        m_tasks.run(
            [&runtime = m_dependencies.runtime] {
                for (const auto &container : runtime.listContainers({}).valueOr({})) {
                    if (container.state != cri::ContainerState::Running)
                        continue;
                    if (const auto status = runtime.containerStatus(container.id))
                        rotate(runtime, container.id, QString::fromUtf8(status.value().logPath), maxLogBytes);
                }
                return true;
            },
            [](bool) {});
    });
}

void LogRotation::start()
{
    if (m_dependencies.runtime.losesEvents())
        m_timer.start(lookMilliseconds);
}

bool LogRotation::rotate(cri::RuntimeService &runtime, const QByteArray &containerId, const QString &path,
                         qint64 maxBytes)
{
    if (path.isEmpty() || QFileInfo(path).size() <= maxBytes)
        return false;
    const QString aside = path + ".1";
    QFile::remove(aside);
    if (!QFile::rename(path, aside))
        return false;
    if (runtime.reopenContainerLog(containerId))
        return true;
    QFile::rename(aside, path); // it still writes there
    return false;
}

} // namespace orrery::kubelet
