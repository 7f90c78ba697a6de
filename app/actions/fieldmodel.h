// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/manifestform.h"

#include <QAbstractListModel>

namespace orrery::actions {

/// The rows of some fields of a ManifestForm's current document: one section of a form. Rows come and go one by one, so that an input keeps its
/// focus while it is typed into. Thread: gui. Lifetime: QML's.
class FieldModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::actions::ManifestForm *form READ form WRITE setForm NOTIFY formChanged)
    Q_PROPERTY(QStringList paths MEMBER m_paths WRITE setPaths NOTIFY pathsChanged)
    Q_PROPERTY(QStringList except MEMBER m_except WRITE setExcept NOTIFY pathsChanged) ///< members of these that are not shown
    Q_PROPERTY(int filled READ filled NOTIFY filledChanged) ///< how many of the paths the document has
public:
    enum Role { PathRole = Qt::UserRole, LabelRole, DepthRole, CellsRole, AddableRole, CanAddRole, CanRemoveRole };
    using QAbstractListModel::QAbstractListModel;
    ManifestForm *form() const { return m_form; }
    void setForm(ManifestForm *form);
    void setPaths(const QStringList &paths);
    void setExcept(const QStringList &except);
    int filled() const { return m_filled; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void formChanged();
    void pathsChanged();
    void filledChanged();

private:
    void update();

    QPointer<ManifestForm> m_form;
    QStringList m_paths, m_except;
    QList<FieldRow> m_rows;
    int m_filled = 0;
};

} // namespace orrery::actions
