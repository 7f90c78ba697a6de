// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/volumes.h"

#include <QSet>

// StorageClass and VolumeAttributesClass.

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    setDefault(document, "reclaimPolicy", "Delete");
    setDefault(document, "volumeBindingMode", "Immediate");
}

void validateTopologies(FieldErrors &errors, const Value &topologies)
{
    eachItem("allowedTopologies", topologies, [&](const Value &term, const Path &path) {
        QSet<QByteArray> keys;
        eachItem(path / "matchLabelExpressions", term["matchLabelExpressions"], [&](const Value &one, const Path &at) {
            if (one["values"].isEmpty())
                errors.required(at / "values");
            QSet<QByteArray> values;
            eachItem(at / "values", one["values"], [&](const Value &value, const Path &valueAt) {
                if (values.contains(value.bytes()))
                    errors.duplicate(valueAt, value);
                values.insert(value.bytes());
            });
            validateText(errors, at / "key", one["key"], qualifiedNameProblem);
            if (keys.contains(one["key"].bytes()))
                errors.duplicate(at / "key", one["key"]);
            keys.insert(one["key"].bytes());
        });
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &provisioner = document["provisioner"];
    if (provisioner.text().isEmpty())
        errors.required("provisioner");
    else if (const QByteArray problem = qualifiedNameProblem(provisioner.bytes().toLower()); !problem.isEmpty())
        errors.invalid("provisioner", provisioner, problem);
    validateParameters(errors, "parameters", document["parameters"], true);
    validateChoice(errors, "reclaimPolicy", document["reclaimPolicy"], {"Delete", "Retain"});
    validateChoice(errors, "volumeBindingMode", document["volumeBindingMode"], {"Immediate", "WaitForFirstConsumer"});
    validateTopologies(errors, document["allowedTopologies"]);
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    for (const char *member : {"parameters", "provisioner", "reclaimPolicy"}) {
        if (!(document[member] == old[member]))
            errors.forbidden(member, "updates to " + QByteArray(member) + " are forbidden.");
    }
    validateImmutable(errors, "volumeBindingMode", document["volumeBindingMode"], old["volumeBindingMode"]);
}

Value nameCell(const Object &object, qint64)
{
    const bool isDefault = object.annotation("storageclass.kubernetes.io/is-default-class") == "true"
        || object.annotation("storageclass.beta.kubernetes.io/is-default-class") == "true";
    return object.name() + (isDefault ? " (default)" : "");
}

} // namespace

Resource storageClass()
{
    Resource resource;
    resource.gvr = {"storage.k8s.io", "v1", "storageclasses"};
    resource.kind = "StorageClass";
    resource.namespaced = false;
    resource.shortNames = {"sc"};
    resource.nameColumn = false;
    resource.columns = {
        {"Name", "string", 0, nameCell},
        {"Provisioner", "string", 0, [](const Object &object, qint64) { return object["provisioner"]; }},
        {"ReclaimPolicy", "string", 0, [](const Object &object, qint64) { return object["reclaimPolicy"]; }},
        {"VolumeBindingMode", "string", 0, [](const Object &object, qint64) { return object["volumeBindingMode"]; }},
        {"AllowVolumeExpansion", "boolean", 0,
         [](const Object &object, qint64) { return Value(object["allowVolumeExpansion"].boolean()); }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

Resource volumeAttributesClass()
{
    Resource resource;
    resource.gvr = {"storage.k8s.io", "v1", "volumeattributesclasses"};
    resource.kind = "VolumeAttributesClass";
    resource.namespaced = false;
    resource.shortNames = {"vac"};
    resource.columns = {{"DriverName", "string", 0, [](const Object &object, qint64) { return object["driverName"]; }}};
    resource.validate = [](FieldErrors &errors, const Value &document) {
        validateCsiDriverName(errors, "driverName", document["driverName"]);
        validateParameters(errors, "parameters", document["parameters"], false);
    };
    resource.validateUpdate = [](FieldErrors &errors, const Value &document, const Value &old) {
        for (const char *member : {"driverName", "parameters"})
            validateImmutable(errors, member, document[member], old[member]);
    };
    return resource;
}

} // namespace orrery::resources::kinds
