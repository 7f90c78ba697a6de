// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/scheduler/scheduler.h"

#include "controlplane/client/then.h"
#include "controlplane/scheduler/plugins/registry.h"

#include <QLoggingCategory>

namespace orrery::scheduler {

using namespace api;
using client::EventRecorder;
using client::Informer;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.scheduler", QtInfoMsg)

/// Pods tried in one turn of the event loop: long enough to be quick, short enough to see what happens meanwhile.
constexpr int podsPerTurn = 64;

bool isOurs(const Object &pod)
{
    const QByteArrayView name = pod.spec()["schedulerName"].text();
    return (name.isEmpty() || name == "default-scheduler") && pod.spec()["nodeName"].text().isEmpty() && !pod.isDeleting()
        && !isFinished(pod) && pod.spec()["schedulingGates"].isEmpty();
}

} // namespace

Scheduler::Scheduler(client::Client client, const Clock &clock, QObject *parent)
    : Scheduler(std::move(client), clock, makePlugins(), parent)
{
}

Scheduler::Scheduler(client::Client client, const Clock &clock, Plugins plugins, QObject *parent)
    : QObject(parent)
    , m_client(std::move(client))
    , m_clock(clock)
    , m_plugins(std::move(plugins))
    , m_pods(m_client, client::gvr::pods)
    , m_nodes(m_client, client::gvr::nodes)
    , m_events(m_client, clock, "default-scheduler")
    , m_queue(clock)
{
    for (QTimer *timer : { &m_cycle, &m_due })
        timer->setSingleShot(true);
    connect(&m_cycle, &QTimer::timeout, this, &Scheduler::cycle);
    connect(&m_due, &QTimer::timeout, this, [this] {
        m_queue.promote();
        plan();
    });
    connect(&m_pods, &Informer::changed, this, &Scheduler::podChanged);
    connect(&m_nodes, &Informer::changed, this, &Scheduler::nodeChanged);
    connect(&m_pods, &Informer::synced, this, &Scheduler::plan);
    connect(&m_nodes, &Informer::synced, this, &Scheduler::plan);
}

Scheduler::~Scheduler() = default;

void Scheduler::start()
{
    m_nodes.start();
    m_pods.start();
}

void Scheduler::podChanged(const Object &old, const Object &now, const Cause &cause)
{
    const Key key = now ? now.key() : old.key();
    const bool freed = now ? m_cache.setPod(now) : m_cache.removePod(old);
    if (now && isOurs(now)) {
        // Our own words about a pod are no reason to try it again; a change of what it asks for is.
        const bool same = old && isOurs(old) && old.spec() == now.spec() && old.labels() == now.labels();
        if (!same && !m_cache.isAssumed(key, now.uid()))
            m_queue.add(key, now.spec()["priority"].integer(), cause);
    } else {
        m_queue.remove(key);
    }
    if (freed)
        m_queue.wake(cause);
    plan();
}

void Scheduler::nodeChanged(const Object &old, const Object &now, const Cause &cause)
{
    if (!now) {
        m_cache.removeNode(old.name());
        return;
    }
    m_cache.setNode(now);
    const bool helps = !old || old.spec() != now.spec() || old.labels() != now.labels()
        || old.status()["allocatable"] != now.status()["allocatable"];
    if (helps) {
        m_queue.wake(cause);
        plan();
    }
}

void Scheduler::plan()
{
    if (!m_pods.isSynced() || !m_nodes.isSynced())
        return;
    if (m_queue.hasActive() && !m_cycle.isActive())
        m_cycle.start(0);
    if (const auto due = m_queue.nextDue())
        m_due.start(std::chrono::milliseconds(std::max<qint64>(0, (*due - m_clock.now()) / 1000 + 1)));
    else
        m_due.stop();
}

void Scheduler::cycle()
{
    for (int i = 0; i < podsPerTurn; ++i) {
        auto item = m_queue.take();
        if (!item)
            break;
        scheduleOne(std::move(*item));
    }
    plan();
}

void Scheduler::scheduleOne(Queue::Item item)
{
    const Object pod = m_pods.get(item.key);
    if (!pod || !isOurs(pod) || m_cache.isAssumed(item.key, pod.uid()))
        return;
    const CauseScope scope(item.cause);
    const PodInfo info(pod);
    const Choice choice = choose(info, m_cache, m_plugins);
    if (choice.node.isEmpty()) {
        m_queue.putBack(std::move(item), false);
        reportUnschedulable(pod, choice.message);
        return;
    }
    m_cache.assume(info, choice.node);
    bind(info, choice.node, std::move(item));
}

void Scheduler::bind(const PodInfo &pod, const QByteArray &node, Queue::Item item)
{
    const Object binding = newObject("v1", "Binding", pod.key)
                               .withMetadata("uid", pod.uid)
                               .with("target", Value::object({ { "apiVersion", "v1" }, { "kind", "Node" }, { "name", node } }));
    client::then(m_client.create(client::gvr::pods, binding, "binding"), this, [this, pod, node, item = std::move(item)](const Result<Object> &result) {
        const CauseScope scope(item.cause);
        if (result) {
            qCDebug(lc).noquote() << "bound pod=" + pod.key.path() << "node=" + node;
            m_events.event(pod.pod, EventRecorder::Type::Normal, "Scheduled", "Successfully assigned " + pod.key.path() + " to " + node);
            Q_EMIT bound(pod.key, node);
            return;
        }
        m_cache.forget(pod.key, pod.uid);
        const Object current = m_pods.get(pod.key);
        if (!current || current.uid() != pod.uid || !isOurs(current) || result.failedWith(Reason::NotFound))
            return;
        qCWarning(lc).noquote() << "binding failed pod=" + pod.key.path() << "node=" + node << "error=" + result.error().message;
        m_events.event(pod.pod, EventRecorder::Type::Warning, "FailedScheduling", "binding rejected: " + result.error().message);
        m_queue.putBack(item, true);
        plan();
    });
}

void Scheduler::reportUnschedulable(const Object &pod, const QByteArray &message)
{
    qCDebug(lc).noquote() << "no node fits pod=" + pod.key().path() << "why=" + message;
    m_events.event(pod, EventRecorder::Type::Warning, "FailedScheduling", message);
    Q_EMIT unschedulable(pod.key(), message);
    const Value &present = condition(pod, "PodScheduled");
    if (present["status"].text() == "False" && present["reason"].text() == "Unschedulable" && present["message"].text() == message)
        return;
    Value mine = Value::object({ { "type", "PodScheduled" }, { "status", "False" }, { "reason", "Unschedulable" }, { "message", message } });
    mine = mine.with("lastTransitionTime", present["status"].text() == "False" ? present["lastTransitionTime"] : Value(formatTime(m_clock.now())));
    // A strategic merge by type: the kubelet's conditions stay as they are.
    const Value patch = Value::object({ { "metadata", Value::object({ { "uid", pod.uid() } }) },
                                        { "status", Value::object({ { "conditions", Value::array({ mine }) } }) } });
    client::then(m_client.patch(client::gvr::pods, pod.key(), PatchType::StrategicMerge, patch, "status"), this, [key = pod.key()](const Result<Object> &result) {
        if (!result && !result.failedWith(Reason::NotFound) && !result.failedWith(Reason::Conflict))
            qCInfo(lc).noquote() << "condition not written pod=" + key.path() << "error=" + result.error().message;
    });
}

} // namespace orrery::scheduler
