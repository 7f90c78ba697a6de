// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::actions {

/// An object as it is when a sheet opens: what the sheet's fields begin with. Read once, freshly; what the sheet then sends says what it changes, so nothing
/// is overwritten unseen. Thread: gui. Lifetime: QML's.
class ObjectReading : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY changed)
    Q_PROPERTY(bool ready READ isReady NOTIFY changed)
    Q_PROPERTY(QString error MEMBER m_error NOTIFY changed)
    Q_PROPERTY(int replicas READ replicas NOTIFY changed)
    Q_PROPERTY(int port READ port NOTIFY changed) ///< the first that its containers name; 0: none
    Q_PROPERTY(QVariantMap labels READ labels NOTIFY changed)
    Q_PROPERTY(QVariantMap annotations READ annotations NOTIFY changed)
    Q_PROPERTY(QVariantList taints READ taints NOTIFY changed) ///< [{key, value, effect}]
    Q_PROPERTY(QStringList finalizers READ finalizers NOTIFY changed)
    Q_PROPERTY(QString owner READ owner NOTIFY changed) ///< "ReplicaSet web-7d9f": its controller; empty: none
    Q_PROPERTY(int grace READ grace NOTIFY changed) ///< of a pod, seconds
    Q_PROPERTY(bool leaving READ isLeaving NOTIFY changed)
public:
    using QObject::QObject;
    Q_INVOKABLE void read(const QString &kind, const QString &ns, const QString &name);
    bool isReady() const { return bool(m_object); }
    int replicas() const { return int(m_object.spec()["replicas"].integer(1)); }
    int port() const;
    QVariantMap labels() const;
    QVariantMap annotations() const;
    QVariantList taints() const;
    QStringList finalizers() const;
    QString owner() const;
    int grace() const { return int(m_object.spec()["terminationGracePeriodSeconds"].integer(30)); }
    bool isLeaving() const { return m_object && m_object.isDeleting(); }

Q_SIGNALS:
    void changed();
    void arrived(); ///< the object, or the error, is in

private:
    QPointer<cluster::Session> m_session;
    api::Object m_object;
    QString m_error;
    int m_generation = 0; ///< counts objects: the answer for another one says nothing
};

} // namespace orrery::actions
