// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/controllerrunner.h"
#include "nodeagent/kubelet/podworker.h"
#include "nodeagent/kubelet/referencecache.h"
#include "nodeagent/kubelet/subsystem.h"
#include "nodeagent/kubelet/tasks.h"

#include <QTimer>

namespace orrery::kubelet {

class Probes;

/// Has each pod of this node reconciled whenever something about it may have changed: the object, what it refers to,
/// its containers, a probe, a backoff that is over. One reconcile at a time for each pod, on the shared pool, under the
/// cause of what woke it; the slow things that it asks for (graces, pulls, hooks) are done here without holding a
/// thread. At start it adopts what runs already: pods are found again by their labels, and those that the API no longer
/// has are taken down. Thread: the kubelet's. Lifetime: the kubelet's.
class PodRunner final : public Subsystem
{
    Q_OBJECT
public:
    PodRunner(const Dependencies &dependencies, EventRecorder &events, Probes &probes, QObject *parent = nullptr);
    ~PodRunner() override;
    QByteArray name() const override { return "pods"; }
    void start() override;

    void wake(const QByteArray &uid, const api::Cause &cause = {});
    void wakeOwner(const QByteArray &runtimeId); ///< the pod of that sandbox or container; all pods if it is unknown
    void wakeAll();
    /// Pauses, steps and slows the pods' loop, like a controller's.
    void setGate(const client::ControllerRunner::Gate &gate);
    /// Pods wait until the node can run them.
    void setNodeReady(bool ready);
    void setAllocatable(qint64 milliCpus, qint64 memory);

    qsizetype count() const { return qsizetype(m_entries.size()); } ///< pods that have anything here
    api::Object pod(const api::Key &key) const { return m_pods ? m_pods->get(key) : api::Object(); }
    QList<api::Object> pods() const { return m_pods ? m_pods->objects().values() : QList<api::Object>(); } ///< the node's, as the API has them
    /// What the last reconcile saw of the pod; null if there is none of that uid.
    const PodOutcome *lastSeen(const QByteArray &uid) const;

Q_SIGNALS:
    void reconciled(const QByteArray &uid);

private:
    struct Entry;
    Entry &entryOf(const QByteArray &uid, const api::Key &key);
    void podChanged(const api::Object &old, const api::Object &now, const api::Cause &cause);
    void adopt();
    void schedule();
    void dispatch();
    bool begin(Entry &entry);
    void end(const QByteArray &uid, api::Result<PodOutcome> result);
    void stop(Entry &entry, const PodOutcome::Stop &stop);
    void pull(Entry &entry, const PodOutcome::Pull &pull);
    void postStart(Entry &entry, const QByteArray &containerId, const QByteArray &containerName);
    /// exec or httpGet of a lifecycle hook; `done` with what went wrong, or nothing.
    void runHook(const Entry &entry, const api::Value &handler, const QByteArray &containerId, qint64 timeoutSeconds,
                 std::function<void(QByteArray error)> done);
    void remember(const QByteArray &uid, std::function<void(PodState &)> fact);
    void wakeAt(const QByteArray &uid, std::chrono::milliseconds delay);
    void timesUp();

    const Dependencies &m_dependencies;
    EventRecorder &m_events;
    Probes &m_probes;
    PodWorker m_worker;
    ReferenceCache m_references;
    client::Informer *m_pods = nullptr;
    client::Informer *m_services = nullptr;
    std::map<QByteArray, std::unique_ptr<Entry>> m_entries;
    QHash<QByteArray, QByteArray> m_owners; ///< sandbox or container id -> pod uid
    QList<QByteArray> m_queue;
    QMultiMap<qint64, QByteArray> m_due; ///< monotonic milliseconds -> uid
    QHash<QByteArray, qint64> m_dueOf; ///< and back: the next time only, what comes then says when it comes again
    QTimer m_dueTimer, m_turn;
    client::ControllerRunner::Gate m_gate;
    qint64 m_milliCpus = 0, m_memory = 0;
    bool m_nodeReady = false, m_adopted = false;
    Tasks m_tasks; ///< last: it ends before what its work uses
};

} // namespace orrery::kubelet
