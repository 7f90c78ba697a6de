// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/endpointslice.h"

#include "controlplane/controllers/support.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *serviceNameLabel = "kubernetes.io/service-name";
constexpr const char *managedByLabel = "endpointslice.kubernetes.io/managed-by";
constexpr const char *managedBy = "endpointslice-controller.k8s.io";
constexpr const char *endpointsManagedByLabel = "endpoints.kubernetes.io/managed-by";
constexpr const char *endpointsManagedBy = "endpoint-controller";
constexpr qsizetype endpointsPerSlice = 1000; ///< what the API allows; one slice for nearly every service

bool hasEndpoints(const Object &service)
{
    return service && !service.isDeleting() && !service.spec()["selector"].isEmpty() && service.spec()["type"].text() != "ExternalName";
}

/// The port of the pod behind a service's port; 0: it has no port of that name.
qint64 targetPort(const Value &servicePort, const Object &pod)
{
    const Value &target = servicePort["targetPort"];
    if (target.isInteger() && target.integer() > 0)
        return target.integer();
    if (!target.isString())
        return servicePort["port"].integer();
    const QByteArrayView protocol = servicePort["protocol"].text();
    for (const Value &container : pod.spec()["containers"].items()) {
        for (const Value &port : container["ports"].items()) {
            const QByteArrayView own = port["protocol"].text();
            if (port["name"].text() == target.text()
                && (own.isEmpty() ? QByteArrayView("TCP") : own) == (protocol.isEmpty() ? QByteArrayView("TCP") : protocol))
                return port["containerPort"].integer();
        }
    }
    return 0;
}

Value portsFor(const Object &service, const Object &pod)
{
    std::vector<Value> ports;
    for (const Value &servicePort : service.spec()["ports"].items()) {
        const qint64 number = targetPort(servicePort, pod);
        if (!number)
            continue;
        const QByteArrayView protocol = servicePort["protocol"].text();
        Value port = Value::object({ { "name", servicePort["name"].text() }, { "port", number }, { "protocol", protocol.isEmpty() ? "TCP" : protocol } });
        if (const Value &app = servicePort["appProtocol"]; !app.isNull())
            port = port.with("appProtocol", app);
        ports.push_back(port);
    }
    return Value::array(std::move(ports));
}

QByteArray podAddress(const Object &pod)
{
    const QByteArrayView phase = pod.status()["phase"].text();
    if (phase == "Succeeded" || phase == "Failed")
        return {};
    return pod.status()["podIP"].bytes();
}

Value targetRef(const Object &pod)
{
    return Value::object({ { "kind", "Pod" }, { "namespace", pod.ns() }, { "name", pod.name() }, { "uid", pod.uid() } });
}

void sortByName(QList<Object> &pods)
{
    std::sort(pods.begin(), pods.end(), [](const Object &a, const Object &b) { return a.name() < b.name(); });
}

} // namespace

QList<Object> slicesFor(const Object &service, QList<Object> pods, const QHash<QByteArray, QByteArray> &zones)
{
    sortByName(pods);
    const bool publishAll = service.spec()["publishNotReadyAddresses"].boolean();
    struct Group
    {
        Value ports;
        std::vector<Value> endpoints;
    };
    std::vector<Group> groups;
    for (const Object &pod : std::as_const(pods)) {
        const QByteArray address = podAddress(pod);
        if (address.isEmpty())
            continue;
        const bool serving = isPodReady(pod);
        const bool ready = publishAll || (serving && !pod.isDeleting());
        const QByteArray node = pod.spec()["nodeName"].bytes();
        Value endpoint = Value::object({ { "addresses", Value::array({ Value(address) }) },
                                         { "conditions", Value::object({ { "ready", ready }, { "serving", serving }, { "terminating", pod.isDeleting() } }) } });
        if (pod.spec()["subdomain"].text() == service.name() && !pod.spec()["hostname"].text().isEmpty())
            endpoint = endpoint.with("hostname", pod.spec()["hostname"]);
        endpoint = endpoint.with("targetRef", targetRef(pod));
        if (!node.isEmpty())
            endpoint = endpoint.with("nodeName", node);
        if (const QByteArray zone = zones.value(node); !zone.isEmpty())
            endpoint = endpoint.with("zone", zone);
        const Value ports = portsFor(service, pod);
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group &one) {
            return one.ports == ports && qsizetype(one.endpoints.size()) < endpointsPerSlice;
        });
        if (group == groups.end())
            group = groups.insert(groups.end(), { ports, {} });
        group->endpoints.push_back(endpoint);
    }
    if (groups.empty())
        groups.push_back({ Value::array(std::vector<Value>()), {} });

    Value labels = service.labels().isObject() ? service.labels() : Value::object(std::vector<Member>());
    labels = labels.with(managedByLabel, managedBy);
    labels = labels.with(serviceNameLabel, service.name());
    if (service.spec()["clusterIP"].text() == "None")
        labels = labels.with("service.kubernetes.io/headless", "");
    QList<Object> slices;
    for (Group &group : groups) {
        // A name that a second attempt finds again: no slice is ever made twice.
        const QByteArray suffix = safeHash(service.uid() + '/' + QByteArray::number(slices.size())).left(5);
        Object slice = newObject("discovery.k8s.io/v1", "EndpointSlice", { service.ns(), service.name().left(240) + '-' + suffix })
                           .withMetadata("labels", labels)
                           .withMetadata("ownerReferences", Value::array({ controllerReference(service) }))
                           .with("addressType", "IPv4")
                           .with("endpoints", Value::array(std::move(group.endpoints)))
                           .with("ports", group.ports);
        slices.append(slice);
    }
    return slices;
}

