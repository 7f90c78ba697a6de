// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/addressboard.h"

#include <QColor>
#include <QQuickPaintedItem>

namespace orrery::models {

/// One block of an AddressBoard as a grid of cells: full, empty, crossed out or in part, so that no colour stands alone. Painted when
/// something changes, and then only. Does not: know who asks (a view has the keys and the pointer).
/// Thread: gui. Lifetime: QML's.
class AddressGrid : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::models::AddressBoard *board MEMBER m_board WRITE setBoard NOTIFY changed)
    Q_PROPERTY(int row MEMBER m_row NOTIFY changed)
    Q_PROPERTY(int columns READ columns NOTIFY laidOut)
    Q_PROPERTY(int cellSize MEMBER m_cellSize NOTIFY changed)
    Q_PROPERTY(int spacing MEMBER m_spacing NOTIFY changed)
    Q_PROPERTY(QVariantList hues MEMBER m_hues NOTIFY changed)
    Q_PROPERTY(QColor systemHue MEMBER m_systemHue NOTIFY changed)
    Q_PROPERTY(QColor line MEMBER m_line NOTIFY changed) ///< around what is free
    Q_PROPERTY(QColor faint MEMBER m_faint NOTIFY changed) ///< what is reserved
    Q_PROPERTY(QColor mark MEMBER m_mark NOTIFY changed) ///< around what is selected
public:
    explicit AddressGrid(QQuickItem *parent = nullptr);
    void setBoard(AddressBoard *board);
    int columns() const; ///< a power of two, as addresses are divided
    Q_INVOKABLE int cellAt(qreal x, qreal y) const; ///< -1: none
    Q_INVOKABLE QRectF cellRect(int index) const;
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();
    void laidOut();

protected:
    void geometryChange(const QRectF &now, const QRectF &old) override;

private:
    void arrange();
    void paintCell(QPainter *painter, const AddressBlock &block, int index) const;

    QPointer<AddressBoard> m_board;
    int m_row = -1, m_cellSize = 14, m_spacing = 3;
    QVariantList m_hues;
    QColor m_systemHue, m_line, m_faint, m_mark;
};

} // namespace orrery::models
