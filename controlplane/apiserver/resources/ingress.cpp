// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/cells.h"
#include "controlplane/apiserver/resources/workload.h"

// Ingress and IngressClass. https://kubernetes.io/docs/concepts/services-networking/ingress/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "networking.k8s.io";
constexpr auto classAnnotation = "kubernetes.io/ingress.class";

QByteArray wildcardProblem(QByteArrayView host)
{
    if (host.startsWith("*.") && subdomainProblem(host.sliced(2)).isEmpty() && host.size() <= 253)
        return {};
    return "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist "
           "of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. "
           "'*.example.com', regex used for validation is "
           "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
}

QByteArray hostProblem(QByteArrayView host)
{
    return host.contains('*') ? wildcardProblem(host) : subdomainProblem(host);
}

void validateReference(FieldErrors &errors, const Path &path, const Value &reference)
{
    if (const Value &apiGroup = reference["apiGroup"]; !apiGroup.text().isEmpty())
        validateText(errors, path / "apiGroup", apiGroup, subdomainProblem);
    const auto segment = [](QByteArrayView text) { return nameProblem(NameRule::PathSegment, text); };
    for (const char *member : {"kind", "name"})
        validateRequiredText(errors, path / member, reference[member], segment);
}

void validateBackend(FieldErrors &errors, const Path &path, const Value &backend)
{
    const Value &service = backend["service"], &resource = backend["resource"];
    if (!service.isNull() && !resource.isNull()) {
        errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (!resource.isNull()) {
        validateReference(errors, path / "resource", resource);
    } else if (service.isNull()) {
        errors.invalid(path, "", "resource or service backend is required");
    } else {
        validateRequiredText(errors, path / "service" / "name", service["name"], label1035Problem);
        const Value &name = service["port"]["name"], &number = service["port"]["number"];
        if (!name.text().isEmpty() && number.integer() != 0)
            errors.invalid(path, "", "cannot set both port name & port number");
        else if (!name.text().isEmpty())
            validateText(errors, path / "service" / "port" / "name", name, portNameProblem);
        else if (number.integer() != 0)
            validatePort(errors, path / "service" / "port" / "number", number);
        else
            errors.required(path, "port name or number is required");
    }
}

void validateHttpPath(FieldErrors &errors, const Path &path, const Value &rule)
{
    const Value &text = rule["path"];
    const Value shown = text.isNull() ? Value("") : text;
    const QByteArray type = rule["pathType"].bytes();
    if (rule["pathType"].isNull()) {
        errors.required(path / "pathType", "pathType must be specified");
    } else if (type == "Exact" || type == "Prefix") {
        if (!text.text().startsWith('/'))
            errors.invalid(path / "path", shown, "must be an absolute path");
        for (const char *sequence : {"//", "/./", "/../", "%2f", "%2F"}) {
            if (text.bytes().contains(sequence))
                errors.invalid(path / "path", text, "must not contain '" + QByteArray(sequence) + '\'');
        }
        for (const char *end : {"/..", "/."}) {
            if (text.bytes().endsWith(end))
                errors.invalid(path / "path", text, "cannot end with '" + QByteArray(end) + '\'');
        }
    } else if (type == "ImplementationSpecific") {
        if (!text.text().isEmpty() && !text.text().startsWith('/'))
            errors.invalid(path / "path", text, "must be an absolute path");
    } else {
        errors.notSupported(path / "pathType", rule["pathType"], {"Exact", "ImplementationSpecific", "Prefix"});
    }
    validateBackend(errors, path / "backend", rule["backend"]);
}

void validateSpec(FieldErrors &errors, const Value &spec)
{
    const Path path("spec");
    if (spec["rules"].isEmpty() && spec["defaultBackend"].isNull())
        errors.invalid(path, spec["rules"].isNull() ? Value::array({}) : spec["rules"],
                       "either `defaultBackend` or `rules` must be specified");
    if (!spec["defaultBackend"].isNull())
        validateBackend(errors, path / "defaultBackend", spec["defaultBackend"]);
    eachItem(path / "rules", spec["rules"], [&](const Value &rule, const Path &at) {
        const Value &host = rule["host"];
        if (!host.text().isEmpty()) {
            if (ipProblem(host.text()).isEmpty())
                errors.invalid(at / "host", host, "must be a DNS name, not an IP address");
            else
                validateText(errors, at / "host", host, hostProblem);
        }
        if (rule["http"].isNull())
            return;
        if (rule["http"]["paths"].isEmpty())
            errors.required(at / "http" / "paths");
        eachItem(at / "http" / "paths", rule["http"]["paths"],
                 [&](const Value &one, const Path &where) { validateHttpPath(errors, where, one); });
    });
    eachItem(path / "tls", spec["tls"], [&](const Value &tls, const Path &at) {
        eachItem(at / "hosts", tls["hosts"],
                 [&](const Value &host, const Path &where) { validateText(errors, where, host, hostProblem); });
        if (!tls["secretName"].text().isEmpty())
            validateText(errors, at / "secretName", tls["secretName"], subdomainProblem);
    });
    if (const Value &name = spec["ingressClassName"]; !name.isNull())
        validateText(errors, path / "ingressClassName", name, subdomainProblem);
}

void validate(FieldErrors &errors, const Value &document)
{
    validateSpec(errors, document["spec"]);
}

void validateStatus(FieldErrors &errors, const Value &document, const Value &)
{
    eachItem("status.loadBalancer.ingress", document["status"]["loadBalancer"]["ingress"],
             [&](const Value &one, const Path &at) {
                 if (!one["ip"].text().isEmpty())
                     validateText(errors, at / "ip", one["ip"], ipProblem);
                 if (one["hostname"].text().isEmpty())
                     return;
                 validateText(errors, at / "hostname", one["hostname"], subdomainProblem);
                 if (ipProblem(one["hostname"].text()).isEmpty())
                     errors.invalid(at / "hostname", one["hostname"], "must be a DNS name, not an IP address");
             });
}

void validateCreate(FieldErrors &errors, const Value &document)
{
    const Value &annotated = document["metadata"]["annotations"][classAnnotation];
    if (!annotated.isNull() && !document["spec"]["ingressClassName"].isNull())
        errors.invalid(Path("metadata.annotations") / classAnnotation, annotated,
                       "can not be set when the class field is also set");
}

void warnings(QList<QByteArray> &warnings, const Value &document)
{
    if (document["metadata"]["annotations"].contains(classAnnotation))
        warnings.append("annotation \"kubernetes.io/ingress.class\" is deprecated, please use "
                        "'spec.ingressClassName' instead");
}

Value hostsCell(const Object &ingress, qint64)
{
    QList<QByteArray> hosts;
    bool more = false;
    for (const Value &rule : ingress.spec()["rules"].items()) {
        more = more || hosts.size() == 3;
        if (!more && !rule["host"].text().isEmpty())
            hosts.append(rule["host"].bytes());
    }
    if (hosts.isEmpty())
        return Value("*");
    return more ? hosts.join(',') + " + " + QByteArray::number(ingress.spec()["rules"].size() - 3) + " more..."
                : hosts.join(',');
}

Value addressCell(const Object &ingress, qint64)
{
    QList<QByteArray> addresses;
    for (const Value &one : ingress.status()["loadBalancer"]["ingress"].items()) {
        const QByteArray address = one["ip"].text().isEmpty() ? one["hostname"].bytes() : one["ip"].bytes();
        if (!address.isEmpty())
            addresses.append(address);
    }
    return Value(addresses.join(','));
}

/// DOMAIN/PATH, as controllers are called.
void validateController(FieldErrors &errors, const Path &path, const Value &controller)
{
    const QByteArray text = controller.bytes();
    const qsizetype slash = text.indexOf('/');
    if (text.isEmpty()) {
        errors.required(path);
        return;
    }
    if (text.size() > 250)
        errors.tooLong(path, 250);
    if (slash <= 0 || slash == text.size() - 1)
        errors.invalid(path, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    else if (const QByteArray problem = subdomainProblem(text.left(slash)); !problem.isEmpty())
        errors.invalid(path, Value(text.left(slash)), problem);
}

void validateClass(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &parameters = spec["parameters"];
    validateController(errors, "spec.controller", spec["controller"]);
    if (parameters.isNull())
        return;
    const Path path("spec.parameters");
    validateReference(errors, path, parameters);
    const QByteArrayView scope = parameters["scope"].text();
    const Value &ns = parameters["namespace"];
    validateEnum(errors, path / "scope", parameters["scope"], {"Cluster", "Namespace"});
    if (scope == "Namespace" && ns.isNull())
        errors.required(path / "namespace", "`parameters.scope` is set to 'Namespace'");
    else if (scope == "Namespace")
        validateRequiredText(errors, path / "namespace", ns, labelProblem);
    else if (scope == "Cluster" && !ns.isNull())
        errors.forbidden(path / "namespace", "`parameters.scope` is set to 'Cluster'");
}

Value parametersCell(const Object &object, qint64)
{
    const Value &parameters = object.spec()["parameters"];
    if (parameters.isNull())
        return Value("<none>");
    const QByteArray apiGroup = parameters["apiGroup"].bytes();
    return parameters["kind"].bytes() + (apiGroup.isEmpty() ? QByteArray() : '.' + apiGroup) + '/'
        + parameters["name"].bytes();
}

} // namespace

Resource ingress()
{
    Resource resource;
    resource.gvr = {group, "v1", "ingresses"};
    resource.kind = "Ingress";
    resource.shortNames = {"ing"};
    resource.hasGeneration = true;
    resource.statusSubresource = true;
    resource.columns = {
        {"Class", "string", 0,
         [](const Object &object, qint64) { return orNone(object.spec()["ingressClassName"].bytes()); }},
        {"Hosts", "string", 0, hostsCell},
        {"Address", "string", 0, addressCell},
        {"Ports", "string", 0,
         [](const Object &object, qint64) { return Value(object.spec()["tls"].isEmpty() ? "80" : "80, 443"); }},
    };
    resource.validate = validate;
    resource.validateCreate = validateCreate;
    resource.warnings = warnings;
    resource.subresources = {statusSubresource("networking.k8s.io/v1", "Ingress", validateStatus)};
    return resource;
}

Resource ingressClass()
{
    Resource resource;
    resource.gvr = {group, "v1", "ingressclasses"};
    resource.kind = "IngressClass";
    resource.namespaced = false;
    resource.hasGeneration = true;
    resource.columns = {
        {"Controller", "string", 0, [](const Object &object, qint64) { return object.spec()["controller"]; }},
        {"Parameters", "string", 0, parametersCell},
    };
    resource.defaults = [](Value &document) {
        if (!document["spec"]["parameters"].isNull() && document["spec"]["parameters"]["scope"].isNull())
            document = document.withPath({"spec", "parameters", "scope"}, "Cluster");
    };
    resource.validate = validateClass;
    resource.validateUpdate = [](FieldErrors &errors, const Value &document, const Value &old) {
        validateImmutable(errors, "spec.controller", document["spec"]["controller"], old["spec"]["controller"]);
    };
    return resource;
}

} // namespace orrery::resources::kinds
