// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/types/quota.h"

namespace orrery::types {

using namespace api;

namespace {

const Quantity one = Quantity::fromMilli(1000);
const QByteArray classSuffix = ".storageclass.storage.k8s.io/";
const QByteArray deviceSuffix = ".deviceclass.resource.k8s.io/devices";
constexpr qint64 mostDevices = 32; ///< of one claim; what "all" is counted as

Quantity whole(qint64 count)
{
    return Quantity::fromMilli(count * 1000);
}

/// Kinds that quotas have counted by their bare names since before "count/" existed.
bool hasBareName(const QByteArray &resource)
{
    static const QList<QByteArray> names{
        "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets",
        "services"};
    return names.contains(resource);
}

void addPod(ResourceList &usage, const Value &pod)
{
    if (isFinished(pod)) {
        usage.remove("pods");
        return;
    }
    const ResourceList requests = podRequests(pod["spec"]), limits = podLimits(pod["spec"]);
    for (auto it = requests.cbegin(); it != requests.cend(); ++it) {
        const QByteArray &name = it.key();
        const bool native = !name.contains('/');
        usage.insert("requests." + name, *it);
        if (native)
            usage.insert(name, *it);
    }
    for (auto it = limits.cbegin(); it != limits.cend(); ++it) {
        if (it.key() == "cpu" || it.key() == "memory" || it.key() == "ephemeral-storage")
            usage.insert("limits." + it.key(), *it);
    }
}

void addService(ResourceList &usage, const Value &spec)
{
    const QByteArrayView type = spec["type"].text();
    if (type != "NodePort" && type != "LoadBalancer")
        return;
    qint64 ports = spec["ports"].size();
    if (type == "LoadBalancer") {
        usage.insert("services.loadbalancers", one);
        if (!spec["allocateLoadBalancerNodePorts"].boolean(true)) {
            ports = 0;
            for (const Value &port : spec["ports"].items())
                ports += port["nodePort"].integer() != 0;
        }
    }
    usage.insert("services.nodeports", whole(ports));
}

QByteArray storageClassOf(const Value &claim)
{
    const QByteArray beta = claim["metadata"]["annotations"]["volume.beta.kubernetes.io/storage-class"].bytes();
    return beta.isEmpty() ? claim["spec"]["storageClassName"].bytes() : beta;
}

void addClaim(ResourceList &usage, const Value &claim)
{
    const QByteArray storageClass = storageClassOf(claim);
    if (!storageClass.isEmpty())
        usage.insert(storageClass + classSuffix + "persistentvolumeclaims", one);
    const Value &asked = claim["spec"]["resources"]["requests"]["storage"];
    if (asked.isNull())
        return;
    // A growth that was taken back still occupies what the volume may have become.
    const Quantity storage
        = std::max(Quantity::of(asked), Quantity::of(claim["status"]["allocatedResources"]["storage"]));
    usage.insert("requests.storage", storage);
    if (!storageClass.isEmpty())
        usage.insert(storageClass + classSuffix + "requests.storage", storage);
}

qint64 deviceCount(const Value &request)
{
    return request["allocationMode"].text() == "All" ? mostDevices : request["count"].integer(1);
}

void addDevices(ResourceList &usage, const Value &spec)
{
    QMap<QByteArray, qint64> counts;
    for (const Value &request : spec["devices"]["requests"].items()) {
        if (const Value &exactly = request["exactly"]; !exactly.isNull())
            counts[exactly["deviceClassName"].bytes()] += deviceCount(exactly);
        QMap<QByteArray, qint64> most; // only one of the alternatives comes true
        for (const Value &either : request["firstAvailable"].items()) {
            qint64 &count = most[either["deviceClassName"].bytes()];
            count = std::max(count, deviceCount(either));
        }
        for (auto it = most.cbegin(); it != most.cend(); ++it)
            counts[it.key()] += it.value();
    }
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        usage.insert(it.key() + deviceSuffix, whole(it.value()));
}

bool reachesOtherNamespaces(const Value &affinity)
{
    const auto reaches
        = [](const Value &term) { return !term["namespaces"].isEmpty() || !term["namespaceSelector"].isNull(); };
    for (const char *kind : {"podAffinity", "podAntiAffinity"}) {
        for (const Value &term : affinity[kind]["requiredDuringSchedulingIgnoredDuringExecution"].items()) {
            if (reaches(term))
                return true;
        }
        for (const Value &term : affinity[kind]["preferredDuringSchedulingIgnoredDuringExecution"].items()) {
            if (reaches(term["podAffinityTerm"]))
                return true;
        }
    }
    return false;
}

/// op and values of a scope selector against a name that may be absent.
bool nameMatches(QByteArrayView name, QByteArrayView op, const Value &values)
{
    const auto items = values.items();
    const bool listed
        = std::any_of(items.begin(), items.end(), [name](const Value &value) { return value.text() == name; });
    if (op == "In")
        return !name.isEmpty() && listed;
    if (op == "NotIn")
        return name.isEmpty() || !listed;
    return op == "DoesNotExist" ? name.isEmpty() : !name.isEmpty();
}

bool scopeMatches(QByteArrayView scope, QByteArrayView op, const Value &values, const QByteArray &resource,
                  const Value &object)
{
    const Value &spec = object["spec"];
    if (scope == "VolumeAttributesClass") {
        if (resource != "persistentvolumeclaims")
            return false;
        const Value &now = object["status"]["currentVolumeAttributesClassName"];
        const Value &wanted = spec["volumeAttributesClassName"];
        return nameMatches(wanted.text(), op, values) || (!now.isNull() && nameMatches(now.text(), op, values));
    }
    if (resource != "pods")
        return false;
    if (scope == "Terminating" || scope == "NotTerminating")
        return spec["activeDeadlineSeconds"].isNull() == (scope == "NotTerminating");
    if (scope == "BestEffort" || scope == "NotBestEffort")
        return isBestEffort(spec) == (scope == "BestEffort");
    if (scope == "CrossNamespacePodAffinity")
        return reachesOtherNamespaces(spec["affinity"]);
    return scope == "PriorityClass" && nameMatches(spec["priorityClassName"].text(), op, values);
}

} // namespace

ResourceList quotaUsage(const QByteArray &resource, const Value &object)
{
    ResourceList usage{{"count/" + resource, one}};
    if (hasBareName(resource))
        usage.insert(resource, one);
    if (resource == "pods")
        addPod(usage, object);
    else if (resource == "services")
        addService(usage, object["spec"]);
    else if (resource == "persistentvolumeclaims")
        addClaim(usage, object);
    else if (resource == "resourceclaims.resource.k8s.io")
        addDevices(usage, object["spec"]);
    return usage;
}

bool quotaSelects(const Value &quotaSpec, const QByteArray &resource, const Value &object)
{
    for (const Value &scope : quotaSpec["scopes"].items()) {
        if (!scopeMatches(scope.text(), "Exists", {}, resource, object))
            return false;
    }
    for (const Value &expression : quotaSpec["scopeSelector"]["matchExpressions"].items()) {
        if (!scopeMatches(expression["scopeName"].text(), expression["operator"].text(), expression["values"], resource,
                          object))
            return false;
    }
    return true;
}

QByteArray quotaKind(QByteArrayView name)
{
    if (name.startsWith("count/")) {
        const QByteArray kind = name.sliced(6).toByteArray();
        return kind == "events" || kind == "events.events.k8s.io" ? "" : kind; // they come and go by themselves
    }
    if (name.startsWith("services.") || name == "services")
        return "services";
    if (name == "requests.storage" || name.contains(classSuffix))
        return "persistentvolumeclaims";
    if (name.endsWith(deviceSuffix))
        return "resourceclaims.resource.k8s.io";
    if (hasBareName(name.toByteArray()))
        return name.toByteArray();
    const bool compute = name == "cpu" || name == "memory" || name == "ephemeral-storage"
        || name.startsWith("hugepages-") || name.startsWith("requests.") || name.startsWith("limits.");
    return compute ? "pods" : "";
}

bool quotaConcerns(QByteArrayView name, const QByteArray &resource)
{
    return quotaKind(name) == resource;
}

} // namespace orrery::types
