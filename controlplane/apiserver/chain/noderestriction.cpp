// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/node.h"

#include "controlplane/pki/pki.h"

#include <algorithm>

namespace orrery::chain {

using namespace api;
using Operation = Attributes::Operation;

namespace {

bool isBelow(QByteArrayView domain, QByteArrayView parent)
{
    return domain == parent
        || (domain.size() > parent.size() && domain.endsWith(parent)
            && domain[domain.size() - parent.size() - 1] == '.');
}

/// Whether a node may give itself this label.
bool isOwnLabel(QByteArrayView label)
{
    static const QList<QByteArray> own{"kubernetes.io/hostname",
                                       "kubernetes.io/os",
                                       "kubernetes.io/arch",
                                       "beta.kubernetes.io/os",
                                       "beta.kubernetes.io/arch",
                                       "beta.kubernetes.io/instance-type",
                                       "node.kubernetes.io/instance-type",
                                       "topology.kubernetes.io/region",
                                       "topology.kubernetes.io/zone",
                                       "failure-domain.beta.kubernetes.io/region",
                                       "failure-domain.beta.kubernetes.io/zone",
                                       "node.kubernetes.io/windows-build"};
    const qsizetype slash = label.indexOf('/');
    const QByteArrayView domain = slash < 0 ? QByteArrayView() : label.first(slash);
    if (!isBelow(domain, "kubernetes.io") && !isBelow(domain, "k8s.io"))
        return true;
    return own.contains(label) || isBelow(domain, "kubelet.kubernetes.io") || isBelow(domain, "node.kubernetes.io");
}

/// The changed labels that are not the node's to change.
QByteArray foreignLabels(const Value &now, const Value &old)
{
    QList<QByteArray> labels;
    const auto compare = [&labels](const Value &a, const Value &b) {
        for (const Member &member : a.members()) {
            const QByteArray label = member.key().toByteArray();
            if (!(b[label] == member.value) && !isOwnLabel(label) && !labels.contains(label))
                labels.append(label);
        }
    };
    compare(now, old);
    compare(old, now);
    std::sort(labels.begin(), labels.end());
    return labels.join(", ");
}

Result<> checkNode(const Attributes &attributes, const QByteArray &node)
{
    const QByteArray who = "node " + quoted(node);
    if (attributes.name != node)
        return forbidden(attributes, who + " is not allowed to modify node " + quoted(attributes.name));
    const Value &now = attributes.document;
    if (attributes.operation == Operation::Create) {
        const QByteArray labels = foreignLabels(now["metadata"]["labels"], {});
        if (!labels.isEmpty())
            return forbidden(attributes, who + " is not allowed to set the following labels: " + labels);
    }
    if (attributes.operation != Operation::Update)
        return {};
    const Object &old = attributes.old;
    if (const QByteArray labels = foreignLabels(now["metadata"]["labels"], old.labels()); !labels.isEmpty())
        return forbidden(attributes, who + " is not allowed to modify labels: " + labels);
    if (!(now["spec"]["taints"] == old.spec()["taints"]))
        return forbidden(attributes, who + " is not allowed to modify taints");
    if (!(now["metadata"]["ownerReferences"] == old.metadata()["ownerReferences"]))
        return forbidden(attributes, who + " is not allowed to modify ownerReferences");
    return {};
}

/// A node may only make pods that tell of what it runs anyway, and that lead nowhere.
Result<> checkMirrorPod(const store::Store &store, const Attributes &attributes, const QByteArray &node)
{
    const QByteArray who = "node " + quoted(node);
    const Object pod(attributes.document);
    if (pod.annotation("kubernetes.io/config.mirror").isEmpty())
        return forbidden(attributes,
                         "pod does not have \"kubernetes.io/config.mirror\" annotation, " + who
                             + " can only create mirror pods");
    if (pod.spec()["nodeName"].text() != node)
        return forbidden(attributes, who + " can only create pods with spec.nodeName set to itself");
    const QList<OwnerReference> owners = pod.ownerReferences();
    if (owners.size() > 1)
        return forbidden(attributes, who + " can only create pods with a single owner reference set to itself");
    if (owners.size() != 1 || owners[0].apiVersion != "v1" || owners[0].kind != "Node" || owners[0].name != node)
        return forbidden(attributes, who + " can only create pods with an owner reference set to itself");
    if (!owners[0].controller)
        return forbidden(attributes, who + " can only create pods with a controller owner reference set to itself");
    if (owners[0].blockOwnerDeletion)
        return forbidden(attributes, who + " must not set blockOwnerDeletion on an owner reference");
    const auto own = store.getNewest("/registry/nodes/" + node);
    if (!own || own->object.uid() != owners[0].uid)
        return forbidden(attributes,
                         "node " + node + " UID mismatch: expected " + (own ? own->object.uid() : QByteArray())
                             + " got " + owners[0].uid);
    for (const Reference &reference : references(pod)) {
        const QByteArray what = reference.resource == "serviceaccounts" ? QByteArray("a service account")
                                                                        : reference.resource.split('.').first();
        return forbidden(attributes, who + " can not create pods that reference " + what);
    }
    return {};
}

Result<> checkPod(const store::Store &store, const Attributes &attributes, const QByteArray &node)
{
    const QByteArray &subresource = attributes.info.subresource;
    const QByteArray who = "node " + quoted(node);
    if (subresource.isEmpty() && attributes.operation == Operation::Create)
        return checkMirrorPod(store, attributes, node);
    const bool mine = attributes.old.spec()["nodeName"].text() == node;
    if (attributes.operation == Operation::Delete && !mine)
        return forbidden(attributes, who + " can only delete pods with spec.nodeName set to itself");
    if (subresource == "status") {
        if (!mine)
            return forbidden(attributes, who + " can only update pod status for pods with spec.nodeName set to itself");
        if (!(attributes.document["metadata"]["labels"] == attributes.old.labels()))
            return forbidden(attributes, who + " cannot update labels through pod status");
    }
    if (subresource == "eviction" && !mine)
        return forbidden(attributes, "node " + node + " can only evict pods with spec.nodeName set to itself");
    return {};
}

/// The CSI drivers of a pod's volumes, its claims' included.
QList<QByteArray> drivers(const store::Store &store, const Object &pod)
{
    QList<QByteArray> names;
    for (const Value &volume : pod.spec()["volumes"].items()) {
        names.append(volume["csi"]["driver"].bytes());
        QByteArray claimName = volume["persistentVolumeClaim"]["claimName"].bytes();
        if (!volume["ephemeral"].isNull())
            claimName = pod.name() + '-' + volume["name"].bytes();
        const auto claim = store.getNewest("/registry/persistentvolumeclaims/" + pod.ns() + '/' + claimName);
        if (claimName.isEmpty() || !claim)
            continue;
        const auto bound = store.getNewest("/registry/persistentvolumes/" + claim->object.spec()["volumeName"].bytes());
        if (bound)
            names.append(bound->object.spec()["csi"]["driver"].bytes());
    }
    names.removeAll(QByteArray());
    return names;
}

/// Whether a volume of the pod needs tokens for the audience.
bool wantsAudience(const store::Store &store, const Object &pod, QByteArrayView audience)
{
    for (const Value &volume : pod.spec()["volumes"].items()) {
        for (const Value &source : volume["projected"]["sources"].items()) {
            const Value &token = source["serviceAccountToken"];
            if (!token.isNull() && token["audience"].text() == audience)
                return true;
        }
    }
    for (const QByteArray &driver : drivers(store, pod)) {
        const auto entry = store.getNewest("/registry/csidrivers.storage.k8s.io/" + driver);
        if (!entry)
            continue;
        for (const Value &request : entry->object.spec()["tokenRequests"].items()) {
            if (request["audience"].text() == audience)
                return true;
        }
    }
    return false;
}

/// Tokens for others than this server only where the pod's volumes ask for them, or a role says so.
Result<> checkAudience(const store::Store &store, const Authorization &authorization, const Attributes &attributes,
                       const Object &pod)
{
    const Value &audiences = attributes.document["spec"]["audiences"];
    if (audiences.size() > 1)
        return forbidden(attributes, "node may only request 0 or 1 audiences");
    const QByteArray audience = audiences.at(0).bytes();
    if (wantsAudience(store, pod, audience))
        return {};
    RequestInfo info;
    info.isResource = true;
    info.verb = "request-serviceaccounts-token-audience";
    info.gvr = {"", "v1", audience};
    info.ns = attributes.info.ns;
    info.name = attributes.info.name;
    if (authorization.allows({attributes.user, info, {}}))
        return {};
    return forbidden(attributes,
                     "audience " + quoted(audience) + " not found in pod spec volume, " + attributes.user.name
                         + " is not authorized to request tokens for this audience");
}

/// A node asks for certificates in its own name only.
Result<> checkCertificateRequest(const Attributes &attributes, const QByteArray &node)
{
    const Value &spec = attributes.document["spec"];
    const QByteArrayView signer = spec["signerName"].text();
    if (attributes.operation != Operation::Create || !attributes.info.subresource.isEmpty()
        || (signer != "kubernetes.io/kubelet-serving" && signer != "kubernetes.io/kube-apiserver-client-kubelet"))
        return {};
    const auto csr = pki::inspectCsr(QByteArray::fromBase64(spec["request"].bytes()));
    if (!csr)
        return forbidden(attributes, "unable to parse csr: " + csr.error().message);
    if (csr->commonName.startsWith("system:node:") && csr->commonName != "system:node:" + node)
        return forbidden(attributes, "can only create a node CSR with CN=system:node:" + node);
    return {};
}

/// Of a claim a node says how large its volume has become, and nothing else.
Result<> checkClaim(const Attributes &attributes, const QByteArray &node)
{
    if (attributes.info.subresource != "status")
        return forbidden(attributes, "may only update PVC status");
    const auto rest = [](const Value &claim) {
        Value status = claim["status"];
        for (const char *member : {"capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"})
            status = status.without(member);
        const Value metadata = claim["metadata"].without("managedFields").without("resourceVersion");
        const Value now = claim.with("metadata", metadata);
        return status.isEmpty() ? now.without("status") : now.with("status", status);
    };
    if (attributes.operation == Operation::Update && !(rest(attributes.document) == rest(attributes.old.document())))
        return forbidden(attributes,
                         "node " + quoted(node)
                             + " is not allowed to update fields other than status.capacity and status.conditions");
    return {};
}

/// Only in the name of a pod that runs there.
Result<> checkToken(const store::Store &store, const Authorization &authorization, const Attributes &attributes,
                    const QByteArray &node)
{
    const Value &bound = attributes.document["spec"]["boundObjectRef"];
    if (bound["kind"].text() != "Pod" || bound["apiVersion"].text() != "v1" || bound["name"].text().isEmpty())
        return forbidden(attributes, "node requested token not bound to a pod");
    if (bound["uid"].text().isEmpty())
        return forbidden(attributes, "node requested token with a pod binding without a uid");
    const auto pod = store.getNewest("/registry/pods/" + attributes.info.ns + '/' + bound["name"].bytes());
    if (!pod)
        return forbidden(attributes, "pod " + quoted(bound["name"].text()) + " not found");
    if (pod->object.uid() != bound["uid"].text())
        return forbidden(attributes,
                         "the UID in the bound object reference (" + bound["uid"].bytes()
                             + ") does not match the UID in record. The object might have been deleted and then "
                               "recreated");
    if (pod->object.spec()["nodeName"].text() != node)
        return forbidden(attributes, "node requested token bound to a pod scheduled on a different node");
    if (pod->object.spec()["serviceAccountName"].text() != attributes.info.name)
        return forbidden(attributes,
                         "cannot bind token for serviceaccount " + quoted(attributes.info.name)
                             + " to pod running with different serviceaccount name");
    return checkAudience(store, authorization, attributes, pod->object);
}

} // namespace

Result<> nodeRestriction(const store::Store &store, const Authorization &authorization, const Attributes &attributes)
{
    const QByteArray node = nodeName(attributes.user);
    if (node.isEmpty())
        return {};
    const RequestInfo &info = attributes.info;
    const QByteArray resource = info.gvr.groupResource();
    if (resource == "nodes")
        return checkNode(attributes, node);
    if (resource == "pods")
        return checkPod(store, attributes, node);
    if (resource == "serviceaccounts" && info.subresource == "token")
        return checkToken(store, authorization, attributes, node);
    if (resource == "persistentvolumeclaims")
        return checkClaim(attributes, node);
    if (resource == "certificatesigningrequests.certificates.k8s.io")
        return checkCertificateRequest(attributes, node);
    if (resource == "leases.coordination.k8s.io") {
        if (info.ns != "kube-node-lease")
            return forbidden(attributes, "can only access leases in the \"kube-node-lease\" system namespace");
        if (attributes.name != node)
            return forbidden(attributes, "can only access node lease with the same name as the requesting node");
    }
    if (resource == "csinodes.storage.k8s.io" && attributes.name != node)
        return forbidden(attributes, "can only access CSINode with the same name as the requesting node");
    if (resource == "resourceslices.resource.k8s.io" && attributes.operation == Operation::Create
        && attributes.document["spec"]["nodeName"].text() != node)
        return forbidden(attributes, "can only create ResourceSlice with the same NodeName as the requesting node");
    return {};
}

} // namespace orrery::chain
