// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/resources/generic.h"

namespace orrery::resources::kinds {

using namespace api;

namespace {

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
    const auto token = generic.context().signToken(account, body);
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
