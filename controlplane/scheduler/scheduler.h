// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/eventrecorder.h"
#include "controlplane/client/informer.h"
#include "controlplane/scheduler/framework.h"
#include "controlplane/scheduler/queue.h"

#include <QTimer>

namespace orrery::scheduler {

/// Finds a node for every pod that has none: filters, scores, binds through pods/binding, and says why where there is none (Event
/// FailedScheduling, condition PodScheduled). Bindings are in flight together; a pod counts on its node from the moment it was chosen.
/// Each binding carries the Cause of the event that woke the pod.
/// Does not: preempt, move running pods, serve pods of another schedulerName.
/// Thread: its own, with an event loop. Lifetime: QObject parent; the client's transport and the clock outlive it.
class Scheduler final : public QObject
{
    Q_OBJECT
public:
    Scheduler(client::Client client, const api::Clock &clock, QObject *parent = nullptr);
    Scheduler(client::Client client, const api::Clock &clock, Plugins plugins, QObject *parent = nullptr);
    ~Scheduler() override;

    void start();
    qsizetype waiting() const { return m_queue.size(); }

Q_SIGNALS:
    void bound(const orrery::api::Key &pod, const QByteArray &node);
    void unschedulable(const orrery::api::Key &pod, const QByteArray &message);

private:
    void podChanged(const api::Object &old, const api::Object &now, const api::Cause &cause);
    void nodeChanged(const api::Object &old, const api::Object &now, const api::Cause &cause);
    void plan();
    void cycle();
    void scheduleOne(Queue::Item item);
    void bind(const PodInfo &pod, const QByteArray &node, Queue::Item item);
    void reportUnschedulable(const api::Object &pod, const QByteArray &message);

    client::Client m_client;
    const api::Clock &m_clock;
    Plugins m_plugins;
    client::Informer m_pods, m_nodes;
    client::EventRecorder m_events;
    Cache m_cache;
    Queue m_queue;
    QTimer m_cycle, m_due;
};

} // namespace orrery::scheduler
