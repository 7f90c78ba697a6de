// SPDX-License-Identifier: GPL-3.0-only
#include "nodeagent/kubelet/kubelet.h"

#include "nodeagent/kubelet/eventrecorder.h"
#include "nodeagent/kubelet/logrotation.h"
#include "nodeagent/kubelet/network.h"
#include "nodeagent/kubelet/nodestatus.h"
#include "nodeagent/kubelet/pages.h"
#include "nodeagent/kubelet/podevents.h"
#include "nodeagent/kubelet/podrunner.h"
#include "nodeagent/kubelet/probes.h"
#include "nodeagent/kubelet/stats.h"
#include "nodeagent/kubelet/tunnel.h"

#include <QDir>
#include <QFile>

namespace orrery::kubelet {

template <class T, class... Arguments> T &Kubelet::add(Arguments &&...arguments)
{
    m_subsystems.push_back(std::make_unique<T>(m_dependencies, std::forward<Arguments>(arguments)...));
    return static_cast<T &>(*m_subsystems.back());
}

Kubelet::Kubelet(const Dependencies &dependencies, QObject *parent)
    : QObject(parent)
    , m_dependencies(dependencies)
{
    auto events
        = std::make_unique<EventRecorder>(m_dependencies.client, m_dependencies.clock, m_dependencies.node.nodeName);
    auto &recorder = *events;
    m_events = std::move(events);

    // In start order; stopped in reverse.
    auto &network = add<Network>();
    auto &probes = add<Probes>(recorder);
    m_pods = &add<PodRunner>(recorder, probes);
    add<PodEvents>(*m_pods);
    add<LogRotation>(*m_pods);
    m_status = &add<NodeStatus>(recorder, *m_pods, network);
    auto &stats = add<Stats>(*m_pods);
    auto &pages = add<Pages>(*m_pods, stats, [this] { return health(); });
    m_tunnel = &add<Tunnel>(*m_pods, pages);

    connect(m_status, &NodeStatus::readyChanged, this, &Kubelet::readyChanged);
    connect(m_status, &NodeStatus::unauthorized, this, &Kubelet::unauthorized);
}

Kubelet::~Kubelet()
{
    while (!m_subsystems.empty())
        m_subsystems.pop_back();
}

void Kubelet::start()
{
    // Secrets lie below; containers reach their own parts through mounts.
    const QString pods = m_dependencies.node.dataDir + "/pods";
    QDir().mkpath(pods);
    QFile::setPermissions(pods, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    for (const auto &subsystem : m_subsystems)
        subsystem->start();
}

bool Kubelet::isReady() const
{
    return m_status->isReady();
}

bool Kubelet::isConnected() const
{
    return m_tunnel->isConnected();
}

QList<std::pair<QByteArray, QByteArray>> Kubelet::health() const
{
    QList<std::pair<QByteArray, QByteArray>> result;
    for (const auto &subsystem : m_subsystems)
        result.append({subsystem->name(), subsystem->health()});
    return result;
}

} // namespace orrery::kubelet
