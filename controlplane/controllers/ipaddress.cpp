// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/controllers/ipaddress.h"

namespace orrery::controllers {

using namespace api;
using namespace client;

namespace {

constexpr const char *byIp = "clusterip";
constexpr const char *managedBy = "ipaddress.kubernetes.io/managed-by";
constexpr const char *allocator = "ipallocator.k8s.io";
const QByteArray cidrKeys = "servicecidr";

QList<QByteArray> addressesOf(const Object &service)
{
    QList<QByteArray> ips;
    for (const Value &ip : service.spec()["clusterIPs"].items()) {
        if (!ip.text().isEmpty() && ip.text() != "None")
            ips.append(ip.bytes());
    }
    return ips;
}

Value parentOf(const Object &service)
{
    return Value::object({{"resource", "services"}, {"namespace", service.ns()}, {"name", service.name()}});
}

} // namespace

Watches IpAddress::watches() const
{
    return {For(gvr::ipAddresses),
            Maps(gvr::services,
                 [](const Object &service) {
                     QList<Key> keys;
                     const QList<QByteArray> ips = addressesOf(service);
                     for (const QByteArray &ip : ips)
                         keys.append({{}, ip});
                     return keys;
                 }),
            Maps(gvr::serviceCidrs, [](const Object &cidr) {
                return QList<Key>{{cidrKeys, cidr.name()}};
            })};
}

void IpAddress::setUp(Informers &informers)
{
    m_addresses = informers.get(gvr::ipAddresses);
    m_services = informers.get(gvr::services);
    m_services->addIndex(byIp, addressesOf);
    m_cidrs = informers.get(gvr::serviceCidrs);
}

Result<Requeue> IpAddress::reconcile(const Key &key)
{
    if (key.ns == cidrKeys) {
        ORRERY_CHECK(reconcileCidr(key.name));
        return Requeue{};
    }
    const QList<Object> services = m_services->indexed(byIp, key.name);
    const Object address = m_addresses->get(key);
    const Value parent = services.isEmpty() ? Value() : parentOf(services.first());
    if (address && address.label(managedBy) == allocator && !(address.spec()["parentRef"] == parent)) {
        DeleteOptions options;
        options.uid = address.uid();
        const Result<Object> removed = m_client.remove(gvr::ipAddresses, key, options).result();
        if (!removed && !removed.failedWith(Reason::NotFound) && !removed.failedWith(Reason::Conflict))
            return removed.error();
        return Requeue{}; // its end wakes us again
    }
    if (address || services.isEmpty())
        return Requeue{};
    const Value labels = Value::object(
        {{"ipaddress.kubernetes.io/ip-family", key.name.contains(':') ? "IPv6" : "IPv4"}, {managedBy, allocator}});
    const Object made = newObject("networking.k8s.io/v1", "IPAddress", key)
                            .withMetadata("labels", labels)
                            .with("spec", Value::object({{"parentRef", parent}}));
    const Result<Object> created = m_client.create(gvr::ipAddresses, made).result();
    if (!created && !created.failedWith(Reason::AlreadyExists))
        return created.error();
    return Requeue{};
}

Result<> IpAddress::reconcileCidr(const QByteArray &name)
{
    const Object cidr = m_cidrs->get({{}, name});
    if (!cidr || cidr.isDeleting())
        return {};
    const bool used = name == "kubernetes";
    const Value conditions = withCondition(
        cidr.status()["conditions"], "Ready", used, used ? "Allocating" : "NotSupported",
        used ? "Kubernetes Service CIDR is ready" : "this server allocates from ServiceCIDR kubernetes only",
        m_clock.now());
    if (conditions == cidr.status()["conditions"])
        return {};
    const Result<Object> written
        = m_client.update(gvr::serviceCidrs, cidr.withPath({"status", "conditions"}, conditions), "status").result();
    if (!written && !written.failedWith(Reason::NotFound) && !written.failedWith(Reason::Conflict))
        return written.error();
    return {};
}

} // namespace orrery::controllers
