// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/fieldmodel.h"

namespace orrery::actions {

namespace {

QVariant cellsOf(const FieldRow &row)
{
    static const char *const emptied[] = {"goes", "goesLater", "stays"};
    static const char *const editors[] = {"text", "block", "number", "choice", "oneof", "name"};
    QVariantList cells;
    for (const FieldCell &cell : row.cells) {
        QStringList options;
        for (const QByteArray &option : cell.options)
            options += QString::fromUtf8(option);
        cells += QVariantMap{{QStringLiteral("path"), QString::fromUtf8(cell.path)},
                             {QStringLiteral("label"), QString::fromUtf8(cell.label)},
                             {QStringLiteral("editor"), QLatin1String(editors[int(cell.editor)])},
                             {QStringLiteral("options"), options},
                             {QStringLiteral("emptied"), QLatin1String(emptied[int(cell.emptied)])},
                             {QStringLiteral("example"), QString::fromUtf8(cell.example)},
                             {QStringLiteral("suggests"), QString::fromUtf8(cell.suggests)}};
    }
    return cells;
}

/// Whether the same inputs can go on with it: what may change is what can be added or removed.
bool isSameRow(const FieldRow &one, const FieldRow &other)
{
    return one.path == other.path && one.label == other.label && one.depth == other.depth && one.cells == other.cells;
}

} // namespace

void FieldModel::setForm(ManifestForm *form)
{
    if (m_form == form)
        return;
    if (m_form)
        m_form->disconnect(this);
    m_form = form;
    if (form)
        connect(form, &ManifestForm::changed, this, &FieldModel::update);
    Q_EMIT formChanged();
    update();
}

void FieldModel::setPaths(const QStringList &paths)
{
    if (m_paths == paths)
        return;
    m_paths = paths;
    Q_EMIT pathsChanged();
    update();
}

void FieldModel::setExcept(const QStringList &except)
{
    if (m_except == except)
        return;
    m_except = except;
    Q_EMIT pathsChanged();
    update();
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    if (index.row() < 0 || index.row() >= m_rows.size())
        return {};
    const FieldRow &row = m_rows[index.row()];
    switch (role) {
    case PathRole:
        return QString::fromUtf8(row.path);
    case LabelRole:
        return QString::fromUtf8(row.label);
    case DepthRole:
        return row.depth;
    case CellsRole:
        return cellsOf(row);
    case AddableRole: {
        QStringList names;
        for (const QByteArray &name : row.addable)
            names += QString::fromUtf8(name);
        return names;
    }
    case CanAddRole:
        return row.canAdd;
    case CanRemoveRole:
        return row.canRemove;
    }
    return {};
}

QHash<int, QByteArray> FieldModel::roleNames() const
{
    return {{PathRole, "path"},       {LabelRole, "label"},   {DepthRole, "depth"},        {CellsRole, "cells"},
            {AddableRole, "addable"}, {CanAddRole, "canAdd"}, {CanRemoveRole, "canRemove"}};
}

void FieldModel::update()
{
    QList<QByteArray> except;
    for (const QString &name : std::as_const(m_except))
        except += name.toUtf8();
    QList<FieldRow> rows;
    int filled = 0;
    for (const QString &path : std::as_const(m_paths)) {
        if (!m_form)
            break;
        rows += m_form->rows(path.toUtf8(), except);
        filled += m_form->text(path).isEmpty() ? 0 : 1;
    }

    // One edit changes one place: what is the same before and after it stays.
    qsizetype front = 0, back = 0;
    while (front < std::min(rows.size(), m_rows.size()) && isSameRow(rows[front], m_rows[front]))
        ++front;
    while (back < std::min(rows.size(), m_rows.size()) - front && isSameRow(rows[rows.size() - 1 - back], m_rows[m_rows.size() - 1 - back]))
        ++back;
    const qsizetype before = m_rows.size() - back - front, after = rows.size() - back - front;
    if (before > 0) {
        beginRemoveRows({}, int(front), int(front + before) - 1);
        m_rows.remove(front, before);
        endRemoveRows();
    }
    if (after > 0) {
        beginInsertRows({}, int(front), int(front + after) - 1);
        for (qsizetype i = 0; i < after; ++i)
            m_rows.insert(front + i, rows[front + i]);
        endInsertRows();
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(int(i)), index(int(i)), {AddableRole, CanAddRole, CanRemoveRole});
    }
    if (filled != m_filled) {
        m_filled = filled;
        Q_EMIT filledChanged();
    }
}

} // namespace orrery::actions
