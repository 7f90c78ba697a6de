// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/volumes.h"

#include "controlplane/api/quantity.h"

// https://kubernetes.io/docs/concepts/storage/persistent-volumes/

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "persistentVolumeReclaimPolicy", "Retain");
    setDefault(spec, "volumeMode", "Filesystem");
    if (const Value &path = spec["hostPath"]; !path.isNull() && path["type"].isNull())
        spec = spec.withPath({"hostPath", "type"}, "");
    document = document.with("spec", spec);
}

void prepareCreate(Value &document, const Context &context, const User &)
{
    document = document.with(
        "status", Value::object({{"phase", "Pending"}, {"lastPhaseTransitionTime", formatTime(context.clock.now())}}));
}

void validate(FieldErrors &errors, const Value &document)
{
    validatePersistentVolumeSpec(errors, "spec", document["spec"], false);
}

/// The source alone: what is neither bookkeeping nor a property that may change.
Value source(const Value &spec)
{
    Value rest = spec;
    for (const char *member :
         {"capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions",
          "volumeMode", "nodeAffinity", "volumeAttributesClassName"})
        rest = rest.without(member);
    // Secrets for growing a volume may be named later.
    for (const char *member : {"controllerExpandSecretRef", "nodeExpandSecretRef"}) {
        if (!rest["csi"].isNull())
            rest = rest.with("csi", rest["csi"].without(member));
    }
    return rest;
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    bool same = source(spec) == source(had);
    for (const char *member : {"controllerExpandSecretRef", "nodeExpandSecretRef"}) {
        const Value &before = had["csi"][member];
        same = same && (before.isNull() || before == spec["csi"][member]);
    }
    if (!same)
        errors.forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
    validateImmutable(errors, "volumeMode", spec["volumeMode"], had["volumeMode"]);
    if (!had["nodeAffinity"].isNull())
        validateImmutable(errors, "nodeAffinity", spec["nodeAffinity"], had["nodeAffinity"]);
}

/// The time when the phase changes, unless its controller says it.
Result<Value> applyStatus(const Value &parent, const Value &body, qint64 now)
{
    Value status = body["status"];
    const Value &had = parent["status"];
    if (!(status["phase"] == had["phase"])
        && (status["lastPhaseTransitionTime"].isNull()
            || status["lastPhaseTransitionTime"] == had["lastPhaseTransitionTime"]))
        status = status.with("lastPhaseTransitionTime", formatTime(now));
    return statusSubresource("v1", "PersistentVolume").apply(parent, body.with("status", status), now);
}

Value phaseCell(const Object &volume, qint64)
{
    return volume.isDeleting() ? Value("Terminating") : volume.status()["phase"];
}

Value claimCell(const Object &volume, qint64)
{
    const Value &claim = volume.spec()["claimRef"];
    return claim.isNull() ? Value("") : Value(claim["namespace"].bytes() + '/' + claim["name"].bytes());
}

} // namespace

Resource persistentVolume()
{
    Resource resource;
    resource.gvr = {"", "v1", "persistentvolumes"};
    resource.kind = "PersistentVolume";
    resource.namespaced = false;
    resource.shortNames = {"pv"};
    resource.statusSubresource = true;
    resource.columns = {
        {"Capacity", "string", 0,
         [](const Object &volume, qint64) { return Value(volume.spec()["capacity"]["storage"].bytes()); }},
        {"Access Modes", "string", 0,
         [](const Object &volume, qint64) { return Value(accessModeList(volume.spec()["accessModes"])); }},
        {"Reclaim Policy", "string", 0,
         [](const Object &volume, qint64) { return volume.spec()["persistentVolumeReclaimPolicy"]; }},
        {"Status", "string", 0, phaseCell},
        {"Claim", "string", 0, claimCell},
        {"StorageClass", "string", 0,
         [](const Object &volume, qint64) { return Value(volume.spec()["storageClassName"].bytes()); }},
        {"VolumeAttributesClass", "string", 0,
         [](const Object &volume, qint64) { return orUnset(volume.spec()["volumeAttributesClassName"]); }},
        {"Reason", "string", 0, [](const Object &volume, qint64) { return Value(volume.status()["reason"].bytes()); }},
        {"VolumeMode", "string", 1, [](const Object &volume, qint64) { return orUnset(volume.spec()["volumeMode"]); }},
    };
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    Subresource status = statusSubresource("v1", "PersistentVolume");
    status.apply = applyStatus;
    resource.subresources = {status};
    return resource;
}

} // namespace orrery::resources::kinds
