// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/apiserver/streams/session.h"

namespace orrery::streams {

/// One forwarded connection: a client's channel (messages as api::PortForward has them) joined to the node's stream.
class ForwardSession final : public Session
{
public:
    ForwardSession(Sessions &sessions, std::shared_ptr<api::Channel> client, Tunnel &tunnel,
                   const api::TunnelOpen &open);
    ~ForwardSession() override;

private:
    void fromClient(const QByteArray &message);
    void closed(const api::Value &status);

    const std::shared_ptr<api::Channel> m_client;
    const std::shared_ptr<TunnelStream> m_node;
    qint64 m_held = 0;
};

/// pods/portforward over SPDY: makes a ForwardSession of each connection the client opens.
class SpdyForwardSession final : public Session
{
public:
    /// tunnel: the pod's node's at the time of asking; null if it is not connected then.
    using FindTunnel = std::function<Tunnel *()>;
    SpdyForwardSession(Sessions &sessions, std::shared_ptr<api::PortForward> client, FindTunnel tunnel,
                       const api::Object &pod);
    ~SpdyForwardSession() override;

private:
    const std::shared_ptr<api::PortForward> m_client;
};

/// pods/portforward over WebSocket (v4.channel.k8s.io): the n-th of the query's ports has channels 2n for data and 2n+1 for an error, each
/// of which begins with the port as two bytes, little-endian. One connection a port.
class WebSocketForwardSession final : public Session
{
public:
    WebSocketForwardSession(Sessions &sessions, std::shared_ptr<api::Channel> client, Tunnel &tunnel,
                            const api::Object &pod, const QList<int> &ports);
    ~WebSocketForwardSession() override;

private:
    struct Port
    {
        std::shared_ptr<TunnelStream> node;
        qint64 held = 0;
        bool closed = false;
    };
    void fromClient(const QByteArray &message);
    void closed(size_t index, const api::Value &status);

    const std::shared_ptr<api::Channel> m_client;
    std::vector<Port> m_ports;
};

} // namespace orrery::streams
