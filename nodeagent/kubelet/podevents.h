// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/podrunner.h"

namespace orrery::kubelet {

/// Notices what happens to containers: from the runtime's event stream, and, as that may lose events, from a list every
/// ten seconds while there are pods. Either way it only wakes the pod, which looks for itself. Thread: the kubelet's.
/// Lifetime: the kubelet's.
class PodEvents final : public Subsystem
{
    Q_OBJECT
public:
    PodEvents(const Dependencies &dependencies, PodRunner &runner, QObject *parent = nullptr);
    QByteArray name() const override { return "podevents"; }
    void start() override;

private:
    void happened(const cri::RuntimeEvent &event);
    void awaitExit(const QByteArray &id, int attempt);
    void relist();

    const Dependencies &m_dependencies;
    PodRunner &m_runner;
    QTimer m_relist;
    QHash<QByteArray, int> m_known; ///< container or sandbox id -> state
    bool m_listing = false;
    Tasks m_tasks;
    std::unique_ptr<cri::EventSubscription> m_subscription;
};

} // namespace orrery::kubelet
