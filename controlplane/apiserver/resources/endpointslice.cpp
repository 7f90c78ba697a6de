// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

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

void validate(FieldErrors &errors, const Value &document)
{
    validateEnum(errors, "addressType", document["addressType"], {"FQDN", "IPv4", "IPv6"});
    const bool isName = document["addressType"].text() == "FQDN";
    if (document["endpoints"].size() > 1000)
        errors.tooMany("endpoints", document["endpoints"].size(), 1000);
    qsizetype index = 0;
    for (const Value &endpoint : document["endpoints"].items()) {
        const Path path = Path("endpoints")[index++] / "addresses";
        if (endpoint["addresses"].isEmpty())
            errors.required(path, "must contain at least 1 address");
        qsizetype at = 0;
        for (const Value &address : endpoint["addresses"].items()) {
            const QByteArray problem = isName ? subdomainProblem(address.text()) : ipProblem(address.text());
            if (!problem.isEmpty())
                errors.invalid(path[at], address, problem);
            ++at;
        }
    }
    index = 0;
    QList<QByteArray> names;
    for (const Value &port : document["ports"].items()) {
        const Path path = Path("ports")[index++];
        if (names.contains(port["name"].bytes()))
            errors.duplicate(path / "name", port["name"].isNull() ? Value("") : port["name"]);
        names.append(port["name"].bytes());
        if (!port["port"].isNull())
            validatePort(errors, path / "port", port["port"]);
    }
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
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    return resource;
}

} // namespace orrery::resources::kinds
