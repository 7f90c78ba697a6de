// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authentication.h"
#include "controlplane/apiserver/chain/authorization.h"
#include "controlplane/apiserver/resources/resource.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

Value userInfo(const User &user)
{
    Value info = Value::object({{"username", user.name}});
    if (!user.uid.isEmpty())
        info = info.with("uid", user.uid);
    info = info.with("groups", Value::array(std::vector<Value>(user.groups.begin(), user.groups.end())));
    Value extra;
    for (auto it = user.extra.begin(); it != user.extra.end(); ++it)
        extra = extra.with(it.key(), Value::array(std::vector<Value>(it.value().begin(), it.value().end())));
    return extra.isNull() ? info : info.with("extra", extra);
}

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

Value reviewed(const Value &question, const User &user, const Context &context)
{
    const chain::RequestInfo info = infoOf(question["spec"]);
    const bool allowed = context.authorization.allows({user, info, {}});
    return question.with("status", Value::object({{"allowed", Value(allowed)}}));
}

Result<Value> accessOfSelf(const Value &question, const User &user, const Context &context)
{
    const Value &spec = question["spec"];
    if (spec["resourceAttributes"].isNull() == spec["nonResourceAttributes"].isNull()) {
        FieldErrors errors;
        errors.invalid("spec.resourceAttributes", spec["resourceAttributes"],
                       "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        return errors.error("authorization.k8s.io", "SelfSubjectAccessReview", "");
    }
    return reviewed(question, user, context);
}

Result<Value> accessOfOther(const Value &question, const User &, const Context &context)
{
    const Value &spec = question["spec"];
    FieldErrors errors;
    if (spec["resourceAttributes"].isNull() == spec["nonResourceAttributes"].isNull())
        errors.invalid("spec.resourceAttributes", spec["resourceAttributes"],
                       "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    if (spec["user"].text().isEmpty() && spec["groups"].isEmpty())
        errors.invalid("spec.user", Value(""), "at least one of user or group must be specified");
    if (!errors.isEmpty())
        return errors.error("authorization.k8s.io", "SubjectAccessReview", "");
    User user;
    user.name = spec["user"].bytes();
    for (const Value &group : spec["groups"].items())
        user.groups.append(group.bytes());
    return reviewed(question, user, context);
}

Result<Value> self(const Value &question, const User &user, const Context &context)
{
    return question.withPath({"metadata", "creationTimestamp"}, formatTime(context.clock.now()))
        .with("status", Value::object({{"userInfo", userInfo(user)}}));
}

Result<Value> token(const Value &question, const User &, const Context &context)
{
    const QByteArray text = question["spec"]["token"].bytes();
    const auto user = context.authentication.authenticateToken(text);
    if (!user)
        return question.with("status",
                             Value::object({{"authenticated", Value(false)}, {"error", "the token is not valid"}}));
    return question.with("status", Value::object({{"authenticated", Value(true)}, {"user", userInfo(*user)}}));
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
Resource subjectAccessReview()
{
    return review("authorization.k8s.io", "SubjectAccessReview", accessOfOther);
}

} // namespace orrery::resources::kinds
