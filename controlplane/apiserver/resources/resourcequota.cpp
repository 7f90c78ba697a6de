// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/quantities.h"
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/workload.h"

#include "controlplane/api/quantity.h"

#include <QSet>

// https://kubernetes.io/docs/concepts/policy/resource-quotas/

namespace orrery::resources::kinds {

using namespace api;

namespace {

bool isScope(QByteArrayView scope)
{
    static const QSet<QByteArray> scopes{"Terminating",          "NotTerminating", "BestEffort",
                                         "NotBestEffort",        "PriorityClass",  "CrossNamespacePodAffinity",
                                         "VolumeAttributesClass"};
    return scopes.contains(scope.toByteArray());
}

/// Whether the scope makes sense for what is counted.
bool isCountedIn(QByteArrayView scope, QByteArrayView resource)
{
    static const QSet<QByteArray> compute{"pods",          "cpu",          "memory",         "limits.cpu",
                                          "limits.memory", "requests.cpu", "requests.memory"};
    if (scope == "BestEffort")
        return resource == "pods";
    if (scope == "VolumeAttributesClass")
        return resource == "persistentvolumeclaims" || resource == "requests.storage";
    return compute.contains(resource.toByteArray());
}

bool conflicts(const QSet<QByteArray> &scopes)
{
    return (scopes.contains("BestEffort") && scopes.contains("NotBestEffort"))
        || (scopes.contains("Terminating") && scopes.contains("NotTerminating"));
}

bool fits(const Value &hard, QByteArrayView scope)
{
    const auto members = hard.members();
    return std::all_of(members.begin(), members.end(), [scope](const Member &member) {
        return !isQuotaResource(member.key()) || isCountedIn(scope, member.key());
    });
}

void validateScopes(FieldErrors &errors, const Value &spec)
{
    const Path path("spec.scopes");
    QSet<QByteArray> seen;
    for (const Value &scope : spec["scopes"].items()) {
        if (!isScope(scope.text()))
            errors.invalid(path, spec["scopes"], "unsupported scope");
        else if (!fits(spec["hard"], scope.text()))
            errors.invalid(path, spec["scopes"], "unsupported scope applied to resource");
        seen.insert(scope.bytes());
    }
    if (conflicts(seen))
        errors.invalid(path, spec["scopes"], "conflicting scopes");
}

void validateSelector(FieldErrors &errors, const Value &spec)
{
    const Path path("spec.scopeSelector.matchExpressions");
    const Value &selector = spec["scopeSelector"];
    QSet<QByteArray> seen;
    for (const Value &expression : selector["matchExpressions"].items()) {
        const QByteArray scope = expression["scopeName"].bytes(), op = expression["operator"].bytes();
        if (!isScope(scope))
            errors.invalid(path / "scopeName", expression["scopeName"], "unsupported scope");
        else if (!fits(spec["hard"], scope))
            errors.invalid(path, selector, "unsupported scope applied to resource");
        if (isScope(scope) && scope != "PriorityClass" && scope != "VolumeAttributesClass" && op != "Exists")
            errors.invalid(path / "operator", expression["operator"],
                           "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, "
                           "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                           "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        if (op == "In" || op == "NotIn") {
            if (expression["values"].isEmpty())
                errors.required(path / "values",
                                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        } else if (op != "Exists" && op != "DoesNotExist") {
            errors.invalid(path / "operator", expression["operator"], "not a valid selector operator");
        } else if (!expression["values"].isEmpty()) {
            errors.invalid(path / "values", expression["values"],
                           "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector");
        }
        seen.insert(scope);
    }
    if (conflicts(seen))
        errors.invalid(path, selector, "conflicting scopes");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateResourceList(errors, "spec.hard", spec["hard"], quotaResourceProblem);
    validateScopes(errors, spec);
    validateSelector(errors, spec);
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    validateResourceList(errors, "status.hard", document["status"]["hard"], quotaResourceProblem);
    validateResourceList(errors, "status.used", document["status"]["used"], quotaResourceProblem);
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const auto scopes = [](const Value &of) {
        QSet<QByteArray> found;
        for (const Value &scope : of["spec"]["scopes"].items())
            found.insert(scope.bytes());
        return found;
    };
    if (scopes(document) != scopes(old))
        errors.invalid("spec.scopes", document["spec"]["scopes"], "field is immutable");
}

/// "pods: 1/10, services: 0/5" of requests or of limits.
template <bool limits> Value amountsCell(const Object &quota, qint64)
{
    QList<QByteArray> names;
    for (const Member &member : quota.status()["hard"].members())
        names.append(member.key().toByteArray());
    std::sort(names.begin(), names.end());
    QByteArray text;
    for (const QByteArray &name : std::as_const(names)) {
        if (name.startsWith("limits.") != limits)
            continue;
        const Value &used = quota.status()["used"][name];
        text += (text.isEmpty() ? "" : ", ") + name + ": " + Quantity::of(used).text() + '/'
            + Quantity::of(quota.status()["hard"][name]).text();
    }
    return text;
}

} // namespace

Resource resourceQuota()
{
    Resource resource;
    resource.gvr = {"", "v1", "resourcequotas"};
    resource.kind = "ResourceQuota";
    resource.shortNames = {"quota"};
    resource.statusSubresource = true;
    resource.columns = {{"Request", "string", 0, amountsCell<false>}, {"Limit", "string", 0, amountsCell<true>}};
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.subresources = {statusSubresource("v1", "ResourceQuota", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
