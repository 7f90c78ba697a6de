// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/task.h"
#include "app/actions/undo.h"

namespace orrery::actions {

/// The same thing done to many objects, a few at a time; what one of them answers does not keep the others. Thread: gui. Lifetime: its Actions'.
class Bulk : public Task
{
    Q_OBJECT
public:
    struct Entry
    {
        QString name;
        Call call;
    };
    Bulk(cluster::Session *session, const QString &title, const QList<Entry> &entries, QObject *parent);
    void start();
    const QList<Call> &undo() const { return m_undo; } ///< of those that went well, the last first

private:
    void next();

    QList<Entry> m_entries;
    QList<Call> m_undo;
    int m_begun = 0, m_underway = 0;
};

} // namespace orrery::actions
