// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"
#include "controlplane/client/workqueue.h"

namespace orrery::client {

/// Runs one Reconciler: informers -> WorkQueue -> reconcile(), one key at a time on this thread, each under the Cause of the event that
/// woke it. The gate pauses, steps and slows the loop. Waits for every watched informer's first sync.
/// Thread: the one it was made on, which has an event loop. Lifetime: QObject parent.
class ControllerRunner final : public QObject
{
    Q_OBJECT
public:
    struct Gate { bool paused = false; int steps = 0; std::chrono::milliseconds pace { 0 }; };

    ControllerRunner(std::unique_ptr<Reconciler> reconciler, Informers &informers, QObject *parent = nullptr);
    ~ControllerRunner() override;
    /// Counts under client-go's names; before start(). The metrics outlive it.
    void count(api::Metrics &metrics) { m_queue.count(metrics, m_reconciler->name()); }
    void start();
    Reconciler &reconciler() { return *m_reconciler; }
    void setGate(const Gate &gate);
    /// What no informer shows: something outside the cluster that the reconciler watches has changed.
    void wake(const api::Key &key) { m_queue.add(key); }
    qsizetype queued() const { return m_queue.size(); }

Q_SIGNALS:
    void reconciled(const orrery::api::Key &key, bool ok);

private:
    void connectWatch(const Watch &watch);
    void takeWatches();
    void wake(const Watch &watch, const api::Object &object, const api::Cause &cause);
    void schedule();
    void process();

    std::unique_ptr<Reconciler> m_reconciler;
    Informers &m_informers;
    WorkQueue m_queue;
    Gate m_gate;
    Watches m_watches;
    QTimer m_turn;
    bool m_started = false;
    bool m_synced = false; // every informer has its first list
};

} // namespace orrery::client
