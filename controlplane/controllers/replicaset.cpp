// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/replicaset.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr int burst = 500; ///< pods created or deleted in one reconcile, as Kubernetes

qint64 timeOf(QByteArrayView text)
{
    return parseTime(text).value_or(0);
}

Object podFromTemplate(const Object &set)
{
    const Value &pod = set.spec()["template"];
    Value metadata = Value::object({ { "generateName", set.name() + '-' }, { "namespace", set.ns() } });
    for (const char *member : { "labels", "annotations", "finalizers" }) {
        if (const Value &value = pod["metadata"][member]; !value.isNull())
            metadata = metadata.with(member, value);
    }
    metadata = metadata.with("ownerReferences", Value::array({ controllerReference(set) }));
    return Object(Value::object({ { "apiVersion", "v1" }, { "kind", "Pod" }, { "metadata", metadata }, { "spec", pod["spec"] } }));
}

} // namespace

void rankForDeletion(QList<Object> &pods, const QHash<QByteArray, int> &sameNode)
{
    struct Rank
    {
        Object pod;
        int assigned, phase, ready;
        qint64 cost, crowd, readySince, restarts, created;
        auto tie() const { return std::tuple(assigned, phase, ready, cost, -crowd, -readySince, -restarts, -created); }
    };
    std::vector<Rank> ranks;
    ranks.reserve(size_t(pods.size()));
    for (const Object &pod : std::as_const(pods)) {
        const QByteArray node = pod.spec()["nodeName"].bytes();
        const QByteArrayView phase = pod.status()["phase"].text();
        qint64 restarts = 0;
        for (const Value &container : pod.status()["containerStatuses"].items())
            restarts = std::max(restarts, container["restartCount"].integer());
        const bool ready = isPodReady(pod);
        ranks.push_back({ pod, !node.isEmpty(), phase == "Running" ? 2 : phase == "Unknown" ? 1 : 0, ready,
                          pod.annotation("controller.kubernetes.io/pod-deletion-cost").toLongLong(), sameNode.value(node),
                          ready ? timeOf(condition(pod, "Ready")["lastTransitionTime"].text()) : 0, restarts,
                          timeOf(pod.metadata()["creationTimestamp"].text()) });
    }
    std::stable_sort(ranks.begin(), ranks.end(), [](const Rank &a, const Rank &b) { return a.tie() < b.tie(); });
    for (qsizetype i = 0; i < pods.size(); ++i)
        pods[i] = ranks[size_t(i)].pod;
}

ReplicaSet::ReplicaSet(Client client, const Clock &clock)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_events(m_client, clock, "replicaset-controller")
{
}

Watches ReplicaSet::watches() const
{
    return { For(gvr::replicaSets), Owns(gvr::pods, "ReplicaSet"), Maps(gvr::pods, [this](const Object &pod) {
                 QList<Key> keys;
                 if (pod.controller() || pod.isDeleting())
                     return keys;
                 for (const Object &set : m_sets->objects()) {
                     if (set.ns() != pod.ns())
                         continue;
                     const auto selector = LabelSelector::fromValue(set.spec()["selector"]);
                     if (selector && !selector->isEmpty() && selector->matches(pod.labels()))
                         keys.append(set.key());
                 }
                 return keys;
             }) };
}

void ReplicaSet::setUp(Informers &informers)
{
    m_sets = informers.get(gvr::replicaSets);
    m_pods = informers.get(gvr::pods);
    addOwnerIndexes(m_pods);
}

Result<Requeue> ReplicaSet::reconcile(const Key &key)
{
    const Object set = m_sets->get(key);
    if (const QByteArray uid = m_uids.value(key); !uid.isEmpty() && uid != set.uid()) {
        m_pending.remove(uid);
        m_uids.remove(key);
    }
    if (!set)
        return Requeue {};
    m_uids.insert(key, set.uid());
    ORRERY_TRY(selector, LabelSelector::fromValue(set.spec()["selector"]));
    if (selector.isEmpty())
        return Requeue {};

    Pending &pending = m_pending[set.uid()];
    QList<Object> candidates = m_pods->indexed(byControllerIndex, set.uid());
    candidates += m_pods->indexed(orphansIndex, set.ns());
    candidates.removeIf([](const Object &pod) { return !isPodActive(pod); });
    ORRERY_TRY(active, claim(m_client, gvr::pods, set, selector, candidates));

    const QSet<QByteArray> deleted = std::exchange(pending.deleted, {});
    active.removeIf([&](const Object &pod) {
        if (!deleted.contains(pod.uid()))
            return false;
        pending.deleted.insert(pod.uid()); // the informer still shows it
        return true;
    });

    Result<> managed;
    const bool caughtUp = m_pods->resourceVersion() >= pending.revision;
    if (!set.isDeleting() && caughtUp) {
        const int difference = int(active.size()) - replicasOf(set);
        if (difference < 0)
            managed = createPods(set, std::min(-difference, burst), pending);
        else if (difference > 0)
            managed = deletePods(set, active, std::min(difference, burst), pending);
    }
    ORRERY_TRY(requeue, writeStatus(set, active, managed));
    if (!managed)
        return managed.error();
    return requeue;
}

