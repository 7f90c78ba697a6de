// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/horizontalpodautoscaler.h"

#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/versions.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

Value policy(const char *type, int value)
{
    return Value::object({{"type", type}, {"value", value}, {"periodSeconds", 15}});
}

void defaultRules(Value &behavior, const char *direction, const Value &policies, bool hasWindow)
{
    Value rules = behavior[direction];
    if (hasWindow)
        setDefault(rules, "stabilizationWindowSeconds", Value(0));
    setDefault(rules, "selectPolicy", "Max");
    setDefault(rules, "policies", policies);
    behavior = behavior.with(direction, rules);
}

void defaults(Value &document)
{
    inSpec(document, [](Value &spec) {
        setDefault(spec, "minReplicas", Value(1));
        if (spec["metrics"].isEmpty())
            spec = spec.with("metrics", Value::array({cpuUtilizationMetric()}));
        Value behavior = spec["behavior"];
        if (behavior.isNull())
            return;
        defaultRules(behavior, "scaleUp", Value::array({policy("Pods", 4), policy("Percent", 100)}), true);
        defaultRules(behavior, "scaleDown", Value::array({policy("Percent", 100)}), false);
        spec = spec.with("behavior", behavior);
    });
}

void validateRules(FieldErrors &errors, const Path &path, const Value &rules)
{
    if (rules.isNull())
        return;
    const auto within = [&errors](const Path &at, const Value &value, qint64 least, const char *why, qint64 most) {
        if (value.integer() < least)
            errors.invalid(at, value.isNull() ? Value(0) : value, why);
        else if (value.integer() > most)
            errors.invalid(at, value, "must be less than or equal to " + QByteArray::number(most));
    };
    if (const Value &window = rules["stabilizationWindowSeconds"]; !window.isNull())
        within(path / "stabilizationWindowSeconds", window, 0, "must be greater than or equal to zero", 3600);
    if (!rules["selectPolicy"].isNull())
        validateEnum(errors, path / "selectPolicy", rules["selectPolicy"], {"Disabled", "Max", "Min"});
    if (rules["policies"].isEmpty())
        errors.required(path / "policies", "must specify at least one Policy");
    qsizetype index = 0;
    for (const Value &policy : rules["policies"].items()) {
        const Path at = (path / "policies")[index++];
        if (policy["type"].text() != "Percent" && policy["type"].text() != "Pods")
            errors.notSupported(at / "type", policy["type"].isNull() ? Value("") : policy["type"], {"Percent", "Pods"});
        within(at / "value", policy["value"], 1, "must be greater than zero", 2147483647);
        within(at / "periodSeconds", policy["periodSeconds"], 1, "must be greater than zero", 1800);
    }
    if (const Value &tolerance = rules["tolerance"]; !tolerance.isNull() && Quantity::of(tolerance) < Quantity())
        errors.invalid(path / "tolerance", tolerance, "must be greater than or equal to 0");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Value &least = spec["minReplicas"], &most = spec["maxReplicas"];
    if (!least.isNull() && least.integer() < 1)
        errors.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
    if (most.integer() < 1)
        errors.invalid("spec.maxReplicas", most.isNull() ? Value(0) : most, "must be greater than 0");
    if (!least.isNull() && most.integer() < least.integer())
        errors.invalid("spec.maxReplicas", most.isNull() ? Value(0) : most,
                       "must be greater than or equal to `minReplicas`");
    validateObjectReference(errors, "spec.scaleTargetRef", spec["scaleTargetRef"]);
    validateMetrics(errors, "spec.metrics", spec["metrics"]);
    validateRules(errors, "spec.behavior.scaleUp", spec["behavior"]["scaleUp"]);
    validateRules(errors, "spec.behavior.scaleDown", spec["behavior"]["scaleDown"]);
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    validateCounts(errors, document, {"currentReplicas", "desiredReplicas"});
}

} // namespace

Resource horizontalPodAutoscaler()
{
    Resource resource;
    resource.gvr = {"autoscaling", "v2", "horizontalpodautoscalers"};
    resource.kind = "HorizontalPodAutoscaler";
    resource.shortNames = {"hpa"};
    resource.categories = {"all"};
    resource.statusSubresource = true;
    resource.columns = {
        {"Reference", "string", 0,
         [](const Object &object, qint64) {
             const Value &target = object.spec()["scaleTargetRef"];
             return Value(target["kind"].bytes() + '/' + target["name"].bytes());
         }},
        {"Targets", "string", 0,
         [](const Object &object, qint64) {
             return Value(metricsText(object.spec()["metrics"], object.status()["currentMetrics"]));
         }},
        {"MinPods", "string", 0,
         [](const Object &object, qint64) {
             const Value &least = object.spec()["minReplicas"];
             return least.isNull() ? Value("<unset>") : Value(QByteArray::number(least.integer()));
         }},
        {"MaxPods", "integer", 0, specNumber<"maxReplicas">},
        {"Replicas", "integer", 0, statusNumber<"currentReplicas">},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.subresources = {statusSubresource("autoscaling/v2", "HorizontalPodAutoscaler", validateStatus)};
    return resource;
}

Resource horizontalPodAutoscalerV1()
{
    return anotherVersion(horizontalPodAutoscaler(), {"autoscaling", "v1", "horizontalpodautoscalers"},
                          {autoscalerToV1, autoscalerFromV1});
}

} // namespace orrery::resources::kinds
