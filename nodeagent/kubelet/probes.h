// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/eventrecorder.h"
#include "nodeagent/kubelet/podworker.h"
#include "nodeagent/kubelet/subsystem.h"

namespace orrery::kubelet {

/// Runs the startup, liveness and readiness probes of the node's running containers, and keeps what they found.
/// Readiness is taken over from the API's status where a container was already running before the agent started, so
/// that a restart of the agent takes no pod out of service. Thread: the kubelet's: timers and sockets, no thread of its
/// own. Lifetime: the kubelet's.
class Probes final : public Subsystem
{
    Q_OBJECT
public:
    Probes(const Dependencies &dependencies, EventRecorder &events, QObject *parent = nullptr);
    ~Probes() override;
    QByteArray name() const override { return "probes"; }
    void start() override { }

    /// Starts and stops probes to fit what runs.
    void update(const QByteArray &uid, const api::Object &pod, const PodOutcome &seen);
    void removeContainer(const QByteArray &containerId);
    QHash<QByteArray, ProbeResult> results(const QByteArray &uid, const api::Object &pod) const;

Q_SIGNALS:
    void changed(const QByteArray &uid);

private:
    class Probe;
    struct Container
    {
        QByteArray uid, name;
        ProbeResult result;
        std::vector<std::unique_ptr<Probe>> probes;
    };
    void found(const QByteArray &containerId, const QByteArray &kind, bool ok, const QByteArray &message);

    const Dependencies &m_dependencies;
    EventRecorder &m_events;
    std::map<QByteArray, Container> m_containers; ///< by id
    QHash<QByteArray, api::Object> m_pods; ///< by uid; for events
};

} // namespace orrery::kubelet
