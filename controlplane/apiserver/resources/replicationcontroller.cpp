// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/podspec.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// What the template's labels say is said of the controller and its selector, too.
void defaults(Value &document)
{
    const Value labels = document["spec"]["template"]["metadata"]["labels"];
    if (!labels.isEmpty() && document["metadata"]["labels"].isEmpty())
        document = document.withPath({"metadata", "labels"}, labels);
    inSpec(document, [&labels](Value &spec) {
        setDefault(spec, "replicas", Value(1));
        if (!labels.isEmpty() && spec["selector"].isEmpty())
            spec = spec.with("selector", labels);
        defaultTemplate(spec);
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &podTemplate = spec["template"];
    validateNotNegative(errors, "spec.minReadySeconds", spec["minReadySeconds"]);
    if (spec["selector"].isEmpty())
        errors.required("spec.selector");
    validateNotNegative(errors, "spec.replicas", spec["replicas"]);
    if (podTemplate.isNull()) {
        errors.required("spec.template");
        return;
    }
    if (!spec["selector"].isEmpty())
        validateTemplateLabels(errors, "spec.template", podTemplate,
                               Value::object({{"matchLabels", spec["selector"]}}));
    validatePodTemplate(errors, "spec.template", podTemplate);
    validateRunsForEver(errors, "spec.template", podTemplate, "ReplicationController");
}

Value selectorLabels(const Object &object, qint64)
{
    return Value(labelList(object.spec()["selector"]));
}

} // namespace

Resource replicationController()
{
    Resource resource;
    resource.gvr = {"", "v1", "replicationcontrollers"};
    resource.kind = "ReplicationController";
    resource.shortNames = {"rc"};
    resource.categories = {"all"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.orphansByDefault = true;
    resource.selectableFields = {"status.replicas"};
    resource.columns = {
        {"Desired", "integer", 0, specNumber<"replicas">},
        {"Current", "integer", 0, statusNumber<"replicas">},
        {"Ready", "integer", 0, statusNumber<"readyReplicas">},
    };
    addTemplateColumns(resource, selectorLabels);
    resource.selectable
        = [](const Object &object, QByteArrayView) { return Value(object.status()["replicas"].integer()); };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.warnings = warnOfTemplate;
    resource.subresources
        = {scaleSubresource(), statusSubresource("v1", "ReplicationController", validateReplicasStatus)};
    return resource;
}

Resource podTemplate()
{
    Resource resource;
    resource.gvr = {"", "v1", "podtemplates"};
    resource.kind = "PodTemplate";
    resource.hasGeneration = true;
    resource.columns = {
        {"Containers", "string", 0,
         [](const Object &object, qint64) { return containerList(object["template"]["spec"], "name"); }},
        {"Images", "string", 0,
         [](const Object &object, qint64) { return containerList(object["template"]["spec"], "image"); }},
        {"Pod Labels", "string", 0,
         [](const Object &object, qint64) { return Value(labelList(object["template"]["metadata"]["labels"])); }},
    };
    resource.defaults = defaultTemplate; // it lies at the top, as in a spec
    resource.validate = [](FieldErrors &errors, const Value &document) {
        validatePodTemplate(errors, "template", document["template"]);
    };
    resource.warnings = [](QList<QByteArray> &warnings, const Value &document) {
        warnOfPodSpec(warnings, "template.spec", document["template"]["spec"]);
    };
    return resource;
}

} // namespace orrery::resources::kinds
