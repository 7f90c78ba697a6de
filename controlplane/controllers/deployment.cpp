// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/deployment.h"

#include "controlplane/controllers/rollout.h"
#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

Deployment::Deployment(Client client, const Clock &clock)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_events(m_client, clock, "deployment-controller")
{
}

Watches Deployment::watches() const
{
    return { For(gvr::deployments), Owns(gvr::replicaSets, "Deployment"),
             // Recreate waits until the old pods are gone, which no ReplicaSet tells.
             Maps(gvr::pods, [this](const Object &pod) {
                 QList<Key> keys;
                 const auto owner = pod.controller();
                 if (!owner || owner->kind != "ReplicaSet" || m_pods->objects().contains(pod.key()))
                     return keys;
                 if (const auto controller = m_sets->get({ pod.ns(), owner->name }).controller(); controller && controller->kind == "Deployment") {
                     const Object deployment = m_deployments->get({ pod.ns(), controller->name });
                     if (deployment && !isRollingUpdate(deployment))
                         keys.append(deployment.key());
                 }
                 return keys;
             }) };
}

void Deployment::setUp(Informers &informers)
{
    m_deployments = informers.get(gvr::deployments);
    m_sets = informers.get(gvr::replicaSets);
    m_pods = informers.get(gvr::pods);
    addOwnerIndexes(m_sets);
    addOwnerIndexes(m_pods);
}

Result<Requeue> Deployment::reconcile(const Key &key)
{
    Rollout rollout;
    rollout.deployment = m_deployments->get(key);
    const Object &deployment = rollout.deployment;
    if (!deployment)
        return Requeue {};
    ORRERY_TRY(selector, LabelSelector::fromValue(deployment.spec()["selector"]));
    if (selector.isEmpty())
        return Requeue {};
    rollout.selector = selector;
    rollout.conditions = deployment.status()["conditions"];
    rollout.collisions = deployment.status()["collisionCount"].integer();

    QList<Object> candidates = m_sets->indexed(byControllerIndex, deployment.uid());
    candidates += m_sets->indexed(orphansIndex, deployment.ns());
    ORRERY_TRY(sets, claim(m_client, gvr::replicaSets, deployment, selector, candidates));
    sortByAge(sets);
    for (const Object &set : std::as_const(sets)) {
        if (!rollout.newSet && !set.isDeleting() && sameTemplate(deployment.spec()["template"], set))
            rollout.newSet = set;
        else
            rollout.old.append(set);
    }
    if (deployment.isDeleting())
        return writeStatus(rollout);

    const bool paused = deployment.spec()["paused"].boolean();
    const QByteArrayView progress = conditionOf(rollout.conditions, "Progressing")["reason"].text();
    if (paused && progress != "DeploymentPaused") {
        rollout.conditions = withUpdateCondition(rollout.conditions, "Progressing", false, "DeploymentPaused", "Deployment is paused", m_clock.now());
        rollout.conditions = withoutCondition(rollout.conditions, "Progressing")
                                 .withAppended(conditionOf(rollout.conditions, "Progressing").with("status", "Unknown"));
    } else if (!paused && progress == "DeploymentPaused") {
        rollout.conditions = withUpdateCondition(rollout.conditions, "Progressing", false, "DeploymentResumed", "Deployment is resumed", m_clock.now());
        rollout.conditions = withoutCondition(rollout.conditions, "Progressing")
                                 .withAppended(conditionOf(rollout.conditions, "Progressing").with("status", "Unknown"));
    }

    const bool scaled = [&] {
        for (const Object &set : rollout.all()) {
            const QByteArray desired = set.annotation(desiredAnnotation);
            if (replicasOf(set) > 0 && !desired.isEmpty() && desired.toInt() != replicasOf(deployment))
                return true;
        }
        return false;
    }();
    Result<> done;
    if (paused || scaled) {
        done = ensureNewSet(rollout, false);
        if (done)
            done = scaleProportionally(rollout);
        if (done && paused)
            done = cleanUp(rollout);
    } else if (isRollingUpdate(deployment)) {
        done = ensureNewSet(rollout, true);
        if (done)
            done = rollingUpdate(rollout);
        if (done)
            done = cleanUp(rollout);
    } else {
        done = recreate(rollout);
        if (done)
            done = cleanUp(rollout);
    }
    if (!done && done.error().reason != Reason::Conflict) {
        for (const StatusCause &cause : done.error().causes) {
            if (cause.reason == "NamespaceTerminating")
                return Requeue {};
        }
    }
    const Result<Requeue> written = writeStatus(rollout);
    if (!done)
        return done.error();
    return written;
}

