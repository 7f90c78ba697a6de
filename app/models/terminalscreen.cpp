// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/terminalscreen.h"

#include <algorithm>

namespace orrery::models {

namespace {

constexpr qsizetype maxTitle = 256;

VTermScreenCell blank()
{
    VTermScreenCell cell{};
    cell.width = 1;
    cell.fg.type = VTERM_COLOR_DEFAULT_FG;
    cell.bg.type = VTERM_COLOR_DEFAULT_BG;
    return cell;
}

/// Nothing of it would be seen.
bool isBlank(const VTermScreenCell &cell)
{
    return (cell.chars[0] == 0 || cell.chars[0] == ' ') && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) && !cell.attrs.reverse
        && !cell.attrs.underline && !cell.attrs.strike;
}

/// libvterm gives a text as a whole (up to 0.1) or in pieces with marks of the first and the last.
template <class Text> bool gather(QByteArray &bytes, const Text &text)
{
    if constexpr (requires { text.str; }) {
        if (text.initial)
            bytes.clear();
        bytes.append(text.str, qsizetype(text.len));
        bytes.truncate(maxTitle);
        return text.final;
    } else {
        bytes = QByteArray(text).left(maxTitle);
        return true;
    }
}

/// Newer versions say when a program clears the lines above.
template <class Callbacks> void addClear(Callbacks &callbacks, int (*clear)(void *))
{
    if constexpr (requires { callbacks.sb_clear; })
        callbacks.sb_clear = clear;
}

VTermColor vtermColor(const QColor &color)
{
    VTermColor made;
    vterm_color_rgb(&made, uint8_t(color.red()), uint8_t(color.green()), uint8_t(color.blue()));
    return made;
}

} // namespace

TerminalScreen::TerminalScreen(int rows, int columns)
    : m_terminal(vterm_new(rows, columns))
    , m_screen(vterm_obtain_screen(m_terminal))
{
    vterm_set_utf8(m_terminal, 1);
    vterm_output_set_callback(
        m_terminal,
        [](const char *bytes, size_t size, void *self) {
            static_cast<TerminalScreen *>(self)->output.append(bytes, qsizetype(size));
        },
        this);
    vterm_screen_set_callbacks(m_screen, &callbacks(), this);
    vterm_screen_enable_altscreen(m_screen, 1);
    vterm_screen_set_damage_merge(m_screen, VTERM_DAMAGE_ROW);
    vterm_screen_reset(m_screen, 1);
    m_changes = {};
}

TerminalScreen::~TerminalScreen()
{
    vterm_free(m_terminal);
}

const VTermScreenCallbacks &TerminalScreen::callbacks()
{
    static const VTermScreenCallbacks all = [] {
        VTermScreenCallbacks c{};
        c.damage = [](VTermRect rect, void *self) {
            static_cast<TerminalScreen *>(self)->damage(rect.start_row, rect.end_row);
            return 1;
        };
        c.moverect = [](VTermRect to, VTermRect from, void *self) {
            static_cast<TerminalScreen *>(self)->damage(std::min(to.start_row, from.start_row),
                                                        std::max(to.end_row, from.end_row));
            return 1;
        };
        c.movecursor = [](VTermPos now, VTermPos before, int visible, void *self) {
            auto *screen = static_cast<TerminalScreen *>(self);
            // Whole rows, where it was and where it is: nothing of it stays behind.
            screen->damage(now.row, now.row + 1);
            screen->damage(before.row, before.row + 1);
            screen->m_cursor = now;
            screen->m_cursorVisible = visible;
            return 1;
        };
        c.settermprop = [](VTermProp property, VTermValue *value, void *self) {
            return static_cast<TerminalScreen *>(self)->setProperty(property, *value);
        };
        c.bell = [](void *self) {
            static_cast<TerminalScreen *>(self)->m_changes.bell = true;
            return 1;
        };
        c.sb_pushline = [](int columns, const VTermScreenCell *cells, void *self) {
            return static_cast<TerminalScreen *>(self)->push(columns, cells);
        };
        c.sb_popline = [](int columns, VTermScreenCell *cells, void *self) {
            return static_cast<TerminalScreen *>(self)->pop(columns, cells);
        };
        addClear(c, [](void *self) {
            auto *screen = static_cast<TerminalScreen *>(self);
            screen->m_dropped += qint64(screen->m_above.size());
            screen->m_above.clear();
            return 1;
        });
        return c;
    }();
    return all;
}

void TerminalScreen::damage(int top, int bottom)
{
    const bool none = m_changes.top == m_changes.bottom;
    m_changes.top = none ? top : std::min(m_changes.top, top);
    m_changes.bottom = none ? bottom : std::max(m_changes.bottom, bottom);
}

