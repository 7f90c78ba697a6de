// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/job.h"

#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr qint64 maximumIndexes = 100'000;

void validateExitCodes(FieldErrors &errors, const Path &path, const Value &exitCodes, const Value &podSpec)
{
    const QByteArrayView op = exitCodes["operator"].text();
    if (op.isEmpty())
        errors.required(path / "operator", R"(valid values: ["In" "NotIn"])");
    else if (op != "In" && op != "NotIn")
        errors.notSupported(path / "operator", exitCodes["operator"], {"In", "NotIn"});
    if (const Value &name = exitCodes["containerName"]; !name.isNull()) {
        bool known = false;
        for (const char *list : {"containers", "initContainers"}) {
            for (const Value &container : podSpec[list].items())
                known = known || container["name"] == name;
        }
        if (!known)
            errors.invalid(path / "containerName", name,
                           "must be one of the container or initContainer names in the pod template");
    }
    const auto values = exitCodes["values"].items();
    if (values.empty())
        errors.invalid(path / "values",
                       exitCodes["values"].isNull() ? Value::array(std::vector<Value>()) : exitCodes["values"],
                       "at least one value is required");
    else if (values.size() > 255)
        errors.tooMany(path / "values", qsizetype(values.size()), 255);
    if (values.size() > 255) // looked through one by one below
        return;
    bool ordered = true;
    for (size_t i = 0; i < values.size(); ++i) {
        const Path at = (path / "values")[qsizetype(i)];
        if (op == "In" && values[i].integer() == 0)
            errors.invalid(at, values[i], "must not be 0 for the In operator");
        if (std::find(values.begin(), values.begin() + qsizetype(i), values[i]) != values.begin() + qsizetype(i))
            errors.duplicate(at, values[i]);
        ordered = ordered && (i == 0 || values[i - 1].integer() <= values[i].integer());
    }
    if (!ordered)
        errors.invalid(path / "values", exitCodes["values"], "must be ordered");
}

void validateFailurePolicy(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Value &rules = spec["podFailurePolicy"]["rules"];
    if (rules.size() > 20) {
        errors.tooMany(path / "rules", rules.size(), 20);
        return;
    }
    qsizetype index = 0;
    for (const Value &rule : rules.items()) {
        const Path at = (path / "rules")[index++];
        const QByteArrayView action = rule["action"].text();
        if (action.isEmpty())
            errors.required(at / "action", R"(valid values: ["Count" "FailIndex" "FailJob" "Ignore"])");
        else if (action == "FailIndex" && spec["backoffLimitPerIndex"].isNull())
            errors.invalid(at / "action", rule["action"], "requires the backoffLimitPerIndex to be set");
        else
            validateEnum(errors, at / "action", rule["action"], {"Count", "FailIndex", "FailJob", "Ignore"});
        const bool codes = !rule["onExitCodes"].isNull(), conditions = !rule["onPodConditions"].isEmpty();
        if (codes)
            validateExitCodes(errors, at / "onExitCodes", rule["onExitCodes"], spec["template"]["spec"]);
        if (rule["onPodConditions"].size() > 20)
            errors.tooMany(at / "onPodConditions", rule["onPodConditions"].size(), 20);
        qsizetype number = 0;
        for (const Value &pattern : rule["onPodConditions"].items()) {
            const Path here = (at / "onPodConditions")[number++];
            if (const QByteArray problem = qualifiedNameProblem(pattern["type"].text()); !problem.isEmpty())
                errors.invalid(here / "type", pattern["type"].isNull() ? Value("") : pattern["type"], problem);
            if (pattern["status"].text().isEmpty())
                errors.required(here / "status", R"(valid values: ["False" "True" "Unknown"])");
            else
                validateEnum(errors, here / "status", pattern["status"], {"False", "True", "Unknown"});
        }
        if (codes && conditions)
            errors.invalid(at, "specifying both OnExitCodes and OnPodConditions is not supported");
        else if (!codes && !conditions)
            errors.invalid(at, "specifying one of OnExitCodes and OnPodConditions is required");
    }
}

/// "0,3-5": numbers and spans in order, below the number of completions. Empty if so, else what is wrong.
QByteArray indexesProblem(const QByteArray &text, qint64 completions)
{
    qint64 last = -1;
    for (const QByteArray &part : text.split(',')) {
        const QList<QByteArray> ends = part.split('-');
        if (ends.size() > 2)
            return "cannot parse indexes: " + part;
        for (const QByteArray &end : ends) {
            bool number = false;
            const qint64 index = end.toLongLong(&number);
            if (!number || index < 0)
                return "cannot convert string to integer for index: \"" + end + '"';
            if (index >= completions)
                return "too large index: \"" + end + '"';
            if (index <= last)
                return "non-increasing order, previous: " + QByteArray::number(last) + ", current: " + end;
            last = index;
        }
    }
    return {};
}

