// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/dependencies.h"
#include "nodeagent/kubelet/environment.h"
#include "nodeagent/kubelet/podstatus.h"

#include <QMap>
#include <QSet>

namespace orrery::kubelet {

class EventRecorder;

/// What probes found out about a container.
struct ProbeResult
{
    bool started = true, ready = true;
    QByteArray killReason; ///< not empty: it has failed its liveness or startup probe and must be restarted
};

/// What a pod's worker remembers from one reconcile to the next. Lost with the process, and no harm done.
struct PodState
{
    struct Backoff
    {
        int seconds = 0; ///< 10 doubling to 300; 0: none yet
        qint64 until = 0; ///< microseconds
        QByteArray reason, message;
    };
    QHash<QByteArray, Backoff> crash; ///< by container name
    QHash<QByteArray, Backoff> pulls; ///< by image
    Backoff sandbox, volumes;
    QSet<QByteArray> reportedStarts; ///< container ids that postStart has been asked for
    bool statusDone = false; ///< the final status was written
    bool removed = false; ///< the API was told that nothing is left
};

/// One reconcile's input: a snapshot, taken on the kubelet's thread.
struct PodWork
{
    api::Key key;
    QByteArray uid;
    api::Object pod; ///< null: the API has it no more
    std::shared_ptr<PodState> state;
    References references;
    QHash<api::Key, api::Object> services;
    QHash<QByteArray, ProbeResult> probes; ///< by container id
    QMap<QByteArray, qint64> stopping; ///< container id -> grace that it was given, seconds
    QSet<QByteArray> pulling; ///< images
    qint64 allocatableMilliCpus = 0, allocatableMemory = 0;
};

/// What the reconcile wants done that takes time, and what it saw.
struct PodOutcome
{
    struct Stop
    {
        QByteArray containerId, containerName;
        qint64 grace = 30;
        QByteArray message;
        bool preStop = true;
    };
    struct Pull
    {
        QByteArray image;
        cri::SandboxConfig sandbox;
        cri::RegistryAuth auth;
        QByteArray container;
    };
    QList<Stop> stops;
    QList<Pull> pulls;
    QList<std::pair<QByteArray, QByteArray>> started; ///< container id and name: for postStart
    PodView view;
    QHash<QByteArray, QByteArray> running; ///< container name -> id
    QSet<QByteArray> ids; ///< of sandboxes and containers: whose events concern the pod
    api::Object written; ///< the pod as the API answered, if the status was written
    bool finished = false; ///< nothing is left of it here or in the API
    client::Requeue requeue;
};

/// Makes the node match one pod: sandbox, images, init containers, containers, restarts, status; or, when it is
/// deleted, has ended or is gone, takes everything down again. Level-triggered: each call looks at the runtime afresh,
/// so that an agent that was restarted goes on where the last one stopped. Follows client::Reconciler's contract
/// (idempotent; an Error means try again), with its input by value, because it runs on pool threads. Does not: wait for
/// graces, pulls or probes; it asks for them (PodOutcome) and is called again. Thread: any, one call at a time for each
/// pod. Lifetime: outlives its calls.
class PodWorker final
{
public:
    PodWorker(const Dependencies &dependencies, EventRecorder &events);
    api::Result<PodOutcome> reconcile(const PodWork &work) const;

private:
    friend class PodPass;
    const Dependencies &m_dependencies;
    EventRecorder &m_events;
};

} // namespace orrery::kubelet
