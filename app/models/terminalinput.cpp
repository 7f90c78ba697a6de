// SPDX-License-Identifier: GPL-3.0-only
// Terminal: keys, input methods, pasted text, the mouse.
#include "app/models/terminal.h"
#include "app/models/terminalscreen.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QStyleHints>

namespace orrery::models {

namespace {

constexpr int linesPerNotch = 3;

VTermKey specialKey(int key)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return VTERM_KEY_ENTER;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return VTERM_KEY_TAB;
    case Qt::Key_Backspace:
        return VTERM_KEY_BACKSPACE;
    case Qt::Key_Escape:
        return VTERM_KEY_ESCAPE;
    case Qt::Key_Up:
        return VTERM_KEY_UP;
    case Qt::Key_Down:
        return VTERM_KEY_DOWN;
    case Qt::Key_Left:
        return VTERM_KEY_LEFT;
    case Qt::Key_Right:
        return VTERM_KEY_RIGHT;
    case Qt::Key_Insert:
        return VTERM_KEY_INS;
    case Qt::Key_Delete:
        return VTERM_KEY_DEL;
    case Qt::Key_Home:
        return VTERM_KEY_HOME;
    case Qt::Key_End:
        return VTERM_KEY_END;
    case Qt::Key_PageUp:
        return VTERM_KEY_PAGEUP;
    case Qt::Key_PageDown:
        return VTERM_KEY_PAGEDOWN;
    default:
        return key >= Qt::Key_F1 && key <= Qt::Key_F12 ? VTermKey(VTERM_KEY_FUNCTION(1 + key - Qt::Key_F1))
                                                       : VTERM_KEY_NONE;
    }
}

VTermModifier modifiersOf(Qt::KeyboardModifiers modifiers)
{
    int mask = VTERM_MOD_NONE;
    if (modifiers & Qt::ShiftModifier)
        mask |= VTERM_MOD_SHIFT;
    if (modifiers & Qt::AltModifier)
        mask |= VTERM_MOD_ALT;
    if (modifiers & Qt::ControlModifier)
        mask |= VTERM_MOD_CTRL;
    return VTermModifier(mask);
}

constexpr Qt::KeyboardModifiers both = Qt::ControlModifier | Qt::ShiftModifier;

bool isWord(const QString &letters)
{
    static const QString others = QStringLiteral("_-./~:@%+=?&#$");
    return !letters.isEmpty() && (letters[0].isLetterOrNumber() || letters[0].isSurrogate() || others.contains(letters[0]));
}

} // namespace

// ------------------------------------------------------------------------------------------------------------------ keys

/// What the terminal keeps from the window's shortcuts: everything but the ways out of it.
bool Terminal::takes(const QKeyEvent &event) const
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const int key = event.key();
    if (modifiers == both)
        return key == Qt::Key_C || key == Qt::Key_V;
    if (modifiers == Qt::ShiftModifier && (key == Qt::Key_PageUp || key == Qt::Key_PageDown || key == Qt::Key_Home || key == Qt::Key_End))
        return true;
    const bool leaves = (modifiers & Qt::ControlModifier) && (key == Qt::Key_Tab || key == Qt::Key_Backtab);
    return m_stream && m_stream->isConnected() && !leaves && !(modifiers & Qt::MetaModifier);
}

bool Terminal::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && takes(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QQuickPaintedItem::event(event);
}

bool Terminal::scrollByKey(const QKeyEvent &event)
{
    if ((event.modifiers() & ~Qt::KeypadModifier) != Qt::ShiftModifier || m_screen->isAlternate())
        return false;
    switch (event.key()) {
    case Qt::Key_PageUp:
        setOffset(m_offset + std::max(1, rows() - 1));
        return true;
    case Qt::Key_PageDown:
        setOffset(m_offset - std::max(1, rows() - 1));
        return true;
    case Qt::Key_Home:
        setOffset(lines());
        return true;
    case Qt::Key_End:
        setOffset(0);
        return true;
    }
    return false;
}

