// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QColor>
#include <QFont>
#include <QPointer>
#include <QQuickPaintedItem>

namespace orrery::models {

/// A shell in a container: libvterm's screen, painted; keys and size go to pods/exec, its output comes back.
/// Does not yet: scroll back, select.
/// Thread: gui. Lifetime: QML's; the exec ends with it.
class Terminal : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns NOTIFY targetChanged)
    Q_PROPERTY(QString pod MEMBER m_pod NOTIFY targetChanged)
    Q_PROPERTY(QString container MEMBER m_container NOTIFY targetChanged)
    Q_PROPERTY(QStringList command MEMBER m_command NOTIFY targetChanged)
    Q_PROPERTY(QFont font MEMBER m_font WRITE setFont NOTIFY lookChanged)
    Q_PROPERTY(QColor foreground MEMBER m_foreground NOTIFY lookChanged)
    Q_PROPERTY(QColor background MEMBER m_background NOTIFY lookChanged)
    Q_PROPERTY(bool connected READ isConnected NOTIFY stateChanged)
    Q_PROPERTY(QString message READ message NOTIFY stateChanged) ///< how it ended, or why it could not begin
public:
    explicit Terminal(QQuickItem *parent = nullptr);
    ~Terminal() override;
    void setFont(const QFont &font);
    bool isConnected() const { return m_connected; }
    QString message() const { return m_message; }
    Q_INVOKABLE void open(); ///< starts the command; again after it ended
    Q_INVOKABLE void close();
    Q_INVOKABLE QString text() const; ///< the screen as plain text, for tests and screen readers
    void feed(const QByteArray &output); ///< what the container wrote

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void targetChanged();
    void lookChanged();
    void stateChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void geometryChange(const QRectF &now, const QRectF &old) override;

private:
    class Screen;
    void resize();
    void onMessage(const QByteArray &message);
    void sendSize();

    QPointer<cluster::Session> m_session;
    QString m_ns, m_pod, m_container, m_message;
    QStringList m_command{QStringLiteral("/bin/sh")};
    QFont m_font;
    QColor m_foreground{Qt::white}, m_background{Qt::black};
    bool m_connected = false;
    std::unique_ptr<Screen> m_screen;
    std::unique_ptr<client::Subscription> m_channel;
};

} // namespace orrery::models
