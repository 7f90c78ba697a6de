// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"

// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/

namespace orrery::resources::kinds {

using namespace api;

namespace {

void defaults(Value &document)
{
    if (const Value &service = document["spec"]["service"]; !service.isNull() && service["port"].isNull())
        document = document.withPath({"spec", "service", "port"}, Value(443));
}

void validateService(FieldErrors &errors, const Value &spec)
{
    const Path path("spec.service");
    const Value &service = spec["service"];
    for (const char *member : {"namespace", "name"})
        validateRequiredText(errors, path / member, service[member]);
    if (const qint64 port = service["port"].integer(); port < 1 || port > 65535)
        errors.invalid(path / "port", service["port"], "port is not valid: must be between 1 and 65535, inclusive");
    if (spec["insecureSkipTLSVerify"].boolean() && !spec["caBundle"].text().isEmpty())
        errors.invalid("spec.insecureSkipTLSVerify", Value(true), "may not be true if caBundle is present");
}

void validate(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"], &name = document["metadata"]["name"];
    const QByteArray group = spec["group"].bytes(), version = spec["version"].bytes();
    if (const QByteArray required = version + '.' + group; name.text() != required)
        errors.invalid("metadata.name", name, "must be `spec.version+\".\"+spec.group`: \"" + required + '"');
    if (group.isEmpty() && version != "v1")
        errors.required("spec.group", "only v1 may have an empty group and it better be legacy kube");
    if (!group.isEmpty())
        validateText(errors, "spec.group", spec["group"], subdomainProblem);
    validateText(errors, "spec.version", Value(version), label1035Problem);
    const Value &minimum = spec["groupPriorityMinimum"], &priority = spec["versionPriority"];
    if (minimum.integer() <= 0 || minimum.integer() > 20000)
        errors.invalid("spec.groupPriorityMinimum", Value(minimum.integer()), "must be positive and less than 20000");
    if (priority.integer() <= 0 || priority.integer() > 1000)
        errors.invalid("spec.versionPriority", Value(priority.integer()), "must be positive and less than 1000");
    if (!spec["service"].isNull()) {
        validateService(errors, spec);
        return;
    }
    if (const qsizetype size = spec["caBundle"].text().size(); size > 0)
        errors.invalid("spec.caBundle", QByteArray::number(size) + " bytes",
                       "local APIServices may not have a caBundle");
    if (spec["insecureSkipTLSVerify"].boolean())
        errors.invalid("spec.insecureSkipTLSVerify", Value(true),
                       "local APIServices may not have insecureSkipTLSVerify");
}

Value serviceCell(const Object &object, qint64)
{
    const Value &service = object.spec()["service"];
    return service.isNull() ? Value("Local") : Value(service["namespace"].bytes() + '/' + service["name"].bytes());
}

Value availableCell(const Object &object, qint64)
{
    const Value &available = condition(object, "Available");
    if (available.isNull())
        return Value("Unknown");
    if (available["status"].text() == "True")
        return Value("True");
    return Value(available["status"].bytes() + " (" + available["reason"].bytes() + ')');
}

} // namespace

Resource apiService()
{
    Resource resource;
    resource.gvr = {"apiregistration.k8s.io", "v1", "apiservices"};
    resource.kind = "APIService";
    resource.namespaced = false;
    resource.categories = {"api-extensions"};
    resource.nameRule = NameRule::PathSegment;
    resource.statusSubresource = true;
    resource.columns = {{"Service", "string", 0, serviceCell}, {"Available", "string", 0, availableCell}};
    resource.defaults = defaults;
    resource.validate = validate;
    resource.subresources = {statusSubresource("apiregistration.k8s.io/v1", "APIService")};
    return resource;
}

} // namespace orrery::resources::kinds
