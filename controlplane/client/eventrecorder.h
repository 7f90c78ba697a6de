// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/clock.h"
#include "controlplane/client/client.h"

#include <QCache>
#include <QObject>

namespace orrery::client {

/// Writes Events about objects; the same event again only counts up. Nobody waits for them, and a lost one is only logged.
/// Thread: the one it was made on, which has an event loop. Lifetime: QObject parent; the clock outlives it.
class EventRecorder final : public QObject
{
    Q_OBJECT
public:
    enum class Type { Normal, Warning };
    /// component: "default-scheduler"; host: the node's name, or empty.
    EventRecorder(Client client, const api::Clock &clock, QByteArray component, QByteArray host = {}, QObject *parent = nullptr);

    void event(const api::Object &about, Type type, const QByteArray &reason, const QByteArray &message, const QByteArray &fieldPath = {});

private:
    struct Known
    {
        api::Key key;
        int count = 1;
    };
    Client m_client;
    const api::Clock &m_clock;
    QByteArray m_component, m_host;
    QCache<QByteArray, Known> m_known { 1024 };
    quint32 m_serial = 0;
};

} // namespace orrery::client
