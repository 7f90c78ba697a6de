// SPDX-License-Identifier: GPL-3.0-only
#include "app/actions/actions.h"

#include "app/actions/again.h"
#include "app/actions/machines.h"
#include "app/actions/nudges.h"
#include "controlplane/client/then.h"

namespace orrery::actions {

/// What was done longer ago is not undone by a key.
static constexpr int mostUndos = 10;

Actions::Actions(QObject *parent)
    : QObject(parent)
    , m_nudges(std::make_unique<Nudges>(this))
{
}

Actions::~Actions() = default;

void Actions::setSession(cluster::Session *session)
{
    if (m_session == session)
        return;
    m_session = session;
    m_access.reset();
    m_undos.clear();
    if (session) {
        m_access = std::make_unique<cluster::Access>(session);
        connect(m_access.get(), &cluster::Access::changed, this, [this] {
            ++m_rights;
            Q_EMIT rightsChanged();
        });
    }
    Q_EMIT sessionChanged();
    Q_EMIT undoChanged();
}

api::Cause Actions::begin(const QString &title)
{
    const api::Cause cause = api::Cause::create();
    Q_EMIT began(QString::fromUtf8(cause.traceId), title);
    ++m_running;
    Q_EMIT runningChanged();
    return cause;
}

void Actions::end(const QString &title, const QString &done, const api::Error *error, const QString &undo)
{
    --m_running;
    Q_EMIT runningChanged();
    if (error && error->reason == api::Reason::Forbidden && m_access)
        m_access->forget();
    Q_EMIT finished(!error, title, error ? QString::fromUtf8(error->message) : done, undo);
}

void Actions::perform(const QString &title, const QString &done, const Call &call, Keep keep)
{
    if (!m_session)
        return;
    const api::CauseScope scope(begin(title));
    client::then(carryOut(m_session->client(), call), this, [this, title, done, keep](const api::Result<Done> &result) {
        if (!result) {
            end(title, {}, &result.error());
            return;
        }
        const QString tag = result->undo && keep == Keep::Undo ? remember(title, {*result->undo}) : QString();
        end(title, result->forGood.isEmpty() ? done : tr("%1. %2").arg(done, result->forGood), nullptr, tag);
    });
}

QString Actions::remember(const QString &title, const QList<Call> &calls)
{
    const QString tag = QStringLiteral("undo-%1").arg(++m_tags);
    m_undos.append({tag, title, calls});
    if (m_undos.size() > mostUndos)
        m_undos.removeFirst();
    Q_EMIT undoChanged();
    return tag;
}

void Actions::undo(const QString &tag)
{
    if (!m_session || m_undos.isEmpty())
        return;
    const auto found = tag.isEmpty() ? std::prev(m_undos.end())
                                     : std::find_if(m_undos.begin(), m_undos.end(), [&](const Undo &undo) { return undo.tag == tag; });
    if (found == m_undos.end())
        return;
    const Undo undo = *found;
    m_undos.erase(found);
    Q_EMIT undoChanged();
    const QString title = tr("Undo: %1").arg(undo.title), done = tr("Undone: %1").arg(undo.title);
    if (undo.calls.size() > 1) {
        QList<Bulk::Entry> entries;
        for (const Call &call : undo.calls)
            entries.append({QString::fromUtf8(call.key.name), call});
        startBulk(title, done, entries, Keep::Nothing);
    } else if (undo.calls[0].method == "POST") {
        const api::CauseScope scope(begin(title));
        createAgain(m_session, undo.calls[0], this, [this, title, done](const api::Result<api::Object> &made) {
            end(title, done, made ? nullptr : &made.error());
        });
    } else {
        perform(title, done, undo.calls[0], Keep::Nothing);
    }
}

void Actions::startBulk(const QString &title, const QString &done, const QList<Bulk::Entry> &entries, Keep keep)
{
    const api::CauseScope scope(begin(title));
    auto *bulk = new Bulk(m_session, title, entries, this);
    show(bulk);
    connect(bulk, &Task::finished, this, [this, bulk, title, done, keep] {
        const QString tag = !bulk->undo().isEmpty() && keep == Keep::Undo ? remember(title, bulk->undo()) : QString();
        if (bulk->failed() == 0) {
            end(title, done, nullptr, tag);
            return;
        }
        const api::Error error = api::error(api::Reason::Unknown, bulk->step().toUtf8());
        end(title, done, &error, tag);
    });
    bulk->start();
}

/// The one that is shown; the one before it goes when it has ended.
void Actions::show(Task *task)
{
    if (m_task) {
        if (m_task->isRunning())
            connect(m_task, &Task::finished, m_task, &QObject::deleteLater);
        else
            m_task->deleteLater();
    }
    m_task = task;
    Q_EMIT taskChanged();
}

void Actions::nudge(const QString &kind, const QString &ns, const QString &name, int by)
{
    m_nudges->add(kind, ns, name, by);
}

void Actions::remove(const QString &kind, const QString &ns, const QString &name)
{
    act(QStringLiteral("delete"), kind, ns, name);
}

void Actions::addMachines(int count, const QString &provider, int cpus, const QString &memory)
{
    if (!m_session)
        return;
    const cluster::Kind kind{client::gvr::machines, "Machine", false, {}, {}, "Machine"};
    QList<api::Key> taken = m_session->feed(client::gvr::machines)->objects().keys();
    taken += m_session->feed(client::gvr::nodes)->objects().keys();
    for (int i = 0; i < count; ++i) {
        const QByteArray name = freeMachineName(taken);
        taken += {{}, name};
        perform(tr("Add node %1").arg(QString::fromUtf8(name)), {}, createCall(kind, machineOf(name, {provider.toUtf8(), cpus, memory.toUtf8()})));
    }
}

} // namespace orrery::actions
