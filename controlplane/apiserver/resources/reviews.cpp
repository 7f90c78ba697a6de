// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

chain::RequestInfo infoOf(const Value &spec)
{
    chain::RequestInfo info;
    const Value &resource = spec["resourceAttributes"], &other = spec["nonResourceAttributes"];
    if (!resource.isNull()) {
        info.isResource = true;
        info.verb = resource["verb"].bytes();
        info.gvr = {resource["group"].bytes(), resource["version"].bytes(), resource["resource"].bytes()};
        info.ns = resource["namespace"].bytes();
        info.name = resource["name"].bytes();
        info.subresource = resource["subresource"].bytes();
    } else {
        info.verb = other["verb"].bytes();
        info.path = other["path"].bytes();
    }
    return info;
}

/// What the rules say to the question. The field selector counts only as it is for lists and watches.
Value reviewed(const Value &question, const User &user, const Context &context)
{
    const Value &spec = question["spec"], &selector = spec["resourceAttributes"]["fieldSelector"];
    const chain::RequestInfo info = infoOf(spec);
    QByteArray fields = selector["rawSelector"].bytes();
    for (const Value &requirement : selector["requirements"].items()) {
        if (requirement["operator"].text() == "In" && requirement["values"].size() == 1)
            fields += (fields.isEmpty() ? "" : ",") + requirement["key"].bytes() + '='
                + requirement["values"].at(0).bytes();
    }
    const chain::Answer answer = context.authorization.decide({user, info, fields});
    Value status = Value::object({{"allowed", Value(answer.decision == chain::Decision::Allow)}});
    if (answer.decision == chain::Decision::Deny)
        status = status.with("denied", Value(true));
    if (!answer.reason.isEmpty())
        status = status.with("reason", answer.reason);
    return question.with("status", status);
}

void validateAttributes(FieldErrors &errors, const Value &spec)
{
    const Value &resource = spec["resourceAttributes"], &other = spec["nonResourceAttributes"];
    if (!resource.isNull() && !other.isNull())
        errors.invalid("spec.nonResourceAttributes", other,
                       "cannot be specified in combination with resourceAttributes");
    if (resource.isNull() && other.isNull())
        errors.invalid("spec.resourceAttributes", resource,
                       "exactly one of nonResourceAttributes or resourceAttributes must be specified");
}

Result<Value> accessOfSelf(const Value &question, const User &user, const Context &context)
{
    FieldErrors errors;
    validateAttributes(errors, question["spec"]);
    if (!errors.isEmpty())
        return errors.error("authorization.k8s.io", "SelfSubjectAccessReview", "");
    return reviewed(question, user, context);
}

/// Errors: Invalid.
Result<User> subjectOf(const Value &question, const QByteArray &kind)
{
    const Value &spec = question["spec"];
    FieldErrors errors;
    validateAttributes(errors, spec);
    if (spec["user"].text().isEmpty() && spec["groups"].isEmpty())
        errors.invalid("spec.user", Value(""), "at least one of user or group must be specified");
    if (!errors.isEmpty())
        return errors.error("authorization.k8s.io", kind, "");
    User user;
    user.name = spec["user"].bytes();
    user.uid = spec["uid"].bytes();
    for (const Value &group : spec["groups"].items())
        user.groups.append(group.bytes());
    for (const Member &extra : spec["extra"].members()) {
        for (const Value &value : extra.value.items())
            user.extra[extra.key().toByteArray()].append(value.bytes());
    }
    return user;
}

Result<Value> accessOfOther(const Value &question, const User &, const Context &context)
{
    ORRERY_TRY(user, subjectOf(question, "SubjectAccessReview"));
    return reviewed(question, user, context);
}

Result<Value> accessOfOtherHere(const Value &question, const User &, const Context &context)
{
    const QByteArray ns = question["metadata"]["namespace"].bytes();
    const Value &spec = question["spec"];
    if (!spec["nonResourceAttributes"].isNull()) {
        FieldErrors errors;
        errors.invalid("spec.nonResourceAttributes", spec["nonResourceAttributes"],
                       "disallowed on this kind of request");
        return errors.error("authorization.k8s.io", "LocalSubjectAccessReview", "");
    }
    ORRERY_TRY(user, subjectOf(question, "LocalSubjectAccessReview"));
    if (spec["resourceAttributes"]["namespace"].text() != ns)
        return error(Reason::BadRequest, "spec.resourceAttributes.namespace must match namespace: " + ns);
    return reviewed(question, user, context);
}

Result<Value> rulesOfSelf(const Value &question, const User &user, const Context &context)
{
    const QByteArray ns = question["spec"]["namespace"].bytes();
    if (ns.isEmpty())
        return error(Reason::BadRequest, "no namespace on request");
    QByteArray problems;
    std::vector<Value> resourceRules, pathRules;
    const auto rules = context.authorization.rulesFor(user, ns, &problems);
    for (const chain::Rule &rule : rules)
        (rule.resources.isEmpty() ? pathRules : resourceRules).push_back(rule.toValue());
    Value status = Value::object({{"resourceRules", Value::array(std::move(resourceRules))},
                                  {"nonResourceRules", Value::array(std::move(pathRules))},
                                  {"incomplete", Value(false)}});
    if (!problems.isEmpty())
        status = status.with("evaluationError", problems);
    return question.with("status", status);
}

Result<Value> self(const Value &question, const User &user, const Context &context)
{
    return question.withPath({"metadata", "creationTimestamp"}, formatTime(context.clock.now()))
        .with("status", Value::object({{"userInfo", chain::userInfo(user)}}));
}

Result<Value> token(const Value &question, const User &, const Context &context)
{
    const QByteArray text = question["spec"]["token"].bytes();
    QList<QByteArray> audiences;
    for (const Value &audience : question["spec"]["audiences"].items())
        audiences.append(audience.bytes());
    const auto user = context.authentication.authenticateToken(text, audiences);
    if (!user)
        return question.with("status",
                             Value::object({{"authenticated", Value(false)}, {"error", "the token is not valid"}}));
    Value status = Value::object({{"authenticated", Value(true)}, {"user", chain::userInfo(*user)}});
    if (!audiences.isEmpty())
        status = status.with("audiences", Value::array(std::vector<Value>(audiences.begin(), audiences.end())));
    return question.with("status", status);
}

Resource review(const char *group, const char *kind,
                Result<Value> (*answer)(const Value &, const User &, const Context &))
{
    Resource resource;
    resource.kind = kind;
    resource.gvr = {group, "v1", resource.kind.toLower() + 's'};
    resource.namespaced = false;
    resource.verbs = Verb::Create;
    resource.answer = answer;
    return resource;
}

} // namespace

Resource selfSubjectReview()
{
    return review("authentication.k8s.io", "SelfSubjectReview", self);
}
Resource tokenReview()
{
    return review("authentication.k8s.io", "TokenReview", token);
}
Resource selfSubjectAccessReview()
{
    return review("authorization.k8s.io", "SelfSubjectAccessReview", accessOfSelf);
}
Resource selfSubjectRulesReview()
{
    return review("authorization.k8s.io", "SelfSubjectRulesReview", rulesOfSelf);
}
Resource subjectAccessReview()
{
    return review("authorization.k8s.io", "SubjectAccessReview", accessOfOther);
}
Resource localSubjectAccessReview()
{
    Resource resource = review("authorization.k8s.io", "LocalSubjectAccessReview", accessOfOtherHere);
    resource.namespaced = true;
    return resource;
}

} // namespace orrery::resources::kinds
