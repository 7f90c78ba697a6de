// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/bulk.h"

#include "controlplane/client/then.h"

namespace orrery::actions {

/// Requests under way at a time: quick, and no flood for the cluster.
static constexpr int atOnce = 8;

Bulk::Bulk(cluster::Session *session, const QString &title, const QList<Entry> &entries, QObject *parent)
    : Task(session, title, parent)
    , m_entries(entries)
{
    QStringList names;
    for (const Entry &entry : entries)
        names += entry.name;
    setItems(names);
}

void Bulk::start()
{
    next();
}

void Bulk::next()
{
    while (session() && !isCancelled() && m_begun < m_entries.size() && m_underway < atOnce) {
        const int item = m_begun++;
        ++m_underway;
        setState(item, State::Now);
        const api::CauseScope scope(cause());
        client::then(carryOut(session()->client(), m_entries[item].call), this, [this, item](const api::Result<Done> &done) {
            --m_underway;
            if (done && done->undo)
                m_undo.prepend(*done->undo);
            setState(item, done ? State::Done : State::Failed, done ? done->forGood : QString::fromUtf8(done.error().message));
            next();
        });
    }
    if (m_underway > 0) {
        if (!isCancelled())
            setStep(tr("%1 of %2").arg(done()).arg(total()));
        return;
    }
    for (int item = m_begun; item < total(); ++item)
        setState(item, State::Skipped, tr("not begun"));
    if (failed() > 0)
        finish(tr("%n of them failed", nullptr, failed()));
    else
        finish(isCancelled() ? tr("Stopped") : tr("Done"));
}

} // namespace orrery::actions