void Terminal::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const int key = event->key();
    event->accept();
    if (modifiers == both && key == Qt::Key_C)
        return copy();
    if (modifiers == both && key == Qt::Key_V)
        return paste();
    if (scrollByKey(*event))
        return;
    if ((modifiers & Qt::ControlModifier) && (key == Qt::Key_Tab || key == Qt::Key_Backtab)) {
        if (QQuickItem *next = nextItemInFocusChain(key == Qt::Key_Tab))
            next->forceActiveFocus(key == Qt::Key_Tab ? Qt::TabFocusReason : Qt::BacktabFocusReason);
        return;
    }
    if (!takes(*event))
        return event->ignore();
    const VTermModifier mask = modifiersOf(modifiers);
    const QString text = event->text();
    if (const VTermKey special = specialKey(key); special != VTERM_KEY_NONE) {
        vterm_keyboard_key(m_screen->terminal(), special, mask);
    } else if ((modifiers & Qt::ControlModifier) && key >= Qt::Key_Space && key <= Qt::Key_AsciiTilde) {
        const uint letter = key >= Qt::Key_A && key <= Qt::Key_Z ? uint('a' + key - Qt::Key_A) : uint(key);
        vterm_keyboard_unichar(m_screen->terminal(), letter, VTermModifier(mask & ~VTERM_MOD_SHIFT));
    } else if (!text.isEmpty()) {
        return type(text, mask & VTERM_MOD_ALT);
    } else {
        return event->ignore();
    }
    setOffset(0);
    dropSelection();
    flush();
}

void Terminal::type(const QString &text, int modifiers)
{
    const auto letters = text.toUcs4();
    for (const uint letter : letters)
        vterm_keyboard_unichar(m_screen->terminal(), letter, VTermModifier(modifiers));
    setOffset(0);
    dropSelection();
    flush();
}

void Terminal::inputMethodEvent(QInputMethodEvent *event)
{
    m_preedit = event->preeditString();
    if (!event->commitString().isEmpty() && m_stream && m_stream->listens())
        type(event->commitString(), VTERM_MOD_NONE);
    update();
    event->accept();
}

QVariant Terminal::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return m_stream && m_stream->listens();
    case Qt::ImCursorRectangle: {
        const VTermPos at = m_screen->cursor();
        return QRectF(at.col * m_cellWidth, at.row * m_cellHeight, m_cellWidth, m_cellHeight);
    }
    case Qt::ImHints:
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhMultiLine);
    default:
        return QQuickPaintedItem::inputMethodQuery(query);
    }
}

void Terminal::focusInEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusInEvent(event);
    vterm_state_focus_in(vterm_obtain_state(m_screen->terminal()));
    flush();
    update();
}

void Terminal::focusOutEvent(QFocusEvent *event)
{
    QQuickPaintedItem::focusOutEvent(event);
    vterm_state_focus_out(vterm_obtain_state(m_screen->terminal()));
    flush();
    update();
}

// --------------------------------------------------------------------------------------------------------- copy and paste

void Terminal::copy() const
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void Terminal::paste(bool sure)
{
    pasteText(QGuiApplication::clipboard()->text(), sure);
}

void Terminal::pasteText(QString text, bool sure)
{
    if (text.isEmpty() || !m_stream || !m_stream->listens())
        return;
    text.truncate(maxPaste);
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\r"));
    text.replace(u'\n', u'\r');
    // What would end the bracket, or steer the program, is not text.
    text.removeIf([](QChar c) { return (c < u' ' && c != u'\t' && c != u'\r') || (c >= u'\x7f' && c < u'\xa0'); });
    const int lines = int(text.count(u'\r')) + (text.endsWith(u'\r') ? 0 : 1);
    if (lines >= manyLines && !sure) {
        Q_EMIT pasteAsked(lines);
        return;
    }
    vterm_keyboard_start_paste(m_screen->terminal());
    m_screen->output += text.toUtf8();
    vterm_keyboard_end_paste(m_screen->terminal());
    setOffset(0);
    dropSelection();
    flush();
}

