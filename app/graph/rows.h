// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractListModel>
#include <QRectF>
#include <QVariantMap>

#include <limits>

namespace orrery::graph {

/// One thing that the map lets QML draw: a card's header, a pod's label, a service's box.
struct Row
{
    QString id;
    QRectF box; ///< on the screen, relative to the map
    QVariantMap info; ///< what it says; changes seldom, while the box follows the camera
};

/// The rows of one kind of thing as a model that keeps its delegates: an update touches only the rows and roles that
/// differ, and who comes takes the place of one who goes. So they are in no order. Thread: gui. Lifetime: the map's.
class Rows final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, BoxRole, InfoRole };
    using QAbstractListModel::QAbstractListModel;

    /// False if that would be more than `newPlaces` delegates to make at once; the rest of `rows` is left out then.
    bool set(QList<Row> rows, int newPlaces = std::numeric_limits<int>::max());
    const QList<Row> &rows() const { return m_rows; }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void put(qsizetype at, Row row);

    QList<Row> m_rows;
};

} // namespace orrery::graph
