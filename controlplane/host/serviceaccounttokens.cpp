// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/serviceaccounttokens.h"

namespace orrery::host {

using api::error;
using api::Reason;
using api::Result;
using api::Value;

namespace {

constexpr qint64 shortest = 600, longest = 365 * 86400; ///< Kubernetes' bounds of a TokenRequest's expirationSeconds

} // namespace

ServiceAccountTokens::ServiceAccountTokens(const pki::ClusterKeys &keys, const store::Store &store,
                                           const api::Clock &clock)
    : m_key(keys.serviceAccountKey)
    , m_publicKey(keys.serviceAccountPublicKey)
    , m_store(store)
    , m_clock(clock)
{
}

Result<QByteArray> ServiceAccountTokens::sign(const apiserver::Hooks::TokenRequest &request) const
{
    const qint64 now = m_clock.now() / 1'000'000;
    std::vector<Value> audiences;
    for (const QByteArray &audience : request.audiences)
        audiences.emplace_back(audience);
    if (audiences.empty())
        audiences.emplace_back(issuer);
    Value kubernetes = Value::object(
        {{"namespace", request.ns}, {"serviceaccount", Value::object({{"name", request.name}, {"uid", request.uid}})}});
    const Value &bound = request.boundObject;
    if (bound.isObject() && (bound["kind"].text() == "Pod" || bound["kind"].text() == "Secret")) {
        kubernetes = kubernetes.with(bound["kind"].bytes().toLower(),
                                     Value::object({{"name", bound["name"]}, {"uid", bound["uid"]}}));
    }
    return pki::signJwt(m_key,
                        Value::object({{"aud", Value::array(std::move(audiences))},
                                       {"exp", now + std::clamp(request.seconds, shortest, longest)},
                                       {"iat", now},
                                       {"iss", issuer},
                                       {"jti", pki::randomUuid()},
                                       {"kubernetes.io", kubernetes},
                                       {"nbf", now},
                                       {"sub", "system:serviceaccount:" + request.ns + ':' + request.name}}));
}

bool ServiceAccountTokens::exists(const QByteArray &resource, const QByteArray &ns, const Value &reference) const
{
    const auto entry = m_store.get("/registry/" + resource + '/' + ns + '/' + reference["name"].bytes());
    return entry && (reference["uid"].isNull() || reference["uid"].isString())
        && entry->object.uid() == reference["uid"].bytes();
}

Result<api::User> ServiceAccountTokens::verify(QByteArrayView token) const
{
    ORRERY_TRY(claims, pki::verifyJwt(m_publicKey, token.toByteArray(), m_clock.now()));
    const auto refuse
        = [](const char *why) { return error(Reason::Unauthorized, QByteArray("invalid bearer token: ") + why); };
    if (claims["iss"].text() != issuer)
        return refuse("it is from another issuer");
    const Value &audiences = claims["aud"];
    const auto items = audiences.items();
    if (audiences.text() != issuer
        && std::none_of(items.begin(), items.end(), [](const Value &audience) { return audience.text() == issuer; }))
        return refuse("it is for another audience");
    const Value &kubernetes = claims["kubernetes.io"];
    const QByteArray ns = kubernetes["namespace"].bytes();
    const Value &account = kubernetes["serviceaccount"];
    if (ns.isEmpty() || account["name"].text().isEmpty())
        return refuse("it names no service account");
    if (!exists("serviceaccounts", ns, account))
        return refuse("its service account is gone");
    for (const char *kind : {"pod", "secret"}) {
        if (const Value *bound = kubernetes.find(kind); bound && !exists(QByteArray(kind) + 's', ns, *bound))
            return refuse("what it was bound to is gone");
    }
    api::User user;
    user.name = "system:serviceaccount:" + ns + ':' + account["name"].bytes();
    user.uid = account["uid"].bytes();
    user.groups = {"system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated"};
    if (const Value *pod = kubernetes.find("pod")) {
        user.extra["authentication.kubernetes.io/pod-name"] = {(*pod)["name"].bytes()};
        user.extra["authentication.kubernetes.io/pod-uid"] = {(*pod)["uid"].bytes()};
    }
    return user;
}

} // namespace orrery::host
