// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/admission.h"

#include "controlplane/apiserver/chain/escalation.h"
#include "controlplane/apiserver/chain/node.h"

namespace orrery::chain {

using namespace api;
using Operation = Attributes::Operation;

namespace {

bool isPodCreate(const Attributes &attributes)
{
    return attributes.operation == Operation::Create && attributes.info.gvr.group.isEmpty()
        && attributes.info.gvr.resource == "pods" && attributes.info.subresource.isEmpty();
}

/// New content only in namespaces that exist and stay; the first namespaces stay for ever.
Result<> namespaceLifecycle(const store::Store &store, const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    if (info.gvr.group.isEmpty() && info.gvr.resource == "namespaces") {
        const bool immortal = info.name == "default" || info.name == "kube-system" || info.name == "kube-public";
        if (attributes.operation == Operation::Delete && immortal)
            return forbidden(attributes, "this namespace may not be deleted");
        return {};
    }
    if (info.ns.isEmpty() || attributes.operation == Operation::Delete)
        return {};
    const auto ns = store.getNewest("/registry/namespaces/" + info.ns);
    if (!ns) {
        Error missing{Reason::NotFound, "namespaces \"" + info.ns + "\" not found"};
        missing.kind = "namespaces";
        missing.name = info.ns;
        return missing;
    }
    if (attributes.operation == Operation::Create && ns->object.isDeleting()) {
        Error refused = forbidden(
            attributes, "unable to create new content in namespace " + info.ns + " because it is being terminated");
        refused.causes.append(
            {"NamespaceTerminating", "namespace " + info.ns + " is being terminated", "metadata.namespace"});
        return refused;
    }
    return {};
}

/// Pods run as somebody: the namespace's ServiceAccount "default" unless they say otherwise.
Result<> serviceAccount(const store::Store &store, Attributes &attributes)
{
    const bool mirror = !attributes.document["metadata"]["annotations"]["kubernetes.io/config.mirror"].isNull();
    if (!isPodCreate(attributes) || mirror)
        return {};
    const Value &spec = attributes.document["spec"];
    QByteArray name = spec["serviceAccountName"].bytes();
    if (name.isEmpty())
        name = spec["serviceAccount"].bytes();
    if (name.isEmpty())
        name = "default";
    else if (name != "default" && !store.getNewest("/registry/serviceaccounts/" + attributes.info.ns + '/' + name)) {
        return forbidden(attributes,
                         "error looking up service account " + attributes.info.ns + '/' + name + ": serviceaccount \""
                             + name + "\" not found");
    }
    attributes.document
        = attributes.document.withPath({"spec", "serviceAccountName"}, name).withPath({"spec", "serviceAccount"}, name);
    return {};
}

/// Pods stay five minutes on a node that is lost, if they don't say how long.
Result<> defaultTolerationSeconds(Attributes &attributes)
{
    if (!isPodCreate(attributes))
        return {};
    Value tolerations = attributes.document["spec"]["tolerations"];
    for (const char *key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
        bool tolerated = false;
        for (const Value &toleration : tolerations.items()) {
            const QByteArrayView effect = toleration["effect"].text();
            const QByteArrayView tolerates = toleration["key"].text();
            tolerated = tolerated
                || ((tolerates == key || tolerates.isEmpty()) && (effect == "NoExecute" || effect.isEmpty()));
        }
        if (tolerated)
            continue;
        Value toleration = Value::object(
            {{"key", key}, {"operator", "Exists"}, {"effect", "NoExecute"}, {"tolerationSeconds", 300}});
        tolerations = tolerations.isArray() ? tolerations.withAppended(std::move(toleration))
                                            : Value::array({std::move(toleration)});
    }
    attributes.document = attributes.document.withPath({"spec", "tolerations"}, tolerations);
    return {};
}

/// Every pod has a priority; without priority classes it is zero.
Result<> priority(Attributes &attributes)
{
    if (!isPodCreate(attributes))
        return {};
    const Value &spec = attributes.document["spec"];
    const QByteArray className = spec["priorityClassName"].bytes();
    qint64 value = 0;
    if (className == "system-node-critical")
        value = 2000001000;
    else if (className == "system-cluster-critical")
        value = 2000000000;
    else if (!className.isEmpty())
        return forbidden(attributes, "no PriorityClass with name " + className + " was found");
    if (spec["priority"].isInteger() && spec["priority"].integer() != value)
        return forbidden(attributes,
                         "the integer value of priority (" + QByteArray::number(spec["priority"].integer())
                             + ") must not be provided in pod spec; priority admission controller computed "
                             + QByteArray::number(value) + " from the given PriorityClass name");
    Value document = attributes.document.withPath({"spec", "priority"}, Value(value));
    if (!spec.contains("preemptionPolicy"))
        document = document.withPath({"spec", "preemptionPolicy"}, "PreemptLowerPriority");
    attributes.document = document;
    return {};
}

} // namespace

Error forbidden(const Attributes &attributes, const QByteArray &why)
{
    const Gvr &gvr = attributes.info.gvr;
    Error refused{Reason::Forbidden, gvr.groupResource() + " \"" + attributes.name + "\" is forbidden: " + why};
    refused.group = gvr.group;
    refused.kind = gvr.resource;
    refused.name = attributes.name;
    return refused;
}

Admission::Admission(const store::Store &store, const Authorization &authorization)
{
    m_plugins = {
        {"NamespaceLifecycle", [&store](Attributes &attributes) { return namespaceLifecycle(store, attributes); }, {}},
        {"NodeRestriction", [&store](Attributes &attributes) { return nodeRestriction(store, attributes); }, {}},
        {"ServiceAccount", [&store](Attributes &attributes) { return serviceAccount(store, attributes); }, {}},
        {"DefaultTolerationSeconds", defaultTolerationSeconds, {}},
        {"Priority", priority, {}},
        {"RoleEscalation",
         {},
         [&authorization](const Attributes &attributes) { return preventEscalation(authorization, attributes); }},
    };
}

Result<> Admission::admit(Attributes &attributes) const
{
    for (const Plugin &plugin : m_plugins) {
        if (plugin.admit)
            ORRERY_CHECK(plugin.admit(attributes));
    }
    return {};
}

Result<> Admission::validate(const Attributes &attributes) const
{
    for (const Plugin &plugin : m_plugins) {
        if (plugin.validate)
            ORRERY_CHECK(plugin.validate(attributes));
    }
    return {};
}

} // namespace orrery::chain
