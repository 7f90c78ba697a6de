// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/client.h"

#include <QHash>
#include <QObject>

namespace orrery::kubelet {

/// Writes Events about pods and the node. The same thing happening again counts the Event up instead of making another.
/// Bounded: 1,000 remembered, 100 requests under way; what is more is dropped, because Events are best effort. Thread:
/// record() from any; the rest on its own thread. Lifetime: the kubelet's.
class EventRecorder final : public QObject
{
    Q_OBJECT
public:
    enum class Type { Normal, Warning };
    EventRecorder(client::Client client, const api::Clock &clock, QByteArray host, QObject *parent = nullptr);
    /// About a pod, or one of its containers ("web": spec.containers{web}).
    void record(const api::Object &object, Type type, const QByteArray &reason, const QByteArray &message,
                const QByteArray &container = {});

private:
    struct Seen
    {
        api::Key key;
        int count = 1;
    };
    void write(const api::Value &reference, const QByteArray &ns, Type type, const QByteArray &reason,
               const QByteArray &message);

    client::Client m_client;
    const api::Clock &m_clock;
    QByteArray m_host;
    QHash<QByteArray, Seen> m_seen;
    QList<QByteArray> m_order;
    int m_underWay = 0;
    quint64 m_serial = 0;
};

} // namespace orrery::kubelet
