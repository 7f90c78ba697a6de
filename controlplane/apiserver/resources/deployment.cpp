// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    inSpec(document, [](Value &spec) {
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
        defaultTemplate(spec);
    });
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
    const Path unavailable = path / "rollingUpdate" / "maxUnavailable";
    validateIntOrPercent(errors, unavailable, rolling["maxUnavailable"]);
    validateIntOrPercent(errors, path / "rollingUpdate" / "maxSurge", rolling["maxSurge"]);
    if (isZero(rolling["maxUnavailable"]) && isZero(rolling["maxSurge"]))
        errors.invalid(unavailable, rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
    validateAtMostAll(errors, unavailable, rolling["maxUnavailable"]);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateReplicas(errors, spec);
    validateSelectorAndTemplate(errors, spec, "Deployment");
    validateStrategy(errors, spec["strategy"]);
    validateNotNegative(errors, "spec.revisionHistoryLimit", spec["revisionHistoryLimit"]);
    validateNotNegative(errors, "spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"]);
    if (spec["progressDeadlineSeconds"].integer() <= spec["minReadySeconds"].integer())
        errors.invalid("spec.progressDeadlineSeconds", spec["progressDeadlineSeconds"],
                       "must be greater than minReadySeconds");
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &status = document["status"];
    validateCounts(errors, document,
                   {"observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
                    "unavailableReplicas", "collisionCount"});
    validateAtMostReplicas(errors, status, {"updatedReplicas", "readyReplicas", "availableReplicas"});
    if (status["availableReplicas"].integer() > status["readyReplicas"].integer())
        errors.invalid("status.availableReplicas", status["availableReplicas"], "cannot be greater than readyReplicas");
    if (status["collisionCount"].integer() < old["status"]["collisionCount"].integer())
        errors.invalid("status.collisionCount", status["collisionCount"], "cannot be decremented");
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
        {"Ready", "string", 0, readyOfReplicas},
        {"Up-to-date", "string", 0, statusNumber<"updatedReplicas">},
        {"Available", "string", 0, statusNumber<"availableReplicas">},
    };
    addTemplateColumns(resource, selectorCell);
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateSelectorUpdate;
    resource.warnings = warnOfTemplate;
    resource.subresources = {scaleSubresource(), statusSubresource("apps/v1", "Deployment", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