Object endpointsFor(const Object &service, QList<Object> pods)
{
    sortByName(pods);
    const bool publishAll = service.spec()["publishNotReadyAddresses"].boolean();
    struct Subset
    {
        Value ports;
        std::vector<Value> ready, notReady;
    };
    std::vector<Subset> subsets;
    for (const Object &pod : std::as_const(pods)) {
        const QByteArray ip = podAddress(pod);
        if (ip.isEmpty() || (pod.isDeleting() && !publishAll))
            continue;
        const Value ports = portsFor(service, pod);
        auto subset = std::find_if(subsets.begin(), subsets.end(), [&](const Subset &one) { return one.ports == ports; });
        if (subset == subsets.end())
            subset = subsets.insert(subsets.end(), { ports, {}, {} });
        Value address = Value::object({ { "ip", ip } });
        if (const Value &node = pod.spec()["nodeName"]; !node.isNull())
            address = address.with("nodeName", node);
        address = address.with("targetRef", targetRef(pod));
        (publishAll || isPodReady(pod) ? subset->ready : subset->notReady).push_back(address);
    }
    std::vector<Value> list;
    for (Subset &subset : subsets) {
        Value one = Value::object(std::vector<Member>());
        if (!subset.ready.empty())
            one = one.with("addresses", Value::array(std::move(subset.ready)));
        if (!subset.notReady.empty())
            one = one.with("notReadyAddresses", Value::array(std::move(subset.notReady)));
        std::vector<Value> ports;
        for (const Value &port : subset.ports.items())
            ports.push_back(port["name"].text().isEmpty() ? port.without("name") : port);
        if (!ports.empty())
            one = one.with("ports", Value::array(std::move(ports)));
        list.push_back(one);
    }
    Value labels = service.labels().isObject() ? service.labels() : Value::object(std::vector<Member>());
    labels = labels.with(endpointsManagedByLabel, endpointsManagedBy);
    Object endpoints = newObject("v1", "Endpoints", service.key()).withMetadata("labels", labels);
    if (!list.empty())
        endpoints = endpoints.with("subsets", Value::array(std::move(list)));
    return endpoints;
}

Watches EndpointSlice::watches() const
{
    return { For(gvr::services),
             Owns(gvr::endpointSlices, "Service"),
             For(gvr::endpoints),
             Maps(gvr::pods, [this](const Object &pod) {
                 QList<Key> keys;
                 const QList<Object> services = m_services->indexed("namespace", pod.ns());
                 for (const Object &service : services) {
                     if (hasEndpoints(service) && LabelSelector::fromMap(service.spec()["selector"]).matches(pod.labels()))
                         keys.append(service.key());
                 }
                 return keys;
             }),
             Maps(gvr::nodes, [](const Object &) { return QList<Key>(); }) };
}