Result<> ReplicaSet::createPods(const Object &set, int count, Pending &pending)
{
    const Object pod = podFromTemplate(set);
    int left = count;
    for (int batch = 1; left > 0; batch *= 2) {
        const int now = std::min(batch, left);
        QList<QFuture<Result<Object>>> inFlight;
        for (int i = 0; i < now; ++i)
            inFlight.append(m_client.create(gvr::pods, pod));
        std::optional<Error> failure;
        for (const auto &future : std::as_const(inFlight)) {
            const Result<Object> created = future.result();
            if (created) {
                pending.revision = std::max(pending.revision, created->resourceVersion());
                m_events.event(set, EventRecorder::Type::Normal, "SuccessfulCreate", "Created pod: " + created->name());
            } else {
                failure = created.error();
            }
        }
        left -= now;
        if (!failure)
            continue;
        // A namespace that goes away refuses new content: there is nothing to try again.
        for (const StatusCause &cause : failure->causes) {
            if (cause.reason == "NamespaceTerminating")
                return {};
        }
        m_events.event(set, EventRecorder::Type::Warning, "FailedCreate", "Error creating: " + failure->message);
        return *failure;
    }
    return {};
}

Result<> ReplicaSet::deletePods(const Object &set, QList<Object> pods, int count, Pending &pending)
{
    QHash<QByteArray, int> sameNode;
    for (const Object &pod : std::as_const(pods))
        ++sameNode[pod.spec()["nodeName"].bytes()];
    rankForDeletion(pods, sameNode);
    QList<QFuture<Result<Object>>> inFlight;
    for (int i = 0; i < count; ++i) {
        DeleteOptions options;
        options.uid = pods[i].uid();
        inFlight.append(m_client.remove(gvr::pods, pods[i].key(), options));
    }
    Result<> outcome;
    for (int i = 0; i < count; ++i) {
        const Result<Object> removed = inFlight[i].result();
        if (removed) {
            m_events.event(set, EventRecorder::Type::Normal, "SuccessfulDelete", "Deleted pod: " + pods[i].name());
            pending.deleted.insert(pods[i].uid());
        } else if (!removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict)) {
            m_events.event(set, EventRecorder::Type::Warning, "FailedDelete", "Error deleting: " + removed.error().message);
            outcome = removed.error();
        }
    }
    return outcome;
}

Result<Requeue> ReplicaSet::writeStatus(const Object &set, const QList<Object> &active, const Result<> &managed)
{
    const qint64 minReady = set.spec()["minReadySeconds"].integer();
    const LabelSelector full = LabelSelector::fromMap(set.spec()["template"]["metadata"]["labels"]);
    const qint64 now = m_clock.now();
    int labelled = 0, ready = 0, available = 0;
    qint64 wait = 0;
    for (const Object &pod : active) {
        labelled += full.matches(pod.labels());
        if (!isPodReady(pod))
            continue;
        ++ready;
        qint64 left = 0;
        if (isPodAvailable(pod, minReady, now, &left))
            ++available;
        else if (left > 0)
            wait = wait ? std::min(wait, left) : left;
    }
    Value conditions = set.status()["conditions"];
    if (!managed) {
        conditions = withUpdateCondition(conditions, "ReplicaFailure", true, "FailedCreate", managed.error().message, now);
        // ReplicaSet conditions have no lastUpdateTime.
        std::vector<Value> kept;
        for (const Value &one : conditions.items())
            kept.push_back(one.without("lastUpdateTime"));
        conditions = Value::array(std::move(kept));
    } else if (!conditionOf(conditions, "ReplicaFailure").isNull()) {
        conditions = withoutCondition(conditions, "ReplicaFailure");
    }
    Value status = set.status();
    status = status.with("replicas", int(active.size()));
    status = status.with("fullyLabeledReplicas", labelled);
    status = status.with("readyReplicas", ready);
    status = status.with("availableReplicas", available);
    status = status.with("observedGeneration", set.generation());
    if (!conditions.isEmpty())
        status = status.with("conditions", conditions);
    else
        status = status.without("conditions");
    Requeue requeue;
    if (wait > 0)
        requeue.after = std::chrono::milliseconds(wait / 1000 + 1);
    // Absent counts are zeros.
    Value present = set.status();
    for (const char *count : { "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "replicas" })
        present = present.with(count, present[count].integer());
    if (present == status)
        return requeue;
    const Result<Object> written = m_client.update(gvr::replicaSets, set.with("status", status), "status").result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return requeue;
}

} // namespace orrery::controllers
