// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/api/request.h"
#include "controlplane/store/store.h"

#include <functional>
#include <vector>

namespace orrery::chain {

/// Who makes a request: an ordered list of authenticators, the first that has an opinion decides. A user that is preset
/// (a verified client certificate, the loopback) wins; without any credential the user is system:anonymous. Does not:
/// check certificates (the listener did). Thread: the api thread. Lifetime: owner's; store and clock outlive it.
class Authentication final
{
public:
    /// audiences: in, whom the token may be for (empty: this server); out, those of them that it is for.
    using TokenVerifier = std::function<api::Result<api::User>(QByteArrayView token, QList<QByteArray> &audiences)>;
    Authentication(const store::Store &store, const api::Clock &clock, TokenVerifier verifyToken);

    /// Errors: Unauthorized (a credential was shown and is not good).
    api::Result<api::User> authenticate(const api::Request &request) const;
    /// The same for a bare token, for TokenReview; audiences as for the verifier.
    api::Result<api::User> authenticateToken(QByteArrayView token, QList<QByteArray> &audiences) const;

private:
    api::Result<api::User> bootstrapToken(QByteArrayView token) const;

    const store::Store &m_store;
    const api::Clock &m_clock;
    TokenVerifier m_verifyToken;
    std::vector<std::function<std::optional<api::Result<api::User>>(const api::Request &)>> m_authenticators;
};

/// authentication.k8s.io UserInfo: {username, uid, groups, extra}.
api::Value userInfo(const api::User &user);

} // namespace orrery::chain
