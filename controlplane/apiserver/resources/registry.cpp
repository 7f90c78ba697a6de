// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/registry.h"

namespace orrery::resources {

// The kinds, in the order discovery lists them within their groups. To add one: a file with its Resource, and a line
// here.
#define ORRERY_KINDS(KIND)                                                                                             \
    KIND(binding)                                                                                                      \
    KIND(configMap)                                                                                                    \
    KIND(endpoints)                                                                                                    \
    KIND(event)                                                                                                        \
    KIND(limitRange)                                                                                                   \
    KIND(namespaceKind)                                                                                                \
    KIND(node)                                                                                                         \
    KIND(persistentVolumeClaim)                                                                                        \
    KIND(persistentVolume)                                                                                             \
    KIND(pod)                                                                                                          \
    KIND(podTemplate)                                                                                                  \
    KIND(replicationController)                                                                                        \
    KIND(resourceQuota)                                                                                                \
    KIND(secret)                                                                                                       \
    KIND(serviceAccount)                                                                                               \
    KIND(service)                                                                                                      \
    KIND(apiService)                                                                                                   \
    KIND(controllerRevision)                                                                                           \
    KIND(daemonSet)                                                                                                    \
    KIND(deployment)                                                                                                   \
    KIND(replicaSet)                                                                                                   \
    KIND(statefulSet)                                                                                                  \
    KIND(eventsEvent)                                                                                                  \
    KIND(selfSubjectReview)                                                                                            \
    KIND(tokenReview)                                                                                                  \
    KIND(localSubjectAccessReview)                                                                                     \
    KIND(selfSubjectAccessReview)                                                                                      \
    KIND(selfSubjectRulesReview)                                                                                       \
    KIND(subjectAccessReview)                                                                                          \
    KIND(horizontalPodAutoscaler)                                                                                      \
    KIND(horizontalPodAutoscalerV1)                                                                                    \
    KIND(cronJob)                                                                                                      \
    KIND(job)                                                                                                          \
    KIND(certificateSigningRequest)                                                                                    \
    KIND(ingressClass)                                                                                                 \
    KIND(ingress)                                                                                                      \
    KIND(ipAddress)                                                                                                    \
    KIND(networkPolicy)                                                                                                \
    KIND(serviceCidr)                                                                                                  \
    KIND(podDisruptionBudget)                                                                                          \
    KIND(clusterRoleBinding)                                                                                           \
    KIND(clusterRole)                                                                                                  \
    KIND(roleBinding)                                                                                                  \
    KIND(role)                                                                                                         \
    KIND(csiDriver)                                                                                                    \
    KIND(csiNode)                                                                                                      \
    KIND(csiStorageCapacity)                                                                                           \
    KIND(storageClass)                                                                                                 \
    KIND(volumeAttachment)                                                                                             \
    KIND(volumeAttributesClass)                                                                                        \
    KIND(mutatingWebhookConfiguration)                                                                                 \
    KIND(validatingAdmissionPolicy)                                                                                    \
    KIND(validatingAdmissionPolicyBinding)                                                                             \
    KIND(validatingWebhookConfiguration)                                                                               \
    KIND(priorityClass)                                                                                                \
    KIND(lease)                                                                                                        \
    KIND(runtimeClass)                                                                                                 \
    KIND(endpointSlice)                                                                                                \
    KIND(deviceClass)                                                                                                  \
    KIND(resourceClaim)                                                                                                \
    KIND(resourceClaimTemplate)                                                                                        \
    KIND(resourceSlice)                                                                                                \
    KIND(flowSchema)                                                                                                   \
    KIND(priorityLevelConfiguration)                                                                                   \
    KIND(machine)                                                                                                      \
    KIND(step)

namespace kinds {
#define ORRERY_DECLARE(KIND) Resource KIND();
ORRERY_KINDS(ORRERY_DECLARE)
#undef ORRERY_DECLARE
} // namespace kinds

Registry::Registry(store::Store *steps, std::vector<Resource> more)
{
#define ORRERY_ADD(KIND) enter(kinds::KIND());
    ORRERY_KINDS(ORRERY_ADD)
#undef ORRERY_ADD
    const auto found = std::ranges::find_if(m_resources, [](const auto &one) { return one->gvr.resource == "steps"; });
    (*found)->storage = steps;
    if (!steps) {
        m_byGvr.remove((*found)->gvr);
        m_resources.erase(found);
    }
    for (Resource &resource : more)
        enter(std::move(resource));
}

void Registry::enter(Resource resource)
{
    static quint64 serials = 0;
    resource.serial = ++serials;
    if (resource.singular.isNull()) // "": it has none
        resource.singular = resource.kind.toLower();
    if (!resource.type)
        resource.type = api::Schema::builtin().type(resource.gvr.apiVersion(), resource.kind);
    if (resource.listKind.isEmpty())
        resource.listKind = resource.kind + "List";
    resource.prefix = "/registry/" + resource.storedAs.value_or(resource.gvr).groupResource() + '/';
    auto entered = std::make_shared<Resource>(std::move(resource));
    const auto same
        = std::ranges::find_if(m_resources, [&entered](const auto &one) { return one->gvr == entered->gvr; });
    if (same == m_resources.end())
        m_resources.push_back(entered);
    else
        *same = entered;
    m_byGvr.insert(entered->gvr, entered);
}

bool Registry::add(Resource resource)
{
    if (const Resource *had = find(resource.gvr); had && !had->custom)
        return false;
    const QByteArray group = resource.gvr.group;
    resource.custom = true;
    enter(std::move(resource));
    if (m_changed)
        m_changed(group);
    return true;
}

void Registry::remove(const api::Gvr &gvr)
{
    const auto found = m_byGvr.find(gvr);
    if (found == m_byGvr.end() || !(*found)->custom)
        return;
    const QByteArray group = gvr.group; // gvr may be a part of what goes
    std::erase_if(m_resources, [&found](const auto &one) { return one == *found; });
    m_byGvr.erase(found);
    if (m_changed)
        m_changed(group);
}

const Resource *Registry::byKind(QByteArrayView apiVersion, QByteArrayView kind) const
{
    for (const Resource &resource : all()) {
        if (resource.kind == kind && resource.gvr.apiVersion() == apiVersion)
            return &resource;
    }
    return nullptr;
}

QList<QByteArray> Registry::groups() const
{
    QList<QByteArray> groups{""}, custom;
    for (const Resource &resource : all()) {
        if (!groups.contains(resource.gvr.group) && !custom.contains(resource.gvr.group))
            (resource.custom ? custom : groups).append(resource.gvr.group);
    }
    std::sort(custom.begin(), custom.end());
    return groups + custom;
}

QList<QByteArray> Registry::versions(QByteArrayView group) const
{
    QList<QByteArray> versions;
    bool custom = false;
    for (const Resource &resource : all()) {
        if (resource.gvr.group != group)
            continue;
        custom |= resource.custom;
        if (!versions.contains(resource.gvr.version))
            versions.append(resource.gvr.version);
    }
    if (custom)
        std::sort(versions.begin(), versions.end(), versionPrecedes);
    return versions;
}

bool versionPrecedes(QByteArrayView a, QByteArrayView b)
{
    // v<major>, v<major>beta<minor>, v<major>alpha<minor>; anything else comes last.
    struct Parts
    {
        int stability = 0; // 3: stable, 2: beta, 1: alpha
        qint64 major = 0, minor = 0;
    };
    const auto parts = [](QByteArrayView version) {
        Parts out;
        const auto number = [&version](qint64 &into) {
            qsizetype length = 0;
            while (length < version.size() && version[length] >= '0' && version[length] <= '9')
                ++length;
            bool good = length > 0 && length < 18 && version[0] != '0';
            into = good ? version.first(length).toLongLong() : 0;
            version = version.sliced(length);
            return good;
        };
        if (!version.startsWith('v'))
            return out;
        version = version.sliced(1);
        if (!number(out.major))
            return out;
        if (version.isEmpty()) {
            out.stability = 3;
        } else if (version.startsWith("beta") || version.startsWith("alpha")) {
            const int stability = version.startsWith("beta") ? 2 : 1;
            version = version.sliced(stability == 2 ? 4 : 5);
            if (number(out.minor) && version.isEmpty())
                out.stability = stability;
        }
        return out;
    };
    const Parts x = parts(a), y = parts(b);
    if (x.stability != y.stability)
        return x.stability > y.stability;
    if (x.stability == 0)
        return a < b;
    return x.major != y.major ? x.major > y.major : x.minor > y.minor;
}

} // namespace orrery::resources
