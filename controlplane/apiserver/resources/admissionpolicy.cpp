// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/resource.h"
#include "controlplane/apiserver/resources/webhookrules.h"

#include <QSet>

// ValidatingAdmissionPolicy and ValidatingAdmissionPolicyBinding. They are kept and checked as far as that goes without
// CEL; nothing evaluates them, and whoever makes one is warned.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

namespace orrery::resources::kinds {

using namespace api;

namespace {

constexpr auto group = "admissionregistration.k8s.io";

void matchDefaults(Value &match)
{
    if (match.isNull())
        return;
    setDefault(match, "matchPolicy", "Equivalent");
    setDefault(match, "namespaceSelector", Value::object({}));
    setDefault(match, "objectSelector", Value::object({}));
    defaultAdmissionRules(match, "resourceRules");
    defaultAdmissionRules(match, "excludeResourceRules");
}

void policyDefaults(Value &document)
{
    Value spec = document["spec"], match = spec["matchConstraints"];
    setDefault(spec, "failurePolicy", "Fail");
    matchDefaults(match);
    if (!match.isNull())
        spec = spec.with("matchConstraints", match);
    document = document.with("spec", spec);
}

void bindingDefaults(Value &document)
{
    Value match = document["spec"]["matchResources"];
    matchDefaults(match);
    if (!match.isNull())
        document = document.withPath({"spec", "matchResources"}, match);
}

void validateMatch(FieldErrors &errors, const Path &path, const Value &match)
{
    validateLabelSelector(errors, path / "namespaceSelector", match["namespaceSelector"]);
    validateLabelSelector(errors, path / "objectSelector", match["objectSelector"]);
    validateChoice(errors, path / "matchPolicy", match["matchPolicy"], {"Equivalent", "Exact"});
    for (const char *member : {"resourceRules", "excludeResourceRules"}) {
        eachItem(path / member, match[member], [&](const Value &rule, const Path &at) {
            QSet<QByteArray> names;
            eachItem(at / "resourceNames", rule["resourceNames"], [&](const Value &name, const Path &where) {
                validateText(errors, where, name,
                             [](QByteArrayView text) { return nameProblem(NameRule::PathSegment, text); });
                if (names.contains(name.bytes()))
                    errors.duplicate(where, name);
                names.insert(name.bytes());
            });
            validateAdmissionRule(errors, at, rule);
        });
    }
}

void validateParameters(FieldErrors &errors, const Path &path, const Value &kind)
{
    if (kind.isNull())
        return;
    const QByteArray version = kind["apiVersion"].bytes();
    if (version.isEmpty())
        errors.required(path / "apiVersion");
    else if (version.count('/') > 1)
        errors.invalid(path / "apiVersion", kind["apiVersion"], "unexpected GroupVersion string: " + version);
    if (kind["kind"].text().isEmpty())
        errors.required(path / "kind");
    else if (const QByteArray problem = label1035Problem(kind["kind"].bytes().toLower()); !problem.isEmpty())
        errors.invalid(path / "kind", kind["kind"], "may have mixed case, but should otherwise match: " + problem);
}

void validateNamed(FieldErrors &errors, const Path &path, const Value &items, const char *nameMember,
                   const char *expressionMember)
{
    QSet<QByteArray> names;
    eachItem(path, items, [&](const Value &item, const Path &at) {
        const QByteArray name = item[nameMember].bytes();
        validateRequiredText(errors, at / nameMember, item[nameMember], qualifiedNameProblem);
        if (!name.isEmpty() && names.contains(name))
            errors.duplicate(at / nameMember, item[nameMember]);
        names.insert(name);
        if (item[expressionMember].bytes().trimmed().isEmpty())
            errors.required(at / expressionMember);
    });
}

void validatePolicy(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Path path("spec");
    validateChoice(errors, path / "failurePolicy", spec["failurePolicy"], {"Fail", "Ignore"});
    validateParameters(errors, path / "paramKind", spec["paramKind"]);
    const Value &match = spec["matchConstraints"];
    if (match.isNull())
        errors.required(path / "matchConstraints");
    else
        validateMatch(errors, path / "matchConstraints", match);
    if (!match.isNull() && match["resourceRules"].isEmpty())
        errors.required(path / "matchConstraints" / "resourceRules");
    validateMatchConditions(errors, path / "matchConditions", spec["matchConditions"]);
    validateNamed(errors, path / "variables", spec["variables"], "name", "expression");
    if (spec["validations"].isEmpty() && spec["auditAnnotations"].isEmpty()) {
        errors.required(path / "validations", "validations or auditAnnotations must contain at least one item");
        errors.required(path / "auditAnnotations", "validations or auditAnnotations must contain at least one item");
    }
    eachItem(path / "validations", spec["validations"], [&](const Value &rule, const Path &at) {
        if (rule["expression"].bytes().trimmed().isEmpty())
            errors.required(at / "expression", "expression is not specified");
        const QByteArrayView message = rule["message"].text();
        if (!message.isEmpty() && message.trimmed().isEmpty())
            errors.invalid(at / "message", rule["message"], "message must be non-empty if specified");
        else if (message.contains('\n'))
            errors.invalid(at / "message", rule["message"], "message must not contain line breaks");
        validateChoice(errors, at / "reason", rule["reason"],
                       {"Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"});
    });
    if (spec["auditAnnotations"].size() > 20)
        errors.invalid(path / "auditAnnotations", spec["auditAnnotations"],
                       "must not have more than 20 auditAnnotations");
    validateNamed(errors, path / "auditAnnotations", spec["auditAnnotations"], "key", "valueExpression");
}

void validateBinding(FieldErrors &errors, const Value &document)
{
    const Value &spec = document["spec"];
    const Path path("spec");
    validateRequiredText(errors, path / "policyName", spec["policyName"], subdomainProblem);
    if (const Value &reference = spec["paramRef"]; !reference.isNull()) {
        const Path at = path / "paramRef";
        const bool named = !reference["name"].text().isEmpty();
        if (named && !reference["selector"].isNull())
            errors.forbidden(at / "name", "name and selector are mutually exclusive");
        else if (!named && reference["selector"].isNull())
            errors.required(at, "one of name or selector must be specified");
        validateLabelSelector(errors, at / "selector", reference["selector"]);
        if (reference["parameterNotFoundAction"].isNull())
            errors.required(at / "parameterNotFoundAction");
        validateChoice(errors, at / "parameterNotFoundAction", reference["parameterNotFoundAction"], {"Allow", "Deny"});
    }
    if (!spec["matchResources"].isNull())
        validateMatch(errors, path / "matchResources", spec["matchResources"]);
    const Path actions = path / "validationActions";
    if (spec["validationActions"].isEmpty())
        errors.required(actions);
    QSet<QByteArray> seen;
    eachItem(actions, spec["validationActions"], [&](const Value &action, const Path &at) {
        validateChoice(errors, at, action, {"Audit", "Deny", "Warn"});
        if (seen.contains(action.bytes()))
            errors.duplicate(at, action);
        seen.insert(action.bytes());
    });
    if (seen.contains("Deny") && seen.contains("Warn"))
        errors.invalid(actions, spec["validationActions"],
                       "must not contain both Deny and Warn (repeating the same validation failure information in the "
                       "API response and headers serves no purpose)");
}

Value parameterKindCell(const Object &policy, qint64)
{
    const Value &kind = policy.spec()["paramKind"];
    return kind.isNull() ? Value("<unset>") : Value(kind["apiVersion"].bytes() + '/' + kind["kind"].bytes());
}

Value parameterCell(const Object &binding, qint64)
{
    const Value &reference = binding.spec()["paramRef"];
    if (reference.isNull())
        return Value("<unset>");
    const QByteArray ns = reference["namespace"].bytes(), name = reference["name"].bytes();
    return (ns.isEmpty() ? "*" : ns) + '/' + (name.isEmpty() ? "*" : name);
}

void warn(QList<QByteArray> &warnings, const Value &document)
{
    warnings.append("this server keeps " + document["kind"].bytes() + " objects but does not evaluate them");
}

Resource kindOf(const char *kind, const char *plural)
{
    Resource resource;
    resource.kind = kind;
    resource.gvr = {group, "v1", plural};
    resource.namespaced = false;
    resource.categories = {"api-extensions"};
    resource.hasGeneration = true;
    resource.warnings = warn;
    return resource;
}

} // namespace

Resource validatingAdmissionPolicy()
{
    Resource resource = kindOf("ValidatingAdmissionPolicy", "validatingadmissionpolicies");
    resource.statusSubresource = true;
    resource.columns = {
        {"Validations", "integer", 0,
         [](const Object &policy, qint64) { return Value(qint64(policy.spec()["validations"].size())); }},
        {"ParamKind", "string", 0, parameterKindCell},
    };
    resource.defaults = policyDefaults;
    resource.validate = validatePolicy;
    resource.subresources = {statusSubresource("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")};
    return resource;
}

Resource validatingAdmissionPolicyBinding()
{
    Resource resource = kindOf("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings");
    resource.columns = {
        {"PolicyName", "string", 0, [](const Object &binding, qint64) { return binding.spec()["policyName"]; }},
        {"ParamRef", "string", 0, parameterCell},
    };
    resource.defaults = bindingDefaults;
    resource.validate = validateBinding;
    return resource;
}

} // namespace orrery::resources::kinds
