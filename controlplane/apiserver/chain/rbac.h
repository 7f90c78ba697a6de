// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/request.h"
#include "controlplane/apiserver/chain/rules.h"
#include "controlplane/store/store.h"

#include <functional>
#include <memory>
#include <vector>

namespace orrery::chain {

/// The four kinds of rbac.authorization.k8s.io, kept in memory by whom they concern: an answer costs a look-up for the
/// user and each of its groups. Follows the store by watches; a change counts once it is visible. Does not: know
/// superusers or nodes (Authorization does). Thread: the api thread. Lifetime: Authorization's; the store outlives it.
class Rbac final
{
public:
    explicit Rbac(store::Store &store);
    ~Rbac();

    struct Verdict
    {
        bool allowed = false;
        QByteArray reason; ///< `RBAC: allowed by ...`, or which roles were named and are not there
    };
    Verdict decide(const api::User &user, const RequestInfo &info) const;
    /// All that the user may do in the namespace (empty: cluster-wide); problems: roles that are not there.
    QList<Rule> rulesFor(const api::User &user, const QByteArray &ns, QByteArray *problems = nullptr) const;
    /// What a roleRef of a binding in that namespace leads to. Errors: NotFound.
    api::Result<QList<Rule>> rulesOf(const api::Value &roleRef, const QByteArray &ns) const;
    /// Takes an object that is written but not yet visible; the watch says the same later.
    void take(const QByteArray &storeKey, const api::Object &object);

private:
    struct Binding;
    struct Grant ///< a binding, and the subject it has in common with the index's key
    {
        std::shared_ptr<const Binding> binding;
        QByteArray subject;
    };
    using Visitor = std::function<bool(const Grant &, const QList<Rule> *rules)>; ///< false: stop
    void visit(const api::User &user, const QByteArray &ns, const Visitor &visitor) const;
    void follow(store::Store &store, const char *resource);
    void forget(const QByteArray &storeKey);

    QHash<QByteArray, QList<Rule>> m_roles; ///< by store key
    QHash<QByteArray, std::shared_ptr<const Binding>> m_bindings; ///< by store key
    QHash<QByteArray, std::vector<Grant>> m_grants; ///< by namespace (or nothing), kind and name of the subject
    std::vector<std::unique_ptr<store::Store::WatchHandle>> m_watches;
};

/// Where the store has an object of the group: "/registry/roles.rbac.authorization.k8s.io/default/reader".
QByteArray rbacKey(QByteArrayView resource, const api::Key &key);

} // namespace orrery::chain
