// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/generic.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

/// What the token is bound to, complete: it exists, and is what was meant.
Result<Value> boundObject(const Generic &generic, const Object &account, const Value &asked)
{
    if (asked.isNull())
        return asked;
    const QByteArray kind = asked["kind"].bytes(), name = asked["name"].bytes();
    const bool known = asked["apiVersion"].text() == "v1" && (kind == "Pod" || kind == "Secret" || kind == "Node");
    if (!known)
        return error(Reason::BadRequest,
                     "cannot bind token to object of type " + asked["apiVersion"].bytes() + ", Kind=" + kind);
    const QByteArray resource = kind.toLower() + 's';
    const auto entry = generic.context().store.getNewest("/registry/" + resource + '/'
                                                         + (kind == "Node" ? QByteArray() : account.ns() + '/') + name);
    if (!entry) {
        Error missing{Reason::NotFound, resource + " \"" + name + "\" not found"};
        missing.kind = resource;
        missing.name = name;
        return missing;
    }
    if (kind == "Pod" && entry->object.spec()["serviceAccountName"].text() != account.name())
        return error(Reason::BadRequest,
                     "cannot bind token for serviceaccount \"" + account.name()
                         + "\" to pod running with different serviceaccount name.");
    const QByteArray uid = asked["uid"].bytes();
    if (!uid.isEmpty() && uid != entry->object.uid()) {
        Error conflict{Reason::Conflict,
                       "Operation cannot be fulfilled on " + kind + " \"" + name
                           + "\": the UID in the bound object reference (" + uid
                           + ") does not match the UID in record. The object might have been deleted and then "
                             "recreated"};
        conflict.kind = kind;
        conflict.name = name;
        return conflict;
    }
    return asked.with("uid", entry->object.uid());
}

/// POST serviceaccounts/<name>/token.
void createToken(Generic &generic, const ExchangePtr &exchange, const Object &account, const Value &body)
{
    if (!generic.context().signToken) {
        exchange->respond(error(Reason::ServiceUnavailable, "no service-account tokens are issued here"));
        return;
    }
    const Value &asked = body["spec"]["expirationSeconds"];
    const qint64 seconds = asked.integer(3600);
    if (seconds < 600 || seconds > (1ll << 32)) {
        FieldErrors errors;
        errors.invalid("spec.expirationSeconds", asked,
                       seconds < 600 ? "may not specify a duration less than 10 minutes"
                                     : "may not specify a duration larger than 2^32 seconds");
        exchange->respond(errors.error("authentication.k8s.io", "TokenRequest", account.name()));
        return;
    }
    const auto bound = boundObject(generic, account, body["spec"]["boundObjectRef"]);
    if (!bound) {
        exchange->respond(bound.error());
        return;
    }
    const auto token = generic.context().signToken(
        account, bound->isNull() ? body : body.withPath({"spec", "boundObjectRef"}, *bound));
    if (!token) {
        exchange->respond(token.error());
        return;
    }
    const qint64 expires = generic.context().clock.now() + seconds * 1'000'000;
    const Value answer
        = body.withPath({"spec", "expirationSeconds"}, Value(seconds))
              .withPath({"metadata", "name"}, account.name())
              .withPath({"metadata", "namespace"}, account.ns())
              .with("status", Value::object({{"token", *token}, {"expirationTimestamp", formatTime(expires)}}));
    exchange->respond(Response::of(Object(answer), 201));
}

} // namespace

Resource serviceAccount()
{
    Resource resource;
    resource.gvr = {"", "v1", "serviceaccounts"};
    resource.kind = "ServiceAccount";
    resource.shortNames = {"sa"};
    resource.returnsDeleted = true;
    resource.columns = {
        {"Secrets", "string", 0, [](const Object &object, qint64) { return Value(qint64(object["secrets"].size())); }},
    };
    Subresource token{"token", "authentication.k8s.io/v1", "TokenRequest", Verb::Create};
    token.handle = createToken;
    resource.subresources = {token};
    return resource;
}

} // namespace orrery::resources::kinds
