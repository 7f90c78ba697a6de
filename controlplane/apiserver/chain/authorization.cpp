// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authorization.h"

#include "controlplane/apiserver/chain/node.h"

namespace orrery::chain {

using namespace api;

namespace {

Answer systemMasters(const Question &question)
{
    return {Authorization::isSuperuser(question.user) ? Decision::Allow : Decision::NoOpinion, {}};
}

/// Whoever watches over the server need not be known to it.
Answer alwaysAllowedPaths(const Question &question)
{
    const RequestInfo &info = question.info;
    const bool health
        = !info.isResource && (info.path == "/healthz" || info.path == "/livez" || info.path == "/readyz");
    return {health ? Decision::Allow : Decision::NoOpinion, {}};
}

QByteArray forbiddenMessage(const Question &question)
{
    const RequestInfo &info = question.info;
    const QByteArray user = "User \"" + question.user.name + '"';
    if (!info.isResource)
        return "forbidden: " + user + " cannot " + info.verb + " path \"" + info.path + '"';
    QByteArray resource = info.gvr.resource;
    if (!info.subresource.isEmpty())
        resource += '/' + info.subresource;
    QByteArray message = info.gvr.groupResource();
    if (!info.name.isEmpty())
        message += " \"" + info.name + '"';
    message += " is forbidden: " + user + " cannot " + info.verb + " resource \"" + resource + "\" in API group \""
        + info.gvr.group + '"';
    return message + (info.ns.isEmpty() ? QByteArray(" at the cluster scope") : " in the namespace \"" + info.ns + '"');
}

} // namespace

Authorization::Authorization(store::Store &store)
    : m_rbac(store)
    , m_nodes(std::make_unique<NodeGraph>(store))
{
    m_authorizers = {
        {"system:masters", systemMasters},
        {"paths", alwaysAllowedPaths},
        {"node",
         [this](const Question &question) {
             return Answer{nodeAuthorizer(*m_nodes, question), {}};
         }},
        {"RBAC",
         [this](const Question &question) {
             Rbac::Verdict verdict = m_rbac.decide(question.user, question.info);
             return Answer{verdict.allowed ? Decision::Allow : Decision::NoOpinion, std::move(verdict.reason)};
         }},
    };
}

Authorization::~Authorization() = default;

Answer Authorization::decide(const Question &question) const
{
    Answer answer;
    for (const Authorizer &authorizer : m_authorizers) {
        answer = authorizer.decide(question);
        if (answer.decision != Decision::NoOpinion)
            break;
    }
    return answer;
}

Result<> Authorization::check(const Question &question, QByteArray *reason) const
{
    const Answer answer = decide(question);
    if (reason)
        *reason = answer.reason;
    if (answer.decision == Decision::Allow)
        return {};
    Error refused{Reason::Forbidden, forbiddenMessage(question)};
    if (!answer.reason.isEmpty())
        refused.message += ": " + answer.reason;
    refused.group = question.info.gvr.group;
    refused.kind = question.info.gvr.resource;
    refused.name = question.info.name;
    return refused;
}

QList<Rule> Authorization::rulesFor(const User &user, const QByteArray &ns, QByteArray *problems) const
{
    QList<Rule> rules;
    if (isSuperuser(user))
        rules = {{{"*"}, {"*"}, {"*"}, {}, {}}, {{"*"}, {}, {}, {}, {"*"}}};
    return rules + m_rbac.rulesFor(user, ns, problems);
}

} // namespace orrery::chain
