// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace orrery::actions {

/// An ephemeral container in a running pod, as of `kubectl debug -it`: added, and followed until it runs and can be attached
/// to. It cannot be taken away again: it stays until the pod goes.
/// Thread: gui. Lifetime: QML's.
class DebugContainer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns NOTIFY targetChanged)
    Q_PROPERTY(QString pod MEMBER m_pod NOTIFY targetChanged)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    Q_PROPERTY(QString message READ message NOTIFY changed) ///< what it waits for, or why it failed
public:
    using QObject::QObject;
    bool isBusy() const { return m_busy; }
    QString message() const { return m_message; }
    /// target: the container whose processes it sees; may be empty.
    Q_INVOKABLE void start(const QString &image, const QString &target);

Q_SIGNALS:
    void targetChanged();
    void changed();
    void began(const QString &traceId, const QString &title);
    void ready(const QString &container); ///< it runs

private:
    void look();
    void set(bool busy, const QString &message);

    QPointer<cluster::Session> m_session;
    QString m_ns, m_pod, m_message;
    QByteArray m_container;
    QMetaObject::Connection m_following;
    bool m_busy = false;
};

} // namespace orrery::actions
