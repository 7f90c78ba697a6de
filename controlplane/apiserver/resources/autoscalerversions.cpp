// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/horizontalpodautoscaler.h"

namespace orrery::resources {

using namespace api;

namespace {

constexpr const char *metricsAnnotation = "autoscaling.alpha.kubernetes.io/metrics";
constexpr const char *currentMetricsAnnotation = "autoscaling.alpha.kubernetes.io/current-metrics";
constexpr const char *conditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions";
constexpr const char *behaviorAnnotation = "autoscaling.alpha.kubernetes.io/behavior";

bool isCpuUtilization(const Value &metric, const char *at)
{
    return metric["type"].text() == "Resource" && metric["resource"]["name"].text() == "cpu"
        && !metric["resource"][at]["averageUtilization"].isNull();
}

/// A member under another name; one that is not there stays away.
struct Renamed
{
    const char *first; ///< in v1
    std::vector<const char *> second; ///< where it lies in v2
};
struct Shape
{
    const char *type, *member;
    std::vector<Renamed> spec, status;
};

/// How the members of a metric are called in v1 (flat) and v2 (nested).
const std::vector<Shape> &shapes()
{
    static const std::vector<Shape> all{
        {"Object",
         "object",
         {{"target", {"describedObject"}},
          {"metricName", {"metric", "name"}},
          {"selector", {"metric", "selector"}},
          {"targetValue", {"target", "value"}},
          {"averageValue", {"target", "averageValue"}}},
         {{"target", {"describedObject"}},
          {"metricName", {"metric", "name"}},
          {"selector", {"metric", "selector"}},
          {"currentValue", {"current", "value"}},
          {"averageValue", {"current", "averageValue"}}}},
        {"Pods",
         "pods",
         {{"metricName", {"metric", "name"}},
          {"selector", {"metric", "selector"}},
          {"targetAverageValue", {"target", "averageValue"}}},
         {{"metricName", {"metric", "name"}},
          {"selector", {"metric", "selector"}},
          {"currentAverageValue", {"current", "averageValue"}}}},
        {"Resource",
         "resource",
         {{"name", {"name"}},
          {"targetAverageUtilization", {"target", "averageUtilization"}},
          {"targetAverageValue", {"target", "averageValue"}}},
         {{"name", {"name"}},
          {"currentAverageUtilization", {"current", "averageUtilization"}},
          {"currentAverageValue", {"current", "averageValue"}}}},
        {"ContainerResource",
         "containerResource",
         {{"name", {"name"}},
          {"container", {"container"}},
          {"targetAverageUtilization", {"target", "averageUtilization"}},
          {"targetAverageValue", {"target", "averageValue"}}},
         {{"name", {"name"}},
          {"container", {"container"}},
          {"currentAverageUtilization", {"current", "averageUtilization"}},
          {"currentAverageValue", {"current", "averageValue"}}}},
        {"External",
         "external",
         {{"metricName", {"metric", "name"}},
          {"metricSelector", {"metric", "selector"}},
          {"targetValue", {"target", "value"}},
          {"targetAverageValue", {"target", "averageValue"}}},
         {{"metricName", {"metric", "name"}},
          {"metricSelector", {"metric", "selector"}},
          {"currentValue", {"current", "value"}},
          {"currentAverageValue", {"current", "averageValue"}}}},
    };
    return all;
}

const Shape *shapeOf(const Value &metric)
{
    for (const Shape &shape : shapes()) {
        if (metric["type"].text() == shape.type)
            return &shape;
    }
    return nullptr;
}

Value metricToV1(const Value &metric, bool isStatus)
{
    const Shape *shape = shapeOf(metric);
    if (!shape)
        return metric;
    Value flat = Value::object(std::vector<Member>());
    for (const Renamed &renamed : isStatus ? shape->status : shape->spec) {
        const Value *found = &metric[shape->member];
        for (const char *member : renamed.second)
            found = &(*found)[member];
        if (!found->isNull())
            flat = flat.with(renamed.first, *found);
    }
    return Value::object({{"type", metric["type"]}, {shape->member, flat}});
}

Value metricFromV1(const Value &metric, bool isStatus)
{
    const Shape *shape = shapeOf(metric);
    if (!shape)
        return metric;
    Value nested = Value::object(std::vector<Member>());
    for (const Renamed &renamed : isStatus ? shape->status : shape->spec) {
        const Value &found = metric[shape->member][renamed.first];
        if (found.isNull())
            continue;
        const auto &path = renamed.second;
        nested = path.size() == 1 ? nested.with(path[0], found) : nested.withPath({path[0], path[1]}, found);
    }
    if (!isStatus) {
        const Value &target = nested["target"];
        const char *type = !target["averageUtilization"].isNull() ? "Utilization"
            : !target["value"].isNull()                           ? "Value"
                                                                  : "AverageValue";
        nested = nested.withPath({"target", "type"}, type);
    }
    return Value::object({{"type", metric["type"]}, {shape->member, nested}});
}

/// Of an annotation that somebody may have written by hand: what it holds, or null.
Value annotated(const Value &annotations, const char *name, bool list)
{
    const auto value = parseJson(annotations[name].text());
    return value && (list ? value->isArray() : value->isObject()) ? *value : Value();
}

Value toMember(const Value &object, const char *name, std::vector<Value> items)
{
    return items.empty() ? object : object.with(name, Value::array(std::move(items)));
}

} // namespace

Value autoscalerToV1(const Value &v2)
{
    Value spec = v2["spec"], status = v2["status"], annotations = v2["metadata"]["annotations"];
    std::vector<Value> others, currents;
    bool found = false;
    for (const Value &metric : spec["metrics"].items()) {
        if (!found && isCpuUtilization(metric, "target")) {
            spec = spec.with("targetCPUUtilizationPercentage", metric["resource"]["target"]["averageUtilization"]);
            found = true;
        } else {
            others.push_back(metricToV1(metric, false));
        }
    }
    for (const Value &metric : status["currentMetrics"].items()) {
        if (isCpuUtilization(metric, "current"))
            status
                = status.with("currentCPUUtilizationPercentage", metric["resource"]["current"]["averageUtilization"]);
        currents.push_back(metricToV1(metric, true));
    }
    const auto annotate = [&annotations](const char *name, const Value &value) {
        if (!value.isNull() && !(value.isArray() && value.isEmpty()))
            annotations = annotations.with(name, toJson(value));
    };
    annotate(metricsAnnotation, Value::array(std::move(others)));
    annotate(currentMetricsAnnotation, Value::array(std::move(currents)));
    annotate(conditionsAnnotation, status["conditions"]);
    annotate(behaviorAnnotation, spec["behavior"]);
    Value v1 = v2.with("spec", spec.without("metrics").without("behavior"));
    if (!status.isNull())
        v1 = v1.with("status", status.without("currentMetrics").without("conditions"));
    return annotations.isNull() ? v1 : v1.withPath({"metadata", "annotations"}, annotations);
}

Value autoscalerFromV1(const Value &v1)
{
    Value spec = v1["spec"], status = v1["status"], annotations = v1["metadata"]["annotations"];
    std::vector<Value> metrics, currents;
    const Value cpu = spec["targetCPUUtilizationPercentage"];
    if (!cpu.isNull())
        metrics.push_back(cpuUtilizationMetric(cpu.integer()));
    const Value others = annotated(annotations, metricsAnnotation, true);
    for (const Value &metric : others.items())
        metrics.push_back(metricFromV1(metric, false));
    if (metrics.empty())
        metrics.push_back(cpuUtilizationMetric());
    const Value measured = annotated(annotations, currentMetricsAnnotation, true);
    for (const Value &metric : measured.items())
        currents.push_back(metricFromV1(metric, true));
    spec = toMember(spec.without("targetCPUUtilizationPercentage"), "metrics", std::move(metrics));
    if (const Value behavior = annotated(annotations, behaviorAnnotation, false); !behavior.isNull())
        spec = spec.with("behavior", behavior);
    Value v2 = v1.with("spec", spec);
    if (const Value conditions = annotated(annotations, conditionsAnnotation, true); !conditions.isNull())
        status = status.with("conditions", conditions);
    const Value current = status["currentCPUUtilizationPercentage"];
    if (currents.empty() && !current.isNull()) {
        const Value average = Value::object({{"averageUtilization", current}});
        currents.push_back(Value::object(
            {{"type", "Resource"}, {"resource", Value::object({{"name", "cpu"}, {"current", average}})}}));
    }
    status = toMember(status.without("currentCPUUtilizationPercentage"), "currentMetrics", std::move(currents));
    if (!status.isNull() && (!v1["status"].isNull() || !status.isEmpty()))
        v2 = v2.with("status", status);
    for (const char *name : {metricsAnnotation, currentMetricsAnnotation, conditionsAnnotation, behaviorAnnotation})
        annotations = annotations.without(name);
    if (annotations.isEmpty())
        return v2.with("metadata", v2["metadata"].without("annotations"));
    return v2.withPath({"metadata", "annotations"}, annotations);
}

} // namespace orrery::resources
