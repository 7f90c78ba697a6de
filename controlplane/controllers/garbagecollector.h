// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/reconciler.h"
#include "controlplane/controllers/discovery.h"

#include <QCache>

namespace orrery::controllers {

/// Deletes what its owners left behind, and carries out foreground and orphaning deletion. Follows the kinds that discovery names, also
/// those that come and go with CustomResourceDefinitions; its keys are ("group/version/resource", "namespace/name"). Before it deletes anything,
/// it knows that the owner is gone: a watch said so, or the server when asked.
/// Does not: follow Events, Steps and reviews, which have no owners worth following.
/// Thread: the controllers'. Lifetime: its runner's.
/// https://kubernetes.io/docs/concepts/architecture/garbage-collection/
class GarbageCollector final : public client::Reconciler
{
public:
    GarbageCollector(client::Client client, const QList<Kind> &kinds);
    QByteArray name() const override { return "garbagecollector"; }
    client::Watches watches() const override;
    void setUp(client::Informers &informers) override;
    api::Result<client::Requeue> reconcile(const api::Key &key) override;

private:
    struct Followed
    {
        Kind kind;
        client::Informer *informer = nullptr;
    };
    struct Dependent
    {
        const Followed *kind;
        api::Object object;
    };
    QList<api::Key> keysFor(const Followed &kind, const api::Object &object) const;
    const Followed *ownerKind(const api::OwnerReference &reference) const;
    api::Object ownerOf(const api::Object &object, const api::OwnerReference &reference) const; ///< as the informer knows it; null: unknown
    std::vector<Dependent> dependentsOf(const QByteArray &uid) const;
    bool seesAll() const; ///< every kind's copy is complete
    api::Result<client::Requeue> followKinds();
    void follow(const Kind &kind);
    static void attach(Followed &followed, client::Informers &informers);
    api::Result<> orphan(const Followed &kind, const api::Object &owner);
    api::Result<> foreground(const Followed &kind, const api::Object &owner);
    api::Result<bool> isGone(const api::Object &object, const api::OwnerReference &reference);
    api::Result<> dropReferences(const Followed &kind, const api::Object &object, const QList<QByteArray> &uids);
    api::Result<> dropFinalizer(const Followed &kind, const api::Object &object, QByteArrayView finalizer);
    api::Result<> remove(const Followed &kind, const api::Object &object, const QByteArray &policy);

    client::Client m_client;
    client::Informers *m_informers = nullptr;
    std::vector<std::unique_ptr<Followed>> m_kinds; ///< each stays where it is
    QHash<QByteArray, const Followed *> m_byResource; ///< "apps/v1/replicasets"
    QHash<QByteArray, const Followed *> m_byKind; ///< "apps/ReplicaSet": any version of it
    mutable QCache<QByteArray, bool> m_absent { 1000 }; ///< uids that are gone, as the server or a watch said; they never come back
};

} // namespace orrery::controllers
