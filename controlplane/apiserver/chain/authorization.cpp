// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authorization.h"

#include "controlplane/apiserver/chain/node.h"

namespace orrery::chain {

using namespace api;

namespace {

bool isRead(const RequestInfo &info)
{
    return info.verb == "get" || info.verb == "list" || info.verb == "watch";
}

Decision systemMasters(const Question &question)
{
    return question.user.groups.contains("system:masters") ? Decision::Allow : Decision::NoOpinion;
}

/// The control plane's own parts. RBAC will give each its role; until then they share one.
Decision components(const Question &question)
{
    static const QList<QByteArray> names{"system:apiserver", "system:kube-scheduler", "system:kube-controller-manager"};
    return names.contains(question.user.name) ? Decision::Allow : Decision::NoOpinion;
}

/// What Kubernetes' role system:public-info-viewer and the health endpoints give to everybody.
Decision publicPaths(const Question &question)
{
    const RequestInfo &info = question.info;
    if (info.isResource || (info.verb != "get" && info.verb != "head"))
        return Decision::NoOpinion;
    const QByteArrayView path(info.path);
    for (const char *prefix : {"/healthz", "/livez", "/readyz"}) {
        if (path == prefix
            || (path.startsWith(prefix) && path.size() > qsizetype(strlen(prefix)) && path[strlen(prefix)] == '/'))
            return Decision::Allow;
    }
    return path == "/version" || path == "/version/" ? Decision::Allow : Decision::NoOpinion;
}

/// system:discovery and system:basic-user: what anyone who is known may ask.
Decision authenticated(const Question &question)
{
    if (!question.user.groups.contains("system:authenticated"))
        return Decision::NoOpinion;
    const RequestInfo &info = question.info;
    if (info.isResource) {
        const bool self = info.gvr.resource == "selfsubjectaccessreviews"
            || info.gvr.resource == "selfsubjectrulesreviews" || info.gvr.resource == "selfsubjectreviews";
        return self && info.verb == "create" ? Decision::Allow : Decision::NoOpinion;
    }
    if (info.verb != "get" && info.verb != "head")
        return Decision::NoOpinion;
    const QByteArrayView path(info.path);
    for (const char *prefix : {"/api", "/apis", "/openapi"}) {
        const qsizetype length = qsizetype(strlen(prefix));
        if (path == prefix || (path.startsWith(prefix) && path.size() > length && path[length] == '/'))
            return Decision::Allow;
    }
    return Decision::NoOpinion;
}

/// A machine that joins: it may ask for its certificate and see the answer.
Decision bootstrappers(const Question &question)
{
    const RequestInfo &info = question.info;
    if (!question.user.groups.contains("system:bootstrappers") || !info.isResource || !info.subresource.isEmpty())
        return Decision::NoOpinion;
    const bool requests = info.gvr.group == "certificates.k8s.io" && info.gvr.resource == "certificatesigningrequests";
    return requests && (info.verb == "create" || isRead(info)) ? Decision::Allow : Decision::NoOpinion;
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

Authorization::Authorization(const store::Store &store)
{
    m_authorizers = {
        {"system:masters", systemMasters},
        {"components", components},
        {"node", [&store](const Question &question) { return nodeAuthorizer(store, question); }},
        {"bootstrappers", bootstrappers},
        {"authenticated", authenticated},
        {"public", publicPaths},
    };
}

bool Authorization::allows(const Question &question) const
{
    for (const Authorizer &authorizer : m_authorizers) {
        const Decision decision = authorizer.decide(question);
        if (decision != Decision::NoOpinion)
            return decision == Decision::Allow;
    }
    return false;
}

Result<> Authorization::check(const Question &question) const
{
    if (allows(question))
        return {};
    if (question.user.isAnonymous())
        return error(Reason::Unauthorized, "Unauthorized");
    Error refused{Reason::Forbidden, forbiddenMessage(question)};
    refused.group = question.info.gvr.group;
    refused.kind = question.info.gvr.resource;
    refused.name = question.info.name;
    return refused;
}

} // namespace orrery::chain
