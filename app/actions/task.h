// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/cluster/session.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace orrery::actions {

/// Work that takes a while, object by object: which there are, how far each is, what it says. Does not: do it (those who derive from it do).
/// Thread: gui. Lifetime: its Actions'.
class Task : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by Actions")
    Q_PROPERTY(QString title READ title CONSTANT)
    Q_PROPERTY(QString step READ step NOTIFY changed) ///< what it does now, or how it ended
    Q_PROPERTY(int total READ total NOTIFY changed)
    Q_PROPERTY(int done READ done NOTIFY changed) ///< of them, whatever came of them
    Q_PROPERTY(int failed READ failed NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
public:
    enum class State { Todo, Now, Waiting, Done, Skipped, Failed };
    Q_ENUM(State)
    enum Role { NameRole = Qt::UserRole + 1, StateRole, MessageRole };

    QString title() const { return m_title; }
    QString step() const { return m_step; }
    int total() const { return int(m_items.size()); }
    int done() const { return m_done; }
    int failed() const { return m_failed; }
    bool isRunning() const { return m_running; }
    /// Begins nothing more; what is under way comes to its end.
    Q_INVOKABLE virtual void cancel();

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : total(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void finished();

protected:
    Task(cluster::Session *session, QString title, QObject *parent);
    void setItems(const QStringList &names);
    void setState(int item, State state, const QString &message = {});
    State state(int item) const { return m_items[item].state; }
    void setStep(const QString &step);
    void finish(const QString &step);
    bool isCancelled() const { return m_cancelled; }
    cluster::Session *session() const { return m_session; }
    const api::Cause &cause() const { return m_cause; }

private:
    struct Item
    {
        QString name, message;
        State state = State::Todo;
    };
    QPointer<cluster::Session> m_session;
    const api::Cause m_cause; ///< the one that was current when it began
    QString m_title, m_step;
    QList<Item> m_items;
    int m_done = 0, m_failed = 0;
    bool m_running = true, m_cancelled = false;
};

} // namespace orrery::actions
