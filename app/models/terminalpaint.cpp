// SPDX-License-Identifier: GPL-3.0-only
// Terminal: how it is drawn. Whole rows, so that nothing of a cursor or of a wide letter stays behind.
#include "app/models/terminal.h"
#include "app/models/terminalscreen.h"

#include <QPainter>

namespace orrery::models {

namespace {

/// How a run of cells is drawn.
struct Pen
{
    QColor ink, paper;
    bool bold, italic, strike;
    int underline;
    bool operator==(const Pen &) const = default;
};

} // namespace

void Terminal::paint(QPainter *painter)
{
    const QRectF dirty = painter->hasClipping() ? painter->clipBoundingRect() : boundingRect();
    painter->setClipping(false); // rows are drawn whole
    const int first = std::max(0, int(dirty.top()) / m_cellHeight);
    const int last = std::min(rows() - 1, int(dirty.bottom()) / m_cellHeight);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row);
    if (dirty.bottom() > rows() * m_cellHeight) // below the last whole row
        painter->fillRect(QRectF(0, rows() * m_cellHeight, width(), height() - rows() * m_cellHeight), m_background);
    if (m_screen->cursor().row >= first && m_screen->cursor().row <= last)
        paintCursor(painter);
}

void Terminal::paintRow(QPainter *painter, int row) const
{
    const qint64 line = topLine() + row;
    const int y = row * m_cellHeight;
    painter->fillRect(QRectF(0, y, width(), m_cellHeight), m_background);
    const int columns = m_screen->size().width();
    const auto penOf = [&](const VTermScreenCell &cell, int column) {
        Pen pen{m_screen->color(cell.fg, m_foreground), m_screen->color(cell.bg, m_background), bool(cell.attrs.bold),
                bool(cell.attrs.italic), bool(cell.attrs.strike), int(cell.attrs.underline)};
        if (cell.attrs.reverse)
            std::swap(pen.ink, pen.paper);
        if (isSelected(line, column))
            pen.paper = m_selectionColor;
        return pen;
    };
    for (int column = 0; column < columns;) {
        const VTermScreenCell first = m_screen->cell(line, column);
        const Pen pen = penOf(first, column);
        const int begin = column;
        QString text = TerminalScreen::textOf(first);
        column += std::max<int>(1, first.width);
        // Plain letters of one pen go together; all others stand in their own cell, whatever font they are of.
        const auto isPlain = [](const VTermScreenCell &cell) { return cell.width == 1 && cell.chars[0] < 0x7f && cell.chars[1] == 0; };
        if (isPlain(first)) {
            if (text.isEmpty())
                text = QStringLiteral(" ");
            while (column < columns) {
                const VTermScreenCell next = m_screen->cell(line, column);
                if (!isPlain(next) || penOf(next, column) != pen)
                    break;
                text += next.chars[0] ? QChar(char16_t(next.chars[0])) : QChar(u' ');
                ++column;
            }
        }
        const int left = qRound(begin * m_cellWidth), right = qRound(column * m_cellWidth);
        if (pen.paper != m_background)
            painter->fillRect(left, y, right - left, m_cellHeight, pen.paper);
        if (!text.trimmed().isEmpty()) {
            QFont font = m_font;
            font.setBold(pen.bold);
            font.setItalic(pen.italic);
            painter->setFont(font);
            painter->setPen(pen.ink);
            painter->drawText(QPointF(begin * m_cellWidth, y + m_ascent), text);
        }
        if (pen.underline)
            painter->fillRect(left, y + m_ascent + 1, right - left, 1, pen.ink);
        if (pen.underline == VTERM_UNDERLINE_DOUBLE && m_ascent + 3 < m_cellHeight)
            painter->fillRect(left, y + m_ascent + 3, right - left, 1, pen.ink);
        if (pen.strike)
            painter->fillRect(left, y + m_ascent * 2 / 3, right - left, 1, pen.ink);
    }
}

void Terminal::paintCursor(QPainter *painter) const
{
    if ((m_stream && !m_stream->isConnected()) || m_offset > 0)
        return;
    const VTermPos at = m_screen->cursor();
    const VTermScreenCell cell = m_screen->cell(m_screen->screenLine() + at.row, at.col);
    const int y = at.row * m_cellHeight, x = qRound(at.col * m_cellWidth);
    const int wide = qRound((at.col + std::max<int>(1, cell.width)) * m_cellWidth) - x;
    const int thin = std::max(1, m_cellHeight / 8);
    painter->setFont(m_font);
    if (!m_preedit.isEmpty()) { // what an input method is putting together
        const int width = painter->fontMetrics().horizontalAdvance(m_preedit);
        painter->fillRect(x, y, width, m_cellHeight, m_background);
        painter->setPen(m_foreground);
        painter->drawText(QPointF(x, y + m_ascent), m_preedit);
        painter->fillRect(x, y + m_cellHeight - 1, width, 1, m_foreground);
        return;
    }
    if (!m_screen->isCursorVisible())
        return;
    if (!hasActiveFocus()) {
        painter->setPen(m_foreground);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(x + 0.5, y + 0.5, wide - 1, m_cellHeight - 1));
        return;
    }
    switch (m_screen->cursorShape()) {
    case TerminalScreen::Cursor::Bar:
        painter->fillRect(x, y, std::min(thin, wide), m_cellHeight, m_foreground);
        break;
    case TerminalScreen::Cursor::Underline:
        painter->fillRect(x, y + m_cellHeight - thin, wide, thin, m_foreground);
        break;
    case TerminalScreen::Cursor::Block:
        painter->fillRect(x, y, wide, m_cellHeight, m_foreground);
        painter->setPen(m_background);
        painter->drawText(QPointF(at.col * m_cellWidth, y + m_ascent), TerminalScreen::textOf(cell));
        break;
    }
}

bool Terminal::isSelected(qint64 line, int column) const
{
    const Position begin = std::min(m_anchor, m_head), end = std::max(m_anchor, m_head);
    const Position here{line, column};
    return begin <= here && here < end;
}

} // namespace orrery::models
