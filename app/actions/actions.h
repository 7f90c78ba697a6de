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

/// The Deploy form: the fields, the YAML that they stand for, what is wrong with them, and sending it.
/// Thread: gui. Lifetime: QML's.
class DeployForm : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY changed)
    Q_PROPERTY(QString ns MEMBER m_ns NOTIFY changed)
    Q_PROPERTY(QString name MEMBER m_name NOTIFY changed)
    Q_PROPERTY(QString image MEMBER m_image NOTIFY changed)
    Q_PROPERTY(int replicas MEMBER m_replicas NOTIFY changed)
    Q_PROPERTY(int port MEMBER m_port NOTIFY changed)
    Q_PROPERTY(QString serviceType MEMBER m_serviceType NOTIFY changed) ///< "", "ClusterIP", "NodePort"
    Q_PROPERTY(int servicePort MEMBER m_servicePort NOTIFY changed)
    Q_PROPERTY(QString environment MEMBER m_environment NOTIFY changed) ///< NAME=value, one a line
    Q_PROPERTY(QString cpu MEMBER m_cpu NOTIFY changed)
    Q_PROPERTY(QString memory MEMBER m_memory NOTIFY changed)
    Q_PROPERTY(QString yaml READ yaml NOTIFY changed)
    Q_PROPERTY(QVariantMap problems READ problems NOTIFY changed) ///< field -> what is wrong
    Q_PROPERTY(bool valid READ isValid NOTIFY changed)
    Q_PROPERTY(QVariantList results READ results NOTIFY resultsChanged) ///< [{kind, name, ok, message}]
    Q_PROPERTY(bool busy READ isBusy NOTIFY resultsChanged)
public:
    using QObject::QObject;
    QString yaml() const;
    QVariantMap problems() const;
    bool isValid() const;
    QVariantList results() const { return m_results; }
    bool isBusy() const { return m_outstanding > 0; }
    Q_INVOKABLE void submit();
    Q_INVOKABLE void reset();

Q_SIGNALS:
    void changed();
    void resultsChanged();
    void began(const QString &traceId, const QString &title);
    void done(bool ok);

private:
    struct Fields;
    QList<api::Object> manifests() const;

    QPointer<cluster::Session> m_session;
    QString m_ns = QStringLiteral("default"), m_name, m_image = QStringLiteral("registry.local/demo:1"),
            m_serviceType = QStringLiteral("ClusterIP");
    QString m_environment, m_cpu, m_memory;
    int m_replicas = 3, m_port = 8080, m_servicePort = 80, m_outstanding = 0;
    QVariantList m_results;
};

} // namespace orrery::actions
