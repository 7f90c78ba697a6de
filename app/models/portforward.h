// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/forwarder.h"
#include "app/models/podset.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>
#include <QThread>
#include <QVariant>

namespace orrery::models {

/// The ports of this machine that lead into the cluster: start, see, stop. A forward to a workload or a Service goes to one of its
/// ready pods, and to another when that goes.
/// Thread: gui; the bytes have a thread of their own. Lifetime: QML's; the session outlives it.
class PortForwards : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session READ session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        KindRole,
        NsRole,
        NameRole,
        PortRole, ///< as asked for
        PodRole, ///< empty: none is ready
        LocalPortRole,
        UrlRole,
        StateRole, ///< "starting", "open", "waiting", "failed"
        MessageRole,
        InRole,
        OutRole,
        ConnectionsRole
    };
    static constexpr int maxForwards = 64;

    explicit PortForwards(QObject *parent = nullptr);
    ~PortForwards() override;
    cluster::Session *session() const { return m_session; }
    void setSession(cluster::Session *session); ///< another one ends all
    int count() const { return int(m_forwards.size()); }

    /// localPort 0: the same, or any that is free. Its id; one that is there already if it is for the same port, -1 if there are too many.
    Q_INVOKABLE int start(const QString &kind, const QString &ns, const QString &name, int port, int localPort = 0);
    Q_INVOKABLE void stop(int id);
    Q_INVOKABLE void stopAll();
    Q_INVOKABLE void copyUrl(int id) const; ///< to the clipboard

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void sessionChanged();
    void countChanged();
    void opened(int id, const QString &url); ///< it listens

private:
    struct Forward;
    static QString urlOf(const Forward &forward);
    Forward *find(int id) const;
    void choose(int id);
    void changed(int id);

    QPointer<cluster::Session> m_session;
    std::vector<std::unique_ptr<Forward>> m_forwards;
    QThread m_thread;
    int m_lastId = 0;
};

/// The ports that an object offers: a Service's own, else those that its pods' containers name. Follows the cluster.
/// Thread: gui. Lifetime: QML's.
class ForwardPorts : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString kind MEMBER m_kind WRITE setKind NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns WRITE setNs NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(QVariantList ports READ ports NOTIFY changed) ///< [{port, name, detail}]
public:
    explicit ForwardPorts(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setKind(const QString &kind);
    void setNs(const QString &ns);
    void setName(const QString &name);
    QVariantList ports() const { return m_ports; }
    Q_INVOKABLE static bool offers(const QString &kind) { return PodSet::hasPods(kind); }

Q_SIGNALS:
    void targetChanged();
    void changed();

private:
    void retarget();
    void refresh();

    QPointer<cluster::Session> m_session;
    QString m_kind, m_ns, m_name;
    PodSet m_pods;
    QVariantList m_ports;
    bool m_retargeting = false;
};

/// The port of the pod behind a port of what was asked for: a Service's target, else the same.
int podPortOf(const api::Object &owner, const api::Object &pod, int port);

} // namespace orrery::models
