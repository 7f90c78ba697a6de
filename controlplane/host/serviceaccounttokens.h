// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/apiserver.h"
#include "controlplane/pki/clusterkeys.h"

namespace orrery::host {

/// Signs and checks the bound tokens of service accounts, as Kubernetes' TokenRequest API hands them out (KEP-1205): a
/// token is good as long as it has not expired and its service account, and the pod, secret or node that it is bound
/// to, exist with the same uid. Thread: the api thread. Lifetime: owner's; store and clock outlive it.
class ServiceAccountTokens final
{
public:
    ServiceAccountTokens(const pki::ClusterKeys &keys, const store::Store &store, const api::Clock &clock);

    api::Result<QByteArray> sign(const apiserver::Hooks::TokenRequest &request) const;
    /// audiences: in, whom the token may be for (empty: this server); out, those of them that it is for.
    /// Errors: Unauthorized.
    api::Result<api::User> verify(QByteArrayView token, QList<QByteArray> &audiences);

    static constexpr const char *issuer = "https://kubernetes.default.svc.cluster.local";

private:
    bool exists(const QByteArray &key, const api::Value &reference) const;

    const pki::JwtSigner m_signer;
    pki::JwtVerifier m_verifier;
    const store::Store &m_store;
    const api::Clock &m_clock;
};

} // namespace orrery::host
