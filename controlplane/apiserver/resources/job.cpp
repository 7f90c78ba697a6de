// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/job.h"

#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr const char *controllerUid = "batch.kubernetes.io/controller-uid";
constexpr const char *jobName = "batch.kubernetes.io/job-name";

void defaults(Value &document)
{
    const Value labels = document["spec"]["template"]["metadata"]["labels"];
    if (!labels.isEmpty() && document["metadata"]["labels"].isEmpty())
        document = document.withPath({"metadata", "labels"}, labels);
    inSpec(document, [](Value &spec) {
        if (spec["completions"].isNull() && spec["parallelism"].isNull())
            spec = spec.with("completions", Value(1));
        setDefault(spec, "parallelism", Value(1));
        setDefault(spec, "backoffLimit", Value(spec["backoffLimitPerIndex"].isNull() ? 6 : 2147483647));
        setDefault(spec, "completionMode", "NonIndexed");
        setDefault(spec, "suspend", Value(false));
        setDefault(spec, "manualSelector", Value(false));
        if (const Value &policy = spec["podFailurePolicy"]; !policy.isNull()) {
            const Value rules = mapped(policy["rules"], [](Value &rule) {
                if (rule["onPodConditions"].isArray())
                    rule = rule.with("onPodConditions", mapped(rule["onPodConditions"], [](Value &pattern) {
                                         setDefault(pattern, "status", "True");
                                     }));
            });
            if (policy["rules"].isArray())
                spec = spec.with("podFailurePolicy", policy.with("rules", rules));
        }
        setDefault(spec, "podReplacementPolicy", spec["podFailurePolicy"].isNull() ? "TerminatingOrFailed" : "Failed");
        defaultTemplate(spec);
    });
}

/// The selector that no other job has, and the labels that it selects; unless the user says manualSelector.
void prepareCreate(Value &document, const Context &, const User &)
{
    if (document["spec"]["manualSelector"].boolean())
        return;
    const Value uid = document["metadata"]["uid"], name = document["metadata"]["name"];
    Value labels = document["spec"]["template"]["metadata"]["labels"];
    setDefault(labels, "job-name", name);
    setDefault(labels, jobName, name);
    setDefault(labels, "controller-uid", uid);
    setDefault(labels, controllerUid, uid);
    document = document.withPath({"spec", "template", "metadata", "labels"}, labels);
    Value selected = document["spec"]["selector"]["matchLabels"];
    setDefault(selected, controllerUid, uid);
    document = document.withPath({"spec", "selector", "matchLabels"}, selected);
}

void validateGeneratedSelector(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &metadata = document["metadata"];
    if (spec["manualSelector"].boolean() || spec["selector"].isNull())
        return;
    const Value &labels = spec["template"]["metadata"]["labels"];
    const Path path("spec.template.metadata.labels");
    const std::pair<const char *, const Value &> wanted[] = {
        {"controller-uid", metadata["uid"]},
        {"job-name", metadata["name"]},
        {controllerUid, metadata["uid"]},
        {jobName, metadata["name"]},
    };
    for (const auto &[label, value] : wanted) {
        if (!labels.contains(label))
            errors.required(path.key(label), "must be '" + value.bytes() + '\'');
        else if (!(labels[label] == value))
            errors.invalid(path.key(label), labels, "must be '" + value.bytes() + '\'');
    }
    const Value &selector = spec["selector"];
    const Value &matched = selector["matchLabels"];
    const bool ours = selector["matchExpressions"].isEmpty() && matched.size() == 1
        && (matched[controllerUid] == metadata["uid"] || matched["controller-uid"] == metadata["uid"]);
    if (!ours)
        errors.invalid("spec.selector", selector, "`selector` not auto-generated");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateGeneratedSelector(errors, document);
    validateJobSpec(errors, "spec", spec);
    if (spec["selector"].isNull())
        errors.required("spec.selector");
    else
        validateLabelSelector(errors, "spec.selector", spec["selector"]);
    if (!spec["template"].isNull())
        validateTemplateLabels(errors, "spec.template", spec["template"], spec["selector"]);
}

