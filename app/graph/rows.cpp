// SPDX-License-Identifier: GPL-3.0-only
#include "app/graph/rows.h"

#include <QSet>

namespace orrery::graph {

void Rows::set(QList<Row> rows)
{
    QSet<QString> wanted;
    for (const Row &row : std::as_const(rows))
        wanted.insert(row.id);
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i) {
        if (wanted.contains(m_rows[i].id))
            continue;
        beginRemoveRows({}, int(i), int(i));
        m_rows.removeAt(i);
        endRemoveRows();
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        qsizetype at = i;
        while (at < m_rows.size() && m_rows[at].id != rows[i].id)
            ++at;
        if (at >= m_rows.size()) {
            beginInsertRows({}, int(i), int(i));
            m_rows.insert(i, std::move(rows[i]));
            endInsertRows();
            continue;
        }
        if (at != i) {
            beginMoveRows({}, int(at), int(at), {}, int(i));
            m_rows.move(at, i);
            endMoveRows();
        }
        QList<int> roles;
        if (m_rows[i].box != rows[i].box)
            roles << BoxRole;
        if (m_rows[i].info != rows[i].info)
            roles << InfoRole;
        if (roles.isEmpty())
            continue;
        m_rows[i] = std::move(rows[i]);
        Q_EMIT dataChanged(index(int(i)), index(int(i)), roles);
    }
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
