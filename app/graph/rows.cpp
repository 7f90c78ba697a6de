// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/rows.h"

#include <QHash>

namespace orrery::graph {

bool Rows::set(QList<Row> rows, int newPlaces)
{
    QHash<QString, qsizetype> wanted;
    wanted.reserve(rows.size());
    for (qsizetype i = 0; i < rows.size(); ++i)
        wanted.insert(rows[i].id, i);
    std::vector<qsizetype> left; // places of those who went, the last on top
    for (qsizetype i = m_rows.size(); i-- > 0;) {
        if (const qsizetype from = wanted.value(m_rows[i].id, -1); from >= 0) {
            wanted.remove(m_rows[i].id);
            put(i, std::exchange(rows[from], {}));
        } else {
            left.push_back(i);
        }
    }
    std::reverse(left.begin(), left.end());
    for (Row &row : rows) {
        if (row.id.isEmpty())
            continue;
        if (!left.empty()) {
            put(left.back(), std::move(row));
            left.pop_back();
        } else if (newPlaces-- > 0) {
            beginInsertRows({}, int(m_rows.size()), int(m_rows.size()));
            m_rows.append(std::move(row));
            endInsertRows();
        } else {
            return false;
        }
    }
    for (; !left.empty(); left.pop_back()) {
        const int at = int(left.back());
        beginRemoveRows({}, at, at);
        m_rows.removeAt(at);
        endRemoveRows();
    }
    return true;
}

void Rows::put(qsizetype at, Row row)
{
    Row &old = m_rows[at];
    QList<int> roles;
    if (old.id != row.id)
        roles << IdRole;
    if (old.box != row.box)
        roles << BoxRole;
    if (old.info != row.info)
        roles << InfoRole;
    if (roles.isEmpty())
        return;
    old = std::move(row);
    Q_EMIT dataChanged(index(int(at)), index(int(at)), roles);
}

QVariant Rows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case IdRole:
        return row.id;
    case BoxRole:
        return row.box;
    case InfoRole:
        return row.info;
    default:
        return {};
    }
}

QHash<int, QByteArray> Rows::roleNames() const
{
    return {{IdRole, "rowId"}, {BoxRole, "box"}, {InfoRole, "info"}};
}

} // namespace orrery::graph
