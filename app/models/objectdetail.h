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
    Q_PROPERTY(QString yaml READ yaml NOTIFY changed)
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
    QString yaml() const;

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
    bool m_opening = false;
};

} // namespace orrery::models
