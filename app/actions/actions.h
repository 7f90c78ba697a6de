// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::actions {

/// What the window can do to a cluster: the QML face of this folder's verbs. Each call begins a new Cause, says so with
/// began(), and ends with finished(), whose message is for people. Thread: gui. Lifetime: QML's.
class Actions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY sessionChanged)
    Q_PROPERTY(int running MEMBER m_running NOTIFY runningChanged)
public:
    using QObject::QObject;

    Q_INVOKABLE void remove(const QString &kind, const QString &ns, const QString &name);
    Q_INVOKABLE void scale(const QString &ns, const QString &deployment, int replicas);
    Q_INVOKABLE void restart(const QString &ns, const QString &deployment);
    Q_INVOKABLE void addMachines(int count, const QString &provider, int cpus, const QString &memory);
    Q_INVOKABLE void removeMachine(const QString &name);
    Q_INVOKABLE void setPower(const QString &machine, bool on);
    Q_INVOKABLE void setSchedulable(const QString &node, bool schedulable);
    /// kubectl's words for the same: "kubectl delete pod web-1 -n default".
    Q_INVOKABLE QString kubectl(const QString &verb, const QString &kind, const QString &ns, const QString &name) const;

Q_SIGNALS:
    void sessionChanged();
    void runningChanged();
    void began(const QString &traceId, const QString &title);
    void finished(bool ok, const QString &title, const QString &message);

private:
    using Request = std::function<QFuture<api::Result<api::Object>>(const client::Client &)>;
    void perform(const QString &title, const Request &request);

    QPointer<cluster::Session> m_session;
    int m_running = 0;
};

} // namespace orrery::actions
