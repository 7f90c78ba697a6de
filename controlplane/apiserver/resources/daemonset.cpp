// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr const char *templateGeneration = "deprecated.daemonset.template.generation";

void defaults(Value &document)
{
    inSpec(document, [](Value &spec) {
        setDefault(spec, "revisionHistoryLimit", Value(10));
        Value strategy = spec["updateStrategy"];
        setDefault(strategy, "type", "RollingUpdate");
        if (strategy["type"].text() == "RollingUpdate") {
            Value rolling = strategy["rollingUpdate"];
            setDefault(rolling, "maxUnavailable", Value(1));
            setDefault(rolling, "maxSurge", Value(0));
            strategy = strategy.with("rollingUpdate", rolling);
        }
        spec = spec.with("updateStrategy", strategy);
        defaultTemplate(spec);
    });
}

void setTemplateGeneration(Value &document, qint64 generation)
{
    document = document.withPath({"metadata", "annotations", templateGeneration}, QByteArray::number(generation));
}

void prepareUpdate(Value &document, const Object &old, const Context &)
{
    const qint64 had = old.annotation(templateGeneration).toLongLong();
    setTemplateGeneration(document, document["spec"]["template"] == old.spec()["template"] ? had : had + 1);
}

void validateStrategy(FieldErrors &errors, const Value &strategy)
{
    const Path path("spec.updateStrategy"), at = path / "rollingUpdate";
    if (strategy["type"].text() == "OnDelete")
        return;
    if (strategy["type"].text() != "RollingUpdate") {
        errors.notSupported(path / "type", strategy["type"], {"RollingUpdate", "OnDelete"});
        return;
    }
    const Value &unavailable = strategy["rollingUpdate"]["maxUnavailable"],
                &surge = strategy["rollingUpdate"]["maxSurge"];
    validateIntOrPercent(errors, at / "maxUnavailable", unavailable);
    validateIntOrPercent(errors, at / "maxSurge", surge);
    if (!isZero(unavailable) && !isZero(surge))
        errors.invalid(at / "maxSurge", surge, "may not be set when maxUnavailable is non-zero");
    else if (isZero(unavailable) && isZero(surge))
        errors.required(at / "maxUnavailable", "cannot be 0 when maxSurge is 0");
    validateAtMostAll(errors, at / "maxUnavailable", unavailable);
    validateAtMostAll(errors, at / "maxSurge", surge);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateSelectorAndTemplate(errors, spec, "DaemonSet");
    validateNotNegative(errors, "spec.minReadySeconds", spec["minReadySeconds"]);
    validateStrategy(errors, spec["updateStrategy"]);
    validateNotNegative(errors, "spec.revisionHistoryLimit", spec["revisionHistoryLimit"]);
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &old)
{
    validateCounts(errors, document,
                   {"currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
                    "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
                    "collisionCount"});
    const Value &count = document["status"]["collisionCount"];
    if (count.integer() < old["status"]["collisionCount"].integer())
        errors.invalid("status.collisionCount", count, "cannot be decremented");
}

} // namespace

Resource daemonSet()
{
    Resource resource;
    resource.gvr = {"apps", "v1", "daemonsets"};
    resource.kind = "DaemonSet";
    resource.shortNames = {"ds"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Desired", "integer", 0, statusNumber<"desiredNumberScheduled">},
        {"Current", "integer", 0, statusNumber<"currentNumberScheduled">},
        {"Ready", "integer", 0, statusNumber<"numberReady">},
        {"Up-to-date", "integer", 0, statusNumber<"updatedNumberScheduled">},
        {"Available", "integer", 0, statusNumber<"numberAvailable">},
        {"Node Selector", "string", 0,
         [](const Object &object, qint64) {
             return Value(labelList(object.spec()["template"]["spec"]["nodeSelector"]));
         }},
    };
    addTemplateColumns(resource, selectorCell);
    resource.defaults = defaults;
    resource.prepareCreate = [](Value &document, const Context &, const User &) { setTemplateGeneration(document, 1); };
    resource.prepareUpdate = prepareUpdate;
    resource.validate = validate;
    resource.validateUpdate = validateSelectorUpdate;
    resource.warnings = warnOfTemplate;
    resource.subresources = {statusSubresource("apps/v1", "DaemonSet", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
