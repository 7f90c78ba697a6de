// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/impersonation.h"

namespace orrery::chain {

using namespace api;

namespace {

constexpr QByteArrayView accountPrefix = "system:serviceaccount:";

/// The namespace and name behind system:serviceaccount:<namespace>:<name>.
std::optional<Key> serviceAccount(const QByteArray &user)
{
    if (!user.startsWith(accountPrefix))
        return std::nullopt;
    const QList<QByteArray> parts = user.mid(accountPrefix.size()).split(':');
    if (parts.size() != 2 || parts[0].isEmpty() || parts[1].isEmpty())
        return std::nullopt;
    return Key{parts[0], parts[1]};
}

RequestInfo asking(const char *group, const char *resource, const QByteArray &name, const QByteArray &ns = {},
                   const QByteArray &subresource = {})
{
    RequestInfo info;
    info.isResource = true;
    info.verb = "impersonate";
    info.gvr = {group, "v1", resource};
    info.ns = ns;
    info.name = name;
    info.subresource = subresource;
    return info;
}

} // namespace

QList<QByteArray> serviceAccountGroups(const QByteArray &ns)
{
    return {"system:serviceaccounts", "system:serviceaccounts:" + ns};
}

Result<User> impersonated(const Request &request, const User &user, const Authorization &authorization)
{
    constexpr QByteArrayView extraPrefix = "impersonate-extra-";
    User wanted;
    for (const auto &[name, value] : request.headers.fields()) {
        if (!name.startsWith("impersonate-") || value.isEmpty())
            continue;
        if (name == "impersonate-user")
            wanted.name = value;
        else if (name == "impersonate-uid")
            wanted.uid = value;
        else if (name == "impersonate-group")
            wanted.groups.append(value);
        else if (name.startsWith(extraPrefix) && name.size() > extraPrefix.size())
            wanted.extra[QByteArray::fromPercentEncoding(name.mid(extraPrefix.size()))].append(value);
    }
    if (wanted.name.isEmpty()) {
        if (wanted.groups.isEmpty() && wanted.uid.isEmpty() && wanted.extra.isEmpty())
            return user;
        return error(Reason::InternalError,
                     "Internal error occurred: requested groups, uid or extra without impersonating a user");
    }
    const auto account = serviceAccount(wanted.name);
    QList<RequestInfo> questions{account ? asking("", "serviceaccounts", account->name, account->ns)
                                         : asking("", "users", wanted.name)};
    for (const QByteArray &group : std::as_const(wanted.groups))
        questions.append(asking("", "groups", group));
    for (auto it = wanted.extra.cbegin(); it != wanted.extra.cend(); ++it) {
        for (const QByteArray &value : it.value())
            questions.append(asking("authentication.k8s.io", "userextras", value, {}, it.key()));
    }
    if (!wanted.uid.isEmpty())
        questions.append(asking("authentication.k8s.io", "uids", wanted.uid));
    for (const RequestInfo &question : std::as_const(questions))
        ORRERY_CHECK(authorization.check({user, question, {}}));

    if (account && wanted.groups.isEmpty())
        wanted.groups = serviceAccountGroups(account->ns);
    const char *everybody = wanted.isAnonymous() ? "system:unauthenticated" : "system:authenticated";
    if (!wanted.groups.contains("system:authenticated") && !wanted.groups.contains("system:unauthenticated"))
        wanted.groups.append(everybody);
    return wanted;
}

} // namespace orrery::chain
