// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/terminal.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <vterm.h>

namespace orrery::models {

/// libvterm's terminal and its screen; bytes that it wants to send (answers, keys) gather in `output`.
class Terminal::Screen final
{
public:
    Screen(int rows, int columns)
        : m_terminal(vterm_new(rows, columns))
        , m_screen(vterm_obtain_screen(m_terminal))
    {
        vterm_set_utf8(m_terminal, 1);
        vterm_output_set_callback(
            m_terminal,
            [](const char *bytes, size_t size, void *self) {
                static_cast<Screen *>(self)->output.append(bytes, qsizetype(size));
            },
            this);
        static const VTermScreenCallbacks callbacks = [] {
            VTermScreenCallbacks c{};
            c.movecursor = [](VTermPos position, VTermPos, int visible, void *self) {
                static_cast<Screen *>(self)->cursor = position;
                static_cast<Screen *>(self)->cursorVisible = visible;
                return 1;
            };
            return c;
        }();
        vterm_screen_set_callbacks(m_screen, &callbacks, this);
        vterm_screen_reset(m_screen, 1);
    }
    ~Screen() { vterm_free(m_terminal); }
    Screen(const Screen &) = delete;
    Screen &operator=(const Screen &) = delete;

    void resize(int rows, int columns) { vterm_set_size(m_terminal, rows, columns); }
    void write(const QByteArray &bytes) { vterm_input_write(m_terminal, bytes.constData(), size_t(bytes.size())); }
    QSize size() const
    {
        int rows = 0, columns = 0;
        vterm_get_size(m_terminal, &rows, &columns);
        return {columns, rows};
    }
    VTermScreenCell cell(int row, int column) const
    {
        VTermScreenCell cell{};
        vterm_screen_get_cell(m_screen, {row, column}, &cell);
        return cell;
    }
    QColor color(VTermColor color, const QColor &otherwise) const
    {
        if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color))
            return otherwise;
        vterm_screen_convert_color_to_rgb(m_screen, &color);
        return QColor(color.rgb.red, color.rgb.green, color.rgb.blue);
    }
    VTerm *terminal() const { return m_terminal; }

    QByteArray output;
    VTermPos cursor{0, 0};
    bool cursorVisible = true;

private:
    VTerm *m_terminal;
    VTermScreen *m_screen;
};

namespace {
QString textOf(const VTermScreenCell &cell)
{
    QString text;
    // The right half of a wide character holds -1.
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] && cell.chars[i] != uint32_t(-1); ++i)
        text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&cell.chars[i]), 1);
    return text;
}

VTermKey specialKey(int key)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return VTERM_KEY_ENTER;
    case Qt::Key_Tab:
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
} // namespace

Terminal::Terminal(QQuickItem *parent)
    : QQuickPaintedItem(parent)
    , m_screen(std::make_unique<Screen>(24, 80))
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setFlag(ItemAcceptsInputMethod);
    setActiveFocusOnTab(true);
    connect(this, &Terminal::lookChanged, this, [this] { update(); });
}

Terminal::~Terminal() = default;

void Terminal::setFont(const QFont &font)
{
    m_font = font;
    m_font.setStyleHint(QFont::Monospace);
    Q_EMIT lookChanged();
    resize();
}

void Terminal::open()
{
    close();
    if (!m_session || m_pod.isEmpty())
        return;
    m_screen->write("\x1b[2J\x1b[H");
    api::Request request;
    request.path = client::gvr::pods.path({m_ns.toUtf8(), m_pod.toUtf8()}, "exec");
    request.query.add("container", m_container.toUtf8());
    for (const QString &word : std::as_const(m_command))
        request.query.add("command", word.toUtf8());
    for (const char *flag : {"stdin", "stdout", "tty"})
        request.query.add(flag, "true");
    client::StreamHandlers handlers;
    handlers.opened = [this](const QByteArray &) {
        m_connected = true;
        m_message.clear();
        Q_EMIT stateChanged();
        sendSize();
    };
    handlers.data = [this](const QByteArray &message) { onMessage(message); };
    handlers.ended = [this](const api::Result<> &result) {
        m_connected = false;
        if (!result)
            m_message = QString::fromUtf8(result.error().message);
        else if (m_message.isEmpty())
            m_message = tr("The shell ended.");
        Q_EMIT stateChanged();
    };
    m_channel = m_session->client().transport()->channel(std::move(request), {"v5.channel.k8s.io", "v4.channel.k8s.io"},
                                                         this, std::move(handlers));
}

void Terminal::close()
{
    m_channel.reset();
    m_message.clear();
    if (std::exchange(m_connected, false))
        Q_EMIT stateChanged();
}

