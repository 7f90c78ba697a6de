// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/volumes.h"

#include "controlplane/api/quantity.h"

// https://kubernetes.io/docs/concepts/storage/persistent-volumes/

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// dataSource and dataSourceRef say the same where either can say it.
void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "volumeMode", "Filesystem");
    const Value &source = spec["dataSource"], &reference = spec["dataSourceRef"];
    if (!source.isNull() && reference.isNull())
        spec = spec.with("dataSourceRef", source);
    else if (source.isNull() && !reference.isNull() && reference["namespace"].text().isEmpty())
        spec = spec.with("dataSource", reference.without("namespace"));
    document = document.with("spec", spec);
}

void prepareCreate(Value &document, const Context &, const User &)
{
    document = document.with("status", Value::object({{"phase", "Pending"}}));
}

void validateSource(FieldErrors &errors, const Path &path, const Value &source)
{
    validateRequiredText(errors, path / "name", source["name"]);
    validateRequiredText(errors, path / "kind", source["kind"]);
    const QByteArrayView group = source["apiGroup"].text();
    if (group.isEmpty() && source["kind"].text() != "PersistentVolumeClaim")
        errors.invalid(path, source["kind"].isNull() ? Value("") : source["kind"],
                       "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    else if (!group.isEmpty())
        validateText(errors, path / "apiGroup", source["apiGroup"], subdomainProblem);
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Path path("spec");
    if (spec["accessModes"].isEmpty())
        errors.required(path / "accessModes", "at least 1 access mode is required");
    validateLabelSelector(errors, path / "selector", spec["selector"]);
    validateAccessModes(errors, path / "accessModes", spec["accessModes"]);
    const Value &size = spec["resources"]["requests"]["storage"];
    const Path sizePath = (path / "resources").key("storage");
    if (size.isNull())
        errors.required(sizePath);
    else if (Quantity::of(size) <= Quantity())
        errors.invalid(sizePath, size, "must be greater than zero");
    if (!spec["storageClassName"].text().isEmpty())
        validateText(errors, path / "storageClassName", spec["storageClassName"], subdomainProblem);
    validateChoice(errors, path / "volumeMode", spec["volumeMode"], {"Block", "Filesystem"});
    const Value &source = spec["dataSource"], &reference = spec["dataSourceRef"];
    if (!source.isNull())
        validateSource(errors, path / "dataSource", source);
    if (!reference.isNull())
        validateSource(errors, path / "dataSourceRef", reference);
    if (!reference["namespace"].text().isEmpty()) {
        if (!source.isNull())
            errors.invalid(path, "dataSource", "may not be specified when dataSourceRef.namespace is specified");
    } else if (!source.isNull() && !reference.isNull() && !(source == reference.without("namespace"))) {
        errors.invalid(path, "dataSource", "must match dataSourceRef");
    }
    if (!spec["volumeAttributesClassName"].text().isEmpty())
        validateText(errors, path / "volumeAttributesClassName", spec["volumeAttributesClassName"], subdomainProblem);
}

/// The spec without what may change, as far as it may.
Value settled(Value spec, const Value &old, bool bound)
{
    if (old["volumeName"].text().isEmpty())
        spec = spec.without("volumeName");
    if (old["storageClassName"].isNull()) // a default class may come to it later
        spec = spec.without("storageClassName");
    if (bound)
        spec = spec.withPath({"resources", "requests", "storage"}, "");
    return spec.without("volumeAttributesClassName");
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    const bool bound = document["status"]["phase"].text() == "Bound";
    if (!(settled(spec, had, bound) == settled(had, had, bound)))
        errors.forbidden("spec",
                         "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                         "bound claims");
    const Quantity now = Quantity::of(spec["resources"]["requests"]["storage"]),
                   before = Quantity::of(had["resources"]["requests"]["storage"]),
                   actual = Quantity::of(document["status"]["capacity"]["storage"]);
    if (bound && now < before && now <= actual)
        errors.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
    validateImmutable(errors, "volumeMode", spec["volumeMode"], had["volumeMode"]);
    if (!had["volumeAttributesClassName"].text().isEmpty() && spec["volumeAttributesClassName"].isNull())
        errors.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden");
}

void warnings(QList<QByteArray> &warnings, const Value &document)
{
    const Value &requests = document["spec"]["resources"]["requests"];
    if (const Value &size = requests["storage"]; Quantity::of(size).milli() % 1000 != 0)
        warnings.append("spec.resources.requests[storage]: fractional byte value \"" + Quantity::of(size).text()
                        + "\" is invalid, must be an integer");
    constexpr auto beta = "volume.beta.kubernetes.io/storage-class";
    if (document["metadata"]["annotations"].contains(beta))
        warnings.append("metadata.annotations[" + QByteArray(beta)
                        + "]: deprecated since v1.8; use \"storageClassName\" attribute instead");
}

/// What the claim has, once it has a volume.
Value ifBound(const Object &claim, const QByteArray &text)
{
    return claim.spec()["volumeName"].text().isEmpty() ? Value("") : Value(text);
}

Value phaseCell(const Object &claim, qint64)
{
    return claim.isDeleting() ? Value("Terminating") : claim.status()["phase"];
}

Value classCell(const Object &claim, qint64)
{
    const Value &beta = claim.annotations()["volume.beta.kubernetes.io/storage-class"];
    return Value(beta.isNull() ? claim.spec()["storageClassName"].bytes() : beta.bytes());
}

} // namespace

Resource persistentVolumeClaim()
{
    Resource resource;
    resource.gvr = {"", "v1", "persistentvolumeclaims"};
    resource.kind = "PersistentVolumeClaim";
    resource.shortNames = {"pvc"};
    resource.statusSubresource = true;
    resource.columns = {
        {"Status", "string", 0, phaseCell},
        {"Volume", "string", 0, [](const Object &claim, qint64) { return Value(claim.spec()["volumeName"].bytes()); }},
        {"Capacity", "string", 0,
         [](const Object &claim, qint64) { return ifBound(claim, claim.status()["capacity"]["storage"].bytes()); }},
        {"Access Modes", "string", 0,
         [](const Object &claim, qint64) { return ifBound(claim, accessModeList(claim.status()["accessModes"])); }},
        {"StorageClass", "string", 0, classCell},
        {"VolumeAttributesClass", "string", 0,
         [](const Object &claim, qint64) { return orUnset(claim.spec()["volumeAttributesClassName"]); }},
        {"VolumeMode", "string", 1, [](const Object &claim, qint64) { return orUnset(claim.spec()["volumeMode"]); }},
    };
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.warnings = warnings;
    resource.subresources = {statusSubresource("v1", "PersistentVolumeClaim")};
    return resource;
}

} // namespace orrery::resources::kinds
