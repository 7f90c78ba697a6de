// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr qint64 highestForUsers = 1'000'000'000;

void defaults(Value &document)
{
    setDefault(document, "preemptionPolicy", "PreemptLowerPriority");
}

QByteArray systemProblem(const QByteArray &name, const Value &document)
{
    const qint64 value = name == "system-node-critical" ? 2000001000
        : name == "system-cluster-critical"             ? 2000000000
                                                        : 0;
    if (value == 0)
        return name + " is not a known system priority class";
    if (document["value"].integer() != value)
        return "value of " + name + " PriorityClass must be " + QByteArray::number(value);
    return document["globalDefault"].boolean() ? "globalDefault of " + name + " PriorityClass must be false"
                                               : QByteArray();
}

void validate(FieldErrors &errors, const Value &document)
{
    const QByteArray name = document["metadata"]["name"].bytes();
    if (name.startsWith("system-")) {
        if (const QByteArray problem = systemProblem(name, document); !problem.isEmpty())
            errors.forbidden("metadata.name",
                             "priority class names with 'system-' prefix are reserved for system use only. error: "
                                 + problem);
    } else if (document["value"].integer() > highestForUsers) {
        errors.forbidden("value",
                         "maximum allowed value of a user defined priority is " + QByteArray::number(highestForUsers));
    }
    validateChoice(errors, "preemptionPolicy", document["preemptionPolicy"], {"Never", "PreemptLowerPriority"});
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    if (document["value"].integer() != old["value"].integer())
        errors.forbidden("value", "may not be changed in an update.");
    validateImmutable(errors, "preemptionPolicy", document["preemptionPolicy"], old["preemptionPolicy"]);
}

} // namespace

Resource priorityClass()
{
    Resource resource;
    resource.gvr = {"scheduling.k8s.io", "v1", "priorityclasses"};
    resource.kind = "PriorityClass";
    resource.namespaced = false;
    resource.shortNames = {"pc"};
    resource.hasGeneration = true;
    resource.agePosition = 2;
    resource.columns = {
        {"Value", "integer", 0, [](const Object &object, qint64) { return Value(object["value"].integer()); }},
        {"Global-Default", "boolean", 0,
         [](const Object &object, qint64) { return Value(object["globalDefault"].boolean()); }},
        {"PreemptionPolicy", "string", 0, [](const Object &object, qint64) { return object["preemptionPolicy"]; }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
