// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::models {

/// How the machine behind a node comes up, as its Machine's status says: step by step, with the time that each took.
/// Does not: read its console (MachineConsole). Thread: gui. Lifetime: QML's.
class MachineBoot : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(bool exists READ exists NOTIFY changed)
    Q_PROPERTY(QVariantList steps READ steps NOTIFY changed) ///< [{title, state, message, time, took}], state as of ProgressSteps
    Q_PROPERTY(QString phase READ phase NOTIFY changed)
public:
    using QObject::QObject;
    void setSession(cluster::Session *session);
    void setName(const QString &name);
    bool exists() const { return bool(m_machine); }
    QVariantList steps() const;
    QString phase() const { return m_machine.status()["phase"].string(); }

Q_SIGNALS:
    void targetChanged();
    void changed();

private:
    void refresh();

    QPointer<cluster::Session> m_session;
    QString m_name;
    QPointer<cluster::Feed> m_machines;
    api::Object m_machine;
};

} // namespace orrery::models
