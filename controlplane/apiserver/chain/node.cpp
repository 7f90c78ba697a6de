// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/node.h"

#include "controlplane/api/selector.h"
#include "controlplane/apiserver/chain/defaultpolicy.h"

#include <QLoggingCategory>

#include <algorithm>

namespace orrery::chain {

using namespace api;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.chain")

QByteArray refKey(const QByteArray &resource, const Key &key)
{
    return resource + '/' + key.ns + '/' + key.name;
}

Decision allowIf(bool yes)
{
    return yes ? Decision::Allow : Decision::NoOpinion;
}

Decision pods(const NodeGraph &graph, const Question &question, const QByteArray &node)
{
    const RequestInfo &info = question.info;
    if (info.subresource.isEmpty() && (info.verb == "list" || info.verb == "watch")) {
        const auto selector = FieldSelector::parse(question.fieldSelector);
        return allowIf(selector && selector->exact("spec.nodeName") == node);
    }
    if (info.subresource.isEmpty() && info.verb == "create")
        return Decision::Allow; // a mirror pod; admission looks at it
    const bool mine = !info.name.isEmpty() && graph.hasPod(node, {info.ns, info.name});
    if (info.subresource.isEmpty())
        return allowIf((info.verb == "get" || info.verb == "delete") && mine);
    if (info.subresource == "status")
        return allowIf((info.verb == "get" || info.verb == "update" || info.verb == "patch") && mine);
    return allowIf(info.subresource == "eviction" && info.verb == "create" && mine);
}

/// The devices of its own: which slice is created is admission's business.
Decision slices(const NodeGraph &graph, const Question &question, const QByteArray &node)
{
    const RequestInfo &info = question.info;
    if (!info.subresource.isEmpty())
        return Decision::NoOpinion;
    if (info.verb == "create")
        return Decision::Allow;
    if (info.verb == "list" || info.verb == "watch" || info.verb == "deletecollection") {
        const auto selector = FieldSelector::parse(question.fieldSelector);
        return allowIf(selector && selector->exact("spec.nodeName") == node);
    }
    const auto slice = graph.store().getNewest("/registry/resourceslices.resource.k8s.io/" + info.name);
    const bool mine = !info.name.isEmpty() && slice && slice->object.spec()["nodeName"].text() == node;
    return allowIf(mine
                   && (info.verb == "get" || info.verb == "update" || info.verb == "patch" || info.verb == "delete"));
}

} // namespace

QByteArray nodeName(const User &user)
{
    static constexpr QByteArrayView prefix = "system:node:";
    if (!user.name.startsWith(prefix) || !user.groups.contains("system:nodes"))
        return {};
    return user.name.mid(prefix.size());
}

QList<Reference> references(const Object &pod)
{
    QList<Reference> out;
    const QByteArray ns = pod.ns();
    const auto add = [&](const char *resource, const Value &name) {
        if (!name.text().isEmpty())
            out.append({resource, {ns, name.bytes()}});
    };
    const Value &spec = pod.spec();
    add("serviceaccounts", spec["serviceAccountName"]);
    for (const Value &pull : spec["imagePullSecrets"].items())
        add("secrets", pull["name"]);
    for (const char *list : {"initContainers", "containers", "ephemeralContainers"}) {
        for (const Value &container : spec[list].items()) {
            for (const Value &env : container["env"].items()) {
                add("secrets", env["valueFrom"]["secretKeyRef"]["name"]);
                add("configmaps", env["valueFrom"]["configMapKeyRef"]["name"]);
            }
            for (const Value &from : container["envFrom"].items()) {
                add("secrets", from["secretRef"]["name"]);
                add("configmaps", from["configMapRef"]["name"]);
            }
        }
    }
    for (const Value &volume : spec["volumes"].items()) {
        add("secrets", volume["secret"]["secretName"]);
        add("secrets", volume["azureFile"]["secretName"]);
        add("configmaps", volume["configMap"]["name"]);
        add("persistentvolumeclaims", volume["persistentVolumeClaim"]["claimName"]);
        if (volume.contains("ephemeral"))
            add("persistentvolumeclaims", pod.name() + '-' + volume["name"].bytes());
        for (const Value &source : volume["projected"]["sources"].items()) {
            add("secrets", source["secret"]["name"]);
            add("configmaps", source["configMap"]["name"]);
        }
        for (const Member &source : volume.members()) {
            add("secrets", source.value["secretRef"]["name"]);
            add("secrets", source.value["nodePublishSecretRef"]["name"]);
        }
    }
    for (const Value &claim : spec["resourceClaims"].items())
        add("resourceclaims.resource.k8s.io", claim["resourceClaimName"]);
    for (const Value &claim : pod.status()["resourceClaimStatuses"].items())
        add("resourceclaims.resource.k8s.io", claim["resourceClaimName"]);
    return out;
}

NodeGraph::NodeGraph(store::Store &store)
    : m_store(store)
{
    store::ListRange range;
    range.prefix = "/registry/pods/";
    const auto listing = store.list(range);
    if (!listing) {
        qCCritical(lc).noquote() << "no pods of nodes"
                                 << "error=" << listing.error().message;
        return;
    }
    for (const store::Entry &entry : listing->entries)
        take(entry.key, entry.object);
    auto watch = store.watch(range.prefix, listing->revision, [this](const QList<store::Change> &changes) {
        for (const store::Change &change : changes)
            take(change.entry.key, change.type == store::Change::Type::Deleted ? Object() : change.entry.object);
    });
    if (watch)
        m_watch = std::move(*watch);
    else
        qCCritical(lc).noquote() << "no pods of nodes"
                                 << "error=" << watch.error().message;
}