Result<> Deployment::ensureNewSet(Rollout &rollout, bool create)
{
    const Object &deployment = rollout.deployment;
    qint64 newest = 0;
    for (const Object &set : std::as_const(rollout.old))
        newest = std::max(newest, revisionOf(set));
    const qint64 revision = newest + 1;
    if (rollout.newSet) {
        ORRERY_CHECK(syncNewSet(rollout, revision));
        if (conditionOf(rollout.conditions, "Progressing").isNull()) {
            rollout.conditions = withUpdateCondition(rollout.conditions, "Progressing", true, "FoundNewReplicaSet",
                                                     "Found new replica set \"" + rollout.newSet.name() + '"', m_clock.now());
        }
        return {};
    }
    if (!create)
        return {};

    const Value &podTemplate = deployment.spec()["template"];
    const QByteArray hash = safeHash(toJson(podTemplate) + QByteArray::number(rollout.collisions));
    const Value labels = podTemplate["metadata"]["labels"].with(templateHashLabel, hash);
    Value selector = deployment.spec()["selector"];
    selector = selector.with("matchLabels", selector["matchLabels"].with(templateHashLabel, hash));
    const Limits limits = rolloutLimits(deployment);
    Value annotations = inheritedAnnotations(deployment);
    annotations = annotations.with(revisionAnnotation, QByteArray::number(revision));
    annotations = annotations.with(desiredAnnotation, QByteArray::number(replicasOf(deployment)));
    annotations = annotations.with(maxAnnotation, QByteArray::number(replicasOf(deployment) + limits.surge));
    Value spec = Value::object({ { "replicas", newSetReplicas(deployment, rollout.old, {}) },
                                 { "selector", selector },
                                 { "template", podTemplate.withPath({ "metadata", "labels" }, labels) } });
    if (const Value &minReady = deployment.spec()["minReadySeconds"]; !minReady.isNull())
        spec = spec.with("minReadySeconds", minReady);
    const Object wanted = newObject("apps/v1", "ReplicaSet", { deployment.ns(), deployment.name() + '-' + hash })
                              .withMetadata("labels", labels)
                              .withMetadata("annotations", annotations)
                              .withMetadata("ownerReferences", Value::array({ controllerReference(deployment) }))
                              .with("spec", spec);
    Result<Object> made = m_client.create(gvr::replicaSets, wanted).result();
    if (made.failedWith(Reason::AlreadyExists)) {
        // Ours, if the informer is only behind; another template's with the same hash, otherwise.
        ORRERY_TRY(present, m_client.get(gvr::replicaSets, wanted.key()).result());
        const auto owner = present.controller();
        if (!owner || owner->uid != deployment.uid() || !sameTemplate(podTemplate, present)) {
            ++rollout.collisions;
            return error(Reason::Conflict, "the hash of the new ReplicaSet's name is taken");
        }
        made = present;
    } else if (made) {
        m_events.event(deployment, EventRecorder::Type::Normal, "ScalingReplicaSet",
                       "Scaled up replica set " + made->name() + " from 0 to " + QByteArray::number(replicasOf(*made)));
    }
    if (!made) {
        m_events.event(deployment, EventRecorder::Type::Warning, "ReplicaSetCreateError", "Failed to create new replica set \"" + wanted.name() + "\": " + made.error().message);
        rollout.conditions = withUpdateCondition(rollout.conditions, "Progressing", false, "ReplicaSetCreateError",
                                                 "Failed to create new replica set \"" + wanted.name() + "\": " + made.error().message, m_clock.now());
        return made.error();
    }
    rollout.newSet = *made;
    rollout.revision = std::max(revision, revisionOf(*made));
    rollout.conditions = withUpdateCondition(rollout.conditions, "Progressing", true, "NewReplicaSetCreated",
                                             "Created new replica set \"" + made->name() + '"', m_clock.now());
    return {};
}

