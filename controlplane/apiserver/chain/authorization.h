// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/chain/rbac.h"
#include "controlplane/apiserver/chain/requestinfo.h"
#include "controlplane/store/store.h"

#include <functional>
#include <memory>
#include <vector>

namespace orrery::chain {

class NodeGraph;

enum class Decision { Allow, Deny, NoOpinion };

/// One way to decide. fields: the request's field selector, for authorizers that only let a part of a collection be
/// read.
struct Question
{
    const api::User &user;
    const RequestInfo &info;
    QByteArray fieldSelector;
};
/// A decision, and for people why.
struct Answer
{
    Decision decision = Decision::NoOpinion;
    QByteArray reason;
};
struct Authorizer
{
    const char *name;
    std::function<Answer(const Question &question)> decide;
};

/// Whether a user may do what is asked: an ordered list of authorizers, the first with an opinion decides, none means
/// no. The list is in authorization.cpp. Thread: the api thread. Lifetime: owner's; the store outlives it.
class Authorization final
{
public:
    explicit Authorization(store::Store &store);
    ~Authorization();
    Answer decide(const Question &question) const;
    bool allows(const Question &question) const { return decide(question).decision == Decision::Allow; }
    /// Errors: Forbidden, with Kubernetes' words. reason: for people, why or why not.
    api::Result<> check(const Question &question, QByteArray *reason = nullptr) const;

    /// All that rules give the user in the namespace (empty: cluster-wide). What the node authorizer allows is no rule.
    QList<Rule> rulesFor(const api::User &user, const QByteArray &ns, QByteArray *problems = nullptr) const;
    const Rbac &rbac() const { return m_rbac; }
    Rbac &rbac() { return m_rbac; }
    /// Of group system:masters, who may do anything, whatever the roles say.
    static bool isSuperuser(const api::User &user) { return user.groups.contains("system:masters"); }

private:
    Rbac m_rbac;
    std::unique_ptr<NodeGraph> m_nodes;
    std::vector<Authorizer> m_authorizers;
};

} // namespace orrery::chain
