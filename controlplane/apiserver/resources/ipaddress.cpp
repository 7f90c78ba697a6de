// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/networks.h"

// IPAddress and ServiceCIDR: which ClusterIPs there are, and whose they are.
// https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "networking.k8s.io";

void validateAddress(FieldErrors &errors, const Value &document)
{
    const Value &name = document["metadata"]["name"];
    if (const QByteArray canonical = canonicalIp(name.text()); canonical.isEmpty())
        errors.invalid("metadata.name", name, ipProblem("-"));
    else if (canonical != name.text())
        errors.invalid("metadata.name", name, "must be in canonical form (\"" + canonical + "\")");
    const Value &parent = document["spec"]["parentRef"];
    const Path path("spec.parentRef");
    if (parent.isNull()) {
        errors.required(path);
        return;
    }
    const auto segment = [](QByteArrayView text) { return nameProblem(NameRule::PathSegment, text); };
    if (!parent["group"].text().isEmpty())
        validateText(errors, path / "group", parent["group"], subdomainProblem);
    for (const char *member : {"resource", "name"})
        validateRequiredText(errors, path / member, parent[member], segment);
    if (!parent["namespace"].text().isEmpty())
        validateText(errors, path / "namespace", parent["namespace"], segment);
}

Value parentCell(const Object &address, qint64)
{
    const Value &parent = address.spec()["parentRef"];
    if (parent.isNull())
        return Value("<none>");
    const QByteArray of = parent["group"].bytes(), ns = parent["namespace"].bytes();
    return (parent["resource"].bytes() + (of.isEmpty() ? QByteArray() : '.' + of)).toLower()
        + (ns.isEmpty() ? QByteArray() : '/' + ns) + '/' + parent["name"].bytes();
}

void validateCidr(FieldErrors &errors, const Value &document)
{
    const Value &cidrs = document["spec"]["cidrs"];
    if (cidrs.isEmpty())
        errors.required("spec.cidrs", "at least one CIDR required");
    validateDualStackCidrs(errors, "spec.cidrs", cidrs);
}

/// A second family may be added; nothing else changes.
void validateCidrUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &now = document["spec"]["cidrs"], &had = old["spec"]["cidrs"];
    const bool grows = had.size() == 1 && now.size() == 2;
    if (!grows)
        validateImmutable(errors, "spec.cidrs", now, had);
    else if (!(now.at(0) == had.at(0)))
        errors.invalid(Path("spec.cidrs")[0], now.at(0), "field is immutable");
}

Value cidrsCell(const Object &object, qint64)
{
    QList<QByteArray> cidrs;
    for (const Value &cidr : object.spec()["cidrs"].items())
        cidrs.append(cidr.bytes());
    return Value(cidrs.join(','));
}

} // namespace

Resource ipAddress()
{
    Resource resource;
    resource.gvr = {group, "v1", "ipaddresses"};
    resource.kind = "IPAddress";
    resource.namespaced = false;
    resource.shortNames = {"ip"};
    resource.nameRule = NameRule::PathSegment;
    resource.hasGeneration = true;
    resource.columns = {{"ParentRef", "string", 0, parentCell}};
    resource.validate = validateAddress;
    resource.validateUpdate = [](FieldErrors &errors, const Value &document, const Value &old) {
        validateImmutable(errors, "spec.parentRef", document["spec"]["parentRef"], old["spec"]["parentRef"]);
    };
    return resource;
}

Resource serviceCidr()
{
    Resource resource;
    resource.gvr = {group, "v1", "servicecidrs"};
    resource.kind = "ServiceCIDR";
    resource.namespaced = false;
    resource.statusSubresource = true;
    resource.columns = {{"CIDRs", "string", 0, cidrsCell}};
    resource.validate = validateCidr;
    resource.validateUpdate = validateCidrUpdate;
    resource.subresources = {statusSubresource("networking.k8s.io/v1", "ServiceCIDR")};
    return resource;
}

} // namespace orrery::resources::kinds
