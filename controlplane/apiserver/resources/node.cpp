// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/networks.h"
#include "controlplane/apiserver/resources/proxysubresource.h"
#include "controlplane/apiserver/resources/quantities.h"
#include "controlplane/apiserver/resources/workload.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    const Value &spec = document["spec"];
    if (!spec["podCIDR"].text().isEmpty() && spec["podCIDRs"].isEmpty())
        document = document.withPath({"spec", "podCIDRs"}, Value::array({spec["podCIDR"]}));
    else if (spec["podCIDR"].text().isEmpty() && !spec["podCIDRs"].isEmpty())
        document = document.withPath({"spec", "podCIDR"}, spec["podCIDRs"].at(0));
    const Value &status = document["status"];
    if (status["allocatable"].isNull() && !status["capacity"].isNull())
        document = document.withPath({"status", "allocatable"}, status["capacity"]);
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    const Value &status = document["status"];
    for (const char *member : {"capacity", "allocatable"})
        validateResourceList(errors, Path("status") / member, status[member], resourceNameProblem);
    QList<Value> addresses;
    eachItem("status.addresses", status["addresses"], [&](const Value &address, const Path &at) {
        if (addresses.contains(address))
            errors.duplicate(at, address);
        addresses.append(address);
    });
}

void validate(FieldErrors &errors, const Value &document)
{
    QList<QByteArray> seen;
    qsizetype index = 0;
    for (const Value &taint : document["spec"]["taints"].items()) {
        const Path path = Path("spec.taints")[index++];
        if (const QByteArray problem = qualifiedNameProblem(taint["key"].text()); !problem.isEmpty())
            errors.invalid(path / "key", taint["key"], problem);
        if (const QByteArray problem = labelValueProblem(taint["value"].text()); !problem.isEmpty())
            errors.invalid(path / "value", taint["value"], problem);
        validateEnum(errors, path / "effect", taint["effect"], {"NoExecute", "NoSchedule", "PreferNoSchedule"});
        const QByteArray identity = taint["key"].bytes() + ':' + taint["effect"].bytes();
        if (seen.contains(identity))
            errors.duplicate(path, taint);
        seen.append(identity);
    }
    validateDualStackCidrs(errors, "spec.podCIDRs", document["spec"]["podCIDRs"]);
    validateStatus(errors, document, {});
}

void validateUpdate(FieldErrors &errors, const Value &document, const Value &old)
{
    const Value &spec = document["spec"], &had = old["spec"];
    if (!had["podCIDRs"].isEmpty() && !(spec["podCIDRs"] == had["podCIDRs"]))
        errors.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    if (!had["providerID"].text().isEmpty() && !(spec["providerID"] == had["providerID"]))
        errors.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
}

Value status(const Object &node, qint64)
{
    QByteArray text = "Unknown";
    if (const Value &ready = condition(node, "Ready"); !ready.isNull())
        text = ready["status"].text() == "True" ? "Ready" : "NotReady";
    if (node.spec()["unschedulable"].boolean())
        text += ",SchedulingDisabled";
    return text;
}

Value roles(const Object &node, qint64)
{
    QList<QByteArray> roles;
    for (const Member &label : node.labels().members()) {
        if (label.key().startsWith("node-role.kubernetes.io/"))
            roles.append(label.key().sliced(24).toByteArray());
        else if (label.key() == "kubernetes.io/role")
            roles.append(label.value.bytes());
    }
    roles.removeAll(QByteArray());
    std::sort(roles.begin(), roles.end());
    return orNone(roles.join(','));
}

Value address(const Object &node, QByteArrayView type)
{
    for (const Value &address : node.status()["addresses"].items()) {
        if (address["type"].text() == type)
            return address["address"];
    }
    return Value("<none>");
}

Value info(const Object &node, const char *name)
{
    const QByteArray text = node.status()["nodeInfo"][name].bytes();
    return text.isEmpty() ? Value("<unknown>") : Value(text);
}

} // namespace

Resource node()
{
    Resource resource;
    resource.gvr = {"", "v1", "nodes"};
    resource.kind = "Node";
    resource.namespaced = false;
    resource.shortNames = {"no"};
    resource.statusSubresource = true;
    resource.keepsStatusOnCreate = true;
    resource.selectableFields = {"spec.unschedulable"};
    resource.agePosition = 2;
    resource.columns = {
        {"Status", "string", 0, status},
        {"Roles", "string", 0, roles},
        {"Version", "string", 0,
         [](const Object &node, qint64) { return node.status()["nodeInfo"]["kubeletVersion"]; }},
        {"Internal-IP", "string", 1, [](const Object &node, qint64) { return address(node, "InternalIP"); }},
        {"External-IP", "string", 1, [](const Object &node, qint64) { return address(node, "ExternalIP"); }},
        {"OS-Image", "string", 1, [](const Object &node, qint64) { return info(node, "osImage"); }},
        {"Kernel-Version", "string", 1, [](const Object &node, qint64) { return info(node, "kernelVersion"); }},
        {"Container-Runtime", "string", 1,
         [](const Object &node, qint64) { return info(node, "containerRuntimeVersion"); }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    resource.validateUpdate = validateUpdate;
    resource.subresources = {proxySubresource("NodeProxyOptions"), statusSubresource("v1", "Node", validateStatus)};
    return resource;
}

} // namespace orrery::resources::kinds
