// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

#include "controlplane/api/quantity.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "cpus", Value(1));
    setDefault(spec, "memory", "512Mi");
    setDefault(spec, "powerState", "On");
    document = document.with("spec", spec);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validateEnum(errors, "spec.provider", spec["provider"], {"hollow", "libvirt", "namespace"});
    validateEnum(errors, "spec.powerState", spec["powerState"], {"Off", "On"});
    const qint64 cpus = spec["cpus"].integer();
    if (cpus < 1 || cpus > 64)
        errors.invalid("spec.cpus", spec["cpus"], "must be between 1 and 64, inclusive");
    if (Quantity::of(spec["memory"]).value() < 128 * 1024 * 1024)
        errors.invalid("spec.memory", spec["memory"], "must be greater than or equal to 128Mi");
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "spec.provider", document["spec"]["provider"], old["spec"]["provider"]);
}

} // namespace

Resource machine()
{
    Resource resource;
    resource.gvr = {"orrery.dev", "v1", "machines"};
    resource.kind = "Machine";
    resource.namespaced = false;
    resource.nameRule = NameRule::Label;
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Provider", "string", 0, [](const Object &object, qint64) { return object.spec()["provider"]; }},
        {"Phase", "string", 0, [](const Object &object, qint64) { return object.status()["phase"]; }},
        {"Power", "string", 0, [](const Object &object, qint64) { return object.spec()["powerState"]; }},
        {"Node", "string", 0, [](const Object &object, qint64) { return object.status()["nodeName"]; }},
        {"CPUs", "integer", 1, [](const Object &object, qint64) { return object.spec()["cpus"]; }},
        {"Memory", "string", 1, [](const Object &object, qint64) { return object.spec()["memory"]; }},
        {"Accelerator", "string", 1, [](const Object &object, qint64) { return object.status()["accelerator"]; }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    Subresource console{"console", "orrery.dev/v1", "Machine", Verb::Get};
    console.connects = true;
    resource.subresources = {console, statusSubresource("orrery.dev/v1", "Machine")};
    return resource;
}

} // namespace orrery::resources::kinds
