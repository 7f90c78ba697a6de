// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/apiservice.h"

#include "controlplane/controllers/discovery.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *automanaged = "kube-aggregator.kubernetes.io/automanaged";
constexpr const char *byService = "service";
const Key localKey{"local", "groups"}; ///< look again which group versions there are; objects' keys have no namespace

struct Priority
{
    int group = 1000, version = 100; ///< custom resources'
};

/// Where a group of Kubernetes' own stands in lists: the higher, the further up.
Priority priorityOf(const QByteArray &group, const QByteArray &version)
{
    static const QHash<QByteArray, int> groups{{"", 18000},
                                               {"apps", 17800},
                                               {"events.k8s.io", 17750},
                                               {"authentication.k8s.io", 17700},
                                               {"authorization.k8s.io", 17600},
                                               {"autoscaling", 17500},
                                               {"batch", 17400},
                                               {"certificates.k8s.io", 17300},
                                               {"networking.k8s.io", 17200},
                                               {"policy", 17100},
                                               {"rbac.authorization.k8s.io", 17000},
                                               {"storage.k8s.io", 16800},
                                               {"apiextensions.k8s.io", 16700},
                                               {"admissionregistration.k8s.io", 16700},
                                               {"scheduling.k8s.io", 16600},
                                               {"coordination.k8s.io", 16500},
                                               {"node.k8s.io", 16300},
                                               {"discovery.k8s.io", 16200},
                                               {"resource.k8s.io", 16150},
                                               {"flowcontrol.apiserver.k8s.io", 16100}};
    const auto found = groups.find(group);
    if (found == groups.end())
        return {};
    return {*found, group.isEmpty() ? 1 : version == "v2" ? 30 : 15};
}

QByteArray serviceOf(const Object &apiService)
{
    const Value &service = apiService.spec()["service"];
    return service.isNull() ? QByteArray() : Key{service["namespace"].bytes(), service["name"].bytes()}.path();
}

Object localService(const QByteArray &group, const QByteArray &version)
{
    const Priority priority = priorityOf(group, version);
    Value spec = Value::object({{"version", version},
                                {"groupPriorityMinimum", Value(priority.group)},
                                {"versionPriority", Value(priority.version)}});
    if (!group.isEmpty())
        spec = spec.with("group", group);
    return newObject("apiregistration.k8s.io/v1", "APIService", {{}, version + '.' + group})
        .withMetadata("labels", Value::object({{automanaged, priority.group == Priority().group ? "true" : "onstart"}}))
        .with("spec", spec);
}

bool isAnswered(const Result<Object> &result)
{
    return result || result.failedWith(Reason::NotFound) || result.failedWith(Reason::AlreadyExists)
        || result.failedWith(Reason::Conflict);
}

} // namespace

Watches ApiService::watches() const
{
    return {Maps(gvr::apiServices,
                 [](const Object &object) {
                     return QList<Key>{object.key(), localKey};
                 }),
            Maps(gvr::customResourceDefinitions, [](const Object &) { return QList<Key>{localKey}; }),
            // There is always one of that name: what begins the first look.
            Maps(gvr::namespaces,
                 [](const Object &ns) { return ns.name() == "default" ? QList<Key>{localKey} : QList<Key>(); }),
            Maps(gvr::services, [this](const Object &service) {
                QList<Key> keys;
                const QList<Object> all = m_apiServices->indexed(byService, service.key().path());
                for (const Object &one : all)
                    keys.append(one.key());
                return keys;
            })};
}

void ApiService::setUp(Informers &informers)
{
    m_apiServices = informers.get(gvr::apiServices);
    m_apiServices->addIndex(byService, [](const Object &object) {
        const QByteArray service = serviceOf(object);
        return service.isEmpty() ? QList<QByteArray>() : QList<QByteArray>{service};
    });
    m_services = informers.get(gvr::services);
}

Result<Requeue> ApiService::reconcile(const Key &key)
{
    if (key == localKey) {
        ORRERY_CHECK(keepLocal());
    } else if (const Object object = m_apiServices->get(key); object && !object.isDeleting()) {
        ORRERY_CHECK(say(object));
    }
    return Requeue{};
}

Result<> ApiService::keepLocal()
{
    ORRERY_TRY(versions, groupVersions(m_client));
    QHash<QByteArray, Object> wanted;
    for (const auto &[group, version] : std::as_const(versions)) {
        if (group == "apiregistration.k8s.io")
            continue;
        const Object service = localService(group, version);
        wanted.insert(service.name(), service);
        if (m_apiServices->get(service.key()))
            continue;
        const Result<Object> made = m_client.create(gvr::apiServices, service).result();
        if (!isAnswered(made))
            return made.error();
    }
    const auto existing = m_apiServices->objects();
    for (const Object &one : existing) {
        if (one.label(automanaged).isEmpty() || wanted.contains(one.name()) || one.isDeleting())
            continue;
        DeleteOptions options;
        options.uid = one.uid();
        const Result<Object> removed = m_client.remove(gvr::apiServices, one.key(), options).result();
        if (!isAnswered(removed))
            return removed.error();
    }
    return {};
}

/// Condition Available.
Result<> ApiService::say(const Object &object)
{
    const QByteArray service = serviceOf(object);
    bool available = false;
    QByteArray reason, message;
    if (service.isEmpty()) {
        available = true;
        reason = "Local";
        message = "Local APIServices are always available";
    } else if (const Key key = Key::fromPath(service); !m_services->get(key)) {
        reason = "ServiceNotFound";
        message = "service/" + key.name + " in \"" + key.ns + "\" is not present";
    } else {
        reason = "FailedDiscoveryCheck";
        message = "this server does not proxy to other API servers";
    }
    const Value conditions
        = withCondition(object.status()["conditions"], "Available", available, reason, message, m_clock.now());
    if (conditions == object.status()["conditions"])
        return {};
    const Result<Object> written
        = m_client.update(gvr::apiServices, object.withPath({"status", "conditions"}, conditions), "status").result();
    return isAnswered(written) ? Result<>() : Result<>(written.error());
}

} // namespace orrery::controllers
