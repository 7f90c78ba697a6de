// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::actions {

/// What a deletion takes along: all that the object owns by ownerReferences, what that owns, and so on; only what has no other owner left
/// (https://kubernetes.io/docs/concepts/architecture/garbage-collection/). all: objects of any kinds, or their metadata. A pure function.
QList<api::Object> dependentsOf(const QByteArray &uid, const QList<api::Object> &all);

/// The same for the sheet that deletes: looks through all kinds that the cluster can list, a few at a time, metadata only. Of a Namespace: all that is in it; of a
/// CustomResourceDefinition: its objects; of a Node: its pods. Thread: gui. Lifetime: QML's.
class Dependents : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY changed)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    Q_PROPERTY(QVariantList groups READ groups NOTIFY changed) ///< [{kind, count, names}]: names of the first few
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QStringList unknown MEMBER m_unknown NOTIFY changed) ///< kinds that could not be looked through to the end
public:
    using QObject::QObject;
    Q_INVOKABLE void read(const QString &kind, const QString &ns, const QString &name);
    bool isBusy() const { return m_underway > 0 || !m_queue.isEmpty(); }
    QVariantList groups() const;
    int count() const { return int(m_found.size()); }

Q_SIGNALS:
    void changed();

private:
    void next();
    void take(const cluster::Kind &kind, const api::Result<api::Response> &answer);
    void conclude();

    QPointer<cluster::Session> m_session;
    cluster::Kind m_kind; ///< of what is to be deleted
    api::Key m_key;
    QByteArray m_uid, m_itsKind; ///< the kind that a CustomResourceDefinition defines, as plural.group
    QList<cluster::Kind> m_queue; ///< still to be looked through
    QList<api::Object> m_all, m_found;
    QStringList m_unknown;
    int m_underway = 0, m_generation = 0;
};

} // namespace orrery::actions
