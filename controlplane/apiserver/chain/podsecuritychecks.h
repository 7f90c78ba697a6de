// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"

#include <climits>

namespace orrery::chain {

/// A level of the Pod Security Standards as some version of Kubernetes knew it: "restricted:v1.25".
/// Thread: any; a value.
struct SecurityLevel
{
    enum class Level { Privileged, Baseline, Restricted };
    static constexpr int latest = INT_MAX;
    Level level = Level::Privileged;
    int minor = latest; ///< of Kubernetes 1.x

    QByteArray text() const;
    bool operator==(const SecurityLevel &) const = default;
};

/// What a pod does that its level forbids: why ("privileged"), and who does it.
struct SecurityViolation
{
    QByteArray reason, detail;
};

/// All that the level forbids in a pod; empty: nothing. Annotations of the pod count, too (profiles of old).
/// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
QList<SecurityViolation> securityViolations(const SecurityLevel &level, const api::Value &metadata,
                                            const api::Value &spec);
/// "privileged (container "c" must not set ...), hostPort (...)"
QByteArray securityDetails(const QList<SecurityViolation> &violations);
/// "privileged, hostPort"
QByteArray securityReasons(const QList<SecurityViolation> &violations);

} // namespace orrery::chain
