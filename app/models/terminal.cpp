// SPDX-License-Identifier: GPL-3.0-only
#include "app/models/terminal.h"

#include "app/models/terminalscreen.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QFontMetricsF>

namespace orrery::models {

namespace {
constexpr qint64 sliceMs = 8; ///< of output at a time; the window draws in between
constexpr qsizetype piece = 1024;
/// More that waits than this is skipped but for its end: whoever writes so much is not read line by line.
constexpr qsizetype maxWaiting = 2 * 1024 * 1024, keptWaiting = 512 * 1024;
} // namespace

Terminal::Terminal(QQuickItem *parent)
    : QQuickPaintedItem(parent)
    , m_screen(std::make_unique<TerminalScreen>(24, 80))
{
    setAcceptedMouseButtons(Qt::AllButtons);
    setAcceptHoverEvents(true);
    setFlag(ItemAcceptsInputMethod);
    setActiveFocusOnTab(true);
    m_frame.setSingleShot(true);
    m_frame.setInterval(sliceMs);
    connect(&m_frame, &QTimer::timeout, this, &Terminal::work);
    connect(this, &Terminal::lookChanged, this, &Terminal::applyColors);
}

Terminal::~Terminal() = default;

void Terminal::setStream(ContainerStream *stream)
{
    if (m_stream == stream)
        return;
    if (m_stream)
        m_stream->disconnect(this);
    m_stream = stream;
    if (stream) {
        connect(stream, &ContainerStream::output, this, &Terminal::feed);
        connect(stream, &ContainerStream::began, this, &Terminal::clear);
        connect(stream, &ContainerStream::stateChanged, this, [this] {
            updateInputMethod();
            update();
        });
        stream->resize(m_screen->size());
    }
    Q_EMIT streamChanged();
}

void Terminal::setFont(const QFont &font)
{
    m_font = font;
    m_font.setStyleHint(QFont::Monospace);
    m_font.setStyleStrategy(QFont::StyleStrategy(font.styleStrategy() | QFont::PreferNoShaping)); // a cell a letter
    m_font.setKerning(false);
    const QFontMetricsF metrics(m_font);
    m_cellWidth = std::max<qreal>(1, metrics.horizontalAdvance(u'M'));
    m_cellHeight = std::max(1, qCeil(metrics.height())); // whole pixels: rows are repainted one by one
    m_ascent = qRound(metrics.ascent());
    Q_EMIT lookChanged();
    resize();
}

void Terminal::applyColors()
{
    QList<QColor> palette;
    for (const QVariant &color : std::as_const(m_palette))
        palette += color.value<QColor>();
    m_screen->setColors(m_foreground, m_background, palette);
    setFillColor(m_background);
    update();
}

QString Terminal::title() const
{
    return m_screen->title();
}

int Terminal::lines() const
{
    return int(m_screen->endLine() - m_screen->firstLine());
}

int Terminal::rows() const
{
    return m_screen->size().height();
}

qint64 Terminal::topLine() const
{
    return m_screen->screenLine() - m_offset;
}

void Terminal::setOffset(int lines)
{
    const int most = m_screen->isAlternate() ? 0 : int(m_screen->screenLine() - m_screen->firstLine());
    lines = std::clamp(lines, 0, most);
    if (std::exchange(m_offset, lines) == lines)
        return;
    Q_EMIT scrolled();
    update();
}

// ---------------------------------------------------------------------------------------------------------------- output

void Terminal::feed(const QByteArray &output)
{
    m_waiting += output;
    if (m_waiting.size() > maxWaiting)
        m_waiting = "\x18\x1b[0m\r\n" + tr("[much output was skipped]").toUtf8() + "\r\n" + m_waiting.last(keptWaiting);
    // The first after a quiet spell shows at once, what follows waits for its turn.
    if (!m_frame.isActive())
        work();
}

void Terminal::work()
{
    if (m_waiting.isEmpty())
        return;
    QElapsedTimer time;
    time.start();
    qsizetype done = 0;
    while (done < m_waiting.size() && time.elapsed() < sliceMs) {
        const qsizetype size = std::min(piece, m_waiting.size() - done);
        m_screen->write(QByteArrayView(m_waiting).sliced(done, size));
        done += size;
    }
    m_waiting.remove(0, done);
    flush();
    repaint();
    m_frame.start(); // also of what came and was done: more of it may stand in the same queue
}

void Terminal::flush()
{
    if (!m_screen->output.isEmpty() && m_stream)
        m_stream->send(m_screen->output);
    m_screen->output.clear();
}

void Terminal::repaint()
{
    const TerminalScreen::Changes changes = m_screen->takeChanges();
    if (changes.bell)
        Q_EMIT bell();
    if (changes.title)
        Q_EMIT titleChanged();
    if (m_offset > 0) // what is looked at stays where it is
        m_offset = m_screen->isAlternate() ? 0
                                           : std::min(m_offset + changes.scrolled, int(m_screen->screenLine() - m_screen->firstLine()));
    if (changes.scrolled > 0 || changes.bottom > changes.top) {
        const qint64 top = m_screen->screenLine() + changes.top, bottom = m_screen->screenLine() + changes.bottom;
        const bool touched = std::min(m_anchor, m_head).line < bottom && std::max(m_anchor, m_head).line >= top;
        const bool gone = std::min(m_anchor, m_head).line < m_screen->firstLine();
        if (hasSelection() && !m_selecting && (gone || (touched && changes.scrolled == 0)))
            dropSelection();
        if (changes.scrolled > 0 || m_offset > 0)
            update();
        else
            update(QRect(0, changes.top * m_cellHeight, qCeil(width()), (changes.bottom - changes.top) * m_cellHeight));
        if (QAccessible::isActive())
            Q_EMIT screenChanged();
    }
    if (changes.scrolled > 0)
        Q_EMIT scrolled();
}

void Terminal::clear()
{
    m_waiting.clear();
    m_screen->clear();
    m_offset = 0;
    dropSelection();
    flush();
    repaint();
    update();
    Q_EMIT titleChanged();
    Q_EMIT scrolled();
}

void Terminal::geometryChange(const QRectF &now, const QRectF &old)
{
    QQuickPaintedItem::geometryChange(now, old);
    if (now.size() != old.size())
        resize();
}

void Terminal::resize()
{
    if (width() <= 0 || height() <= 0)
        return;
    const QSize size(std::clamp(int(width() / m_cellWidth), 2, 500), std::clamp(int(height() / m_cellHeight), 1, 300));
    if (size == m_screen->size())
        return;
    m_screen->resize(size.height(), size.width());
    m_offset = 0;
    dropSelection();
    if (m_stream)
        m_stream->resize(size);
    repaint();
    update();
    Q_EMIT scrolled();
}

QString Terminal::text() const
{
    QStringList lines;
    for (int row = 0; row < rows(); ++row)
        lines += m_screen->text(topLine() + row);
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines.join(u'\n');
}

} // namespace orrery::models
