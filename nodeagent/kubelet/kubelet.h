// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/dependencies.h"
#include "nodeagent/kubelet/subsystem.h"

#include <memory>

namespace orrery::kubelet {

class NodeStatus;
class PodRunner;
class Tunnel;

/// One node: registers it, keeps its status and lease, runs its pods, answers for their logs and shells. Takes
/// everything outside as Dependencies, so that one process can hold a hundred hollow ones. Does not: get its own
/// identity (see certificate.h), start the container runtime, or program services (see proxy). Thread: the one it was
/// made on, which has an event loop; blocking work goes to the pool. Lifetime: QObject parent; stopping it stops no
/// pod.
class Kubelet final : public QObject
{
    Q_OBJECT
public:
    explicit Kubelet(const Dependencies &dependencies, QObject *parent = nullptr);
    ~Kubelet() override;
    void start();

    bool isReady() const;
    bool isConnected() const; ///< the tunnel is open
    PodRunner &pods() { return *m_pods; }
    /// The subsystems' names with what is wrong with each (empty: well).
    QList<std::pair<QByteArray, QByteArray>> health() const;

Q_SIGNALS:
    void readyChanged(bool ready);
    /// The API does not know us (any more): get a new certificate.
    void unauthorized();

private:
    template <class T, class... Arguments> T &add(Arguments &&...arguments);

    Dependencies m_dependencies;
    std::vector<std::unique_ptr<Subsystem>> m_subsystems;
    std::unique_ptr<QObject> m_events;
    PodRunner *m_pods = nullptr;
    NodeStatus *m_status = nullptr;
    Tunnel *m_tunnel = nullptr;
};

} // namespace orrery::kubelet
