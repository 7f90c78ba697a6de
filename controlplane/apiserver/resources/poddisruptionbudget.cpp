// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Path path("spec");
    if (!spec["minAvailable"].isNull() && !spec["maxUnavailable"].isNull())
        errors.invalid(path, spec, "minAvailable and maxUnavailable cannot be both set");
    for (const char *member : {"minAvailable", "maxUnavailable"}) {
        if (spec[member].isNull())
            continue;
        validateIntOrPercent(errors, path / member, spec[member]);
        validateAtMostAll(errors, path / member, spec[member]);
    }
    if (!spec["selector"].isNull())
        validateLabelSelector(errors, path / "selector", spec["selector"]);
    if (!spec["unhealthyPodEvictionPolicy"].isNull())
        validateEnum(errors, path / "unhealthyPodEvictionPolicy", spec["unhealthyPodEvictionPolicy"],
                     {"AlwaysAllow", "IfHealthyBudget"});
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    validateCounts(errors, document, {"disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"});
}

template <Literal member> Value limitCell(const Object &object, qint64)
{
    const Value &limit = object.spec()[member.text];
    return limit.isNull() ? Value("N/A") : limit.isString() ? limit : Value(QByteArray::number(limit.integer()));
}

} // namespace

Resource podDisruptionBudget()
{
    Resource resource;
    resource.gvr = {"policy", "v1", "poddisruptionbudgets"};
    resource.kind = "PodDisruptionBudget";
    resource.shortNames = {"pdb"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Min Available", "string", 0, limitCell<"minAvailable">},
        {"Max Unavailable", "string", 0, limitCell<"maxUnavailable">},
        {"Allowed Disruptions", "integer", 0, statusNumber<"disruptionsAllowed">},
    };
    resource.validate = validate;
    resource.subresources = {statusSubresource("policy/v1", "PodDisruptionBudget", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
