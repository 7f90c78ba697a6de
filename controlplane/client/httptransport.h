// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "controlplane/client/kubeconfig.h"
#include "controlplane/client/transport.h"

namespace orrery::client {

/// HTTP/1.1 over TLS to an API server: keep-alive connections for requests (at most 8 at once, the rest queue), one connection for each
/// watch, stream and channel. Own framing over QSslSocket, because QNetworkAccessManager takes a thread each and six connections in all.
/// Bounds: response heads 64 KiB, bodies 64 MiB, watch lines 8 MiB.
/// Thread: send() and friends from any; the sockets live on the net thread given at construction (its event loop must run).
/// Lifetime: outlives every Client and Subscription; destroy it while the net thread still runs, or on that thread.
class HttpTransport final : public Transport
{
public:
    /// netThread null: the thread that constructs it.
    static api::Result<std::unique_ptr<HttpTransport>> create(const Connection &connection, QThread *netThread = nullptr);
    ~HttpTransport() override;

    void send(api::Request request, std::function<void(api::Result<api::Response>)> done) override;
    std::unique_ptr<Subscription> watch(api::Request request, QObject *context, std::function<void(QList<WatchItem>)> items,
                                        std::function<void(api::Result<>)> ended) override;
    std::unique_ptr<Subscription> stream(api::Request request, QObject *context, StreamHandlers handlers) override;
    std::unique_ptr<Subscription> channel(api::Request request, QList<QByteArray> subprotocols, QObject *context,
                                          StreamHandlers handlers) override;

private:
    class Private;
    explicit HttpTransport(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace orrery::client
