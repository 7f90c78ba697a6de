// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/quantities.h"
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/volumes.h"

#include <QSet>

// What CSI drivers say of themselves: CSIDriver, CSINode, CSIStorageCapacity.

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "storage.k8s.io";

void driverDefaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "attachRequired", Value(true));
    setDefault(spec, "podInfoOnMount", Value(false));
    if (spec["volumeLifecycleModes"].isEmpty())
        spec = spec.with("volumeLifecycleModes", Value::array({"Persistent"}));
    setDefault(spec, "storageCapacity", Value(false));
    setDefault(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    setDefault(spec, "requiresRepublish", Value(false));
    setDefault(spec, "seLinuxMount", Value(false));
    document = document.with("spec", spec);
}

void validateDriver(FieldErrors &errors, const Value &document)
{
    validateCsiDriverName(errors, "metadata.name", document["metadata"]["name"]);
    const Value &spec = document["spec"];
    validateChoice(errors, "spec.fsGroupPolicy", spec["fsGroupPolicy"], {"File", "None", "ReadWriteOnceWithFSType"});
    for (const Value &mode : spec["volumeLifecycleModes"].items())
        validateChoice(errors, "spec.volumeLifecycleModes", mode, {"Ephemeral", "Persistent"});
    QSet<QByteArray> audiences;
    eachItem("spec.tokenRequests", spec["tokenRequests"], [&](const Value &request, const Path &at) {
        const QByteArray audience = request["audience"].bytes();
        if (audiences.contains(audience))
            errors.duplicate(at / "audience", Value(audience));
        audiences.insert(audience);
        const Value &seconds = request["expirationSeconds"];
        if (seconds.isNull())
            return;
        if (seconds.integer() < 600)
            errors.invalid(at / "expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
        if (seconds.integer() > (1ll << 32))
            errors.invalid(at / "expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds");
    });
    if (const Value &seconds = spec["nodeAllocatableUpdatePeriodSeconds"]; !seconds.isNull() && seconds.integer() < 10)
        errors.invalid("spec.nodeAllocatableUpdatePeriodSeconds", seconds,
                       "must be greater than or equal to 10 seconds");
}

void validateDriverUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    // Kubernetes spells the first one so.
    validateImmutable(errors, "spec.attachedRequired", document["spec"]["attachRequired"],
                      old["spec"]["attachRequired"]);
    validateImmutable(errors, "spec.volumeLifecycleModes", document["spec"]["volumeLifecycleModes"],
                      old["spec"]["volumeLifecycleModes"]);
}

QByteArray joined(const Value &items, const char *member, const char *none)
{
    QList<QByteArray> texts;
    for (const Value &item : items.items())
        texts.append(member ? item[member].bytes() : item.bytes());
    return texts.isEmpty() ? QByteArray(none) : texts.join(',');
}

void validateNode(FieldErrors &errors, const Value &document)
{
    QSet<QByteArray> names;
    eachItem("spec.drivers", document["spec"]["drivers"], [&](const Value &driver, const Path &at) {
        validateCsiDriverName(errors, at / "name", driver["name"]);
        if (names.contains(driver["name"].bytes()))
            errors.duplicate(at / "name", driver["name"]);
        names.insert(driver["name"].bytes());
        if (driver["nodeID"].text().isEmpty())
            errors.required(at / "nodeID");
        else if (driver["nodeID"].text().size() > 192)
            errors.invalid(at / "nodeID", driver["nodeID"], "must be 192 characters or less");
        validateNotNegative(errors, at / "allocatable" / "count", driver["allocatable"]["count"]);
        QSet<QByteArray> keys;
        eachItem(at / "topologyKeys", driver["topologyKeys"], [&](const Value &key, const Path &keyAt) {
            validateRequiredText(errors, keyAt, key, qualifiedNameProblem);
            if (keys.contains(key.bytes()))
                errors.duplicate(keyAt, key);
            keys.insert(key.bytes());
        });
    });
}

/// A driver's entry stays as it is, or goes.
void validateNodeUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    eachItem("spec.drivers", document["spec"]["drivers"], [&](const Value &driver, const Path &at) {
        for (const Value &had : old["spec"]["drivers"].items()) {
            if (had["name"] == driver["name"])
                validateImmutable(errors, at, driver.without("allocatable"), had.without("allocatable"));
        }
    });
}

} // namespace

Resource csiDriver()
{
    Resource resource;
    resource.gvr = {group, "v1", "csidrivers"};
    resource.kind = "CSIDriver";
    resource.namespaced = false;
    resource.columns = {
        {"AttachRequired", "boolean", 0, [](const Object &object, qint64) { return object.spec()["attachRequired"]; }},
        {"PodInfoOnMount", "boolean", 0, [](const Object &object, qint64) { return object.spec()["podInfoOnMount"]; }},
        {"StorageCapacity", "boolean", 0,
         [](const Object &object, qint64) { return object.spec()["storageCapacity"]; }},
        {"TokenRequests", "string", 0,
         [](const Object &object, qint64) {
             return Value(joined(object.spec()["tokenRequests"], "audience", "<unset>"));
         }},
        {"RequiresRepublish", "boolean", 0,
         [](const Object &object, qint64) { return object.spec()["requiresRepublish"]; }},
        {"Modes", "string", 0,
         [](const Object &object, qint64) {
             return Value(joined(object.spec()["volumeLifecycleModes"], nullptr, "<none>"));
         }},
    };
    resource.defaults = driverDefaults;
    resource.validate = validateDriver;
    resource.validateUpdate = validateDriverUpdate;
    return resource;
}

Resource csiNode()
{
    Resource resource;
    resource.gvr = {group, "v1", "csinodes"};
    resource.kind = "CSINode";
    resource.namespaced = false;
    resource.columns = {
        {"Drivers", "integer", 0,
         [](const Object &object, qint64) { return Value(qint64(object.spec()["drivers"].size())); }},
    };
    resource.validate = validateNode;
    resource.validateUpdate = validateNodeUpdate;
    return resource;
}

Resource csiStorageCapacity()
{
    Resource resource;
    resource.gvr = {group, "v1", "csistoragecapacities"};
    resource.kind = "CSIStorageCapacity";
    resource.columns = {
        {"StorageClassName", "string", 0, [](const Object &object, qint64) { return object["storageClassName"]; }},
        {"Capacity", "string", 0,
         [](const Object &object, qint64) {
             return object["capacity"].isNull() ? Value("<unset>") : object["capacity"];
         }},
    };
    resource.ageColumn = false;
    resource.validate = [](FieldErrors &errors, const Value &document) {
        validateText(errors, "storageClassName",
                     document["storageClassName"].isNull() ? Value("") : document["storageClassName"],
                     subdomainProblem);
        validateNotNegativeQuantity(errors, "capacity", document["capacity"]);
        validateNotNegativeQuantity(errors, "maximumVolumeSize", document["maximumVolumeSize"]);
        validateLabelSelector(errors, "nodeTopology", document["nodeTopology"]);
    };
    resource.validateUpdate = [](FieldErrors &errors, const Value &document, const Value &old) {
        for (const char *member : {"nodeTopology", "storageClassName"})
            validateImmutable(errors, member, document[member], old[member]);
    };
    return resource;
}

} // namespace orrery::resources::kinds
