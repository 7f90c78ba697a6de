// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/podsecurityparts.h"

namespace orrery::chain {

using namespace api;
using Level = SecurityLevel::Level;

QByteArray SecurityLevel::text() const
{
    const char *name = level == Level::Privileged ? "privileged:"
        : level == Level::Baseline                ? "baseline:"
                                                  : "restricted:";
    return name + (minor == latest ? QByteArray("latest") : "v1." + QByteArray::number(minor));
}

QList<SecurityViolation> securityViolations(const SecurityLevel &level, const Value &metadata, const Value &spec)
{
    QList<SecurityViolation> out;
    if (level.level == Level::Privileged)
        return out;
    const bool isRestricted = level.level == Level::Restricted;
    const podsecurity::Pod pod{metadata, spec};
    podsecurity::baseline(out, pod, level.minor, isRestricted);
    if (isRestricted)
        podsecurity::restricted(out, pod, level.minor);
    return out;
}

QByteArray securityDetails(const QList<SecurityViolation> &violations)
{
    QList<QByteArray> out;
    for (const SecurityViolation &one : violations)
        out.append(one.detail.isEmpty() ? one.reason : one.reason + " (" + one.detail + ')');
    return out.join(", ");
}

QByteArray securityReasons(const QList<SecurityViolation> &violations)
{
    QList<QByteArray> out;
    for (const SecurityViolation &one : violations)
        out.append(one.reason);
    return out.join(", ");
}

} // namespace orrery::chain
