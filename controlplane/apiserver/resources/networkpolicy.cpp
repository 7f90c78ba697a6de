// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/networks.h"

#include "controlplane/api/selector.h"

// https://kubernetes.io/docs/concepts/services-networking/network-policies/

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    Value spec = document["spec"];
    setDefault(spec, "podSelector", Value::object({}));
    if (spec["policyTypes"].isEmpty())
        spec = spec.with("policyTypes",
                         spec["egress"].isEmpty() ? Value::array({"Ingress"}) : Value::array({"Ingress", "Egress"}));
    for (const char *direction : {"ingress", "egress"}) {
        if (spec[direction].isEmpty())
            continue;
        spec = spec.with(direction, mapped(spec[direction], [](Value &rule) {
                             const Value ports
                                 = mapped(rule["ports"], [](Value &port) { setDefault(port, "protocol", "TCP"); });
                             if (!ports.identical(rule["ports"]))
                                 rule = rule.with("ports", ports);
                         }));
    }
    document = document.with("spec", spec);
}

void validatePolicyPort(FieldErrors &errors, const Path &path, const Value &rule)
{
    validateChoice(errors, path / "protocol", rule["protocol"], {"SCTP", "TCP", "UDP"});
    const Value &port = rule["port"], &end = rule["endPort"];
    if (port.isNull()) {
        if (!end.isNull())
            errors.invalid(path / "endPort", end, "may not be specified when `port` is not specified");
        return;
    }
    validatePortReference(errors, path / "port", port);
    if (end.isNull())
        return;
    if (port.isString()) {
        errors.invalid(path / "endPort", end, "may not be specified when `port` is non-numeric");
        return;
    }
    if (end.integer() < port.integer())
        errors.invalid(path / "endPort", end, "must be greater than or equal to `port`");
    validatePort(errors, path / "endPort", end);
}

void validateBlock(FieldErrors &errors, const Path &path, const Value &block)
{
    const Value &cidr = block["cidr"];
    if (cidr.text().isEmpty()) {
        errors.required(path / "cidr");
        return;
    }
    validateText(errors, path / "cidr", cidr, cidrProblem);
    if (!cidrProblem(cidr.text()).isEmpty())
        return;
    eachItem(path / "except", block["except"], [&](const Value &except, const Path &at) {
        if (const QByteArray problem = cidrProblem(except.text()); !problem.isEmpty())
            errors.invalid(at, except, problem);
        else if (!isWithin(except.text(), cidr.text()) || except == cidr)
            errors.invalid(at, except, "must be a strict subset of `cidr`");
    });
}

void validatePeer(FieldErrors &errors, const Path &path, const Value &peer)
{
    int count = 0;
    for (const char *member : {"podSelector", "namespaceSelector"}) {
        if (peer[member].isNull())
            continue;
        ++count;
        validateLabelSelector(errors, path / member, peer[member]);
    }
    if (const Value &block = peer["ipBlock"]; !block.isNull()) {
        if (count > 0)
            errors.forbidden(path, "may not specify both ipBlock and another peer");
        ++count;
        validateBlock(errors, path / "ipBlock", block);
    }
    if (count == 0)
        errors.required(path, "must specify a peer");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Path path("spec");
    validateLabelSelector(errors, path / "podSelector", spec["podSelector"]);
    const std::pair<const char *, const char *> directions[] = {{"ingress", "from"}, {"egress", "to"}};
    for (const auto &[direction, peers] : directions) {
        eachItem(path / direction, spec[direction], [&, peers = peers](const Value &rule, const Path &at) {
            eachItem(at / "ports", rule["ports"],
                     [&](const Value &port, const Path &where) { validatePolicyPort(errors, where, port); });
            eachItem(at / peers, rule[peers],
                     [&](const Value &peer, const Path &where) { validatePeer(errors, where, peer); });
        });
    }
    if (spec["policyTypes"].size() > 2)
        errors.invalid(path / "policyTypes", spec["policyTypes"], "may not specify more than two policyTypes");
    else
        eachItem(path / "policyTypes", spec["policyTypes"], [&](const Value &type, const Path &at) {
            validateChoice(errors, at, type, {"Egress", "Ingress"});
        });
}

} // namespace

Resource networkPolicy()
{
    Resource resource;
    resource.gvr = {"networking.k8s.io", "v1", "networkpolicies"};
    resource.kind = "NetworkPolicy";
    resource.shortNames = {"netpol"};
    resource.hasGeneration = true;
    resource.columns = {
        {"Pod-Selector", "string", 0,
         [](const Object &policy, qint64) {
             const auto selector = LabelSelector::fromValue(policy.spec()["podSelector"]);
             return selector ? orNone(selector->text()) : Value("<error>");
         }},
    };
    resource.defaults = defaults;
    resource.validate = validate;
    return resource;
}

} // namespace orrery::resources::kinds
