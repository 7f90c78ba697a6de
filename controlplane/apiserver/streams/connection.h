// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/api/result.h"

#include <functional>
#include <memory>

namespace orrery::streams {

/// A connection to a server behind this one (a pod, a service, a kubelet, a webhook): bytes both ways, with bounds. See
/// Dialer. Thread: the api thread. Lifetime: shared; dropping the last reference hangs up, also within one of its
/// callbacks.
class Connection
{
public:
    virtual ~Connection() = default;
    virtual void write(const QByteArray &bytes) = 0; ///< may come before onOpened
    virtual qint64 pending() const = 0; ///< written and not yet taken; a producer pauses above 64 KiB
    virtual void consumed(qint64 bytes) = 0; ///< of those that onBytes gave: as many more may come

    std::function<void()> onOpened;
    std::function<void(const QByteArray &bytes)> onBytes;
    std::function<void()> onWritable; ///< pending() is low again
    std::function<void(const api::Result<> &how)>
        onClosed; ///< once, nothing follows: the other side ended, or could not be reached
};
using ConnectionPtr = std::shared_ptr<Connection>;

struct TlsOptions
{
    QByteArray serverName; ///< whom the certificate must name
    QByteArray caPem; ///< who may have signed it; empty: whom the system trusts
    bool verify = true; ///< false: any certificate will do
};

/// The same with TLS over it. Errors come by onClosed, before onOpened: ServiceUnavailable with OpenSSL's words.
ConnectionPtr tlsOver(ConnectionPtr inner, const TlsOptions &options);

/// Directly from this machine, as a webhook's URL means it. host: a name or an address.
ConnectionPtr connectTo(const QByteArray &host, int port);

} // namespace orrery::streams
