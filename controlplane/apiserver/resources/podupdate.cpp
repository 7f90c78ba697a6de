// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/podsubresources.h"

#include <QSet>

namespace orrery::resources {

using namespace api;

namespace {

constexpr const char *required = "requiredDuringSchedulingIgnoredDuringExecution";

/// list with each item's member as the old one has it; the lists are of one length.
Value withMemberOf(const Value &spec, const Value &old, const char *list, const char *member)
{
    if (!spec[list].isArray() || spec[list].size() != old[list].size())
        return spec;
    qsizetype index = 0;
    return spec.with(list, mapped(spec[list], [&](Value &item) {
                         const Value &had = old[list].at(index++)[member];
                         item = had.isNull() ? item.without(member) : item.with(member, had);
                     }));
}

Value withOld(const Value &spec, const Value &old, const char *member)
{
    return old[member].isNull() ? spec.without(member) : spec.with(member, old[member]);
}

bool sameContainers(FieldErrors &errors, const Value &spec, const Value &old)
{
    bool same = true;
    for (const char *list : {"containers", "initContainers"}) {
        if (spec[list].size() == old[list].size())
            continue;
        errors.forbidden(Path("spec") / list, "pod updates may not add or remove containers");
        same = false;
    }
    return same;
}

void validateDeadline(FieldErrors &errors, const Value &now, const Value &old)
{
    const Path path("spec.activeDeadlineSeconds");
    if (!now.isNull() && !old.isNull() && now.integer() > old.integer())
        errors.invalid(path, now, "must be less than or equal to previous value");
    else if (now.isNull() && !old.isNull())
        errors.invalid(path, now, "must not update from a positive integer to nil value");
}

void validateTolerationsAdded(FieldErrors &errors, const Value &now, const Value &old)
{
    const auto key = [](const Value &toleration) {
        QByteArray text;
        for (const char *member : {"key", "operator", "value", "effect"})
            text += toJson(toleration[member]) + ' ';
        return text;
    };
    QSet<QByteArray> kept;
    for (const Value &toleration : now.items())
        kept.insert(key(toleration));
    for (const Value &had : old.items()) {
        if (kept.contains(key(had)))
            continue;
        errors.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
        return;
    }
}

void validateGatesRemoved(FieldErrors &errors, const Value &now, const Value &old)
{
    QSet<QByteArray> known;
    for (const Value &had : old.items())
        known.insert(had["name"].bytes());
    qsizetype index = 0;
    for (const Value &gate : now.items()) {
        const Path at = Path("spec.schedulingGates")[index++];
        if (!known.contains(gate["name"].bytes()))
            errors.forbidden(at,
                             "only deletion is allowed, but found new scheduling gate '" + gate["name"].bytes() + '\'');
    }
}

/// Whether every requirement of the old term is in the new one.
bool narrows(const Value &now, const Value &old)
{
    for (const char *list : {"matchExpressions", "matchFields"}) {
        QSet<QByteArray> kept;
        for (const Value &requirement : now[list].items())
            kept.insert(toJson(requirement));
        for (const Value &requirement : old[list].items()) {
            if (!kept.contains(toJson(requirement)))
                return false;
        }
    }
    return true;
}

/// While gates hold the pod, where it may run can be made narrower. Returns spec with what may so change as it was.
Value gated(FieldErrors &errors, const Value &spec, const Value &old)
{
    Value out = spec;
    bool additions = true;
    for (const Member &label : old["nodeSelector"].members())
        additions = additions && spec["nodeSelector"][label.key()] == label.value;
    if (!additions)
        errors.invalid("spec.nodeSelector", spec["nodeSelector"],
                       "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
    out = withOld(out, old, "nodeSelector");
    const Value &now = spec["affinity"]["nodeAffinity"], &had = old["affinity"]["nodeAffinity"];
    if (now == had)
        return out;
    const Value &terms = now[required]["nodeSelectorTerms"], &hadTerms = had[required]["nodeSelectorTerms"];
    const Path path = Path("spec.affinity.nodeAffinity") / required / "nodeSelectorTerms";
    if (!hadTerms.isEmpty() && terms.size() != hadTerms.size()) {
        errors.invalid(path, terms, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    } else {
        for (qsizetype i = 0; i < hadTerms.size(); ++i) {
            if (!narrows(terms.at(i), hadTerms.at(i)))
                errors.invalid(path[i], terms.at(i), "only additions are allowed (no mutations or deletions)");
        }
    }
    Value affinity = withOld(spec["affinity"], old["affinity"], "nodeAffinity");
    if (affinity.isEmpty() && old["affinity"].isNull())
        return out.without("affinity");
    return out.with("affinity", affinity);
}

// --- ephemeral containers ---

Result<Value> addEphemeral(const Value &pod, const Value &body, qint64)
{
    Value spec = withOld(pod["spec"], body["spec"], "ephemeralContainers");
    defaultPodSpec(spec);
    Value now = pod.with("spec", spec);
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? now : now.withPath({"metadata", "resourceVersion"}, version);
}

void validateEphemeralUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    QHash<QByteArray, Value> now;
    for (const Value &item : document["spec"]["ephemeralContainers"].items())
        now.insert(item["name"].bytes(), item);
    for (const Value &had : old["spec"]["ephemeralContainers"].items()) {
        const auto same = now.constFind(had["name"].bytes());
        if (same == now.constEnd())
            errors.forbidden("spec.ephemeralContainers",
                             "existing ephemeral containers " + toJson(had["name"]) + " may not be removed");
        else if (!(*same == had))
            errors.forbidden("spec.ephemeralContainers",
                             "existing ephemeral containers " + toJson(had["name"]) + " may not be changed");
    }
}

// --- resize ---

Result<Value> applyResize(const Value &pod, const Value &body, qint64)
{
    Value spec = body["spec"];
    defaultPodSpec(spec);
    // Only what a resize is about is taken, unless there are other containers, which validation then refuses.
    Value now = pod["spec"];
    for (const char *list : {"containers", "initContainers"}) {
        if (spec[list].size() != now[list].size()) {
            now = withOld(now, spec, list);
            continue;
        }
        for (const char *member : {"resources", "resizePolicy"})
            now = withMemberOf(now, spec, list, member);
    }
    Value resized = pod.with("spec", now);
    const Value &version = body["metadata"]["resourceVersion"];
    return version.text().isEmpty() ? resized : resized.withPath({"metadata", "resourceVersion"}, version);
}

void validateResizedContainer(FieldErrors &errors, const Path &path, const Value &now, const Value &old)
{
    for (const char *list : {"limits", "requests"}) {
        const Value &amounts = now["resources"][list], &had = old["resources"][list];
        for (const Member &member : had.members()) {
            const bool resizable = member.key() == "cpu" || member.key() == "memory";
            if (!amounts.contains(member.key()) && resizable)
                errors.forbidden(path / "resources" / list, QByteArray("resource ") + list + " cannot be removed");
            else if (!resizable && !(amounts[member.key()] == member.value))
                errors.forbidden((path / "resources" / list).key(member.key()),
                                 "only cpu and memory resources are mutable");
        }
        for (const Member &member : amounts.members()) {
            if (!had.contains(member.key()) && member.key() != "cpu" && member.key() != "memory")
                errors.forbidden((path / "resources" / list).key(member.key()),
                                 "only cpu and memory resources are mutable");
        }
    }
}

void validateResize(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    if (!sameContainers(errors, spec, had))
        return;
    if (had["os"]["name"].text() == "windows")
        errors.forbidden("spec", "windows pods cannot be resized");
    if (qosClass(spec) != qosClass(had))
        errors.invalid("spec", Value(qosClass(spec)), "Pod QOS Class may not change as a result of resizing");
    for (const char *list : {"containers", "initContainers"}) {
        for (qsizetype i = 0; i < spec[list].size(); ++i) {
            const Value &now = spec[list].at(i), &was = had[list].at(i);
            const bool sidecar = was["restartPolicy"].text() == "Always";
            if (qstrcmp(list, "initContainers") == 0 && !sidecar && !(now["resources"] == was["resources"]))
                errors.forbidden((Path("spec") / list)[i] / "resources",
                                 "resources for non-sidecar init containers are immutable");
            else
                validateResizedContainer(errors, (Path("spec") / list)[i], now, was);
        }
    }
}

} // namespace

void validatePodUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    if (spec.identical(had) || spec == had || !sameContainers(errors, spec, had))
        return;
    validateDeadline(errors, spec["activeDeadlineSeconds"], had["activeDeadlineSeconds"]);
    validateTolerationsAdded(errors, spec["tolerations"], had["tolerations"]);
    validateGatesRemoved(errors, spec["schedulingGates"], had["schedulingGates"]);
    Value same = had["schedulingGates"].isEmpty() ? spec : gated(errors, spec, had);
    for (const char *list : {"containers", "initContainers"})
        same = withMemberOf(same, had, list, "image");
    for (const char *member : {"tolerations", "activeDeadlineSeconds", "schedulingGates"})
        same = withOld(same, had, member);
    const qint64 grace = had["terminationGracePeriodSeconds"].integer();
    if (grace < 0 && spec["terminationGracePeriodSeconds"].integer() == 1)
        same = withOld(same, had, "terminationGracePeriodSeconds");
    if (same == had)
        return;
    errors.forbidden(
        "spec",
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
}

Subresource ephemeralContainers()
{
    Subresource ephemeral{"ephemeralcontainers", "v1", "Pod", readWrite};
    ephemeral.apply = addEphemeral;
    ephemeral.validateUpdate = validateEphemeralUpdate;
    return ephemeral;
}

Subresource resize()
{
    Subresource resize{"resize", "v1", "Pod", readWrite};
    resize.apply = applyResize;
    resize.validateUpdate = validateResize;
    return resize;
}

} // namespace orrery::resources
