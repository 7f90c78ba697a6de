// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/controllers/deployment.h"

namespace orrery::controllers {

// The arithmetic of a rollout; pure functions. Thread: any.

inline constexpr const char *revisionAnnotation = "deployment.kubernetes.io/revision";
inline constexpr const char *desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
inline constexpr const char *maxAnnotation = "deployment.kubernetes.io/max-replicas";
inline constexpr const char *templateHashLabel = "pod-template-hash";

struct Limits
{
    int surge = 0, unavailable = 0;
};
/// maxSurge and maxUnavailable in pods; never both 0. Recreate: none of either.
Limits rolloutLimits(const api::Object &deployment);
bool isRollingUpdate(const api::Object &deployment);

qint64 revisionOf(const api::Object &set);
int total(const QList<api::Object> &sets); ///< spec.replicas
int totalStatus(const QList<api::Object> &sets, const char *count); ///< status.<count>
/// Oldest first; the older of two made in the same second is the one with the smaller name.
void sortByAge(QList<api::Object> &sets);
/// Whether a set was made from this template (the hash label aside).
bool sameTemplate(const api::Value &podTemplate, const api::Object &set);
/// How far a new set may grow now.
int newSetReplicas(const api::Object &deployment, const QList<api::Object> &all, const api::Object &newSet);
/// The share of a change of the total that one set gets while the deployment is scaled in the middle of a rollout.
int proportion(const api::Object &set, int desired, int maximum, int toAdd, int added);
/// The deployment's annotations that its sets carry too.
api::Value inheritedAnnotations(const api::Object &deployment);

/// What one reconcile of a deployment knows and plans.
struct Deployment::Rollout
{
    api::Object deployment;
    api::LabelSelector selector;
    QList<api::Object> old; ///< oldest first
    api::Object newSet; ///< null: not made yet
    api::Value conditions;
    std::optional<qint64> revision; ///< to write into the deployment's annotation
    qint64 collisions = 0;

    QList<api::Object> all() const
    {
        QList<api::Object> sets = old;
        if (newSet)
            sets.append(newSet);
        return sets;
    }
    void replace(const api::Object &set)
    {
        if (newSet && newSet.uid() == set.uid())
            newSet = set;
        for (api::Object &one : old) {
            if (one.uid() == set.uid())
                one = set;
        }
    }
};

} // namespace orrery::controllers
