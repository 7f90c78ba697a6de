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
    Value podTemplate = spec["template"];
    defaultPodTemplate(podTemplate);
    if (!podTemplate.isNull())
        spec = spec.with("template", podTemplate);
    document = document.with("spec", spec);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateNotNegative(errors, "spec.replicas", spec["replicas"]);
    validateNotNegative(errors, "spec.minReadySeconds", spec["minReadySeconds"]);
    const Value &selector = spec["selector"];
    if (selector.isNull()) {
        errors.required("spec.selector");
    } else {
        validateLabelSelector(errors, "spec.selector", selector);
        if (selector["matchLabels"].isEmpty() && selector["matchExpressions"].isEmpty())
            errors.invalid("spec.selector", selector, "empty selector is invalid for replicaset");
    }
    validatePodTemplate(errors, "spec.template", spec["template"], selector);
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "spec.selector", document["spec"]["selector"], old["spec"]["selector"]);
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
        {"Desired", "integer", 0,
         [](const Object &object, qint64) { return Value(object.spec()["replicas"].integer()); }},
        {"Current", "integer", 0,
         [](const Object &object, qint64) { return Value(object.status()["replicas"].integer()); }},
        {"Ready", "integer", 0,
         [](const Object &object, qint64) { return Value(object.status()["readyReplicas"].integer()); }},
        {"Containers", "string", 1, templateContainersCell},
        {"Images", "string", 1, templateImagesCell},
        {"Selector", "string", 1, selectorCell},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.subresources = {scaleSubresource(), statusSubresource("apps/v1", "ReplicaSet")};
    return resource;
}

} // namespace orrery::resources::kinds
