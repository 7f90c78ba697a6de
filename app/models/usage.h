// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// What a pod or a node uses: CPU and memory of the last ten minutes, by metrics.k8s.io, which has no watch: asked for every ten seconds, and only
/// while `active`. Thread: gui. Lifetime: QML's.
class Usage : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString kind MEMBER m_kind WRITE setKind NOTIFY targetChanged) ///< "Pod", "Node"; nothing is asked for others
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(bool active MEMBER m_active WRITE setActive NOTIFY targetChanged)
    Q_PROPERTY(QVariantList cpu READ cpu NOTIFY changed) ///< cores, the oldest first
    Q_PROPERTY(QVariantList memory READ memory NOTIFY changed) ///< bytes
    Q_PROPERTY(QString cpuText READ cpuText NOTIFY changed) ///< "12m", empty while nothing is known
    Q_PROPERTY(QString memoryText READ memoryText NOTIFY changed) ///< "34 MiB"
    Q_PROPERTY(QString message READ message NOTIFY changed) ///< why there is none
public:
    explicit Usage(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setKind(const QString &kind);
    void setNs(const QString &ns);
    void setName(const QString &name);
    void setActive(bool active);
    QVariantList cpu() const { return m_cpu; }
    QVariantList memory() const { return m_memory; }
    QString cpuText() const;
    QString memoryText() const;
    QString message() const { return m_message; }

Q_SIGNALS:
    void targetChanged();
    void changed();

private:
    void retarget();
    void ask();
    void take(const api::Result<api::Object> &answer);

    QPointer<cluster::Session> m_session;
    QString m_kind, m_ns, m_name, m_message;
    bool m_active = false, m_asking = false;
    QVariantList m_cpu, m_memory;
    QByteArray m_seen; ///< the newest sample's time: one sample counts once
    int m_generation = 0;
    QTimer m_next;
};

} // namespace orrery::models
