// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/task.h"

namespace orrery::actions {

namespace {

bool isOver(Task::State state)
{
    return state >= Task::State::Done;
}

} // namespace

Task::Task(cluster::Session *session, QString title, QObject *parent)
    : QAbstractListModel(parent)
    , m_session(session)
    , m_cause(api::Cause::current())
    , m_title(std::move(title))
{
}

void Task::setItems(const QStringList &names)
{
    beginResetModel();
    m_items.clear();
    for (const QString &name : names)
        m_items.append({name, {}, State::Todo});
    m_done = m_failed = 0;
    endResetModel();
    Q_EMIT changed();
}

void Task::setState(int index, State state, const QString &message)
{
    Item &item = m_items[index];
    if (item.state == state && item.message == message)
        return;
    m_done += int(isOver(state)) - int(isOver(item.state));
    m_failed += int(state == State::Failed) - int(item.state == State::Failed);
    item.state = state;
    item.message = message;
    Q_EMIT dataChanged(this->index(index), this->index(index));
    Q_EMIT changed();
}

void Task::setStep(const QString &step)
{
    if (m_step == step)
        return;
    m_step = step;
    Q_EMIT changed();
}

void Task::finish(const QString &step)
{
    if (!std::exchange(m_running, false))
        return;
    m_step = step;
    Q_EMIT changed();
    Q_EMIT finished();
}

void Task::cancel()
{
    if (!m_running || std::exchange(m_cancelled, true))
        return;
    setStep(tr("Stopping…"));
}

QVariant Task::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= total())
        return {};
    const Item &item = m_items[index.row()];
    switch (role) {
    case NameRole:
        return item.name;
    case StateRole:
        return QVariant::fromValue(item.state);
    case MessageRole:
        return item.message;
    }
    return {};
}

QHash<int, QByteArray> Task::roleNames() const
{
    return {{NameRole, "name"}, {StateRole, "state"}, {MessageRole, "message"}};
}

} // namespace orrery::actions
