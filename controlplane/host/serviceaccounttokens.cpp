// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/host/serviceaccounttokens.h"

namespace orrery::host {

using api::error;
using api::Reason;
using api::Result;
using api::Value;

namespace {

constexpr qint64 shortest = 600, longest = 1ll << 32; ///< Kubernetes' bounds of a TokenRequest's expirationSeconds

} // namespace

ServiceAccountTokens::ServiceAccountTokens(const pki::ClusterKeys &keys, const store::Store &store,
                                           const api::Clock &clock)
    : m_signer(keys.serviceAccountKey)
    , m_verifier(keys.serviceAccountPublicKey)
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
    const QByteArray kind = bound["kind"].bytes().toLower();
    if (kind == "pod" || kind == "secret" || kind == "node")
        kubernetes = kubernetes.with(kind, Value::object({{"name", bound["name"]}, {"uid", bound["uid"]}}));
    if (kind == "pod") { // and where it runs, for those who are shown the token
        const auto pod = m_store.getNewest("/registry/pods/" + request.ns + '/' + bound["name"].bytes());
        const QByteArray node = pod ? pod->object.spec()["nodeName"].bytes() : QByteArray();
        if (const auto on = m_store.getNewest("/registry/nodes/" + node); on && !node.isEmpty())
            kubernetes = kubernetes.with("node", Value::object({{"name", node}, {"uid", on->object.uid()}}));
    }
    return m_signer.sign(Value::object({{"aud", Value::array(std::move(audiences))},
                                        {"exp", now + std::clamp(request.seconds, shortest, longest)},
                                        {"iat", now},
                                        {"iss", issuer},
                                        {"jti", pki::randomUuid()},
                                        {"kubernetes.io", kubernetes},
                                        {"nbf", now},
                                        {"sub", "system:serviceaccount:" + request.ns + ':' + request.name}}));
}

bool ServiceAccountTokens::exists(const QByteArray &key, const Value &reference) const
{
    const auto entry = m_store.get("/registry/" + key + reference["name"].bytes());
    return entry && (reference["uid"].isNull() || reference["uid"].isString())
        && entry->object.uid() == reference["uid"].bytes();
}

Result<api::User> ServiceAccountTokens::verify(QByteArrayView token, QList<QByteArray> &audiences)
{
    ORRERY_TRY(claims, m_verifier.verify(token.toByteArray(), m_clock.now()));
    const auto refuse
        = [](const char *why) { return error(Reason::Unauthorized, QByteArray("invalid bearer token: ") + why); };
    if (claims["iss"].text() != issuer)
        return refuse("it is from another issuer");
    if (audiences.isEmpty())
        audiences.append(issuer);
    const Value &claimed = claims["aud"];
    const auto items = claimed.items();
    audiences.removeIf([&](const QByteArray &audience) {
        return claimed.text() != audience
            && std::none_of(items.begin(), items.end(), [&](const Value &item) { return item.text() == audience; });
    });
    if (audiences.isEmpty())
        return refuse("it is for another audience");
    const Value &kubernetes = claims["kubernetes.io"];
    const QByteArray ns = kubernetes["namespace"].bytes();
    const Value &account = kubernetes["serviceaccount"];
    if (ns.isEmpty() || account["name"].text().isEmpty())
        return refuse("it names no service account");
    if (!exists("serviceaccounts/" + ns + '/', account))
        return refuse("its service account is gone");
    const Value *pod = kubernetes.find("pod"), *secret = kubernetes.find("secret"), *node = kubernetes.find("node");
    // The node of a pod's token only tells where; the pod itself says how long.
    if ((pod && !exists("pods/" + ns + '/', *pod)) || (secret && !exists("secrets/" + ns + '/', *secret))
        || (node && !pod && !exists("nodes/", *node)))
        return refuse("what it was bound to is gone");
    api::User user;
    user.name = "system:serviceaccount:" + ns + ':' + account["name"].bytes();
    user.uid = account["uid"].bytes();
    user.groups = {"system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated"};
    user.extra["authentication.kubernetes.io/credential-id"] = {"JTI=" + claims["jti"].bytes()};
    const auto tell = [&user](const QByteArray &kind, const Value *bound) {
        if (!bound)
            return;
        user.extra["authentication.kubernetes.io/" + kind + "-name"] = {(*bound)["name"].bytes()};
        user.extra["authentication.kubernetes.io/" + kind + "-uid"] = {(*bound)["uid"].bytes()};
    };
    tell("pod", pod);
    tell("node", node);
    return user;
}

} // namespace orrery::host
