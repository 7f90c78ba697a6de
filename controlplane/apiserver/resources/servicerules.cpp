// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/servicerules.h"

#include "controlplane/apiserver/resources/networks.h"

#include <QSet>

namespace orrery::resources {

using namespace api;

namespace {

const QByteArray onlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

bool isType(const Value &spec, QByteArrayView type)
{
    return spec["type"].text() == type;
}

bool isHeadless(const Value &spec)
{
    return spec["clusterIP"].text() == "None";
}

void validatePorts(FieldErrors &errors, const Value &spec)
{
    const Value &ports = spec["ports"];
    if (ports.isEmpty() && !isHeadless(spec) && !isType(spec, "ExternalName"))
        errors.required("spec.ports");
    QSet<QByteArray> names, seen, nodePorts;
    eachItem("spec.ports", ports, [&](const Value &port, const Path &path) {
        const QByteArray name = port["name"].bytes(), protocol = port["protocol"].bytes();
        if (name.isEmpty() && ports.size() > 1)
            errors.required(path / "name");
        else if (!name.isEmpty() && !labelProblem(name).isEmpty())
            errors.invalid(path / "name", port["name"], labelProblem(name));
        else if (!name.isEmpty() && names.contains(name))
            errors.duplicate(path / "name", port["name"]);
        names.insert(name);
        validatePort(errors, path / "port", port["port"].isNull() ? Value(0) : port["port"]);
        validateEnum(errors, path / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
        validatePortReference(errors, path / "targetPort", port["targetPort"]);
        if (!port["appProtocol"].isNull())
            validateText(errors, path / "appProtocol", port["appProtocol"], qualifiedNameProblem);
        if (isType(spec, "LoadBalancer") && port["port"].integer() == 10250)
            errors.invalid(path, port["port"], "may not expose port 10250 externally since it is used by kubelet");
        const qint64 nodePort = port["nodePort"].integer();
        if (nodePort != 0 && isType(spec, "ClusterIP"))
            errors.forbidden(path / "nodePort", "may not be used when `type` is 'ClusterIP'");
        const QByteArray taken = protocol + QByteArray::number(nodePort);
        if (nodePort != 0 && nodePorts.contains(taken))
            errors.duplicate(path / "nodePort", port["nodePort"]);
        nodePorts.insert(taken);
        const QByteArray identity = protocol + QByteArray::number(port["port"].integer());
        if (seen.contains(identity))
            errors.duplicate(path, Value::object({{"port", port["port"]}, {"protocol", port["protocol"]}}));
        seen.insert(identity);
    });
}

void validateExternalName(FieldErrors &errors, const Value &spec)
{
    const QByteArray none = "may not be set for ExternalName services";
    if (!spec["clusterIPs"].isEmpty() || !spec["clusterIP"].text().isEmpty())
        errors.forbidden("spec.clusterIPs", none);
    if (!spec["ipFamilies"].isEmpty())
        errors.forbidden("spec.ipFamilies", none);
    if (!spec["ipFamilyPolicy"].isNull())
        errors.forbidden("spec.ipFamilyPolicy", none);
    QByteArray name = spec["externalName"].bytes();
    if (name.endsWith('.')) // fully qualified
        name.chop(1);
    if (name.isEmpty())
        errors.required("spec.externalName");
    else if (const QByteArray problem = subdomainProblem(name); !problem.isEmpty())
        errors.invalid("spec.externalName", name, problem);
}

void validateAffinity(FieldErrors &errors, const Value &spec)
{
    validateEnum(errors, "spec.sessionAffinity", spec["sessionAffinity"], {"ClientIP", "None"});
    const Value &config = spec["sessionAffinityConfig"];
    const Path path("spec.sessionAffinityConfig");
    if (spec["sessionAffinity"].text() == "None" && !config.isNull())
        errors.forbidden(path, "must not be set when session affinity is None");
    if (spec["sessionAffinity"].text() != "ClientIP")
        return;
    const Value &seconds = config["clientIP"]["timeoutSeconds"];
    if (seconds.integer() <= 0 || seconds.integer() > 86400)
        errors.invalid(path / "clientIP" / "timeoutSeconds", seconds, "must be greater than 0 and less than 86400");
}

void validateFamilies(FieldErrors &errors, const Value &spec)
{
    validateChoice(errors, "spec.ipFamilyPolicy", spec["ipFamilyPolicy"],
                   {"PreferDualStack", "RequireDualStack", "SingleStack"});
    // Addresses are IPv4's alone here.
    if (spec["ipFamilyPolicy"].text() == "RequireDualStack")
        errors.invalid("spec.ipFamilyPolicy", spec["ipFamilyPolicy"],
                       "this cluster is not configured for dual-stack services");
    QSet<QByteArray> families;
    eachItem("spec.ipFamilies", spec["ipFamilies"], [&](const Value &family, const Path &at) {
        validateChoice(errors, at, family, {"IPv4", "IPv6"});
        if (families.contains(family.bytes()))
            errors.duplicate(at, family);
        else if (family.text() == "IPv6" && !isHeadless(spec))
            errors.invalid(at, family, "not configured on this cluster");
        families.insert(family.bytes());
    });
}

void validateClusterIps(FieldErrors &errors, const Value &spec)
{
    const Value &ips = spec["clusterIPs"], &ip = spec["clusterIP"];
    const Path path("spec.clusterIPs");
    if (isHeadless(spec) && (isType(spec, "NodePort") || isType(spec, "LoadBalancer")))
        errors.invalid(path[0], ip, "may not be set to 'None' for " + spec["type"].bytes() + " services");
    if (ips.size() > 2)
        errors.invalid(path, ips, "may only hold up to 2 values");
    if (ips.isEmpty()) {
        if (!ip.text().isEmpty() && ip.text() != "None")
            validateText(errors, path[0], ip, ipProblem);
        return;
    }
    if (!(ips.at(0) == ip))
        errors.invalid(path, ips, "first value must match `clusterIP`");
    eachItem(path, ips, [&](const Value &one, const Path &at) {
        if (one.text() != "None")
            validateText(errors, at, one, ipProblem);
        else if (ips.size() > 1)
            errors.invalid(at, one, "'None' must be the first and only value");
    });
    if (ips.size() == 2)
        errors.invalid(path, ips, "this cluster is not configured for dual-stack services");
}

void validateTraffic(FieldErrors &errors, const Value &spec)
{
    const Value &outer = spec["externalTrafficPolicy"], &port = spec["healthCheckNodePort"];
    if (isExternallyAccessible(spec))
        validateEnum(errors, "spec.externalTrafficPolicy", outer, {"Cluster", "Local"});
    else if (!outer.text().isEmpty())
        errors.invalid("spec.externalTrafficPolicy", outer, "may only be set for externally-accessible services");
    if (!needsHealthCheckPort(spec) && port.integer() != 0)
        errors.invalid("spec.healthCheckNodePort", port,
                       "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    else if (port.integer() != 0)
        validatePort(errors, "spec.healthCheckNodePort", port);
    const Value &inner = spec["internalTrafficPolicy"];
    if (inner.isNull() && !isType(spec, "ExternalName"))
        errors.required("spec.internalTrafficPolicy");
    validateChoice(errors, "spec.internalTrafficPolicy", inner, {"Cluster", "Local"});
    validateChoice(errors, "spec.trafficDistribution", spec["trafficDistribution"],
                   {"PreferClose", "PreferSameNode", "PreferSameZone"});
}

void validateLoadBalancer(FieldErrors &errors, const Value &spec)
{
    const bool balances = isType(spec, "LoadBalancer");
    const Value &ranges = spec["loadBalancerSourceRanges"], &name = spec["loadBalancerClass"];
    if (!ranges.isEmpty() && !balances)
        errors.forbidden("spec.loadBalancerSourceRanges", onlyLoadBalancer);
    eachItem("spec.loadBalancerSourceRanges", ranges, [&](const Value &range, const Path &at) {
        const QByteArray text = range.bytes().trimmed();
        if (const QByteArray problem = cidrProblem(text); problem.contains("valid CIDR"))
            errors.invalid(at, range, problem);
    });
    if (!spec["allocateLoadBalancerNodePorts"].isNull() && !balances)
        errors.forbidden("spec.allocateLoadBalancerNodePorts", onlyLoadBalancer);
    if (!name.isNull() && !balances)
        errors.forbidden("spec.loadBalancerClass", onlyLoadBalancer);
    else if (!name.isNull())
        validateText(errors, "spec.loadBalancerClass", name, qualifiedNameProblem);
}

} // namespace

bool allocatesNodePorts(const Value &spec)
{
    return isType(spec, "NodePort")
        || (isType(spec, "LoadBalancer") && spec["allocateLoadBalancerNodePorts"].boolean(true));
}

bool needsHealthCheckPort(const Value &spec)
{
    return isType(spec, "LoadBalancer") && spec["externalTrafficPolicy"].text() == "Local";
}

bool isExternallyAccessible(const Value &spec)
{
    return isType(spec, "NodePort") || isType(spec, "LoadBalancer")
        || (isType(spec, "ClusterIP") && !spec["externalIPs"].isEmpty());
}

void validateService(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    validatePorts(errors, spec);
    if (isType(spec, "ExternalName")) {
        validateExternalName(errors, spec);
    } else {
        validateFamilies(errors, spec);
        validateClusterIps(errors, spec);
    }
    validateLabels(errors, "spec.selector", spec["selector"]);
    validateAffinity(errors, spec);
    eachItem("spec.externalIPs", spec["externalIPs"], [&](const Value &ip, const Path &at) {
        if (const QByteArray problem = ipProblem(ip.text()); !problem.isEmpty())
            errors.invalid(at, ip, problem);
        else
            validateText(errors, at, ip, specialIpProblem);
    });
    validateEnum(errors, "spec.type", spec["type"], {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
    validateLoadBalancer(errors, spec);
    validateTraffic(errors, spec);
}

void validateServiceStatus(FieldErrors &errors, const Value &document, const Value &)
{
    const Value &ingress = document["status"]["loadBalancer"]["ingress"];
    const Path path("status.loadBalancer.ingress");
    if (!ingress.isEmpty() && !isType(document["spec"], "LoadBalancer"))
        errors.forbidden(path, "may only be used when `spec.type` is \"LoadBalancer\"");
    eachItem(path, ingress, [&](const Value &one, const Path &at) {
        const Value &ip = one["ip"], &hostname = one["hostname"], &mode = one["ipMode"];
        if (!ip.text().isEmpty())
            validateText(errors, at / "ip", ip, ipProblem);
        if (!mode.isNull() && ip.text().isEmpty())
            errors.forbidden(at / "ipMode", "may not be specified when `ip` is not set");
        validateChoice(errors, at / "ipMode", mode, {"Proxy", "VIP"});
        if (hostname.text().isEmpty())
            return;
        validateText(errors, at / "hostname", hostname, subdomainProblem);
        if (ipProblem(hostname.text()).isEmpty())
            errors.invalid(at / "hostname", hostname, "must be a DNS name, not an IP address");
    });
}

void validateServiceUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    const Value &ip = spec["clusterIP"], &hadIp = had["clusterIP"];
    if (!isType(spec, "ExternalName") && !isType(had, "ExternalName") && !hadIp.text().isEmpty() && !(ip == hadIp))
        errors.invalid(Path("spec.clusterIPs")[0], Value::array({ip}), "may not change once set");
    if (isType(spec, "LoadBalancer") && isType(had, "LoadBalancer")
        && !(spec["loadBalancerClass"] == had["loadBalancerClass"]))
        errors.invalid("spec.loadBalancerClass", spec["loadBalancerClass"], "may not change once set");
    if (needsHealthCheckPort(spec) && needsHealthCheckPort(had)
        && !(spec["healthCheckNodePort"] == had["healthCheckNodePort"]))
        errors.invalid("spec.healthCheckNodePort", spec["healthCheckNodePort"],
                       "cannot change healthCheckNodePort on loadBalancer service with externalTraffic=Local during "
                       "update");
}

void warnOfService(QList<QByteArray> &warnings, const Value &document)
{
    const Value &spec = document["spec"];
    if (document["metadata"]["annotations"].contains("service.kubernetes.io/topology-aware-hints"))
        warnings.append("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use "
                        "service.kubernetes.io/topology-mode instead");
    if (!isHeadless(spec))
        return;
    if (!spec["loadBalancerIP"].text().isEmpty())
        warnings.append("spec.loadBalancerIP is ignored for headless services");
    if (!spec["externalIPs"].isEmpty())
        warnings.append("spec.externalIPs is ignored for headless services");
    if (spec["sessionAffinity"].text() != "None")
        warnings.append("spec.SessionAffinity is ignored for headless services");
}

} // namespace orrery::resources
