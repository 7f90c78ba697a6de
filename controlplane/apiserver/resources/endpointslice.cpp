// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/networks.h"

#include <QSet>

namespace orrery::resources::kinds {

using namespace api;

namespace {

Value ports(const Object &object, qint64)
{
    QList<QByteArray> numbers;
    for (const Value &port : object["ports"].items())
        numbers.append(port["port"].isNull() ? QByteArray("*") : QByteArray::number(port["port"].integer()));
    if (numbers.isEmpty())
        return Value("<unset>");
    const qsizetype more = numbers.size() - 3;
    return more > 0 ? numbers.first(3).join(',') + " + " + QByteArray::number(more) + " more..." : numbers.join(',');
}

Value endpoints(const Object &object, qint64)
{
    QList<QByteArray> addresses;
    for (const Value &endpoint : object["endpoints"].items()) {
        for (const Value &address : endpoint["addresses"].items())
            addresses.append(address.bytes());
    }
    if (addresses.isEmpty())
        return Value("<unset>");
    const qsizetype more = addresses.size() - 3;
    return more > 0 ? addresses.first(3).join(',') + " + " + QByteArray::number(more) + " more..."
                    : addresses.join(',');
}

void defaults(Value &document)
{
    const Value ports = mapped(document["ports"], [](Value &port) {
        setDefault(port, "name", "");
        setDefault(port, "protocol", "TCP");
    });
    if (!ports.identical(document["ports"]))
        document = document.with("ports", ports);
}

void validateAddress(FieldErrors &errors, const Path &path, const Value &address, QByteArrayView type)
{
    if (type == "FQDN") {
        validateText(errors, path, address, subdomainProblem);
        return;
    }
    if (const QByteArray problem = ipProblem(address.text()); !problem.isEmpty()) {
        errors.invalid(path, address, problem);
        return;
    }
    if (isIpv6(address.text()) != (type == "IPv6"))
        errors.invalid(path, address, "must be an " + type.toByteArray() + " address");
    validateText(errors, path, address, specialIpProblem);
}

void validateEndpoint(FieldErrors &errors, const Path &path, const Value &endpoint, QByteArrayView type)
{
    const Value &addresses = endpoint["addresses"];
    if (addresses.isEmpty())
        errors.required(path / "addresses", "must contain at least 1 address");
    else if (addresses.size() > 100)
        errors.tooMany(path / "addresses", addresses.size(), 100);
    eachItem(path / "addresses", addresses,
             [&](const Value &address, const Path &at) { validateAddress(errors, at, address, type); });
    if (!endpoint["nodeName"].isNull())
        validateText(errors, path / "nodeName", endpoint["nodeName"], subdomainProblem);
    if (!endpoint["hostname"].isNull())
        validateText(errors, path / "hostname", endpoint["hostname"], labelProblem);
    validateLabels(errors, path / "deprecatedTopology", endpoint["deprecatedTopology"]);
    const Path zones = path / "hints" / "forZones";
    const Value &hints = endpoint["hints"]["forZones"];
    if (hints.size() > 8)
        errors.tooMany(zones, hints.size(), 8);
    QList<QByteArray> seen;
    eachItem(zones, hints, [&](const Value &hint, const Path &at) {
        if (seen.contains(hint["name"].bytes()))
            errors.duplicate(at / "name", hint["name"]);
        seen.append(hint["name"].bytes());
        validateText(errors, at / "name", hint["name"], labelValueProblem);
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &endpoints = document["endpoints"], &ports = document["ports"];
    const QByteArrayView type = document["addressType"].text();
    validateEnum(errors, "addressType", document["addressType"], {"FQDN", "IPv4", "IPv6"});
    if (endpoints.size() > 1000)
        errors.tooMany("endpoints", endpoints.size(), 1000);
    else
        eachItem("endpoints", endpoints,
                 [&](const Value &endpoint, const Path &at) { validateEndpoint(errors, at, endpoint, type); });
    if (ports.size() > 20000) {
        errors.tooMany("ports", ports.size(), 20000);
        return;
    }
    QSet<QByteArray> names;
    eachItem("ports", ports, [&](const Value &port, const Path &at) {
        const QByteArray name = port["name"].bytes();
        if (names.contains(name))
            errors.duplicate(at / "name", Value(name));
        names.insert(name);
        if (!name.isEmpty())
            validateText(errors, at / "name", port["name"], labelProblem);
        validateEnum(errors, at / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
        if (!port["port"].isNull())
            validatePort(errors, at / "port", port["port"]);
        if (!port["appProtocol"].isNull())
            validateText(errors, at / "appProtocol", port["appProtocol"], qualifiedNameProblem);
    });
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    validateImmutable(errors, "addressType", document["addressType"], old["addressType"]);
}

} // namespace

Resource endpointSlice()
{
    Resource resource;
    resource.gvr = {"discovery.k8s.io", "v1", "endpointslices"};
    resource.kind = "EndpointSlice";
    resource.hasGeneration = true;
    resource.columns = {
        {"AddressType", "string", 0, [](const Object &object, qint64) { return object["addressType"]; }},
        {"Ports", "string", 0, ports},
        {"Endpoints", "string", 0, endpoints},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
