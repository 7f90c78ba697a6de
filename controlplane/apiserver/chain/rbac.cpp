// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/rbac.h"

#include <QLoggingCategory>

namespace orrery::chain {

using namespace api;

namespace {

Q_LOGGING_CATEGORY(lc, "orrery.chain")

constexpr auto group = ".rbac.authorization.k8s.io";

/// Unambiguous, for no part has a NUL.
QByteArray grantKey(const QByteArray &ns, const char *kind, const QByteArray &name)
{
    return ns + '\0' + kind + '\0' + name;
}

} // namespace

struct Rbac::Binding
{
    QByteArray kind, ns, name; ///< "ClusterRoleBinding", "", "admins"
    QByteArray roleKind, roleName, roleKey;
    QList<QByteArray> grants; ///< keys in m_grants
};

QByteArray rbacKey(QByteArrayView resource, const Key &key)
{
    return "/registry/" + resource.toByteArray() + group + '/' + key.path();
}

Rbac::Rbac(store::Store &store)
{
    for (const char *resource : {"clusterroles", "roles", "clusterrolebindings", "rolebindings"})
        follow(store, resource);
}

Rbac::~Rbac() = default;

void Rbac::follow(store::Store &store, const char *resource)
{
    store::ListRange range;
    range.prefix = "/registry/" + QByteArray(resource) + group + '/';
    const auto listing = store.list(range);
    if (!listing) {
        qCCritical(lc).noquote() << "no roles"
                                 << "resource=" << resource << "error=" << listing.error().message;
        return;
    }
    for (const store::Entry &entry : listing->entries)
        take(entry.key, entry.object);
    auto watch = store.watch(range.prefix, listing->revision, [this](const QList<store::Change> &changes) {
        for (const store::Change &change : changes) {
            if (change.type == store::Change::Type::Deleted)
                forget(change.entry.key);
            else
                take(change.entry.key, change.entry.object);
        }
    });
    if (watch)
        m_watches.push_back(std::move(*watch));
    else
        qCCritical(lc).noquote() << "no roles"
                                 << "resource=" << resource << "error=" << watch.error().message;
}

void Rbac::take(const QByteArray &storeKey, const Object &object)
{
    const Value &roleRef = object["roleRef"];
    if (roleRef.isNull()) {
        m_roles.insert(storeKey, Rule::listFromValue(object["rules"]));
        return;
    }
    forget(storeKey);
    auto binding = std::make_shared<Binding>();
    binding->ns = object.ns();
    binding->kind = binding->ns.isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
    binding->name = object.name();
    binding->roleKind = roleRef["kind"].bytes();
    binding->roleName = roleRef["name"].bytes();
    binding->roleKey = binding->roleKind == "ClusterRole" ? rbacKey("clusterroles", {{}, binding->roleName})
                                                          : rbacKey("roles", {binding->ns, binding->roleName});
    for (const Value &subject : object["subjects"].items()) {
        const QByteArray kind = subject["kind"].bytes(), name = subject["name"].bytes();
        QByteArray key, text = kind + ' ' + quoted(name);
        if (kind == "User" || kind == "Group") {
            key = grantKey(binding->ns, kind.constData(), name);
        } else if (kind == "ServiceAccount") {
            const QByteArray given = subject["namespace"].bytes(), ns = given.isEmpty() ? binding->ns : given;
            if (ns.isEmpty())
                continue;
            key = grantKey(binding->ns, "User", "system:serviceaccount:" + ns + ':' + name);
            text = kind + ' ' + quoted(name + '/' + ns);
        } else {
            continue;
        }
        binding->grants.append(key);
        m_grants[key].push_back({binding, text});
    }
    m_bindings.insert(storeKey, binding);
}

void Rbac::forget(const QByteArray &storeKey)
{
    m_roles.remove(storeKey);
    const auto binding = m_bindings.take(storeKey);
    if (!binding)
        return;
    for (const QByteArray &key : binding->grants) {
        const auto grants = m_grants.find(key);
        if (grants == m_grants.end())
            continue; // the same subject twice
        std::erase_if(*grants, [&binding](const Grant &grant) { return grant.binding == binding; });
        if (grants->empty())
            m_grants.erase(grants);
    }
}

void Rbac::visit(const User &user, const QByteArray &ns, const Visitor &visitor) const
{
    const auto look = [&](const QByteArray &key) {
        const auto grants = m_grants.find(key);
        if (grants == m_grants.end())
            return true;
        for (const Grant &grant : *grants) {
            const auto rules = m_roles.find(grant.binding->roleKey);
            if (!visitor(grant, rules == m_roles.end() ? nullptr : &*rules))
                return false;
        }
        return true;
    };
    QList<QByteArray> places{{}};
    if (!ns.isEmpty())
        places.append(ns);
    for (const QByteArray &place : std::as_const(places)) {
        if (!look(grantKey(place, "User", user.name)))
            return;
        for (const QByteArray &name : user.groups) {
            if (!look(grantKey(place, "Group", name)))
                return;
        }
    }
}

namespace {

/// `clusterrole.rbac.authorization.k8s.io "x" not found`, each once, as Go prints a list of errors.
QByteArray joined(const QList<QByteArray> &problems)
{
    return problems.size() == 1 ? problems.first()
        : problems.isEmpty()    ? QByteArray()
                                : '[' + problems.join(", ") + ']';
}

} // namespace

Rbac::Verdict Rbac::decide(const User &user, const RequestInfo &info) const
{
    Verdict verdict;
    QList<QByteArray> problems;
    visit(user, info.isResource ? info.ns : QByteArray(), [&](const Grant &grant, const QList<Rule> *rules) {
        const Binding &binding = *grant.binding;
        if (!rules) {
            const QByteArray problem
                = binding.roleKind.toLower() + group + ' ' + quoted(binding.roleName) + " not found";
            if (!problems.contains(problem))
                problems.append(problem);
            return true;
        }
        for (const Rule &rule : *rules) {
            if (!rule.allows(info))
                continue;
            const QByteArray where = binding.ns.isEmpty() ? binding.name : binding.name + '/' + binding.ns;
            verdict = {true,
                       "RBAC: allowed by " + binding.kind + ' ' + quoted(where) + " of " + binding.roleKind + ' '
                           + quoted(binding.roleName) + " to " + grant.subject};
            return false;
        }
        return true;
    });
    if (!verdict.allowed && !problems.isEmpty())
        verdict.reason = "RBAC: " + joined(problems);
    return verdict;
}

QList<Rule> Rbac::rulesFor(const User &user, const QByteArray &ns, QByteArray *problems) const
{
    QList<Rule> out;
    QList<QByteArray> lost;
    visit(user, ns, [&](const Grant &grant, const QList<Rule> *rules) {
        if (rules)
            out += *rules;
        else
            lost.append(grant.binding->roleKind.toLower() + group + ' ' + quoted(grant.binding->roleName)
                        + " not found");
        return true;
    });
    if (problems)
        *problems = joined(lost);
    return out;
}

Result<QList<Rule>> Rbac::rulesOf(const Value &roleRef, const QByteArray &ns) const
{
    const bool cluster = roleRef["kind"].text() == "ClusterRole";
    const QByteArray name = roleRef["name"].bytes();
    const auto rules = m_roles.find(cluster ? rbacKey("clusterroles", {{}, name}) : rbacKey("roles", {ns, name}));
    if (rules != m_roles.end())
        return *rules;
    const QByteArray resource = cluster ? "clusterroles" : "roles";
    Error missing{Reason::NotFound, resource + group + ' ' + quoted(name) + " not found"};
    missing.group = QByteArray(group).mid(1);
    missing.kind = resource;
    missing.name = name;
    return missing;
}

} // namespace orrery::chain