int TerminalScreen::setProperty(VTermProp property, const VTermValue &value)
{
    switch (property) {
    case VTERM_PROP_CURSORVISIBLE:
        m_cursorVisible = value.boolean;
        damage(m_cursor.row, m_cursor.row + 1);
        return 1;
    case VTERM_PROP_CURSORSHAPE:
        m_cursorShape = value.number >= 1 && value.number <= 3 ? Cursor(value.number) : Cursor::Block;
        damage(m_cursor.row, m_cursor.row + 1);
        return 1;
    case VTERM_PROP_ALTSCREEN:
        m_alternate = value.boolean;
        return 1;
    case VTERM_PROP_MOUSE:
        m_mouse = value.number >= 0 && value.number <= 3 ? Mouse(value.number) : Mouse::None;
        return 1;
    case VTERM_PROP_TITLE:
        if (gather(m_titleBytes, value.string)) {
            m_title = QString::fromUtf8(m_titleBytes).simplified();
            m_changes.title = true;
        }
        return 1;
    default:
        return 0;
    }
}

int TerminalScreen::push(int columns, const VTermScreenCell *cells)
{
    while (columns > 0 && isBlank(cells[columns - 1]))
        --columns;
    m_above.emplace_back(cells, cells + columns);
    if (m_above.size() > maxScrollback) {
        m_above.pop_front();
        ++m_dropped;
    }
    ++m_changes.scrolled;
    return 1;
}

int TerminalScreen::pop(int columns, VTermScreenCell *cells)
{
    if (m_above.empty())
        return 0;
    const std::vector<VTermScreenCell> &line = m_above.back();
    for (int i = 0; i < columns; ++i)
        cells[i] = size_t(i) < line.size() ? line[size_t(i)] : blank();
    if (columns > 0 && cells[columns - 1].width > 1)
        cells[columns - 1] = blank(); // its right half is cut off
    m_above.pop_back();
    return 1;
}

void TerminalScreen::write(QByteArrayView bytes)
{
    vterm_input_write(m_terminal, bytes.data(), size_t(bytes.size()));
    vterm_screen_flush_damage(m_screen);
}

void TerminalScreen::resize(int rows, int columns)
{
    vterm_set_size(m_terminal, rows, columns);
    vterm_screen_flush_damage(m_screen);
    m_cursor = {std::clamp(m_cursor.row, 0, rows - 1), std::clamp(m_cursor.col, 0, columns - 1)};
    damage(0, rows);
}

void TerminalScreen::clear()
{
    m_dropped += qint64(m_above.size());
    m_above.clear();
    vterm_screen_reset(m_screen, 1);
    m_alternate = false;
    m_mouse = Mouse::None;
    m_title.clear();
    output.clear();
    damage(0, size().height());
}

void TerminalScreen::setColors(const QColor &ink, const QColor &paper, const QList<QColor> &palette)
{
    VTermState *state = vterm_obtain_state(m_terminal);
    const VTermColor fg = vtermColor(ink), bg = vtermColor(paper);
    vterm_state_set_default_colors(state, &fg, &bg);
    for (int i = 0; i < 16 && i < palette.size(); ++i) {
        const VTermColor color = vtermColor(palette[i]);
        vterm_state_set_palette_color(state, i, &color);
    }
    damage(0, size().height());
}

TerminalScreen::Changes TerminalScreen::takeChanges()
{
    return std::exchange(m_changes, {});
}

QSize TerminalScreen::size() const
{
    int rows = 0, columns = 0;
    vterm_get_size(m_terminal, &rows, &columns);
    return {columns, rows};
}

VTermScreenCell TerminalScreen::cell(qint64 line, int column) const
{
    if (line < m_dropped || line >= endLine() || column < 0)
        return blank();
    if (line < screenLine()) {
        const auto &cells = m_above[size_t(line - m_dropped)];
        return size_t(column) < cells.size() ? cells[size_t(column)] : blank();
    }
    VTermScreenCell cell = blank();
    vterm_screen_get_cell(m_screen, {int(line - screenLine()), column}, &cell);
    return cell;
}

QString TerminalScreen::textOf(const VTermScreenCell &cell)
{
    QString text;
    // The right half of a wide character holds -1.
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != uint32_t(-1); ++i) {
        const char32_t letter = cell.chars[i];
        text += QString::fromUcs4(&letter, 1);
    }
    return text;
}

QString TerminalScreen::text(qint64 line, int from, int to) const
{
    QString text;
    to = std::min(to, size().width());
    for (int column = from; column < to;) {
        const VTermScreenCell cell = this->cell(line, column);
        if (cell.chars[0] != uint32_t(-1)) {
            const QString letters = textOf(cell);
            text += letters.isEmpty() ? QStringLiteral(" ") : letters;
        }
        column += std::max<int>(1, cell.width);
    }
    return text;
}

QString TerminalScreen::text(qint64 line) const
{
    QString text = this->text(line, 0, size().width());
    while (text.endsWith(u' '))
        text.chop(1);
    return text;
}

bool TerminalScreen::isFull(qint64 line) const
{
    const VTermScreenCell last = cell(line, size().width() - 1);
    return last.chars[0] != 0 && last.chars[0] != ' ';
}

QColor TerminalScreen::color(VTermColor color, const QColor &otherwise) const
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color))
        return otherwise;
    vterm_screen_convert_color_to_rgb(m_screen, &color);
    return QColor(color.rgb.red, color.rgb.green, color.rgb.blue);
}

} // namespace orrery::models
