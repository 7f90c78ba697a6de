// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/networks.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// "10.0.0.1:80,10.0.0.2:80 + 3 more..."
Value addresses(const Object &object, qint64)
{
    QByteArray out;
    int shown = 0, total = 0;
    for (const Value &subset : object["subsets"].items()) {
        for (const Value &port : subset["ports"].items()) {
            for (const Value &address : subset["addresses"].items()) {
                if (++total > 3)
                    continue;
                ++shown;
                out += (out.isEmpty() ? "" : ",") + address["ip"].bytes() + ':'
                    + QByteArray::number(port["port"].integer());
            }
        }
    }
    if (total > shown)
        out += " + " + QByteArray::number(total - shown) + " more...";
    return orNone(out);
}

void defaults(Value &document)
{
    const Value subsets = mapped(document["subsets"], [](Value &subset) {
        const Value ports = mapped(subset["ports"], [](Value &port) { setDefault(port, "protocol", "TCP"); });
        if (!ports.identical(subset["ports"]))
            subset = subset.with("ports", ports);
    });
    if (!subsets.identical(document["subsets"]))
        document = document.with("subsets", subsets);
}

void validateAddress(FieldErrors &errors, const Path &path, const Value &address)
{
    const Value &ip = address["ip"];
    if (const QByteArray problem = ipProblem(ip.text()); !problem.isEmpty())
        errors.invalid(path / "ip", ip, problem);
    else
        validateText(errors, path / "ip", ip, specialIpProblem);
    if (!address["hostname"].text().isEmpty())
        validateText(errors, path / "hostname", address["hostname"], labelProblem);
    if (!address["nodeName"].isNull())
        validateText(errors, path / "nodeName", address["nodeName"], subdomainProblem);
}

void validate(FieldErrors &errors, const Value &document)
{
    eachItem("subsets", document["subsets"], [&](const Value &subset, const Path &path) {
        if (subset["addresses"].isEmpty() && subset["notReadyAddresses"].isEmpty())
            errors.required(path, "must specify `addresses` or `notReadyAddresses`");
        for (const char *which : {"addresses", "notReadyAddresses"}) {
            eachItem(path / which, subset[which],
                     [&](const Value &address, const Path &at) { validateAddress(errors, at, address); });
        }
        const bool several = subset["ports"].size() > 1;
        eachItem(path / "ports", subset["ports"], [&](const Value &port, const Path &at) {
            const Value &name = port["name"];
            if (name.text().isEmpty() && several)
                errors.required(at / "name");
            else if (!name.text().isEmpty())
                validateText(errors, at / "name", name, labelProblem);
            validatePort(errors, at / "port", port["port"].isNull() ? Value(0) : port["port"]);
            validateEnum(errors, at / "protocol", port["protocol"], {"SCTP", "TCP", "UDP"});
            if (!port["appProtocol"].isNull())
                validateText(errors, at / "appProtocol", port["appProtocol"], qualifiedNameProblem);
        });
    });
}

} // namespace

Resource endpoints()
{
    Resource resource;
    resource.gvr = {"", "v1", "endpoints"};
    resource.kind = "Endpoints";
    resource.shortNames = {"ep"};
    resource.createOnUpdate = true;
    resource.deprecation = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    resource.columns = {{"Endpoints", "string", 0, addresses}};
    resource.defaults = defaults;
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
