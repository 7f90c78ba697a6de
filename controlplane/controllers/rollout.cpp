// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/rollout.h"

#include "controlplane/controllers/support.h"

#include <cmath>

namespace orrery::controllers {

using namespace api;

bool isRollingUpdate(const Object &deployment)
{
    return deployment.spec()["strategy"]["type"].text() != "Recreate";
}

Limits rolloutLimits(const Object &deployment)
{
    if (!isRollingUpdate(deployment))
        return {};
    const int replicas = replicasOf(deployment);
    const Value &rolling = deployment.spec()["strategy"]["rollingUpdate"];
    static const Value quarter("25%");
    Limits limits;
    limits.surge = scaledValue(rolling.contains("maxSurge") ? rolling["maxSurge"] : quarter, replicas, true);
    limits.unavailable = scaledValue(rolling.contains("maxUnavailable") ? rolling["maxUnavailable"] : quarter, replicas, false);
    // Both round to 0 for small numbers; then nothing could ever move.
    if (limits.surge == 0 && limits.unavailable == 0)
        limits.unavailable = 1;
    limits.unavailable = std::min(limits.unavailable, replicas);
    return limits;
}

qint64 revisionOf(const Object &set)
{
    return set.annotation(revisionAnnotation).toLongLong();
}

int total(const QList<Object> &sets)
{
    int sum = 0;
    for (const Object &set : sets)
        sum += replicasOf(set);
    return sum;
}

int totalStatus(const QList<Object> &sets, const char *count)
{
    qint64 sum = 0;
    for (const Object &set : sets)
        sum += set.status()[count].integer();
    return int(sum);
}

void sortByAge(QList<Object> &sets)
{
    std::stable_sort(sets.begin(), sets.end(), [](const Object &a, const Object &b) {
        const QByteArrayView left = a.metadata()["creationTimestamp"].text(), right = b.metadata()["creationTimestamp"].text();
        return left == right ? a.name() < b.name() : left < right;
    });
}

bool sameTemplate(const Value &podTemplate, const Object &set)
{
    const auto bare = [](const Value &one) {
        const Value &metadata = one["metadata"];
        Value labels = metadata["labels"].without(templateHashLabel), rest = metadata.without("creationTimestamp");
        if (rest["annotations"].isEmpty()) // none, or none left: Kubernetes tells no difference
            rest = rest.without("annotations");
        return one.with("metadata", rest.with("labels", labels));
    };
    return bare(podTemplate) == bare(set.spec()["template"]);
}

int newSetReplicas(const Object &deployment, const QList<Object> &all, const Object &newSet)
{
    const int desired = replicasOf(deployment);
    if (!isRollingUpdate(deployment))
        return desired;
    const int present = newSet ? replicasOf(newSet) : 0;
    const int room = desired + rolloutLimits(deployment).surge - total(all);
    if (room <= 0)
        return present;
    return present + std::min(room, std::max(0, desired - present));
}

int proportion(const Object &set, int desired, int maximum, int toAdd, int added)
{
    const int replicas = replicasOf(set);
    if (replicas == 0 || toAdd == 0 || toAdd == added)
        return 0;
    int before = set.annotation(maxAnnotation).toInt();
    if (before <= 0)
        before = std::max(1, desired); // made before it was annotated
    const int fraction = int(std::lround(double(replicas) * maximum / before)) - replicas;
    const int allowed = toAdd - added;
    return toAdd > 0 ? std::min(fraction, allowed) : std::max(fraction, allowed);
}

Value inheritedAnnotations(const Object &deployment)
{
    std::vector<Member> kept;
    for (const Member &annotation : deployment.annotations().members()) {
        const QByteArrayView key = annotation.key();
        if (key != "kubectl.kubernetes.io/last-applied-configuration" && key != revisionAnnotation && key != desiredAnnotation
            && key != maxAnnotation && key != "deployment.kubernetes.io/revision-history" && key != "deprecated.deployment.rollback.to")
            kept.push_back(annotation);
    }
    return Value::object(std::move(kept));
}

} // namespace orrery::controllers