Result<> Deployment::syncNewSet(Rollout &rollout, qint64 revision)
{
    const Object &deployment = rollout.deployment;
    const qint64 present = revisionOf(rollout.newSet);
    const qint64 wantedRevision = std::max(present, revision);
    Value annotations = Value::object(std::vector<Member>());
    const auto want = [&](QByteArrayView key, const QByteArray &value) {
        if (rollout.newSet.annotation(key) != value)
            annotations = annotations.with(key, value);
    };
    const Value inherited = inheritedAnnotations(deployment);
    for (const Member &annotation : inherited.members())
        want(annotation.key(), annotation.value.bytes());
    want(revisionAnnotation, QByteArray::number(wantedRevision));
    if (wantedRevision > present && present > 0) {
        QByteArray history = rollout.newSet.annotation("deployment.kubernetes.io/revision-history");
        history += (history.isEmpty() ? "" : ",") + QByteArray::number(present);
        want("deployment.kubernetes.io/revision-history", history);
    }
    Value patch = Value::object(std::vector<Member>());
    if (!annotations.isEmpty())
        patch = patch.withPath({ "metadata", "annotations" }, annotations);
    const qint64 minReady = deployment.spec()["minReadySeconds"].integer();
    if (rollout.newSet.spec()["minReadySeconds"].integer() != minReady)
        patch = patch.withPath({ "spec", "minReadySeconds" }, minReady);
    if (!patch.isEmpty()) {
        ORRERY_TRY(written, patchFrom(m_client, gvr::replicaSets, rollout.newSet, patch));
        rollout.newSet = written;
    }
    rollout.revision = wantedRevision;
    return {};
}

Result<bool> Deployment::scale(Rollout &rollout, Object &set, int replicas)
{
    const Object &deployment = rollout.deployment;
    const int before = replicasOf(set);
    const QByteArray desired = QByteArray::number(replicasOf(deployment));
    const QByteArray maximum = QByteArray::number(replicasOf(deployment) + rolloutLimits(deployment).surge);
    if (before == replicas && set.annotation(desiredAnnotation) == desired && set.annotation(maxAnnotation) == maximum)
        return false;
    Value patch = Value::object({ { "metadata", Value::object({ { "annotations", Value::object({ { desiredAnnotation, desired }, { maxAnnotation, maximum } }) } }) } });
    if (before != replicas)
        patch = patch.withPath({ "spec", "replicas" }, replicas);
    ORRERY_TRY(written, patchFrom(m_client, gvr::replicaSets, set, patch));
    if (before != replicas) {
        m_events.event(deployment, EventRecorder::Type::Normal, "ScalingReplicaSet",
                       QByteArray("Scaled ") + (replicas > before ? "up" : "down") + " replica set " + set.name() + " from "
                           + QByteArray::number(before) + " to " + QByteArray::number(replicas));
    }
    const Object now = written;
    rollout.replace(now);
    return before != replicas;
}

Result<> Deployment::rollingUpdate(Rollout &rollout)
{
    const int desired = replicasOf(rollout.deployment);
    Object newSet = rollout.newSet;
    const int wanted = replicasOf(newSet) > desired ? desired : newSetReplicas(rollout.deployment, rollout.all(), newSet);
    ORRERY_TRY(grown, scale(rollout, newSet, wanted));
    if (grown)
        return {};
    return scaleDownOld(rollout);
}

Result<> Deployment::scaleDownOld(Rollout &rollout)
{
    const int desired = replicasOf(rollout.deployment);
    const int oldPods = total(rollout.old);
    if (oldPods == 0)
        return {};
    const int minimum = desired - rolloutLimits(rollout.deployment).unavailable;
    const Object &newSet = rollout.newSet;
    const int newUnavailable = replicasOf(newSet) - int(newSet.status()["availableReplicas"].integer());
    int room = oldPods + replicasOf(newSet) - minimum - newUnavailable;
    if (room <= 0)
        return {};

    // Broken old pods first: they serve nobody.
    int cleaned = 0;
    for (const Object &set : QList<Object>(rollout.old)) {
        const int replicas = replicasOf(set), available = int(set.status()["availableReplicas"].integer());
        if (replicas == 0 || cleaned >= room || replicas <= available)
            continue;
        const int down = std::min(room - cleaned, replicas - available);
        Object copy = set;
        ORRERY_TRY(changed, scale(rollout, copy, replicas - down));
        Q_UNUSED(changed)
        cleaned += down;
    }
    // A set that was told to shrink may not have counted yet: what it gave away is not available any more.
    int available = 0;
    for (const Object &set : rollout.all())
        available += std::min(replicasOf(set), int(set.status()["availableReplicas"].integer()));
    const int mayGo = std::min(available - minimum, room - cleaned);
    if (mayGo <= 0)
        return {};
    int gone = 0;
    for (const Object &set : QList<Object>(rollout.old)) {
        if (gone >= mayGo)
            break;
        const int replicas = replicasOf(set);
        if (replicas == 0)
            continue;
        const int down = std::min(replicas, mayGo - gone);
        Object copy = set;
        ORRERY_TRY(changed, scale(rollout, copy, replicas - down));
        Q_UNUSED(changed)
        gone += down;
    }
    return {};
}