void Terminal::onMessage(const QByteArray &message)
{
    if (message.isEmpty())
        return;
    switch (message[0]) {
    case 1: // stdout
    case 2: // stderr
        feed(message.mid(1));
        break;
    case 3: { // the Status at the end
        const auto status = api::parseJson(QByteArrayView(message).sliced(1));
        if (status && (*status)["status"].text() != "Success")
            m_message = (*status)["message"].string();
        break;
    }
    default:
        break;
    }
}

void Terminal::feed(const QByteArray &output)
{
    m_screen->write(output);
    if (m_channel && !m_screen->output.isEmpty())
        m_channel->send('\0' + std::exchange(m_screen->output, {}));
    m_screen->output.clear();
    update();
}

void Terminal::keyPressEvent(QKeyEvent *event)
{
    const VTermModifier modifiers = modifiersOf(event->modifiers());
    if (const VTermKey key = specialKey(event->key()); key != VTERM_KEY_NONE) {
        vterm_keyboard_key(m_screen->terminal(), key, modifiers);
    } else if ((event->modifiers() & Qt::ControlModifier) && event->key() >= Qt::Key_A && event->key() <= Qt::Key_Z) {
        vterm_keyboard_unichar(m_screen->terminal(), uint32_t('a' + event->key() - Qt::Key_A), modifiers);
    } else {
        const auto characters = event->text().toUcs4();
        if (characters.isEmpty())
            return event->ignore();
        for (const uint character : characters)
            vterm_keyboard_unichar(m_screen->terminal(), character, VTermModifier(modifiers & VTERM_MOD_ALT));
    }
    event->accept();
    if (m_channel && m_connected)
        m_channel->send('\0' + m_screen->output);
    m_screen->output.clear();
}

void Terminal::mousePressEvent(QMouseEvent *event)
{
    forceActiveFocus(Qt::MouseFocusReason);
    event->accept();
}

void Terminal::geometryChange(const QRectF &now, const QRectF &old)
{
    QQuickPaintedItem::geometryChange(now, old);
    if (now.size() != old.size())
        resize();
}

void Terminal::resize()
{
    const QFontMetricsF metrics(m_font);
    const QSize size(std::clamp(int(width() / metrics.horizontalAdvance(u'M')), 2, 500),
                     std::clamp(int(height() / metrics.height()), 1, 300));
    if (size == m_screen->size())
        return;
    m_screen->resize(size.height(), size.width());
    sendSize();
    update();
}

void Terminal::sendSize()
{
    if (!m_channel || !m_connected)
        return;
    const QSize size = m_screen->size();
    m_channel->send(QByteArray("\x04{\"Width\":") + QByteArray::number(size.width())
                    + ",\"Height\":" + QByteArray::number(size.height()) + '}');
}

QString Terminal::text() const
{
    const QSize size = m_screen->size();
    QStringList lines;
    for (int row = 0; row < size.height(); ++row) {
        QString line;
        for (int column = 0; column < size.width();) {
            const VTermScreenCell cell = m_screen->cell(row, column);
            const QString text = textOf(cell);
            line += text.isEmpty() ? QStringLiteral(" ") : text;
            column += std::max<int>(1, cell.width);
        }
        while (line.endsWith(u' '))
            line.chop(1);
        lines += line;
    }
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines.join(u'\n');
}

void Terminal::paint(QPainter *painter)
{
    const QFontMetricsF metrics(m_font);
    const qreal cellWidth = metrics.horizontalAdvance(u'M'), cellHeight = metrics.height();
    const QSize size = m_screen->size();
    painter->fillRect(boundingRect(), m_background);
    painter->setFont(m_font);
    for (int row = 0; row < size.height(); ++row) {
        for (int column = 0; column < size.width();) {
            const VTermScreenCell cell = m_screen->cell(row, column);
            const int span = std::max<int>(1, cell.width);
            QColor ink = m_screen->color(cell.fg, m_foreground), paper = m_screen->color(cell.bg, m_background);
            const bool underCursor = m_connected && m_screen->cursorVisible && hasActiveFocus()
                && m_screen->cursor.row == row && m_screen->cursor.col == column;
            if (bool(cell.attrs.reverse) != underCursor)
                std::swap(ink, paper);
            const QRectF box(column * cellWidth, row * cellHeight, span * cellWidth, cellHeight);
            if (paper != m_background)
                painter->fillRect(box, paper);
            if (const QString text = textOf(cell); !text.isEmpty()) {
                QFont font = m_font;
                font.setBold(cell.attrs.bold);
                font.setUnderline(cell.attrs.underline);
                painter->setFont(font);
                painter->setPen(ink);
                painter->drawText(box.topLeft() + QPointF(0, metrics.ascent()), text);
            }
            column += span;
        }
    }
}

} // namespace orrery::models
