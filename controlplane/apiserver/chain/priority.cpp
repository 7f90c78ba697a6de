// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/plugins.h"

namespace orrery::chain {

using namespace api;

namespace {

const QByteArray classes = "priorityclasses.scheduling.k8s.io";

/// The class of pods that name none; two that both say so: the lower one.
Object defaultClass(const store::Store &store)
{
    Object found;
    for (const Object &one : listAll(store, classes)) {
        if (one["globalDefault"].boolean() && (!found || one["value"].integer() < found["value"].integer()))
            found = one;
    }
    return found;
}

struct Priority
{
    qint64 value = 0;
    QByteArray preemption = "PreemptLowerPriority";
    QByteArray className;
};

Priority priorityOf(const Object &priorityClass)
{
    const QByteArray policy = priorityClass["preemptionPolicy"].bytes();
    return {priorityClass["value"].integer(), policy.isEmpty() ? "PreemptLowerPriority" : policy, priorityClass.name()};
}

Result<Priority> resolve(const store::Store &store, const Attributes &attributes, const QByteArray &name)
{
    if (name.isEmpty()) {
        const Object found = defaultClass(store);
        return found ? priorityOf(found) : Priority();
    }
    if (const auto entry = store.getNewest("/registry/" + classes + '/' + name))
        return priorityOf(entry->object);
    // Those two are the cluster's own, and there before their objects are.
    if (name == "system-node-critical")
        return Priority{2000001000, "PreemptLowerPriority", name};
    if (name == "system-cluster-critical")
        return Priority{2000000000, "PreemptLowerPriority", name};
    return forbidden(attributes, "no PriorityClass with name " + name + " was found");
}

} // namespace

Result<> priorityAdmit(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "pods"))
        return {};
    Value spec = attributes.document["spec"];
    ORRERY_TRY(priority, resolve(store, attributes, spec["priorityClassName"].bytes()));
    const Value &said = spec["priority"];
    if (said.isInteger() && said.integer() != priority.value)
        return forbidden(attributes,
                         "the integer value of priority (" + QByteArray::number(said.integer())
                             + ") must not be provided in pod spec; priority admission controller computed "
                             + QByteArray::number(priority.value) + " from the given PriorityClass name");
    const QByteArray policy = spec["preemptionPolicy"].bytes();
    if (!policy.isEmpty() && policy != priority.preemption)
        return forbidden(attributes,
                         "the string value of PreemptionPolicy (" + policy
                             + ") must not be provided in pod spec; priority admission controller computed "
                             + priority.preemption + " from the given PriorityClass name");
    if (!priority.className.isEmpty() && spec["priorityClassName"].text() != priority.className)
        spec = spec.with("priorityClassName", priority.className);
    attributes.document = attributes.document.with(
        "spec", spec.with("priority", Value(priority.value)).with("preemptionPolicy", priority.preemption));
    return {};
}

Result<> priorityValidate(const store::Store &store, const Attributes &attributes)
{
    const bool isClass = attributes.info.gvr.groupResource() == classes;
    if (attributes.operation == Attributes::Operation::Delete && isClass
        && (attributes.name == "system-node-critical" || attributes.name == "system-cluster-critical"))
        return forbidden(attributes, "this is a system priority class and cannot be deleted");
    const bool writes = attributes.operation == Attributes::Operation::Create
        || attributes.operation == Attributes::Operation::Update;
    if (!writes || !isClass || !attributes.document["globalDefault"].boolean())
        return {};
    const Object present = defaultClass(store);
    if (present && present.name() != attributes.name)
        return forbidden(attributes,
                         "PriorityClass " + present.name()
                             + " is already marked as default. Only one default can exist");
    return {};
}

} // namespace orrery::chain
