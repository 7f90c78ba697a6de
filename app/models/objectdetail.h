// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// The selected object for the inspector: what it is, its state, its facts, its containers; follows the cluster while
/// it is selected. Does not: change anything (see app/actions). Thread: gui. Lifetime: QML's.
class ObjectDetail : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString kind MEMBER m_kind WRITE setKind NOTIFY targetChanged) ///< cluster::Kind::id
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(bool exists READ exists NOTIFY changed)
    Q_PROPERTY(QString state READ state NOTIFY changed)
    Q_PROPERTY(QString level READ level NOTIFY changed) ///< "good", "waiting", "warning", "bad", "leaving"
    Q_PROPERTY(QVariantList facts READ facts NOTIFY changed) ///< [{label, value, mono}]
    Q_PROPERTY(QStringList containers READ containers NOTIFY changed)
    Q_PROPERTY(QVariantList conditions READ conditions NOTIFY changed) ///< [{type, status, good, reason, message, age}]
    Q_PROPERTY(QVariantList labels READ labels NOTIFY changed) ///< [{name, value}]
    Q_PROPERTY(QVariantList annotations READ annotations NOTIFY changed)
    Q_PROPERTY(QVariantList secrets READ secrets NOTIFY changed) ///< of a Secret: [{name, bytes}]
    Q_PROPERTY(bool covered MEMBER m_covered WRITE setCovered NOTIFY changed) ///< people look on: nothing secret in any text
    Q_PROPERTY(bool managedFields MEMBER m_managedFields WRITE setManagedFields NOTIFY changed) ///< in yaml
    Q_PROPERTY(QString yaml READ yaml NOTIFY changed) ///< without what a Secret holds
public:
    using QObject::QObject;
    void setSession(cluster::Session *session);
    void setKind(const QString &kind);
    void setNs(const QString &ns);
    void setName(const QString &name);
    bool exists() const { return bool(m_object); }
    QString state() const;
    QString level() const;
    QVariantList facts() const;
    QStringList containers() const;
    QVariantList conditions() const;
    QVariantList labels() const;
    QVariantList annotations() const;
    QVariantList secrets() const;
    void setCovered(bool covered);
    void setManagedFields(bool shown);
    QString yaml() const;
    Q_INVOKABLE QString secretValue(const QString &name) const; ///< empty while covered
    /// Readable text, as `kubectl describe` gives; `events` is put at its end.
    Q_INVOKABLE QString describe(const QString &events) const;
    cluster::Session *session() const { return m_session; }
    const api::Object &object() const { return m_object; }

Q_SIGNALS:
    void targetChanged();
    void changed();

private:
    void retarget();
    void open();
    void follow(cluster::Feed *feed);
    void refresh();

    QPointer<cluster::Session> m_session;
    QString m_kind, m_ns, m_name;
    QPointer<cluster::Feed> m_feed; ///< the map's, for what the map shows...
    std::unique_ptr<cluster::Feed> m_own; ///< ...else one of just this object
    QMetaObject::Connection m_connection;
    api::Object m_object;
    bool m_opening = false, m_covered = false, m_managedFields = false;
};

} // namespace orrery::models