void Terminal::selectAll()
{
    select({m_screen->firstLine(), 0}, {m_screen->endLine() - 1, m_screen->size().width()}, Unit::Character);
}

QString Terminal::selectedText() const
{
    const Position begin = std::min(m_anchor, m_head), end = std::max(m_anchor, m_head);
    const int columns = m_screen->size().width();
    QString text;
    for (qint64 line = std::max(begin.line, m_screen->firstLine()); line <= std::min(end.line, m_screen->endLine() - 1); ++line) {
        const bool last = line == end.line;
        QString part = m_screen->text(line, line == begin.line ? begin.column : 0, last ? end.column : columns);
        // A line that is full goes on in the next one: it was one when it was written.
        const bool full = !last && m_screen->isFull(line);
        while (!full && part.endsWith(u' ') && (!last || end.column == columns))
            part.chop(1);
        text += part;
        if (!last && !full)
            text += u'\n';
    }
    return text;
}

void Terminal::dropSelection()
{
    if (!hasSelection())
        return;
    m_anchor = m_head = {};
    m_selecting = false;
    update();
    Q_EMIT selectionChanged();
}

QString Terminal::wordAt(Position position, Position *begin, Position *end) const
{
    const int columns = m_screen->size().width();
    const int at = std::min(position.column, columns - 1);
    const auto isWordAt = [&](int column) {
        const VTermScreenCell cell = m_screen->cell(position.line, column);
        return cell.chars[0] == uint32_t(-1) || isWord(TerminalScreen::textOf(cell));
    };
    int from = at, to = at + 1;
    if (isWordAt(at)) {
        while (from > 0 && isWordAt(from - 1))
            --from;
        while (to < columns && isWordAt(to))
            ++to;
    }
    if (begin)
        *begin = {position.line, from};
    if (end)
        *end = {position.line, to};
    return m_screen->text(position.line, from, to);
}

