// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/volumes.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &source = spec["source"];
    validateCsiDriverName(errors, "spec.attacher", spec["attacher"]);
    const Path path("spec.source");
    const Value &name = source["persistentVolumeName"], &inlined = source["inlineVolumeSpec"];
    const QByteArray one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (name.isNull() && inlined.isNull())
        errors.required(path, one);
    else if (!name.isNull() && !inlined.isNull())
        errors.forbidden(path, one);
    else if (!inlined.isNull())
        validatePersistentVolumeSpec(errors, path / "inlineVolumeSpec", inlined, true);
    else if (name.text().isEmpty())
        errors.required(path / "persistentVolumeName", "must specify non empty persistentVolumeName");
    else
        validateText(errors, path / "persistentVolumeName", name, subdomainProblem);
    validateText(errors, "spec.nodeName", spec["nodeName"].isNull() ? Value("") : spec["nodeName"], subdomainProblem);
}

} // namespace

Resource volumeAttachment()
{
    Resource resource;
    resource.gvr = {"storage.k8s.io", "v1", "volumeattachments"};
    resource.kind = "VolumeAttachment";
    resource.namespaced = false;
    resource.statusSubresource = true;
    resource.columns = {
        {"Attacher", "string", 0, [](const Object &object, qint64) { return object.spec()["attacher"]; }},
        {"PV", "string", 0,
         [](const Object &object, qint64) { return Value(object.spec()["source"]["persistentVolumeName"].bytes()); }},
        {"Node", "string", 0, [](const Object &object, qint64) { return object.spec()["nodeName"]; }},
        {"Attached", "boolean", 0,
         [](const Object &object, qint64) { return Value(object.status()["attached"].boolean()); }},
    };
    resource.validate = validate;
    resource.validateUpdate = [](FieldErrors &errors, const Value &document, const Value &old) {
        validateImmutable(errors, "spec", document["spec"], old["spec"]);
    };
    resource.subresources = {statusSubresource("storage.k8s.io/v1", "VolumeAttachment")};
    return resource;
}

} // namespace orrery::resources::kinds
