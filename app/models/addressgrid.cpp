// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/addressgrid.h"

#include <QPainter>

namespace orrery::models {

static constexpr int edge = 2; ///< for the mark around an outer cell

AddressGrid::AddressGrid(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &AddressGrid::changed, this, &AddressGrid::arrange);
}

void AddressGrid::setBoard(AddressBoard *board)
{
    if (m_board == board)
        return;
    if (m_board)
        m_board->disconnect(this);
    m_board = board;
    if (board) {
        connect(board, &AddressBoard::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
            if (m_row >= from.row() && m_row <= to.row())
                arrange();
        });
        connect(board, &AddressBoard::hueChanged, this, [this] { update(); });
        connect(board, &AddressBoard::selectedChanged, this, [this] { update(); });
    }
    Q_EMIT changed();
}

int AddressGrid::columns() const
{
    int columns = 1;
    while (columns < 64 && 2 * columns * (m_cellSize + m_spacing) - m_spacing + 2 * edge <= width())
        columns *= 2;
    return columns;
}

void AddressGrid::arrange()
{
    const AddressBlock *block = m_board ? m_board->block(m_row) : nullptr;
    const int rows = block ? (block->cells() + columns() - 1) / columns() : 0;
    setImplicitHeight(rows ? rows * (m_cellSize + m_spacing) - m_spacing + 2 * edge : 0);
    Q_EMIT laidOut();
    update();
}

void AddressGrid::geometryChange(const QRectF &now, const QRectF &old)
{
    QQuickPaintedItem::geometryChange(now, old);
    if (now.width() != old.width())
        arrange();
}

int AddressGrid::cellAt(qreal x, qreal y) const
{
    const AddressBlock *block = m_board ? m_board->block(m_row) : nullptr;
    const int step = m_cellSize + m_spacing, column = int(x - edge) / step;
    if (!block || x < edge || y < edge || column >= columns())
        return -1;
    const int index = int(y - edge) / step * columns() + column;
    return index < block->cells() ? index : -1;
}

QRectF AddressGrid::cellRect(int index) const
{
    const int step = m_cellSize + m_spacing;
    return QRectF(edge + index % columns() * step, edge + index / columns() * step, m_cellSize, m_cellSize);
}

void AddressGrid::paint(QPainter *painter)
{
    const AddressBlock *block = m_board ? m_board->block(m_row) : nullptr;
    if (!block)
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < block->cells(); ++i)
        paintCell(painter, *block, i);
}

void AddressGrid::paintCell(QPainter *painter, const AddressBlock &block, int index) const
{
    const QRectF rect = cellRect(index), inner = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const qreal radius = m_cellSize / 4.0;
    const auto [begin, end] = block.holders(index);
    if (begin == end) {
        const bool reserved = block.cell(index) == AddressBlock::Cell::Reserved;
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(reserved ? m_faint : m_line, 1));
        if (block.cell(index) == AddressBlock::Cell::Unknown)
            painter->drawPoint(rect.center());
        else
            painter->drawRoundedRect(inner, radius, radius);
        if (reserved)
            painter->drawLine(inner.bottomLeft() + QPointF(2, -2), inner.topRight() + QPointF(-2, 2));
        return;
    }
    const int hue = m_board->hue(begin->second);
    const QColor color = hue < 0 || m_hues.isEmpty() ? m_systemHue : m_hues[hue % m_hues.size()].value<QColor>();
    const bool selected = std::any_of(begin, end, [this](const auto &taken) { return m_board->isSelected(taken.second); });
    if (block.stride() > 1 && !block.isSparse()) {
        // filled from below, as far as it is taken; a little where it is very little
        const qreal height = std::clamp(block.share(index), 0.25, 1.0) * inner.height();
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color, 1));
        painter->drawRoundedRect(inner, radius, radius);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(QRectF(inner.left(), inner.bottom() - height, inner.width(), height), radius, radius);
    } else if (begin->second.leaving) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color, 1.5, Qt::DotLine));
        painter->drawRoundedRect(inner, radius, radius);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(rect, radius, radius);
    }
    if (selected) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_mark, 2));
        painter->drawRoundedRect(rect.adjusted(-1, -1, 1, 1), radius + 1, radius + 1);
    }
}

} // namespace orrery::models
