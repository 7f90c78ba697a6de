// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QPointer>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace orrery::models {

/// The serial console of a Machine, from the API server (machines/NAME/console): what there is, then what comes. One that is begun anew is
/// opened again, one that was lost, too. For a terminal: every line ends with a carriage return.
/// Thread: gui. Lifetime: QML's; the stream ends with it.
class MachineConsole : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session MEMBER m_session WRITE setSession NOTIFY targetChanged)
    Q_PROPERTY(QString name MEMBER m_name WRITE setName NOTIFY targetChanged)
    Q_PROPERTY(QString message READ message NOTIFY messageChanged) ///< why nothing comes; empty: it does
public:
    explicit MachineConsole(QObject *parent = nullptr);
    void setSession(cluster::Session *session);
    void setName(const QString &name);
    const QString &message() const { return m_message; }

Q_SIGNALS:
    void targetChanged();
    void messageChanged();
    void began(); ///< what was shown before is over
    void output(const QByteArray &bytes);

private:
    void retarget();
    void refresh();
    void open();
    void received(const QByteArray &bytes);
    void ended(const api::Result<> &result);
    void say(const QString &message);

    QPointer<cluster::Session> m_session;
    QString m_name, m_message;
    QPointer<cluster::Feed> m_machines;
    api::Object m_machine;
    std::unique_ptr<client::Subscription> m_stream;
    bool m_live = false; ///< something has come
    bool m_afterReturn = false; ///< the last byte was one
    QTimer m_again; ///< after a lost connection
};

} // namespace orrery::models
