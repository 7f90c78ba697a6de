// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/eventrecorder.h"
#include "nodeagent/kubelet/podworker.h"

namespace orrery::kubelet {

/// One call of PodWorker::reconcile(): its local state. Private to this room.
/// Thread: one. Lifetime: the call.
class PodPass final
{
public:
    PodPass(const Dependencies &dependencies, EventRecorder &events, const PodWork &work);
    api::Result<PodOutcome> run();

private:
    enum class Next { Proceed, Wait };

    // podpass.cpp: what is there, what must go
    api::Result<> observe(); ///< once: what the runtime has of this pod
    void useSandbox(const cri::SandboxStatus &sandbox);
    void buildViews(); ///< from m_containers
    void takeDown(qint64 grace, const QByteArray &reason);
    bool allStopped() const;
    api::Result<> removeEverything();
    api::Result<> terminate();
    api::Result<> keepEnded();
    void removeOldContainers();
    api::Result<> writeStatus();
    void requeueIn(qint64 seconds);

    // podsync.cpp: what must run
    api::Result<> sync();
    bool pastDeadline();
    bool wantsSandbox() const;
    api::Result<Next> ensureSandbox();
    api::Result<Next> ensureVolumes();
    api::Result<Next> ensureInitContainers();
    api::Result<> ensureEphemeralContainers();
    api::Result<> ensureContainer(const api::Value &container, const QByteArray &policy);
    api::Result<std::optional<cri::Image>> ensureImage(const api::Value &container);
    api::Result<> startContainer(const api::Value &container);
    bool backedOff(const QByteArray &name, const cri::ContainerStatus &ended);
    void stop(const cri::ContainerStatus &container, qint64 grace, const QByteArray &message, bool preStop = true);
    void fail(const QByteArray &container, PodState::Backoff &backoff, const QByteArray &reason,
              const QByteArray &message);
    cri::RegistryAuth registryAuth(const QByteArray &image) const;
    EnvironmentSources sources() const;
    qint64 gracePeriod() const;
    ContainerView &viewOf(const QByteArray &name) { return m_outcome.view.containers[name]; }

    const Dependencies &m_dependencies;
    EventRecorder &m_events;
    const PodWork &m_work;
    const api::Object &m_pod;
    PodState &m_state;
    const qint64 m_now;
    QList<cri::SandboxStatus> m_sandboxes; ///< newest first
    QList<cri::ContainerStatus> m_containers; ///< newest first
    QHash<QByteArray, QString> m_volumes;
    QByteArray m_podIp;
    PodOutcome m_outcome;
};

} // namespace orrery::kubelet
