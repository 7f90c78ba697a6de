// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void validate(FieldErrors &errors, const Value &document)
{
    const Value &duration = document["spec"]["leaseDurationSeconds"];
    if (!duration.isNull() && duration.integer() <= 0)
        errors.invalid("spec.leaseDurationSeconds", duration, "must be greater than 0");
    const Value &spec = document["spec"];
    validateNotNegative(errors, "spec.leaseTransitions", spec["leaseTransitions"]);
    if (!spec["strategy"].isNull())
        validateText(errors, "spec.strategy", spec["strategy"], qualifiedNameProblem);
    if (!spec["preferredHolder"].text().isEmpty() && spec["strategy"].text().isEmpty())
        errors.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined");
}

} // namespace

Resource lease()
{
    Resource resource;
    resource.gvr = {"coordination.k8s.io", "v1", "leases"};
    resource.kind = "Lease";
    resource.createOnUpdate = true;
    resource.unconditionalUpdate = false;
    resource.columns
        = {{"Holder", "string", 0, [](const Object &object, qint64) { return object.spec()["holderIdentity"]; }}};
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
