// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/webhook.h"

namespace orrery::chain {

using namespace api;
using Operation = Attributes::Operation;

namespace {

QList<QByteArray> texts(const Value &list)
{
    QList<QByteArray> out;
    for (const Value &item : list.items())
        out.append(item.bytes());
    return out;
}

bool holds(const QList<QByteArray> &list, QByteArrayView item)
{
    return std::any_of(list.begin(), list.end(), [item](const QByteArray &one) { return one == "*" || one == item; });
}

/// Selectors are validated when they are stored; one that is bad nevertheless selects nothing.
LabelSelector selector(const Value &value)
{
    return LabelSelector::fromValue(value.isNull() ? Value::object(std::vector<Member>()) : value)
        .valueOr(LabelSelector::fromValue({}).valueOr({}));
}

bool isNamespace(const RequestInfo &info)
{
    return info.gvr.group.isEmpty() && info.gvr.resource == "namespaces";
}

} // namespace

Webhook::Webhook(const Value &webhook, const QByteArray &configuration)
    : name(webhook["name"].bytes())
    , configuration(configuration)
    , client(webhook["clientConfig"])
    , timeoutSeconds(int(std::clamp<qint64>(webhook["timeoutSeconds"].integer(10), 1, 30)))
    , failsOpen(webhook["failurePolicy"].text() == "Ignore")
    , equivalent(webhook["matchPolicy"].text() != "Exact")
    , reinvoked(webhook["reinvocationPolicy"].text() == "IfNeeded")
    , hasConditions(!webhook["matchConditions"].isEmpty())
    , m_namespaces(selector(webhook["namespaceSelector"]))
    , m_objects(selector(webhook["objectSelector"]))
{
    const QByteArrayView effects = webhook["sideEffects"].text();
    hasSideEffects = effects != "None" && effects != "NoneOnDryRun";
    for (const Value &version : webhook["admissionReviewVersions"].items()) {
        if (reviewVersion.isEmpty() && (version.text() == "v1" || version.text() == "v1beta1"))
            reviewVersion = version.bytes();
    }
    for (const Value &given : webhook["rules"].items()) {
        Rule rule{texts(given["operations"]),
                  texts(given["apiGroups"]),
                  texts(given["apiVersions"]),
                  {},
                  given["scope"].bytes()};
        for (const Value &resource : given["resources"].items()) {
            const QByteArray text = resource.bytes();
            const qsizetype slash = text.indexOf('/');
            if (slash < 0)
                rule.resources.append({text, {}});
            else
                rule.resources.append({text.left(slash), text.mid(slash + 1)});
        }
        m_rules.push_back(std::move(rule));
    }
}

QByteArray operationName(Operation operation)
{
    static const QByteArray names[] = {"CREATE", "UPDATE", "DELETE", "CONNECT"};
    return names[int(operation)];
}

bool Webhook::names(const Attributes &attributes, const Gvr &gvr) const
{
    const QByteArray operation = operationName(attributes.operation);
    const RequestInfo &info = attributes.info;
    const bool namespaced = !info.ns.isEmpty() && !isNamespace(info);
    return std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        return holds(rule.operations, operation) && holds(rule.groups, gvr.group) && holds(rule.versions, gvr.version)
            && (rule.scope.isEmpty() || rule.scope == "*" || rule.scope == (namespaced ? "Namespaced" : "Cluster"))
            && std::any_of(rule.resources.begin(), rule.resources.end(), [&](const auto &resource) {
                   return (resource.first == "*" || resource.first == gvr.resource)
                       && (resource.second == "*" || resource.second == info.subresource);
               });
    });
}

bool Webhook::selects(const Attributes &attributes, const store::Store &store, Result<> *problem) const
{
    const auto labelsOf = [](const Value &document) -> const Value & { return document["metadata"]["labels"]; };
    if (!m_objects.isEmpty()) {
        const auto taken = [&](const Value &document) {
            return document["metadata"].isObject() && m_objects.matches(labelsOf(document));
        };
        const bool hasNew = attributes.operation == Operation::Create || attributes.operation == Operation::Update;
        const bool hasOld = attributes.operation == Operation::Update || attributes.operation == Operation::Delete;
        if (!(hasNew && taken(attributes.document)) && !(hasOld && taken(attributes.old.document())))
            return false;
    }
    const RequestInfo &info = attributes.info;
    if (m_namespaces.isEmpty() || (info.ns.isEmpty() && !isNamespace(info)))
        return true;
    const bool written = attributes.operation == Operation::Create || attributes.operation == Operation::Update;
    if (isNamespace(info) && info.subresource.isEmpty() && written)
        return m_namespaces.matches(labelsOf(attributes.document));
    const QByteArray ns = info.ns.isEmpty() ? info.name : info.ns;
    const auto found = store.getNewest("/registry/namespaces/" + ns);
    if (!found) {
        Error missing{Reason::NotFound, "namespaces \"" + ns + "\" not found"};
        missing.kind = "namespaces";
        missing.name = ns;
        *problem = missing;
        return false;
    }
    return m_namespaces.matches(found->object.labels());
}

bool isExemptFromWebhooks(const Gvr &gvr)
{
    static const QList<QByteArray> exempt{"validatingwebhookconfigurations", "mutatingwebhookconfigurations",
                                          "validatingadmissionpolicies",     "validatingadmissionpolicybindings",
                                          "mutatingadmissionpolicies",       "mutatingadmissionpolicybindings"};
    return gvr.group == "admissionregistration.k8s.io" && exempt.contains(gvr.resource);
}

} // namespace orrery::chain