void validateSuccessPolicy(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Value &rules = spec["successPolicy"]["rules"];
    if (rules.isEmpty())
        errors.required(path / "rules", "at least one rules must be specified when the successPolicy is specified");
    if (rules.size() > 20)
        errors.tooMany(path / "rules", rules.size(), 20);
    qsizetype index = 0;
    for (const Value &rule : rules.items()) {
        const Path at = (path / "rules")[index++];
        const Value &count = rule["succeededCount"], &indexes = rule["succeededIndexes"];
        if (count.isNull() && indexes.isNull())
            errors.required(at, "at least one of succeededCount or succeededIndexes must be specified");
        const qint64 completions = spec["completions"].integer();
        if (!indexes.isNull()) {
            if (const QByteArray problem = indexesProblem(indexes.bytes(), completions); !problem.isEmpty())
                errors.invalid(at / "succeededIndexes", indexes, "error parsing succeededIndexes: " + problem);
        }
        if (count.isNull())
            continue;
        validateNotNegative(errors, at / "succeededCount", count);
        if (count.integer() > completions)
            errors.invalid(at / "succeededCount", count,
                           "must be less than or equal to " + QByteArray::number(completions)
                               + " (the number of specified completions)");
    }
}

void validateIndexed(FieldErrors &errors, const Path &path, const Value &spec)
{
    const auto most = [&](const char *member, qint64 limit, const QByteArray &why) {
        if (spec[member].integer() > limit)
            errors.invalid(path / member, spec[member], "must be less than or equal to " + why);
    };
    const QByteArray hundredThousand = QByteArray::number(maximumIndexes);
    if (spec["completions"].isNull())
        errors.required(path / "completions", "when completion mode is Indexed");
    most("parallelism", maximumIndexes, hundredThousand + " when completion mode is Indexed");
    most("maxFailedIndexes", maximumIndexes, hundredThousand);
    if (!spec["completions"].isNull())
        most("maxFailedIndexes", spec["completions"].integer(), "completions");
    if (!spec["backoffLimitPerIndex"].isNull() && spec["completions"].integer() > maximumIndexes
        && spec["maxFailedIndexes"].isNull())
        errors.required(path / "maxFailedIndexes", "must be specified when completions is above " + hundredThousand);
}

} // namespace

void validateJobSpec(FieldErrors &errors, const Path &path, const Value &spec)
{
    for (const char *member : {"parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
                               "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"})
        validateNotNegative(errors, path / member, spec[member]);
    if (!spec["maxFailedIndexes"].isNull() && spec["backoffLimitPerIndex"].isNull())
        errors.required(path / "backoffLimitPerIndex", "when maxFailedIndexes is specified");
    if (const Value &manager = spec["managedBy"]; !manager.isNull()) {
        const QByteArray text = manager.bytes();
        const qsizetype slash = text.indexOf('/');
        if (slash < 0 || slash == text.size() - 1)
            errors.invalid(path / "managedBy", manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        else if (const QByteArray problem = subdomainProblem(text.left(slash)); !problem.isEmpty())
            errors.invalid(path / "managedBy", manager, problem);
        if (text.size() > 63)
            errors.tooLong(path / "managedBy", 63);
    }
    const Value &mode = spec["completionMode"];
    if (!mode.isNull())
        validateEnum(errors, path / "completionMode", mode, {"Indexed", "NonIndexed"});
    if (mode.text() == "Indexed") {
        validateIndexed(errors, path, spec);
    } else {
        for (const char *member : {"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"}) {
            if (!spec[member].isNull())
                errors.invalid(path / member, spec[member], "requires indexed completion mode");
        }
    }
    const Value &policy = spec["template"]["spec"]["restartPolicy"];
    if (!spec["podFailurePolicy"].isNull())
        validateFailurePolicy(errors, path / "podFailurePolicy", spec);
    if (!spec["successPolicy"].isNull() && mode.text() == "Indexed")
        validateSuccessPolicy(errors, path / "successPolicy", spec);
    if (const Value &replacement = spec["podReplacementPolicy"]; !replacement.isNull()) {
        if (!spec["podFailurePolicy"].isNull() && replacement.text() != "Failed")
            errors.notSupported(path / "podReplacementPolicy", replacement, {"Failed"});
        else
            validateEnum(errors, path / "podReplacementPolicy", replacement, {"Failed", "TerminatingOrFailed"});
    }
    if (spec["template"].isNull()) {
        errors.required(path / "template");
        return;
    }
    validatePodTemplate(errors, path / "template", spec["template"]);
    const Path at = path / "template" / "spec" / "restartPolicy";
    if (policy.text() != "OnFailure" && policy.text() != "Never")
        errors.required(at, R"(valid values: "OnFailure", "Never")");
    else if (!spec["podFailurePolicy"].isNull() && policy.text() != "Never")
        errors.invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
}

} // namespace orrery::resources
