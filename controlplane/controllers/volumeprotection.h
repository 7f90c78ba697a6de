// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"

namespace orrery::controllers {

/// Lets deleted claims and volumes go once nobody uses them: takes the finalizers away that admission
/// StorageObjectInUseProtection gave them. A claim is used by pods on a node that have not finished, a volume by the
/// claim that it is bound to. Keys are claims ("namespace/name") and volumes ("name"). Thread: the controllers'.
/// Lifetime: its runner's.
/// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
class VolumeProtection final : public client::Reconciler
{
public:
    explicit VolumeProtection(client::Client client)
        : m_client(std::move(client))
    {
    }
    QByteArray name() const override { return "volumeprotection"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    bool isUsed(const api::Object &claim) const;

    client::Client m_client;
    client::Informer *m_claims = nullptr, *m_volumes = nullptr, *m_pods = nullptr;
};

} // namespace orrery::controllers
