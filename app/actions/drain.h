// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/actions/task.h"

#include <QVariant>

namespace orrery::actions {

/// What a drain does with a pod, and what has to be said yes to before (kubectl drain's rules).
struct Leaving
{
    enum class Fate {
        Evicted,
        Stays, ///< its DaemonSet would start it here again, or the kubelet itself has it from a file
        LosesData, ///< evicted if asked for: its emptyDir volumes go
        NotReplaced, ///< evicted if asked for: no controller starts it elsewhere
    };
    api::Object pod;
    Fate fate = Fate::Evicted;
    QString why;
};
/// The pods of that node, by name. A pure function.
QList<Leaving> leavingOf(const QByteArray &node, const QHash<api::Key, api::Object> &pods);

/// kubectl drain: cordons the node, asks for the eviction of its pods, a few at a time, and waits until each has gone. A disruption budget that says no is
/// asked again, and its words are shown. Ends well when nothing that was to go is left; can be cancelled: the node stays cordoned.
/// Thread: gui. Lifetime: its Actions'.
class Drain : public Task
{
    Q_OBJECT
public:
    struct Options
    {
        bool loseData = false, notReplaced = false;
        int grace = -1; ///< seconds; -1: each pod's own
        std::chrono::milliseconds again = std::chrono::seconds(5); ///< until a budget is asked again, where the server does not say
    };
    Drain(cluster::Session *session, const QString &title, const QByteArray &node, const Options &options, QObject *parent);
    void start();
    void cancel() override;
    api::Key key() const { return {{}, m_node}; }

private:
    void next();
    void evict(int item);
    void look();
    void check();

    QByteArray m_node;
    Options m_options;
    QList<Leaving> m_leaving; ///< those that are to go: the task's items, in order
    int m_begun = 0, m_stay = 0;
};

} // namespace orrery::actions
