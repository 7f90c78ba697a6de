// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>

namespace orrery::models {

/// The pods behind an object: a Pod itself, those that a workload or a Service selects. Follows both.
/// Thread: gui. Lifetime: the owner's.
class PodSet final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Kinds without pods leave it empty.
    void follow(cluster::Session *session, const QString &kind, const QString &ns, const QString &name);
    /// By name. A terminating pod belongs to it until it is gone.
    const QList<api::Object> &pods() const { return m_pods; }
    api::Object pod(const QByteArray &name) const; ///< null if it is none of them
    const api::Object &owner() const { return m_owner; } ///< the workload or Service; null for a Pod, or while it is not known
    bool isKnown() const; ///< false until the cluster has said
    static bool hasPods(const QString &kind);

Q_SIGNALS:
    void changed();

private:
    void openOwner();
    void refresh();

    QPointer<cluster::Session> m_session;
    QString m_kind;
    api::Key m_key;
    QPointer<cluster::Feed> m_all; ///< every pod of the cluster: the map's
    std::unique_ptr<cluster::Feed> m_ownerFeed;
    api::Object m_owner;
    QList<api::Object> m_pods;
};

/// Ready to serve: running, its Ready condition true, not on its way out.
bool isReady(const api::Object &pod);

} // namespace orrery::models