void Terminal::select(Position anchor, Position head, Unit unit)
{
    m_anchor = anchor;
    m_head = head;
    const bool forward = anchor <= head;
    Position &first = forward ? m_anchor : m_head, &last = forward ? m_head : m_anchor;
    if (unit == Unit::Word) {
        wordAt(first, &first, nullptr);
        wordAt({last.line, std::max(0, last.column - (last.column > 0 && first != last ? 1 : 0))}, nullptr, &last);
    } else if (unit == Unit::Line) {
        first.column = 0;
        last.column = m_screen->size().width();
    }
    update();
    Q_EMIT selectionChanged();
    if (hasSelection() && QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

// ----------------------------------------------------------------------------------------------------------------- mouse

Terminal::Position Terminal::positionAt(QPointF point) const
{
    const int row = std::clamp(int(std::floor(point.y() / m_cellHeight)), 0, rows() - 1);
    return {topLine() + row, std::clamp(qRound(point.x() / m_cellWidth), 0, m_screen->size().width())};
}

/// A program that asked for the mouse gets it; with Shift it is the window's.
bool Terminal::reportsMouse(Qt::KeyboardModifiers modifiers) const
{
    return m_screen->mouse() != TerminalScreen::Mouse::None && !(modifiers & Qt::ShiftModifier) && m_offset == 0;
}

void Terminal::reportMouse(QPointF at, int button, bool pressed, Qt::KeyboardModifiers modifiers)
{
    const int row = std::clamp(int(at.y() / m_cellHeight), 0, rows() - 1);
    const int column = std::clamp(int(at.x() / m_cellWidth), 0, m_screen->size().width() - 1);
    vterm_mouse_move(m_screen->terminal(), row, column, modifiersOf(modifiers));
    if (button > 0)
        vterm_mouse_button(m_screen->terminal(), button, pressed, modifiersOf(modifiers));
    flush();
}

static int buttonOf(Qt::MouseButton button)
{
    return button == Qt::LeftButton ? 1 : button == Qt::MiddleButton ? 2 : button == Qt::RightButton ? 3 : 0;
}

void Terminal::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    setKeepMouseGrab(true);
    event->accept();
    if (reportsMouse(event->modifiers()))
        return reportMouse(event->position(), buttonOf(event->button()), true, event->modifiers());
    const Position here = positionAt(event->position());
    if (event->button() == Qt::RightButton) {
        Q_EMIT menuAsked(event->position());
    } else if (event->button() == Qt::MiddleButton) {
        if (QGuiApplication::clipboard()->supportsSelection())
            pasteText(QGuiApplication::clipboard()->text(QClipboard::Selection), false);
    } else if (event->modifiers() & Qt::ControlModifier) {
        static const QRegularExpression link(QStringLiteral("https?://[^\\s\"'<>`]+[^\\s\"'<>`.,;:!?)\\]}]"));
        const QString line = m_screen->text(here.line);
        const int column = int(event->position().x() / m_cellWidth);
        for (auto found = link.globalMatch(line); found.hasNext();) {
            const auto match = found.next();
            if (match.capturedStart() <= column && column < match.capturedEnd())
                Q_EMIT linkActivated(match.captured());
        }
    } else if (m_doubleClicked.isValid() && m_doubleClicked.elapsed() < QGuiApplication::styleHints()->mouseDoubleClickInterval()
               && here.line == m_pressed.line) { // the third in a row
        m_selecting = true;
        m_unit = Unit::Line;
        m_pressed = here;
        select(here, here, m_unit);
    } else {
        dropSelection();
        m_selecting = true;
        m_unit = Unit::Character;
        m_pressed = here;
    }
}

void Terminal::mouseDoubleClickEvent(QMouseEvent *event)
{
    event->accept();
    if (reportsMouse(event->modifiers()))
        return reportMouse(event->position(), buttonOf(event->button()), true, event->modifiers());
    if (event->button() != Qt::LeftButton)
        return;
    m_doubleClicked.start();
    m_selecting = true;
    m_unit = Unit::Word;
    m_pressed = {positionAt(event->position()).line, std::max(0, int(event->position().x() / m_cellWidth))};
    select(m_pressed, m_pressed, m_unit);
}

void Terminal::mouseMoveEvent(QMouseEvent *event)
{
    event->accept();
    if (!m_selecting && reportsMouse(event->modifiers()))
        return reportMouse(event->position(), 0, true, event->modifiers());
    if (!m_selecting)
        return;
    if (event->position().y() < 0)
        setOffset(m_offset + 1);
    else if (event->position().y() > height())
        setOffset(m_offset - 1);
    select(m_pressed, positionAt(event->position()), m_unit);
}

void Terminal::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
    setKeepMouseGrab(false);
    if (!m_selecting && reportsMouse(event->modifiers()))
        return reportMouse(event->position(), buttonOf(event->button()), false, event->modifiers());
    m_selecting = false;
}

void Terminal::hoverMoveEvent(QHoverEvent *event)
{
    if (m_screen->mouse() == TerminalScreen::Mouse::Move && reportsMouse(event->modifiers()))
        reportMouse(event->position(), 0, false, event->modifiers());
    QQuickPaintedItem::hoverMoveEvent(event);
}

void Terminal::wheelEvent(QWheelEvent *event)
{
    event->accept();
    m_wheel += event->angleDelta().y();
    const int notches = m_wheel / QWheelEvent::DefaultDeltasPerStep;
    m_wheel -= notches * QWheelEvent::DefaultDeltasPerStep;
    if (notches == 0)
        return;
    if (reportsMouse(event->modifiers())) {
        for (int i = 0; i < std::abs(notches); ++i)
            reportMouse(event->position(), notches > 0 ? 4 : 5, true, event->modifiers());
    } else if (m_screen->isAlternate()) { // a pager without a mouse: it knows the arrows
        for (int i = 0; i < std::abs(notches) * linesPerNotch; ++i)
            vterm_keyboard_key(m_screen->terminal(), notches > 0 ? VTERM_KEY_UP : VTERM_KEY_DOWN, VTERM_MOD_NONE);
        flush();
    } else {
        setOffset(m_offset + notches * linesPerNotch);
    }
}

} // namespace orrery::models
