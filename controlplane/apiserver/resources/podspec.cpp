// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/podspec.h"

#include "controlplane/api/quantity.h"
#include "controlplane/apiserver/resources/podrules.h"

namespace orrery::resources {

using namespace api;

namespace {

void validateDns(FieldErrors &errors, const Path &path, const Value &spec)
{
    const Value &config = spec["dnsConfig"];
    const Path at = path / "dnsConfig";
    validateEnum(errors, path / "dnsPolicy", spec["dnsPolicy"],
                 {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"});
    if (spec["dnsPolicy"].text() == "None" && config.isNull())
        errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
    else if (spec["dnsPolicy"].text() == "None" && config["nameservers"].isEmpty())
        errors.required(at / "nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
    if (config["nameservers"].size() > 3)
        errors.invalid(at / "nameservers", config["nameservers"], "must not have more than 3 nameservers");
    qsizetype index = 0;
    for (const Value &server : config["nameservers"].items()) {
        if (const QByteArray problem = ipProblem(server.text()); !problem.isEmpty())
            errors.invalid((at / "nameservers")[index], server, problem);
        ++index;
    }
    if (config["searches"].size() > 32)
        errors.invalid(at / "searches", config["searches"], "must not have more than 32 search paths");
    index = 0;
    qsizetype length = -1;
    for (const Value &search : config["searches"].items()) {
        QByteArray domain = search.bytes();
        length += domain.size() + 1;
        const Path here = (at / "searches")[index++];
        if (domain == ".")
            continue;
        if (domain.endsWith('.'))
            domain.chop(1);
        if (const QByteArray problem = subdomainProblem(QByteArray(domain).replace('_', 'x')); !problem.isEmpty())
            errors.invalid(here, search, problem);
    }
    if (length > 2048)
        errors.invalid(at / "searches", config["searches"],
                       "must not have more than 2048 characters (including spaces) in the search list");
    index = 0;
    for (const Value &option : config["options"].items()) {
        const Path here = (at / "options")[index++];
        if (option["name"].text().isEmpty())
            errors.required(here, "must not be empty");
    }
}

void validateHostnames(FieldErrors &errors, const Path &path, const Value &spec)
{
    for (const char *name : {"hostname", "subdomain"}) {
        if (const QByteArrayView text = spec[name].text(); !text.isEmpty()) {
            if (const QByteArray problem = labelProblem(text); !problem.isEmpty())
                errors.invalid(path / name, spec[name], problem);
        }
    }
    const Value &whole = spec["hostnameOverride"];
    if (!whole.isNull()) {
        const Path at = path / "hostnameOverride";
        if (const QByteArray problem = subdomainProblem(whole.text()); !problem.isEmpty())
            errors.invalid(at, whole, problem);
        else if (whole.text().size() > 64)
            errors.invalid(at, whole, "must be no more than 64 characters");
        if (spec["hostNetwork"].boolean())
            errors.invalid(at, whole, "may not be specified when hostNetwork is true");
        if (spec["setHostnameAsFQDN"].boolean())
            errors.invalid(at, whole, "may not be specified when setHostnameAsFQDN is true");
    }
    qsizetype index = 0;
    for (const Value &alias : spec["hostAliases"].items()) {
        const Path at = (path / "hostAliases")[index++];
        if (const QByteArray problem = ipProblem(alias["ip"].text()); !problem.isEmpty())
            errors.invalid(at / "ip", alias["ip"].isNull() ? Value("") : alias["ip"], problem);
        for (const Value &name : alias["hostnames"].items()) {
            if (const QByteArray problem = subdomainProblem(name.text()); !problem.isEmpty())
                errors.invalid(at / "hostnames", name, problem);
        }
    }
}

void validateGates(FieldErrors &errors, const Path &path, const Value &spec)
{
    qsizetype index = 0;
    for (const Value &gate : spec["readinessGates"].items()) {
        const Path at = (path / "readinessGates")[index++] / "conditionType";
        if (const QByteArray problem = qualifiedNameProblem(gate["conditionType"].text()); !problem.isEmpty())
            errors.invalid(at, gate["conditionType"].isNull() ? Value("") : gate["conditionType"], problem);
    }
    QSet<QByteArray> seen;
    index = 0;
    for (const Value &gate : spec["schedulingGates"].items()) {
        const Path at = (path / "schedulingGates")[index++];
        if (const QByteArray problem = qualifiedNameProblem(gate["name"].text()); !problem.isEmpty())
            errors.invalid(at, gate["name"].isNull() ? Value("") : gate["name"], problem);
        if (seen.contains(gate["name"].bytes()))
            errors.duplicate(at, gate["name"]);
        seen.insert(gate["name"].bytes());
    }
}

void validateClaims(FieldErrors &errors, const Path &path, PodFacts &facts)
{
    qsizetype index = 0;
    for (const Value &claim : facts.spec["resourceClaims"].items()) {
        const Path at = path[index++];
        const Value &name = claim["name"];
        if (name.text().isEmpty())
            errors.required(at / "name");
        else if (facts.claims.contains(name.bytes()))
            errors.duplicate(at / "name", name);
        else if (const QByteArray problem = labelProblem(name.text()); !problem.isEmpty())
            errors.invalid(at / "name", name, problem);
        facts.claims.insert(name.bytes());
        const bool named = !claim["resourceClaimName"].isNull(), made = !claim["resourceClaimTemplateName"].isNull();
        if (named && made)
            errors.invalid(at, claim,
                           "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
        else if (!named && !made)
            errors.invalid(at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
        for (const char *member : {"resourceClaimName", "resourceClaimTemplateName"}) {
            if (claim[member].isNull())
                continue;
            if (const QByteArray problem = subdomainProblem(claim[member].text()); !problem.isEmpty())
                errors.invalid(at / member, claim[member], problem);
        }
    }
}

void validateSubdomains(FieldErrors &errors, const Path &path, const Value &spec)
{
    for (const char *name : {"serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"}) {
        if (const QByteArrayView text = spec[name].text(); !text.isEmpty()) {
            if (const QByteArray problem = subdomainProblem(text); !problem.isEmpty())
                errors.invalid(path / name, spec[name], problem);
        }
    }
}

} // namespace

void validateLocalPath(FieldErrors &errors, const Path &path, const Value &text)
{
    if (text.text().startsWith('/'))
        errors.invalid(path, text, "must be a relative path");
    if (text.bytes().split('/').contains(".."))
        errors.invalid(path, text, "must not contain '..'");
}

void validatePodSpec(FieldErrors &errors, const Path &path, const Value &spec)
{
    PodFacts facts(spec);
    validateVolumes(errors, path / "volumes", facts);
    validateClaims(errors, path / "resourceClaims", facts);
    validateContainers(errors, path, facts);
    validateEphemeralContainers(errors, path / "ephemeralContainers", facts);
    validatePodResources(errors, path / "resources", spec);
    validateEnum(errors, path / "restartPolicy", spec["restartPolicy"], {"Always", "OnFailure", "Never"});
    validateDns(errors, path, spec);
    validateLabels(errors, path / "nodeSelector", spec["nodeSelector"]);
    validatePodSecurity(errors, path, spec);
    validateAffinity(errors, path / "affinity", spec["affinity"]);
    validateGates(errors, path, spec);
    validateTopologySpread(errors, path / "topologySpreadConstraints", spec["topologySpreadConstraints"]);
    validateSubdomains(errors, path, spec);
    const Value &deadline = spec["activeDeadlineSeconds"];
    if (!deadline.isNull() && (deadline.integer() < 1 || deadline.integer() > 2147483647))
        errors.invalid(path / "activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    validateHostnames(errors, path, spec);
    validateTolerations(errors, path / "tolerations", spec["tolerations"]);
    if (const Value &policy = spec["preemptionPolicy"]; !policy.isNull())
        validateEnum(errors, path / "preemptionPolicy", policy, {"PreemptLowerPriority", "Never"});
    if (!spec["overhead"].isNull())
        validateResources(errors, path / "overhead", Value::object({{"limits", spec["overhead"]}}), nullptr);
    if (const Value &os = spec["os"]; !os.isNull()) {
        if (os["name"].text().isEmpty())
            errors.required(path / "os" / "name", "cannot be empty");
        else
            validateEnum(errors, path / "os" / "name", os["name"], {"linux", "windows"});
    }
}

void validatePodTemplate(FieldErrors &errors, const Path &path, const Value &podTemplate)
{
    validateLabels(errors, path / "labels", podTemplate["metadata"]["labels"]);
    validateAnnotations(errors, path / "annotations", podTemplate["metadata"]["annotations"]);
    validatePodSpec(errors, path / "spec", podTemplate["spec"]);
    if (!podTemplate["spec"]["ephemeralContainers"].isEmpty())
        errors.forbidden(path / "spec" / "ephemeralContainers", "ephemeral containers not allowed in pod template");
}

QByteArray containerList(const Value &spec, QByteArrayView member)
{
    QByteArray out;
    for (const Value &container : spec["containers"].items())
        out += (out.isEmpty() ? "" : ",") + container[member].bytes();
    return out;
}

} // namespace orrery::resources