void EndpointSlice::setUp(Informers &informers)
{
    m_services = informers.get(gvr::services);
    m_pods = informers.get(gvr::pods);
    m_slices = informers.get(gvr::endpointSlices);
    m_endpoints = informers.get(gvr::endpoints);
    m_nodes = informers.get(gvr::nodes);
    const auto byNamespace = [](const Object &object) { return QList<QByteArray> { object.ns() }; };
    m_services->addIndex("namespace", byNamespace);
    m_pods->addIndex("namespace", byNamespace);
    m_slices->addIndex("service", [](const Object &slice) {
        return QList<QByteArray> { slice.ns() + '/' + slice.label(serviceNameLabel) };
    });
}

Result<Requeue> EndpointSlice::reconcile(const Key &key)
{
    const Object service = m_services->get(key);
    if (!service || service.isDeleting()) {
        // Slices go with their owner; Endpoints have none.
        const Object endpoints = m_endpoints->get(key);
        if (endpoints && endpoints.label(endpointsManagedByLabel) == endpointsManagedBy) {
            DeleteOptions options;
            options.uid = endpoints.uid();
            const Result<Object> removed = m_client.remove(gvr::endpoints, key, options).result();
            if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
                return removed.error();
        }
        return Requeue {};
    }
    if (!hasEndpoints(service))
        return Requeue {};
    const LabelSelector selector = LabelSelector::fromMap(service.spec()["selector"]);
    QList<Object> pods = m_pods->indexed("namespace", service.ns());
    pods.removeIf([&](const Object &pod) { return !selector.matches(pod.labels()); });
    QHash<QByteArray, QByteArray> zones;
    for (const Object &pod : std::as_const(pods)) {
        const QByteArray node = pod.spec()["nodeName"].bytes();
        if (const QByteArray zone = m_nodes->get({ {}, node }).label("topology.kubernetes.io/zone"); !zone.isEmpty())
            zones.insert(node, zone);
    }
    ORRERY_CHECK(syncSlices(service, slicesFor(service, pods, zones)));
    ORRERY_CHECK(syncEndpoints(key, endpointsFor(service, pods)));
    return Requeue {};
}

Result<> EndpointSlice::syncSlices(const Object &service, const QList<Object> &wanted)
{
    QList<Object> present = m_slices->indexed("service", service.ns() + '/' + service.name());
    present.removeIf([](const Object &slice) { return slice.label(managedByLabel) != managedBy; });
    for (const Object &slice : wanted) {
        const auto found = std::find_if(present.begin(), present.end(), [&](const Object &one) { return one.name() == slice.name(); });
        if (found == present.end()) {
            const Result<Object> created = m_client.create(gvr::endpointSlices, slice).result();
            if (!created && !created.failedWith(Reason::AlreadyExists))
                return created.error();
            continue;
        }
        const Object old = *found;
        present.erase(found);
        if (old["endpoints"] == slice["endpoints"] && old["ports"] == slice["ports"] && old.labels() == slice.labels())
            continue;
        const Object next = old.withMetadata("labels", slice.labels()).with("endpoints", slice["endpoints"]).with("ports", slice["ports"]);
        ORRERY_CHECK(m_client.update(gvr::endpointSlices, next).result());
    }
    for (const Object &extra : std::as_const(present)) {
        if (extra.isDeleting())
            continue;
        const Result<Object> removed = m_client.remove(gvr::endpointSlices, extra.key()).result();
        if (!removed && !removed.failedWith(Reason::NotFound))
            return removed.error();
    }
    return {};
}

Result<> EndpointSlice::syncEndpoints(const Key &key, const Object &wanted)
{
    const Object present = m_endpoints->get(key);
    if (!present) {
        const Result<Object> created = m_client.create(gvr::endpoints, wanted).result();
        if (!created && !created.failedWith(Reason::AlreadyExists))
            return created.error();
        return {};
    }
    const bool same = (present["subsets"] == wanted["subsets"] || (present["subsets"].isEmpty() && wanted["subsets"].isEmpty()))
        && present.labels() == wanted.labels();
    if (same)
        return {};
    Object next = present.withMetadata("labels", wanted.labels());
    next = wanted["subsets"].isNull() ? Object(next.document().without("subsets")) : next.with("subsets", wanted["subsets"]);
    ORRERY_CHECK(m_client.update(gvr::endpoints, next).result());
    return {};
}

} // namespace orrery::controllers
