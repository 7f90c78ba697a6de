// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/registry.h"

namespace orrery::resources {

// The kinds, in the order discovery lists them within their groups. To add one: a file with its Resource, and a line
// here.
#define ORRERY_KINDS(KIND)                                                                                             \
    KIND(configMap)                                                                                                    \
    KIND(endpoints)                                                                                                    \
    KIND(event)                                                                                                        \
    KIND(namespaceKind)                                                                                                \
    KIND(node)                                                                                                         \
    KIND(pod)                                                                                                          \
    KIND(secret)                                                                                                       \
    KIND(serviceAccount)                                                                                               \
    KIND(service)                                                                                                      \
    KIND(controllerRevision)                                                                                           \
    KIND(deployment)                                                                                                   \
    KIND(replicaSet)                                                                                                   \
    KIND(selfSubjectReview)                                                                                            \
    KIND(tokenReview)                                                                                                  \
    KIND(selfSubjectAccessReview)                                                                                      \
    KIND(selfSubjectRulesReview)                                                                                       \
    KIND(subjectAccessReview)                                                                                          \
    KIND(localSubjectAccessReview)                                                                                     \
    KIND(certificateSigningRequest)                                                                                    \
    KIND(lease)                                                                                                        \
    KIND(endpointSlice)                                                                                                \
    KIND(clusterRoleBinding)                                                                                           \
    KIND(clusterRole)                                                                                                  \
    KIND(roleBinding)                                                                                                  \
    KIND(role)                                                                                                         \
    KIND(machine)                                                                                                      \
    KIND(step)

namespace kinds {
#define ORRERY_DECLARE(KIND) Resource KIND();
ORRERY_KINDS(ORRERY_DECLARE)
#undef ORRERY_DECLARE
} // namespace kinds

Registry::Registry(store::Store *steps)
{
#define ORRERY_ADD(KIND) add(kinds::KIND());
    ORRERY_KINDS(ORRERY_ADD)
#undef ORRERY_ADD
    for (auto it = m_resources.begin(); it != m_resources.end();) {
        if (it->gvr.resource != "steps") {
            ++it;
            continue;
        }
        it->storage = steps;
        if (steps) {
            ++it;
            continue;
        }
        m_byGvr.remove(it->gvr);
        it = m_resources.erase(it); // the last: the others stay where they are
    }
}

void Registry::add(Resource resource)
{
    if (resource.singular.isEmpty())
        resource.singular = resource.kind.toLower();
    resource.type = api::Schema::builtin().type(resource.gvr.apiVersion(), resource.kind);
    resource.prefix = "/registry/" + resource.gvr.groupResource() + '/';
    m_resources.push_back(std::move(resource));
    m_byGvr.insert(m_resources.back().gvr, &m_resources.back());
}

const Resource *Registry::byKind(QByteArrayView apiVersion, QByteArrayView kind) const
{
    for (const Resource &resource : m_resources) {
        if (resource.kind == kind && resource.gvr.apiVersion() == apiVersion)
            return &resource;
    }
    return nullptr;
}

QList<QByteArray> Registry::groups() const
{
    QList<QByteArray> groups{""};
    for (const Resource &resource : m_resources) {
        if (!groups.contains(resource.gvr.group))
            groups.append(resource.gvr.group);
    }
    return groups;
}

QList<QByteArray> Registry::versions(QByteArrayView group) const
{
    QList<QByteArray> versions;
    for (const Resource &resource : m_resources) {
        if (resource.gvr.group == group && !versions.contains(resource.gvr.version))
            versions.append(resource.gvr.version);
    }
    return versions;
}

} // namespace orrery::resources
