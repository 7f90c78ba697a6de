// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/plugins.h"
#include "controlplane/apiserver/chain/podsecuritychecks.h"
#include "controlplane/apiserver/chain/rules.h"

#include <map>

namespace orrery::chain {

using namespace api;
using Level = SecurityLevel::Level;
using Operation = Attributes::Operation;

namespace {

constexpr qsizetype mostPods = 3000; ///< of a namespace that are looked at when its level changes

/// What a namespace's labels ask for.
struct Policy
{
    SecurityLevel enforce, audit, warn;
    QList<StatusCause> problems; ///< of the labels; such a namespace is restricted
};

std::optional<Level> levelOf(QByteArrayView text)
{
    if (text == "privileged")
        return Level::Privileged;
    if (text == "baseline")
        return Level::Baseline;
    if (text == "restricted")
        return Level::Restricted;
    return {};
}

std::optional<int> minorOf(QByteArrayView text)
{
    if (text == "latest")
        return SecurityLevel::latest;
    if (!text.startsWith("v1.") || text.size() > 10)
        return {};
    const QByteArrayView digits = text.sliced(3);
    const bool number
        = !digits.isEmpty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number || (digits.size() > 1 && digits[0] == '0'))
        return {};
    return digits.toInt();
}

Policy policyOf(const Value &labels)
{
    Policy policy;
    const auto problem = [&policy](const QByteArray &label, const Value &value, const char *detail) {
        policy.problems.append(
            {"FieldValueInvalid", "Invalid value: " + toJson(value) + ": " + detail, "metadata.labels[" + label + ']'});
    };
    bool hasEnforce = false, hasWarn = false, hasWarnVersion = false;
    for (const auto &[mode, target] :
         {std::pair("enforce", &policy.enforce), std::pair("audit", &policy.audit), std::pair("warn", &policy.warn)}) {
        const QByteArray label = QByteArray("pod-security.kubernetes.io/") + mode;
        const bool enforces = target == &policy.enforce, warns = target == &policy.warn;
        if (const Value &value = labels[label]; !value.isNull()) {
            const auto level = levelOf(value.text());
            if (!level)
                problem(label, value, "must be one of privileged, baseline, restricted");
            target->level = level.value_or(enforces ? Level::Restricted : Level::Privileged);
            hasEnforce = hasEnforce || (enforces && level);
            hasWarn = hasWarn || warns;
        }
        if (const Value &value = labels[label + "-version"]; !value.isNull()) {
            const auto minor = minorOf(value.text());
            if (!minor)
                problem(label + "-version", value, "must be \"latest\" or \"v1.x\"");
            target->minor = minor.value_or(SecurityLevel::latest);
            hasWarnVersion = hasWarnVersion || warns;
        }
    }
    // Who enforces something is warned of it in workloads, too.
    if (!hasWarn && hasEnforce && policy.enforce.level > policy.warn.level) {
        policy.warn.level = policy.enforce.level;
        if (!hasWarnVersion)
            policy.warn.minor = policy.enforce.minor;
    }
    return policy;
}

QByteArray textOf(const QList<StatusCause> &problems)
{
    QList<QByteArray> out;
    for (const StatusCause &cause : problems)
        out.append(cause.field + ": " + cause.message);
    return aggregated(out);
}

/// The pods there as the new level would have them: for people who tighten it.
QList<QByteArray> warningsOf(const store::Store &store, const QByteArray &ns, const SecurityLevel &level)
{
    const QList<Object> pods = listAll(store, "pods", ns);
    struct Alike
    {
        QByteArray first;
        int count = 0;
    };
    std::map<QByteArray, Alike> byReason;
    for (const Object &pod : pods.first(std::min(pods.size(), mostPods))) {
        const auto violations = securityViolations(level, pod.metadata(), pod.spec());
        if (violations.isEmpty())
            continue;
        Alike &alike = byReason[securityReasons(violations)];
        if (alike.count++ == 0) // they come by name
            alike.first = pod.name();
    }
    QList<QByteArray> warnings, lines;
    if (pods.size() > mostPods)
        warnings.append("new PodSecurity enforce level only checked against the first " + QByteArray::number(mostPods)
                        + " of " + QByteArray::number(pods.size()) + " existing pods");
    if (!byReason.empty())
        warnings.append("existing pods in namespace " + quoted(ns) + " violate the new PodSecurity enforce level "
                        + quoted(level.text()));
    for (const auto &[reason, alike] : byReason) {
        const QByteArray others = alike.count == 1 ? QByteArray()
            : alike.count == 2                     ? QByteArray(" (and 1 other pod)")
                                                   : " (and " + QByteArray::number(alike.count - 1) + " other pods)";
        lines.append(alike.first + others + ": " + reason);
    }
    std::sort(lines.begin(), lines.end());
    return warnings + lines;
}

Result<> checkNamespace(const store::Store &store, const Attributes &attributes)
{
    const Policy now = policyOf(attributes.document["metadata"]["labels"]);
    const bool creates = attributes.operation == Operation::Create;
    const Policy old = creates ? Policy() : policyOf(attributes.old.labels());
    if (!now.problems.isEmpty() && (creates || textOf(now.problems) != textOf(old.problems))) {
        Error invalid{Reason::Invalid, "Namespace " + quoted(attributes.name) + " is invalid: " + textOf(now.problems)};
        invalid.kind = "Namespace";
        invalid.name = attributes.name;
        invalid.causes = now.problems;
        return invalid;
    }
    const bool relaxed = now.enforce.minor == old.enforce.minor && now.enforce.level <= old.enforce.level;
    if (!creates && now.enforce.level != Level::Privileged && !relaxed)
        attributes.warnings += warningsOf(store, attributes.name, now.enforce);
    return {};
}

/// Whether an update changes what the standards look at: images, containers, profiles by annotation.
bool isSignificant(const Value &now, const Value &old)
{
    const auto annotation = [](const Value &pod, const QByteArray &name) -> const Value & {
        return pod["metadata"]["annotations"][name];
    };
    const QByteArray seccomp = "seccomp.security.alpha.kubernetes.io/pod";
    if (!(annotation(now, seccomp) == annotation(old, seccomp)))
        return true;
    for (const char *list : {"containers", "initContainers", "ephemeralContainers"}) {
        const Value &ours = now["spec"][list], &theirs = old["spec"][list];
        if (ours.size() != theirs.size())
            return true;
        for (qsizetype i = 0; i < ours.size(); ++i) {
            const QByteArray key = "container." + seccomp.left(seccomp.size() - 3) + ours.at(i)["name"].bytes();
            if (!(ours.at(i)["image"] == theirs.at(i)["image"]) || !(ours.at(i)["name"] == theirs.at(i)["name"])
                || !(annotation(now, key) == annotation(old, key)))
                return true;
        }
    }
    return false;
}

/// The pod template of a workload, or null for what is none.
const Value &templateOf(const QByteArray &resource, const Value &document)
{
    static const QList<QByteArray> workloads{"replicationcontrollers", "replicasets.apps", "deployments.apps",
                                             "statefulsets.apps",      "daemonsets.apps",  "jobs.batch"};
    static const Value none;
    if (resource == "podtemplates")
        return document["template"];
    if (resource == "cronjobs.batch")
        return document["spec"]["jobTemplate"]["spec"]["template"];
    return workloads.contains(resource) ? document["spec"]["template"] : none;
}

Result<> evaluate(const Policy &policy, const Attributes &attributes, const Value &pod, bool enforce)
{
    const auto annotate = [&attributes](const char *name, const QByteArray &text) {
        attributes.auditAnnotations.insert(QByteArray("pod-security.kubernetes.io/") + name, text);
    };
    const auto check
        = [&pod](const SecurityLevel &level) { return securityViolations(level, pod["metadata"], pod["spec"]); };
    const auto told = [](const SecurityLevel &level, const QList<SecurityViolation> &violations) {
        return "violate PodSecurity " + quoted(level.text()) + ": " + securityDetails(violations);
    };
    if (!policy.problems.isEmpty())
        annotate("error", "Failed to parse policy: " + textOf(policy.problems));
    const auto forAudit = check(policy.audit);
    if (!forAudit.isEmpty())
        annotate("audit-violations", "would " + told(policy.audit, forAudit));
    if (enforce) {
        annotate("enforce-policy", policy.enforce.text());
        if (const auto violations = check(policy.enforce); !violations.isEmpty())
            return forbidden(attributes,
                             "violates PodSecurity " + quoted(policy.enforce.text()) + ": "
                                 + securityDetails(violations));
    }
    if (const auto violations = check(policy.warn); !violations.isEmpty())
        attributes.warnings.append("would " + told(policy.warn, violations));
    return {};
}

} // namespace

Result<> podSecurity(const store::Store &store, const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    const QByteArray resource = info.gvr.groupResource();
    const bool creates = attributes.operation == Operation::Create, updates = attributes.operation == Operation::Update;
    if (!creates && !updates)
        return {};
    if (resource == "namespaces")
        return info.subresource.isEmpty() ? checkNamespace(store, attributes) : Result<>();
    const bool isPod = resource == "pods"
        && (info.subresource.isEmpty() || info.subresource == "ephemeralcontainers" || info.subresource == "resize");
    const Value &pod = isPod         ? attributes.document
        : info.subresource.isEmpty() ? templateOf(resource, attributes.document)
                                     : templateOf({}, {});
    if (pod.isNull() || (isPod && updates && !isSignificant(pod, attributes.old.document())))
        return {};
    const auto ns = store.getNewest("/registry/namespaces/" + info.ns);
    const Policy policy = policyOf(ns ? ns->object.labels() : Value());
    const bool privileged = policy.enforce.level == Level::Privileged && policy.warn.level == Level::Privileged
        && policy.audit.level == Level::Privileged && policy.problems.isEmpty();
    return privileged ? Result<>() : evaluate(policy, attributes, pod, isPod);
}

} // namespace orrery::chain
