// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/transport.h"

#include <QPointer>
#include <QTcpServer>
#include <QTimer>

namespace orrery::models {

/// Where forwarded connections go.
struct ForwardPod
{
    QByteArray ns, name; ///< no name: nowhere now
    int port = 0;
    bool operator==(const ForwardPod &) const = default;
};

struct ForwardCounts
{
    qint64 in = 0, out = 0; ///< bytes from and to the pod
    int open = 0, total = 0; ///< connections
    bool operator==(const ForwardCounts &) const = default;
};

/// A port of this machine (127.0.0.1 only) that leads to a port of a pod: each connection is one port-forward stream to the API
/// server. Does not: choose the pod.
/// Thread: its own, with an event loop, so that its bytes hold nobody up; the signals are taken elsewhere by queued connections.
/// Lifetime: owner's; the transport outlives it. Its connections end with it.
class Forwarder final : public QObject
{
    Q_OBJECT
public:
    static constexpr int maxConnections = 256;
    explicit Forwarder(client::Transport *transport);
    ~Forwarder() override;
    /// wanted 0: `likely` if it is free, else any.
    void listen(quint16 wanted, quint16 likely);
    void setPod(const ForwardPod &pod); ///< of the connections that come from now on

Q_SIGNALS:
    void listening(quint16 port);
    void failed(const QString &message); ///< it does not listen
    void counted(const orrery::models::ForwardCounts &counts); ///< at most four times a second
    void troubled(const QString &message); ///< a connection did not get there; empty: one did

private:
    class Connection;
    void accept();
    void count();

    client::Transport *m_transport;
    QTcpServer m_server;
    ForwardPod m_pod;
    ForwardCounts m_counts, m_told;
    QTimer m_tell;
};

} // namespace orrery::models
