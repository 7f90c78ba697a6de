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
        defaultTemplate(spec);
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    validateReplicas(errors, document["spec"]);
    validateSelectorAndTemplate(errors, document["spec"], "ReplicaSet");
}

} // namespace

Resource replicaSet()
{
    Resource resource;
    resource.gvr = {"apps", "v1", "replicasets"};
    resource.kind = "ReplicaSet";
    resource.shortNames = {"rs"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.selectableFields = {"status.replicas"};
    resource.columns = {
        {"Desired", "integer", 0, specNumber<"replicas">},
        {"Current", "integer", 0, statusNumber<"replicas">},
        {"Ready", "integer", 0, statusNumber<"readyReplicas">},
    };
    addTemplateColumns(resource, selectorCell);
    resource.selectable
        = [](const Object &object, QByteArrayView) { return Value(object.status()["replicas"].integer()); };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateSelectorUpdate;
    resource.warnings = warnOfTemplate;
    resource.subresources = {scaleSubresource(), statusSubresource("apps/v1", "ReplicaSet", validateReplicasStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