NodeGraph::~NodeGraph() = default;

void NodeGraph::take(const QByteArray &key, const Object &pod)
{
    if (const auto old = m_pods.find(key); old != m_pods.end()) {
        QHash<QByteArray, int> &names = m_names[old->node];
        for (const QByteArray &name : std::as_const(old->names)) {
            if (--names[name] == 0)
                names.remove(name);
        }
        if (names.isEmpty())
            m_names.remove(old->node);
        m_pods.erase(old);
    }
    if (pod.isNull() || pod.spec()["nodeName"].text().isEmpty())
        return;
    Pod now{pod.spec()["nodeName"].bytes(), {}};
    // A node makes mirror pods itself: they must not open anything to it.
    if (pod.annotation("kubernetes.io/config.mirror").isEmpty()) {
        for (const Reference &reference : references(pod))
            now.names.append(refKey(reference.resource, reference.key));
    }
    for (const QByteArray &name : std::as_const(now.names))
        ++m_names[now.node][name];
    m_pods.insert(key, std::move(now));
}

bool NodeGraph::hasPod(const QByteArray &node, const Key &pod) const
{
    const auto entry = m_store.getNewest("/registry/pods/" + pod.path());
    return entry && entry->object.spec()["nodeName"].text() == node;
}

bool NodeGraph::volumeNames(const Object &volume, const Key &secret) const
{
    const QByteArray claimNs = volume.spec()["claimRef"]["namespace"].bytes();
    for (const Member &source : volume.spec().members()) {
        for (const Member &part : source.value.members()) {
            if (!part.key().endsWith("ecretRef") || part.value["name"].text() != secret.name)
                continue;
            const QByteArray ns = part.value["namespace"].bytes();
            if ((ns.isEmpty() ? claimNs : ns) == secret.ns)
                return true;
        }
    }
    return false;
}

bool NodeGraph::refers(const QByteArray &node, const QByteArray &resource, const Key &key) const
{
    const auto names = m_names.find(node);
    if (names == m_names.end())
        return false;
    if (resource == "persistentvolumes") {
        const auto volume = m_store.getNewest("/registry/persistentvolumes/" + key.name);
        const Value claim = volume ? volume->object.spec()["claimRef"] : Value();
        return names->contains(refKey("persistentvolumeclaims", {claim["namespace"].bytes(), claim["name"].bytes()}));
    }
    if (names->contains(refKey(resource, key)))
        return true;
    if (resource != "secrets")
        return false;
    constexpr QByteArrayView claims = "persistentvolumeclaims/";
    for (auto it = names->keyBegin(); it != names->keyEnd(); ++it) {
        if (!it->startsWith(claims))
            continue;
        const auto claim = m_store.getNewest("/registry/" + *it);
        const QByteArray volumeName = claim ? claim->object.spec()["volumeName"].bytes() : QByteArray();
        const auto volume = m_store.getNewest("/registry/persistentvolumes/" + volumeName);
        if (!volumeName.isEmpty() && volume && volumeNames(volume->object, key))
            return true;
    }
    return false;
}

Decision nodeAuthorizer(const NodeGraph &graph, const Question &question)
{
    const QByteArray node = nodeName(question.user);
    const RequestInfo &info = question.info;
    if (node.isEmpty() || !info.isResource)
        return Decision::NoOpinion;
    const QByteArray resource = info.gvr.groupResource();
    const bool read = info.verb == "get" || info.verb == "list" || info.verb == "watch";
    const bool named = !info.name.isEmpty();
    const auto mayRead = [&](const Key &key) {
        return allowIf(read && named && info.subresource.isEmpty() && graph.refers(node, resource, key));
    };
    if (resource == "nodes.orrery.dev")
        return allowIf(info.name == node && info.subresource == "tunnel");
    if (resource == "pods")
        return pods(graph, question, node);
    if (resource == "secrets" || resource == "configmaps" || resource == "resourceclaims.resource.k8s.io")
        return mayRead({info.ns, info.name});
    if (resource == "persistentvolumes")
        return info.verb == "get" ? mayRead({{}, info.name}) : Decision::NoOpinion;
    if (resource == "persistentvolumeclaims") {
        const bool status
            = info.subresource == "status" && (info.verb == "get" || info.verb == "patch" || info.verb == "update");
        return allowIf((status || (info.verb == "get" && info.subresource.isEmpty())) && named
                       && graph.refers(node, resource, {info.ns, info.name}));
    }
    if (resource == "serviceaccounts") {
        const bool token = info.subresource == "token" && info.verb == "create";
        return allowIf((token || (info.verb == "get" && info.subresource.isEmpty())) && named
                       && graph.refers(node, resource, {info.ns, info.name}));
    }
    if (resource == "volumeattachments.storage.k8s.io") {
        const auto attachment = graph.store().getNewest("/registry/" + resource + '/' + info.name);
        return allowIf(info.verb == "get" && named && attachment
                       && attachment->object.spec()["nodeName"].text() == node);
    }
    if (resource == "resourceslices.resource.k8s.io")
        return slices(graph, question, node);
    if (resource == "leases.coordination.k8s.io" && info.ns != "kube-node-lease")
        return Decision::NoOpinion;
    // Its own, by name; which one is created is admission's business: the path does not tell.
    if ((resource == "nodes" || resource == "leases.coordination.k8s.io" || resource == "csinodes.storage.k8s.io")
        && info.verb != "create" && info.name != node)
        return Decision::NoOpinion;
    const QList<Rule> &rules = nodeRules();
    return allowIf(std::any_of(rules.begin(), rules.end(), [&info](const Rule &rule) { return rule.allows(info); }));
}

} // namespace orrery::chain
