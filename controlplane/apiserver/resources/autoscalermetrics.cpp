// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/horizontalpodautoscaler.h"
#include "controlplane/apiserver/resources/validation.h"

namespace orrery::resources {

using namespace api;

namespace {

/// A type of metric and the member that tells of it.
struct Source
{
    const char *type, *member;
};
constexpr Source sources[] = {
    {"ContainerResource", "containerResource"},
    {"External", "external"},
    {"Object", "object"},
    {"Pods", "pods"},
    {"Resource", "resource"},
};

const char *memberOf(QByteArrayView type)
{
    for (const Source &source : sources) {
        if (type == source.type)
            return source.member;
    }
    return nullptr;
}

bool isPositive(const Value &quantity)
{
    return Quantity::of(quantity) > Quantity();
}

void validateTarget(FieldErrors &errors, const Path &path, const Value &target)
{
    const QByteArrayView type = target["type"].text();
    if (type.isEmpty())
        errors.required(path / "type", "must specify a metric target type");
    else if (type != "Utilization" && type != "Value" && type != "AverageValue")
        errors.invalid(path / "type", target["type"], "must be either Utilization, Value, or AverageValue");
    for (const char *member : {"value", "averageValue"}) {
        if (!target[member].isNull() && !isPositive(target[member]))
            errors.invalid(path / member, target[member], "must be positive");
    }
    if (const Value &utilization = target["averageUtilization"]; !utilization.isNull() && utilization.integer() < 1)
        errors.invalid(path / "averageUtilization", utilization, "must be greater than 0");
}

void validatePathSegment(FieldErrors &errors, const Path &path, const Value &name)
{
    if (name.text().isEmpty())
        errors.required(path);
    else if (const QByteArray problem = nameProblem(NameRule::PathSegment, name.text()); !problem.isEmpty())
        errors.invalid(path, name, problem);
}

void validateIdentifier(FieldErrors &errors, const Path &path, const Value &metric)
{
    validatePathSegment(errors, path / "name", metric["name"]);
    if (!metric["selector"].isNull())
        validateLabelSelector(errors, path / "selector", metric["selector"]);
}

void validateResourceSource(FieldErrors &errors, const Path &path, const Value &source)
{
    const Value &target = source["target"];
    if (source["name"].text().isEmpty())
        errors.required(path / "name", "must specify a resource name");
    validateTarget(errors, path / "target", target);
    const bool utilization = !target["averageUtilization"].isNull(), raw = !target["averageValue"].isNull();
    if (!utilization && !raw)
        errors.required(path / "target" / "averageUtilization",
                        "must set either a target raw value or a target utilization");
    else if (utilization && raw)
        errors.forbidden(path / "target" / "averageValue",
                         "may not set both a target raw value and a target utilization");
}

void validateSource(FieldErrors &errors, const Path &path, QByteArrayView type, const Value &source)
{
    const Value &target = source["target"];
    if (type == "Resource" || type == "ContainerResource") {
        if (type == "ContainerResource" && source["container"].text().isEmpty())
            errors.required(path / "container", "must specify a container");
        validateResourceSource(errors, path, source);
        return;
    }
    if (type == "Object")
        validateObjectReference(errors, path / "describedObject", source["describedObject"]);
    validateIdentifier(errors, path / "metric", source["metric"]);
    validateTarget(errors, path / "target", target);
    const bool value = !target["value"].isNull(), average = !target["averageValue"].isNull();
    if (type == "Pods" && !isPositive(target["averageValue"]))
        errors.required(path / "target" / "averageValue", "must specify a positive target averageValue");
    if (type == "Object" && !value && !average)
        errors.required(path / "target" / "averageValue", "must set either a target value or averageValue");
    if (type == "External" && !value && !average)
        errors.required(path / "target" / "averageValue",
                        "must set either a target value for metric or a per-pod target");
    if (type == "External" && value && average)
        errors.forbidden(path / "target" / "value", "may not set both a target value for metric and a per-pod target");
}

QByteArray amount(const Value &value)
{
    return value.isNull() ? QByteArray("<unknown>") : Quantity::of(value).text();
}

QByteArray percent(const Value &value, const char *otherwise)
{
    return value.isNull() ? QByteArray(otherwise) : QByteArray::number(value.integer()) + '%';
}

QByteArray metricText(const Value &metric, const Value &status)
{
    const QByteArrayView type = metric["type"].text();
    const char *member = memberOf(type);
    if (!member)
        return "<unknown type>";
    const Value &source = metric[member], &target = source["target"], &current = status[member]["current"];
    const bool averages = !target["averageValue"].isNull();
    if (type == "Resource" || type == "ContainerResource") {
        const QByteArray values = averages ? amount(current["averageValue"]) + '/' + amount(target["averageValue"])
                                           : percent(current["averageUtilization"], "<unknown>") + '/'
                + percent(target["averageUtilization"], "<auto>");
        return source["name"].bytes() + ": " + values;
    }
    if (averages)
        return amount(current["averageValue"]) + '/' + amount(target["averageValue"])
            + (type == "Pods" ? "" : " (avg)");
    return amount(current["value"]) + '/' + amount(target["value"]);
}

} // namespace

void validateObjectReference(FieldErrors &errors, const Path &path, const Value &reference)
{
    validatePathSegment(errors, path / "kind", reference["kind"]);
    validatePathSegment(errors, path / "name", reference["name"]);
    const QByteArray version = reference["apiVersion"].bytes();
    if (version.count('/') > 1)
        errors.invalid(path / "apiVersion", reference["apiVersion"], "unexpected GroupVersion string: " + version);
}

void validateMetrics(FieldErrors &errors, const Path &path, const Value &metrics)
{
    qsizetype index = 0;
    for (const Value &metric : metrics.items()) {
        const Path at = path[index++];
        const QByteArrayView type = metric["type"].text();
        const char *expected = memberOf(type);
        if (type.isEmpty())
            errors.required(at / "type", "must specify a metric source type");
        else if (!expected)
            errors.notSupported(at / "type", metric["type"],
                                {"ContainerResource", "External", "Object", "Pods", "Resource"});
        int present = 0;
        for (const Source &source : sources) {
            if (metric[source.member].isNull())
                continue;
            ++present;
            validateSource(errors, at / source.member, source.type, metric[source.member]);
        }
        if (expected && metric[expected].isNull())
            errors.required(at / expected, "must populate information for the given metric source");
        for (const Source &source : sources) {
            const bool given = !metric[source.member].isNull();
            if (present > 1 && given && (!expected || qstrcmp(expected, source.member) != 0))
                errors.forbidden(at / source.member, "must populate the given metric source only");
        }
    }
}

QByteArray metricsText(const Value &metrics, const Value &currentMetrics)
{
    if (metrics.isEmpty())
        return "<none>";
    constexpr qsizetype shown = 2;
    QByteArray out;
    for (qsizetype i = 0; i < std::min(metrics.size(), shown); ++i)
        out += (i > 0 ? ", " : "") + metricText(metrics.at(i), currentMetrics.at(i));
    return metrics.size() > shown ? out + " + " + QByteArray::number(metrics.size() - shown) + " more..." : out;
}

Value cpuUtilizationMetric(qint64 percent)
{
    const Value target = Value::object({{"type", "Utilization"}, {"averageUtilization", percent}});
    return Value::object({{"type", "Resource"}, {"resource", Value::object({{"name", "cpu"}, {"target", target}})}});
}

} // namespace orrery::resources
