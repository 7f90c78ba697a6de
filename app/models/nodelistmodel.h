// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace orrery::models {

/// Nodes and the Machines behind them, one row a name, in natural order: what the Nodes view shows. A Machine that
/// still boots has a row before its Node exists; a Node that nobody here provisioned has one without a Machine. Thread:
/// gui. Lifetime: QML's.
class NodeListModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool synced READ isSynced NOTIFY countChanged)
public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        StateRole,
        LevelRole,
        PhasesRole,
        MessageRole,
        AddressRole,
        PodCidrRole,
        ProviderRole,
        CapacityRole,
        PoweredRole,
        HasMachineRole,
        SchedulableRole,
        PodsRole
    };
    explicit NodeListModel(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    int count() const { return int(m_rows.size()); }
    bool isSynced() const;
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void sessionChanged();
    void countChanged();

private:
    struct Row
    {
        QByteArray name;
        api::Object node, machine;
        int pods = 0;
        bool operator==(const Row &other) const;
    };
    void refresh();
    QVariantList phases(const api::Object &machine) const;

    QPointer<cluster::Session> m_session;
    QPointer<cluster::Feed> m_nodes, m_machines, m_pods;
    QList<Row> m_rows;
};

} // namespace orrery::models
