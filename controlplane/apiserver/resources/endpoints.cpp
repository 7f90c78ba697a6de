// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"

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

void validate(FieldErrors &errors, const Value &document)
{
    qsizetype index = 0;
    for (const Value &subset : document["subsets"].items()) {
        const Path path = Path("subsets")[index++];
        for (const char *which : {"addresses", "notReadyAddresses"}) {
            qsizetype at = 0;
            for (const Value &address : subset[which].items()) {
                const Path ip = (path / which)[at++] / "ip";
                if (const QByteArray problem = ipProblem(address["ip"].text()); !problem.isEmpty())
                    errors.invalid(ip, address["ip"], problem);
            }
        }
        qsizetype at = 0;
        for (const Value &port : subset["ports"].items())
            validatePort(errors, (path / "ports")[at++] / "port", port["port"]);
    }
}

} // namespace

Resource endpoints()
{
    Resource resource;
    resource.gvr = {"", "v1", "endpoints"};
    resource.kind = "Endpoints";
    resource.shortNames = {"ep"};
    resource.createOnUpdate = true;
    resource.columns = {{"Endpoints", "string", 0, addresses}};
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
