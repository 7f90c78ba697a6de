// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/client/controllerrunner.h"

#include <QLoggingCategory>

namespace orrery::client {

using namespace api;

namespace {
Q_LOGGING_CATEGORY(lc, "orrery.client", QtInfoMsg)
}

ControllerRunner::ControllerRunner(std::unique_ptr<Reconciler> reconciler, Informers &informers, QObject *parent)
    : QObject(parent)
    , m_reconciler(std::move(reconciler))
    , m_informers(informers)
    , m_watches(m_reconciler->watches())
{
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, &ControllerRunner::process);
    connect(&m_queue, &WorkQueue::ready, this, &ControllerRunner::schedule);
    for (const Watch &watch : std::as_const(m_watches))
        m_informers.get(watch.gvr, watch.scope);
    m_reconciler->setUp(m_informers);
}

ControllerRunner::~ControllerRunner() = default;

void ControllerRunner::start()
{
    if (std::exchange(m_started, true))
        return;
    for (const Watch &watch : std::as_const(m_watches))
        connectWatch(watch);
    for (const Watch &watch : std::as_const(m_watches))
        m_informers.get(watch.gvr, watch.scope)->start();
    schedule();
}

void ControllerRunner::connectWatch(const Watch &watch)
{
    Informer *informer = m_informers.get(watch.gvr, watch.scope);
    connect(informer, &Informer::changed, this, [this, watch](const Object &old, const Object &now, const Cause &cause) {
        if (old)
            wake(watch, old, cause);
        if (now)
            wake(watch, now, cause);
    });
    connect(informer, &Informer::synced, this, &ControllerRunner::schedule);
    const auto objects = informer->objects();
    for (const Object &object : objects)
        wake(watch, object, {});
}

/// Follows what is new among the reconciler's watches. What is gone from them has lost its informer already.
void ControllerRunner::takeWatches()
{
    const Watches known = std::exchange(m_watches, m_reconciler->watches());
    for (const Watch &watch : std::as_const(m_watches)) {
        const bool isKnown = std::any_of(known.begin(), known.end(), [&watch](const Watch &had) {
            return had.gvr == watch.gvr && had.scope == watch.scope;
        });
        if (isKnown)
            continue;
        connectWatch(watch);
        m_informers.get(watch.gvr, watch.scope)->start();
    }
}

void ControllerRunner::wake(const Watch &watch, const Object &object, const Cause &cause)
{
    switch (watch.maps) {
    case Watch::Maps::Self:
        m_queue.add(object.key(), cause);
        break;
    case Watch::Maps::ControllerOwner:
        if (const auto owner = object.controller(); owner && owner->kind == watch.ownerKind)
            m_queue.add({ object.ns(), owner->name }, cause);
        break;
    case Watch::Maps::Custom: {
        const QList<Key> keys = watch.keys ? watch.keys(object) : QList<Key>();
        for (const Key &key : keys)
            m_queue.add(key, cause);
        break;
    }
    }
}

void ControllerRunner::setGate(const Gate &gate)
{
    m_gate = gate;
    schedule();
}

void ControllerRunner::schedule()
{
    if (!m_started || m_queue.isEmpty() || m_turn.isActive() || (m_gate.paused && m_gate.steps <= 0))
        return;
    if (!m_synced) {
        for (const Watch &watch : std::as_const(m_watches)) {
            if (!m_informers.get(watch.gvr, watch.scope)->isSynced())
                return;
        }
        m_synced = true;
    }
    m_turn.start(m_gate.pace);
}

void ControllerRunner::process()
{
    if (m_queue.isEmpty())
        return;
    if (m_gate.paused && m_gate.steps-- <= 0) {
        m_gate.steps = 0;
        return;
    }
    const auto [key, cause] = m_queue.take();
    const CauseScope scope(cause);
    const auto begin = std::chrono::steady_clock::now();
    const Result<Requeue> result = m_reconciler->reconcile(key);
    m_queue.worked(std::chrono::steady_clock::now() - begin);
    if (result) {
        m_queue.forget(key);
        if (result->after)
            m_queue.addAfter(key, *result->after, cause);
        if (result->watchesChanged)
            takeWatches();
    } else {
        // A conflict only says that our copy was old: the next event brings the new one.
        if (result.failedWith(Reason::Conflict))
            qCDebug(lc).noquote() << "reconcile conflict controller=" + m_reconciler->name() << "key=" + key.path();
        else
            qCWarning(lc).noquote() << "reconcile failed controller=" + m_reconciler->name() << "key=" + key.path() << "error=" + result.error().message;
        m_queue.addRateLimited(key, cause);
    }
    Q_EMIT reconciled(key, bool(result));
    schedule();
}

} // namespace orrery::client