/// What a job that has not begun may change of its pods: where they may run, and how they are labelled.
Value withoutScheduling(const Value &podTemplate)
{
    Value out = podTemplate.withPath({"metadata", "labels"}, Value()).withPath({"metadata", "annotations"}, Value());
    for (const char *member : {"nodeSelector", "tolerations", "schedulingGates"})
        out = out.withPath({"spec", member}, Value());
    return out.withPath({"spec", "affinity", "nodeAffinity"}, Value());
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    validateSelectorUpdate(errors, document, old);
    const bool waits = had["suspend"].boolean() && old["status"]["startTime"].isNull();
    if (waits && withoutScheduling(spec["template"]) == withoutScheduling(had["template"]))
        ;
    else
        validateImmutable(errors, "spec.template", spec["template"], had["template"]);
    for (const char *member :
         {"completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"})
        validateImmutable(errors, Path("spec") / member, spec[member], had[member]);
    if (spec["completionMode"].text() != "Indexed") {
        validateImmutable(errors, "spec.completions", spec["completions"], had["completions"]);
    } else if (!(spec["completions"] == had["completions"])) {
        if (spec["completions"].isNull())
            errors.required("spec.completions", "cannot be changed to nil");
        else if (!(spec["completions"] == spec["parallelism"]))
            errors.invalid("spec.completions", spec["completions"],
                           "can only be modified in tandem with spec.parallelism");
    }
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    validateCounts(errors, document, {"active", "succeeded", "failed", "ready", "terminating"});
    const Value &status = document["status"];
    bool complete = false, failed = false;
    for (const Value &condition : status["conditions"].items()) {
        complete = complete || (condition["type"].text() == "Complete" && condition["status"].text() == "True");
        failed = failed || (condition["type"].text() == "Failed" && condition["status"].text() == "True");
    }
    if (complete && failed)
        errors.invalid("status.conditions", "cannot set Complete=True and Failed=true conditions");
    if (status["active"].integer() > 0 && (complete || failed))
        errors.invalid("status.active", status["active"], "active>0 is invalid for finished job");
    if (!status["completionTime"].isNull() && !complete)
        errors.invalid("status.completionTime", status["completionTime"],
                       "cannot set completionTime when there is no Complete=True condition");
    if (complete && status["completionTime"].isNull())
        errors.required("status.completionTime", "completionTime is required for Complete jobs");
}

// --- kubectl's columns ---

bool has(const Object &job, const char *type)
{
    return condition(job, type)["status"].text() == "True";
}

Value statusCell(const Object &job, qint64)
{
    if (has(job, "Complete"))
        return "Complete";
    if (has(job, "Failed"))
        return "Failed";
    if (job.isDeleting())
        return "Terminating";
    for (const char *type : {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
        if (has(job, type))
            return type;
    }
    return "Running";
}

Value completionsCell(const Object &job, qint64)
{
    const auto number = [](const Value &value) { return QByteArray::number(value.integer()); };
    const QByteArray succeeded = number(job.status()["succeeded"]);
    if (!job.spec()["completions"].isNull())
        return Value(succeeded + '/' + number(job.spec()["completions"]));
    const Value &parallelism = job.spec()["parallelism"];
    return Value(succeeded + "/1" + (parallelism.integer() > 1 ? " of " + number(parallelism) : QByteArray()));
}

Value durationCell(const Object &job, qint64 now)
{
    const auto start = parseTime(job.status()["startTime"].text());
    if (!start)
        return Value("");
    return Value(humanDuration((parseTime(job.status()["completionTime"].text()).value_or(now) - *start) / 1'000'000));
}

} // namespace

Resource job()
{
    Resource resource;
    resource.gvr = {"batch", "v1", "jobs"};
    resource.kind = "Job";
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.orphansByDefault = true;
    resource.selectableFields = {"status.successful"};
    resource.selectable
        = [](const Object &object, QByteArrayView) { return Value(object.status()["succeeded"].integer()); };
    resource.columns = {
        {"Status", "string", 0, statusCell},
        {"Completions", "string", 0, completionsCell},
        {"Duration", "string", 0, durationCell},
    };
    addTemplateColumns(resource, selectorCell);
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.warnings = warnOfTemplate;
    resource.subresources = {statusSubresource("batch/v1", "Job", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
