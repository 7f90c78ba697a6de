// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/clusters/tab.h"

#include <QAbstractListModel>

namespace orrery::clusters {

/// The tabs in their order. Roles: tab. Thread: gui. Lifetime: Clusters'.
class TabList final : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    using QAbstractListModel::QAbstractListModel;
    int count() const { return int(m_tabs.size()); }
    Tab *at(int index) const { return index >= 0 && index < count() ? m_tabs[index] : nullptr; }
    const QList<Tab *> &all() const { return m_tabs; }
    int indexOf(const QString &id) const
    {
        const auto found = std::find_if(m_tabs.cbegin(), m_tabs.cend(), [&](const Tab *tab) { return tab->clusterId() == id; });
        return found == m_tabs.cend() ? -1 : int(found - m_tabs.cbegin());
    }

    void append(Tab *tab)
    {
        beginInsertRows({}, count(), count());
        m_tabs.append(tab);
        endInsertRows();
        Q_EMIT countChanged();
    }
    Tab *take(int index)
    {
        beginRemoveRows({}, index, index);
        Tab *tab = m_tabs.takeAt(index);
        endRemoveRows();
        Q_EMIT countChanged();
        return tab;
    }
    void move(int from, int to)
    {
        beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
        m_tabs.move(from, to);
        endMoveRows();
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role == Qt::UserRole ? QVariant::fromValue(at(index.row())) : QVariant();
    }
    QHash<int, QByteArray> roleNames() const override { return {{Qt::UserRole, "tab"}}; }

Q_SIGNALS:
    void countChanged();

private:
    QList<Tab *> m_tabs;
};

} // namespace orrery::clusters
