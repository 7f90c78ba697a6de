// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/exchange.h"
#include "controlplane/api/tunnel.h"
#include "controlplane/apiserver/streams/connection.h"

#include <chrono>
#include <functional>
#include <memory>

namespace orrery::streams {

/// From a client's exec, attach, log or port-forward to the node that runs the pod, through the tunnel which that node's agent dialled.
/// Thread: the api thread. Lifetime: owner's; its end closes every tunnel and stream.
class Streams final
{
public:
    /// A node that shows no sign of life for `silence` loses its tunnel; every `ping` it is asked for one, while it has a tunnel.
    struct Heartbeat
    {
        std::chrono::milliseconds ping{5000}, silence{9500};
    };
    explicit Streams(Heartbeat heartbeat);
    Streams()
        : Streams(Heartbeat{})
    {
    }
    ~Streams();

    /// The agent's own request (already authenticated as that node): upgrades it and keeps the tunnel. A second tunnel of a node replaces the first.
    void attachNode(const api::ExchangePtr &exchange, const QByteArray &nodeName);
    bool isConnected(const QByteArray &nodeName) const;
    std::function<void(const QByteArray &nodeName, bool connected)> onTunnel; ///< not called from within ~Streams

    /// Serves pods/<subresource>: "log", "exec", "attach", "portforward". Validates the query against the pod (container exists, is started, ...)
    /// and answers with Kubernetes' errors: 400 where a container must be named, 404, 500 "node ... is not connected".
    void serve(const api::ExchangePtr &exchange, const api::Object &pod, QByteArrayView subresource);

    /// Serves a console that this file keeps; an empty name: there is none. See ConsoleSession.
    void console(const api::ExchangePtr &exchange, const QString &file);

    /// A conversation with the node that is bytes both ways ("dial", "kubelet", "stats"). No node named: any that is connected.
    /// Errors: InternalError (not connected). See Dialer for what is in the cluster.
    api::Result<ConnectionPtr> dial(const QByteArray &nodeName, const api::TunnelOpen &open);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace orrery::streams
