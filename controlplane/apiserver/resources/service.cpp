// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/addresses.h"
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/proxysubresource.h"
#include "controlplane/apiserver/resources/servicerules.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "type", "ClusterIP");
    setDefault(spec, "sessionAffinity", "None");
    const QByteArray type = spec["type"].bytes();
    if (spec["sessionAffinity"].text() == "ClientIP"
        && spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"].isNull())
        spec = spec.withPath({"sessionAffinityConfig", "clientIP", "timeoutSeconds"}, Value(10800));
    else if (spec["sessionAffinity"].text() == "None")
        spec = spec.without("sessionAffinityConfig");
    if (spec["ports"].isArray()) {
        spec = spec.with("ports", mapped(spec["ports"], [](Value &port) {
                             setDefault(port, "protocol", "TCP");
                             const Value &target = port["targetPort"];
                             if (target.isNull() || (target.isInteger() && target.integer() == 0)
                                 || (target.isString() && target.text().isEmpty()))
                                 port = port.with("targetPort", port["port"]);
                         }));
    }
    if (isExternallyAccessible(spec))
        setDefault(spec, "externalTrafficPolicy", "Cluster");
    if (type != "ExternalName")
        setDefault(spec, "internalTrafficPolicy", "Cluster");
    if (type == "LoadBalancer")
        setDefault(spec, "allocateLoadBalancerNodePorts", Value(true));
    // clusterIP is clusterIPs' first.
    if (spec["clusterIP"].text().isEmpty() && !spec["clusterIPs"].isEmpty())
        spec = spec.with("clusterIP", spec["clusterIPs"].at(0));
    document = document.with("spec", spec);
}

void prepareCreate(Value &document, const Context &, const User &)
{
    document = document.with("status", Value::object({{"loadBalancer", Value::object(std::vector<Member>())}}));
}

/// The ports with the numbers that the old ones had, where they say none.
Value keptNodePorts(const Value &ports, const Value &old)
{
    return mapped(ports, [&old](Value &port) {
        if (port["nodePort"].integer() != 0)
            return;
        for (const Value &had : old.items()) {
            if (had["port"] == port["port"] && had["protocol"] == port["protocol"] && had["nodePort"].integer() != 0)
                port = port.with("nodePort", had["nodePort"]);
        }
    });
}

bool haveSameNodePorts(const Value &ports, const Value &old)
{
    QList<qint64> now, had;
    for (const Value &port : ports.items())
        now.append(port["nodePort"].integer());
    for (const Value &port : old.items())
        had.append(port["nodePort"].integer());
    now.removeAll(0);
    return std::all_of(now.begin(), now.end(), [&had](qint64 port) { return had.contains(port); });
}

/// A client that does not repeat what was allocated keeps it, and what only the old type had goes with it; what a
/// client says of its own accord stays, to be refused.
void prepareUpdate(Value &document, const Object &old, const Context &)
{
    Value spec = document["spec"];
    const Value &had = old.spec();
    const bool wasIp = had["type"].text() != "ExternalName", isIp = spec["type"].text() != "ExternalName";
    const auto drop = [&](std::initializer_list<const char *> members) {
        for (const char *name : members) {
            if (spec[name] == had[name])
                spec = spec.without(name);
        }
    };
    if (isIp && wasIp) {
        for (const char *name : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
            if ((spec[name].isNull() || (spec[name].isString() && spec[name].text().isEmpty())) && !had[name].isNull())
                spec = spec.with(name, had[name]);
        }
        if (spec["clusterIPs"] == had["clusterIPs"] && !(spec["clusterIP"] == had["clusterIP"]))
            spec = spec.with("clusterIPs", Value::array({spec["clusterIP"]})); // the client spoke of the one only
    } else if (!isIp && wasIp) {
        drop({"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"});
    }
    if (allocatesNodePorts(spec) && allocatesNodePorts(had))
        spec = spec.with("ports", keptNodePorts(spec["ports"], had["ports"]));
    else if (allocatesNodePorts(had) && !allocatesNodePorts(spec) && haveSameNodePorts(spec["ports"], had["ports"]))
        spec = spec.with("ports", mapped(spec["ports"], [](Value &port) { port = port.without("nodePort"); }));
    if (needsHealthCheckPort(spec) && needsHealthCheckPort(had) && spec["healthCheckNodePort"].integer() == 0)
        spec = spec.with("healthCheckNodePort", had["healthCheckNodePort"]);
    else if (needsHealthCheckPort(had) && !needsHealthCheckPort(spec))
        drop({"healthCheckNodePort"});
    if (had["type"].text() == "LoadBalancer" && spec["type"].text() != "LoadBalancer")
        drop({"allocateLoadBalancerNodePorts", "loadBalancerClass"});
    if (isExternallyAccessible(had) && !isExternallyAccessible(spec))
        drop({"externalTrafficPolicy"});
    document = document.with("spec", spec);
    if (spec["type"].text() != "LoadBalancer" && !document["status"]["loadBalancer"]["ingress"].isNull())
        document = document.withPath({"status", "loadBalancer"}, Value::object({}));
}

