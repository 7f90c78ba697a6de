// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/clusterroleaggregation.h"

#include <algorithm>

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {
const Gvr clusterRoles{"rbac.authorization.k8s.io", "v1", "clusterroles"};
}

Watches ClusterRoleAggregation::watches() const
{
    // Any role may have come into or fallen out of any aggregate.
    return {Maps(clusterRoles, [this](const Object &) {
        QList<Key> keys;
        for (const Object &role : m_roles->objects()) {
            if (!role["aggregationRule"].isNull())
                keys.append(role.key());
        }
        return keys;
    })};
}

void ClusterRoleAggregation::setUp(Informers &informers)
{
    m_roles = informers.get(clusterRoles);
}

Result<Requeue> ClusterRoleAggregation::reconcile(const Key &key)
{
    const Object role = m_roles->get(key);
    if (!role || role.isDeleting() || role["aggregationRule"].isNull())
        return Requeue{};
    QList<Object> all = m_roles->objects().values();
    std::sort(all.begin(), all.end(), [](const Object &a, const Object &b) { return a.name() < b.name(); });
    std::vector<Value> rules;
    for (const Value &selector : role["aggregationRule"]["clusterRoleSelectors"].items()) {
        const auto matcher = LabelSelector::fromValue(selector);
        if (!matcher)
            continue; // the server would not have taken it
        for (const Object &other : std::as_const(all)) {
            if (other.name() == role.name() || !matcher->matches(other.labels()))
                continue;
            for (const Value &rule : other["rules"].items()) {
                if (std::find(rules.begin(), rules.end(), rule) == rules.end())
                    rules.push_back(rule);
            }
        }
    }
    const Value wanted = Value::array(std::move(rules));
    if (wanted == role["rules"])
        return Requeue{};
    const Value patch = Value::object(
        {{"metadata", Value::object({{"resourceVersion", role.metadata()["resourceVersion"]}})}, {"rules", wanted}});
    const Result<Object> done = m_client.patch(clusterRoles, key, PatchType::Merge, patch).result();
    if (!done && !done.failedWith(Reason::NotFound) && !done.failedWith(Reason::Conflict))
        return done.error();
    return Requeue{}; // after a conflict the informer brings us back
}

} // namespace orrery::controllers
