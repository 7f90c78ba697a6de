// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/admission.h"

#include "controlplane/apiserver/chain/admissiondurations.h"
#include "controlplane/apiserver/chain/escalation.h"
#include "controlplane/apiserver/chain/node.h"
#include "controlplane/apiserver/chain/plugins.h"
#include "controlplane/apiserver/chain/quotaledger.h"
#include "controlplane/apiserver/chain/webhooks.h"

namespace orrery::chain {

using namespace api;
using Operation = Attributes::Operation;

namespace {

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
    // Who asks what somebody may do there learns nothing of the namespace.
    const bool reviews = info.gvr.group == "authorization.k8s.io" && info.gvr.resource == "localsubjectaccessreviews";
    if (info.ns.isEmpty() || attributes.operation == Operation::Delete || reviews)
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

/// Pods stay five minutes on a node that is lost, if they don't say how long.
Result<> defaultTolerationSeconds(Attributes &attributes)
{
    if (!isCreate(attributes, "pods"))
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

/// A new Node takes no pods until the node lifecycle controller has seen that it is ready.
Result<> taintNodesByCondition(Attributes &attributes)
{
    if (!isCreate(attributes, "nodes"))
        return {};
    const Value &taints = attributes.document["spec"]["taints"];
    const auto items = taints.items();
    static constexpr const char *key = "node.kubernetes.io/not-ready";
    if (std::any_of(items.begin(), items.end(), [](const Value &taint) {
            return taint["key"].text() == key && taint["effect"].text() == "NoSchedule";
        }))
        return {};
    const Value taint = Value::object({{"key", key}, {"effect", "NoSchedule"}});
    attributes.document = attributes.document.withPath(
        {"spec", "taints"}, taints.isArray() ? taints.withAppended(taint) : Value::array({taint}));
    return {};
}

/// A pod that comes to a node learns where that is: region and zone, as labels, for who looks at pods only.
Result<> podTopologyLabels(const store::Store &store, Attributes &attributes)
{
    const bool binds = attributes.operation == Operation::Create && attributes.info.gvr.groupResource() == "pods"
        && attributes.info.subresource == "binding";
    if (!binds && !isCreate(attributes, "pods"))
        return {};
    const Value &document = attributes.document;
    const QByteArray name = binds ? document["target"]["name"].bytes() : document["spec"]["nodeName"].bytes();
    const auto node = store.getNewest("/registry/nodes/" + name);
    if (name.isEmpty() || !node)
        return {};
    Value labelled = document;
    for (const char *label : {"topology.kubernetes.io/region", "topology.kubernetes.io/zone"}) {
        if (const Value &value = node->object.labels()[label]; !value.isNull())
            labelled = labelled.withPath({"metadata", "labels", label}, value);
    }
    attributes.document = labelled;
    return {};
}

} // namespace

Error forbidden(const Attributes &attributes, const QByteArray &why)
{
    const Gvr &gvr = attributes.info.gvr;
    // A name that is still to be generated is called by what it begins with.
    const QByteArray name
        = attributes.name.isEmpty() ? attributes.document["metadata"]["generateName"].bytes() : attributes.name;
    Error refused{Reason::Forbidden, gvr.groupResource() + " \"" + name + "\" is forbidden: " + why};
    refused.group = gvr.group;
    refused.kind = gvr.resource;
    refused.name = name;
    return refused;
}

bool isCreate(const Attributes &attributes, QByteArrayView groupResource)
{
    return attributes.operation == Operation::Create && attributes.info.subresource.isEmpty()
        && attributes.info.gvr.groupResource() == groupResource;
}

QList<Object> listAll(const store::Store &store, const QByteArray &groupResource, const QByteArray &ns)
{
    store::ListRange range;
    range.prefix = "/registry/" + groupResource + '/' + (ns.isEmpty() ? QByteArray() : ns + '/');
    QList<Object> out;
    if (store.count(range.prefix) == 0) // mostly there is none, and this is asked with every write
        return out;
    if (const auto listing = store.list(range)) {
        for (const store::Entry &entry : listing->entries)
            out.append(entry.object);
    }
    return out;
}

QByteArray aggregated(QList<QByteArray> complaints)
{
    QList<QByteArray> once;
    for (const QByteArray &complaint : std::as_const(complaints)) {
        if (!once.contains(complaint))
            once.append(complaint);
    }
    return once.size() == 1 ? once.first() : '[' + once.join(", ") + ']';
}

Admission::Admission(store::Store &store, const Authorization &authorization)
    : m_webhooks(std::make_unique<Webhooks>(store))
    , m_quotas(std::make_unique<QuotaLedger>(store))
{
    const auto onStore = [&store](auto plugin) { // admits and validates need the store; most need nothing else
        return [&store, plugin](auto &attributes) { return plugin(store, attributes); };
    };
    const auto onAuthorization = [&authorization](auto plugin) {
        return [&authorization, plugin](const Attributes &attributes) { return plugin(authorization, attributes); };
    };
    // Kubernetes' order. Webhooks come between the kinds' own plugins and the quota: Generic asks them.
    m_plugins = {
        {"NamespaceLifecycle",
         onStore(namespaceLifecycle),
         {},
         [&store](const Attributes &attributes) { // a namespace may end while webhooks are asked
             return attributes.waited ? namespaceLifecycle(store, attributes) : Result<>();
         }},
        {"NodeRestriction",
         [&](Attributes &attributes) { return nodeRestriction(store, authorization, attributes); },
         {}},
        {"LimitRanger", onStore(limitRangerAdmit), onStore(limitRangerValidate)},
        {"ServiceAccount", onStore(serviceAccountAdmit), onStore(serviceAccountValidate)},
        {"TaintNodesByCondition", taintNodesByCondition, {}},
        {"PodSecurity", {}, onStore(podSecurity)},
        {"Priority", onStore(priorityAdmit), onStore(priorityValidate)},
        {"DefaultTolerationSeconds", defaultTolerationSeconds, {}},
        {"DefaultStorageClass", onStore(defaultStorageClass), {}},
        {"StorageObjectInUseProtection", storageInUseProtection, {}},
        {"PersistentVolumeClaimResize", {}, onStore(claimResize)},
        {"RuntimeClass", onStore(runtimeClassAdmit), onStore(runtimeClassValidate)},
        {"CertificateApproval", {}, onAuthorization(certificateApproval)},
        {"CertificateSigning", {}, onAuthorization(certificateSigning)},
        {"CertificateSubjectRestriction", {}, certificateSubjectRestriction},
        {"DefaultIngressClass", onStore(defaultIngressClass), {}},
        {"PodTopologyLabels", onStore(podTopologyLabels), {}},
        {"RoleEscalation", {}, onAuthorization(preventEscalation)},
        {"ResourceQuota", {}, {}, [this](const Attributes &attributes) { return m_quotas->check(attributes); }},
    };
}

Admission::~Admission() = default;

void Admission::count(Metrics &metrics)
{
    m_durations = std::make_unique<AdmissionDurations>(metrics, m_plugins);
}

void Admission::written(const Gvr &gvr, const Object &old, const Object &now, qint64 revision) const
{
    m_quotas->written(gvr, old, now, revision);
}

Result<> Admission::admit(Attributes &attributes) const
{
    AdmissionDurations::Step step(m_durations.get(), AdmissionDurations::Type::Admit, attributes.operation);
    for (size_t i = 0; i < m_plugins.size(); ++i) {
        if (!m_plugins[i].admit)
            continue;
        auto agreed = m_plugins[i].admit(attributes);
        step.plugin(i, !agreed);
        if (!agreed)
            return agreed;
    }
    return {};
}

Result<> Admission::validate(const Attributes &attributes) const
{
    AdmissionDurations::Step step(m_durations.get(), AdmissionDurations::Type::Validate, attributes.operation);
    for (size_t i = 0; i < m_plugins.size(); ++i) {
        if (!m_plugins[i].validate)
            continue;
        auto agreed = m_plugins[i].validate(attributes);
        step.plugin(i, !agreed);
        if (!agreed)
            return agreed;
    }
    return {};
}

bool Admission::asksMutating(const Attributes &attributes) const
{
    return m_webhooks->concern(Webhooks::Phase::Mutating, attributes);
}

bool Admission::asksValidating(const Attributes &attributes) const
{
    return m_webhooks->concern(Webhooks::Phase::Validating, attributes);
}

void Admission::askMutating(Attributes &attributes, Next next) const
{
    m_webhooks->mutate(
        attributes, [this](Attributes &attributes) { return admit(attributes); }, std::move(next));
}

void Admission::askValidating(const Attributes &attributes, Next next) const
{
    m_webhooks->validate(attributes, std::move(next));
}

Result<> Admission::reserve(const Attributes &attributes) const
{
    for (const Plugin &plugin : m_plugins) {
        if (plugin.reserve)
            ORRERY_CHECK(plugin.reserve(attributes));
    }
    return {};
}

} // namespace orrery::chain
