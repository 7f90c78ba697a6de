// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/controllers/registry.h"

namespace orrery::controllers {

/// Whether a request for a node's client certificate may be approved without a person: asked for by a bootstrap token for any node, or by
/// the node itself for its own name; nothing more in it than a node's client certificate has. Pure.
/// https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/
bool mayApprove(const api::Object &request, const CertificateSubject &subject);

/// Approves nodes' requests for client certificates, signs what is approved, and clears old requests away.
/// Does not: hold a key (the signing function does).
/// Thread: the controllers'. Lifetime: its runner's.
class Certificates final : public client::Reconciler
{
public:
    explicit Certificates(const Dependencies &dependencies) : m_dependencies(dependencies) { }
    QByteArray name() const override { return "certificates"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    api::Result<> sign(const api::Object &request, const QByteArray &csrPem);

    Dependencies m_dependencies;
    client::Informer *m_requests = nullptr;
};

} // namespace orrery::controllers
