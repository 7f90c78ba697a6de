// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/object.h"
#include "controlplane/apiserver/streams/connection.h"

namespace orrery::store {
class Store;
}

namespace orrery::streams {

class Streams;

/// Connections into the cluster, whose networks this process is not part of: through the tunnel of the node that is
/// nearest. For proxies, webhooks and aggregated servers. Does not: speak TLS (tlsOver) or HTTP (HttpCall, fetch).
/// Errors, at once: NotFound, ServiceUnavailable. What fails later comes by Connection::onClosed.
/// Thread: the api thread. Lifetime: ApiServer's.
class Dialer final
{
public:
    Dialer(Streams &streams, const store::Store &store)
        : m_streams(streams)
        , m_store(store)
    {
    }

    api::Result<ConnectionPtr> pod(const api::Object &pod, int port) const;
    /// To a ready endpoint of one of the Service's ports, any if there are several.
    api::Result<ConnectionPtr> service(const api::Key &key, int port) const;
    /// The same by the port's name ("" for that of the only one). id: what the error calls the service.
    api::Result<ConnectionPtr> servicePort(const api::Key &key, const QByteArray &portName, const QByteArray &id) const;
    api::Result<ConnectionPtr> nodePort(const api::Object &node, int port) const;
    api::Result<ConnectionPtr> kubelet(const QByteArray &node) const; ///< speaks HTTP, without TLS

    const store::Store &store() const { return m_store; }

private:
    Streams &m_streams;
    const store::Store &m_store;
};

} // namespace orrery::streams
