// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/selector.h"
#include "controlplane/apiserver/chain/admission.h"

namespace orrery::chain {

/// One of a configuration's webhooks, read once: what it is asked about, and how it is treated.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
/// Thread: the api thread. Lifetime: a value, shared by the writes that ask it.
class Webhook final
{
public:
    Webhook(const api::Value &webhook, const QByteArray &configuration);

    QByteArray name;
    QByteArray configuration; ///< whose it is
    api::Value client; ///< clientConfig
    QByteArray reviewVersion; ///< "v1" or "v1beta1": the first of its own that is spoken here
    int timeoutSeconds = 10;
    bool failsOpen = false; ///< failurePolicy Ignore
    bool equivalent = true; ///< matchPolicy
    bool reinvoked = false; ///< reinvocationPolicy IfNeeded
    bool hasSideEffects = false; ///< even in a dry run
    bool hasConditions = false; ///< matchConditions, which are not evaluated

    /// Whether a rule names the operation on that resource (the write's own, or one that it is equivalent to).
    bool names(const Attributes &attributes, const api::Gvr &gvr) const;
    /// Whether the selectors take the namespace's labels and the object's (new or old).
    bool selects(const Attributes &attributes, const store::Store &store, api::Result<> *problem) const;

private:
    struct Rule
    {
        QList<QByteArray> operations, groups, versions;
        QList<std::pair<QByteArray, QByteArray>> resources; ///< with their subresources
        QByteArray scope;
    };
    std::vector<Rule> m_rules;
    api::LabelSelector m_namespaces, m_objects;
};

QByteArray operationName(Attributes::Operation operation); ///< "CREATE"

/// Nobody may be kept from changing what keeps them from changing things.
bool isExemptFromWebhooks(const api::Gvr &gvr);

} // namespace orrery::chain
