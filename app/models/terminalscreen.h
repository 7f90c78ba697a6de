// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QList>
#include <QSize>
#include <QString>

#include <vterm.h>

#include <deque>
#include <vector>

namespace orrery::models {

/// libvterm's terminal, its screen, and the lines that have scrolled off it (at most 10,000). Lines are numbered from the oldest
/// that was ever there: a line keeps its number when it scrolls off. Bytes for the other side (answers, keys) gather in `output`.
/// Does not: draw, know of Qt Quick. Thread: one. Lifetime: owner's.
class TerminalScreen final
{
public:
    static constexpr size_t maxScrollback = 10'000;
    enum class Mouse { None, Click, Drag, Move };
    enum class Cursor { Block = 1, Underline, Bar };
    struct Changes
    {
        int top = 0, bottom = 0; ///< rows of the screen to paint: [top, bottom)
        int scrolled = 0; ///< lines that went off the screen
        bool bell = false, title = false;
    };

    TerminalScreen(int rows, int columns);
    ~TerminalScreen();
    TerminalScreen(const TerminalScreen &) = delete;
    TerminalScreen &operator=(const TerminalScreen &) = delete;

    void write(QByteArrayView bytes);
    void resize(int rows, int columns);
    void clear(); ///< the screen, its modes and the lines above
    void setColors(const QColor &ink, const QColor &paper, const QList<QColor> &palette); ///< of sixteen colours
    Changes takeChanges();

    QSize size() const;
    qint64 firstLine() const { return m_dropped; }
    qint64 screenLine() const { return m_dropped + qint64(m_above.size()); } ///< the number of the screen's top line
    qint64 endLine() const { return screenLine() + size().height(); }
    VTermScreenCell cell(qint64 line, int column) const; ///< a blank one where there is none
    QString text(qint64 line, int from, int to) const; ///< columns [from, to)
    QString text(qint64 line) const; ///< without blanks at its end
    bool isFull(qint64 line) const; ///< up to its last column: it probably goes on in the next
    QColor color(VTermColor color, const QColor &otherwise) const;
    static QString textOf(const VTermScreenCell &cell);

    VTermPos cursor() const { return m_cursor; }
    bool isCursorVisible() const { return m_cursorVisible; }
    Cursor cursorShape() const { return m_cursorShape; }
    bool isAlternate() const { return m_alternate; } ///< a full-screen program: nothing scrolls off
    Mouse mouse() const { return m_mouse; }
    const QString &title() const { return m_title; }
    VTerm *terminal() const { return m_terminal; }

    QByteArray output;

private:
    static const VTermScreenCallbacks &callbacks();
    int setProperty(VTermProp property, const VTermValue &value);
    int push(int columns, const VTermScreenCell *cells);
    int pop(int columns, VTermScreenCell *cells);
    void damage(int top, int bottom);

    VTerm *m_terminal;
    VTermScreen *m_screen;
    std::deque<std::vector<VTermScreenCell>> m_above; ///< without the blanks at their ends
    qint64 m_dropped = 0;
    VTermPos m_cursor{0, 0};
    bool m_cursorVisible = true, m_alternate = false;
    Cursor m_cursorShape = Cursor::Block;
    Mouse m_mouse = Mouse::None;
    QString m_title;
    QByteArray m_titleBytes; ///< of a title that comes in pieces
    Changes m_changes;
};

} // namespace orrery::models
