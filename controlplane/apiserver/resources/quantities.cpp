// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/quantities.h"

#include "controlplane/api/quantity.h"

#include <QSet>

namespace orrery::resources {

using namespace api;

namespace {

bool isAmong(QByteArrayView name, const QSet<QByteArray> &names)
{
    return names.contains(name.toByteArray());
}

bool isHugePages(QByteArrayView name)
{
    return name.startsWith("hugepages-");
}

const QSet<QByteArray> &counted()
{
    static const QSet<QByteArray> names{"pods",       "resourcequotas",         "services",
                                        "secrets",    "replicationcontrollers", "persistentvolumeclaims",
                                        "configmaps", "services.nodeports",     "services.loadbalancers"};
    return names;
}

QByteArray unqualifiedProblem(QByteArrayView name, bool known, const char *words)
{
    if (const QByteArray problem = qualifiedNameProblem(name); !problem.isEmpty())
        return problem;
    return name.contains('/') || known ? QByteArray() : QByteArray(words);
}

} // namespace

bool isWholeResource(QByteArrayView name)
{
    return isAmong(name, counted()) || isExtendedResource(name);
}

bool isQuotaResource(QByteArrayView name)
{
    static const QSet<QByteArray> measured{"cpu",
                                           "memory",
                                           "ephemeral-storage",
                                           "requests.cpu",
                                           "requests.memory",
                                           "requests.storage",
                                           "requests.ephemeral-storage",
                                           "limits.cpu",
                                           "limits.memory",
                                           "limits.ephemeral-storage"};
    return isAmong(name, counted()) || isAmong(name, measured) || isHugePages(name)
        || name.startsWith("requests.hugepages-");
}

bool isExtendedResource(QByteArrayView name)
{
    const qsizetype slash = name.indexOf('/');
    if (slash < 0 || name.startsWith("requests.") || name.first(slash).endsWith("kubernetes.io"))
        return false;
    return qualifiedNameProblem("requests." + name.toByteArray()).isEmpty();
}

QByteArray resourceNameProblem(QByteArrayView name)
{
    return unqualifiedProblem(name, isQuotaResource(name) || name == "storage",
                              "must be a standard resource type or fully qualified");
}

QByteArray containerResourceProblem(QByteArrayView name)
{
    const bool known = name == "cpu" || name == "memory" || name == "ephemeral-storage" || isHugePages(name);
    if (const QByteArray problem = unqualifiedProblem(name, known, "must be a standard resource for containers");
        !problem.isEmpty())
        return problem;
    const bool native = !name.contains('/') || name.contains("kubernetes.io/");
    return native || isExtendedResource(name) ? QByteArray() : "doesn't follow extended resource name standard";
}

QByteArray quotaResourceProblem(QByteArrayView name)
{
    return unqualifiedProblem(name, isQuotaResource(name), "must be a standard resource for quota");
}

void validateNotNegativeQuantity(FieldErrors &errors, const Path &path, const Value &quantity)
{
    if (Quantity::of(quantity) < Quantity())
        errors.invalid(path, quantity, "must be greater than or equal to 0");
}

void validateResourceList(FieldErrors &errors, const Path &path, const Value &list,
                          QByteArray (*problem)(QByteArrayView))
{
    for (const Member &member : list.members()) {
        const Path at = path.key(member.key());
        validateText(errors, at, member.name, problem);
        validateNotNegativeQuantity(errors, at, member.value);
        if (isWholeResource(member.key()) && Quantity::of(member.value).milli() % 1000 != 0)
            errors.invalid(at, member.value, "must be an integer");
    }
}

} // namespace orrery::resources
