// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/resources/validation.h"

#include <QSet>

namespace orrery::resources {

/// The parts of validatePodSpec(), one source each. Private to this folder. Thread: any.

/// What the parts of one PodSpec must know of each other.
struct PodFacts
{
    explicit PodFacts(const api::Value &podSpec)
        : spec(podSpec)
    {
    }
    const api::Value &spec;
    QHash<QByteArray, api::Value> volumes; ///< by name
    QSet<QByteArray> containers, initContainers, claims;
};

// podvolumes.cpp
void validateVolumes(FieldErrors &errors, const Path &path, PodFacts &facts);
void validateVolumeMounts(FieldErrors &errors, const Path &path, const api::Value &container, const PodFacts &facts);

// podcontainers.cpp
void validateContainers(FieldErrors &errors, const Path &path, PodFacts &facts);
/// Those that an update adds or has.
void validateEphemeralContainers(FieldErrors &errors, const Path &path, const PodFacts &facts);

// podresources.cpp
void validateResources(FieldErrors &errors, const Path &path, const api::Value &resources, const PodFacts *facts);
void validatePodResources(FieldErrors &errors, const Path &path, const api::Value &spec);

// podenvironment.cpp
void validateEnvironment(FieldErrors &errors, const Path &path, const api::Value &container, const PodFacts &facts);
/// fieldRef: a metav1 ObjectFieldSelector; environment, or a volume's file.
void validateFieldRef(FieldErrors &errors, const Path &path, const api::Value &fieldRef, bool environment);
/// resourceFieldRef. inVolume: it must name the container.
void validateResourceFieldRef(FieldErrors &errors, const Path &path, const api::Value &ref, bool inVolume,
                              const PodFacts &facts);

// podscheduling.cpp
void validateAffinity(FieldErrors &errors, const Path &path, const api::Value &affinity);
void validateTopologySpread(FieldErrors &errors, const Path &path, const api::Value &constraints);
void validateTolerations(FieldErrors &errors, const Path &path, const api::Value &tolerations);

// podsecurity.cpp
void validatePodSecurity(FieldErrors &errors, const Path &path, const api::Value &spec);
void validateContainerSecurity(FieldErrors &errors, const Path &path, const api::Value &context, const PodFacts &facts);

// podspec.cpp
/// No '..' and not absolute; words of Kubernetes.
void validateLocalPath(FieldErrors &errors, const Path &path, const api::Value &text);

} // namespace orrery::resources
