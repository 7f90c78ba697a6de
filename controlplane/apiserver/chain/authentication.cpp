// SPDX-License-Identifier: GPL-3.0-only
#include "controlplane/apiserver/chain/authentication.h"

namespace orrery::chain {

using namespace api;

namespace {

const Error unauthorized{Reason::Unauthorized, "Unauthorized"};

/// Takes the same time wherever the first difference is.
bool equal(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    unsigned char difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

bool isBootstrapToken(QByteArrayView token)
{
    if (token.size() != 23 || token[6] != '.')
        return false;
    for (qsizetype i = 0; i < token.size(); ++i) {
        const char c = token[i];
        if (i != 6 && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

/// A Secret's data is base64.
QByteArray datum(const Object &secret, QByteArrayView key)
{
    return QByteArray::fromBase64(secret["data"][key].bytes());
}

} // namespace

Authentication::Authentication(const store::Store &store, const Clock &clock, TokenVerifier verifyToken)
    : m_store(store)
    , m_clock(clock)
    , m_verifyToken(std::move(verifyToken))
{
    m_authenticators.push_back([](const Request &request) -> std::optional<Result<User>> {
        if (request.user.name.isEmpty())
            return std::nullopt;
        return Result<User>(request.user);
    });
    m_authenticators.push_back([this](const Request &request) -> std::optional<Result<User>> {
        const QByteArray header = request.headers.value("authorization");
        if (header.isEmpty())
            return std::nullopt;
        if (header.size() < 8 || header.left(7).toLower() != "bearer ")
            return Result<User>(unauthorized);
        QList<QByteArray> audiences;
        return authenticateToken(QByteArrayView(header).sliced(7).trimmed(), audiences);
    });
}

Result<User> Authentication::authenticate(const Request &request) const
{
    for (const auto &authenticator : m_authenticators) {
        auto result = authenticator(request);
        if (!result)
            continue;
        if (*result && !(*result)->groups.contains("system:authenticated"))
            (*result)->groups.append("system:authenticated");
        return *std::move(result);
    }
    if (!request.user.extra.isEmpty()) // a client certificate was shown that is not good, and no token made up for it
        return unauthorized;
    User anonymous;
    anonymous.name = "system:anonymous";
    anonymous.groups = {"system:unauthenticated"};
    return anonymous;
}

Result<User> Authentication::authenticateToken(QByteArrayView token, QList<QByteArray> &audiences) const
{
    if (isBootstrapToken(token)) // good here, and nowhere else
        return audiences.isEmpty() ? bootstrapToken(token) : Result<User>(unauthorized);
    if (m_verifyToken && !token.isEmpty()) {
        if (auto user = m_verifyToken(token, audiences))
            return user;
    }
    return unauthorized;
}

Result<User> Authentication::bootstrapToken(QByteArrayView token) const
{
    const QByteArray id = token.first(6).toByteArray();
    const auto entry = m_store.getNewest("/registry/secrets/kube-system/bootstrap-token-" + id);
    if (!entry)
        return unauthorized;
    const Object &secret = entry->object;
    if (secret["type"].text() != "bootstrap.kubernetes.io/token" || secret.isDeleting()
        || !equal(datum(secret, "token-id"), id) || !equal(datum(secret, "token-secret"), token.sliced(7))
        || datum(secret, "usage-bootstrap-authentication") != "true")
        return unauthorized;
    const QByteArray expiration = datum(secret, "expiration");
    if (!expiration.isEmpty()) {
        const auto time = parseTime(expiration);
        if (!time || *time <= m_clock.now())
            return unauthorized;
    }
    User user;
    user.name = "system:bootstrap:" + id;
    user.groups = {"system:bootstrappers"};
    for (const QByteArray &group : datum(secret, "auth-extra-groups").split(',')) {
        const QByteArray name = group.trimmed();
        if (name.startsWith("system:bootstrappers:"))
            user.groups.append(name);
    }
    user.groups.append("system:authenticated");
    return user;
}

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

} // namespace orrery::chain
