// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/bulk.h"
#include "app/actions/calls.h"
#include "app/cluster/access.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>
#include <QVariant>

namespace orrery::actions {

/// What the window can do to a cluster: the QML face of this folder's verbs (verbs.h has the table of them). Each call begins a new Cause, says so with
/// began(), and ends with finished(), whose message is for people. What can be taken back is kept for a while (undo).
/// Thread: gui. Lifetime: QML's.
class Actions : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(orrery::cluster::Session *session READ session WRITE setSession NOTIFY sessionChanged)
    Q_PROPERTY(int running MEMBER m_running NOTIFY runningChanged)
    Q_PROPERTY(int rights MEMBER m_rights NOTIFY rightsChanged) ///< counts what was learnt of rights: who shows verbsOf() reads it beside
    Q_PROPERTY(QString lastUndo READ lastUndo NOTIFY undoChanged) ///< the tag of what undo() takes back first; empty: nothing
    Q_PROPERTY(orrery::actions::Task *task READ task NOTIFY taskChanged) ///< the long work that was begun last; null before the first
public:
    explicit Actions(QObject *parent = nullptr);
    ~Actions() override;
    cluster::Session *session() const { return m_session; }
    void setSession(cluster::Session *session);

    /// What can be done to the object, in the order of a menu: [{id, title, symbol, key, group, enabled, reason, danger}]; reason: why it is not enabled.
    Q_INVOKABLE QVariantList verbsOf(const QString &kind, const QString &ns, const QString &name);
    /// The same for many objects of a kind at once; keys: [{ns, name}].
    Q_INVOKABLE QVariantList verbsOfMany(const QString &kind, const QVariantList &keys);
    /// Does it, or emits asked() where something has to be asked or looked at first.
    Q_INVOKABLE void invoke(const QString &id, const QString &kind, const QString &ns, const QString &name);
    Q_INVOKABLE void invokeMany(const QString &id, const QString &kind, const QVariantList &keys);
    /// Does it with what was asked (see callOf): what sheets call.
    Q_INVOKABLE void act(const QString &id, const QString &kind, const QString &ns, const QString &name, const QVariantMap &choice = {});
    Q_INVOKABLE void actMany(const QString &id, const QString &kind, const QVariantList &keys, const QVariantMap &choice = {});
    /// The same for a shell and on the wire: {kubectl, request}.
    Q_INVOKABLE QVariantMap command(const QString &id, const QString &kind, const QString &ns, const QString &name, const QVariantMap &choice = {});
    /// What is wrong with a label (id "label") or annotation; empty if nothing is.
    Q_INVOKABLE QString problemOfMark(const QString &id, const QString &key, const QString &value) const;
    /// What a drain would do: {pods: [{name, fate: "goes", "stays", "data" or "alone", why}], and how many of each fate}.
    Q_INVOKABLE QVariantMap drainPlan(const QString &node) const;
    Q_INVOKABLE void drain(const QString &node, bool loseData, bool notReplaced);
    /// One more, or one less; several in a row become one request.
    Q_INVOKABLE void nudge(const QString &kind, const QString &ns, const QString &name, int by);
    /// Takes back what was offered under that tag; without one, what was done last.
    Q_INVOKABLE void undo(const QString &tag = {});
    Task *task() const { return m_task; }
    QString lastUndo() const { return m_undos.isEmpty() ? QString() : m_undos.last().tag; }

    Q_INVOKABLE void remove(const QString &kind, const QString &ns, const QString &name);
    Q_INVOKABLE void addMachines(int count, const QString &provider, int cpus, const QString &memory);
    enum class Keep { Undo, Nothing };
    /// Sends a call; what it is called before and after. For the parts of this folder.
    void perform(const QString &title, const QString &done, const Call &call, Keep keep = Keep::Undo);
    Subject subjectOf(const QString &kind, const QString &ns, const QString &name) const;
    cluster::Access *access() const { return m_access.get(); }

Q_SIGNALS:
    void sessionChanged();
    void runningChanged();
    void rightsChanged();
    void undoChanged();
    void taskChanged();
    void began(const QString &traceId, const QString &title);
    /// undo: the tag to take it back by; empty if it cannot be.
    void finished(bool ok, const QString &title, const QString &message, const QString &undo);
    /// Workspace shows the inspector's page, or the sheet.
    void asked(const QString &id, const QString &kind, const QString &ns, const QString &name);
    void askedMany(const QString &id, const QString &kind, const QVariantList &keys);
    /// Where nudges have got to; it is sent when they rest.
    void nudged(const QString &kind, const QString &ns, const QString &name, int replicas);

private:
    struct Undo
    {
        QString tag, title;
        QList<Call> calls;
    };
    api::Cause begin(const QString &title);
    void end(const QString &title, const QString &done, const api::Error *error, const QString &undo = {});
    QString reasonAgainst(const Verb &verb, const Subject &subject, const QByteArray &ns);
    QString remember(const QString &title, const QList<Call> &calls);
    void startBulk(const QString &title, const QString &done, const QList<Bulk::Entry> &entries, Keep keep);
    void show(Task *task);

    QPointer<cluster::Session> m_session;
    std::unique_ptr<cluster::Access> m_access;
    std::unique_ptr<class Nudges> m_nudges;
    QPointer<Task> m_task;
    QList<Undo> m_undos; ///< the newest last, a few
    int m_running = 0, m_rights = 0, m_tags = 0;
};

} // namespace orrery::actions
