// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/job.h"
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/workload.h"

#include <QTimeZone>

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr int longestName = 52; ///< a Job's name adds eleven characters, and is a label

void defaults(Value &document)
{
    inSpec(document, [](Value &spec) {
        setDefault(spec, "concurrencyPolicy", "Allow");
        setDefault(spec, "suspend", Value(false));
        setDefault(spec, "successfulJobsHistoryLimit", Value(3));
        setDefault(spec, "failedJobsHistoryLimit", Value(1));
        Value job = spec["jobTemplate"]["spec"];
        if (job.isNull())
            return;
        defaultTemplate(job); // the rest of the Job's defaults come when there is one
        if (!job.identical(spec["jobTemplate"]["spec"]))
            spec = spec.withPath({"jobTemplate", "spec"}, job);
    });
}

bool namesZone(const Value &schedule)
{
    return schedule.bytes().contains("TZ");
}

void validateTimeZone(FieldErrors &errors, const Value &zone)
{
    const Path path("spec.timeZone");
    const QByteArray name = zone.bytes();
    if (name.isEmpty())
        errors.invalid(path, zone, "timeZone must be nil or non-empty string");
    else if (name.toLower() == "local")
        errors.invalid(path, zone,
                       "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    else if (name.contains("..") || name.startsWith('/') || name.contains('\\') || !QTimeZone(name).isValid())
        errors.invalid(path, zone, "unknown time zone " + name);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &schedule = spec["schedule"];
    if (document["metadata"]["name"].text().size() > longestName)
        errors.invalid("metadata.name", document["metadata"]["name"], "must be no more than 52 characters");
    if (schedule.text().isEmpty()) {
        errors.required("spec.schedule");
    } else {
        if (const QByteArray problem = cronScheduleProblem(schedule.text()); !problem.isEmpty())
            errors.invalid("spec.schedule", schedule, problem);
        if (namesZone(schedule) && !spec["timeZone"].isNull())
            errors.invalid("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
    validateNotNegative(errors, "spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"]);
    if (!spec["timeZone"].isNull())
        validateTimeZone(errors, spec["timeZone"]);
    validateEnum(errors, "spec.concurrencyPolicy", spec["concurrencyPolicy"], {"Allow", "Forbid", "Replace"});
    const Value &job = spec["jobTemplate"]["spec"];
    const Path path("spec.jobTemplate.spec");
    validateLabels(errors, "spec.jobTemplate.metadata.labels", spec["jobTemplate"]["metadata"]["labels"]);
    validateAnnotations(errors, "spec.jobTemplate.metadata.annotations",
                        spec["jobTemplate"]["metadata"]["annotations"]);
    validateJobSpec(errors, path, job);
    if (!job["selector"].isNull())
        errors.invalid(path / "selector", job["selector"], "`selector` will be auto-generated");
    if (job["manualSelector"].boolean())
        errors.notSupported(path / "manualSelector", job["manualSelector"], {"nil", "false"});
    validateNotNegative(errors, "spec.successfulJobsHistoryLimit", spec["successfulJobsHistoryLimit"]);
    validateNotNegative(errors, "spec.failedJobsHistoryLimit", spec["failedJobsHistoryLimit"]);
}

void validateCreate(FieldErrors &errors, const Value &document)
{
    const Value &schedule = document["spec"]["schedule"];
    if (namesZone(schedule) && document["spec"]["timeZone"].isNull())
        errors.invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
}

void warn(QList<QByteArray> &warnings, const Value &document)
{
    if (const QByteArray problem = labelProblem(document["metadata"]["name"].text()); !problem.isEmpty())
        warnings.append("metadata.name: this is used in Pod names and hostnames, which can result in surprising "
                        "behavior; a DNS label is recommended: ["
                        + problem + ']');
    warnOfPodSpec(warnings, "spec.jobTemplate.spec.template.spec",
                  document["spec"]["jobTemplate"]["spec"]["template"]["spec"]);
    if (namesZone(document["spec"]["schedule"]))
        warnings.append("spec.schedule: TZ or CRON_TZ used in spec.schedule is not officially supported, see "
                        "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones for more "
                        "details");
}

const Value &podSpecOf(const Object &cronJob)
{
    return cronJob.spec()["jobTemplate"]["spec"]["template"]["spec"];
}

} // namespace

Resource cronJob()
{
    Resource resource;
    resource.gvr = {"batch", "v1", "cronjobs"};
    resource.kind = "CronJob";
    resource.shortNames = {"cj"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Schedule", "string", 0, [](const Object &object, qint64) { return object.spec()["schedule"]; }},
        {"Timezone", "string", 0,
         [](const Object &object, qint64) { return orNone(object.spec()["timeZone"].bytes()); }},
        {"Suspend", "boolean", 0,
         [](const Object &object, qint64) { return Value(object.spec()["suspend"].boolean() ? "True" : "False"); }},
        {"Active", "integer", 0, [](const Object &object, qint64) { return Value(object.status()["active"].size()); }},
        {"Last Schedule", "string", 0,
         [](const Object &object, qint64 now) {
             const Value &last = object.status()["lastScheduleTime"];
             return last.isNull() ? Value("<none>") : Value(age(last, now));
         }},
        {"Containers", "string", 1,
         [](const Object &object, qint64) { return Value(containerList(podSpecOf(object), "name")); }},
        {"Images", "string", 1,
         [](const Object &object, qint64) { return Value(containerList(podSpecOf(object), "image")); }},
        {"Selector", "string", 1, [](const Object &, qint64) { return Value("<none>"); }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateCreate = validateCreate;
    resource.warnings = warn;
    resource.subresources = {statusSubresource("batch/v1", "CronJob")};
    return resource;
}

} // namespace orrery::resources::kinds
