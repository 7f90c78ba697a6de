// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/call.h"
#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::actions {

class Actions;

/// A pod template that a workload has had.
struct Revision
{
    qint64 number = 0;
    api::Value podTemplate;
    QByteArray cause; ///< kubernetes.io/change-cause
    qint64 created = 0; ///< microseconds
};
/// Those that a workload can go back to, the newest first: a Deployment's ReplicaSets by deployment.kubernetes.io/revision, a StatefulSet's or
/// DaemonSet's ControllerRevisions. Not its own children are left out. A pure function.
QList<Revision> revisionsOf(const api::Object &workload, const QList<api::Object> &children);
/// kubectl rollout undo --to-revision: puts that pod template in the place of the present one.
Call rollbackCall(const cluster::Kind &kind, const api::Object &workload, const Revision &revision);

/// The history of a workload for the sheet that rolls back: which revisions, and what each would change. Thread: gui. Lifetime: QML's.
class Revisions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY changed)
    Q_PROPERTY(QVariantList list READ list NOTIFY changed) ///< [{revision, current, images, cause, created}]
    Q_PROPERTY(bool ready MEMBER m_ready NOTIFY changed)
    Q_PROPERTY(QString error MEMBER m_error NOTIFY changed)
public:
    using QObject::QObject;
    Q_INVOKABLE void read(const QString &kind, const QString &ns, const QString &name);
    QVariantList list() const;
    /// What would change: [{sign: " ", "-", "+" or "~", text}] of the pod template's YAML; ~: so many lines in common.
    Q_INVOKABLE QVariantList diff(int revision) const;
    /// {kubectl, request}
    Q_INVOKABLE QVariantMap command(int revision) const;
    Q_INVOKABLE void rollBack(int revision, orrery::actions::Actions *actions) const;

Q_SIGNALS:
    void changed();

private:
    const Revision *find(int revision) const;

    QPointer<cluster::Session> m_session;
    QString m_kind, m_error;
    api::Object m_workload;
    QList<Revision> m_revisions;
    bool m_ready = false;
    int m_generation = 0;
};

} // namespace orrery::actions