Result<> Deployment::recreate(Rollout &rollout)
{
    bool scaledDown = false;
    for (const Object &set : QList<Object>(rollout.old)) {
        if (replicasOf(set) == 0)
            continue;
        Object copy = set;
        ORRERY_TRY(changed, scale(rollout, copy, 0));
        scaledDown = scaledDown || changed;
    }
    if (scaledDown)
        return {};
    for (const Object &set : std::as_const(rollout.old)) {
        const QList<Object> pods = m_pods->indexed(byControllerIndex, set.uid());
        for (const Object &pod : pods) {
            const QByteArrayView phase = pod.status()["phase"].text();
            if (phase != "Succeeded" && phase != "Failed")
                return {}; // the last one's end wakes us
        }
    }
    ORRERY_CHECK(ensureNewSet(rollout, true));
    Object copy = rollout.newSet;
    ORRERY_TRY(changed, scale(rollout, copy, replicasOf(rollout.deployment)));
    Q_UNUSED(changed)
    return {};
}

Result<> Deployment::scaleProportionally(Rollout &rollout)
{
    const Object &deployment = rollout.deployment;
    const int desired = replicasOf(deployment);
    QList<Object> active;
    for (const Object &set : rollout.all()) {
        if (replicasOf(set) > 0)
            active.append(set);
    }
    if (active.size() <= 1) {
        Object only = active.isEmpty() ? rollout.newSet : active.first();
        if (!only && !rollout.old.isEmpty())
            only = rollout.old.last();
        if (!only)
            return {};
        ORRERY_TRY(changed, scale(rollout, only, desired));
        Q_UNUSED(changed)
        return {};
    }
    const bool saturated = rollout.newSet && replicasOf(rollout.newSet) == desired
        && rollout.newSet.status()["availableReplicas"].integer() == desired;
    if (saturated) {
        for (Object set : QList<Object>(rollout.old)) {
            if (replicasOf(set) > 0) {
                ORRERY_TRY(changed, scale(rollout, set, 0));
                Q_UNUSED(changed)
            }
        }
        return {};
    }
    if (!isRollingUpdate(deployment))
        return {};
    const int maximum = desired > 0 ? desired + rolloutLimits(deployment).surge : 0;
    const int toAdd = maximum - total(active);
    // The largest set takes the largest share, and what rounding leaves.
    std::stable_sort(active.begin(), active.end(), [toAdd](const Object &a, const Object &b) {
        if (replicasOf(a) != replicasOf(b))
            return replicasOf(a) > replicasOf(b);
        const QByteArrayView left = a.metadata()["creationTimestamp"].text(), right = b.metadata()["creationTimestamp"].text();
        return toAdd > 0 ? left > right : left < right;
    });
    QList<int> sizes;
    int added = 0;
    for (const Object &set : std::as_const(active)) {
        const int share = toAdd ? proportion(set, desired, maximum, toAdd, added) : 0;
        sizes.append(replicasOf(set) + share);
        added += share;
    }
    if (toAdd)
        sizes[0] = std::max(0, sizes[0] + toAdd - added);
    for (qsizetype i = 0; i < active.size(); ++i) {
        ORRERY_TRY(changed, scale(rollout, active[i], sizes[i]));
        Q_UNUSED(changed)
    }
    return {};
}

Result<> Deployment::cleanUp(Rollout &rollout)
{
    const Object &deployment = rollout.deployment;
    const Value &limit = deployment.spec()["revisionHistoryLimit"];
    const qint64 keep = limit.integer(10);
    QList<Object> idle;
    for (const Object &set : std::as_const(rollout.old)) {
        if (!set.isDeleting() && replicasOf(set) == 0 && set.status()["replicas"].integer() == 0
            && set.status()["observedGeneration"].integer() >= set.generation())
            idle.append(set);
    }
    std::stable_sort(idle.begin(), idle.end(), [](const Object &a, const Object &b) { return revisionOf(a) < revisionOf(b); });
    for (qsizetype i = 0; i < idle.size() - keep; ++i) {
        DeleteOptions options;
        options.uid = idle[i].uid();
        const Result<Object> removed = m_client.remove(gvr::replicaSets, idle[i].key(), options).result();
        if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
            return removed.error();
    }
    return {};
}

} // namespace orrery::controllers
