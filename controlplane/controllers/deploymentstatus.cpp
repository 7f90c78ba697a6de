// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/rollout.h"
#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

struct Counts
{
    int replicas = 0, updated = 0, ready = 0, available = 0;
};

/// Whether the counts say more than the written status did.
bool hasProgressed(const Counts &now, const Value &before)
{
    const int updated = int(before["updatedReplicas"].integer());
    const int oldBefore = int(before["replicas"].integer()) - updated;
    return now.updated > updated || now.replicas - now.updated < oldBefore || now.ready > before["readyReplicas"].integer()
        || now.available > before["availableReplicas"].integer();
}

} // namespace

Result<Requeue> Deployment::writeStatus(Rollout &rollout)
{
    const Object &deployment = rollout.deployment;
    const QList<Object> all = rollout.all();
    const int desired = replicasOf(deployment);
    const qint64 now = m_clock.now();
    Counts counts;
    counts.replicas = totalStatus(all, "replicas");
    counts.ready = totalStatus(all, "readyReplicas");
    counts.available = totalStatus(all, "availableReplicas");
    counts.updated = rollout.newSet ? int(rollout.newSet.status()["replicas"].integer()) : 0;

    Requeue requeue;
    Value conditions = rollout.conditions;
    const Value &before = deployment.status();
    const Value &deadline = deployment.spec()["progressDeadlineSeconds"];
    const QByteArray name = rollout.newSet ? "ReplicaSet \"" + rollout.newSet.name() + '"' : "Deployment \"" + deployment.name() + '"';
    const Value progressing = conditionOf(conditions, "Progressing");
    const bool complete = rollout.newSet && counts.updated == desired && counts.replicas == desired && counts.available == desired;
    const bool hasDeadline = !deadline.isNull() && deadline.integer() < INT_MAX;
    if (hasDeadline && !deployment.spec()["paused"].boolean() && !deployment.isDeleting()) {
        const bool finished = counts.replicas == counts.updated && progressing["reason"].text() == "NewReplicaSetAvailable" && rollout.newSet;
        if (complete) {
            conditions = withUpdateCondition(conditions, "Progressing", true, "NewReplicaSetAvailable", name + " has successfully progressed.", now);
        } else if (finished) {
            // A pod that restarts after the rollout is no rollout.
        } else if (hasProgressed(counts, before)) {
            // Each step forward starts the deadline anew, even when the words stay the same.
            const bool same = progressing["status"].text() == "True" && progressing["reason"].text() == "ReplicaSetUpdated";
            conditions = withUpdateCondition(conditions, "Progressing", true, "ReplicaSetUpdated", name + " is progressing.", now);
            if (same) {
                const Value touched = conditionOf(conditions, "Progressing").with("lastUpdateTime", formatTime(now));
                conditions = withoutCondition(conditions, "Progressing").withAppended(touched);
            }
        } else if (!progressing.isNull() && progressing["reason"].text() != "ProgressDeadlineExceeded") {
            const qint64 since = parseTime(progressing["lastUpdateTime"].text()).value_or(now);
            const qint64 left = since + deadline.integer() * 1'000'000 - now;
            if (left <= 0)
                conditions = withUpdateCondition(conditions, "Progressing", false, "ProgressDeadlineExceeded", name + " has timed out progressing.", now);
            else
                requeue.after = std::chrono::milliseconds(left / 1000 + 1000);
        }
    }
    if (counts.available >= desired - rolloutLimits(deployment).unavailable)
        conditions = withUpdateCondition(conditions, "Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability.", now);
    else
        conditions = withUpdateCondition(conditions, "Available", false, "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now);
    Value failure;
    for (const Object &set : all) {
        if (const Value &one = condition(set, "ReplicaFailure"); !one.isNull())
            failure = one;
    }
    if (failure.isNull())
        conditions = conditionOf(conditions, "ReplicaFailure").isNull() ? conditions : withoutCondition(conditions, "ReplicaFailure");
    else
        conditions = withUpdateCondition(conditions, "ReplicaFailure", true, failure["reason"].text(), failure["message"].text(), now);

    // As Kubernetes: counts of zero are absent.
    Value status = Value::object({ { "observedGeneration", deployment.generation() } });
    const auto count = [&status](const char *member, int value) {
        if (value > 0)
            status = status.with(member, value);
    };
    count("replicas", counts.replicas);
    count("updatedReplicas", counts.updated);
    count("readyReplicas", counts.ready);
    count("availableReplicas", counts.available);
    count("unavailableReplicas", std::max(0, total(all) - counts.available));
    count("collisionCount", int(rollout.collisions));
    status = status.with("conditions", conditions);
    // Absent and zero are the same to us, so that a server that writes zeros does not make us write for ever.
    Value present = before;
    for (const char *member : { "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "collisionCount" }) {
        if (present[member].isInteger() && present[member].integer() == 0)
            present = present.without(member);
    }

    Object target = deployment;
    if (rollout.revision && deployment.annotation(revisionAnnotation) != QByteArray::number(*rollout.revision) && !deployment.isDeleting()) {
        const Value patch = Value::object({ { "metadata", Value::object({ { "annotations", Value::object({ { revisionAnnotation, QByteArray::number(*rollout.revision) } }) } }) } });
        ORRERY_TRY(annotated, patchFrom(m_client, gvr::deployments, deployment, patch));
        target = annotated;
    }
    if (present == status)
        return requeue;
    const Result<Object> written = m_client.update(gvr::deployments, target.with("status", status), "status").result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return requeue;
}

} // namespace orrery::controllers
