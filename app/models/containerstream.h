// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QSize>
#include <QtQml/qqmlregistration.h>

namespace orrery::models {

/// A conversation with a container: a command run in it (pods/exec) with a terminal, or its own process (pods/attach) with
/// what that has. Bytes go both ways; a terminal's size follows.
/// Thread: gui. Lifetime: QML's; the conversation ends with it.
class ContainerStream : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session NOTIFY targetChanged)
    Q_PROPERTY(QString ns MEMBER m_ns NOTIFY targetChanged)
    Q_PROPERTY(QString pod MEMBER m_pod NOTIFY targetChanged)
    Q_PROPERTY(QString container MEMBER m_container NOTIFY targetChanged)
    Q_PROPERTY(QStringList command MEMBER m_command NOTIFY targetChanged)
    Q_PROPERTY(bool attach MEMBER m_attach NOTIFY targetChanged)
    Q_PROPERTY(bool connected READ isConnected NOTIFY stateChanged)
    Q_PROPERTY(bool listens READ listens NOTIFY stateChanged) ///< the process reads what is typed
    Q_PROPERTY(QString message READ message NOTIFY stateChanged) ///< how it ended, or why it could not begin
public:
    using QObject::QObject;
    bool isConnected() const { return m_connected; }
    bool listens() const { return m_connected && m_stdin; }
    QString message() const { return m_message; }
    Q_INVOKABLE void open(); ///< again, after it ended
    Q_INVOKABLE void close();
    /// bash where there is one, else sh; of "sh", "bash" or a line of words with quotes, that.
    Q_INVOKABLE static QStringList commandOf(const QString &line);
    void send(const QByteArray &bytes);
    void resize(QSize cells); ///< columns and rows

Q_SIGNALS:
    void targetChanged();
    void stateChanged();
    void began(); ///< what was shown before is of another conversation
    void output(const QByteArray &bytes);

private:
    void onMessage(const QByteArray &message);
    void sendSize();

    QPointer<cluster::Session> m_session;
    QString m_ns, m_pod, m_container, m_message;
    QStringList m_command = commandOf({});
    bool m_attach = false, m_connected = false, m_stdin = true, m_tty = true;
    QSize m_size{80, 24};
    std::unique_ptr<client::Subscription> m_channel;
};

} // namespace orrery::models
