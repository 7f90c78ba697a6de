// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/node.h"

#include "controlplane/api/selector.h"

namespace orrery::chain {

using namespace api;

namespace {

bool namesVolumeSource(const Value &volume, QByteArrayView resource, QByteArrayView name)
{
    const bool secret = resource == "secrets";
    if (secret ? volume["secret"]["secretName"].text() == name : volume["configMap"]["name"].text() == name)
        return true;
    for (const Value &source : volume["projected"]["sources"].items()) {
        if (source[secret ? "secret" : "configMap"]["name"].text() == name)
            return true;
    }
    return false;
}

/// Whether a pod names the Secret, ConfigMap or ServiceAccount.
bool names(const Value &spec, QByteArrayView resource, QByteArrayView name)
{
    if (resource == "serviceaccounts")
        return spec["serviceAccountName"].text() == name;
    const bool secret = resource == "secrets";
    if (secret) {
        for (const Value &pull : spec["imagePullSecrets"].items()) {
            if (pull["name"].text() == name)
                return true;
        }
    }
    for (const Value &volume : spec["volumes"].items()) {
        if (namesVolumeSource(volume, resource, name))
            return true;
    }
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const Value &container : spec[list].items()) {
            for (const Value &env : container["env"].items()) {
                if (env["valueFrom"][secret ? "secretKeyRef" : "configMapKeyRef"]["name"].text() == name)
                    return true;
            }
            for (const Value &from : container["envFrom"].items()) {
                if (from[secret ? "secretRef" : "configMapRef"]["name"].text() == name)
                    return true;
            }
        }
    }
    return false;
}

bool podOnNodeNames(const store::Store &store, const RequestInfo &info, QByteArrayView node)
{
    store::ListRange range;
    range.prefix = "/registry/pods/" + info.ns + '/';
    const auto pods = store.list(range);
    if (!pods)
        return false;
    for (const store::Entry &pod : pods->entries) {
        const Value &spec = pod.object.spec();
        if (spec["nodeName"].text() == node && names(spec, info.gvr.resource, info.name))
            return true;
    }
    return false;
}

bool podIsOn(const store::Store &store, const RequestInfo &info, QByteArrayView node)
{
    const auto pod = store.getNewest("/registry/pods/" + info.ns + '/' + info.name);
    return pod && pod->object.spec()["nodeName"].text() == node;
}

Decision allowIf(bool yes)
{
    return yes ? Decision::Allow : Decision::NoOpinion;
}

Decision pods(const store::Store &store, const Question &question, const QByteArray &node)
{
    const RequestInfo &info = question.info;
    if (info.subresource.isEmpty() && (info.verb == "list" || info.verb == "watch")) {
        const auto selector = FieldSelector::parse(question.fieldSelector);
        return allowIf(selector && selector->exact("spec.nodeName") == node);
    }
    const bool mine = !info.name.isEmpty() && podIsOn(store, info, node);
    if (info.subresource.isEmpty())
        return allowIf((info.verb == "get" || info.verb == "delete") && mine);
    if (info.subresource == "status")
        return allowIf((info.verb == "get" || info.verb == "update" || info.verb == "patch") && mine);
    return allowIf(info.subresource == "eviction" && info.verb == "create" && mine);
}

} // namespace

QByteArray nodeName(const User &user)
{
    static constexpr QByteArrayView prefix = "system:node:";
    if (!user.name.startsWith(prefix) || !user.groups.contains("system:nodes"))
        return {};
    return user.name.mid(prefix.size());
}

Decision nodeAuthorizer(const store::Store &store, const Question &question)
{
    const QByteArray node = nodeName(question.user);
    const RequestInfo &info = question.info;
    if (node.isEmpty() || !info.isResource)
        return Decision::NoOpinion;
    const bool read = info.verb == "get" || info.verb == "list" || info.verb == "watch";
    const bool write = info.verb == "create" || info.verb == "update" || info.verb == "patch";
    const QByteArray resource = info.gvr.groupResource();
    if (resource == "nodes") {
        if (read && info.subresource.isEmpty())
            return Decision::Allow;
        if (info.verb == "create") // which name is admission's business: the path does not tell
            return allowIf(info.subresource.isEmpty());
        return allowIf(info.name == node && (write || info.verb == "get")
                       && (info.subresource.isEmpty() || info.subresource == "status"));
    }
    if (resource == "nodes.orrery.dev")
        return allowIf(info.name == node && info.subresource == "tunnel");
    if (resource == "pods")
        return pods(store, question, node);
    if (resource == "services" || resource == "endpoints" || resource == "endpointslices.discovery.k8s.io"
        || resource == "namespaces")
        return allowIf(read && info.subresource.isEmpty());
    if (resource == "secrets" || resource == "configmaps")
        return allowIf(read && info.subresource.isEmpty() && !info.name.isEmpty() && podOnNodeNames(store, info, node));
    if (resource == "serviceaccounts") {
        const bool token = info.subresource == "token" && info.verb == "create";
        return allowIf((token || (info.verb == "get" && info.subresource.isEmpty()))
                       && podOnNodeNames(store, info, node));
    }
    if (resource == "leases.coordination.k8s.io")
        return allowIf(info.ns == "kube-node-lease" && (info.verb == "create" || info.name == node)
                       && (write || read || info.verb == "delete"));
    if (resource == "events" || resource == "events.events.k8s.io")
        return allowIf(write);
    if (resource == "certificatesigningrequests.certificates.k8s.io")
        return allowIf((info.verb == "create" || read) && info.subresource.isEmpty());
    return Decision::NoOpinion;
}

} // namespace orrery::chain
