// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/plugins.h"

#include "controlplane/api/quantity.h"

namespace orrery::chain {

using namespace api;

namespace {

constexpr const char *betaStorageClass = "volume.beta.kubernetes.io/storage-class";

/// The newest of those that say they are the default; of equally old ones, the first by name.
Object defaultOf(const store::Store &store, const QByteArray &groupResource, const QList<QByteArray> &annotations)
{
    Object found;
    for (const Object &one : listAll(store, groupResource)) {
        const bool says = std::any_of(annotations.begin(), annotations.end(),
                                      [&one](const QByteArray &name) { return one.annotation(name) == "true"; });
        const auto created = [](const Object &object) { return object.metadata()["creationTimestamp"].bytes(); };
        if (says && (!found || created(one) > created(found)))
            found = one;
    }
    return found;
}

} // namespace

Result<> defaultStorageClass(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "persistentvolumeclaims"))
        return {};
    const Value &claim = attributes.document;
    if (!claim["spec"]["storageClassName"].isNull() || claim["metadata"]["annotations"].contains(betaStorageClass))
        return {}; // also "": none is wanted
    const Object storageClass = defaultOf(
        store, "storageclasses.storage.k8s.io",
        {"storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"});
    if (storageClass)
        attributes.document = claim.withPath({"spec", "storageClassName"}, storageClass.name());
    return {};
}

Result<> claimResize(const store::Store &store, const Attributes &attributes)
{
    const RequestInfo &info = attributes.info;
    if (attributes.operation != Attributes::Operation::Update || info.gvr.groupResource() != "persistentvolumeclaims"
        || !info.subresource.isEmpty())
        return {};
    const auto size = [](const Value &spec) { return Quantity::of(spec["resources"]["requests"]["storage"]); };
    const Value &spec = attributes.document["spec"];
    if (size(spec) <= size(attributes.old.spec()))
        return {};
    if (attributes.old.status()["phase"].text() != "Bound")
        return forbidden(attributes, "Only bound persistent volume claims can be expanded");
    const QByteArray beta = attributes.document["metadata"]["annotations"][betaStorageClass].bytes();
    const QByteArray name = beta.isEmpty() ? spec["storageClassName"].bytes() : beta;
    const auto storageClass = store.getNewest("/registry/storageclasses.storage.k8s.io/" + name);
    if (name.isEmpty() || !storageClass || !storageClass->object["allowVolumeExpansion"].boolean())
        return forbidden(attributes,
                         "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc "
                         "must support resize");
    return {};
}

Result<> storageInUseProtection(Attributes &attributes)
{
    const char *finalizer = isCreate(attributes, "persistentvolumeclaims") ? "kubernetes.io/pvc-protection"
        : isCreate(attributes, "persistentvolumes")                        ? "kubernetes.io/pv-protection"
                                                                           : nullptr;
    if (!finalizer)
        return {};
    const Value &finalizers = attributes.document["metadata"]["finalizers"];
    const auto items = finalizers.items();
    if (std::any_of(items.begin(), items.end(), [finalizer](const Value &one) { return one.text() == finalizer; }))
        return {};
    attributes.document = attributes.document.withPath({"metadata", "finalizers"},
                                                       finalizers.isArray() ? finalizers.withAppended(finalizer)
                                                                            : Value::array({finalizer}));
    return {};
}

Result<> defaultIngressClass(const store::Store &store, Attributes &attributes)
{
    if (!isCreate(attributes, "ingresses.networking.k8s.io"))
        return {};
    const Value &ingress = attributes.document;
    if (!ingress["spec"]["ingressClassName"].isNull()
        || ingress["metadata"]["annotations"].contains("kubernetes.io/ingress.class"))
        return {};
    const Object ingressClass
        = defaultOf(store, "ingressclasses.networking.k8s.io", {"ingressclass.kubernetes.io/is-default-class"});
    if (ingressClass)
        attributes.document = ingress.withPath({"spec", "ingressClassName"}, ingressClass.name());
    return {};
}

} // namespace orrery::chain
