// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/addresses.h"
#include "controlplane/apiserver/resources/cells.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

bool usesNodePorts(const Value &spec)
{
    const QByteArrayView type = spec["type"].text();
    return type == "NodePort" || (type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"].boolean(true));
}

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
    if (type == "NodePort" || type == "LoadBalancer")
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

/// A client that does not repeat what was allocated keeps it.
void prepareUpdate(Value &document, const Object &old, const Context &)
{
    Value spec = document["spec"];
    const Value &oldSpec = old.spec();
    const bool wasIp = oldSpec["type"].text() != "ExternalName", isIp = spec["type"].text() != "ExternalName";
    if (isIp && wasIp) {
        for (const char *name : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
            if ((spec[name].isNull() || (spec[name].isString() && spec[name].text().isEmpty()))
                && !oldSpec[name].isNull())
                spec = spec.with(name, oldSpec[name]);
        }
    } else if (!isIp && wasIp) {
        for (const char *name : {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"}) {
            if (spec[name] == oldSpec[name])
                spec = spec.without(name);
        }
    }
    if (usesNodePorts(spec) && usesNodePorts(oldSpec)) {
        spec = spec.with("ports", mapped(spec["ports"], [&oldSpec](Value &port) {
                             if (port["nodePort"].integer() != 0)
                                 return;
                             for (const Value &had : oldSpec["ports"].items()) {
                                 if (had["port"] == port["port"] && had["protocol"] == port["protocol"]
                                     && had["nodePort"].integer() != 0)
                                     port = port.with("nodePort", had["nodePort"]);
                             }
                         }));
    } else if (!usesNodePorts(spec) && usesNodePorts(oldSpec)) {
        // From NodePort back to ClusterIP: the numbers that were allocated go.
        spec = spec.with("ports", mapped(spec["ports"], [](Value &port) { port = port.without("nodePort"); }))
                   .without("externalTrafficPolicy");
    }
    document = document.with("spec", spec);
}

void validatePorts(FieldErrors &errors, const Value &spec)
{
    const Value &ports = spec["ports"];
    const bool headless = spec["clusterIP"].text() == "None", external = spec["type"].text() == "ExternalName";
    if (ports.isEmpty() && !headless && !external)
        errors.required("spec.ports");
    QList<QByteArray> names;
    QList<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &port : ports.items()) {
        const Path path = Path("spec.ports")[index++];
        const QByteArray name = port["name"].bytes();
        if (name.isEmpty() && ports.size() > 1)
            errors.required(path / "name");
        else if (!name.isEmpty() && !labelProblem(name).isEmpty())
            errors.invalid(path / "name", port["name"], labelProblem(name));
        else if (!name.isEmpty() && names.contains(name))
            errors.duplicate(path / "name", port["name"]);
        names.append(name);
        validatePort(errors, path / "port", port["port"].isNull() ? Value(0) : port["port"]);
        validateEnum(errors, path / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
        validatePortReference(errors, path / "targetPort", port["targetPort"]);
        if (port["nodePort"].integer() != 0 && spec["type"].text() != "NodePort"
            && spec["type"].text() != "LoadBalancer")
            errors.forbidden(path / "nodePort", "may not be used when `type` is '" + spec["type"].bytes() + '\'');
        const QByteArray identity = port["protocol"].bytes() + QByteArray::number(port["port"].integer());
        if (seen.contains(identity))
            errors.duplicate(path, Value::object({{"port", port["port"]}, {"protocol", port["protocol"]}}));
        seen.append(identity);
    }
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const QByteArrayView type = spec["type"].text();
    validateEnum(errors, "spec.type", spec["type"], {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"});
    validateEnum(errors, "spec.sessionAffinity", spec["sessionAffinity"], {"ClientIP", "None"});
    validatePorts(errors, spec);
    validateLabels(errors, "spec.selector", spec["selector"]);
    const QByteArray ip = spec["clusterIP"].bytes();
    if (type == "ExternalName") {
        if (spec["externalName"].text().isEmpty())
            errors.required("spec.externalName");
        else if (const QByteArray problem
                 = subdomainProblem(spec["externalName"].text().endsWith('.') ? spec["externalName"].text().chopped(1)
                                                                              : spec["externalName"].text());
                 !problem.isEmpty())
            errors.invalid("spec.externalName", spec["externalName"], problem);
        if (!ip.isEmpty())
            errors.forbidden("spec.clusterIPs", "may not be set when `type` is 'ExternalName'");
    } else if (!ip.isEmpty() && ip != "None" && !ipProblem(ip).isEmpty()) {
        errors.invalid(Path("spec.clusterIPs")[0], spec["clusterIP"], ipProblem(ip));
    }
    if (ip == "None" && (type == "NodePort" || type == "LoadBalancer"))
        errors.invalid(Path("spec.clusterIPs")[0], spec["clusterIP"],
                       "may not be set to 'None' for " + type.toByteArray() + " services");
    qsizetype index = 0;
    for (const Value &external : spec["externalIPs"].items()) {
        if (const QByteArray problem = ipProblem(external.text()); !problem.isEmpty())
            errors.invalid(Path("spec.externalIPs")[index], external, problem);
        ++index;
    }
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &now = document["spec"]["clusterIP"], &had = old["spec"]["clusterIP"];
    const bool both = document["spec"]["type"].text() != "ExternalName" && old["spec"]["type"].text() != "ExternalName";
    if (both && !had.text().isEmpty() && !(now == had))
        errors.invalid(Path("spec.clusterIPs")[0], Value::array({now}), "may not change once set");
}

void allocateIp(FieldErrors &errors, Value &spec, const Key &key, const ServiceAddresses &addresses)
{
    QByteArray ip = spec["clusterIP"].bytes();
    if (ip.isEmpty()) {
        ip = addresses.freeIp();
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
        else if (answer == ServiceAddresses::Answer::Taken)
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

void allocatePorts(FieldErrors &errors, Value &spec, const Key &key, const ServiceAddresses &addresses)
{
    QList<int> chosen;
    qsizetype index = 0;
    spec = spec.with("ports", mapped(spec["ports"], [&](Value &port) {
                         const Path path = Path("spec.ports")[index++] / "nodePort";
                         int number = int(port["nodePort"].integer());
                         if (number == 0) {
                             number = addresses.freePort(chosen);
                             if (number == 0)
                                 errors.invalid(path, Value(0), "failed to allocate a nodePort: range is full");
                             port = port.with("nodePort", Value(number));
                         } else {
                             const auto answer = addresses.checkPort(number, key);
                             if (answer == ServiceAddresses::Answer::OutOfRange)
                                 errors.invalid(path, Value(number),
                                                "provided port is not in the valid range. The range of valid ports is "
                                                    + addresses.portRange());
                             else if (answer == ServiceAddresses::Answer::Taken)
                                 errors.invalid(path, Value(number), "provided port is already allocated");
                         }
                         chosen.append(number);
                     }));
}

void allocate(FieldErrors &errors, Value &document, const Value &, const Context &context)
{
    Value spec = document["spec"];
    const Key key{document["metadata"]["namespace"].bytes(), document["metadata"]["name"].bytes()};
    if (spec["type"].text() != "ExternalName")
        allocateIp(errors, spec, key, context.addresses);
    if (usesNodePorts(spec))
        allocatePorts(errors, spec, key, context.addresses);
    document = document.with("spec", spec);
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
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.allocate = allocate;
    resource.written
        = [](const Object &old, const Object &now, const Context &context) { context.addresses.written(old, now); };
    resource.subresources = {statusSubresource("v1", "Service")};
    return resource;
}

} // namespace orrery::resources::kinds
