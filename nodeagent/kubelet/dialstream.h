// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "nodeagent/kubelet/tunnel.h"

#include <QTcpSocket>

namespace orrery::kubelet {

/// A TCP connection that the API server makes from this node: to a pod, a service, another port of the node.
/// Thread: the kubelet's. Lifetime: the tunnel's.
class DialStream final : public TunnelStream
{
    Q_OBJECT
public:
    DialStream(Tunnel &tunnel, quint32 id, QByteArray host, int port);
    void start() override;
    void received(int channel, const QByteArray &bytes) override;
    void writable() override { read(); }

private:
    void connected();
    void read();
    void written();
    void ended();

    const QByteArray m_host;
    const int m_port;
    QTcpSocket m_socket;
    QTimer m_timer;
    QByteArray m_early;
    qint64 m_held = 0;
    bool m_open = false;
};

} // namespace orrery::kubelet
