// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/workload.h"

#include "controlplane/api/selector.h"
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/podspec.h"

namespace orrery::resources {

using namespace api;

void defaultTemplate(Value &spec)
{
    Value podTemplate = spec["template"];
    defaultPodTemplate(podTemplate);
    if (!podTemplate.identical(spec["template"]))
        spec = spec.with("template", podTemplate);
}

void validateReplicas(FieldErrors &errors, const Value &spec)
{
    validateNotNegative(errors, "spec.replicas", spec["replicas"]);
    validateNotNegative(errors, "spec.minReadySeconds", spec["minReadySeconds"]);
}

void validateSelectorAndTemplate(FieldErrors &errors, const Value &spec, const QByteArray &kind)
{
    const Value &selector = spec["selector"], &podTemplate = spec["template"];
    if (selector.isNull()) {
        errors.required("spec.selector");
    } else {
        validateLabelSelector(errors, "spec.selector", selector);
        if (selector["matchLabels"].isEmpty() && selector["matchExpressions"].isEmpty())
            errors.invalid("spec.selector", selector, "empty selector is invalid for " + kind.toLower());
    }
    if (podTemplate.isNull()) {
        errors.required("spec.template");
        return;
    }
    validateTemplateLabels(errors, "spec.template", podTemplate, selector);
    validatePodTemplate(errors, "spec.template", podTemplate);
    // A Deployment's pods are its ReplicaSets', and so are the words.
    validateRunsForEver(errors, "spec.template", podTemplate, kind == "Deployment" ? "ReplicaSet" : kind);
}

void validateTemplateLabels(FieldErrors &errors, const Path &path, const Value &podTemplate, const Value &selector)
{
    const Value &labels = podTemplate["metadata"]["labels"];
    const auto parsed = LabelSelector::fromValue(selector);
    if (selector.isNull() || !parsed || parsed->isEmpty() || parsed->matches(labels))
        return;
    errors.invalid(path / "metadata" / "labels", labels.isNull() ? Value::object(std::vector<Member>()) : labels,
                   "`selector` does not match template `labels`");
}

void validateRunsForEver(FieldErrors &errors, const Path &path, const Value &podTemplate, const QByteArray &kind)
{
    const Value &policy = podTemplate["spec"]["restartPolicy"];
    if (policy.text() == "OnFailure" || policy.text() == "Never")
        errors.notSupported(path / "spec" / "restartPolicy", policy, {"Always"});
    if (!podTemplate["spec"]["activeDeadlineSeconds"].isNull())
        errors.forbidden(path / "spec" / "activeDeadlineSeconds",
                         "activeDeadlineSeconds in " + kind + " is not Supported");
}

void validateSelectorUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "spec.selector", document["spec"]["selector"], old["spec"]["selector"]);
}

void validateAtMostAll(FieldErrors &errors, const Path &path, const Value &intOrPercent)
{
    const QByteArrayView text = intOrPercent.text();
    if (text.endsWith('%') && text.chopped(1).toLongLong() > 100)
        errors.invalid(path, intOrPercent, "must not be greater than 100%");
}

bool isZero(const Value &intOrPercent)
{
    if (!intOrPercent.isString())
        return intOrPercent.integer() == 0;
    const QByteArrayView text = intOrPercent.text();
    return text.endsWith('%') && text.chopped(1).toLongLong() == 0;
}

void validateCounts(FieldErrors &errors, const Value &document, std::initializer_list<const char *> counts)
{
    for (const char *count : counts)
        validateNotNegative(errors, Path("status") / count, document["status"][count]);
}

void validateAtMostReplicas(FieldErrors &errors, const Value &status, std::initializer_list<const char *> counts)
{
    for (const char *count : counts) {
        if (status[count].integer() > status["replicas"].integer())
            errors.invalid(Path("status") / count, status[count], "cannot be greater than status.replicas");
    }
}

void validateReplicasStatus(FieldErrors &errors, const Value &document, const Value &)
{
    const Value &status = document["status"];
    validateCounts(errors, document,
                   {"replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"});
    validateAtMostReplicas(errors, status, {"fullyLabeledReplicas", "readyReplicas", "availableReplicas"});
    if (status["availableReplicas"].integer() > status["readyReplicas"].integer())
        errors.invalid("status.availableReplicas", status["availableReplicas"], "cannot be greater than readyReplicas");
}

Subresource statusSubresource(const QByteArray &apiVersion, const QByteArray &kind,
                              void (*validate)(FieldErrors &, const Value &, const Value &))
{
    Subresource status = statusSubresource(apiVersion, kind);
    status.validateUpdate = validate;
    return status;
}

void warnOfTemplate(QList<QByteArray> &warnings, const Value &document)
{
    warnOfPodSpec(warnings, "spec.template.spec", document["spec"]["template"]["spec"]);
}

Value readyOfReplicas(const Object &object, qint64)
{
    return QByteArray::number(object.status()["readyReplicas"].integer()) + '/'
        + QByteArray::number(object.spec()["replicas"].integer());
}

void addTemplateColumns(Resource &resource, Value (*selector)(const Object &, qint64))
{
    resource.columns.push_back({"Containers", "string", 1, templateContainersCell});
    resource.columns.push_back({"Images", "string", 1, templateImagesCell});
    if (selector)
        resource.columns.push_back({"Selector", "string", 1, selector});
}

} // namespace orrery::resources