/// Whether an IPAddress keeps the address for somebody else; those of Services follow the Services.
bool isReserved(const store::Store &store, const QByteArray &ip)
{
    const auto entry = store.getNewest("/registry/ipaddresses.networking.k8s.io/" + ip);
    return entry && entry->object.label("ipaddress.kubernetes.io/managed-by") != "ipallocator.k8s.io";
}

QByteArray freeIp(const Context &context)
{
    const QByteArray first = context.addresses.freeIp();
    QByteArray ip = first;
    while (!ip.isEmpty() && isReserved(context.store, ip)) {
        ip = context.addresses.freeIp();
        if (ip == first) // once around
            return {};
    }
    return ip;
}

void allocateIp(FieldErrors &errors, Value &spec, const Key &key, const Context &context)
{
    const ServiceAddresses &addresses = context.addresses;
    QByteArray ip = spec["clusterIP"].bytes();
    if (ip.isEmpty()) {
        ip = freeIp(context);
        if (ip.isEmpty()) {
            errors.invalid("spec.clusterIPs", Value::array(std::vector<Value>()),
                           "failed to allocate a serviceIP: range is full");
            return;
        }
    } else if (ip != "None") {
        const auto answer = addresses.checkIp(ip, key);
        const Value shown = Value::array({Value(ip)});
        if (answer == ServiceAddresses::Answer::OutOfRange)
            errors.invalid("spec.clusterIPs", shown,
                           "failed to allocate IP " + ip + ": the provided IP (" + ip
                               + ") is not in the valid range. The range of valid IPs is " + addresses.cidr());
        else if (answer == ServiceAddresses::Answer::Taken || isReserved(context.store, ip))
            errors.invalid("spec.clusterIPs", shown,
                           "failed to allocate IP " + ip + ": provided IP is already allocated");
    }
    if (spec["clusterIP"].text() != ip)
        spec = spec.with("clusterIP", ip);
    const Value ips = Value::array({Value(ip)});
    if (!(spec["clusterIPs"] == ips))
        spec = spec.with("clusterIPs", ips);
    setDefault(spec, "ipFamilies", Value::array({"IPv4"}));
    setDefault(spec, "ipFamilyPolicy", "SingleStack");
}

QByteArray portProblem(int port, const Key &key, const ServiceAddresses &addresses)
{
    switch (addresses.checkPort(port, key)) {
    case ServiceAddresses::Answer::OutOfRange:
        return "provided port is not in the valid range. The range of valid ports is " + addresses.portRange();
    case ServiceAddresses::Answer::Taken:
        return "provided port is already allocated";
    case ServiceAddresses::Answer::Free:
        break;
    }
    return {};
}

/// The ports that are asked for by number, and new ones for the others (if all get one).
void allocatePorts(FieldErrors &errors, Value &spec, const Key &key, const ServiceAddresses &addresses)
{
    QList<int> chosen;
    for (const Value &port : spec["ports"].items())
        chosen.append(int(port["nodePort"].integer()));
    const auto take = [&](const Path &path, int number) {
        if (number == 0) {
            number = addresses.freePort(chosen);
            if (number == 0)
                errors.invalid(path, Value(0), "failed to allocate a nodePort: range is full");
            chosen.append(number);
        } else if (const QByteArray problem = portProblem(number, key, addresses); !problem.isEmpty()) {
            errors.invalid(path, Value(number), problem);
        }
        return number;
    };
    const bool all = allocatesNodePorts(spec);
    qsizetype index = 0;
    spec = spec.with("ports", mapped(spec["ports"], [&](Value &port) {
                         const Path path = Path("spec.ports")[index++] / "nodePort";
                         const int asked = int(port["nodePort"].integer());
                         if (const int number = all || asked != 0 ? take(path, asked) : 0; number != asked)
                             port = port.with("nodePort", Value(number));
                     }));
    if (!needsHealthCheckPort(spec))
        return;
    const int asked = int(spec["healthCheckNodePort"].integer());
    if (const int number = take("spec.healthCheckNodePort", asked); number != asked)
        spec = spec.with("healthCheckNodePort", Value(number));
}

