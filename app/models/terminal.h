// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/models/containerstream.h"

#include <QColor>
#include <QElapsedTimer>
#include <QFont>
#include <QQuickPaintedItem>
#include <QTimer>
#include <QVariant>

namespace orrery::models {

class TerminalScreen;

/// A terminal, painted: what the stream writes is shown, keys, mouse, pasted text and the size go to it. Ten thousand lines
/// that scrolled off can be looked at and copied.
/// Keys: Ctrl+Shift+C and V copy and paste, Shift+PageUp and PageDown scroll, Ctrl+Tab leaves; all others are the program's.
/// Thread: gui. Lifetime: QML's.
class Terminal : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::models::ContainerStream *stream READ stream WRITE setStream NOTIFY streamChanged)
    Q_PROPERTY(QFont font MEMBER m_font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor foreground MEMBER m_foreground NOTIFY lookChanged)
    Q_PROPERTY(QColor background MEMBER m_background NOTIFY lookChanged)
    Q_PROPERTY(QColor selectionColor MEMBER m_selectionColor NOTIFY lookChanged)
    Q_PROPERTY(QVariantList palette MEMBER m_palette NOTIFY lookChanged) ///< sixteen colours
    Q_PROPERTY(QString title READ title NOTIFY titleChanged) ///< as the program says
    Q_PROPERTY(QString screen READ text NOTIFY screenChanged) ///< for screen readers; signalled only where there is one
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    Q_PROPERTY(int lines READ lines NOTIFY scrolled) ///< with those that scrolled off
    Q_PROPERTY(int rows READ rows NOTIFY scrolled) ///< that are shown
    Q_PROPERTY(int offset READ offset WRITE setOffset NOTIFY scrolled) ///< lines back from the end
public:
    static constexpr qsizetype maxPaste = 1024 * 1024;
    static constexpr int manyLines = 4; ///< of a paste, to ask first

    explicit Terminal(QQuickItem *parent = nullptr);
    ~Terminal() override;
    ContainerStream *stream() const { return m_stream; }
    void setStream(ContainerStream *stream);
    void setFont(const QFont &font);
    QString title() const;
    Q_INVOKABLE QString text() const; ///< what is shown, as plain text
    bool hasSelection() const { return m_anchor != m_head; }
    Q_INVOKABLE QString selectedText() const;
    Q_INVOKABLE void copy() const;
    /// The clipboard's text goes to the program; many lines only after paste(true), which pasteAsked() asks for.
    Q_INVOKABLE void paste(bool sure = false);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void clear();
    int lines() const;
    int rows() const;
    int offset() const { return m_offset; }
    void setOffset(int lines);
    Q_INVOKABLE void feed(const QByteArray &output); ///< shown in pieces, some each frame
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void streamChanged();
    void lookChanged();
    void titleChanged();
    void screenChanged();
    void selectionChanged();
    void scrolled();
    void bell();
    void pasteAsked(int lines);
    void linkActivated(const QString &url); ///< http or https, by Ctrl+click
    void menuAsked(QPointF at);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void hoverMoveEvent(QHoverEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void geometryChange(const QRectF &now, const QRectF &old) override;

private:
    struct Position
    {
        qint64 line = 0;
        int column = 0; ///< between cells: the one before it is left of it
        auto operator<=>(const Position &) const = default;
    };
    enum class Unit { Character, Word, Line };

    void work();
    void flush(); ///< what the screen has to say to the program
    void repaint();
    void resize();
    void applyColors();
    qreal cellWidth() const { return m_cellWidth; }
    int cellHeight() const { return m_cellHeight; }
    qint64 topLine() const;
    Position positionAt(QPointF point) const; ///< the nearest gap between cells
    void select(Position anchor, Position head, Unit unit);
    void dropSelection();
    bool isSelected(qint64 line, int column) const;
    QString wordAt(Position position, Position *begin = nullptr, Position *end = nullptr) const;
    bool reportsMouse(Qt::KeyboardModifiers modifiers) const;
    void reportMouse(QPointF at, int button, bool pressed, Qt::KeyboardModifiers modifiers);
    bool takes(const QKeyEvent &event) const;
    bool scrollByKey(const QKeyEvent &event);
    void type(const QString &text, int modifiers);
    void pasteText(QString text, bool sure);
    void paintRow(QPainter *painter, int row) const;
    void paintCursor(QPainter *painter) const;

    QPointer<ContainerStream> m_stream;
    std::unique_ptr<TerminalScreen> m_screen;
    QFont m_font;
    qreal m_cellWidth = 8;
    int m_cellHeight = 16, m_ascent = 12;
    QColor m_foreground{Qt::white}, m_background{Qt::black}, m_selectionColor{Qt::gray};
    QVariantList m_palette;
    QByteArray m_waiting; ///< written by the program and not yet shown
    QTimer m_frame;
    int m_offset = 0, m_wheel = 0;
    Position m_anchor, m_head, m_pressed;
    Unit m_unit = Unit::Character;
    bool m_selecting = false;
    QElapsedTimer m_doubleClicked;
    QString m_preedit;
};

} // namespace orrery::models
