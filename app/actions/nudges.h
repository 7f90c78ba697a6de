// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/key.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace orrery::actions {

class Actions;

/// One more, one less: what a wheel or a held key asks for, gathered until it rests, so that ten clicks are one request. It counts from what was
/// asked for last, not from what the cluster has heard of by then. Thread: gui. Lifetime: its Actions'.
class Nudges final : public QObject
{
public:
    explicit Nudges(Actions *actions);
    void add(const QString &kind, const QString &ns, const QString &name, int by);

private:
    struct Nudge
    {
        QString kind, ns, name;
        int by = 0; ///< not sent yet
        int base = -1; ///< what it is counted from; -1: not known yet
        qint64 generation = 0; ///< of the object when base was sent; a newer one is somebody's later word
    };
    void learn(qsizetype at);
    void tell(const Nudge &nudge);
    void send();

    Actions *m_actions;
    QList<Nudge> m_nudges;
    QTimer m_rest;
};

} // namespace orrery::actions