void allocate(FieldErrors &errors, Value &document, const Value &, const Context &context)
{
    Value spec = document["spec"];
    const Key key{document["metadata"]["namespace"].bytes(), document["metadata"]["name"].bytes()};
    if (spec["type"].text() != "ExternalName")
        allocateIp(errors, spec, key, context);
    if (spec["type"].text() == "NodePort" || spec["type"].text() == "LoadBalancer")
        allocatePorts(errors, spec, key, context.addresses);
    document = document.with("spec", spec);
}

/// An address of a load balancer is a virtual one, unless its controller says otherwise.
Result<Value> applyStatus(const Value &parent, const Value &body, qint64 now)
{
    const Value &ingress = body["status"]["loadBalancer"]["ingress"];
    const Value moded = mapped(ingress, [](Value &one) {
        if (!one["ip"].text().isEmpty())
            setDefault(one, "ipMode", "VIP");
    });
    const Value said = moded.identical(ingress) ? body : body.withPath({"status", "loadBalancer", "ingress"}, moded);
    return statusSubresource("v1", "Service").apply(parent, said, now);
}

Value externalIp(const Object &service, qint64)
{
    const Value &spec = service.spec();
    const QByteArrayView type = spec["type"].text();
    if (type == "ExternalName")
        return spec["externalName"];
    QList<QByteArray> addresses;
    if (type == "LoadBalancer") {
        for (const Value &ingress : service.status()["loadBalancer"]["ingress"].items())
            addresses.append(ingress["ip"].text().isEmpty() ? ingress["hostname"].bytes() : ingress["ip"].bytes());
    }
    for (const Value &ip : spec["externalIPs"].items())
        addresses.append(ip.bytes());
    if (addresses.isEmpty())
        return Value(type == "LoadBalancer" ? "<pending>" : "<none>");
    return addresses.join(',');
}

Value portList(const Object &service, qint64)
{
    QList<QByteArray> ports;
    for (const Value &port : service.spec()["ports"].items()) {
        QByteArray text = QByteArray::number(port["port"].integer());
        if (port["nodePort"].integer() > 0)
            text += ':' + QByteArray::number(port["nodePort"].integer());
        ports.append(text + '/' + port["protocol"].bytes());
    }
    return orNone(ports.join(','));
}

} // namespace

Resource service()
{
    Resource resource;
    resource.gvr = {"", "v1", "services"};
    resource.kind = "Service";
    resource.shortNames = {"svc"};
    resource.categories = {"all"};
    resource.nameRule = NameRule::Label1035;
    resource.createOnUpdate = true;
    resource.statusSubresource = true;
    resource.selectableFields = {"spec.clusterIP", "spec.type"};
    resource.columns = {
        {"Type", "string", 0, [](const Object &object, qint64) { return object.spec()["type"]; }},
        {"Cluster-IP", "string", 0,
         [](const Object &object, qint64) { return orNone(object.spec()["clusterIP"].bytes()); }},
        {"External-IP", "string", 0, externalIp},
        {"Port(s)", "string", 0, portList},
        {"Selector", "string", 1,
         [](const Object &object, qint64) { return Value(labelList(object.spec()["selector"])); }},
    };
    resource.defaults = defaults;
    resource.prepareCreate = prepareCreate;
    resource.prepareUpdate = prepareUpdate;
    resource.validate = validateService;
    resource.validateUpdate = validateServiceUpdate;
    resource.warnings = warnOfService;
    resource.allocate = allocate;
    resource.written
        = [](const Object &old, const Object &now, const Context &context) { context.addresses.written(old, now); };
    Subresource status = statusSubresource("v1", "Service", validateServiceStatus);
    status.apply = applyStatus;
    resource.subresources = {proxySubresource("ServiceProxyOptions"), status};
    return resource;
}

} // namespace orrery::resources::kinds
