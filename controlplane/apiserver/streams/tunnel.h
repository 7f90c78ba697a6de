// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/api/tunnel.h"

#include <QHash>
#include <QTimer>

#include <chrono>
#include <deque>

namespace orrery::streams {

class Tunnel;

/// A producer pauses above this, as api::Channel and api::Stream have it.
inline constexpr qint64 highWaterMark = 64 * 1024;

/// Our end of one stream of a tunnel: bytes on channels, with credit both ways.
/// Thread: the api thread. Lifetime: shared by the tunnel and the session that uses it; after onClosed (or close()) it does nothing.
/// Callbacks may not destroy their own function objects: sessions end later, from the event loop.
class TunnelStream final
{
public:
    TunnelStream(Tunnel *tunnel, quint32 id)
        : m_tunnel(tunnel)
        , m_id(id)
    {
    }

    void send(int channel, const QByteArray &bytes);
    void closeChannel(int channel); ///< after what was sent on it
    void close(); ///< tells the node that nobody is here any more. No callback comes after it
    void consumed(qint64 bytes); ///< of those that onData gave: the node may send as many more
    qint64 pending() const { return m_pending; } ///< sent and still here, for lack of the node's credit

    std::function<void()> onOpened;
    std::function<void(int channel, const QByteArray &bytes)> onData;
    /// Once, nothing follows: null if all went well, else a metav1.Status.
    std::function<void(const api::Value &status)> onClosed;
    std::function<void()> onWritable;

private:
    friend class Tunnel;
    struct Item
    {
        api::TunnelFrame::Type type;
        QByteArray payload;
    };

    Tunnel *m_tunnel; ///< null once closed
    const quint32 m_id;
    std::deque<Item> m_queue;
    qint64 m_pending = 0; ///< data bytes in the queue
    qint64 m_window = api::TunnelFrame::window; ///< what the node still takes
    qint64 m_unconsumed = 0; ///< what it sent and has no credit for
    qint64 m_owed = 0; ///< credit to give
    bool m_full = false;
};

/// A node's tunnel: the streams on it, and whether the node is alive.
/// Thread: the api thread. Lifetime: Streams'.
class Tunnel final : public QObject
{
    Q_OBJECT
public:
    Tunnel(std::shared_ptr<api::Channel> channel, std::chrono::milliseconds ping, std::chrono::milliseconds silence);
    ~Tunnel() override; ///< streams get onClosed

    std::shared_ptr<TunnelStream> open(const api::TunnelOpen &open);

Q_SIGNALS:
    void lost(const QByteArray &why); ///< once: the connection ended, was silent or spoke nonsense

private:
    friend class TunnelStream;
    void received(const QByteArray &message);
    void data(TunnelStream &stream, const QByteArray &payload);
    void sendNow(quint32 stream, api::TunnelFrame::Type type, const QByteArray &payload);
    void pump();
    bool pumpOne(TunnelStream &stream); ///< whether it sent anything
    void closed(quint32 id, const api::Value &status);
    void lose(const QByteArray &why);
    void heard();

    const std::shared_ptr<api::Channel> m_channel;
    const std::chrono::milliseconds m_silence;
    QHash<quint32, std::shared_ptr<TunnelStream>> m_streams;
    quint32 m_next = 1;
    quint32 m_lastPumped = 0; ///< who went last: the others go first
    QTimer m_ping, m_deadline;
    qint64 m_heardAt = 0; ///< milliseconds, monotonic
    bool m_lost = false;
};

} // namespace orrery::streams
