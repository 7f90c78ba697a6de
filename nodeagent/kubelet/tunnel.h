// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/tunnel.h"
#include "nodeagent/kubelet/podrunner.h"

#include <deque>

namespace orrery::kubelet {

class Pages;
class Tunnel;

/// One stream of the tunnel, from Open to Close: what the API server wants of this node.
/// Thread: the kubelet's. Lifetime: the tunnel's, which deletes it from the event loop after close().
class TunnelStream : public QObject
{
    Q_OBJECT
public:
    TunnelStream(Tunnel &tunnel, quint32 id);
    virtual void start() = 0;
    virtual void received(int channel, const QByteArray &bytes)
        = 0; ///< call consumed() when the bytes are on their way
    virtual void channelClosed(int channel) { Q_UNUSED(channel) }
    virtual void writable() { } ///< pending() is low again
    void addCredit(quint32 bytes);
    bool pump(); ///< sends what credit allows; true if something is left

protected:
    static constexpr qint64 fullMark = 128 * 1024;
    void opened();
    void send(int channel, const QByteArray &bytes);
    void consumed(qint64 bytes);
    void close(const api::Result<> &result = {});
    qint64 pending() const { return m_pending; }
    bool isClosed() const { return m_closed; }
    Tunnel &m_tunnel;

private:
    friend class Tunnel;
    const quint32 m_id;
    std::deque<QByteArray> m_queue; ///< [channel][bytes]
    qint64 m_window = api::TunnelFrame::window, m_pending = 0, m_owed = 0;
    QByteArray m_closing; ///< what Close says, once the queue is empty
    bool m_closed = false, m_full = false, m_gone = false;
};

/// The connection that the agent keeps open to the API server, so that logs, exec, attach and port-forward reach a node
/// that listens nowhere (see api/tunnel.h). Dialled again when it breaks, after 0.2 to 5 s. Bounds: 512 streams.
/// Thread: the kubelet's. Lifetime: the kubelet's.
class Tunnel final : public Subsystem
{
    Q_OBJECT
public:
    Tunnel(const Dependencies &dependencies, PodRunner &runner, Pages &pages, QObject *parent = nullptr);
    ~Tunnel() override;
    QByteArray name() const override { return "tunnel"; }
    void start() override { dial(); }
    bool isConnected() const { return m_connected; }

    const Dependencies &dependencies() const { return m_dependencies; }
    PodRunner &runner() { return m_runner; }
    Pages &pages() { return m_pages; }
    Tasks &tasks() { return m_tasks; }
    void send(const api::TunnelFrame &frame);
    void drop(TunnelStream *stream);

Q_SIGNALS:
    void connectedChanged(bool connected);

private:
    void dial();
    void received(const QByteArray &message);
    void open(quint32 id, const api::TunnelOpen &open);
    void broken(const api::Result<> &result);

    const Dependencies &m_dependencies;
    PodRunner &m_runner;
    Pages &m_pages;
    std::unique_ptr<client::Subscription> m_connection;
    std::map<quint32, std::unique_ptr<TunnelStream>> m_streams;
    QTimer m_redial;
    int m_wait = 200;
    bool m_connected = false;
    Tasks m_tasks;
};

} // namespace orrery::kubelet
