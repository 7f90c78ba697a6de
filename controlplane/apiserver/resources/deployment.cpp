// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/podspec.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "replicas", Value(1));
    setDefault(spec, "revisionHistoryLimit", Value(10));
    setDefault(spec, "progressDeadlineSeconds", Value(600));
    Value strategy = spec["strategy"];
    setDefault(strategy, "type", "RollingUpdate");
    if (strategy["type"].text() == "RollingUpdate") {
        Value rolling = strategy["rollingUpdate"];
        setDefault(rolling, "maxUnavailable", "25%");
        setDefault(rolling, "maxSurge", "25%");
        strategy = strategy.with("rollingUpdate", rolling);
    }
    spec = spec.with("strategy", strategy);
    Value podTemplate = spec["template"];
    defaultPodTemplate(podTemplate);
    if (!podTemplate.isNull())
        spec = spec.with("template", podTemplate);
    document = document.with("spec", spec);
}

bool isZero(const Value &value)
{
    return value.isString() ? value.text() == "0%" : value.integer() == 0;
}

void validateStrategy(FieldErrors &errors, const Value &strategy)
{
    const Path path("spec.strategy");
    validateEnum(errors, path / "type", strategy["type"], {"Recreate", "RollingUpdate"});
    const Value &rolling = strategy["rollingUpdate"];
    if (strategy["type"].text() == "Recreate") {
        if (!rolling.isNull())
            errors.forbidden(path / "rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        return;
    }
    validateIntOrPercent(errors, path / "rollingUpdate" / "maxUnavailable", rolling["maxUnavailable"]);
    validateIntOrPercent(errors, path / "rollingUpdate" / "maxSurge", rolling["maxSurge"]);
    if (isZero(rolling["maxUnavailable"]) && isZero(rolling["maxSurge"]))
        errors.invalid(path / "rollingUpdate" / "maxUnavailable", rolling["maxUnavailable"],
                       "may not be 0 when `maxSurge` is 0");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateNotNegative(errors, "spec.replicas", spec["replicas"]);
    validateNotNegative(errors, "spec.minReadySeconds", spec["minReadySeconds"]);
    validateNotNegative(errors, "spec.revisionHistoryLimit", spec["revisionHistoryLimit"]);
    validateNotNegative(errors, "spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"]);
    const Value &selector = spec["selector"];
    if (selector.isNull()) {
        errors.required("spec.selector");
    } else {
        validateLabelSelector(errors, "spec.selector", selector);
        if (selector["matchLabels"].isEmpty() && selector["matchExpressions"].isEmpty())
            errors.invalid("spec.selector", selector, "empty selector is invalid for deployment");
    }
    validateStrategy(errors, spec["strategy"]);
    if (spec["progressDeadlineSeconds"].integer() <= spec["minReadySeconds"].integer())
        errors.invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"],
                       "must be greater than minReadySeconds");
    validatePodTemplate(errors, "spec.template", spec["template"], selector);
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "spec.selector", document["spec"]["selector"], old["spec"]["selector"]);
}

Value number(const Object &object, const char *name)
{
    return Value(object.status()[name].integer());
}

Value ready(const Object &object, qint64)
{
    return QByteArray::number(object.status()["readyReplicas"].integer()) + '/'
        + QByteArray::number(object.spec()["replicas"].integer());
}

} // namespace

Resource deployment()
{
    Resource resource;
    resource.gvr = {"apps", "v1", "deployments"};
    resource.kind = "Deployment";
    resource.shortNames = {"deploy"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Ready", "string", 0, ready},
        {"Up-to-date", "string", 0, [](const Object &object, qint64) { return number(object, "updatedReplicas"); }},
        {"Available", "string", 0, [](const Object &object, qint64) { return number(object, "availableReplicas"); }},
        {"Containers", "string", 1, templateContainersCell},
        {"Images", "string", 1, templateImagesCell},
        {"Selector", "string", 1, selectorCell},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.subresources = {scaleSubresource(), statusSubresource("apps/v1", "Deployment")};
    return resource;
}

} // namespace orrery::resources::kinds
