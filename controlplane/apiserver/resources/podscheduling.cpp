// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/nodeselector.h"
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr const char *required = "requiredDuringSchedulingIgnoredDuringExecution";
constexpr const char *preferred = "preferredDuringSchedulingIgnoredDuringExecution";

void validateWeight(FieldErrors &errors, const Path &path, const Value &weight)
{
    if (weight.integer() < 1 || weight.integer() > 100)
        errors.invalid(path, weight.isNull() ? Value(0) : weight, "must be in the range 1-100");
}

void validateNodeAffinity(FieldErrors &errors, const Path &path, const Value &affinity)
{
    if (!affinity[required].isNull())
        validateNodeSelector(errors, path / required, affinity[required]);
    qsizetype index = 0;
    for (const Value &term : affinity[preferred].items()) {
        const Path at = (path / preferred)[index++];
        validateWeight(errors, at / "weight", term["weight"]);
        validateNodeSelectorTerm(errors, at / "preference", term["preference"]);
    }
}

/// matchLabelKeys and mismatchLabelKeys: label keys, of a selector that is there.
QSet<QByteArray> validateLabelKeys(FieldErrors &errors, const Path &path, const Value &term, const char *member)
{
    QSet<QByteArray> keys;
    if (!term[member].isEmpty() && term["labelSelector"].isNull()) {
        errors.forbidden(path / member, "must not be specified when labelSelector is not set");
        return keys;
    }
    qsizetype index = 0;
    for (const Value &key : term[member].items()) {
        const Path at = (path / member)[index++];
        if (const QByteArray problem = qualifiedNameProblem(key.text()); !problem.isEmpty())
            errors.invalid(at, key, problem);
        keys.insert(key.bytes());
    }
    return keys;
}

void validateTopologyKey(FieldErrors &errors, const Path &path, const Value &key)
{
    if (key.text().isEmpty())
        errors.required(path, "can not be empty");
    else if (const QByteArray problem = qualifiedNameProblem(key.text()); !problem.isEmpty())
        errors.invalid(path, key, problem);
}

void validatePodTerm(FieldErrors &errors, const Path &path, const Value &term)
{
    for (const char *selector : {"labelSelector", "namespaceSelector"}) {
        if (!term[selector].isNull())
            validateLabelSelector(errors, path / selector, term[selector]);
    }
    for (const Value &name : term["namespaces"].items()) {
        if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
            errors.invalid(path / "namespace", name, problem);
    }
    const QSet<QByteArray> match = validateLabelKeys(errors, path, term, "matchLabelKeys");
    const QSet<QByteArray> mismatch = validateLabelKeys(errors, path, term, "mismatchLabelKeys");
    for (const QByteArray &key : match) {
        if (mismatch.contains(key))
            errors.invalid(path / "matchLabelKeys", Value(key), "exists in both matchLabelKeys and mismatchLabelKeys");
    }
    validateTopologyKey(errors, path / "topologyKey", term["topologyKey"]);
}

void validatePodAffinity(FieldErrors &errors, const Path &path, const Value &affinity)
{
    qsizetype index = 0;
    for (const Value &term : affinity[required].items())
        validatePodTerm(errors, (path / required)[index++], term);
    index = 0;
    for (const Value &weighted : affinity[preferred].items()) {
        const Path at = (path / preferred)[index++];
        validateWeight(errors, at / "weight", weighted["weight"]);
        validatePodTerm(errors, at / "podAffinityTerm", weighted["podAffinityTerm"]);
    }
}

} // namespace

void validateAffinity(FieldErrors &errors, const Path &path, const Value &affinity)
{
    validateNodeAffinity(errors, path / "nodeAffinity", affinity["nodeAffinity"]);
    for (const char *which : {"podAffinity", "podAntiAffinity"})
        validatePodAffinity(errors, path / which, affinity[which]);
}

void validateTopologySpread(FieldErrors &errors, const Path &path, const Value &constraints)
{
    QSet<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &constraint : constraints.items()) {
        const Path at = path[index++];
        if (constraint["maxSkew"].integer() <= 0)
            errors.invalid(at / "maxSkew", constraint["maxSkew"].isNull() ? Value(0) : constraint["maxSkew"],
                           "must be greater than zero");
        validateTopologyKey(errors, at / "topologyKey", constraint["topologyKey"]);
        const Value &when = constraint["whenUnsatisfiable"];
        if (when.text() != "DoNotSchedule" && when.text() != "ScheduleAnyway")
            errors.notSupported(at / "whenUnsatisfiable", when.isNull() ? Value("") : when,
                                {"DoNotSchedule", "ScheduleAnyway"});
        const QByteArray pair = '{' + constraint["topologyKey"].bytes() + ", " + when.bytes() + '}';
        if (seen.contains(pair))
            errors.duplicate(at / "{topologyKey, whenUnsatisfiable}", Value(pair));
        seen.insert(pair);
        if (const Value &domains = constraint["minDomains"]; !domains.isNull()) {
            if (domains.integer() <= 0)
                errors.invalid(at / "minDomains", domains, "must be greater than zero");
            if (when.text() != "DoNotSchedule")
                errors.invalid(at / "minDomains", domains,
                               "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when.bytes());
        }
        for (const char *policy : {"nodeAffinityPolicy", "nodeTaintsPolicy"}) {
            if (!constraint[policy].isNull())
                validateEnum(errors, at / policy, constraint[policy], {"Honor", "Ignore"});
        }
        if (!constraint["labelSelector"].isNull())
            validateLabelSelector(errors, at / "labelSelector", constraint["labelSelector"]);
        for (const QByteArray &key : validateLabelKeys(errors, at, constraint, "matchLabelKeys")) {
            if (constraint["labelSelector"]["matchLabels"].contains(key))
                errors.invalid(at / "matchLabelKeys", Value(key), "exists in both matchLabelKeys and labelSelector");
        }
    }
}

void validateTolerations(FieldErrors &errors, const Path &path, const Value &tolerations)
{
    qsizetype index = 0;
    for (const Value &toleration : tolerations.items()) {
        const Path at = path[index++];
        const QByteArrayView op = toleration["operator"].text(), key = toleration["key"].text(),
                             effect = toleration["effect"].text();
        if (!key.isEmpty()) {
            if (const QByteArray problem = qualifiedNameProblem(key); !problem.isEmpty())
                errors.invalid(at / "key", toleration["key"], problem);
        }
        if (key.isEmpty() && op != "Exists")
            errors.invalid(
                at / "operator", toleration["operator"].isNull() ? Value("") : toleration["operator"],
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (!toleration["tolerationSeconds"].isNull() && effect != "NoExecute")
            errors.invalid(at / "effect", toleration["effect"].isNull() ? Value("") : toleration["effect"],
                           "effect must be 'NoExecute' when `tolerationSeconds` is set");
        if (op.isEmpty() || op == "Equal") {
            if (const QByteArray problem = labelValueProblem(toleration["value"].text()); !problem.isEmpty())
                errors.invalid(at / "operator", toleration["value"], problem);
        } else if (op == "Exists") {
            if (!toleration["value"].text().isEmpty())
                errors.invalid(at / "operator", toleration["value"], "value must be empty when `operator` is 'Exists'");
        } else {
            errors.notSupported(at / "operator", toleration["operator"], {"Equal", "Exists"});
        }
        if (!effect.isEmpty() && effect != "NoSchedule" && effect != "PreferNoSchedule" && effect != "NoExecute")
            errors.notSupported(at / "effect", toleration["effect"], {"NoSchedule", "PreferNoSchedule", "NoExecute"});
    }
}

} // namespace orrery::resources
